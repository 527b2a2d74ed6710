//! `sample_ExportDataUsingFetchXmlToAnnotation`, the custom API of the article on background
//! operations: runs a FetchXML query and attaches its rows as a CSV file to a new annotation (2.8).
//!
//! Unlike the published sample, it reads all pages.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::csv;
use crate::plugin::prelude::{Context, Entity, Fault, Plugin, Uuid, Value, fetch_xml};

/// `plugintypeid` of the sample.
pub(super) const TYPE_ID: Uuid = Uuid::from_u128(0xf72b81c0_75dc_483d_952b_2c78d104180e);

/// `subject` of the annotations that both samples create or look for.
pub(super) const SUBJECT: &str = "Export Data Using FetchXml To Csv";
pub(super) const FILE_NAME: &str = "exportdatausingfetchxml.csv";

pub(super) struct Export;

impl Plugin for Export {
    fn type_name(&self) -> &'static str {
        "PowerApps.Samples.ExportDataUsingFetchXmlToAnnotationPlugin"
    }

    fn execute(&self, context: &mut Context<'_>) -> Result<(), Fault> {
        let text = context
            .input("FetchXml")
            .and_then(Value::as_str)
            .ok_or_else(|| Fault::parameter_missing("FetchXml", context.message()))?
            .to_owned();
        let query = fetch_xml(&text, context.bounds().limits())?;
        context.trace(format!("Reading rows of {}", query.table));
        let rows = context.retrieve_all(query)?;
        context.trace(format!("Writing {} rows", rows.len()));
        let file = csv::write(&rows);
        let note = Entity::new("annotation")
            .with("subject", SUBJECT)
            .with("documentbody", STANDARD.encode(file))
            .with("filename", FILE_NAME)
            .with("mimetype", "text/csv");
        let id = context.create(note)?;
        context.set_output("AnnotationId", id);
        Ok(())
    }
}
