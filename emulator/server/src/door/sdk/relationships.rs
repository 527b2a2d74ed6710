//! Translates between the SDK's names of related rows (relationship schema names) and those of
//! messages (navigation properties).
//!
//! For the collection of referring rows both names are mostly equal; the metadata names the exceptions
//! (`relationship` of a lookup's target). For a lookup they differ: the relationship has the name of the
//! collection at its other end. A navigation property whose relationship has another name is no name of
//! the SDK.

use dataverse_model::message::TARGET;
use dataverse_operation::fault::Fault;
use dataverse_protocol::query::{Link, Through};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::soap::ROLE;
use dataverse_protocol::value::{Entity, EntityCollection, Related, Value};
use indexmap::IndexMap;

use dataverse_model::metadata::{
    EntityRole, LookupTarget, Metadata, Navigation, Table, role_missing,
};
use dataverse_model::platform_names;

/// The parameter of a retrieval with the queries for related rows.
const RELATED_QUERY: &str = "RelatedEntitiesQuery";

/// Replaces relationship names by navigation properties, in all rows of a request and in its queries for related rows.
///
/// # Errors
/// A table without a relationship of that name; several related rows for a lookup.
pub(super) fn inward(request: &mut OrganizationRequest, metadata: &Metadata) -> Result<(), Fault> {
    let target = match request.parameters.get(TARGET) {
        Some(Value::Reference(target)) => metadata.table(&target.table),
        _ => None,
    };
    if let (Some(table), Some(Value::Query(query))) =
        (target, request.parameters.get_mut(RELATED_QUERY))
    {
        for link in &mut query.links {
            link_inward(link, table, metadata)?;
        }
    }
    for value in request.parameters.values_mut() {
        match value {
            Value::Entity(row) => row_inward(row, metadata)?,
            Value::Collection(rows) => rows_inward(rows, metadata)?,
            Value::Request(inside) => inward(inside, metadata)?,
            Value::Requests(inside) => {
                for request in inside {
                    inward(request, metadata)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Replaces the relationship of a related query, with or without the role of the target, by a navigation property.
fn link_inward(link: &mut Link, table: &Table, metadata: &Metadata) -> Result<(), Fault> {
    let Through::Navigation(given) = &link.through else {
        return Ok(());
    };
    let (role, name) = match given.split_once(ROLE) {
        Some(("Referencing", name)) => (Some(EntityRole::Referencing), name),
        Some((_, name)) => (Some(EntityRole::Referenced), name),
        None => (None, given.as_str()),
    };
    let mut ends = metadata
        .navigations(table)
        .filter(|(navigation, end)| end.relationship(navigation) == name)
        .filter(|(_, end)| role.is_none() || end.role().is_none() || end.role() == role);
    let Some((navigation, _)) = ends.next() else {
        return Err(no_relationship(table, name));
    };
    if ends.next().is_some() {
        return Err(role_missing(name, table));
    }
    link.through = Through::Navigation(navigation.to_owned());
    Ok(())
}

fn rows_inward(rows: &mut EntityCollection, metadata: &Metadata) -> Result<(), Fault> {
    let mut rows = rows.entities.iter_mut();
    rows.try_for_each(|row| row_inward(row, metadata))
}

fn row_inward(row: &mut Entity, metadata: &Metadata) -> Result<(), Fault> {
    let table = metadata.table(&row.table);
    let mut renamed = IndexMap::new();
    for (name, mut related) in std::mem::take(&mut row.related) {
        match &mut related {
            Related::One(None) => {}
            Related::One(Some(row)) => row_inward(row, metadata)?,
            Related::Many(rows) => rows_inward(rows, metadata)?,
        }
        let (name, related) = match table {
            Some(table) => named_inward(table, name, related, metadata)?,
            None => (name, related),
        };
        renamed.insert(name, related);
    }
    row.related = renamed;
    Ok(())
}

fn named_inward(
    table: &Table,
    name: String,
    related: Related,
    metadata: &Metadata,
) -> Result<(String, Related), Fault> {
    if let Related::Many(_) = related
        && let Some((navigation, _)) = collections(table, metadata).find(|(_, it)| *it == name)
    {
        return Ok((navigation.to_owned(), related));
    }
    let Some(target) = targets(table).find(|target| target.relationship() == name) else {
        return Err(no_relationship(table, &name));
    };
    let related = match related {
        Related::Many(rows) if rows.entities.len() > 1 => {
            return Err(Fault::invalid_argument(format!(
                "The relationship '{name}' takes one row for a row of '{}', found {}.",
                table.logical_name,
                rows.entities.len()
            )));
        }
        Related::Many(mut rows) => Related::One(rows.entities.pop().map(Box::new)),
        one => one,
    };
    Ok((target.navigation.clone(), related))
}

/// The collection-valued navigation properties of a table, each with the schema name of its relationship.
fn collections<'m>(
    table: &'m Table,
    metadata: &'m Metadata,
) -> impl Iterator<Item = (&'m str, &'m str)> {
    let navigations = metadata.navigations(table);
    navigations.filter_map(|(name, navigation)| match navigation {
        Navigation::One { .. } => None,
        Navigation::Across { between, .. } => {
            let association = between.association.as_ref();
            Some((name, association.map_or(name, |of| of.name.as_str())))
        }
        Navigation::Many { column, .. } => {
            let mut targets = column.targets().iter();
            let target = targets
                .find(|target| target.table == table.logical_name && target.collection == name);
            Some((name, target.map_or(name, LookupTarget::relationship)))
        }
    })
}

/// The fault for a relationship that is not emulated or does not exist; for the latter, the text is the emulator's.
fn no_relationship(table: &Table, name: &str) -> Fault {
    if let Some(known) = platform_names::find_property(&table.logical_name, name) {
        return known.refusal();
    }
    Fault::invalid_argument(format!(
        "The table '{}' has no relationship with the schema name '{name}'.",
        table.logical_name
    ))
}

/// Replaces navigation properties by relationship names, in a row of the response.
pub(super) fn outward(row: &mut Entity, metadata: &Metadata) {
    let Some(table) = metadata.table(&row.table) else {
        return;
    };
    let related = std::mem::take(&mut row.related).into_iter();
    row.related = related
        .map(|(name, related)| {
            let relationship = match &related {
                Related::One(_) => targets(table)
                    .find(|target| target.navigation == name)
                    .map(|target| target.relationship().to_owned()),
                Related::Many(_) => metadata
                    .navigation(table, &name)
                    .map(|navigation| with_role(&navigation, &name)),
            };
            (relationship.unwrap_or(name), related)
        })
        .collect();
}

/// The relationship of a collection, with the role of the row where a many-to-many relationship relates a table to itself:
/// such a row has rows at both ends.
fn with_role(navigation: &Navigation<'_>, name: &str) -> String {
    let relationship = navigation.relationship(name);
    match (navigation, navigation.role()) {
        (Navigation::Across { .. }, Some(EntityRole::Referencing)) => {
            format!("Referencing{ROLE}{relationship}")
        }
        (Navigation::Across { .. }, Some(EntityRole::Referenced)) => {
            format!("Referenced{ROLE}{relationship}")
        }
        _ => relationship.to_owned(),
    }
}

fn targets(table: &Table) -> impl Iterator<Item = &LookupTarget> {
    table.columns.values().flat_map(|column| column.targets())
}
