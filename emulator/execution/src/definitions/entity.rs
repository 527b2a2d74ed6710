//! `EntityMetadata`: the properties of a table.

use dataverse_model::metadata::{
    ColumnKind, Events, LanguageCode, Metadata, Ownership, Table, TableKind, TableMessages,
};
use dataverse_protocol::complex::metadata::{ENTITY, ENTITY_SETTING, OWNERSHIP_TYPES};
use dataverse_protocol::complex::{Complex, ComplexCollection};
use dataverse_protocol::value::Value;
use jiff::Timestamp;
use uuid::{Uuid, uuid};

use super::given::{Origin, over};
use super::{labels, managed};

/// The data provider of every elastic table, as documented (ELT).
const ELASTIC_PROVIDER: Uuid = uuid!("1d9bde74-9ebd-4da9-8ff5-aa74945b9f74");

/// Tables whose rows can be parties of an activity.
const PARTIES: [&str; 3] = ["account", "contact", "systemuser"];

/// Flags that are false for every table: the features that they tell of are not there.
const NOT_THERE: &[&str] = &[
    "AutoCreateAccessTeams",
    "AutoReplicateClusterRecords",
    "AutoRouteToOwnerQueue",
    "CanChangeClusterMode",
    "DefaultToLocalPartition",
    "EnforceStateTransitions",
    "EntityHelpUrlEnabled",
    "HasActivities",
    "HasFeedback",
    "IsAIRUpdated",
    "IsActivity",
    "IsArchivalEnabled",
    "IsBPFEntity",
    "IsBusinessProcessEnabled",
    "IsDocumentManagementEnabled",
    "IsDocumentRecommendationsEnabled",
    "IsEnabledForExternalChannels",
    "IsEnabledForTrace",
    "IsInteractionCentricEnabled",
    "IsKnowledgeManagementEnabled",
    "IsLogicalEntity",
    "IsMSTeamsIntegrationEnabled",
    "IsOneNoteIntegrationEnabled",
    "IsPrivate",
    "IsQuickCreateEnabled",
    "IsRetentionEnabled",
    "IsRetrieveAuditEnabled",
    "IsRetrieveMultipleAuditEnabled",
    "IsSLAEnabled",
    "SyncToExternalSearchIndex",
    "UsesBusinessDataLabelTable",
];

/// When the value of a managed property is true.
#[derive(Clone, Copy)]
enum When {
    Always,
    Never,
    /// For tables whose rows users own.
    Owned,
    /// For tables whose rows clients write.
    Written,
}

/// The managed properties of a table: the member, the logical name, and its value.
const MANAGED: &[(&str, &str, When)] = &[
    ("IsAuditEnabled", "canmodifyauditsettings", When::Never),
    ("IsValidForQueue", "canmodifyqueuesettings", When::Never),
    (
        "IsConnectionsEnabled",
        "canmodifyconnectionsettings",
        When::Never,
    ),
    ("IsCustomizable", "iscustomizable", When::Written),
    ("IsRenameable", "isrenameable", When::Written),
    ("IsMappable", "ismappable", When::Written),
    (
        "IsDuplicateDetectionEnabled",
        "canmodifyduplicatedetectionsettings",
        When::Never,
    ),
    ("CanCreateAttributes", "cancreateattributes", When::Written),
    ("CanCreateForms", "cancreateforms", When::Owned),
    ("CanCreateViews", "cancreateviews", When::Owned),
    ("CanCreateCharts", "cancreatecharts", When::Owned),
    (
        "CanBeRelatedEntityInRelationship",
        "canberelatedentityinrelationship",
        When::Written,
    ),
    (
        "CanBePrimaryEntityInRelationship",
        "canbeprimaryentityinrelationship",
        When::Always,
    ),
    ("CanBeInManyToMany", "canbeinmanytomany", When::Owned),
    (
        "CanBeInCustomEntityAssociation",
        "canbeincustomentityassociation",
        When::Owned,
    ),
    (
        "CanEnableSyncToExternalSearchIndex",
        "canenablesynctoexternalsearchindex",
        When::Owned,
    ),
    (
        "CanModifyAdditionalSettings",
        "canmodifyadditionalsettings",
        When::Written,
    ),
    (
        "CanChangeHierarchicalRelationship",
        "canchangehierarchicalrelationship",
        When::Written,
    ),
    (
        "CanChangeTrackingBeEnabled",
        "canchangetrackingbeenabled",
        When::Written,
    ),
    (
        "IsMailMergeEnabled",
        "canmodifymailmergesettings",
        When::Never,
    ),
    (
        "IsVisibleInMobile",
        "canmodifymobilevisibility",
        When::Never,
    ),
    (
        "IsVisibleInMobileClient",
        "canmodifymobileclientvisibility",
        When::Never,
    ),
    (
        "IsReadOnlyInMobileClient",
        "canmodifymobileclientreadonly",
        When::Never,
    ),
    (
        "IsOfflineInMobileClient",
        "canmodifymobileclientoffline",
        When::Never,
    ),
];

/// The definition of a table without its parts.
pub(super) fn entity(table: &Table, metadata: &Metadata, language: LanguageCode) -> Complex {
    let origin = Origin::of_table(&table.logical_name, language);
    let is_custom = origin.is_custom;
    let owner = origin.owner(table.metadata_id());
    let owned = table.ownership == Ownership::User;
    let written = table.messages == TableMessages::All;
    let is_elastic = table.kind == TableKind::Elastic;
    let name = table.logical_name.as_str();
    let mut entity = Complex::new(&ENTITY)
        .with("MetadataId", owner.id)
        .with("LogicalName", name)
        .with("SchemaName", table.schema_name.as_str())
        .with("EntitySetName", table.entity_set.as_str())
        .with("LogicalCollectionName", table.entity_set.as_str())
        .with("CollectionSchemaName", collection_schema_name(table))
        .with("ReportViewName", format!("Filtered{}", table.schema_name))
        .with("PrimaryIdAttribute", table.primary_id.as_str())
        .with("PrimaryNameAttribute", table.primary_name.clone())
        .with("PrimaryImageAttribute", table.primary_image())
        .with("PrimaryKey", vec![table.primary_id.clone()])
        .with("ObjectTypeCode", table.object_type_code)
        .with("OwnershipType", ownership(table.ownership))
        .with("TableType", if is_elastic { "Elastic" } else { "Standard" })
        .with("DataProviderId", is_elastic.then_some(ELASTIC_PROVIDER))
        .with("IntroducedVersion", origin.introduced())
        .with("ActivityTypeMask", 0)
        .with("DaysSinceRecordLastModified", 0)
        .with("IsCustomEntity", is_custom)
        .with("IsManaged", origin.is_managed)
        .with("IsIntersect", table.association.is_some())
        .with("IsActivityParty", PARTIES.contains(&name))
        .with("IsAvailableOffline", owned)
        .with("IsChildEntity", table.ownership == Ownership::None)
        .with("IsEnabledForCharts", owned)
        .with("IsImportable", owned && written)
        .with("IsOptimisticConcurrencyEnabled", true)
        .with("IsReadingPaneEnabled", owned)
        .with("IsValidForAdvancedFind", written)
        .with("IsSolutionAware", table.column("solutionid").is_some())
        .with("IsStateModelAware", table.column("statecode").is_some())
        .with(
            "CanTriggerWorkflow",
            written && table.events == Events::Raised,
        )
        .with("ChangeTrackingEnabled", table.change_tracking)
        .with("HasNotes", has_notes(table, metadata))
        .with("HasEmailAddresses", has_email_addresses(table))
        .with("CreatedOn", epoch())
        .with("ModifiedOn", epoch())
        .with(
            "DisplayName",
            owner.label("DisplayName", &table.display_name),
        )
        .with(
            "DisplayCollectionName",
            owner.label("DisplayCollectionName", &table.display_collection_name),
        )
        .with("Description", labels::none())
        .with(
            "Settings",
            ComplexCollection::of(&ENTITY_SETTING, Vec::new()),
        );
    for flag in NOT_THERE {
        entity = entity.with(flag, false);
    }
    for (member, logical_name, when) in MANAGED {
        let value = match when {
            When::Always => true,
            When::Never => false,
            When::Owned => owned && table.association.is_none(),
            When::Written => written,
        };
        entity = entity.with(member, managed::boolean(value, is_custom, logical_name));
    }
    over(entity, &table.details, owner)
}

fn ownership(of: Ownership) -> Value {
    OWNERSHIP_TYPES.value(match of {
        Ownership::None => "None",
        Ownership::User => "UserOwned",
        Ownership::Organization => "OrganizationOwned",
        Ownership::BusinessUnit => "BusinessOwned",
    })
}

/// `Accounts` for `Account` and `accounts`: the schema name with the ending of the entity set.
fn collection_schema_name(table: &Table) -> String {
    match table.entity_set.strip_prefix(&table.logical_name) {
        Some(ending) => format!("{}{ending}", table.schema_name),
        None => {
            // `opportunities` and `Opportunity` have `opportunit` in common.
            let common = table
                .entity_set
                .bytes()
                .zip(table.logical_name.bytes())
                .take_while(|(one, other)| one == other)
                .count();
            let kept = table.schema_name.get(..common).unwrap_or_default();
            let ending = table.entity_set.get(common..).unwrap_or_default();
            format!("{kept}{ending}")
        }
    }
}

/// Whether notes can refer to the table's rows.
fn has_notes(table: &Table, metadata: &Metadata) -> bool {
    metadata.table("annotation").is_some_and(|notes| {
        notes.column("objectid").is_some_and(|lookup| {
            let mut targets = lookup.targets().iter();
            targets.any(|target| target.table == table.logical_name)
        })
    })
}

fn has_email_addresses(table: &Table) -> bool {
    table.columns.values().any(|column| {
        matches!(column.kind, ColumnKind::String { .. })
            && column.logical_name.contains("emailaddress")
    })
}

/// When the definitions of an organization are said to have been made.
pub(super) fn epoch() -> Timestamp {
    // 1900-01-01T00:00:00Z, as the platform has it for its own.
    Timestamp::constant(-2_208_988_800, 0)
}
