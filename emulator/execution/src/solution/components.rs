//! The components of a solution: a row of `solutioncomponent` for each (SL-013).

use std::collections::HashMap;

use dataverse_model::metadata::ENGLISH;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::value::{Attributes, EntityReference, Value};
use dataverse_store::{Expect, Write};
use uuid::Uuid;

use super::records::{insert, update};
use super::{NOT_FOUND, find, select};
use crate::draft::{Defined, DefinitionKind, find_component};
use crate::error::Error;
use crate::session::Session;

pub(super) const COMPONENT: &str = "solutioncomponent";

/// The global choice of the kinds of components.
const KINDS: &str = "componenttype";

/// How much of a table belongs to a solution (`rootcomponentbehavior`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// The table with all of its parts.
    Whole = 0,
    /// The table, of its parts only those that are components themselves.
    WithoutParts = 1,
    /// Nothing of the table itself, only parts that are components themselves.
    Shell = 2,
}

impl Extent {
    /// What a number of `rootcomponentbehavior` says; all where there is none.
    pub(crate) const fn of(number: i64) -> Self {
        match number {
            1 => Self::WithoutParts,
            2 => Self::Shell,
            _ => Self::Whole,
        }
    }
}

/// One component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Component {
    /// `componenttype`.
    pub(super) kind: i32,
    /// `MetadataId` of a definition, or the id of a row.
    pub(super) id: Uuid,
    pub(super) extent: Extent,
    /// The `MetadataId` of the table that it is a part of.
    pub(super) table: Option<Uuid>,
}

impl Component {
    /// What stands for itself.
    pub(crate) const fn new(kind: i32, id: Uuid, extent: Extent) -> Self {
        Self {
            kind,
            id,
            extent,
            table: None,
        }
    }
}

impl From<Defined> for Component {
    fn from(defined: Defined) -> Self {
        Self {
            kind: defined.kind as i32,
            id: defined.id,
            extent: Extent::Whole,
            table: defined.table,
        }
    }
}

/// Rows of components by kind and id, with how much of a table they are.
type Rows = HashMap<(i32, Uuid), (Uuid, Extent)>;

/// Adds the components that the solution does not have yet, and the tables that they are parts of; returns the ids of their
/// rows.
pub(crate) fn add(
    session: &mut Session<'_>,
    solution: Uuid,
    components: impl IntoIterator<Item = Component>,
) -> Result<Vec<Uuid>, Error> {
    let mut rows = Rows::new();
    let mut ids = Vec::new();
    for component in components {
        let root = match component.table {
            None => None,
            Some(table) => {
                let shell = Component::new(DefinitionKind::Table as i32, table, Extent::Shell);
                Some(row(session, solution, &mut rows, shell, None)?)
            }
        };
        ids.push(row(session, solution, &mut rows, component, root)?);
    }
    Ok(ids)
}

/// The row of a component, which is made if there is none; one of less than the component gets all of it.
fn row(
    session: &mut Session<'_>,
    solution: Uuid,
    rows: &mut Rows,
    component: Component,
    root: Option<Uuid>,
) -> Result<Uuid, Error> {
    let key = (component.kind, component.id);
    let known = match rows.get(&key) {
        Some(known) => Some(*known),
        None => self::known(session, solution, key)?,
    };
    let extent = (
        "rootcomponentbehavior".into(),
        Value::OptionSet(component.extent as i32),
    );
    let (id, extent) = match known {
        Some((id, extent)) if extent as i32 <= component.extent as i32 => (id, extent),
        Some((id, _)) => {
            update(session, COMPONENT, id, Attributes::from_iter([extent]))?;
            (id, component.extent)
        }
        None => {
            let values = Attributes::from_iter([
                ("componenttype".into(), Value::OptionSet(component.kind)),
                ("objectid".into(), component.id.into()),
                extent,
                ("rootsolutioncomponentid".into(), root.into()),
                (
                    "solutionid".into(),
                    EntityReference::new("solution", solution).into(),
                ),
            ]);
            let id = session.new_id();
            insert(session, COMPONENT, id, values)?;
            (id, component.extent)
        }
    };
    rows.insert(key, (id, extent));
    Ok(id)
}

/// The row of a component that the solution has.
pub(super) fn known(
    session: &mut Session<'_>,
    solution: Uuid,
    (kind, id): (i32, Uuid),
) -> Result<Option<(Uuid, Extent)>, Error> {
    let equal = [
        ("objectid", Value::Guid(id)),
        ("componenttype", Value::OptionSet(kind)),
        ("solutionid", Value::Guid(solution)),
    ];
    let row = find(session, COMPONENT, &equal, &["rootcomponentbehavior"])?;
    Ok(row.and_then(|row| {
        let extent = row.get("rootcomponentbehavior").and_then(Value::as_integer);
        Some((row.id?, Extent::of(extent.unwrap_or_default())))
    }))
}

/// A component that is there: a definition, or a row of a table whose rows are components.
///
/// # Errors
/// Components of the kind are not emulated, or there is none with the id.
pub(crate) fn existing(
    session: &Session<'_>,
    kind: i32,
    id: Uuid,
    extent: Extent,
) -> Result<Component, Fault> {
    if let Some(defined) = find_component(session.metadata(), kind, id) {
        let mut component = Component::from(defined);
        if defined.kind == DefinitionKind::Table {
            component.extent = extent;
        }
        return Ok(component);
    }
    let mut tables = session.metadata().tables();
    let table = tables.find(|table| table.component == Some(kind)).cloned();
    let is_there = match &table {
        Some(table) => session.exists(table, id)?,
        None if DefinitionKind::is_one(kind) => false,
        None => return Err(no_kind(session, kind)),
    };
    match is_there {
        true => Ok(Component::new(kind, id, Extent::Whole)),
        false => Err(Fault::new(
            code::OBJECT_DOES_NOT_EXIST,
            format!("There is no component of the type {kind} with the id {id}."),
        )
        .with_http_status(NOT_FOUND)),
    }
}

/// The fault for a kind of components that is not emulated, or that does not exist.
fn no_kind(session: &Session<'_>, kind: i32) -> Fault {
    let set = session.metadata().option_set(KINDS);
    let known = set.and_then(|set| set.options.iter().find(|option| option.value == kind));
    match known {
        Some(option) => Fault::not_emulated(format_args!(
            "A component of the type {kind} ({})",
            option.labels.text(ENGLISH)
        )),
        None => Fault::invalid_argument(format!(
            "{kind} is no type of components: expected a value of the choice '{KINDS}'."
        )),
    }
}

/// Takes a component out of a solution, and with a table its parts; returns the id of its row. `id` is the component's or
/// its row's.
///
/// # Errors
/// The solution, which is called `name`, does not have it.
pub(crate) fn remove(
    session: &mut Session<'_>,
    solution: Uuid,
    (kind, id): (i32, Uuid),
    name: &str,
) -> Result<Uuid, Error> {
    let of_row = [
        ("solutioncomponentid", Value::Guid(id)),
        ("componenttype", Value::OptionSet(kind)),
        ("solutionid", Value::Guid(solution)),
    ];
    let row = match known(session, solution, (kind, id))? {
        Some((row, _)) => Some(row),
        None => find(session, COMPONENT, &of_row, &["objectid"])?.and_then(|row| row.id),
    };
    let row = row.ok_or_else(|| {
        Fault::new(
            code::OBJECT_DOES_NOT_EXIST,
            format!("The solution '{name}' has no component of the type {kind} with the id {id}."),
        )
        .with_http_status(NOT_FOUND)
    })?;
    let part = [("rootsolutioncomponentid", Value::Guid(row))];
    let parts = select(session, COMPONENT, &part, &["objectid"])?;
    let table = session.table(COMPONENT)?;
    let ids = parts.iter().filter_map(|row| row.id).chain([row]);
    for id in ids {
        session.write(Write::Delete {
            table: table.clone(),
            id,
            expect: Expect::Exists,
        })?;
    }
    Ok(row)
}
