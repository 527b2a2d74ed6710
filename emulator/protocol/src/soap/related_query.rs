//! Reads a `RelationshipQueryCollection`, the `RelatedEntitiesQuery` of `Retrieve`: a query for each relationship whose
//! rows are returned with the row (SO-073).
//!
//! A relationship goes by its schema name. The SDK door replaces it by a navigation property; the role of the target,
//! which matters in a table that is related to itself, stands in front of the name until then ([`ROLE`]).

use super::error::SoapError;
use super::name::GENERIC;
use super::node::Node;
use super::query;
use crate::query::{Join, Link, Query, Through};

/// What stands between the role of a target and the schema name of a relationship; no name has it.
pub const ROLE: char = ':';

/// Reads the collection into a query whose links are the relationships.
pub(super) fn read(node: &Node<'_>) -> Result<Query, SoapError> {
    let mut related = Query::new("");
    related.links = node.children.iter().map(link).collect::<Result<_, _>>()?;
    Ok(related)
}

fn link(pair: &Node<'_>) -> Result<Link, SoapError> {
    let part = |name| pair.child(GENERIC, name).ok_or_else(|| pair.missing(name));
    let (relationship, value) = (part("key")?, part("value")?);
    let name = relationship.required("SchemaName")?.trim();
    let role = relationship.optional("PrimaryEntityRole").map(str::trim);
    let query = query::read(value)?;
    let is_plain = query.links.is_empty()
        && query.aliased.is_empty()
        && query.aggregate.is_none()
        && !query.distinct
        && !query.count;
    if !is_plain {
        let what = "joins, aggregates, distinct rows and counts in a `RelatedEntitiesQuery`";
        return Err(SoapError::NotEmulated(what.to_owned()));
    }
    Ok(Link {
        through: Through::Navigation(match role {
            Some(role) => format!("{role}{ROLE}{name}"),
            None => name.to_owned(),
        }),
        join: Join::Outer,
        alias: None,
        columns: Some(query.columns),
        filter: query.filter,
        links: Vec::new(),
        order: query.order,
        top: query.page.top.or(query.page.size),
        page_size: None,
    })
}
