//! When an organization's definitions were changed: the numbers by which a client asks for what is new, the fingerprints
//! by which two histories are told apart, and the ids of what is no longer there.

use std::collections::HashMap;

use dataverse_protocol::named::named;
use uuid::Uuid;

use crate::metadata::Metadata;
use crate::metadata::column::Column;
use crate::metadata::definition::Definition;
use crate::metadata::table::Table;

/// The kind of a removed part of the metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RemovedKind {
    /// A table.
    Table,
    /// A column.
    Column,
    /// A relationship, of either kind.
    Relationship,
    /// An alternate key.
    Key,
    /// An option set, global or local.
    OptionSet,
}

/// A part of the metadata that was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removed {
    /// Its kind.
    pub kind: RemovedKind,
    /// Its `MetadataId`.
    pub id: Uuid,
    /// The number of the definition that removed it.
    pub at: u64,
}

/// What was defined, and in which order.
#[derive(Debug, Clone, Default)]
pub(super) struct History {
    /// The number of definitions so far.
    pub(super) number: u64,
    /// The last definition that changed each table, or a relationship of it.
    changed: HashMap<String, u64>,
    /// The last definition that changed each column, key or relationship, by the table that has it and its name.
    changed_parts: HashMap<(String, String), u64>,
    /// For each definition, the fingerprint of all definitions up to it.
    fingerprints: Vec<Uuid>,
    pub(super) removed: Vec<Removed>,
}

impl History {
    /// Takes a definition that is about to be applied to `before`.
    pub(super) fn note(&mut self, before: &Metadata, definition: &Definition) {
        self.number += 1;
        let before_it = self.fingerprints.last().copied().unwrap_or_default();
        // Every definition can be written: it is stored in this form.
        let written = serde_json::to_string(definition).unwrap_or_default();
        self.fingerprints
            .push(named(&format!("{before_it}{written}")));
        for (table, part) in parts(before, definition) {
            self.changed_parts.insert((table, part), self.number);
        }
        match definition {
            Definition::OptionSet(set) => {
                for table in before.tables().filter(|table| uses(table, &set.name)) {
                    self.changed.insert(table.logical_name.clone(), self.number);
                }
            }
            other => {
                for table in reached(before, other) {
                    self.changed.insert(table.to_owned(), self.number);
                }
            }
        }
        self.note_removed(before, definition);
    }

    fn note_removed(&mut self, before: &Metadata, definition: &Definition) {
        let table = definition.table().and_then(|name| before.table(name));
        match (definition, table) {
            (Definition::RemovedTable { .. }, Some(table)) => {
                for column in table.columns.values() {
                    self.column(column);
                }
                let keys = table.keys.iter().map(|key| key.details.metadata_id);
                keys.for_each(|id| self.gone(RemovedKind::Key, id));
                match &table.association {
                    Some(of) => self.gone(RemovedKind::Relationship, of.details.metadata_id),
                    None => self.gone(RemovedKind::Table, table.details.metadata_id),
                }
            }
            (Definition::RemovedColumn { column, .. }, Some(table)) => {
                if let Some(column) = table.column(column) {
                    self.column(column);
                }
            }
            (Definition::RemovedTarget { column, target, .. }, Some(table)) => {
                let targets = table.column(column).map_or(&[][..], Column::targets);
                let target = targets.iter().find(|known| known.table == *target);
                let id = target.and_then(|target| target.details.metadata_id);
                self.gone(RemovedKind::Relationship, id);
            }
            (Definition::RemovedKey { key, .. }, Some(table)) => {
                let key = table.key(key);
                let id = key.and_then(|key| key.details.metadata_id);
                self.gone(RemovedKind::Key, id);
            }
            (Definition::RemovedOptionSet { name }, _) => {
                let set = before.option_set(name);
                let id = set.and_then(|set| set.details.metadata_id);
                self.gone(RemovedKind::OptionSet, id);
            }
            _ => {}
        }
    }

    fn column(&mut self, column: &Column) {
        for target in column.targets() {
            self.gone(RemovedKind::Relationship, target.details.metadata_id);
        }
        self.gone(RemovedKind::Column, column.details.metadata_id);
    }

    fn gone(&mut self, kind: RemovedKind, id: Option<Uuid>) {
        let at = self.number;
        self.removed.extend(id.map(|id| Removed { kind, id, at }));
    }
}

/// The tables that a definition changes: its own, and those with which it makes or ends a relationship.
fn reached<'d>(before: &'d Metadata, definition: &'d Definition) -> Vec<&'d str> {
    let Some(own) = definition.table() else {
        return Vec::new();
    };
    let known = before.table(own).map(|table| &**table);
    let mut tables = vec![own];
    match definition {
        Definition::Table(table) => tables.extend(related(table)),
        Definition::RemovedTable { .. } => tables.extend(known.into_iter().flat_map(related)),
        Definition::Column { column, .. } | Definition::ChangedColumn { column, .. } => {
            tables.extend(targets(column));
        }
        Definition::RemovedColumn { column, .. } => {
            let column = known.and_then(|table| table.column(column));
            tables.extend(column.into_iter().flat_map(targets));
        }
        Definition::Target { target, .. } => tables.push(&target.table),
        Definition::RemovedTarget { target, .. } => tables.push(target),
        _ => {}
    }
    tables
}

/// The parts of tables that a definition makes or changes, by their tables: columns and keys by their logical names,
/// relationships by their schema names.
fn parts(before: &Metadata, definition: &Definition) -> Vec<(String, String)> {
    let one = |table: &str, name: &str| (table.to_owned(), name.to_owned());
    let of_column = |table: &str, column: &Column| {
        let mut parts = vec![one(table, &column.logical_name)];
        for target in column.targets() {
            let name = target.relationship();
            parts.extend([one(table, name), one(&target.table, name)]);
        }
        parts
    };
    match definition {
        Definition::Table(table) => {
            let own = &table.logical_name;
            let mut parts: Vec<_> = table
                .columns
                .values()
                .flat_map(|it| of_column(own, it))
                .collect();
            parts.extend(table.keys.iter().map(|key| one(own, &key.logical_name)));
            if let Some(of) = &table.association {
                let tables = of.sides.iter().map(|side| &side.table).chain([own]);
                parts.extend(tables.map(|table| one(table, &of.name)));
            }
            parts
        }
        Definition::Column { table, column } | Definition::ChangedColumn { table, column } => {
            of_column(table, column)
        }
        Definition::Target {
            table,
            column,
            target,
        } => {
            let name = target.relationship();
            vec![
                one(table, column),
                one(table, name),
                one(&target.table, name),
            ]
        }
        Definition::RemovedTarget { table, column, .. } => vec![one(table, column)],
        Definition::Key { table, key } => vec![one(table, &key.logical_name)],
        Definition::OptionSet(set) => {
            let mut users = Vec::new();
            for table in before.tables() {
                for column in table.columns.values() {
                    if column.options().is_some_and(|used| used.name == set.name) {
                        users.push(one(&table.logical_name, &column.logical_name));
                    }
                }
            }
            users
        }
        _ => Vec::new(),
    }
}

/// The tables that a table's lookups and its association lead to.
fn related(table: &Table) -> impl Iterator<Item = &str> {
    let sides = table.association.iter().flat_map(|of| &of.sides);
    let lookups = table.columns.values().flat_map(targets);
    sides.map(|side| side.table.as_str()).chain(lookups)
}

fn targets(column: &Column) -> impl Iterator<Item = &str> {
    column.targets().iter().map(|target| target.table.as_str())
}

fn uses(table: &Table, set: &str) -> bool {
    let mut sets = table.columns.values().filter_map(Column::options);
    sets.any(|used| used.name == set)
}

impl Metadata {
    /// The number of definitions that made this snapshot: a later snapshot has a greater one.
    pub fn version(&self) -> u64 {
        self.history.number
    }

    /// What identifies the first `version` definitions, their contents and their order: another history of as many has
    /// another one. `None` if there are not so many.
    pub fn fingerprint(&self, version: u64) -> Option<Uuid> {
        match usize::try_from(version).ok()? {
            0 => Some(Uuid::nil()),
            count => self.history.fingerprints.get(count - 1).copied(),
        }
    }

    /// The number of the last definition that changed a table or its relationships; 0 for a table as the platform has it.
    pub fn version_of(&self, table: &str) -> u64 {
        self.history.changed.get(table).copied().unwrap_or_default()
    }

    /// The number of the last definition that made or changed a column, a key or a relationship of a table; 0 for one as
    /// the platform has it.
    pub fn version_of_part(&self, table: &str, part: &str) -> u64 {
        let name = (table.to_owned(), part.to_owned());
        self.history
            .changed_parts
            .get(&name)
            .copied()
            .unwrap_or_default()
    }

    /// What was removed, the earliest first.
    pub fn removed(&self) -> &[Removed] {
        &self.history.removed
    }
}
