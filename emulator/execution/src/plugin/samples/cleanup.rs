//! `sample_CleanupExportedDataAnnotations`: deletes every annotation that the export sample created
//! (2.8).

use super::export::{FILE_NAME, SUBJECT};
use crate::plugin::prelude::{Context, EntityReference, Fault, Filter, Plugin, Query, Uuid};

/// `plugintypeid` of the sample.
pub(super) const TYPE_ID: Uuid = Uuid::from_u128(0xc839f0af_ee64_4a9e_9a99_3dff26ff38b6);

pub(super) struct Cleanup;

impl Plugin for Cleanup {
    fn type_name(&self) -> &'static str {
        "PowerApps.Samples.CleanupExportedDataAnnotationsPlugin"
    }

    fn execute(&self, context: &mut Context<'_>) -> Result<(), Fault> {
        let exported = Query::new("annotation")
            .select([])
            .matching(Filter::equal("subject", SUBJECT))
            .matching(Filter::equal("filename", FILE_NAME));
        for row in context.retrieve_all(exported)? {
            if let Some(id) = row.id {
                context.delete(EntityReference::new(row.table, id))?;
            }
        }
        Ok(())
    }
}
