//! One Web API request and its context while it is answered.

use std::borrow::Cow;
use std::sync::Arc;

use axum::http::{HeaderMap, Method, header};
use dataverse_execution::organization::Call;
use dataverse_execution::{Bypass, Caller, Registry};
use dataverse_model::message::Right;
use dataverse_model::metadata::{Metadata, Table};
use dataverse_model::payload::{PayloadReader, PayloadWriter, RowAnnotations, RowForm, body_fault};
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::{
    JsonInText, RawControlCharacters, Rules, SlashAfterOptions, TopAndPageSize,
};
use dataverse_protocol::odata::apply::ApplyError;
use dataverse_protocol::odata::filter::FilterError;
use dataverse_protocol::odata::options::{Options, OptionsError};
use dataverse_protocol::odata::primitive::{ConvertError, LargeNumbers};
use dataverse_protocol::odata::strict;
use dataverse_protocol::odata::version::Version;
use dataverse_protocol::prefer::{AnnotationFilter, Applied, Preferences};
use dataverse_protocol::query::Columns;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::EntityReference;
use futures::FutureExt;
use serde_json::{Map, Value as Json};

use crate::door::http_request::HttpRequest;
use crate::organization::Organization;

/// The id that a client chooses for its request; webhooks receive it.
const CLIENT_REQUEST_ID: &str = "x-ms-client-request-id";
/// The header with the solution that what is written is added to.
const SOLUTION_HEADER: &str = "mscrm.solutionuniquename";
/// The same, as an option of an address and as a parameter of messages.
const SOLUTION: &str = "SolutionUniqueName";
/// The prefix of headers with optional parameters (PL-110, PL-112).
const OPTION: &str = "mscrm.";

/// A request, its organization, and the preferences applied so far.
pub(super) struct WebApiRequest<'a> {
    pub(super) organization: &'a Organization,
    pub(super) metadata: &'a Metadata,
    pub(super) inbound: &'a mut HttpRequest,
    pub(super) rules: Arc<Rules>,
    pub(super) options: Box<Options>,
    pub(super) preferences: Preferences,
    pub(super) applied: Applied,
    /// The annotations that the client asks for.
    pub(super) annotations: Option<AnnotationFilter>,
    /// The form of large numbers in the response.
    pub(super) numbers: LargeNumbers,
    caller: Caller,
    bypass: Bypass,
    version: Version,
}

impl<'a> WebApiRequest<'a> {
    pub(super) fn new(
        organization: &'a Organization,
        registry: &'a Registry,
        inbound: &'a mut HttpRequest,
        version: Version,
        rules: Arc<Rules>,
    ) -> Result<Self, Fault> {
        let query = options_of(&inbound.head.query, &rules);
        let options = Options::parse(query).map_err(|error| bad_options(&error))?;
        let bypass = bypass(&inbound.head.headers)?;
        let preferences = inbound.preferences();
        let annotations = preferences.include_annotations(organization.limits());
        Ok(Self {
            caller: inbound.caller(organization)?,
            annotations: annotations.map_err(|error| malformed(&error))?,
            numbers: inbound.large_numbers(&rules),
            preferences,
            version,
            organization,
            metadata: registry.metadata(),
            inbound,
            rules,
            options: Box::new(options),
            applied: Applied::new(),
            bypass,
        })
    }

    /// `{org}/api/data/v9.2`.
    pub(super) fn base(&self) -> String {
        format!("{}{}", self.inbound.head.origin, self.root())
    }

    /// `/api/data/v9.2`.
    pub(super) fn root(&self) -> String {
        format!("/api/data/{}", self.version.segment())
    }

    pub(super) const fn method(&self) -> &Method {
        &self.inbound.head.method
    }

    /// The call for the organization: caller, request id and bypassed steps.
    pub(super) fn call(&self) -> Call {
        let mut call = self.inbound.call(self.organization, self.caller);
        let given = self.inbound.header(CLIENT_REQUEST_ID);
        if let Some(id) = given.and_then(|id| id.parse().ok()) {
            call.provenance.request = Some(id);
        }
        call.bypass = self.bypass.clone();
        call
    }

    /// Bypasses all steps from here on: for reads that complete the response to a request that has taken effect.
    pub(super) fn pass_over_steps(&mut self) {
        self.bypass = Bypass::everything();
    }

    /// Runs a request as the caller.
    pub(super) async fn execute(
        &mut self,
        request: OrganizationRequest,
    ) -> Result<OrganizationResponse, Fault> {
        let call = self.call();
        let work = &self.inbound.work;
        self.organization.execute(call, request, work).boxed().await
    }

    /// Reads columns of a row for the door itself, without steps, after checking that the caller has the right that the
    /// request is about to take; the door does not pass on what the row has (PV-046). In a unit of work, the read sees the
    /// unit's writes.
    ///
    /// # Errors
    /// The caller lacks the right; the row does not exist.
    pub(super) async fn look_up(
        &mut self,
        right: Option<Right>,
        row: EntityReference,
        columns: Columns,
    ) -> Result<OrganizationResponse, Fault> {
        if let (Some(right), Some(table)) = (right, self.metadata.table(&row.table)) {
            let provenance = self.call().provenance;
            self.organization
                .may_access(provenance, right, table, row.id)?;
        }
        let request = OrganizationRequest::new("Retrieve")
            .with("Target", row)
            .with("ColumnSet", columns);
        let call = self.call().by_platform();
        let work = &self.inbound.work;
        self.organization.execute(call, request, work).boxed().await
    }

    /// The solution to which the request adds what it makes: a header names it, or an option of the address (SL-004).
    pub(super) fn solution(&self) -> Option<String> {
        let header = self.inbound.header(SOLUTION_HEADER).map(str::to_owned);
        header.or_else(|| self.options.custom.get(SOLUTION).cloned())
    }

    /// Adds the solution to a request that writes a row of the table, if its rows are components of solutions.
    pub(super) fn in_solution(
        &self,
        request: OrganizationRequest,
        table: &Table,
    ) -> OrganizationRequest {
        match self.solution().filter(|_| table.component.is_some()) {
            Some(solution) => request.with(SOLUTION, solution),
            None => request,
        }
    }

    /// How the body is read: by the organization's tables and rules, and by the content type (WA-162).
    pub(super) fn reader(&self) -> PayloadReader<'_> {
        let media_type = self.inbound.header(header::CONTENT_TYPE.as_str());
        let numbers = media_type.map_or_else(LargeNumbers::default, LargeNumbers::of_media_type);
        PayloadReader::new(self.metadata, &self.rules).with_large_numbers(numbers)
    }

    /// The page size that the client asks for; `None` if `$top` counts instead (WA-1B1).
    pub(super) fn page_size(&self) -> Option<u32> {
        let size = self.preferences.max_page_size()?;
        match self.rules.top_and_page_size {
            TopAndPageSize::Top if self.options.top.is_some() => None,
            TopAndPageSize::Top | TopAndPageSize::PageSize => Some(size),
        }
    }

    /// The body of a row, which cannot be empty (WA-168).
    pub(super) fn row_body(&self, set: &str) -> Result<Map<String, Json>, Fault> {
        if self.has_no_body() {
            return Err(Fault::new(
                code::INVALID_REQUEST_BODY,
                "Passed entity object cannot be null or empty.",
            ));
        }
        self.body(set)
    }

    fn has_no_body(&self) -> bool {
        self.inbound.body.iter().all(u8::is_ascii_whitespace)
    }

    /// The body as a JSON object; an empty body is an empty object.
    pub(super) fn body(&self, set: &str) -> Result<Map<String, Json>, Fault> {
        if self.has_no_body() {
            return Ok(Map::new());
        }
        match self.json(set, &self.inbound.body)? {
            Json::Object(members) => Ok(members),
            Json::String(text) if self.rules.json_in_text == JsonInText::Accept => {
                match self.json(set, text.as_bytes())? {
                    Json::Object(members) => Ok(members),
                    other => Err(no_object(set, &other)),
                }
            }
            other => Err(no_object(set, &other)),
        }
    }

    /// Bytes of JSON with control characters in texts escaped, if the rule `raw_control_characters` accepts these.
    pub(super) fn json_bytes<'b>(&self, bytes: &'b [u8]) -> Cow<'b, [u8]> {
        match self.rules.raw_control_characters {
            RawControlCharacters::Reject => Cow::Borrowed(bytes),
            RawControlCharacters::Accept => Cow::Owned(strict::escape_controls(bytes)),
        }
    }

    fn json(&self, set: &str, bytes: &[u8]) -> Result<Json, Fault> {
        let parsed = strict::parse(&self.json_bytes(bytes));
        parsed.map_err(|error| body_fault(set, &format!("Invalid JSON. {error}.")))
    }

    /// Marks the client's choice of annotations as applied.
    pub(super) fn apply_annotations(&mut self) {
        if let Some(filter) = &self.annotations {
            self.applied.include_annotations(filter);
        }
    }

    /// How the body of the response is written: with the annotations and the numbers that the client asks for.
    pub(super) fn writer(&self) -> PayloadWriter<'_> {
        PayloadWriter::new(self.metadata, &self.rules)
            .with_annotations(RowAnnotations::of(self.annotations.as_ref()))
            .with_large_numbers(self.numbers)
    }

    /// How to write rows with these columns as JSON.
    pub(super) fn form<'f>(&'f self, columns: &'f Columns) -> RowForm<'f> {
        RowForm::selected(self.writer(), columns)
    }

    /// The URL of a row.
    pub(super) fn row_address(&self, table: &Table, id: uuid::Uuid) -> String {
        format!("{}/{}({id})", self.base(), table.entity_set)
    }

    /// Fails if the row does not exist, or if the caller may not read it (WH-006, PV-044).
    pub(super) async fn there_is(&mut self, row: &EntityReference) -> Result<(), Fault> {
        let request = OrganizationRequest::new("Retrieve")
            .with("Target", row.clone())
            .with("ColumnSet", Columns::Named(Vec::new()));
        self.execute(request).await.map(drop)
    }

    /// The fault for the wrong HTTP method on an operation (CA-039).
    pub(super) fn no_resource(&self) -> Fault {
        Fault::routing(
            404,
            format!(
                "No HTTP resource was found that matches the request URI '{}'.",
                self.inbound.head.address()
            ),
        )
    }

    /// The fault for the wrong HTTP method on an entity set or a row.
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

/// The query options, without a slash at their end unless it belongs to them (WA-179).
fn options_of<'q>(query: &'q str, rules: &Rules) -> &'q str {
    match rules.slash_after_options {
        SlashAfterOptions::Ignored => query.strip_suffix('/').unwrap_or(query),
        SlashAfterOptions::Read => query,
    }
}

/// Reads the bypass options from the headers; most requests have none.
fn bypass(headers: &HeaderMap) -> Result<Bypass, Fault> {
    if !headers.keys().any(|name| name.as_str().starts_with(OPTION)) {
        return Ok(Bypass::default());
    }
    Bypass::read(|option| {
        let value = headers.get(format!("{OPTION}{option}"))?;
        value.to_str().ok().map(str::to_owned)
    })
}

/// The fault for a path that cannot be parsed.
pub(super) fn malformed(error: &dyn std::fmt::Display) -> Fault {
    Fault::new(code::ODATA, error.to_string()).with_http_status(400)
}

/// The fault for a body that is JSON of another kind than an object.
fn no_object(set: &str, json: &Json) -> Fault {
    body_fault(set, &ConvertError::node(json, "StartObject").to_string())
}

fn bad_options(error: &OptionsError) -> Fault {
    match error {
        OptionsError::Filter(FilterError::QueryFunctionNotEmulated { .. }) => {
            Fault::not_emulated_text(error.to_string())
        }
        OptionsError::Apply(ApplyError::NotEmulated(_)) => {
            Fault::not_emulated_text(error.to_string())
        }
        OptionsError::Apply(ApplyError::Filter(filter)) => {
            bad_options(&OptionsError::Filter(filter.clone()))
        }
        OptionsError::Filter(FilterError::NoFetchXml { .. }) => Fault::new(
            code::QUERY_BUILDER_INVALID_CONDITION_OPERATOR,
            error.to_string(),
        ),
        _ => malformed(error),
    }
}
