//! Exports solutions: what the components of an unmanaged solution are, as the files of a solution (SL-016, SL-017).
//!
//! The definitions are those that clients read, the rows are read as they are. The order of all parts follows from their
//! names, so that equal solutions of two organizations have equal files.

mod definitions;
mod manifest;
mod rows;

use std::collections::{HashMap, HashSet};

use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::solution::Solution;
use dataverse_protocol::value::{Entity, Value};
use uuid::Uuid;

use super::components::{COMPONENT, Extent};
use super::{NOT_FOUND, find, select};
use crate::definitions::Definitions;
use crate::draft::DefinitionKind;
use crate::error::Error;
use crate::session::Session;

/// The solution that has all components of the organization that belong to no other one.
const DEFAULT: &str = "Default";

/// The components of a solution: ids by `componenttype`, and how much of each table it has.
struct Components {
    ids: HashMap<i32, HashSet<Uuid>>,
    tables: HashMap<Uuid, Extent>,
}

impl Components {
    /// The ids of the components of a kind.
    fn of(&self, kind: i32) -> impl Iterator<Item = Uuid> {
        self.ids.get(&kind).into_iter().flatten().copied()
    }

    /// Whether something is a component.
    fn has(&self, kind: DefinitionKind, id: Uuid) -> bool {
        let ids = self.ids.get(&(kind as i32));
        ids.is_some_and(|ids| ids.contains(&id))
    }
}

/// The unmanaged solution with this unique name, as it is now.
///
/// # Errors
/// There is no such solution, it is a managed one, or it has a component whose export is not emulated.
pub(crate) fn export(
    session: &mut Session<'_>,
    name: &str,
    definitions: &Definitions,
) -> Result<Solution, Error> {
    let equal = [("uniquename", Value::from(name))];
    let row = find(session, "solution", &equal, &manifest::COLUMNS)?;
    let row = row.ok_or_else(|| {
        Fault::new(
            code::OBJECT_DOES_NOT_EXIST,
            format!("There is no solution with the unique name '{name}'."),
        )
        .with_http_status(NOT_FOUND)
    })?;
    if row.get("ismanaged").and_then(Value::as_bool) == Some(true) {
        return Err(Fault::invalid_argument(format!(
            "The solution '{name}' is a managed one, which cannot be exported: expected an unmanaged one."
        ))
        .into());
    }
    if name == DEFAULT {
        return Err(Fault::not_emulated("The export of the solution 'Default'").into());
    }
    let components = components(session, &row)?;
    let mut solution = Solution {
        manifest: manifest::of(session, &row)?,
        option_sets: definitions::option_sets(definitions, &components),
        tables: definitions::tables(definitions, &components),
        relationships: definitions::relationships(definitions, &components),
        custom_apis: Vec::new(),
        assemblies: Vec::new(),
        steps: Vec::new(),
        web_resources: Vec::new(),
    };
    rows::read(session, &components, &mut solution)?;
    let metadata = session.metadata();
    solution.manifest.components =
        manifest::root_components(&solution, &components, definitions, metadata);
    Ok(solution)
}

fn components(session: &mut Session<'_>, solution: &Entity) -> Result<Components, Fault> {
    let mut components = Components {
        ids: HashMap::new(),
        tables: HashMap::new(),
    };
    let equal = [("solutionid", Value::Guid(solution.id.unwrap_or_default()))];
    let columns = ["componenttype", "objectid", "rootcomponentbehavior"];
    for row in select(session, COMPONENT, &equal, &columns)? {
        let number = |column: &str| row.get(column).and_then(Value::as_integer);
        let kind = number("componenttype").and_then(|kind| i32::try_from(kind).ok());
        let id = row.get("objectid").and_then(Value::as_guid);
        let (Some(kind), Some(id)) = (kind, id) else {
            continue;
        };
        components.ids.entry(kind).or_default().insert(id);
        if kind == DefinitionKind::Table as i32 {
            let extent = number("rootcomponentbehavior").unwrap_or_default();
            components.tables.insert(id, Extent::of(extent));
        }
    }
    Ok(components)
}
