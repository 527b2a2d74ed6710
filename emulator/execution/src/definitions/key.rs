//! `EntityKeyMetadata`: alternate keys.

use dataverse_model::metadata::{Key, LanguageCode, Table};
use dataverse_protocol::complex::Complex;
use dataverse_protocol::complex::metadata::{ENTITY_KEY, ENTITY_KEY_INDEX_STATUS};

use super::given::{Origin, over};
use super::managed;

/// The keys of a table, in the order of their definition.
pub(super) fn all(table: &Table, language: LanguageCode) -> Vec<Complex> {
    let keys = table.keys.iter();
    keys.map(|key| of(table, key, language)).collect()
}

/// A key. It binds rows from its creation on, so its index is always there.
fn of(table: &Table, key: &Key, language: LanguageCode) -> Complex {
    let origin = Origin::within(&table.logical_name, &key.logical_name, language);
    let owner = origin.owner(key.metadata_id(&table.logical_name));
    let definition = Complex::new(&ENTITY_KEY)
        .with("MetadataId", owner.id)
        .with("LogicalName", key.logical_name.as_str())
        .with("SchemaName", key.schema_name.as_str())
        .with("EntityLogicalName", table.logical_name.as_str())
        .with("KeyAttributes", key.columns.clone())
        .with("IsManaged", origin.is_managed)
        .with("IntroducedVersion", origin.introduced())
        .with("IsSynchronous", false)
        .with("IsExportKey", false)
        .with("IsSecondaryKey", false)
        .with(
            "EntityKeyIndexStatus",
            ENTITY_KEY_INDEX_STATUS.value("Active"),
        )
        .with("DisplayName", owner.label("DisplayName", &key.display_name))
        .with(
            "IsCustomizable",
            managed::boolean(true, !origin.is_managed, "iscustomizable"),
        );
    over(definition, &key.details, owner)
}
