//! Checks what tables say about each other: unique names and existing lookup targets. Builds the
//! index of navigation properties on the way.
//!
//! Adds to the custom layer of a new snapshot. The system tables are added to the custom layer of
//! an empty snapshot, which then becomes the system layer.

use std::sync::Arc;

use crate::metadata::choice::{ChoiceScope, OptionSet};
use crate::metadata::column::{Column, ColumnKind};
use crate::metadata::define::joined;
use crate::metadata::error::{DefinitionError, Problem};
use crate::metadata::layer::Path;
use crate::metadata::table::Table;
use crate::metadata::{Metadata, prove};

impl Metadata {
    /// Adds tables that have been checked by themselves.
    pub(super) fn add_tables(&mut self, tables: Vec<Table>) -> Result<(), DefinitionError> {
        let tables: Vec<_> = tables.into_iter().map(Arc::new).collect();
        for set in tables.iter().flat_map(|table| shared_sets(table)) {
            if self.option_set(&set.name).is_none() {
                let set = Arc::new(set.clone());
                self.custom.option_sets.insert(set.name.clone(), set);
            }
        }
        for table in &tables {
            self.check_names(table)
                .map_err(|problem| problem.in_table(&table.logical_name))?;
            self.custom.put(Arc::clone(table));
        }
        for end in End::BOTH {
            for table in &tables {
                for column in table.columns.values() {
                    self.relate(end, table, column)?;
                }
            }
        }
        for table in &tables {
            self.check_union(table)
                .map_err(|problem| problem.in_table(&table.logical_name))?;
            self.associate(table)
                .map_err(|problem| problem.in_table(&table.logical_name))?;
        }
        Ok(())
    }

    /// Adds a column to an existing table.
    pub(super) fn add_column(
        &mut self,
        table: &str,
        column: Column,
    ) -> Result<(), DefinitionError> {
        let name = column.logical_name.clone();
        let fail = |problem: Problem| problem.in_column(table, &name);
        let column = self.with_shared(column).map_err(fail)?;
        let column = prove::column(table, column).map_err(fail)?;
        let known = self
            .table(table)
            .ok_or_else(|| fail(self.unknown("table", table)))?;
        let taken = |other| {
            fail(Problem::Duplicate {
                what: "column",
                name: name.clone(),
                other,
            })
        };
        if known.columns.contains_key(&name) {
            return Err(taken(format!("table '{table}'")));
        }
        if self.path(table, &name).is_some() {
            return Err(taken(format!("another property of table '{table}'")));
        }
        let mut changed = Table::clone(known);
        changed.columns.insert(name.clone(), column);
        prove::between_columns(&changed)?;
        let changed = Arc::new(changed);
        self.custom.put(Arc::clone(&changed));
        for end in End::BOTH {
            self.relate(end, &changed, &changed.columns[&name])?;
        }
        Ok(())
    }

    /// Derives again what the custom layer knows of its tables: entity sets and navigation
    /// properties.
    pub(super) fn reindex(&mut self) -> Result<(), DefinitionError> {
        self.custom.clear_index();
        let tables: Vec<_> = self.custom.tables.values().cloned().collect();
        for table in &tables {
            self.custom.put(Arc::clone(table));
        }
        for end in End::BOTH {
            for table in &tables {
                for column in table.columns.values() {
                    self.relate(end, table, column)?;
                }
            }
        }
        for table in &tables {
            if self.is_system(&table.logical_name) {
                continue;
            }
            self.associate(table)
                .map_err(|problem| problem.in_table(&table.logical_name))?;
        }
        Ok(())
    }

    fn check_names(&self, table: &Table) -> Result<(), Problem> {
        let taken = |what, name: &str, other: &Table| Problem::Duplicate {
            what,
            name: name.to_owned(),
            other: format!("table '{}'", other.logical_name),
        };
        if let Some(other) = self.table(&table.logical_name) {
            return Err(taken("table", &table.logical_name, other));
        }
        if let Some(other) = self.by_entity_set(&table.entity_set) {
            return Err(taken("entity_set", &table.entity_set, other));
        }
        Ok(())
    }

    fn unknown(&self, what: &'static str, name: &str) -> Problem {
        Problem::Unknown {
            what,
            name: name.to_owned(),
            expected: joined(self.tables().map(|table| &table.logical_name)),
        }
    }

    /// Adds the navigation properties at one end of a lookup.
    fn relate(&mut self, end: End, table: &Table, column: &Column) -> Result<(), DefinitionError> {
        let known = self.targets_of_platform(&table.logical_name, &column.logical_name);
        for number in known..column.targets().len() {
            self.relate_target(end, table, column, number)
                .map_err(|problem| problem.in_column(&table.logical_name, &column.logical_name))?;
        }
        Ok(())
    }

    fn relate_target(
        &mut self,
        end: End,
        table: &Table,
        column: &Column,
        number: usize,
    ) -> Result<(), Problem> {
        let target = &column.targets()[number];
        if self.table(&target.table).is_none() {
            return Err(self.unknown("lookup target", &target.table));
        }
        let column = column.logical_name.as_str().into();
        match end {
            End::Lookup => {
                let path = Path::One {
                    column,
                    target: number,
                };
                self.enter("navigation", &table.logical_name, &target.navigation, path)
            }
            End::Collection => {
                let path = Path::Many {
                    table: table.logical_name.as_str().into(),
                    column,
                    target: number,
                };
                self.enter("collection", &target.table, &target.collection, path)
            }
        }
    }

    /// Checks that every table of a union has the columns of the table that shows its rows, each stored in the same way.
    fn check_union(&self, table: &Table) -> Result<(), Problem> {
        for name in &table.storage.union {
            let part = self
                .table(name)
                .ok_or_else(|| self.unknown("table in 'union'", name))?;
            let differs = table.columns.values().find(|column| {
                let own = part.column(&column.logical_name);
                own.map(stored) != Some(stored(column))
            });
            if let Some(column) = differs {
                return Err(Problem::Unknown {
                    what: "column in a table of 'union'",
                    name: format!("{name}.{}", column.logical_name),
                    expected: joined(part.columns.keys()),
                });
            }
        }
        Ok(())
    }

    /// Adds the navigation properties of an intersect table to both related tables.
    fn associate(&mut self, table: &Table) -> Result<(), Problem> {
        let Some(association) = &table.association else {
            return Ok(());
        };
        for (side, of) in association.sides.iter().enumerate() {
            let path = Path::Across {
                between: table.logical_name.as_str().into(),
                side,
            };
            let name = association.navigation(side);
            self.enter("association", &of.table, &name, path)?;
        }
        Ok(())
    }

    /// Adds a navigation property to a table, which must exist. OData has one name space for all
    /// properties of a type.
    fn enter(
        &mut self,
        what: &'static str,
        owner: &str,
        name: &str,
        path: Path,
    ) -> Result<(), Problem> {
        let table = self
            .table(owner)
            .ok_or_else(|| self.unknown("table of an association", owner))?;
        // A single-valued property may have its lookup's name, because the column itself is named
        // `_name_value`.
        let own_lookup = matches!(&path, Path::One { column, .. } if **column == *name);
        let is_column = table.columns.contains_key(name) && !own_lookup;
        let known = self.path(owner, name);
        // Several targets of a lookup can share its navigation property, as users and teams do: it
        // leads to the first, and to the others by `Column::targets_at`.
        if let (Path::One { column, .. }, Some(Path::One { column: other, .. })) = (&path, known)
            && column == other
        {
            return Ok(());
        }
        if is_column || known.is_some() {
            return Err(Problem::Duplicate {
                what,
                name: name.to_owned(),
                other: format!("another property of table '{owner}'"),
            });
        }
        self.custom.put_navigation(owner, name, path);
        Ok(())
    }
}

/// The global option sets that a table uses.
fn shared_sets(table: &Table) -> impl Iterator<Item = &OptionSet> {
    let sets = table.columns.values().filter_map(Column::options);
    sets.filter(|set| set.scope == ChoiceScope::Global)
}

/// The end of a relationship that a navigation property is on.
#[derive(Clone, Copy)]
enum End {
    /// On the lookup's own table.
    Lookup,
    /// On the target table.
    Collection,
}

impl End {
    /// Lookups first, so that a table lists its lookups before its collections.
    const BOTH: [Self; 2] = [Self::Lookup, Self::Collection];
}

/// What decides how the values of a column are stored: the kind, and the tables that it leads to.
fn stored(column: &Column) -> (std::mem::Discriminant<ColumnKind>, Vec<&String>) {
    let targets = column.targets().iter().map(|target| &target.table);
    (std::mem::discriminant(&column.kind), targets.collect())
}
