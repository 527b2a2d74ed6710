//! Loads tables from data files: first global option sets and column groups, then each table.
//!
//! Errors name the file, the table and the column. `verify` checks what tables say about each
//! other.

use std::sync::LazyLock;

use indexmap::IndexMap;

use crate::metadata::choice::ChoiceScope;
use crate::metadata::column::Column;
use crate::metadata::define::{Context, SharedSets, joined, option_set};
use crate::metadata::details::Details;
use crate::metadata::error::{DefinitionError, MetadataError, Problem};
use crate::metadata::file::{
    AssociationFile, ChoicesFile, ColumnFile, GroupFile, KindFile, Source, TableFile,
};
use crate::metadata::labels::Labels;
use crate::metadata::prove;
use crate::metadata::table::{Association, AssociationSide, ColumnsByName, RowStorage, Table};

/// The data files of the system tables.
#[derive(Debug, Clone, Default)]
pub struct Sources<'a> {
    /// One file per table.
    pub tables: Vec<Source<'a>>,
    /// Groups of columns that tables include, by file name.
    pub groups: Vec<Source<'a>>,
    /// Global option sets.
    pub choices: Vec<Source<'a>>,
}

impl Sources<'_> {
    /// Adds to an error the file that defines its table.
    pub(super) fn locate(&self, error: DefinitionError) -> MetadataError {
        let defines = |source: &&Source<'_>| Some(stem(source.name)) == error.table();
        let file = self.tables.iter().find(defines);
        error.in_file(file.map_or("", |source| source.name))
    }
}

/// Every table of the files. Each table has been checked by itself.
pub(super) fn tables(sources: &Sources<'_>) -> Result<Vec<Table>, MetadataError> {
    let shared = shared_sets(&sources.choices)?;
    let groups = groups(&sources.groups)?;
    let one = |source: &Source<'_>| {
        let file: TableFile = parse(source)?;
        if stem(source.name) != file.logical_name {
            return Err(Problem::FileName(file.logical_name).in_file(source.name));
        }
        table(file, &shared, &groups)
            .and_then(prove::table)
            .map_err(|error| error.in_file(source.name))
    };
    sources.tables.iter().map(one).collect()
}

pub(super) fn parse<T: serde::de::DeserializeOwned>(
    source: &Source<'_>,
) -> Result<T, MetadataError> {
    toml::from_str(source.text)
        .map_err(|error| Problem::Syntax(error.to_string()).in_file(source.name))
}

fn shared_sets(sources: &[Source<'_>]) -> Result<SharedSets, MetadataError> {
    let mut shared = SharedSets::new();
    for source in sources {
        let file: ChoicesFile = parse(source)?;
        for (name, set) in file.sets {
            let set = option_set(name.clone(), ChoiceScope::Global, set.options);
            prove::option_set(&set).map_err(|problem| problem.in_file(source.name))?;
            if shared.insert(name.clone(), set).is_some() {
                let what = "option set";
                let other = "another file".to_owned();
                return Err(Problem::Duplicate { what, name, other }.in_file(source.name));
            }
        }
    }
    Ok(shared)
}

fn groups(sources: &[Source<'_>]) -> Result<IndexMap<String, GroupFile>, MetadataError> {
    sources
        .iter()
        .map(|source| Ok((stem(source.name).to_owned(), parse(source)?)))
        .collect()
}

/// The columns that the platform adds to an organization's own table with this name and this label, by the names of their
/// groups, with the descriptions that it gives them (MD-189).
///
/// # Errors
/// A group that does not exist.
pub fn standard_columns(
    table: &str,
    label: &Labels,
    wanted: &[&str],
) -> Result<Vec<Column>, DefinitionError> {
    static GROUPS: LazyLock<IndexMap<String, GroupFile>> = LazyLock::new(|| {
        let groups = groups(&Sources::embedded().groups);
        groups.expect("a test reads the data files")
    });
    let shared = SharedSets::new();
    let context = Context {
        table,
        shared: &shared,
    };
    let mut columns = Vec::new();
    for name in wanted {
        let group = GROUPS.get(*name).ok_or_else(|| {
            let problem = Problem::Unknown {
                what: "column group",
                name: (*name).to_owned(),
                expected: joined(GROUPS.keys()),
            };
            problem.in_table(table)
        })?;
        for (name, column) in &group.columns {
            let column = context.column(name, for_table(column, table, None));
            let mut column = column.map_err(|problem| problem.in_column(table, name))?;
            let description = group.descriptions.get(name);
            column.details.description = description.map(|text| text.filled(LABEL, label));
            columns.push(column);
        }
    }
    Ok(columns)
}

/// What stands for the label of the table in a description.
const LABEL: &str = "{label}";

fn stem(file: &str) -> &str {
    file.strip_suffix(".toml").unwrap_or(file)
}

fn table(
    mut file: TableFile,
    shared: &SharedSets,
    groups: &IndexMap<String, GroupFile>,
) -> Result<Table, DefinitionError> {
    let name = file.logical_name.clone();
    let fail = |problem: Problem| problem.in_table(&name);
    include(&mut file, groups).map_err(fail)?;
    let context = Context {
        table: &name,
        shared,
    };
    let mut columns = ColumnsByName::default();
    for (column_name, column) in file.columns {
        let column = context
            .column(&column_name, column)
            .map_err(|problem| problem.in_column(&name, &column_name))?;
        columns.insert(column_name, column);
    }
    let association = file.association.map(association);
    Ok(Table {
        schema_name: file.schema_name,
        entity_set: file.entity_set,
        primary_id: file.primary_id,
        primary_name: file.primary_name,
        display_name: file.display_name,
        display_collection_name: file.display_collection_name,
        object_type_code: file.object_type_code,
        kind: file.kind,
        ownership: file.ownership,
        behavior: file.behavior,
        engine: file.engine,
        unique: file.unique,
        expires: file.expires,
        component: file.component,
        messages: file.messages,
        events: file.events,
        change_tracking: file.change_tracking,
        hierarchy: file.hierarchy,
        storage: Box::new(RowStorage {
            indexed: file.indexed,
            localizable: file.localizable,
            parties: file.parties,
            goes_with: file.goes_with,
            union: file.union,
        }),
        association: association.transpose().map_err(fail)?,
        keys: Vec::new(),
        details: Details::default(),
        columns,
        logical_name: name,
    })
}

/// Appends the columns of the included groups, with collections named after this table.
fn include(file: &mut TableFile, groups: &IndexMap<String, GroupFile>) -> Result<(), Problem> {
    for name in &file.include {
        let group = groups.get(name).ok_or_else(|| Problem::Unknown {
            what: "column group",
            name: name.clone(),
            expected: joined(groups.keys()),
        })?;
        for (column_name, column) in &group.columns {
            let renamed = file.collections.shift_remove(column_name);
            let column = for_table(column, &file.logical_name, renamed.as_deref());
            if file.columns.insert(column_name.clone(), column).is_some() {
                return Err(Problem::Duplicate {
                    what: "column",
                    name: column_name.clone(),
                    other: format!("the table, besides group '{name}'"),
                });
            }
        }
    }
    match file.collections.keys().next() {
        None => Ok(()),
        Some(left) => Err(Problem::Unknown {
            what: "included column in 'collections'",
            name: left.clone(),
            expected: file.include.join(", ") + " to have such a column",
        }),
    }
}

fn for_table(column: &ColumnFile, table: &str, renamed: Option<&str>) -> ColumnFile {
    let mut column = column.clone();
    if let KindFile::Lookup(targets) = &mut column.kind {
        for target in targets {
            target.collection = match renamed {
                Some(name) => name.to_owned(),
                None => target.collection.replace("{table}", table),
            };
        }
    }
    column
}

/// Checks that an association has two sides.
fn association(file: AssociationFile) -> Result<Association, Problem> {
    let count = u32::try_from(file.sides.len()).unwrap_or(u32::MAX);
    let sides = file.sides.into_iter();
    let sides: Vec<_> = sides
        .map(|(column, table)| AssociationSide { table, column })
        .collect();
    let sides = sides.try_into().map_err(|_| Problem::Limit {
        what: "the number of sides in 'association'",
        found: count,
        expected: "2".to_owned(),
    })?;
    Ok(Association {
        name: file.name,
        sides,
        details: Details::default(),
    })
}
