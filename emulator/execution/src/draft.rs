//! Drafts: definitions of tables as clients give them, read into the model's, checked, and written together with the rows
//! that belong to them. The module `definitions` shows to clients what is defined.
//!
//! A [`Draft`] is the work of one request: it applies each definition to a snapshot of its own, so that later ones build
//! on earlier ones, and hands all of them to the session at the end. Nothing is written before the last one is checked.

mod column;
mod components;
mod content;
mod dependents;
mod key;
mod labels;
mod limits;
mod members;
mod names;
mod option_set;
mod relationship;
mod removal;
mod rows;
mod table;

use std::collections::{HashMap, HashSet};

use dataverse_model::metadata::{
    ChoiceScope, Column, ColumnKind, Definition, DefinitionError, Metadata, Problem,
};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::execution_context::Transaction;
use dataverse_store::Write;
use uuid::Uuid;

use crate::error::Error;
use crate::session::Session;

pub(crate) use column::{changed_column, new_columns};
pub(crate) use components::{
    Defined, DefinitionKind, find as find_component, made as components_made, part_of_key,
    parts_of_column,
};
pub(crate) use dependents::{Part, free};
pub(crate) use key::new_key;
pub(crate) use labels::Merge;
pub(crate) use members::Members;
pub(crate) use names::INVALID_PREFIX;
pub(crate) use option_set::{Subject, changed_set, new_set};
pub(crate) use relationship::{LookupSides, changed_relationship, create_lookup, intersect};
pub(crate) use removal::{remove_column, remove_option_set, remove_relationship};
pub(crate) use table::{before_removal, changed_table, create_table, table_of};

/// The definitions of one request.
pub(crate) struct Draft {
    metadata: Metadata,
    definitions: Vec<Definition>,
    /// The limit `table_columns`.
    most_columns: usize,
}

impl Draft {
    /// Begins with the tables that the request began with.
    ///
    /// # Errors
    /// The request is part of a transaction, which goes on with the tables that it began with.
    pub(crate) fn begin(session: &Session<'_>) -> Result<Self, Fault> {
        if session.transaction() == Transaction::Inside {
            return Err(Fault::not_emulated(
                "A change of tables inside a transaction (a change set, a plug-in or a background operation)",
            ));
        }
        Ok(Self {
            metadata: session.metadata().clone(),
            definitions: Vec::new(),
            most_columns: session.limits().table_columns,
        })
    }

    /// The tables with the definitions so far.
    pub(crate) fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Applies a definition.
    ///
    /// # Errors
    /// The definition does not fit the tables, or makes a table with too many columns.
    pub(crate) fn define(&mut self, definition: Definition) -> Result<(), Fault> {
        self.check_columns(&definition)?;
        let next = self.metadata.define(&definition);
        self.metadata = next.map_err(|error| refusal(&error))?;
        self.definitions.push(definition);
        Ok(())
    }

    /// Holds the number of a table's columns against the limit, before the definition is checked column by column.
    fn check_columns(&self, definition: &Definition) -> Result<(), Fault> {
        let (table, count) = match definition {
            Definition::Table(table) => (&table.logical_name, table.columns.len()),
            Definition::Column { table, .. } => {
                let known = self.metadata.table(table);
                (table, known.map_or(0, |known| known.columns.len()) + 1)
            }
            _ => return Ok(()),
        };
        if count <= self.most_columns {
            return Ok(());
        }
        Err(Fault::invalid_argument(format!(
            "The table '{table}' would have {count} columns: expected at most {}.",
            self.most_columns
        )))
    }

    /// Hands the definitions to the session, with the rows that tables have in other tables.
    ///
    /// # Errors
    /// The rows of a removed table cannot be found.
    pub(crate) fn write(self, session: &mut Session<'_>) -> Result<(), Error> {
        let mut new = HashSet::new();
        let mut gone = HashSet::new();
        let mut components = Vec::new();
        for definition in self.definitions {
            match &definition {
                Definition::Table(table) => {
                    new.insert(table.logical_name.clone());
                }
                Definition::RemovedTable { table } => {
                    gone.insert(table.clone());
                }
                _ => {}
            }
            components.extend(components::gone(session.metadata(), &definition));
            session.write(Write::Define(Box::new(definition)))?;
        }
        rows::add(session, &self.metadata, &new)?;
        rows::leave_solutions(session, components)?;
        rows::remove(session, &gone)
    }
}

/// Gives ids to what is new and has none.
pub(crate) fn identify(session: &mut Session<'_>, columns: &mut [Column]) {
    for column in columns {
        let own = &mut column.details;
        own.metadata_id = Some(metadata_id(session, own.metadata_id));
        match &mut column.kind {
            ColumnKind::Choice { options, .. } | ColumnKind::MultiSelect { options }
                if options.scope == ChoiceScope::Local =>
            {
                let own = &mut options.details;
                own.metadata_id = Some(metadata_id(session, own.metadata_id));
            }
            ColumnKind::Lookup { targets } => {
                // Users and teams own rows by one relationship.
                let mut known: HashMap<String, Uuid> = HashMap::new();
                for target in targets {
                    let name = target.relationship().to_owned();
                    let own = known.get(&name).copied().or(target.details.metadata_id);
                    let own = metadata_id(session, own);
                    target.details.metadata_id = Some(own);
                    known.insert(name, own);
                }
            }
            _ => {}
        }
    }
}

/// The id of something new: the client's, if it gave one.
pub(crate) fn metadata_id(session: &mut Session<'_>, given: Option<Uuid>) -> Uuid {
    given
        .filter(|id| !id.is_nil())
        .unwrap_or_else(|| session.new_id())
}

/// The fault for a definition that does not fit the tables. The texts are the model's: they say where, what and what was
/// expected.
pub(crate) fn refusal(error: &DefinitionError) -> Fault {
    let number = match &*error.problem {
        Problem::Duplicate { what, .. } => match *what {
            "column" => DUPLICATE_ATTRIBUTE_SCHEMA_NAME,
            "key" => ENTITY_KEY_NAME_EXISTS,
            "navigation" | "collection" | "association" => RELATIONSHIP_NAME_NOT_UNIQUE,
            _ => DUPLICATE_NAME,
        },
        Problem::Needed { .. } => CANNOT_DELETE_IN_USE_COMPONENT,
        Problem::OfPlatform(_) => CANNOT_DELETE_METADATA,
        Problem::Gone(_) => code::OBJECT_DOES_NOT_EXIST,
        _ => code::INVALID_ARGUMENT,
    };
    Fault::new(number, error.to_string())
}

/// An object with the specified name already exists.
pub(crate) const DUPLICATE_NAME: i32 = 0x8004_7010_u32.cast_signed();
/// A column with the schema name already exists.
const DUPLICATE_ATTRIBUTE_SCHEMA_NAME: i32 = 0x8004_7013_u32.cast_signed();
/// A relationship with the specified name already exists.
const RELATIONSHIP_NAME_NOT_UNIQUE: i32 = 0x8004_432b_u32.cast_signed();
/// A key with the name already exists.
const ENTITY_KEY_NAME_EXISTS: i32 = 0x8006_0893_u32.cast_signed();
/// A component cannot be deleted because others refer to it.
pub(crate) const CANNOT_DELETE_IN_USE_COMPONENT: i32 = 0x8004_f01f_u32.cast_signed();
/// A component cannot be deleted because its managed properties do not allow it.
pub(crate) const CANNOT_DELETE_METADATA: i32 = 0x8004_f032_u32.cast_signed();
/// A component cannot be changed, or not in this way.
pub(crate) const ENTITY_IS_NOT_CUSTOMIZABLE: i32 = 0x8004_7008_u32.cast_signed();
