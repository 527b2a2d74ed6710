//! `sample_CleanupExportedDataAnnotations`: deletes every annotation that the export sample created
//! (2.8).

use dataverse_operation::fault::Fault;
use dataverse_protocol::query::{ColumnPath, Columns, Condition, Filter, Operand, Operator, Query};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{EntityReference, Value};
use uuid::Uuid;

use super::export::{FILE_NAME, SUBJECT, page_of};
use super::{Context, Plugin};

/// `plugintypeid` of the sample.
pub(super) const TYPE_ID: Uuid = Uuid::from_u128(0xc839f0af_ee64_4a9e_9a99_3dff26ff38b6);

pub(super) struct Cleanup;

impl Plugin for Cleanup {
    fn type_name(&self) -> &'static str {
        "PowerApps.Samples.CleanupExportedDataAnnotationsPlugin"
    }

    fn execute(&self, context: &mut Context<'_>) -> Result<(), Fault> {
        let mut query = Query::new("annotation");
        query.columns = Columns::Named(Vec::new());
        query.filter = Filter::And(vec![
            equal("subject", SUBJECT),
            equal("filename", FILE_NAME),
        ]);
        loop {
            let request = OrganizationRequest::new("RetrieveMultiple").with("Query", query.clone());
            let page = page_of(
                context
                    .execute(request)?
                    .results
                    .swap_remove("EntityCollection"),
            );
            for row in page.entities.iter().filter_map(|row| row.id) {
                context.delete(EntityReference::new("annotation", row))?;
            }
            // The rows of this page are deleted, so the first page has the next ones.
            if !page.more {
                return Ok(());
            }
        }
    }
}

fn equal(column: &str, text: &str) -> Filter {
    Filter::Condition(Condition {
        column: ColumnPath::of(column),
        operator: Operator::Equal,
        operands: vec![Operand::Value(Value::from(text))],
    })
}
