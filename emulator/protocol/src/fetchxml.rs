//! Parses FetchXML into the query AST (WA-07D).
//!
//! `tree` reads XML within limits and without entity declarations. `shape` says what each element and attribute is worth
//! here, and refuses by name what is not emulated. The other modules translate. This module knows no tables,
//! no columns and no types: an operand stays [`Operand::Text`](crate::query::Operand::Text) until `store` binds it to
//! its column.

mod aggregate;
mod error;
mod fetch;
mod filter;
mod link;
mod select;
mod shape;
#[cfg(test)]
mod tests;
mod tree;

pub use error::{FetchXmlError, Position, Problem};
pub(crate) use shape::{MAX_CONDITIONS, MAX_LINKS};

use dataverse_limits::Limits;

use crate::query::Query;

/// Parses a FetchXML query (WA-07D).
///
/// Every link of the result has an alias, the one in the text or a generated one (`table1`). [`Query::order`] holds the
/// sort keys of the table before those of the links, the order in which Dataverse applies them. A table without
/// `attribute` elements returns all columns, a link without them none.
///
/// # Errors
///
/// [`FetchXmlError`] when the text exceeds one of the limits, [`MAX_LINKS`] or [`MAX_CONDITIONS`], is not well-formed, has a document type or an undeclared entity, or has an
/// element or a value that FetchXML does not have, or anything that the emulator does not support.
///
/// ```
/// let query = dataverse_protocol::fetchxml::parse(
///     "<fetch top='5'><entity name='account'><attribute name='name'/></entity></fetch>",
///     &dataverse_limits::Limits::default(),
/// )
/// .expect("this is FetchXML");
/// assert_eq!(query.table, "account");
/// assert_eq!(query.page.top, Some(5));
/// ```
pub fn parse(text: &str, limits: &Limits) -> Result<Query, FetchXmlError> {
    tree::read(text, limits)
        .and_then(|root| {
            shape::check(&root)?;
            fetch::query(&root)
        })
        .map_err(|refusal| FetchXmlError {
            position: Position::in_text(text, refusal.offset),
            problem: refusal.problem,
        })
}
