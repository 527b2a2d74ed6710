//! The document of `GET $metadata`, made when it is first asked for and kept until tables or custom APIs change.

use std::sync::{Arc, OnceLock};

use dataverse_model::csdl;
use dataverse_model::message::Message;
use dataverse_protocol::odata::csdl::{Annotations, Schema, write};

use super::Registry;

/// The texts that were made so far.
#[derive(Debug, Default)]
pub(crate) struct MetadataDocuments {
    plain: OnceLock<Arc<str>>,
    annotated: OnceLock<Arc<str>>,
}

impl Registry {
    /// The description of all tables, types and operations in CSDL (MD-200).
    pub fn metadata_document(&self, annotations: Annotations) -> Arc<str> {
        let kept = match annotations {
            Annotations::Omitted => &self.documents.plain,
            Annotations::Written => &self.documents.annotated,
        };
        let make = || Arc::from(write(&self.schema(), annotations));
        kept.get_or_init(make).clone()
    }

    fn schema(&self) -> Schema {
        let mut custom: Vec<&Message> = self.custom_apis.all().collect();
        custom.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        let platform = self.platform.iter().copied();
        csdl::describe(&self.metadata, platform.chain(custom))
    }
}
