//! The `MetadataId` of every part of the metadata, for those who read definitions and those who change them alike: the id
//! that was given or drawn at the creation, the documented one, or one that follows from the names.

use dataverse_protocol::named::named;
use uuid::{Uuid, uuid};

use crate::metadata::choice::{Choice, OptionSet};
use crate::metadata::column::{Column, LookupTarget};
use crate::metadata::labels::LanguageCode;
use crate::metadata::table::{Association, Key, Table};

/// Ids of tables that the documentation's examples show (Query schema definitions; Query table definitions using the
/// Web API). They are the same in every organization.
const TABLES: [(&str, Uuid); 2] = [
    ("account", uuid!("70816501-edb9-4740-a16c-6a5efbc05d84")),
    ("contact", uuid!("608861bc-50a4-4c5f-a02c-21fe1943e2cf")),
];

/// Ids of columns that the documentation's examples show, by table and name (Query table definitions using the Web API).
const COLUMNS: [(&str, &str, Uuid); 1] = [(
    "account",
    "accountcategorycode",
    uuid!("118771ca-6fb9-4f60-8fd4-99b6124b63ad"),
)];

impl Table {
    /// Its `MetadataId`.
    pub fn metadata_id(&self) -> Uuid {
        let name = &self.logical_name;
        let documented = TABLES.iter().find(|(known, _)| known == name);
        let known = self.details.metadata_id.or(documented.map(|it| it.1));
        known.unwrap_or_else(|| named(&format!("metadata/table/{name}")))
    }
}

impl Column {
    /// Its `MetadataId`, as a column of this table.
    pub fn metadata_id(&self, table: &str) -> Uuid {
        let id = self.details.metadata_id;
        id.unwrap_or_else(|| column(table, &self.logical_name))
    }

    /// The `MetadataId` of the two options of a Boolean, as those of a column of this table.
    pub fn boolean_set_id(&self, table: &str) -> Uuid {
        match self.details.metadata_id {
            Some(id) => named(&format!("metadata/optionset/{id}")),
            None => option_set(&format!("{table}_{}", self.logical_name)),
        }
    }
}

impl Key {
    /// Its `MetadataId`, as a key of this table.
    pub fn metadata_id(&self, table: &str) -> Uuid {
        let id = self.details.metadata_id;
        id.unwrap_or_else(|| named(&format!("metadata/key/{table}/{}", self.logical_name)))
    }
}

impl OptionSet {
    /// Its `MetadataId`.
    pub fn metadata_id(&self) -> Uuid {
        let id = self.details.metadata_id;
        id.unwrap_or_else(|| option_set(&self.name))
    }
}

impl Choice {
    /// Its `MetadataId`, as an option of the set with this name.
    pub fn metadata_id(&self, set: &str) -> Uuid {
        let id = self.details.metadata_id;
        id.unwrap_or_else(|| option(set, self.value))
    }
}

impl LookupTarget {
    /// The `MetadataId` of the relationship.
    pub fn metadata_id(&self) -> Uuid {
        let id = self.details.metadata_id;
        id.unwrap_or_else(|| relationship(self.relationship()))
    }
}

impl Association {
    /// The `MetadataId` of the relationship.
    pub fn metadata_id(&self) -> Uuid {
        let id = self.details.metadata_id;
        id.unwrap_or_else(|| relationship(&self.name))
    }
}

/// The id of a column that follows from its names.
pub fn column(table: &str, logical_name: &str) -> Uuid {
    let documented = COLUMNS
        .iter()
        .find(|(of, name, _)| *of == table && *name == logical_name);
    documented.map_or_else(
        || named(&format!("metadata/column/{table}/{logical_name}")),
        |it| it.2,
    )
}

/// The id of a virtual column with this ending, which goes with the column with this id.
pub fn virtual_column(of: Uuid, ending: &str) -> Uuid {
    named(&format!("metadata/column/{of}/{ending}"))
}

/// The id of an option that follows from the name of its set and its number.
pub fn option(set: &str, value: i32) -> Uuid {
    named(&format!("metadata/option/{set}/{value}"))
}

/// The id of a label: of what it belongs to, and of which of its texts.
pub fn label(owner: Uuid, part: &str, language: LanguageCode) -> Uuid {
    named(&format!("metadata/label/{owner}/{part}/{language}"))
}

fn option_set(name: &str) -> Uuid {
    named(&format!("metadata/optionset/{name}"))
}

fn relationship(schema_name: &str) -> Uuid {
    named(&format!("metadata/relationship/{schema_name}"))
}
