//! Resolves a path of the Web API to a resource, from its first segment. What stands behind a row is in
//! [`below_row`].

use std::sync::Arc;

use dataverse_execution::Registry;
use dataverse_model::message::Binding;
use dataverse_operation::fault::Fault;
use dataverse_operation::rules::Rules;
use dataverse_protocol::odata::path::{Arguments, Path, Segment};

use super::resource::{Resource, UnknownSegment};
use super::{below_row, bound_operation, row_key};
use dataverse_model::metadata::Table;
use dataverse_model::platform_names::{self, NameKind, PlatformName};

/// Resolves a path; fails if it addresses nothing.
pub(super) fn resolve(path: &Path, registry: &Registry, rules: &Rules) -> Result<Resource, Fault> {
    let Some((first, rest)) = path.segments.split_first() else {
        return Ok(Resource::Root);
    };
    match registry.metadata().by_entity_set(&first.name) {
        Some(table) => below_rows(table, first, rest, registry, rules),
        None if first.name == "$metadata" && rest.is_empty() => Ok(Resource::Metadata),
        None if first.name == "$batch" && rest.is_empty() => Ok(Resource::Batch),
        None => {
            let message = registry.message(&first.name).filter(|message| {
                rest.is_empty() && message.binding == Binding::Global && message.is_reachable()
            });
            match message {
                Some(message) => {
                    bound_operation::call(message, None, first).map(Resource::Operation)
                }
                None => Ok(unknown(
                    &first.name,
                    platform_names::find_segment(&first.name),
                    None,
                )),
            }
        }
    }
}

/// What a path whose syntax is wrong would address, if its first segment is a name that is not emulated: a platform
/// that has the name might read the rest.
pub(super) fn not_emulated(path: &str) -> Option<Fault> {
    let name = path.trim_start_matches('/').split(['/', '(']).next()?;
    platform_names::find_segment(name).map(PlatformName::refusal)
}

/// The resource of a name that is not known, or known and not emulated.
pub(super) fn unknown(
    name: &str,
    known: Option<&PlatformName>,
    below: Option<&Arc<Table>>,
) -> Resource {
    match known {
        Some(known) => Resource::NotEmulated(Box::new(known.refusal())),
        None => Resource::Unknown(UnknownSegment {
            name: name.to_owned(),
            below: below.cloned(),
        }),
    }
}

fn below_rows(
    table: &Arc<Table>,
    first: &Segment,
    rest: &[Segment],
    registry: &Registry,
    rules: &Rules,
) -> Result<Resource, Fault> {
    match &first.arguments {
        Arguments::None | Arguments::Empty => below_set(table, rest, registry),
        key => below_row::resolve(row_key::row(table, key, rules)?, rest, registry),
    }
}

/// What a path addresses behind an entity set.
fn below_set(table: &Arc<Table>, rest: &[Segment], registry: &Registry) -> Result<Resource, Fault> {
    let Some((next, deeper)) = rest.split_first() else {
        return Ok(Resource::Rows(table.clone()));
    };
    if let Some(resource) = bound_operation::addressed(table, None, next, deeper, registry)? {
        return Ok(resource);
    }
    Ok(match next.name.as_str() {
        "$count" if deeper.is_empty() => Resource::Count(table.clone()),
        name => nothing(name, table),
    })
}

/// The resource of a segment behind a table or a row that names neither a property nor an operation.
pub(super) fn nothing(name: &str, table: &Arc<Table>) -> Resource {
    let known = platform_names::find_property(&table.logical_name, name)
        .or_else(|| platform_names::find(NameKind::Message, name));
    unknown(name, known, Some(table))
}
