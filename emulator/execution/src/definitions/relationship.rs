//! Relationships: one for each target of a lookup, and one for each intersect table.

use dataverse_model::metadata::{Association, Column, LookupTarget, Metadata, OnDelete, Table};
use dataverse_protocol::complex::metadata as types;
use dataverse_protocol::complex::{Complex, ComplexCollection, ComplexType};
use uuid::Uuid;

use super::{ids, introduced, is_custom, labels, managed};

/// Every relationship of the organization, each once.
pub(super) fn all(metadata: &Metadata) -> Vec<Complex> {
    metadata
        .tables()
        .flat_map(|table| {
            let lookups = table.columns.values().flat_map(move |column| {
                let targets = column.targets().iter();
                targets.filter_map(move |target| one_to_many(metadata, table, column, target))
            });
            let across = table.association.as_ref();
            lookups.chain(across.map(move |of| many_to_many(table, of)))
        })
        .collect()
}

fn base(
    kind: &'static ComplexType,
    schema_name: &str,
    is_custom: bool,
    relationship_type: &str,
) -> Complex {
    Complex::new(kind)
        .with("MetadataId", ids::relationship(schema_name))
        .with("SchemaName", schema_name)
        .with("IsCustomRelationship", is_custom)
        .with("IsManaged", !is_custom)
        .with("IsValidForAdvancedFind", true)
        .with("SecurityTypes", types::SECURITY_TYPES.value("Append"))
        .with(
            "RelationshipType",
            types::RELATIONSHIP_TYPE.value(relationship_type),
        )
        .with("IntroducedVersion", introduced(is_custom))
        .with(
            "IsCustomizable",
            managed::boolean(true, is_custom, "iscustomizable"),
        )
}

fn one_to_many(
    metadata: &Metadata,
    table: &Table,
    column: &Column,
    target: &LookupTarget,
) -> Option<Complex> {
    let referenced = metadata.table(&target.table)?;
    let is_hierarchical = target.table == table.logical_name
        && table.hierarchy.as_deref() == Some(&column.logical_name);
    let relationship = base(
        &types::ONE_TO_MANY,
        target.relationship(),
        is_custom(&table.logical_name) || is_custom(&column.logical_name),
        "OneToManyRelationship",
    );
    Some(
        relationship
            .with("ReferencedEntity", target.table.as_str())
            .with("ReferencedAttribute", referenced.primary_id.as_str())
            .with("ReferencingEntity", table.logical_name.as_str())
            .with("ReferencingAttribute", column.logical_name.as_str())
            .with(
                "ReferencedEntityNavigationPropertyName",
                target.collection.as_str(),
            )
            .with(
                "ReferencingEntityNavigationPropertyName",
                target.navigation.as_str(),
            )
            .with("IsHierarchical", is_hierarchical)
            .with("IsDenormalizedLookup", false)
            .with("IsRelationshipAttributeDenormalized", false)
            .with("RelationshipBehavior", 1)
            .with("CascadeConfiguration", cascade(target.on_delete))
            .with("AssociatedMenuConfiguration", menu())
            .with(
                "RelationshipAttributes",
                ComplexCollection::of(&types::RELATIONSHIP_ATTRIBUTE, Vec::new()),
            ),
    )
}

fn many_to_many(table: &Table, of: &Association) -> Complex {
    let [one, other] = &of.sides;
    let is_custom = is_custom(&table.logical_name);
    base(
        &types::MANY_TO_MANY,
        &of.name,
        is_custom,
        "ManyToManyRelationship",
    )
    .with("IntersectEntityName", table.logical_name.as_str())
    .with("Entity1LogicalName", one.table.as_str())
    .with("Entity1IntersectAttribute", one.column.as_str())
    .with("Entity1NavigationPropertyName", of.name.as_str())
    .with("Entity1AssociatedMenuConfiguration", menu())
    .with("Entity2LogicalName", other.table.as_str())
    .with("Entity2IntersectAttribute", other.column.as_str())
    .with("Entity2NavigationPropertyName", of.name.as_str())
    .with("Entity2AssociatedMenuConfiguration", menu())
}

/// What an event on the referenced row does. Rows are not assigned, shared, reparented or merged along with others.
fn cascade(on_delete: OnDelete) -> Complex {
    let none = || types::CASCADE_TYPE.value("NoCascade");
    let delete = match on_delete {
        OnDelete::Cascade => "Cascade",
        OnDelete::RemoveLink => "RemoveLink",
        OnDelete::Restrict => "Restrict",
        OnDelete::NoCascade => "NoCascade",
    };
    Complex::new(&types::CASCADE_CONFIGURATION)
        .with("Assign", none())
        .with("Archive", none())
        .with("Merge", none())
        .with("Reparent", none())
        .with("RollupView", none())
        .with("Share", none())
        .with("Unshare", none())
        .with("Delete", types::CASCADE_TYPE.value(delete))
}

/// There are no forms with menus.
fn menu() -> Complex {
    Complex::new(&types::ASSOCIATED_MENU_CONFIGURATION)
        .with(
            "Behavior",
            types::ASSOCIATED_MENU_BEHAVIOR.value("DoNotDisplay"),
        )
        .with("Group", types::ASSOCIATED_MENU_GROUP.value("Details"))
        .with("Label", labels::none())
        .with("IsCustomizable", false)
        .with("AvailableOffline", true)
        .with("ViewId", Uuid::nil())
}
