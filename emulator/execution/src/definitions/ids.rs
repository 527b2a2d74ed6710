//! The `MetadataId` of a definition: the documented one, or one that is derived from its names.

use dataverse_runtime::identity::named;
use uuid::{Uuid, uuid};

/// Ids of tables that the documentation's examples show (MET).
const TABLES: [(&str, Uuid); 2] = [
    ("account", uuid!("70816501-edb9-4740-a16c-6a5efbc05d84")),
    ("contact", uuid!("608861bc-50a4-4c5f-a02c-21fe1943e2cf")),
];

/// Ids of columns that the documentation's examples show, by table and name (MET).
const COLUMNS: [(&str, &str, Uuid); 1] = [(
    "account",
    "accountcategorycode",
    uuid!("118771ca-6fb9-4f60-8fd4-99b6124b63ad"),
)];

pub(super) fn table(logical_name: &str) -> Uuid {
    TABLES
        .iter()
        .find(|(name, _)| *name == logical_name)
        .map_or_else(
            || named(&format!("metadata/table/{logical_name}")),
            |it| it.1,
        )
}

pub(super) fn column(table: &str, logical_name: &str) -> Uuid {
    COLUMNS
        .iter()
        .find(|(of, name, _)| *of == table && *name == logical_name)
        .map_or_else(
            || named(&format!("metadata/column/{table}/{logical_name}")),
            |it| it.2,
        )
}

pub(super) fn option_set(name: &str) -> Uuid {
    named(&format!("metadata/optionset/{name}"))
}

pub(super) fn option(set: &str, value: i32) -> Uuid {
    named(&format!("metadata/option/{set}/{value}"))
}

pub(super) fn relationship(schema_name: &str) -> Uuid {
    named(&format!("metadata/relationship/{schema_name}"))
}

/// The id of a label: of what it belongs to, and of which of its texts.
pub(super) fn label(owner: Uuid, part: &str, language: u16) -> Uuid {
    named(&format!("metadata/label/{owner}/{part}/{language}"))
}
