//! One request to the Web API and what is known while it is answered.

use std::sync::Arc;

use axum::http::Method;
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::{RawControlCharacters, Rules};
use dataverse_protocol::odata::options::{Options, OptionsError};
use dataverse_protocol::odata::version::Version;
use dataverse_protocol::prefer::{AnnotationFilter, Applied, Preferences};
use dataverse_protocol::query::Columns;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::EntityReference;
use serde_json::{Map, Value as Json};

use super::strict;
use crate::door::inbound::Inbound;
use crate::message::session::Call;
use crate::message::{Session, not_found};
use crate::metadata::Table;
use crate::organization::Organization;
use crate::payload::{RowForm, body_fault};
use crate::pipeline::Bypass;
use crate::security::Caller;

/// The id that a client gives its request; webhooks are told it.
const CLIENT_REQUEST_ID: &str = "x-ms-client-request-id";
/// What the header of an option begins with (PL-110, PL-112).
const OPTION: &str = "MSCRM.";

/// A request, its organization, and the preferences honoured so far.
pub(super) struct Exchange<'a> {
    pub(super) organization: &'a Organization,
    pub(super) inbound: &'a mut Inbound,
    pub(super) rules: Arc<Rules>,
    pub(super) options: Options,
    pub(super) preferences: Preferences,
    pub(super) applied: Applied,
    caller: Caller,
    bypass: Bypass,
    /// `{org}/api/data/v9.2`.
    pub(super) base: String,
}

impl<'a> Exchange<'a> {
    pub(super) fn new(
        organization: &'a Organization,
        inbound: &'a mut Inbound,
        version: Version,
        rules: Arc<Rules>,
    ) -> Result<Self, Fault> {
        let options = Options::parse(&inbound.query).map_err(|error| bad_options(&error))?;
        let header = |option: &str| inbound.header(&format!("{OPTION}{option}"));
        let bypass = Bypass::read(|option| header(option).map(str::to_owned))?;
        Ok(Self {
            caller: inbound.caller(organization)?,
            preferences: inbound.preferences(),
            base: format!("{}/api/data/{}", inbound.origin, version.segment()),
            organization,
            inbound,
            rules,
            options,
            applied: Applied::new(),
            bypass,
        })
    }

    pub(super) const fn method(&self) -> &Method {
        &self.inbound.method
    }

    /// Who asks.
    pub(super) fn call(&self) -> Call {
        let call = self.inbound.call(self.organization, self.caller);
        let given = self.inbound.header(CLIENT_REQUEST_ID);
        Call {
            request: given.and_then(|id| id.parse().ok()).or(call.request),
            bypass: self.bypass.clone(),
            ..call
        }
    }

    /// From here on no step runs: what follows is the answer's, not the client's request.
    pub(super) fn pass_over_steps(&mut self) {
        self.bypass = Bypass::everything();
    }

    /// Looks something up for the answer, which no step follows.
    pub(super) async fn look_up(
        &mut self,
        request: OrganizationRequest,
    ) -> Result<OrganizationResponse, Fault> {
        let call = Call {
            bypass: Bypass::everything(),
            ..self.call()
        };
        self.organization
            .execute(call, request, &mut self.inbound.guard)
            .await
    }

    /// Runs a platform message for the caller.
    pub(super) async fn execute(
        &mut self,
        request: OrganizationRequest,
    ) -> Result<OrganizationResponse, Fault> {
        let call = self.call();
        self.organization
            .execute(call, request, &mut self.inbound.guard)
            .await
    }

    /// The body as a JSON object; no body is an empty one.
    pub(super) fn body(&self, set: &str) -> Result<Map<String, Json>, Fault> {
        let bytes = &self.inbound.body;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(Map::new());
        }
        let parsed = match self.rules.raw_control_characters {
            RawControlCharacters::Reject => strict::parse(bytes),
            RawControlCharacters::Accept => strict::parse(&strict::escape_controls(bytes)),
        };
        match parsed {
            Ok(Json::Object(members)) => Ok(members),
            Ok(_) => Err(body_fault(set, "The body must be a JSON object.")),
            Err(error) => Err(body_fault(set, &format!("Invalid JSON. {error}."))),
        }
    }

    /// The annotations that were asked for; asking is honoured by what uses the answer.
    pub(super) fn annotations(&mut self) -> Option<AnnotationFilter> {
        let filter = self.preferences.include_annotations()?;
        self.applied.include_annotations(&filter);
        Some(filter)
    }

    /// How rows are written that have these columns.
    pub(super) fn form<'f>(
        &'f self,
        columns: &'f Columns,
        annotations: Option<&'f AnnotationFilter>,
    ) -> RowForm<'f> {
        RowForm::selected(
            self.organization.metadata(),
            &self.rules,
            columns,
            annotations,
        )
    }

    /// The address of a row.
    pub(super) fn row_address(&self, table: &Table, id: uuid::Uuid) -> String {
        format!("{}/{}({id})", self.base, table.entity_set)
    }

    /// Refuses an operation on a row that is not there (CA-031).
    pub(super) async fn there_is(&mut self, row: &EntityReference) -> Result<(), Fault> {
        if self.inbound.signed.joined.is_some() {
            let request = OrganizationRequest::new("Retrieve")
                .with("Target", row.clone())
                .with("ColumnSet", Columns::Named(Vec::new()));
            return self.execute(request).await.map(drop);
        }
        let ids = self.organization.identity().stream();
        let session = Session::committed(self.organization, self.call(), ids)?;
        let table = session.table(&row.table)?;
        let none = Columns::Named(Vec::new());
        match session.retrieve(&table, row.id, &none)? {
            Some(_) => Ok(()),
            None => Err(not_found(&table, row.id)),
        }
    }

    /// The refusal of a verb on an operation (CA-039).
    pub(super) fn no_resource(&self) -> Fault {
        Fault::routing(
            404,
            format!(
                "No HTTP resource was found that matches the request URI '{}'.",
                self.inbound.address()
            ),
        )
    }

    /// The refusal of a verb on a set or a row.
    pub(super) fn no_verb(&self) -> Fault {
        Fault::routing(
            405,
            format!(
                "The requested resource does not support http method '{}'.",
                self.method()
            ),
        )
    }
}

/// The refusal of a path that cannot be read.
pub(super) fn malformed(error: &dyn std::fmt::Display) -> Fault {
    Fault::new(code::ODATA, error.to_string()).with_http_status(400)
}

fn bad_options(error: &OptionsError) -> Fault {
    Fault::new(code::ODATA, error.to_string()).with_http_status(400)
}
