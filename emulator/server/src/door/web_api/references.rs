//! Roles of users, listed and assigned through `$ref` (section 4.6).
//!
//! `GET systemusers(<id>)/systemuserroles_association/$ref` lists their references (WA-1A4);
//! `POST` assigns a role, `DELETE
//! systemusers(<id>)/systemuserroles_association(<id>)/$ref` removes it. Each assignment is a row
//! of the intersect table `systemuserroles`.

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
use dataverse_execution::membership_id;
use dataverse_model::payload::reference_of;

/// The two tables of the relationship, and the intersect table.
const USER: &str = "systemuser";
const ROLE: &str = "role";
const USER_ROLE: &str = "systemuserroles";

/// The navigation property; both tables use the same name.
const USER_ROLES: &str = "systemuserroles_association";

/// A row at one end of the relationship, and the row at the other end if the URL names it.
pub(super) struct References {
    row: Row,
    other: Option<Uuid>,
}

/// Reads the references that a path addresses; `None` for another path.
pub(super) fn addressed(row: &Row, next: &Segment, deeper: &[Segment]) -> Option<References> {
    let is_side = [USER, ROLE].contains(&row.table.logical_name.as_str());
    let [last] = deeper else { return None };
    if !is_side || next.name != USER_ROLES || last.name != "$ref" {
        return None;
    }
    let other = match &next.arguments {
        Arguments::Key(Literal::Value(Value::Guid(id))) => Some(*id),
        _ => None,
    };
    let row = row.clone();
    Some(References { row, other })
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
    let other_side = match references.row.table.logical_name == USER {
        true => ROLE,
        false => USER,
    };
    let Some(table) = exchange.metadata.table(other_side).cloned() else {
        return Err(exchange.no_resource());
    };
    let related = Related {
        row: references.row,
        navigation: USER_ROLES.to_owned(),
        table,
        referring: Referring::Association,
    };
    query::references(exchange, &related).await
}

/// Assigns or removes a role.
async fn change(exchange: &mut WebApiRequest<'_>, references: References) -> Result<Reply, Fault> {
    let method = exchange.method().clone();
    let is_user = references.row.table.logical_name == USER;
    let other_side = if is_user { ROLE } else { USER };
    let other = match (&method, references.other) {
        (&Method::DELETE, Some(other)) => other,
        (&Method::POST, None) => posted(exchange, other_side)?,
        (&Method::DELETE, None) => match &exchange.options.id {
            Some(address) => id_of(exchange, address, other_side)?,
            None => return Err(no_address("$id")),
        },
        _ => return Err(exchange.no_verb()),
    };
    let (user, role) = match is_user {
        true => (references.row.id, other),
        false => (other, references.row.id),
    };
    let id = membership_id(user, role);
    let request = if method == Method::POST {
        let mut row = Entity::new(USER_ROLE);
        row.id = Some(id);
        row.attributes
            .insert("systemuserid".to_owned(), Value::Guid(user));
        row.attributes
            .insert("roleid".to_owned(), Value::Guid(role));
        OrganizationRequest::new("Create").with("Target", row)
    } else {
        OrganizationRequest::new("Delete").with("Target", EntityReference::new(USER_ROLE, id))
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
