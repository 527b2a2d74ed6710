//! What tables say about each other: names that are taken once, lookups that lead somewhere, states
//! that exist; and the index of navigation properties that falls out of it.

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::metadata::choice::ChoiceKind;
use crate::metadata::column::ColumnKind;
use crate::metadata::define::joined;
use crate::metadata::error::{MetadataError, Problem};
use crate::metadata::load::Defined;
use crate::metadata::table::Table;
use crate::metadata::{Metadata, Path};

type Navigations = HashMap<String, IndexMap<String, Path>>;

/// Proves the tables against each other.
pub(super) fn metadata(defined: Vec<Defined>) -> Result<Metadata, MetadataError> {
    for each in &defined {
        states(each)?;
    }
    let mut tables = IndexMap::with_capacity(defined.len());
    let mut entity_sets: HashMap<String, Arc<Table>> = HashMap::with_capacity(defined.len());
    let mut files = Vec::with_capacity(defined.len());
    for Defined { file, table } in defined {
        let table = Arc::new(table);
        let taken = |what, name: &str, other: &Table| {
            let problem = Problem::Duplicate {
                what,
                name: name.to_owned(),
                other: format!("table '{}'", other.logical_name),
            };
            problem.in_table(&file, &table.logical_name)
        };
        if let Some(other) = tables.insert(table.logical_name.clone(), Arc::clone(&table)) {
            return Err(taken("table", &table.logical_name, &other));
        }
        if let Some(other) = entity_sets.insert(table.entity_set.clone(), Arc::clone(&table)) {
            return Err(taken("entity_set", &table.entity_set, &other));
        }
        files.push(file);
    }
    let navigations = navigations(&tables, &files)?;
    Ok(Metadata {
        tables,
        entity_sets,
        navigations,
    })
}

/// Every status reason belongs to a state its table has.
fn states(defined: &Defined) -> Result<(), MetadataError> {
    let table = &defined.table;
    let state = table
        .columns
        .values()
        .find_map(|column| match &column.kind {
            ColumnKind::Choice {
                kind: ChoiceKind::State,
                options,
            } => Some(options),
            _ => None,
        });
    for column in table.columns.values() {
        let ColumnKind::Choice {
            kind: ChoiceKind::Status,
            options,
        } = &column.kind
        else {
            continue;
        };
        let unknown = options.options.iter().find(|option| {
            let known = option.state.and_then(|number| state?.option(number));
            known.is_none()
        });
        if let Some(option) = unknown {
            let problem = Problem::OptionState {
                value: option.value,
                found: format!("has state {}", option.state.unwrap_or_default()),
                expected: "a state of the table's state column",
            };
            return Err(problem.in_column(
                &defined.file,
                &table.logical_name,
                &column.logical_name,
            ));
        }
    }
    Ok(())
}

fn navigations(
    tables: &IndexMap<String, Arc<Table>>,
    files: &[String],
) -> Result<Navigations, MetadataError> {
    let mut index = Navigations::new();
    // Lookups of every table before any collection, so that a table lists its lookups first.
    for side in [Side::Lookup, Side::Collection] {
        for (table, file) in tables.values().zip(files) {
            for column in table.columns.values() {
                for number in 0..column.targets().len() {
                    side.enter(&mut index, tables, table, &column.logical_name, number)
                        .map_err(|problem| {
                            problem.in_column(file, &table.logical_name, &column.logical_name)
                        })?;
                }
            }
        }
    }
    for (table, file) in tables.values().zip(files) {
        associate(&mut index, tables, table)
            .map_err(|problem| problem.in_table(file, &table.logical_name))?;
    }
    Ok(index)
}

/// Enters the navigation property of both tables that a table is between.
fn associate(
    index: &mut Navigations,
    tables: &IndexMap<String, Arc<Table>>,
    table: &Table,
) -> Result<(), Problem> {
    let Some(association) = &table.association else {
        return Ok(());
    };
    for (side, of) in association.sides.iter().enumerate() {
        let path = Path::Across {
            between: table.logical_name.clone(),
            side,
        };
        enter(
            index,
            tables,
            "association",
            (&of.table, &association.name),
            path,
        )?;
    }
    Ok(())
}

/// Enters a navigation property of a table that there has to be. OData has one name space for all
/// properties of a type.
fn enter(
    index: &mut Navigations,
    tables: &IndexMap<String, Arc<Table>>,
    what: &'static str,
    (owner, name): (&str, &str),
    path: Path,
) -> Result<(), Problem> {
    let table = tables.get(owner).ok_or_else(|| Problem::Unknown {
        what: "table of an association",
        name: owner.to_owned(),
        expected: joined(tables.keys()),
    })?;
    let names = index.entry(owner.to_owned()).or_default();
    // A single-valued property may have its lookup's name, because the column itself goes by
    // `_name_value`.
    let own_lookup = matches!(&path, Path::One { column, .. } if column == name);
    let is_column = table.columns.contains_key(name) && !own_lookup;
    if is_column || names.insert(name.to_owned(), path).is_some() {
        return Err(Problem::Duplicate {
            what,
            name: name.to_owned(),
            other: format!("another property of table '{owner}'"),
        });
    }
    Ok(())
}

/// Which end of a relationship a navigation property is on.
#[derive(Clone, Copy)]
enum Side {
    /// On the lookup's own table.
    Lookup,
    /// On the table it refers to.
    Collection,
}

impl Side {
    fn enter(
        self,
        index: &mut Navigations,
        tables: &IndexMap<String, Arc<Table>>,
        table: &Table,
        column_name: &str,
        number: usize,
    ) -> Result<(), Problem> {
        let column = &table.columns[column_name];
        let target = &column.targets()[number];
        if !tables.contains_key(&target.table) {
            return Err(Problem::Unknown {
                what: "lookup target",
                name: target.table.clone(),
                expected: joined(tables.keys()),
            });
        }
        let column_name = column_name.to_owned();
        let (what, owner, name, path) = match self {
            Self::Lookup => {
                let path = Path::One {
                    column: column_name,
                    target: number,
                };
                ("navigation", &table.logical_name, &target.navigation, path)
            }
            Self::Collection => {
                let path = Path::Many {
                    table: table.logical_name.clone(),
                    column: column_name,
                    target: number,
                };
                ("collection", &target.table, &target.collection, path)
            }
        };
        enter(index, tables, what, (owner, name), path)
    }
}
