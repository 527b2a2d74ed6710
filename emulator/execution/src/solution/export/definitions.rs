//! The definitions of a solution that is exported: choices, tables with their parts, relationships.

use dataverse_protocol::complex::Complex;
use dataverse_protocol::complex::metadata::MANY_TO_MANY;
use dataverse_protocol::solution::{SolutionColumn, SolutionTable};
use dataverse_protocol::value::Value;
use uuid::Uuid;

use super::Components;
use crate::definitions::{Definitions, EntityDefinition};
use crate::draft::DefinitionKind;
use crate::solution::components::Extent;

/// The global choices that are components, by name.
pub(super) fn option_sets(definitions: &Definitions, components: &Components) -> Vec<Complex> {
    let sets = definitions.option_sets.iter();
    let sets = sets.filter(|set| components.has(DefinitionKind::OptionSet, id(set)));
    sorted(sets, "Name")
}

/// The tables that are components, by name, each with all of its parts or with those that are components.
pub(super) fn tables(definitions: &Definitions, components: &Components) -> Vec<SolutionTable> {
    let mut tables: Vec<_> = definitions
        .entities
        .iter()
        .filter_map(|of| {
            let extent = *components.tables.get(&id(&of.entity))?;
            Some((of.logical_name.as_str(), table(of, extent, components)))
        })
        .collect();
    tables.sort_by_key(|(name, _)| *name);
    tables.into_iter().map(|(_, table)| table).collect()
}

fn table(of: &EntityDefinition, extent: Extent, components: &Components) -> SolutionTable {
    let is_part = |kind: DefinitionKind, part: &Complex| {
        extent == Extent::Whole || components.has(kind, id(part))
    };
    // The names of a lookup's row, for example, are columns that others bring with them.
    let own = |column: &&Complex| {
        let is_own = column.get("AttributeOf").is_none_or(Value::is_null);
        is_own && SolutionColumn::has_type(column) && is_part(DefinitionKind::Column, column)
    };
    let is = |column: &Complex, member: &str| {
        let name = text(&of.entity, member);
        !name.is_empty() && text(column, "LogicalName") == name
    };
    let columns = sorted(of.attributes.iter().filter(own), "LogicalName");
    let columns = columns.into_iter().map(|definition| SolutionColumn {
        is_primary_key: is(&definition, "PrimaryIdAttribute"),
        is_primary_name: is(&definition, "PrimaryNameAttribute"),
        definition,
    });
    let keys = of.keys.iter();
    let keys = keys.filter(|key| is_part(DefinitionKind::Key, key));
    SolutionTable {
        definition: of.entity.clone(),
        is_unmodified: extent == Extent::Shell,
        columns: columns.collect(),
        keys: sorted(keys, "SchemaName"),
    }
}

/// The relationships that are components, and those that come with a table: of one to many with the table that refers, of many
/// to many with either.
pub(super) fn relationships(definitions: &Definitions, components: &Components) -> Vec<Complex> {
    let is_whole = |name: &str| {
        let id = definitions.entity(name).map(|of| id(&of.entity));
        let extent = id.and_then(|id| components.tables.get(&id));
        extent == Some(&Extent::Whole)
    };
    let belongs = |relationship: &&Complex| {
        let ends: &[&str] = match relationship.kind() == &MANY_TO_MANY {
            true => &["Entity1LogicalName", "Entity2LogicalName"],
            false => &["ReferencingEntity"],
        };
        components.has(DefinitionKind::Relationship, id(relationship))
            || ends.iter().any(|end| is_whole(text(relationship, end)))
    };
    let relationships = definitions.relationships.iter().filter(belongs);
    sorted(relationships, "SchemaName")
}

/// The `MetadataId` of a definition.
pub(super) fn id(of: &Complex) -> Uuid {
    let id = of.get("MetadataId").and_then(Value::as_guid);
    id.unwrap_or_default()
}

pub(super) fn text<'c>(of: &'c Complex, member: &str) -> &'c str {
    of.get(member).and_then(Value::as_str).unwrap_or_default()
}

fn sorted<'c>(of: impl Iterator<Item = &'c Complex>, member: &str) -> Vec<Complex> {
    let mut sorted: Vec<_> = of.cloned().collect();
    sorted.sort_by(|one, other| text(one, member).cmp(text(other, member)));
    sorted
}
