//! From data files to tables: shared option sets and column groups first, then table by table.
//!
//! Errors name the file, the table and the column. What tables say about each other is proved by
//! `verify`.

use indexmap::IndexMap;

use crate::metadata::choice::ChoiceScope;
use crate::metadata::column::{Column, ColumnKind, Readable};
use crate::metadata::define::{Context, SharedSets, capitalized, joined, logical, option_set};
use crate::metadata::error::{MetadataError, Problem};
use crate::metadata::file::{
    AssociationFile, ChoicesFile, ColumnFile, GroupFile, KindFile, Source, TableFile,
};
use crate::metadata::table::{Association, AssociationSide, Table};

/// All data files of an organization's tables.
#[derive(Debug, Clone, Default)]
pub struct Sources<'a> {
    /// One file a table.
    pub tables: Vec<Source<'a>>,
    /// Columns that tables include, by file name.
    pub groups: Vec<Source<'a>>,
    /// Option sets that columns share.
    pub choices: Vec<Source<'a>>,
}

/// A table with the name of the file that defines it.
pub(super) struct Defined {
    pub(super) file: String,
    pub(super) table: Table,
}

/// Every table of the files, each sound in itself.
pub(super) fn tables(sources: &Sources<'_>) -> Result<Vec<Defined>, MetadataError> {
    let shared = shared_sets(&sources.choices)?;
    let groups = groups(&sources.groups)?;
    let one = |source: &Source<'_>| {
        let file: TableFile = parse(source)?;
        let table = table(source.name, file, &shared, &groups)?;
        Ok(Defined {
            file: source.name.to_owned(),
            table,
        })
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
            let set = option_set(&name, ChoiceScope::Global, set.options)
                .map_err(|problem| problem.in_file(source.name))?;
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

fn stem(file: &str) -> &str {
    file.strip_suffix(".toml").unwrap_or(file)
}

fn table(
    file_name: &str,
    mut file: TableFile,
    shared: &SharedSets,
    groups: &IndexMap<String, GroupFile>,
) -> Result<Table, MetadataError> {
    let name = file.logical_name.clone();
    let fail = |problem: Problem| problem.in_table(file_name, &name);
    logical("logical_name", &name).map_err(fail)?;
    if stem(file_name) != name {
        return Err(Problem::FileName(name).in_file(file_name));
    }
    include(&mut file, groups).map_err(fail)?;
    let context = Context {
        table: &name,
        shared,
    };
    let mut columns = IndexMap::with_capacity(file.columns.len());
    for (column_name, column) in file.columns {
        let column = context
            .column(&column_name, column)
            .map_err(|problem| problem.in_column(file_name, &name, &column_name))?;
        columns.insert(column_name, column);
    }
    for (column_name, column) in &columns {
        told(column, &columns)
            .map_err(|problem| problem.in_column(file_name, &name, column_name))?;
    }
    let association = file.association.map(|file| association(file, &columns));
    let association = association.transpose().map_err(fail)?;
    let primary_id = primary_id(&mut columns, file.primary_id).map_err(fail)?;
    let primary_name = primary_name(&columns, file.primary_name).map_err(fail)?;
    Ok(Table {
        schema_name: capitalized("schema_name", &file.schema_name).map_err(fail)?,
        entity_set: logical("entity_set", &file.entity_set).map_err(fail)?,
        primary_id,
        primary_name,
        display_name: file.display_name,
        display_collection_name: file.display_collection_name,
        object_type_code: file.object_type_code,
        kind: file.kind,
        ownership: file.ownership,
        keeper: file.keeper,
        events: file.events,
        association,
        columns,
        logical_name: name,
    })
}

/// Appends the columns of the groups, with their collections named for this table.
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

/// Whether a secret is set is told by a boolean column of its table.
fn told(column: &Column, columns: &IndexMap<String, Column>) -> Result<(), Problem> {
    let Readable::Never { told_by } = &column.read else {
        return Ok(());
    };
    let kind = columns.get(told_by).map(|column| &column.kind);
    if matches!(kind, Some(ColumnKind::Boolean { .. })) {
        return Ok(());
    }
    Err(Problem::Unknown {
        what: "boolean column in 'told_by'",
        name: told_by.clone(),
        expected: joined(columns.keys()),
    })
}

/// Two sides, each told by a column that holds keys.
fn association(
    file: AssociationFile,
    columns: &IndexMap<String, Column>,
) -> Result<Association, Problem> {
    let mut sides = Vec::with_capacity(file.sides.len());
    for (column, table) in file.sides {
        let kind = columns.get(&column).map(|column| &column.kind);
        if kind != Some(&ColumnKind::Uniqueidentifier) {
            return Err(Problem::Unknown {
                what: "column of keys in 'association'",
                name: column,
                expected: joined(columns.keys()),
            });
        }
        sides.push(AssociationSide { table, column });
    }
    let count = u32::try_from(sides.len()).unwrap_or(u32::MAX);
    let sides = sides.try_into().map_err(|_| Problem::Limit {
        what: "the number of sides in 'association'",
        found: count,
        expected: "2".to_owned(),
    })?;
    Ok(Association {
        name: logical("association", &file.name)?,
        sides,
    })
}

/// The primary key, moved to the front of the columns.
fn primary_id(columns: &mut IndexMap<String, Column>, name: String) -> Result<String, Problem> {
    let is_guid = |column: &Column| column.kind == ColumnKind::Uniqueidentifier;
    match columns.get_index_of(&name) {
        Some(index) if is_guid(&columns[index]) => {
            columns.move_index(index, 0);
            Ok(name)
        }
        _ => Err(Problem::PrimaryId(name)),
    }
}

fn primary_name(
    columns: &IndexMap<String, Column>,
    name: Option<String>,
) -> Result<Option<String>, Problem> {
    let Some(name) = name else { return Ok(None) };
    let kind = columns.get(&name).map(|column| &column.kind);
    if matches!(kind, Some(ColumnKind::String { .. })) {
        Ok(Some(name))
    } else {
        Err(Problem::PrimaryName(name))
    }
}
