//! Definitions as components of solutions: what a definition makes, changes or removes, by kind and id (SL-013).

use std::collections::HashSet;

use dataverse_model::metadata::{Column, Definition, Key, LookupTarget, Metadata, Table};
use uuid::Uuid;

/// The kinds of definitions that are components (`componenttype`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum DefinitionKind {
    Table = 1,
    Column = 2,
    OptionSet = 9,
    Relationship = 10,
    Key = 14,
}

impl DefinitionKind {
    /// Whether a number of `componenttype` is one of a kind of definitions.
    pub(crate) fn is_one(kind: i32) -> bool {
        let kinds = [
            Self::Table,
            Self::Column,
            Self::OptionSet,
            Self::Relationship,
            Self::Key,
        ];
        kinds.iter().any(|known| *known as i32 == kind)
    }
}

/// A definition that is a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Defined {
    pub(crate) kind: DefinitionKind,
    /// `MetadataId`.
    pub(crate) id: Uuid,
    /// The `MetadataId` of the table that it is a part of; `None` for what stands for itself.
    pub(crate) table: Option<Uuid>,
}

/// The components that definitions make or change. The parts of a new table come with it.
pub(crate) fn made<'d>(
    metadata: &Metadata,
    definitions: impl Iterator<Item = &'d Definition>,
) -> Vec<Defined> {
    let mut new = HashSet::new();
    let mut made = Vec::new();
    for definition in definitions {
        if let Definition::Table(table) = definition {
            new.insert(table.logical_name.as_str());
        }
        let part_of_new = definition.table().is_some_and(|name| new.contains(name));
        match definition {
            Definition::Table(table) => made.push(whole(table)),
            _ if part_of_new => {}
            Definition::ChangedTable { table, .. } => {
                made.extend(metadata.table(table).map(|table| whole(table)));
            }
            Definition::Column { table, column } | Definition::ChangedColumn { table, column } => {
                if let Some(table) = metadata.table(table) {
                    made.extend(parts_of_column(table, column));
                }
            }
            Definition::Target { target, .. } => made.push(relationship(target)),
            Definition::Key { table, key } => {
                if let Some(of) = metadata.table(table) {
                    made.push(part_of_key(of, key));
                }
            }
            Definition::OptionSet(set) => {
                made.push(alone(DefinitionKind::OptionSet, set.metadata_id()));
            }
            Definition::RemovedTable { .. }
            | Definition::RemovedColumn { .. }
            | Definition::RemovedTarget { .. }
            | Definition::RemovedKey { .. }
            | Definition::RemovedOptionSet { .. } => {}
        }
    }
    made
}

/// The components that go with a definition; `metadata` still has them.
pub(super) fn gone(metadata: &Metadata, definition: &Definition) -> Vec<Uuid> {
    let found = |name: &str| metadata.table(name);
    let components = match definition {
        Definition::RemovedTable { table } => found(table).map(|table| all_of(table)),
        Definition::RemovedColumn { table, column } => found(table).and_then(|table| {
            let column = table.column(column)?;
            Some(parts_of_column(table, column))
        }),
        Definition::RemovedTarget {
            table,
            column,
            target,
        } => found(table).and_then(|table| {
            let mut targets = table.column(column)?.targets().iter();
            let target = targets.find(|known| known.table == *target)?;
            Some(vec![relationship(target)])
        }),
        Definition::RemovedKey { table, key } => found(table).and_then(|of| {
            let key = of.key(key)?;
            Some(vec![part_of_key(of, key)])
        }),
        Definition::RemovedOptionSet { name } => metadata
            .option_set(name)
            .map(|set| vec![alone(DefinitionKind::OptionSet, set.metadata_id())]),
        Definition::Table(_)
        | Definition::ChangedTable { .. }
        | Definition::Column { .. }
        | Definition::ChangedColumn { .. }
        | Definition::Target { .. }
        | Definition::Key { .. }
        | Definition::OptionSet(_) => None,
    };
    let ids = components.into_iter().flatten();
    ids.map(|component| component.id).collect()
}

/// The component with this kind and id; `None` if nothing is defined so.
pub(crate) fn find(metadata: &Metadata, kind: i32, id: Uuid) -> Option<Defined> {
    let is_it = |component: &Defined| component.kind as i32 == kind && component.id == id;
    let sets = metadata.option_sets();
    let mut sets = sets.map(|set| alone(DefinitionKind::OptionSet, set.metadata_id()));
    let in_tables = || {
        metadata
            .tables()
            .flat_map(|table| all_of(table))
            .find(is_it)
    };
    sets.find(is_it).or_else(in_tables)
}

/// A table with everything that is a part of it.
fn all_of(table: &Table) -> Vec<Defined> {
    let mut all = vec![whole(table)];
    let columns = table.columns.values();
    all.extend(columns.flat_map(|column| parts_of_column(table, column)));
    let keys = table.keys.iter();
    all.extend(keys.map(|key| part_of_key(table, key)));
    all
}

/// A table, or the relationship that an intersect table is.
fn whole(table: &Table) -> Defined {
    match &table.association {
        Some(of) => alone(DefinitionKind::Relationship, of.metadata_id()),
        None => alone(DefinitionKind::Table, table.metadata_id()),
    }
}

/// A column with its relationships. The amount in the base currency comes with the amount, the name of a file with the
/// file.
pub(crate) fn parts_of_column(table: &Table, column: &Column) -> Vec<Defined> {
    let comes_with_another = column.base_of.is_some() || column.attribute_of.is_some();
    if comes_with_another || table.association.is_some() {
        return Vec::new();
    }
    let id = column.metadata_id(&table.logical_name);
    let mut parts = vec![part(DefinitionKind::Column, id, table)];
    for target in column.targets() {
        let relationship = relationship(target);
        if !parts.contains(&relationship) {
            parts.push(relationship);
        }
    }
    parts
}

/// An alternate key of a table.
pub(crate) fn part_of_key(table: &Table, key: &Key) -> Defined {
    let id = key.metadata_id(&table.logical_name);
    part(DefinitionKind::Key, id, table)
}

fn relationship(target: &LookupTarget) -> Defined {
    alone(DefinitionKind::Relationship, target.metadata_id())
}

const fn alone(kind: DefinitionKind, id: Uuid) -> Defined {
    Defined {
        kind,
        id,
        table: None,
    }
}

fn part(kind: DefinitionKind, id: Uuid, table: &Table) -> Defined {
    Defined {
        kind,
        id,
        table: Some(table.metadata_id()),
    }
}
