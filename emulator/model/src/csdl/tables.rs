//! Tables as entity types and entity sets (MD-201 to MD-204).
//!
//! Every table is derived from `crmbaseentity`; users and teams, which own rows, from `principal`, whose key is `ownerid`.

use dataverse_protocol::odata::csdl::{
    EntitySet, EntityType, Navigation as NavigationProperty, Property, Schema, StructuredType,
    TypeRef,
};
use dataverse_protocol::odata::primitive::EdmType;
use dataverse_protocol::value::EXPANDO;

use super::{ANY_ROW, PRINCIPAL};
use crate::metadata::{Column, ColumnKind, DateBehavior, Metadata, Navigation, Table, Writable};

/// The complex type of columns such as `iscustomizable`.
const MANAGED_PROPERTY: &str = "BooleanManagedProperty";
/// The tables whose rows own others.
const OWNERS: [&str; 2] = ["systemuser", "team"];
/// The lookup of a row's owner, and the key of `principal`.
const OWNER: &str = "ownerid";

/// Adds the entity types and the sets of all tables.
pub(super) fn describe(metadata: &Metadata, schema: &mut Schema) {
    let mut principal = EntityType {
        structure: StructuredType {
            base: Some(ANY_ROW.to_owned()),
            is_abstract: true,
            properties: vec![property(OWNER, TypeRef::Primitive(EdmType::Guid))],
            ..named(PRINCIPAL)
        },
        key: Some(OWNER.to_owned()),
        ..EntityType::default()
    };
    let mut tables = Vec::new();
    for table in metadata.tables() {
        let mut kind = entity_type(table, metadata);
        if is_owner(&table.logical_name) {
            let (owned, own) = kind
                .navigations
                .into_iter()
                .partition(|navigation| navigation.partner.as_deref() == Some(OWNER));
            kind.navigations = own;
            principal.navigations.extend::<Vec<_>>(owned);
        }
        tables.push(kind);
        schema.sets.push(EntitySet {
            name: table.entity_set.clone(),
            kind: table.logical_name.clone(),
        });
    }
    let any_row = StructuredType {
        is_abstract: true,
        ..named(ANY_ROW)
    };
    let open = StructuredType {
        base: Some(ANY_ROW.to_owned()),
        is_open: true,
        ..named(EXPANDO)
    };
    schema.entity_types.extend([any_row, open].map(bare));
    schema.entity_types.push(principal);
    schema.entity_types.extend(tables);
}

/// Adds the complex type of managed properties, unless it is among the complex types.
pub(super) fn add_managed_property(schema: &mut Schema) {
    let types = &mut schema.complex_types;
    if types.iter().any(|kind| kind.name == MANAGED_PROPERTY) {
        return;
    }
    let member = |name: &str, kind, nullable| Property {
        nullable,
        ..property(name, TypeRef::Primitive(kind))
    };
    types.push(StructuredType {
        properties: vec![
            member("Value", EdmType::Boolean, false),
            member("CanBeChanged", EdmType::Boolean, false),
            member("ManagedPropertyLogicalName", EdmType::String, true),
        ],
        ..named(MANAGED_PROPERTY)
    });
}

fn entity_type(table: &Table, metadata: &Metadata) -> EntityType {
    let is_owner = is_owner(&table.logical_name);
    let base = if is_owner { PRINCIPAL } else { ANY_ROW };
    let columns = table.columns.values();
    let navigations = metadata.navigations(table);
    EntityType {
        structure: StructuredType {
            base: Some(base.to_owned()),
            properties: columns.map(column).collect(),
            ..named(&table.logical_name)
        },
        // The key of an owner is that of `principal`.
        key: (!is_owner).then(|| table.primary_id.clone()),
        alternate_keys: alternate_keys(table),
        navigations: navigations
            .filter_map(|(name, navigation)| self::navigation(name, navigation, metadata))
            .collect(),
    }
}

/// The properties of each alternate key. A lookup's is the one with the id of the row.
fn alternate_keys(table: &Table) -> Vec<Vec<String>> {
    let property = |name: &String| table.column(name).map(property_name);
    let keys = table.keys.iter();
    keys.map(|key| key.columns.iter().filter_map(property).collect())
        .collect()
}

fn is_owner(table: &str) -> bool {
    OWNERS.contains(&table)
}

fn column(column: &Column) -> Property {
    let kind = match &column.kind {
        ColumnKind::Uniqueidentifier | ColumnKind::Lookup { .. } | ColumnKind::File { .. } => {
            EdmType::Guid
        }
        ColumnKind::Image { .. } => {
            return property(&column.logical_name, TypeRef::Bytes);
        }
        ColumnKind::String { .. } | ColumnKind::Memo { .. } | ColumnKind::MultiSelect { .. } => {
            EdmType::String
        }
        ColumnKind::Integer { .. } | ColumnKind::Choice { .. } => EdmType::Int32,
        ColumnKind::BigInt => EdmType::Int64,
        ColumnKind::Boolean { .. } => EdmType::Boolean,
        ColumnKind::Decimal { .. } | ColumnKind::Money { .. } => EdmType::Decimal,
        ColumnKind::Double { .. } => EdmType::Double,
        ColumnKind::DateTime(DateBehavior::DateOnly) => EdmType::Date,
        ColumnKind::DateTime(_) => EdmType::DateTimeOffset,
        ColumnKind::Managed => {
            return property(
                &column.logical_name,
                TypeRef::Model(MANAGED_PROPERTY.to_owned()),
            );
        }
    };
    // A lookup is set by its navigation property.
    let is_lookup = matches!(column.kind, ColumnKind::Lookup { .. });
    Property {
        computed: is_lookup || column.write == Writable::Never,
        ..property(&property_name(column), TypeRef::Primitive(kind))
    }
}

fn property_name(column: &Column) -> String {
    match column.kind {
        ColumnKind::Lookup { .. } => format!("_{}_value", column.logical_name),
        _ => column.logical_name.clone(),
    }
}

fn navigation(
    name: &str,
    navigation: Navigation<'_>,
    metadata: &Metadata,
) -> Option<NavigationProperty> {
    let name = name.to_owned();
    let set = |table: &Table| Some(table.entity_set.clone());
    Some(match navigation {
        // Rows are owned by users and teams, which have no set in common.
        Navigation::One { column, target } if name == OWNER && is_owner(&target.table) => {
            NavigationProperty {
                name,
                kind: TypeRef::Model(PRINCIPAL.to_owned()),
                partner: Some(target.collection.clone()),
                constraint: Some((property_name(column), OWNER.to_owned())),
                set: None,
                contained: false,
            }
        }
        Navigation::One { column, target } => {
            let table = metadata.table(&target.table)?;
            NavigationProperty {
                name,
                kind: TypeRef::Model(target.table.clone()),
                partner: Some(target.collection.clone()),
                constraint: Some((property_name(column), table.primary_id.clone())),
                set: set(table),
                contained: false,
            }
        }
        Navigation::Many { table, target, .. } => NavigationProperty {
            name,
            kind: TypeRef::Models(table.logical_name.clone()),
            partner: Some(target.navigation.clone()),
            constraint: None,
            set: set(table),
            contained: false,
        },
        Navigation::Across { table, .. } => NavigationProperty {
            partner: Some(navigation.partner(&name)),
            name,
            kind: TypeRef::Models(table.logical_name.clone()),
            constraint: None,
            set: set(table),
            contained: false,
        },
    })
}

fn named(name: &str) -> StructuredType {
    StructuredType {
        name: name.to_owned(),
        ..StructuredType::default()
    }
}

/// A type without key and navigation properties.
fn bare(structure: StructuredType) -> EntityType {
    EntityType {
        structure,
        ..EntityType::default()
    }
}

fn property(name: &str, kind: TypeRef) -> Property {
    Property {
        name: name.to_owned(),
        kind,
        nullable: true,
        computed: false,
    }
}
