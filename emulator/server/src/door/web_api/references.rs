//! Rows of many-to-many relationships, listed and associated through `$ref` (section 4.6).
//!
//! `GET systemusers(<id>)/systemuserroles_association/$ref` lists the references to a user's roles (WA-1A4);
//! `POST` associates a role with the user, `DELETE
//! systemusers(<id>)/systemuserroles_association(<id>)/$ref` ends that.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::complex::Complex;
use dataverse_protocol::odata::literal::Literal;
use dataverse_protocol::odata::path::{Arguments, Segment};
use dataverse_protocol::value::{EntityReference, Value};

use super::association::{self, Change};
use super::query;
use super::resource::{Referring, Related, Row};
use super::web_api_request::WebApiRequest;
use crate::door::reply::Reply;
use dataverse_model::metadata::{Metadata, Navigation, Table};
use dataverse_model::payload::{key_of, reference_of};

/// A row at one end of the relationship, and the row at the other end if the URL names it.
pub(super) struct References {
    row: Row,
    /// The navigation property, as the URL spells it.
    navigation: String,
    /// The navigation property at the other end.
    partner: String,
    relationship: Complex,
    /// The table at the other end.
    table: Arc<Table>,
    other: Option<EntityReference>,
}

/// Reads the references that a path addresses; `None` for another path.
pub(super) fn addressed(
    row: &Row,
    next: &Segment,
    deeper: &[Segment],
    metadata: &Metadata,
) -> Option<References> {
    let [last] = deeper else { return None };
    let navigation = metadata.navigation(&row.table, &next.name)?;
    let Navigation::Across { table, .. } = navigation else {
        return None;
    };
    if last.name != "$ref" {
        return None;
    }
    let name = &table.logical_name;
    let other = match &next.arguments {
        Arguments::Key(Literal::Value(Value::Guid(id))) => Some(EntityReference::new(name, *id)),
        Arguments::Named(parts) => key_of(parts).map(|key| EntityReference::by_key(name, key)),
        Arguments::None | Arguments::Empty | Arguments::Key(_) => None,
    };
    Some(References {
        row: row.clone(),
        navigation: next.name.clone(),
        partner: navigation.partner(&next.name),
        relationship: association::relationship(&next.name, &navigation),
        table: Arc::clone(table),
        other,
    })
}

impl References {
    /// Whether GET returns a list of references.
    pub(super) const fn is_collection(&self) -> bool {
        self.other.is_none()
    }
}

pub(super) async fn answer(
    exchange: &mut WebApiRequest<'_>,
    references: References,
) -> Result<Reply, Fault> {
    if *exchange.method() != Method::GET || !references.is_collection() {
        return change(exchange, references).await;
    }
    let related = Related {
        row: references.row,
        navigation: references.navigation,
        table: references.table,
        referring: Referring::Association(references.partner),
    };
    query::references(exchange, &related).await
}

/// Associates a row, or ends the association.
async fn change(exchange: &mut WebApiRequest<'_>, references: References) -> Result<Reply, Fault> {
    let References {
        row,
        relationship,
        table,
        other,
        ..
    } = references;
    let (change, other) = match (exchange.method().clone(), other) {
        (Method::DELETE, Some(other)) => (Change::Disassociate, other),
        (Method::POST, None) => (Change::Associate, posted(exchange, &table)?),
        (Method::DELETE, None) => match &exchange.options.id {
            Some(address) => (Change::Disassociate, row_at(exchange, address, &table)?),
            None => return Err(no_address("$id", &table)),
        },
        _ => return Err(exchange.no_verb()),
    };
    let request = association::request(change, row.reference(), relationship, vec![other]);
    exchange.execute(request).await?;
    Ok(Reply::odata_empty(StatusCode::NO_CONTENT))
}

/// The other row, from the body.
fn posted(exchange: &WebApiRequest<'_>, table: &Table) -> Result<EntityReference, Fault> {
    let body = exchange.body("")?;
    match body.get("@odata.id").and_then(|address| address.as_str()) {
        Some(address) => row_at(exchange, address, table),
        None => Err(no_address("@odata.id", table)),
    }
}

/// A row of `table`, from its absolute or relative URL.
fn row_at(
    exchange: &WebApiRequest<'_>,
    address: &str,
    table: &Table,
) -> Result<EntityReference, Fault> {
    let reference = reference_of(address, exchange.metadata, |cause| refusal(&cause))?;
    if reference.table != table.logical_name {
        return Err(refusal(&format!(
            "'{address}' is a row of '{}': expected one of '{}'.",
            reference.table, table.logical_name
        )));
    }
    Ok(reference)
}

fn no_address(given: &str, table: &Table) -> Fault {
    refusal(&format!(
        "'{given}' is not the address of a row: expected one such as /{}(<id>)",
        table.entity_set
    ))
}

fn refusal(cause: &str) -> Fault {
    Fault::new(code::ODATA, cause).with_http_status(400)
}
