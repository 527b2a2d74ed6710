//! Tables: what a client gives for a new or a changed one.

use std::sync::Arc;

use dataverse_model::metadata::{
    Cascades, Column, ColumnKind, ColumnsByName, Definition, Details, FIRST_OWN_TYPE_CODE,
    LookupTarget, Metadata, OnDelete, Ownership, RequiredLevel, Table, TableChange, Writable,
    standard_columns,
};
use dataverse_model::platform_names::plural;
use dataverse_operation::fault::{Fault, code};
use uuid::Uuid;

use super::column::{self, new_columns};
use super::labels::Merge;
use super::members::Members;
use super::{Draft, identify, metadata_id, names};
use crate::error::no_table;
use crate::session::Session;

/// Members of a table that rows do not depend on.
const KEPT: [&str; 42] = [
    "ActivityTypeMask",
    "AutoRouteToOwnerQueue",
    "CanTriggerWorkflow",
    "EntityHelpUrlEnabled",
    "EntityHelpUrl",
    "EntityColor",
    "IsDocumentManagementEnabled",
    "IsOneNoteIntegrationEnabled",
    "IsInteractionCentricEnabled",
    "IsKnowledgeManagementEnabled",
    "IsSLAEnabled",
    "AutoCreateAccessTeams",
    "IsAvailableOffline",
    "IconLargeName",
    "IconMediumName",
    "IconSmallName",
    "IconVectorName",
    "IsBusinessProcessEnabled",
    "IsReadingPaneEnabled",
    "IsQuickCreateEnabled",
    "ExternalName",
    "IsAuditEnabled",
    "IsValidForQueue",
    "IsConnectionsEnabled",
    "IsCustomizable",
    "IsMailMergeEnabled",
    "IsDuplicateDetectionEnabled",
    "IsVisibleInMobile",
    "IsVisibleInMobileClient",
    "IsReadOnlyInMobileClient",
    "IsOfflineInMobileClient",
    "IsRenameable",
    "IsMappable",
    "CanCreateAttributes",
    "CanCreateForms",
    "CanCreateViews",
    "CanCreateCharts",
    "CanBeRelatedEntityInRelationship",
    "CanBePrimaryEntityInRelationship",
    "CanBeInManyToMany",
    "CanEnableSyncToExternalSearchIndex",
    "CanModifyAdditionalSettings",
];

/// The columns that the platform adds to every table, by groups of the data files.
const GROUPS: [&str; 5] = ["audit", "state", "version", "import", "timezone"];
const OWNERSHIP: &str = "ownership";

/// The ids of a new table.
pub(crate) struct TableIds {
    pub(crate) table: Uuid,
    /// That of the primary name.
    pub(crate) column: Uuid,
}

/// Makes a table; its rows have notes where the definition or `has_notes` says so.
///
/// # Errors
/// Those of [`new_table`]; the table is to have related tables that are not emulated.
pub(crate) fn create_table(
    session: &mut Session<'_>,
    draft: &mut Draft,
    given: Members<'_>,
    primary: Option<Members<'_>>,
    has_notes: bool,
) -> Result<TableIds, Fault> {
    for related in RELATED {
        if given.flag(related) == Some(true) || !given.list(related).is_empty() {
            return Err(Fault::not_emulated(format_args!(
                "A new table with '{related}'"
            )));
        }
    }
    let table = new_table(session, draft, given, primary)?;
    let primary = table.primary_name.as_ref();
    let primary = primary.and_then(|name| table.column(name));
    let ids = TableIds {
        table: table.details.metadata_id.unwrap_or_default(),
        column: primary
            .and_then(|column| column.details.metadata_id)
            .unwrap_or_default(),
    };
    let mut target = with_notes(&table);
    target.details.metadata_id = Some(session.new_id());
    draft.define(Definition::Table(Box::new(table)))?;
    if has_notes || given.flag("HasNotes") == Some(true) {
        draft.define(Definition::Target {
            table: NOTES.to_owned(),
            column: REGARDING.to_owned(),
            target,
        })?;
    }
    Ok(ids)
}

/// What else a table may be made with, and is not here.
const RELATED: [&str; 6] = [
    "HasActivities",
    "HasFeedback",
    "Keys",
    "OneToManyRelationships",
    "ManyToOneRelationships",
    "ManyToManyRelationships",
];

/// A new table with the columns that every table has and, if the client gives it apart, the primary name.
///
/// # Errors
/// A name, a type or a label is not valid; the table is of a kind that is not emulated.
fn new_table(
    session: &mut Session<'_>,
    draft: &Draft,
    given: Members<'_>,
    primary: Option<Members<'_>>,
) -> Result<Table, Fault> {
    refuse_special(given)?;
    let schema_name = given.required_text("SchemaName")?;
    let logical_name = names::logical(session, "table", schema_name)?;
    let label = |member| given.label(member)?.ok_or_else(|| given.missing(member));
    let (display_name, display_collection_name) =
        (label("DisplayName")?, label("DisplayCollectionName")?);
    let ownership = ownership(given)?;
    let attributes = given.list("Attributes");
    let is_primary = |column: &&Members<'_>| column.flag("IsPrimaryName") == Some(true);
    let primaries = attributes.iter().filter(is_primary).count() + usize::from(primary.is_some());
    if primaries > 1 {
        return Err(Fault::invalid_argument(format!(
            "The table '{schema_name}' has {primaries} primary names: expected one."
        )));
    }
    let primary = primary.or_else(|| attributes.iter().find(is_primary).copied());
    let primary = primary.ok_or_else(|| {
        Fault::invalid_argument(format!(
            "The table '{schema_name}' has no primary name: expected a text column with IsPrimaryName."
        ))
    })?;
    if primary.type_name() != "StringAttributeMetadata" {
        return Err(Fault::invalid_argument(format!(
            "The primary name of '{schema_name}' is of the type {}: expected StringAttributeMetadata.",
            primary.type_name()
        )));
    }
    let primary_id = format!("{logical_name}id");
    let mut columns = vec![key(&primary_id, schema_name)];
    let rest = attributes.iter().filter(|column| !is_primary(column));
    for given in std::iter::once(&primary).chain(rest) {
        columns.extend(new_columns(session, draft, &logical_name, *given)?);
    }
    let primary_name = columns[1].logical_name.clone();
    let groups = GROUPS.iter().copied();
    let groups: Vec<_> = match ownership {
        Ownership::User => groups.chain([OWNERSHIP]).collect(),
        _ => groups.collect(),
    };
    let standard = standard_columns(&logical_name, &display_name, &groups);
    columns.extend(standard.map_err(|error| super::refusal(&error))?);
    identify(session, &mut columns);
    let mut details = given.details(&KEPT)?;
    details.metadata_id = Some(metadata_id(session, details.metadata_id));
    let entity_set = given.text("EntitySetName").map(str::to_ascii_lowercase);
    let codes = draft
        .metadata()
        .tables()
        .map(|table| table.object_type_code);
    Ok(Table {
        entity_set: entity_set.unwrap_or_else(|| plural(&logical_name)),
        schema_name: schema_name.to_owned(),
        primary_name: Some(primary_name),
        display_name,
        display_collection_name,
        object_type_code: codes.max().unwrap_or_default().max(FIRST_OWN_TYPE_CODE - 1) + 1,
        ownership,
        change_tracking: given.flag("ChangeTrackingEnabled") == Some(true),
        details,
        ..Table::standard(&logical_name, keyed(columns)?)
    })
}

/// The columns by their names.
pub(super) fn keyed(columns: Vec<Column>) -> Result<ColumnsByName, Fault> {
    let mut keyed = ColumnsByName::default();
    for column in columns {
        let name = column.logical_name.clone();
        if keyed.insert(name.clone(), column).is_some() {
            return Err(Fault::new(
                super::DUPLICATE_ATTRIBUTE_SCHEMA_NAME,
                format!("The table has a column with the name '{name}' already."),
            ));
        }
    }
    Ok(keyed)
}

/// The primary key of a new table.
pub(super) fn key(logical_name: &str, table: &str) -> Column {
    Column {
        kind: ColumnKind::Uniqueidentifier,
        required: RequiredLevel::SystemRequired,
        write: Writable::CreateOnly,
        details: column::described("Unique identifier for entity instances"),
        ..column::plain(logical_name, &format!("{table}Id"), None)
    }
}

fn ownership(given: Members<'_>) -> Result<Ownership, Fault> {
    match given.number("OwnershipType") {
        None | Some(1) => Ok(Ownership::User),
        Some(8) => Ok(Ownership::Organization),
        Some(other) => Err(Fault::invalid_argument(format!(
            "The OwnershipType {other} cannot be that of an organization's own table: expected UserOwned or OrganizationOwned."
        ))),
    }
}

/// Refuses tables that need more than rows.
fn refuse_special(given: Members<'_>) -> Result<(), Fault> {
    if given.flag("IsActivity") == Some(true) {
        return Err(Fault::not_emulated("A table of activities"));
    }
    match given.text("TableType") {
        None | Some("Standard") => Ok(()),
        Some(other) => Err(Fault::not_emulated(format_args!(
            "A table of the type {other}"
        ))),
    }
}

/// The properties of a table with those that a client gives. What is not given stays.
///
/// # Errors
/// A label is not valid, or the client gives what cannot be changed.
pub(crate) fn changed_table(
    table: &Table,
    given: Members<'_>,
    merge: Merge,
) -> Result<TableChange, Fault> {
    refuse_special(given)?;
    for related in ["HasActivities", "HasFeedback"] {
        if given.flag(related) == Some(true) {
            return Err(Fault::not_emulated(format_args!(
                "A table with '{related}'"
            )));
        }
    }
    let fixed = [
        ("SchemaName", Some(table.schema_name.as_str())),
        ("EntitySetName", Some(table.entity_set.as_str())),
        ("PrimaryIdAttribute", Some(table.primary_id.as_str())),
        ("PrimaryNameAttribute", table.primary_name.as_deref()),
    ];
    for (member, present) in fixed {
        if let Some(text) = given.text(member)
            && present != Some(text)
        {
            return Err(cannot_change(member, table));
        }
    }
    if given.number("OwnershipType").is_some() && ownership(given)? != table.ownership {
        return Err(cannot_change("OwnershipType", table));
    }
    Ok(TableChange {
        display_name: merge.labels(given.label("DisplayName")?, &table.display_name),
        display_collection_name: merge.labels(
            given.label("DisplayCollectionName")?,
            &table.display_collection_name,
        ),
        change_tracking: given.flag("ChangeTrackingEnabled"),
        details: merge.details(given.details(&KEPT)?, &table.details),
    })
}

/// The table that a definition of a client is about, by its id or by its names.
///
/// # Errors
/// There is none.
pub(crate) fn table_of<'m>(
    metadata: &'m Metadata,
    given: Members<'_>,
) -> Result<&'m Arc<Table>, Fault> {
    let name = given.text("LogicalName").map(str::to_owned);
    let name = name.or_else(|| Some(given.text("SchemaName")?.to_ascii_lowercase()));
    match (name, given.guid("MetadataId")) {
        (Some(name), _) => metadata.table(&name).ok_or_else(|| no_table(&name)),
        (None, Some(id)) => {
            let mut tables = metadata.tables();
            let table = tables.find(|table| table.metadata_id() == id);
            table.ok_or_else(|| no_table(&id.to_string()))
        }
        (None, None) => Err(given.missing("LogicalName")),
    }
}

/// What goes before a table does: its place among the targets of notes, and its many-to-many relationships.
pub(crate) fn before_removal(metadata: &Metadata, table: &Table) -> Vec<Definition> {
    let name = &table.logical_name;
    let mut before = Vec::new();
    for other in metadata.tables() {
        let association = other.association.as_ref();
        let is_side = association.is_some_and(|of| of.sides.iter().any(|side| side.table == *name));
        if is_side && !metadata.is_system(&other.logical_name) {
            before.push(Definition::RemovedTable {
                table: other.logical_name.clone(),
            });
        }
    }
    let notes = metadata
        .table(NOTES)
        .and_then(|notes| notes.column(REGARDING));
    let mut targets = notes.map_or(&[][..], Column::targets).iter();
    if targets.any(|target| target.table == *name) && !metadata.is_system(name) {
        before.push(Definition::RemovedTarget {
            table: NOTES.to_owned(),
            column: REGARDING.to_owned(),
            target: name.clone(),
        });
    }
    before
}

/// The table of notes.
const NOTES: &str = "annotation";
/// The lookup of a note's row.
const REGARDING: &str = "objectid";

fn cannot_change(member: &str, table: &Table) -> Fault {
    Fault::new(
        code::INVALID_ARGUMENT,
        format!(
            "'{member}' of the table '{}' cannot be changed.",
            table.logical_name
        ),
    )
}

/// The target that the notes of a table's rows refer to (`HasNotes`).
fn with_notes(table: &Table) -> LookupTarget {
    LookupTarget {
        table: table.logical_name.clone(),
        navigation: format!("objectid_{}", table.logical_name),
        collection: format!("{}_Annotations", table.logical_name),
        relationship: None,
        on_delete: OnDelete::Cascade,
        cascades: Cascades::default(),
        details: Details::default(),
    }
}
