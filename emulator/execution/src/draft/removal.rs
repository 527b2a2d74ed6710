//! The removal of a column, a relationship or an option set, with what belongs to it alone.

use std::sync::Arc;

use dataverse_model::metadata::{ChoiceScope, Column, Definition, Table};
use dataverse_operation::fault::{Fault, code};

use super::dependents::{Part, free};
use super::option_set::no_set;
use super::relationship::{Relationship, find, no_relationship};
use super::{CANNOT_DELETE_IN_USE_COMPONENT, Draft};
use crate::error::{no_column, no_table};
use crate::session::Session;

/// The primary name of a table cannot be deleted.
const CANNOT_DELETE_PRIMARY_NAME: i32 = 0x8004_7002_u32.cast_signed();

/// Removes a column and those that go with it, such as the amount in the base currency.
///
/// # Errors
/// There is no such column, or something needs it.
pub(crate) fn remove_column(
    session: &mut Session<'_>,
    draft: &mut Draft,
    table: &str,
    column: &str,
) -> Result<(), Fault> {
    let known = draft.metadata().table(table).cloned();
    let known = known.ok_or_else(|| no_table(table))?;
    let found = known.column(column);
    let found = found.ok_or_else(|| no_column(table, column))?;
    if known.primary_name.as_deref() == Some(column) {
        return Err(Fault::new(
            CANNOT_DELETE_PRIMARY_NAME,
            "The Primary UI Attribute is not valid for deletion",
        ));
    }
    if found.base_of.is_some() {
        return Err(Fault::new(
            code::INVALID_ARGUMENT,
            format!(
                "The column '{column}' of '{table}' goes with the amount that it is computed from."
            ),
        ));
    }
    if let Some(of) = &found.attribute_of {
        return Err(Fault::new(
            code::INVALID_ARGUMENT,
            format!("The column '{column}' of '{table}' goes with '{of}', which it tells about."),
        ));
    }
    free(session, Part::Column { table, column })?;
    let with_it = |other: &&Column| {
        [&other.base_of, &other.attribute_of]
            .into_iter()
            .any(|of| of.as_deref() == Some(column))
    };
    let bases = known.columns.values().filter(with_it);
    let bases = bases.map(|other| other.logical_name.clone());
    for column in bases.chain([column.to_owned()]) {
        let table = table.to_owned();
        draft.define(Definition::RemovedColumn { table, column })?;
    }
    Ok(())
}

/// Removes a lookup, or an intersect table.
///
/// # Errors
/// There is no such relationship, or something needs it.
pub(crate) fn remove_relationship(
    session: &mut Session<'_>,
    draft: &mut Draft,
    name: &str,
) -> Result<(), Fault> {
    let metadata = draft.metadata().clone();
    match find(&metadata, name).ok_or_else(|| no_relationship(name))? {
        Relationship::OneToMany { table, column } => {
            let found = metadata.table(table).and_then(|of| of.column(column));
            let others = found.map_or(0, |column| column.targets().len());
            if others > 1 && !metadata.is_system_column(table, column) {
                return Err(Fault::new(
                    CANNOT_DELETE_IN_USE_COMPONENT,
                    format!(
                        "The relationship '{name}' is one of several of the column '{table}.{column}': expected the column to be deleted."
                    ),
                ));
            }
            remove_column(session, draft, table, column)
        }
        Relationship::ManyToMany { between } => draft.define(Definition::RemovedTable {
            table: between.to_owned(),
        }),
    }
}

/// A global option set that is used.
const CANNOT_DELETE_IN_USE_OPTION_SET: i32 = 0x8004_8417_u32.cast_signed();
/// A global option set of the platform.
const CANNOT_DELETE_OPTION_SET: i32 = 0x8004_8404_u32.cast_signed();

/// Removes a global option set.
///
/// # Errors
/// There is none with the name, a column uses it, or it is the platform's.
pub(crate) fn remove_option_set(draft: &mut Draft, name: &str) -> Result<(), Fault> {
    let metadata = draft.metadata();
    if metadata.option_set(name).is_none() {
        return Err(no_set(name));
    }
    if metadata.is_system_option_set(name) {
        return Err(Fault::new(
            CANNOT_DELETE_OPTION_SET,
            "The selected OptionSet cannot be deleted",
        ));
    }
    let uses = |table: &&Arc<Table>| {
        let mut sets = table.columns.values().filter_map(Column::options);
        sets.any(|set| set.scope == ChoiceScope::Global && set.name == name)
    };
    let users: Vec<_> = metadata
        .tables()
        .filter(uses)
        .map(|table| table.logical_name.as_str())
        .collect();
    if !users.is_empty() {
        return Err(Fault::new(
            CANNOT_DELETE_IN_USE_OPTION_SET,
            format!(
                "This option set cannot be deleted. The current set of entities that reference this option set are: {}. These references must be removed before this option set can be deleted",
                users.join(", ")
            ),
        ));
    }
    let name = name.to_owned();
    draft.define(Definition::RemovedOptionSet { name })
}
