//! Relationships, and what they do to related rows.

use super::{Format, attribute, child, labels, text_of};
use crate::complex::Complex;
use crate::complex::metadata::{
    CASCADE_CONFIGURATION, MANY_TO_MANY, ONE_TO_MANY, RELATIONSHIP_TYPE,
};
use crate::solution::error::SolutionError;
use crate::solution::reading::Part;
use crate::value::Value;
use crate::xml::Element;

const BASE: Format = &[
    attribute("Name", "SchemaName"),
    child("IsCustomizable", "IsCustomizable"),
    child("IntroducedVersion", "IntroducedVersion"),
    child("IsValidForAdvancedFind", "IsValidForAdvancedFind"),
];

const ONE_TO_MANY_FORMAT: Format = &[
    child("IsHierarchical", "IsHierarchical"),
    child("ReferencingEntityName", "ReferencingEntity"),
    child("ReferencedEntityName", "ReferencedEntity"),
    child("ReferencingAttributeName", "ReferencingAttribute"),
];

const CASCADE: Format = &[
    child("CascadeAssign", "Assign"),
    child("CascadeDelete", "Delete"),
    child("CascadeArchive", "Archive"),
    child("CascadeMerge", "Merge"),
    child("CascadeReparent", "Reparent"),
    child("CascadeShare", "Share"),
    child("CascadeUnshare", "Unshare"),
    child("CascadeRollupView", "RollupView"),
];

const MANY_TO_MANY_FORMAT: Format = &[
    child("FirstEntityName", "Entity1LogicalName"),
    child("SecondEntityName", "Entity2LogicalName"),
    child("IntersectEntityName", "IntersectEntityName"),
];

/// Labels of the relationship's place in a form, which no row depends on.
const SILENT: Format = &[labels("RelationshipDescription", "Descriptions", "")];

/// The members that tables are named by; solutions write schema names in some.
const TABLES: [&str; 5] = [
    "ReferencingEntity",
    "ReferencedEntity",
    "Entity1LogicalName",
    "Entity2LogicalName",
    "IntersectEntityName",
];

/// Reads `<EntityRelationship>`.
pub(in crate::solution) fn read(part: &mut Part<'_>) -> Result<Complex, SolutionError> {
    part.demanded_attribute("Name")?;
    let kind = part.demanded("EntityRelationshipType")?;
    let formats: [Format; 2] = match kind.as_str() {
        "OneToMany" => [ONE_TO_MANY_FORMAT, CASCADE],
        "ManyToMany" => [MANY_TO_MANY_FORMAT, &[]],
        _ => return Err(part.value("EntityRelationshipType", &kind, "OneToMany or ManyToMany")),
    };
    part.skip_other_than(|name| {
        let ours = |format: Format| super::has_child(format, name);
        matches!(
            name,
            "EntityRelationshipType" | "EntityRelationshipRoles" | "SchemaName"
        ) || [BASE, SILENT].into_iter().chain(formats).any(ours)
    });
    let mut relationship = match kind.as_str() {
        "OneToMany" => Complex::new(&ONE_TO_MANY),
        _ => Complex::new(&MANY_TO_MANY),
    };
    super::read(BASE, part, &mut relationship)?;
    super::read(formats[0], part, &mut relationship)?;
    if let Some(number) = RELATIONSHIP_TYPE.number(&format!("{kind}Relationship")) {
        relationship = relationship.with("RelationshipType", number);
    }
    for member in TABLES {
        if let Some(name) = text_of(&relationship, member).map(str::to_ascii_lowercase) {
            relationship = relationship.with(member, name);
        }
    }
    if kind == "OneToMany" {
        let column = part.demanded("ReferencingAttributeName")?;
        relationship = relationship.with("ReferencingAttribute", column.to_ascii_lowercase());
        let mut cascade = Complex::new(&CASCADE_CONFIGURATION);
        super::read(CASCADE, part, &mut cascade)?;
        relationship = relationship.with("CascadeConfiguration", cascade);
    }
    navigation(part, relationship)
}

/// Reads the names of the navigation properties from the roles of the relationship.
fn navigation(part: &mut Part<'_>, relationship: Complex) -> Result<Complex, SolutionError> {
    let mut relationship = relationship;
    let element = part.element;
    for role in element.items("EntityRelationshipRoles") {
        let role = part.inner(role);
        let Some(name) = role.child_text("NavigationPropertyName") else {
            continue;
        };
        let text = |name: &str| role.child_text(name);
        let member = match (
            text("RelationshipRoleType").as_deref(),
            text("AssociationRoleOrdinal").as_deref(),
        ) {
            (Some("0"), _) => "ReferencedEntityNavigationPropertyName",
            (Some("1"), _) => "ReferencingEntityNavigationPropertyName",
            (None, Some("1")) => "Entity1NavigationPropertyName",
            (None, Some("2")) => "Entity2NavigationPropertyName",
            _ => continue,
        };
        relationship
            .set(member, name.as_str().into())
            .map_err(|error| role.value("NavigationPropertyName", &name, &error.to_string()))?;
    }
    Ok(relationship)
}

/// The element of a relationship.
pub(in crate::solution) fn write(relationship: &Complex) -> Element {
    let one_to_many = relationship.kind() == &ONE_TO_MANY;
    let kind = if one_to_many {
        "OneToMany"
    } else {
        "ManyToMany"
    };
    let element = super::write(BASE, relationship, Element::new("EntityRelationship"))
        .with_text("EntityRelationshipType", kind);
    let roles = match one_to_many {
        true => [
            (
                "ReferencedEntityNavigationPropertyName",
                "RelationshipRoleType",
                "0",
            ),
            (
                "ReferencingEntityNavigationPropertyName",
                "RelationshipRoleType",
                "1",
            ),
        ],
        false => [
            (
                "Entity1NavigationPropertyName",
                "AssociationRoleOrdinal",
                "1",
            ),
            (
                "Entity2NavigationPropertyName",
                "AssociationRoleOrdinal",
                "2",
            ),
        ],
    };
    let roles = roles.iter().filter_map(|(member, place, number)| {
        let name = text_of(relationship, member)?;
        Some(
            Element::new("EntityRelationshipRole")
                .with_text("NavigationPropertyName", name)
                .with_text(place, *number),
        )
    });
    let roles = roles.fold(Element::new("EntityRelationshipRoles"), Element::with);
    let element = match one_to_many {
        true => super::write(ONE_TO_MANY_FORMAT, relationship, element),
        false => super::write(MANY_TO_MANY_FORMAT, relationship, element),
    };
    let element = match relationship.get("CascadeConfiguration") {
        Some(Value::Complex(cascade)) => super::write(CASCADE, cascade, element),
        _ => element,
    };
    element.with(roles)
}
