//! Service endpoints: checks their addresses, and the authentication that belongs to each kind
//! (WH-001, WH-002, section 3.3).
//!
//! Secrets may be missing: solutions carry endpoints without them. Error texts repeat no secret.
//! All codes are inferred, except that of Access Control Service authentication.

use dataverse_store::Write;
use std::sync::Arc;

use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::{CallbackUri, EndpointSecret};
use dataverse_protocol::authentication_settings;
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Attributes, Entity, Value};
use uuid::Uuid;

use super::TableBehavior;
use super::effective_row::EffectiveRow;
use super::find;
use crate::address::accepts;
use crate::error::{Error, not_found};
use crate::session::Session;
use dataverse_model::metadata::Table;

/// Numbers of `contract`.
const QUEUE: i64 = 2;
const TOPIC: i64 = 5;
const EVENT_HUB: i64 = 7;
const WEBHOOK: i64 = 8;

/// The columns that say where an endpoint is.
const ADDRESS: [&str; 4] = ["url", "namespaceaddress", "solutionnamespace", "path"];
/// The secrets that are sent there.
const SECRETS: [&str; 3] = ["authvalue", "saskey", "sastoken"];

pub(super) struct ServiceEndpoints;

impl TableBehavior for ServiceEndpoints {
    fn before_create(
        &self,
        _session: &mut Session<'_>,
        table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Attributes, Error> {
        before_create(table, target)?;
        Ok(Attributes::default())
    }

    fn before_update(
        &self,
        session: &mut Session<'_>,
        table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Vec<Write>, Error> {
        before_update(session, table, target)?;
        Ok(Vec::new())
    }
}

fn before_create(table: &Table, target: &Entity) -> Result<(), Fault> {
    check(&EffectiveRow::of_new(table, target)?)
}

fn before_update(
    session: &mut Session<'_>,
    table: &Arc<Table>,
    target: &Entity,
) -> Result<(), Fault> {
    let endpoint = EffectiveRow::of_changed(session, table, target)?;
    check(&endpoint)?;
    if session.rules().endpoint_secret == EndpointSecret::Demanded {
        demand_secret(&endpoint)?;
    }
    if endpoint.names("contract") && endpoint.number("contract") != Some(WEBHOOK) {
        let waited_for = find::any(
            session,
            "sdkmessageprocessingstep",
            &[
                ("eventhandler", Value::Guid(target.id.unwrap_or_default())),
                ("mode", Value::OptionSet(0)),
            ],
        )?;
        if waited_for {
            return Err(only_asynchronous());
        }
    }
    Ok(())
}

/// Refuses another address for a stored secret that the update does not give again (rule `endpoint_secret`, PV-04C). An
/// update that clears the secret passes.
fn demand_secret(endpoint: &EffectiveRow<'_>) -> Result<(), Fault> {
    let is_moved = |column: &&str| {
        endpoint.names(column)
            && endpoint.given(column).filter(|given| !given.is_null()) != endpoint.current(column)
    };
    let is_kept = |column: &&str| {
        !endpoint.names(column)
            && endpoint
                .current(column)
                .is_some_and(|secret| !secret.is_null())
    };
    match (
        ADDRESS.iter().find(|column| is_moved(column)),
        SECRETS.iter().find(|column| is_kept(column)),
    ) {
        (Some(moved), Some(kept)) => Err(Fault::invalid_argument(format!(
            "Column '{moved}' of 'serviceendpoint' changes, and the stored '{kept}' would be sent to the new address: expected '{kept}' in the same update (rule endpoint_secret)."
        ))),
        _ => Ok(()),
    }
}

/// Refuses a synchronous step on any endpoint that is not a webhook (WH-029).
pub(super) fn check_synchronous(session: &Session<'_>, endpoint: Uuid) -> Result<(), Fault> {
    let table = session.table("serviceendpoint")?;
    let columns = Columns::Named(vec!["contract".to_owned()]);
    let row = session
        .retrieve(&table, endpoint, &columns)?
        .ok_or_else(|| not_found(&table, endpoint))?;
    match row.get("contract").and_then(Value::as_integer) {
        Some(WEBHOOK) => Ok(()),
        _ => Err(only_asynchronous()),
    }
}

fn only_asynchronous() -> Fault {
    Fault::invalid_argument(
        "Service endpoints of Azure are posted to asynchronously only: mode 1 is expected, or a webhook (contract 8).",
    )
}

/// Checks an endpoint as it will be after the write. An endpoint without a contract passes: the
/// missing column is refused later.
fn check(endpoint: &EffectiveRow<'_>) -> Result<(), Fault> {
    if endpoint.flag("usekeyvaultconfiguration") {
        return Err(not_emulated("secrets in a key vault"));
    }
    match endpoint.number("contract") {
        None => Ok(()),
        Some(WEBHOOK) => check_webhook(endpoint),
        Some(QUEUE | TOPIC | EVENT_HUB) => check_azure(endpoint),
        Some(contract) => Err(not_emulated(&format!(
            "contract {contract} ({})",
            endpoint.label("contract")
        ))),
    }
}

fn check_webhook(endpoint: &EffectiveRow<'_>) -> Result<(), Fault> {
    let Some(url) = endpoint.text("url") else {
        return Err(missing("url", "a webhook"));
    };
    accepts(url, CallbackUri::AnyAbsolute)
        .map_err(|error| Fault::invalid_argument(error.to_string()))?;
    let settings = match endpoint.number("authtype") {
        None => return Err(missing("authtype", "a webhook")),
        Some(4) => return Ok(()),
        Some(5 | 6) => endpoint.text("authvalue"),
        Some(kind) => {
            return Err(Fault::invalid_argument(format!(
                "A webhook is authenticated by 4 (Webhook Key), 5 (Http Header) or 6 (Http Query String), not by {kind} ({}).",
                endpoint.label("authtype")
            )));
        }
    };
    match settings.map(authentication_settings::parse) {
        None | Some(Ok(_)) => Ok(()),
        Some(Err(error)) => Err(Fault::invalid_argument(format!(
            "The 'authvalue' of a service endpoint with authtype 5 or 6 is <settings><setting name=\"...\" value=\"...\" /></settings>: {error}."
        ))),
    }
}

fn check_azure(endpoint: &EffectiveRow<'_>) -> Result<(), Fault> {
    let contract = endpoint.label("contract");
    match endpoint.number("authtype") {
        Some(2 | 3) => {}
        Some(1) => {
            return Err(Fault::new(
                code::SERVICE_ENDPOINT_ACS_NOT_SUPPORTED,
                "Service Endpoint with ACS authentication type is no longer supported. Please change your endpoint configuration to use a supported authentication type",
            ));
        }
        None => return Err(missing("authtype", contract)),
        Some(kind) => {
            return Err(not_emulated(&format!(
                "authentication {kind} ({}) of contract {contract}",
                endpoint.label("authtype")
            )));
        }
    }
    for column in ["namespaceaddress", "path"] {
        if endpoint.text(column).is_none() {
            return Err(missing(column, contract));
        }
    }
    match endpoint.number("messageformat") {
        Some(2) => Ok(()),
        None => Err(missing("messageformat", contract)),
        Some(format) => Err(not_emulated(&format!(
            "message format {format} ({}) of contract {contract} (2, Json, is)",
            endpoint.label("messageformat")
        ))),
    }
}

fn missing(column: &str, what: &str) -> Fault {
    Fault::new(
        code::REQUIRED_FIELD_MISSING,
        format!("Column '{column}' of 'serviceendpoint' has no value, which {what} needs."),
    )
}

fn not_emulated(what: &str) -> Fault {
    Fault::not_emulated(format_args!("A service endpoint with {what}"))
}
