//! What is known of a table, column, relationship, key, option set or option besides what rows need.
//!
//! The members of the platform's metadata that no row depends on are kept as their publisher gave them, by name: a new
//! one needs no field here. What a member means is known where metadata is read.

use dataverse_protocol::value::Attributes;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::metadata::labels::Labels;

/// Details of a definition. Those of the data files are empty.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Details {
    /// `MetadataId`, drawn at the creation; `None` where it follows from the names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata_id: Option<Uuid>,
    /// `Description`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Labels>,
    /// The other members, by their names in the platform's metadata.
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub properties: Attributes,
}

impl Details {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
