//! Lookups, set and cleared through `$ref` (section 4.6): `PUT contacts(<id>)/parentcustomerid_account/$ref` sets one,
//! `DELETE` clears it; `POST accounts(<id>)/contact_customer_accounts/$ref` and `DELETE` do the same from the
//! referenced row.
//!
//! GET returns the references (WA-1A4).
//!
//! Many-to-many relationships are in [`references`](super::references).

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use dataverse_model::message::Right;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::complex::Complex;
use dataverse_protocol::odata::literal::Literal;
use dataverse_protocol::odata::path::{Arguments, Segment};
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{EntityReference, Value};
use serde_json::Map;
use uuid::Uuid;

use super::association::{self, Change};
use super::resource::{Referring, Related, Row};
use super::web_api_request::{WebApiRequest, malformed};
use super::{query, steps};
use crate::door::reply::Reply;
use dataverse_model::metadata::{Metadata, Navigation, Table};
use dataverse_model::payload::{key_of, reference_of};

const ID: &str = "@odata.id";

/// A lookup that a URL addresses.
pub(super) struct Link {
    row: Row,
    /// The navigation property, as the URL spells it.
    navigation: String,
    /// Logical name of the lookup column.
    column: String,
    /// The tables of the row at the other end; several where they share the navigation property.
    tables: Vec<Arc<Table>>,
    relationship: Complex,
    side: Side,
}

/// The end of the lookup that the first row of the URL is at.
enum Side {
    /// The row has the lookup column.
    Referring,
    /// The lookup refers to the row; the reference is to the referring row, if the URL names it.
    Referred(Option<EntityReference>),
}

/// Reads the lookup that a path addresses; `None` for another path.
pub(super) fn addressed(
    row: &Row,
    next: &Segment,
    deeper: &[Segment],
    metadata: &Metadata,
) -> Option<Link> {
    let [last] = deeper else { return None };
    if last.name != "$ref" {
        return None;
    }
    let navigation = metadata.navigation(&row.table, &next.name)?;
    let relationship = association::relationship(&next.name, &navigation);
    let (column, tables, side) = match navigation {
        Navigation::One { column, .. } => {
            let tables = metadata.reached(column, &next.name);
            (column, tables, Side::Referring)
        }
        Navigation::Many { table, column, .. } => {
            let name = &table.logical_name;
            let other = match &next.arguments {
                Arguments::Key(Literal::Value(Value::Guid(id))) => {
                    Some(EntityReference::new(name, *id))
                }
                Arguments::Named(parts) => {
                    key_of(parts).map(|key| EntityReference::by_key(name, key))
                }
                Arguments::None | Arguments::Empty | Arguments::Key(_) => None,
            };
            (column, vec![table.clone()], Side::Referred(other))
        }
        Navigation::Across { .. } => return None,
    };
    Some(Link {
        row: row.clone(),
        navigation: next.name.clone(),
        column: column.logical_name.clone(),
        tables,
        relationship,
        side,
    })
}

impl Link {
    /// The table at the other end with this name.
    fn table(&self, name: &str) -> Option<&Arc<Table>> {
        self.tables.iter().find(|table| table.logical_name == name)
    }

    /// The names of the tables at the other end, for an error's text.
    fn expected(&self) -> String {
        let names = self.tables.iter().map(|table| table.logical_name.as_str());
        names.collect::<Vec<_>>().join("' or '")
    }

    /// Whether GET returns a list of references.
    pub(super) const fn is_collection(&self) -> bool {
        matches!(self.side, Side::Referred(None))
    }
}

pub(super) async fn answer(exchange: &mut WebApiRequest<'_>, link: Link) -> Result<Reply, Fault> {
    match *exchange.method() {
        Method::GET => read(exchange, link).await,
        _ => change(exchange, link).await,
    }
}

/// The reference of a lookup, or the references of the rows that refer to a row.
async fn read(exchange: &mut WebApiRequest<'_>, link: Link) -> Result<Reply, Fault> {
    let related = match link.side {
        Side::Referring => {
            return match steps::referred(exchange, &link.row, &link.column).await? {
                Some(to) => match link.table(&to.table) {
                    Some(table) => Ok(reference(exchange, table, to.id)),
                    None => Ok(Reply::odata_empty(StatusCode::NO_CONTENT)),
                },
                None => Ok(Reply::odata_empty(StatusCode::NO_CONTENT)),
            };
        }
        Side::Referred(_) => Related {
            row: link.row,
            navigation: link.navigation,
            table: only(link.tables)?,
            referring: Referring::Lookup(link.column),
        },
    };
    let Side::Referred(Some(other)) = link.side else {
        return query::references(exchange, &related).await;
    };
    let row = steps::member(exchange, related, other.id).await?;
    Ok(reference(exchange, &row.table, row.id))
}

/// The table of the rows that refer to a row.
fn only(tables: Vec<Arc<Table>>) -> Result<Arc<Table>, Fault> {
    tables.into_iter().next().ok_or_else(Fault::unexpected)
}

/// A single reference.
fn reference(exchange: &WebApiRequest<'_>, table: &Table, id: Uuid) -> Reply {
    let mut body = Map::new();
    body.insert(
        "@odata.context".to_owned(),
        format!("{}/$metadata#$ref", exchange.base()).into(),
    );
    body.insert(ID.to_owned(), exchange.row_address(table, id).into());
    Reply::odata(StatusCode::OK, &body)
}

async fn change(exchange: &mut WebApiRequest<'_>, link: Link) -> Result<Reply, Fault> {
    let (change, related) = match (exchange.method().clone(), &link.side) {
        (Method::PUT, Side::Referring) | (Method::POST, Side::Referred(None)) => {
            (Change::Associate, vec![posted(exchange, &link)?])
        }
        (Method::DELETE, Side::Referring) => {
            (Change::Disassociate, current(exchange, &link).await?)
        }
        (Method::DELETE, Side::Referred(Some(other))) => {
            (Change::Disassociate, vec![other.clone()])
        }
        (Method::DELETE, Side::Referred(None)) => {
            let address = exchange.options.id.clone().unwrap_or_default();
            (
                Change::Disassociate,
                vec![row_at(exchange, &link, &address)?],
            )
        }
        _ => return Err(exchange.no_verb()),
    };
    let target = link.row.reference();
    exchange
        .execute(association::request(
            change,
            target,
            link.relationship,
            related,
        ))
        .await?;
    Ok(Reply::odata_empty(StatusCode::NO_CONTENT))
}

/// The row that a lookup refers to, which the URL does not name; none if the lookup is empty.
///
/// # Errors
/// The caller may not change the row; the lookup refers to a row of another table than the URL says.
async fn current(
    exchange: &mut WebApiRequest<'_>,
    link: &Link,
) -> Result<Vec<EntityReference>, Fault> {
    let columns = Columns::Named(vec![link.column.clone()]);
    let row = link.row.reference();
    let response = exchange
        .look_up(Some(Right::Write), row.clone(), columns)
        .await?;
    let Some(Value::Entity(found)) = response.results.get("Entity") else {
        return Ok(Vec::new());
    };
    match found.get(&link.column) {
        Some(Value::Reference(current)) if link.table(&current.table).is_some() => {
            Ok(vec![(**current).clone()])
        }
        Some(Value::Reference(current)) => Err(Fault::new(
            code::OBJECT_DOES_NOT_EXIST,
            format!(
                "The lookup '{}' of {}({}) refers to {}({}), not to a row of '{}'.",
                link.column,
                row.table,
                row.id,
                current.table,
                current.id,
                link.expected()
            ),
        )),
        _ => Ok(Vec::new()),
    }
}

/// The row at the other end, from the body.
fn posted(exchange: &WebApiRequest<'_>, link: &Link) -> Result<EntityReference, Fault> {
    let body = exchange.body(&link.row.table.entity_set)?;
    let address = body.get(ID).and_then(|address| address.as_str());
    row_at(exchange, link, address.unwrap_or_default())
}

/// The row at the other end, from its URL.
fn row_at(
    exchange: &WebApiRequest<'_>,
    link: &Link,
    address: &str,
) -> Result<EntityReference, Fault> {
    let reference = reference_of(address, exchange.metadata, |reason| malformed(&reason))?;
    if link.table(&reference.table).is_some() {
        return Ok(reference);
    }
    Err(Fault::new(
        code::ODATA,
        format!(
            "'{address}' is a row of '{}': expected one of '{}'.",
            reference.table,
            link.expected()
        ),
    )
    .with_http_status(400))
}
