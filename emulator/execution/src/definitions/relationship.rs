//! Relationships: one for each target of a lookup, and one for each intersect table.

use dataverse_model::metadata::{
    Association, Cascade, Column, LanguageCode, LookupTarget, Metadata, OnDelete, Table,
};
use dataverse_protocol::complex::metadata as types;
use dataverse_protocol::complex::{Complex, ComplexCollection, ComplexType};
use uuid::Uuid;

use super::given::over;
use super::labels::{self, Owner};
use super::{introduced, is_custom, managed};

/// Every relationship of the organization, each once.
pub(super) fn all(metadata: &Metadata, language: LanguageCode) -> Vec<Complex> {
    metadata
        .tables()
        .flat_map(|table| {
            let lookups = table.columns.values().flat_map(move |column| {
                let targets = of_each(column.targets()).into_iter();
                targets.filter_map(move |target| {
                    one_to_many(metadata, table, column, target, language)
                })
            });
            let across = table.association.as_ref();
            lookups.chain(across.map(move |of| many_to_many(table, of, language)))
        })
        .collect()
}

/// A target of each relationship of a lookup. Users and teams own rows by one relationship; the platform's leads to a table
/// of both, which is not there.
fn of_each(targets: &[LookupTarget]) -> Vec<&LookupTarget> {
    let mut each: Vec<&LookupTarget> = Vec::new();
    for target in targets {
        let name = target.relationship();
        if !each.iter().any(|known| known.relationship() == name) {
            each.push(target);
        }
    }
    each
}

fn base(
    kind: &'static ComplexType,
    schema_name: &str,
    id: Uuid,
    is_custom: bool,
    relationship_type: &str,
) -> Complex {
    Complex::new(kind)
        .with("MetadataId", id)
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
    language: LanguageCode,
) -> Option<Complex> {
    let referenced = metadata.table(&target.table)?;
    let is_hierarchical = target.table == table.logical_name
        && table.hierarchy.as_deref() == Some(&column.logical_name);
    let is_custom = is_custom(&table.logical_name) || is_custom(&column.logical_name);
    let owner = owner(target.metadata_id(), is_custom, language);
    let relationship = base(
        &types::ONE_TO_MANY,
        target.relationship(),
        owner.id,
        is_custom,
        "OneToManyRelationship",
    );
    let relationship = relationship
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
        .with("CascadeConfiguration", cascade(target))
        .with("AssociatedMenuConfiguration", menu())
        .with(
            "RelationshipAttributes",
            ComplexCollection::of(&types::RELATIONSHIP_ATTRIBUTE, Vec::new()),
        );
    Some(over(relationship, &target.details, owner))
}

const fn owner(id: Uuid, is_custom: bool, language: LanguageCode) -> Owner {
    Owner {
        id,
        is_managed: !is_custom,
        language,
    }
}

fn many_to_many(table: &Table, of: &Association, language: LanguageCode) -> Complex {
    let [one, other] = &of.sides;
    let is_custom = is_custom(&table.logical_name);
    let owner = owner(of.metadata_id(), is_custom, language);
    let relationship = base(
        &types::MANY_TO_MANY,
        &of.name,
        owner.id,
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
    .with("Entity2AssociatedMenuConfiguration", menu());
    over(relationship, &of.details, owner)
}

/// What an event on the referenced row does.
fn cascade(target: &LookupTarget) -> Complex {
    let none = || types::CASCADE_TYPE.value("NoCascade");
    let one = |cascade| {
        types::CASCADE_TYPE.value(match cascade {
            Cascade::NoCascade => "NoCascade",
            Cascade::Cascade => "Cascade",
            Cascade::Active => "Active",
            Cascade::UserOwned => "UserOwned",
        })
    };
    let cascades = target.cascades;
    let delete = match target.on_delete {
        OnDelete::Cascade => "Cascade",
        OnDelete::RemoveLink => "RemoveLink",
        OnDelete::Restrict => "Restrict",
        OnDelete::NoCascade => "NoCascade",
    };
    Complex::new(&types::CASCADE_CONFIGURATION)
        .with("Assign", one(cascades.assign))
        .with("Archive", none())
        .with("Merge", one(cascades.merge))
        .with("Reparent", one(cascades.reparent))
        .with("RollupView", none())
        .with("Share", one(cascades.share))
        .with("Unshare", one(cascades.unshare))
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
