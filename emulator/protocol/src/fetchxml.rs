//! FetchXML text to the query AST (WA-07D).
//!
//! Three steps: `tree` has bounded, entity-free XML read; `shape` holds it against the elements
//! and attributes that are emulated and refuses the rest by name; the other modules translate.
//! Nothing here knows which tables or columns exist, or the type of an operand: text stays
//! [`Operand::Text`](crate::query::Operand::Text) until the server binds it.

mod aggregate;
mod error;
mod fetch;
mod filter;
mod link;
mod operator;
mod select;
mod shape;
#[cfg(test)]
mod tests;
mod tree;

pub use error::{FetchXmlError, Position, Problem};
pub(crate) use shape::{MAX_CONDITIONS, MAX_LINKS};

use crate::query::Query;

/// Reads a FetchXML query (WA-07D).
///
/// Every link of the result has an alias (FetchXML's own or a generated `table1`), and the sort
/// keys of links stand in [`Query::order`] behind those of the table itself, as Dataverse applies
/// them. A table without `attribute` elements returns all columns, a link without them none.
///
/// # Errors
///
/// [`FetchXmlError`] when the text exceeds a limit ([`MAX_BYTES`], [`MAX_DEPTH`],
/// [`MAX_ELEMENTS`],
/// [`MAX_ATTRIBUTES`], [`MAX_LINKS`], [`MAX_CONDITIONS`]), is not well-formed, carries a document
/// type or an undeclared entity, or asks for something that is not FetchXML or not emulated.
///
/// ```
/// let query = dataverse_protocol::fetchxml::parse(
///     "<fetch top='5'><entity name='account'><attribute name='name'/></entity></fetch>",
/// )
/// .expect("this is FetchXML");
/// assert_eq!(query.table, "account");
/// assert_eq!(query.page.top, Some(5));
/// ```
pub fn parse(text: &str) -> Result<Query, FetchXmlError> {
    tree::read(text)
        .and_then(|root| {
            shape::check(&root)?;
            fetch::query(&root)
        })
        .map_err(|refusal| FetchXmlError {
            position: Position::in_text(text, refusal.offset),
            problem: refusal.problem,
        })
}
