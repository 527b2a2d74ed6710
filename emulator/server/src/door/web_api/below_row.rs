//! What a path addresses behind a row: a property, related rows, references to them, or what lies behind one of them.

use dataverse_execution::Registry;
use dataverse_model::metadata::Navigation;
use dataverse_operation::fault::Fault;
use dataverse_protocol::odata::literal::Literal;
use dataverse_protocol::odata::path::{Arguments, Segment};
use dataverse_protocol::value::Value;
use uuid::Uuid;

use super::properties::column;
use super::resolve::nothing;
use super::resource::{Landing, Property, Referring, Related, Resource, Row, Step};
use super::web_api_request::malformed;
use super::{bound_operation, links, references};

/// Resolves the segments behind a row.
pub(super) fn resolve(row: Row, rest: &[Segment], registry: &Registry) -> Result<Resource, Fault> {
    let Some((next, deeper)) = rest.split_first() else {
        return Ok(Resource::Row(row));
    };
    let found = bound_operation::addressed(&row.table, Some(&row), next, deeper, registry)?;
    if let Some(resource) = found {
        return Ok(resource);
    }
    if let Some(addressed) = references::addressed(&row, next, deeper, registry.metadata()) {
        return Ok(Resource::References(addressed));
    }
    if let Some(link) = links::addressed(&row, next, deeper, registry.metadata()) {
        return Ok(Resource::Link(link));
    }
    match registry.metadata().navigation(&row.table, &next.name) {
        Some(navigation) => navigated(&row, next, deeper, &navigation, registry),
        None => Ok(property(row, next, deeper)),
    }
}

/// What stands at a navigation property, or behind it.
fn navigated(
    row: &Row,
    next: &Segment,
    deeper: &[Segment],
    navigation: &Navigation<'_>,
    registry: &Registry,
) -> Result<Resource, Fault> {
    let (table, referring) = match navigation {
        Navigation::One { column, .. } => {
            return Ok(Resource::Step(Step {
                to: Landing::Lookup {
                    row: row.clone(),
                    column: column.logical_name.clone(),
                    navigation: next.name.clone(),
                    tables: registry.metadata().reached(column, &next.name),
                },
                rest: deeper.to_vec(),
            }));
        }
        Navigation::Many { table, column, .. } => {
            (table, Referring::Lookup(column.logical_name.clone()))
        }
        Navigation::Across { table, .. } => {
            let partner = navigation.partner(&next.name);
            (table, Referring::Association(partner))
        }
    };
    let related = Related {
        row: row.clone(),
        navigation: next.name.clone(),
        table: (*table).clone(),
        referring,
    };
    if let Some(id) = key(next)? {
        return Ok(Resource::Step(Step {
            to: Landing::Member(related, id),
            rest: deeper.to_vec(),
        }));
    }
    Ok(match deeper {
        [] => Resource::Related(related),
        [last] if last.name == "$count" => Resource::RelatedCount(related),
        [first, ..] => nothing(&first.name, table),
    })
}

/// The id in the parentheses behind a collection-valued navigation property.
fn key(segment: &Segment) -> Result<Option<Uuid>, Fault> {
    match &segment.arguments {
        Arguments::None | Arguments::Empty => Ok(None),
        Arguments::Key(Literal::Value(Value::Guid(id))) => Ok(Some(*id)),
        Arguments::Key(_) | Arguments::Named(_) => Err(malformed(&format!(
            "the key of '{}' is a GUID in parentheses",
            segment.name
        ))),
    }
}

fn property(row: Row, next: &Segment, deeper: &[Segment]) -> Resource {
    let name = next.name.as_str();
    let Some(column) = column(&row.table, name) else {
        if name.starts_with('$') {
            let what = format!("'{name}' of a row addressed on its own");
            return Resource::NotEmulated(Box::new(Fault::not_emulated(what)));
        }
        return nothing(name, &row.table);
    };
    let property = Property {
        name: name.to_owned(),
        column: column.logical_name.clone(),
        row: row.clone(),
    };
    match deeper {
        [] if column.has_content() => Resource::Content(property),
        [] => Resource::Property(property),
        [last] if last.name == "$value" && column.has_content() => Resource::ContentValue(property),
        [last] if last.name == "$value" => Resource::RawValue(property),
        [first, ..] => nothing(&first.name, &row.table),
    }
}
