//! Pairs of rows of many-to-many relationships, such as the roles of users and the members of teams, listed and changed
//! through `$ref` (section 4.6).
//!
//! `GET systemusers(<id>)/systemuserroles_association/$ref` lists the references (WA-1A4); `POST` pairs two rows, `DELETE
//! systemusers(<id>)/systemuserroles_association(<id>)/$ref` removes the pair. Each pair is a row of the relationship's
//! intersect table.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::odata::literal::Literal;
use dataverse_protocol::odata::path::{Arguments, Segment};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{Entity, EntityReference, Value};
use uuid::Uuid;

use super::query;
use super::resource::{Referring, Related, Row};
use super::web_api_request::WebApiRequest;
use crate::door::reply::Reply;
use dataverse_execution::pair_id;
use dataverse_model::metadata::{Metadata, Navigation, Table};
use dataverse_model::payload::reference_of;

/// A row at one end of a relationship, and the row at the other end if the URL names it.
pub(super) struct References {
    row: Row,
    /// The navigation property; both tables use the same name.
    navigation: String,
    /// The intersect table.
    between: Arc<Table>,
    /// The table at the other end.
    table: Arc<Table>,
    other: Option<Uuid>,
}

/// Reads the references that a path addresses; `None` for another path.
pub(super) fn addressed(
    row: &Row,
    next: &Segment,
    deeper: &[Segment],
    metadata: &Metadata,
) -> Option<References> {
    let [last] = deeper else { return None };
    if last.name != "$ref" {
        return None;
    }
    let Navigation::Across { table, between, .. } = metadata.navigation(&row.table, &next.name)?
    else {
        return None;
    };
    let other = match &next.arguments {
        Arguments::Key(Literal::Value(Value::Guid(id))) => Some(*id),
        _ => None,
    };
    Some(References {
        row: row.clone(),
        navigation: next.name.clone(),
        between: between.clone(),
        table: table.clone(),
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
        referring: Referring::Association,
    };
    query::references(exchange, &related).await
}

/// Pairs two rows, or removes the pair.
async fn change(exchange: &mut WebApiRequest<'_>, references: References) -> Result<Reply, Fault> {
    let method = exchange.method().clone();
    let other_side = &references.table.logical_name;
    let other = match (&method, references.other) {
        (&Method::DELETE, Some(other)) => other,
        (&Method::POST, None) => posted(exchange, other_side)?,
        (&Method::DELETE, None) => match &exchange.options.id {
            Some(address) => id_of(exchange, address, other_side)?,
            None => return Err(no_address("$id")),
        },
        _ => return Err(exchange.no_verb()),
    };
    let between = &references.between;
    let Some(association) = &between.association else {
        return Err(exchange.no_resource());
    };
    let [first, second] = &association.sides;
    let ids = match first.table == references.row.table.logical_name {
        true => [references.row.id, other],
        false => [other, references.row.id],
    };
    let id = pair_id(&between.logical_name, ids[0], ids[1]);
    let request = if method == Method::POST {
        let mut row = Entity::new(&between.logical_name);
        row.id = Some(id);
        for (side, id) in [first, second].into_iter().zip(ids) {
            row.attributes.insert(side.column.clone(), Value::Guid(id));
        }
        OrganizationRequest::new("Create").with("Target", row)
    } else {
        let pair = EntityReference::new(&between.logical_name, id);
        OrganizationRequest::new("Delete").with("Target", pair)
    };
    exchange.execute(request).await?;
    Ok(Reply::odata_empty(StatusCode::NO_CONTENT))
}

/// The id of the other row, from the body.
fn posted(exchange: &WebApiRequest<'_>, table: &str) -> Result<Uuid, Fault> {
    let body = exchange.body("")?;
    match body.get("@odata.id").and_then(|address| address.as_str()) {
        Some(address) => id_of(exchange, address, table),
        None => Err(no_address("@odata.id")),
    }
}

/// The id of a row of `table`, from its absolute or relative URL.
fn id_of(exchange: &WebApiRequest<'_>, address: &str, table: &str) -> Result<Uuid, Fault> {
    let reference = reference_of(address, exchange.metadata, |cause| refusal(&cause))?;
    if reference.table != table {
        return Err(refusal(&format!(
            "'{address}' is a row of '{}': expected one of '{table}'.",
            reference.table
        )));
    }
    Ok(reference.id)
}

fn no_address(given: &str) -> Fault {
    refusal(&format!(
        "'{given}' is not the address of a row: expected one such as /roles(<id>)"
    ))
}

fn refusal(cause: &str) -> Fault {
    Fault::new(code::ODATA, cause).with_http_status(400)
}
