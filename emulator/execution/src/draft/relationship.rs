//! Relationships: lookups, which are one-to-many relationships, and intersect tables, which are many-to-many ones.

use dataverse_model::metadata::{
    Association, AssociationSide, Cascade, Cascades, Column, ColumnKind, Definition, Details,
    Events, FIRST_OWN_TYPE_CODE, LookupTarget, Metadata, OnDelete, Ownership, Table,
    standard_columns,
};
use dataverse_operation::fault::{Fault, code};

use uuid::Uuid;

use super::labels::Merge;
use super::members::Members;
use super::table::{key, keyed};
use super::{Draft, column, identify, metadata_id, names};
use crate::error::no_table;
use crate::session::Session;

/// Members of a relationship that rows do not depend on.
const KEPT: [&str; 10] = [
    "IsValidForAdvancedFind",
    "SecurityTypes",
    "IsCustomizable",
    "IsHierarchical",
    "AssociatedMenuConfiguration",
    "Entity1AssociatedMenuConfiguration",
    "Entity2AssociatedMenuConfiguration",
    "RelationshipBehavior",
    "Entity1NavigationPropertyName",
    "Entity2NavigationPropertyName",
];

/// What a client gives for a lookup: its relationships, and its column.
pub(crate) struct LookupSides<'c> {
    pub(crate) relationships: Vec<Members<'c>>,
    pub(crate) column: Members<'c>,
}

/// The ids of a new lookup.
pub(crate) struct LookupIds {
    pub(crate) column: Uuid,
    pub(crate) relationships: Vec<Uuid>,
}

/// Makes a lookup with its relationships.
///
/// # Errors
/// A name, a table or a cascade is not valid.
pub(crate) fn create_lookup(
    session: &mut Session<'_>,
    draft: &mut Draft,
    sides: &LookupSides<'_>,
) -> Result<LookupIds, Fault> {
    let (table, column) = lookup(session, draft, sides)?;
    let targets = column.targets().iter();
    let ids = LookupIds {
        column: column.details.metadata_id.unwrap_or_default(),
        relationships: targets.filter_map(|of| of.details.metadata_id).collect(),
    };
    draft.define(Definition::Column { table, column })?;
    Ok(ids)
}

/// The table and the new column of a lookup.
fn lookup(
    session: &mut Session<'_>,
    draft: &Draft,
    sides: &LookupSides<'_>,
) -> Result<(String, Column), Fault> {
    let given = sides.column;
    column::refuse_special(given)?;
    let schema_name = given.required_text("SchemaName")?;
    let logical_name = names::logical(session, "lookup", schema_name)?;
    let first = sides.relationships.first();
    let first = first.ok_or_else(|| given.missing("OneToManyRelationship"))?;
    let table = first.required_text("ReferencingEntity")?;
    known(draft.metadata(), table)?;
    let single = sides.relationships.len() == 1;
    let mut targets = Vec::with_capacity(sides.relationships.len());
    for relationship in &sides.relationships {
        if relationship.required_text("ReferencingEntity")? != table {
            return Err(Fault::invalid_argument(format!(
                "The relationships of the lookup '{schema_name}' have several referencing tables: expected '{table}' only."
            )));
        }
        targets.push(target(session, draft, schema_name, single, *relationship)?);
    }
    let mut column = Column {
        kind: ColumnKind::Lookup { targets },
        required: column::required(given)?.unwrap_or_default(),
        details: given.details(&column::KEPT)?,
        ..column::plain(&logical_name, schema_name, given.label("DisplayName")?)
    };
    column.details.metadata_id = Some(metadata_id(session, column.details.metadata_id));
    Ok((table.to_owned(), column))
}

fn target(
    session: &mut Session<'_>,
    draft: &Draft,
    lookup: &str,
    single: bool,
    given: Members<'_>,
) -> Result<LookupTarget, Fault> {
    let schema_name = given.required_text("SchemaName")?;
    names::logical(session, "relationship", schema_name)?;
    if find(draft.metadata(), schema_name).is_some() {
        return Err(not_unique(schema_name));
    }
    let table = given.required_text("ReferencedEntity")?;
    let referenced = known(draft.metadata(), table)?;
    if let Some(attribute) = given.text("ReferencedAttribute")
        && attribute != referenced.primary_id
    {
        return Err(Fault::invalid_argument(format!(
            "The ReferencedAttribute '{attribute}' is not the primary key of '{table}': expected '{}'.",
            referenced.primary_id
        )));
    }
    let navigation = given.text("ReferencingEntityNavigationPropertyName");
    let navigation = navigation.map_or_else(
        || match single {
            true => lookup.to_owned(),
            false => format!("{lookup}_{table}"),
        },
        str::to_owned,
    );
    let collection = given.text("ReferencedEntityNavigationPropertyName");
    let collection = collection.unwrap_or(schema_name).to_owned();
    let relationship = (collection != schema_name).then(|| schema_name.to_owned());
    let (on_delete, cascades) = cascades(given, OnDelete::RemoveLink, Cascades::default())?;
    let mut details = given.details(&KEPT)?;
    details.metadata_id = Some(metadata_id(session, details.metadata_id));
    Ok(LookupTarget {
        table: table.to_owned(),
        navigation,
        collection,
        relationship,
        on_delete,
        cascades,
        details,
    })
}

/// What a change of the referenced row does; what is not given stays.
fn cascades(
    given: Members<'_>,
    on_delete: OnDelete,
    present: Cascades,
) -> Result<(OnDelete, Cascades), Fault> {
    let Some(given) = given.inner("CascadeConfiguration") else {
        return Ok((on_delete, present));
    };
    let unfit = |member: &str| {
        Fault::invalid_argument(format!(
            "The cascade '{member}' cannot have this type: RemoveLink and Restrict belong to Delete alone, which has neither Active nor UserOwned."
        ))
    };
    let one = |member: &str, present: Cascade| match given.number(member) {
        None => Ok(present),
        Some(0) => Ok(Cascade::NoCascade),
        Some(1) => Ok(Cascade::Cascade),
        Some(2) => Ok(Cascade::Active),
        Some(3) => Ok(Cascade::UserOwned),
        Some(_) => Err(unfit(member)),
    };
    let on_delete = match given.number("Delete") {
        None => on_delete,
        Some(0) => OnDelete::NoCascade,
        Some(1) => OnDelete::Cascade,
        Some(4) => OnDelete::RemoveLink,
        Some(5) => OnDelete::Restrict,
        Some(_) => return Err(unfit("Delete")),
    };
    let cascades = Cascades {
        assign: one("Assign", present.assign)?,
        share: one("Share", present.share)?,
        unshare: one("Unshare", present.unshare)?,
        reparent: one("Reparent", present.reparent)?,
        merge: one("Merge", present.merge)?,
    };
    Ok((on_delete, cascades))
}

/// The intersect table of a many-to-many relationship.
///
/// # Errors
/// A name or a table is not valid.
pub(crate) fn intersect(
    session: &mut Session<'_>,
    draft: &Draft,
    given: Members<'_>,
    intersect: Option<&str>,
) -> Result<Table, Fault> {
    let schema_name = given.required_text("SchemaName")?;
    names::logical(session, "relationship", schema_name)?;
    if find(draft.metadata(), schema_name).is_some() {
        return Err(not_unique(schema_name));
    }
    let between = intersect.or_else(|| given.text("IntersectEntityName"));
    let between = between.unwrap_or(schema_name);
    let logical_name = names::logical(session, "intersect table", between)?;
    let one = known(draft.metadata(), given.required_text("Entity1LogicalName")?)?;
    let two = known(draft.metadata(), given.required_text("Entity2LogicalName")?)?;
    check_navigation(schema_name, given)?;
    let primary_id = format!("{logical_name}id");
    let mut columns = vec![key(&primary_id, between)];
    let mut sides = Vec::with_capacity(2);
    // The keys of a table that is related to itself need two names (MD-125).
    let suffixes = match one.logical_name == two.logical_name {
        true => ["one", "two"],
        false => ["", ""],
    };
    for (table, suffix) in [one, two].into_iter().zip(suffixes) {
        let side = AssociationSide {
            table: table.logical_name.clone(),
            column: format!("{}{suffix}", table.primary_id),
        };
        let mut column = column::plain(&side.column, &side.column, None);
        column.write = dataverse_model::metadata::Writable::CreateOnly;
        columns.push(column);
        sides.push(side);
    }
    let label = dataverse_model::metadata::Labels::english(between);
    let standard = standard_columns(&logical_name, &label, &["version"]);
    columns.extend(standard.map_err(|error| super::refusal(&error))?);
    identify(session, &mut columns);
    let mut details = given.details(&KEPT)?;
    details.metadata_id = Some(metadata_id(session, details.metadata_id));
    let codes = draft
        .metadata()
        .tables()
        .map(|table| table.object_type_code);
    let sides = sides.try_into().map_err(|_| Fault::unexpected())?;
    Ok(Table {
        entity_set: format!("{logical_name}set"),
        schema_name: between.to_owned(),
        display_name: label.clone(),
        display_collection_name: label,
        object_type_code: codes.max().unwrap_or_default().max(FIRST_OWN_TYPE_CODE - 1) + 1,
        ownership: Ownership::None,
        events: Events::None,
        association: Some(Association {
            name: schema_name.to_owned(),
            sides,
            details,
        }),
        details: Details {
            metadata_id: Some(session.new_id()),
            ..Details::default()
        },
        ..Table::standard(&logical_name, keyed(columns)?)
    })
}

/// Refuses names of the navigation properties of a many-to-many relationship other than its schema name.
fn check_navigation(schema_name: &str, given: Members<'_>) -> Result<(), Fault> {
    for side in [
        "Entity1NavigationPropertyName",
        "Entity2NavigationPropertyName",
    ] {
        if given.text(side).is_some_and(|name| name != schema_name) {
            return Err(Fault::not_emulated(format_args!(
                "A many-to-many relationship with a '{side}' other than its schema name"
            )));
        }
    }
    Ok(())
}

/// A relationship with what a client gives for it: cascades, and what rows do not depend on.
///
/// # Errors
/// There is none with the name, or it is the platform's.
pub(crate) fn changed_relationship(
    draft: &Draft,
    given: Members<'_>,
    merge: Merge,
) -> Result<Definition, Fault> {
    let name = given.required_text("SchemaName")?;
    let metadata = draft.metadata();
    match find(metadata, name).ok_or_else(|| no_relationship(name))? {
        Relationship::OneToMany { table, column } => {
            let mut column = metadata
                .table(table)
                .and_then(|of| of.column(column))
                .cloned()
                .ok_or_else(|| no_relationship(name))?;
            if let ColumnKind::Lookup { targets } = &mut column.kind {
                for target in targets.iter_mut().filter(|of| of.relationship() == name) {
                    let changed = cascades(given, target.on_delete, target.cascades)?;
                    (target.on_delete, target.cascades) = changed;
                    target.details = merge.details(given.details(&KEPT)?, &target.details);
                }
            }
            Ok(Definition::ChangedColumn {
                table: table.to_owned(),
                column,
            })
        }
        Relationship::ManyToMany { .. } => Err(Fault::not_emulated(
            "A change of a many-to-many relationship",
        )),
    }
}

/// A relationship that exists.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Relationship<'m> {
    OneToMany { table: &'m str, column: &'m str },
    ManyToMany { between: &'m str },
}

/// The relationship with this schema name.
pub(crate) fn find<'m>(metadata: &'m Metadata, name: &str) -> Option<Relationship<'m>> {
    metadata.tables().find_map(|table| {
        if let Some(association) = &table.association
            && association.name.eq_ignore_ascii_case(name)
        {
            let between = &table.logical_name;
            return Some(Relationship::ManyToMany { between });
        }
        let mut columns = table.columns.values();
        let column = columns.find(|column| {
            let mut targets = column.targets().iter();
            targets.any(|target| target.relationship().eq_ignore_ascii_case(name))
        })?;
        Some(Relationship::OneToMany {
            table: &table.logical_name,
            column: &column.logical_name,
        })
    })
}

/// The fault for a relationship that does not exist.
pub(crate) fn no_relationship(name: &str) -> Fault {
    Fault::new(
        code::OBJECT_DOES_NOT_EXIST,
        format!("Could not find a relationship with the name '{name}'."),
    )
}

fn not_unique(name: &str) -> Fault {
    Fault::new(
        super::RELATIONSHIP_NAME_NOT_UNIQUE,
        format!(
            "A relationship with the specified name already exists: '{name}'. Please specify a unique name."
        ),
    )
}

fn known<'m>(metadata: &'m Metadata, table: &str) -> Result<&'m Table, Fault> {
    let known = metadata.table(table).ok_or_else(|| no_table(table))?;
    match known.engine.is_some() || known.association.is_some() {
        false => Ok(known),
        true => Err(Fault::new(
            ENTITY_CANNOT_PARTICIPATE,
            format!("This entity cannot participate in an entity association: '{table}'."),
        )),
    }
}

/// This table cannot be in a relationship.
const ENTITY_CANNOT_PARTICIPATE: i32 = 0x8004_4332_u32.cast_signed();
