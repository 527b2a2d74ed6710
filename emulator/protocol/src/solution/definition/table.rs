//! Tables with their columns and alternate keys.

use super::column::{self, SolutionColumn};
use super::{Format, attribute, child, labels, text_of, texts, words};
use crate::complex::Complex;
use crate::complex::metadata::{ENTITY, ENTITY_KEY};
use crate::solution::error::SolutionError;
use crate::solution::reading::Part;
use crate::xml::Element;

/// A table of a solution: a new one, or what is added to one that is there.
#[derive(Debug, Clone, PartialEq)]
pub struct SolutionTable {
    /// `EntityMetadata` without columns, keys and relationships.
    pub definition: Complex,
    /// Whether the table itself is left as it is.
    pub is_unmodified: bool,
    /// Its columns, in their order.
    pub columns: Vec<SolutionColumn>,
    /// `EntityKeyMetadata` of its alternate keys.
    pub keys: Vec<Complex>,
}

const TABLE: Format = &[
    attribute("Name", "SchemaName"),
    labels("LocalizedNames", "LocalizedName", "DisplayName"),
    labels(
        "LocalizedCollectionNames",
        "LocalizedCollectionName",
        "DisplayCollectionName",
    ),
    labels("Descriptions", "Description", "Description"),
    child("EntitySetName", "EntitySetName"),
    child("IsDuplicateCheckSupported", "IsDuplicateDetectionEnabled"),
    child("IsCollaboration", "AutoCreateAccessTeams"),
    words(
        "OwnershipTypeMask",
        "OwnershipType",
        &[
            ("UserOwned", "UserOwned"),
            ("OrgOwned", "OrganizationOwned"),
            ("None", "None"),
        ],
    ),
    child("IsAuditEnabled", "IsAuditEnabled"),
    child("IsActivity", "IsActivity"),
    child("IsAvailableOffline", "IsAvailableOffline"),
    child("IntroducedVersion", "IntroducedVersion"),
    child("IsCustomizable", "IsCustomizable"),
    child("IsRenameable", "IsRenameable"),
    child("IsMappable", "IsMappable"),
    child("CanCreateAttributes", "CanCreateAttributes"),
    child("ChangeTrackingEnabled", "ChangeTrackingEnabled"),
    child("CanChangeTrackingBeEnabled", "CanChangeTrackingBeEnabled"),
    child(
        "CanBePrimaryEntityInRelationship",
        "CanBePrimaryEntityInRelationship",
    ),
    child(
        "CanBeRelatedEntityInRelationship",
        "CanBeRelatedEntityInRelationship",
    ),
    child("CanBeInManyToMany", "CanBeInManyToMany"),
    child("IsSolutionAware", "IsSolutionAware"),
];

const KEY: Format = &[
    child("Name", "SchemaName"),
    child("LogicalName", "LogicalName"),
    child("IntroducedVersion", "IntroducedVersion"),
    child("IsCustomizable", "IsCustomizable"),
    texts("EntityKeyAttributes", "AttributeName", "KeyAttributes"),
    labels("displaynames", "displayname", "DisplayName"),
];

/// How forms show the table and who may change its definition: no row depends on it.
fn is_silent(name: &str) -> bool {
    const WORDS: [&str; 26] = [
        "attributes",
        "EntityKeys",
        "IsBusinessProcessEnabled",
        "IsRequiredOffline",
        "IsInteractionCentricEnabled",
        "AutoRouteToOwnerQueue",
        "IsConnectionsEnabled",
        "IsDocumentManagementEnabled",
        "AutoCreateAccessTeams",
        "IsOneNoteIntegrationEnabled",
        "IsKnowledgeManagementEnabled",
        "IsSLAEnabled",
        "IsDocumentRecommendationsEnabled",
        "IsBPFEntity",
        "IsMailMergeEnabled",
        "IsVisibleInMobile",
        "IsVisibleInMobileClient",
        "IsReadOnlyInMobileClient",
        "IsOfflineInMobileClient",
        "DaysSinceRecordLastModified",
        "MobileOfflineFilters",
        "IsQuickCreateEnabled",
        "SyncToExternalSearchIndex",
        "EnforceStateTransitions",
        "EntityHelpUrlEnabled",
        "EntityHelpUrl",
    ];
    let prefixes = [
        "CanModify",
        "CanCreate",
        "CanChange",
        "CanEnable",
        "Entity",
        "Icon",
        "IsEnabled",
        "IsMSTeams",
    ];
    WORDS.contains(&name) || prefixes.iter().any(|prefix| name.starts_with(prefix))
}

/// Reads `<Entity>`.
pub(in crate::solution) fn read(part: &mut Part<'_>) -> Result<SolutionTable, SolutionError> {
    let known = ["Name", "ObjectTypeCode", "EntityInfo"];
    part.skip_other_than(|name| known.contains(&name));
    let outer = part.element;
    let inner = outer
        .child("EntityInfo")
        .and_then(|info| info.child("entity"))
        .ok_or_else(|| part.missing("<EntityInfo> with an <entity>".to_owned()))?;
    let mut part = part.inner(inner);
    let schema_name = part.demanded_attribute("Name")?;
    part.skip_other_than(|name| is_silent(name) || super::has_child(TABLE, name));
    let mut definition =
        Complex::new(&ENTITY).with("LogicalName", schema_name.to_ascii_lowercase());
    super::read(TABLE, &part, &mut definition)?;
    let mut columns = Vec::new();
    for element in inner.items("attributes") {
        columns.extend(column::read(&mut part.inner(element))?);
    }
    let mut keys = Vec::new();
    for element in inner.items("EntityKeys") {
        let mut part = part.inner(element);
        part.demanded("Name")?;
        part.skip_other_than(|name| name == "EntityKeyIndexStatus" || super::has_child(KEY, name));
        let mut key = Complex::new(&ENTITY_KEY);
        super::read(KEY, &part, &mut key)?;
        keys.push(key);
    }
    Ok(SolutionTable {
        definition,
        is_unmodified: inner.attribute("unmodified") == Some("1"),
        columns,
        keys,
    })
}

/// The element of a table.
pub(in crate::solution) fn write(table: &SolutionTable) -> Element {
    let definition = &table.definition;
    let schema_name = text_of(definition, "SchemaName").unwrap_or_default();
    let columns = table.columns.iter().map(column::write);
    let columns = columns.fold(Element::new("attributes"), Element::with);
    let keys = table
        .keys
        .iter()
        .map(|key| super::write(KEY, key, Element::new("EntityKey")));
    let keys = keys.fold(Element::new("EntityKeys"), Element::with);
    let mut inner = super::write(TABLE, definition, Element::new("entity"));
    if table.is_unmodified {
        inner = inner.with_attribute("unmodified", "1");
    }
    let inner = inner.with(columns).with(keys);
    let mut name = Element::new("Name")
        .with_attribute("LocalizedName", schema_name)
        .with_attribute("OriginalName", schema_name);
    name.text = schema_name.to_owned();
    Element::new("Entity")
        .with(name)
        .with(Element::new("EntityInfo").with(inner))
}
