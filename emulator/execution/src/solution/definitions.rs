//! The definitions of a solution: new ones are made, those that are there get what they lack (SL-011).

use std::collections::HashSet;

use dataverse_model::metadata::{Definition, Metadata, Table};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::complex::Complex;
use dataverse_protocol::complex::metadata as types;
use dataverse_protocol::solution::{ComponentName, Course, PartKind, Solution, SolutionTable};

use super::components::{Component, Extent};
use crate::draft::{
    DefinitionKind, Draft, INVALID_PREFIX, LookupSides, Members, Merge, changed_column,
    changed_set, changed_table, create_lookup, create_table, intersect, new_columns, new_key,
    new_set, part_of_key, parts_of_column,
};
use crate::session::Session;

/// Drafts every definition of the solution; returns the components that they are.
///
/// # Errors
/// A definition is refused, or its name has another prefix than its publisher's.
pub(super) fn draft(
    session: &mut Session<'_>,
    draft: &mut Draft,
    solution: &Solution,
    course: &mut Course,
) -> Result<Vec<Component>, Fault> {
    let prefix = &solution.manifest.publisher.prefix;
    for (place, set) in solution.option_sets.iter().enumerate() {
        course.begin(PartKind::OptionSet, place);
        option_set(session, draft, set, prefix)?;
    }
    for (place, table) in solution.tables.iter().enumerate() {
        course.begin(PartKind::Table, place);
        self::table(session, draft, table, prefix)?;
    }
    lookups(session, draft, solution, course)?;
    for (place, relationship) in many_to_many(solution) {
        course.begin(PartKind::Relationship, place);
        association(session, draft, relationship, prefix)?;
    }
    // A key may have a lookup, so keys come last.
    for (place, table) in solution.tables.iter().enumerate() {
        course.begin(PartKind::Table, place);
        keys(session, draft, table)?;
    }
    Ok(components(draft.metadata(), solution))
}

fn option_set(
    session: &mut Session<'_>,
    draft: &mut Draft,
    set: &Complex,
    prefix: &str,
) -> Result<(), Fault> {
    let given = Members::of(set);
    let name = given.required_text("Name")?;
    let definition = match draft.metadata().option_set(name) {
        Some(_) => changed_set(draft, given, Merge::Kept)?,
        None => {
            check_prefix("choice", name, prefix)?;
            Definition::OptionSet(new_set(session, draft, given)?)
        }
    };
    draft.define(definition)
}

fn table(
    session: &mut Session<'_>,
    draft: &mut Draft,
    table: &SolutionTable,
    prefix: &str,
) -> Result<(), Fault> {
    let given = Members::of(&table.definition);
    let name = given.required_text("LogicalName")?;
    match draft.metadata().table(name).cloned() {
        None => {
            check_prefix("table", given.required_text("SchemaName")?, prefix)?;
            let primary = table.columns.iter().find(|column| column.is_primary_name);
            let primary = primary.map(|column| Members::of(&column.definition));
            create_table(session, draft, given, primary, false)?;
        }
        Some(known) if !table.is_unmodified => {
            let change = changed_table(&known, given, Merge::Kept)?;
            draft.define(Definition::ChangedTable {
                table: name.to_owned(),
                change,
            })?;
        }
        Some(_) => {}
    }
    columns(session, draft, name, table, prefix)
}

fn columns(
    session: &mut Session<'_>,
    draft: &mut Draft,
    name: &str,
    table: &SolutionTable,
    prefix: &str,
) -> Result<(), Fault> {
    let columns = table.columns.iter();
    for column in columns.filter(|column| column.definition.kind() != &types::LOOKUP) {
        let given = Members::of(&column.definition);
        let logical_name = given.required_text("LogicalName")?;
        let known = draft.metadata().table(name).cloned();
        let known = known.filter(|table| table.column(logical_name).is_some());
        match known {
            // What the platform adds to every table is as the platform has it.
            Some(_) if given.flag("IsCustomAttribute") != Some(true) => {}
            Some(known) => {
                let column = changed_column(session, draft, &known, given, Merge::Kept)?;
                draft.define(Definition::ChangedColumn {
                    table: name.to_owned(),
                    column,
                })?;
            }
            None => {
                check_prefix("column", given.required_text("SchemaName")?, prefix)?;
                for column in new_columns(session, draft, name, given)? {
                    draft.define(Definition::Column {
                        table: name.to_owned(),
                        column,
                    })?;
                }
                choose_image(session, draft, name, given)?;
            }
        }
    }
    Ok(())
}

/// Makes a new image the one that stands for a row, where the solution says so.
fn choose_image(
    session: &Session<'_>,
    draft: &mut Draft,
    name: &str,
    given: Members<'_>,
) -> Result<(), Fault> {
    let known = draft.metadata().table(name).cloned();
    let Some(table) = known.filter(|_| given.flag("IsPrimaryImage") == Some(true)) else {
        return Ok(());
    };
    let column = changed_column(session, draft, &table, given, Merge::Kept)?;
    draft.define(Definition::ChangedColumn {
        table: name.to_owned(),
        column,
    })
}

/// Makes the lookups of the solution that are not there, each with all of its relationships.
fn lookups(
    session: &mut Session<'_>,
    draft: &mut Draft,
    solution: &Solution,
    course: &mut Course,
) -> Result<(), Fault> {
    let prefix = &solution.manifest.publisher.prefix;
    for (place, table) in solution.tables.iter().enumerate() {
        course.begin(PartKind::Table, place);
        let name = Members::of(&table.definition).required_text("LogicalName")?;
        let columns = table.columns.iter();
        for column in columns.filter(|column| column.definition.kind() == &types::LOOKUP) {
            let given = Members::of(&column.definition);
            let logical_name = given.required_text("LogicalName")?;
            let known = draft.metadata().table(name);
            if known.is_some_and(|table| table.column(logical_name).is_some()) {
                continue;
            }
            check_prefix("lookup", given.required_text("SchemaName")?, prefix)?;
            let relationships = solution.relationships.iter().enumerate();
            let relationships: Vec<_> = relationships
                .map(|(place, of)| (place, Members::of(of)))
                .filter(|(_, of)| {
                    of.text("ReferencingEntity") == Some(name)
                        && of.text("ReferencingAttribute") == Some(logical_name)
                })
                .inspect(|(place, _)| course.begin(PartKind::Relationship, *place))
                .map(|(_, of)| of)
                .collect();
            if relationships.is_empty() {
                return Err(Fault::new(
                    code::INVALID_ARGUMENT,
                    format!(
                        "The lookup '{logical_name}' of '{name}' has no relationship in the solution: expected one with ReferencingAttributeName '{logical_name}'."
                    ),
                ));
            }
            let sides = LookupSides {
                relationships,
                column: given,
            };
            create_lookup(session, draft, &sides)?;
        }
    }
    Ok(())
}

/// The many-to-many relationships, with their places among all relationships.
fn many_to_many(solution: &Solution) -> impl Iterator<Item = (usize, &Complex)> {
    let relationships = solution.relationships.iter().enumerate();
    relationships.filter(|(_, relationship)| relationship.kind() == &types::MANY_TO_MANY)
}

fn association(
    session: &mut Session<'_>,
    draft: &mut Draft,
    relationship: &Complex,
    prefix: &str,
) -> Result<(), Fault> {
    let given = Members::of(relationship);
    let between = given.text("IntersectEntityName");
    if between.is_some_and(|name| draft.metadata().table(name).is_some()) {
        return Ok(());
    }
    check_prefix("relationship", given.required_text("SchemaName")?, prefix)?;
    let table = intersect(session, draft, given, between)?;
    draft.define(Definition::Table(Box::new(table)))
}

fn keys(session: &mut Session<'_>, draft: &mut Draft, table: &SolutionTable) -> Result<(), Fault> {
    let name = Members::of(&table.definition).required_text("LogicalName")?;
    for key in &table.keys {
        let given = Members::of(key);
        let schema_name = given.required_text("SchemaName")?.to_ascii_lowercase();
        let known = draft.metadata().table(name);
        if known.is_some_and(|table| table.key(&schema_name).is_some()) {
            continue;
        }
        let key = new_key(session, draft, name, given)?;
        draft.define(Definition::Key {
            table: name.to_owned(),
            key,
        })?;
    }
    Ok(())
}

fn check_prefix(what: &str, name: &str, prefix: &str) -> Result<(), Fault> {
    let own = name.split_once('_').map(|(prefix, _)| prefix);
    match own.is_some_and(|own| own.eq_ignore_ascii_case(prefix)) {
        true => Ok(()),
        false => Err(Fault::new(
            INVALID_PREFIX,
            format!(
                "The {what} '{name}' does not begin with the prefix of the solution's publisher: expected '{prefix}_'."
            ),
        )),
    }
}

/// The components that the definitions are: each choice, each table as the manifest has it, and the parts of tables that
/// the solution has in part only.
fn components(metadata: &Metadata, solution: &Solution) -> Vec<Component> {
    let sets = solution.option_sets.iter().filter_map(|set| {
        let set = metadata.option_set(Members::of(set).text("Name")?)?;
        let kind = DefinitionKind::OptionSet as i32;
        Some(Component::new(kind, set.metadata_id(), Extent::Whole))
    });
    let mut components: Vec<_> = sets.collect();
    let mut whole = HashSet::new();
    for given in &solution.tables {
        let name = Members::of(&given.definition).text("LogicalName");
        let Some(table) = name.and_then(|name| metadata.table(name)) else {
            continue;
        };
        let extent = extent(solution, given, table, metadata);
        let kind = DefinitionKind::Table as i32;
        components.push(Component::new(kind, table.metadata_id(), extent));
        match extent {
            Extent::Whole => {
                whole.insert(table.logical_name.as_str());
            }
            Extent::WithoutParts | Extent::Shell => components.extend(parts(table, given)),
        }
    }
    components.extend(many_to_many(solution).filter_map(|(_, relationship)| {
        let given = Members::of(relationship);
        let ends = ["Entity1LogicalName", "Entity2LogicalName"];
        let mut ends = ends.iter().filter_map(|member| given.text(member));
        let between = metadata.table(given.text("IntersectEntityName")?)?;
        let id = between.association.as_ref()?.metadata_id();
        let kind = DefinitionKind::Relationship as i32;
        let is_own = !ends.any(|end| whole.contains(end));
        is_own.then(|| Component::new(kind, id, Extent::Whole))
    }));
    components
}

/// How much of a table the solution has: what its manifest says, and without that the columns that it adds to a table of the
/// platform's.
fn extent(solution: &Solution, given: &SolutionTable, table: &Table, all: &Metadata) -> Extent {
    let listed = solution.manifest.components.iter().find(|component| {
        let name = match &component.name {
            ComponentName::Schema(name) => name,
            ComponentName::Id(_) => return false,
        };
        component.kind == DefinitionKind::Table as i32
            && name.eq_ignore_ascii_case(&table.logical_name)
    });
    match listed {
        Some(component) if !given.is_unmodified => Extent::of(component.behavior.into()),
        Some(component) if component.behavior != 0 => Extent::of(component.behavior.into()),
        None if !given.is_unmodified && !all.is_system(&table.logical_name) => Extent::Whole,
        _ => Extent::Shell,
    }
}

/// The columns and keys of a table that the solution has.
fn parts(table: &Table, given: &SolutionTable) -> Vec<Component> {
    let columns = given.columns.iter().filter_map(|column| {
        let name = Members::of(&column.definition).text("LogicalName")?;
        table.column(name)
    });
    let mut parts: Vec<Component> = columns
        .flat_map(|column| parts_of_column(table, column))
        .map(Component::from)
        .collect();
    let keys = given.keys.iter().filter_map(|key| {
        let name = Members::of(key).text("SchemaName")?;
        let key = table.key(&name.to_ascii_lowercase())?;
        Some(Component::from(part_of_key(table, key)))
    });
    parts.extend(keys);
    parts
}
