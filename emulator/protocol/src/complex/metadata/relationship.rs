//! Relationships between tables, what they do to related rows, and how they stand in a menu.

use super::enumerations::{
    ASSOCIATED_MENU_BEHAVIOR, ASSOCIATED_MENU_GROUP, CASCADE_TYPE, RELATIONSHIP_TYPE,
    SECURITY_TYPES,
};
use super::namespaces::METADATA;
use super::{METADATA_BASE, flag, guid, integer, label, list, managed, one, one_of, text};
use crate::complex::types::{ComplexType, Content, Member};

const fn of(
    name: &'static str,
    base: Option<&'static ComplexType>,
    members: &'static [Member],
) -> ComplexType {
    ComplexType {
        name,
        namespace: &METADATA,
        base,
        content: Content::Members(members),
    }
}

/// What all relationships have.
pub static RELATIONSHIP_BASE: ComplexType = of(
    "RelationshipMetadataBase",
    Some(&METADATA_BASE),
    &[
        flag("IsCustomRelationship"),
        flag("IsValidForAdvancedFind"),
        text("SchemaName"),
        one_of("SecurityTypes", &SECURITY_TYPES),
        flag("IsManaged"),
        one_of("RelationshipType", &RELATIONSHIP_TYPE)
            .not_nil()
            .at(60),
        text("IntroducedVersion").at(60),
        managed("IsCustomizable"),
    ],
);

/// A lookup's relationship: one row, and the rows that refer to it.
pub static ONE_TO_MANY: ComplexType = of(
    "OneToManyRelationshipMetadata",
    Some(&RELATIONSHIP_BASE),
    &[
        text("ReferencedAttribute"),
        text("ReferencedEntity"),
        text("ReferencingAttribute"),
        text("ReferencingEntity"),
        flag("IsHierarchical"),
        text("EntityKey"),
        flag("IsRelationshipAttributeDenormalized"),
        flag("IsDenormalizedLookup"),
        text("DenormalizedAttributeName"),
        text("ReferencedEntityNavigationPropertyName"),
        text("ReferencingEntityNavigationPropertyName"),
        integer("RelationshipBehavior"),
        one(
            "AssociatedMenuConfiguration",
            &ASSOCIATED_MENU_CONFIGURATION,
        ),
        one("CascadeConfiguration", &CASCADE_CONFIGURATION),
        list("RelationshipAttributes", &RELATIONSHIP_ATTRIBUTE),
    ],
);

/// A relationship whose pairs are rows of an intersect table.
pub static MANY_TO_MANY: ComplexType = of(
    "ManyToManyRelationshipMetadata",
    Some(&RELATIONSHIP_BASE),
    &[
        text("Entity1LogicalName"),
        text("Entity2LogicalName"),
        text("IntersectEntityName"),
        text("Entity1IntersectAttribute"),
        text("Entity2IntersectAttribute"),
        text("Entity1NavigationPropertyName"),
        text("Entity2NavigationPropertyName"),
        one(
            "Entity1AssociatedMenuConfiguration",
            &ASSOCIATED_MENU_CONFIGURATION,
        ),
        one(
            "Entity2AssociatedMenuConfiguration",
            &ASSOCIATED_MENU_CONFIGURATION,
        ),
    ],
);

/// How the related rows stand in the menu of a form.
pub static ASSOCIATED_MENU_CONFIGURATION: ComplexType = of(
    "AssociatedMenuConfiguration",
    None,
    &[
        one_of("Behavior", &ASSOCIATED_MENU_BEHAVIOR),
        one_of("Group", &ASSOCIATED_MENU_GROUP),
        integer("Order"),
        flag("IsCustomizable").not_nil().at(60),
        text("Icon").at(60),
        guid("ViewId").not_nil().at(60),
        flag("AvailableOffline").not_nil().at(60),
        text("MenuId").at(60),
        text("QueryApi").at(60),
        label("Label"),
    ],
);

/// What an event on a row does to the rows that refer to it.
pub static CASCADE_CONFIGURATION: ComplexType = of(
    "CascadeConfiguration",
    None,
    &[
        one_of("Assign", &CASCADE_TYPE),
        one_of("Delete", &CASCADE_TYPE),
        one_of("Archive", &CASCADE_TYPE),
        one_of("Merge", &CASCADE_TYPE),
        one_of("Reparent", &CASCADE_TYPE),
        one_of("Share", &CASCADE_TYPE),
        one_of("Unshare", &CASCADE_TYPE),
        one_of("RollupView", &CASCADE_TYPE).at(60),
    ],
);

/// A pair of columns of a relationship that has several.
pub static RELATIONSHIP_ATTRIBUTE: ComplexType = of(
    "RelationshipAttribute",
    None,
    &[
        text("ReferencedAttributeName"),
        text("ReferencingAttributeName"),
    ],
);
