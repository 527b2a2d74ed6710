//! Catalogs: unique names with a publisher's prefix, and two levels, a catalog and its categories (BG-0G1). What is in
//! them: custom APIs, and none of the other objects that Dataverse takes (BG-0G5).
//!
//! The documentation describes two levels and no refusal of a third; the refusal and its text are the emulator's.

use std::sync::Arc;

use dataverse_model::metadata::Table;
use dataverse_operation::fault::Fault;
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Attributes, Entity, Value};

use super::TableBehavior;
use super::effective_row::EffectiveRow;
use super::publisher::{is_unprefixed, unprefixed};
use crate::error::Error;
use crate::session::Session;

/// The lookup from a category to its catalog.
const PARENT: &str = "parentcatalogid";

pub(super) struct Catalogs;

impl TableBehavior for Catalogs {
    fn before_create(
        &self,
        session: &mut Session<'_>,
        table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Attributes, Error> {
        let row = EffectiveRow::of_new(table, target)?;
        if let Some(name) = row.text("uniquename").filter(|name| is_unprefixed(name)) {
            return Err(unprefixed(name).into());
        }
        if let Some(parent) = row.reference(PARENT) {
            let columns = Columns::Named(vec![PARENT.to_owned(), "uniquename".to_owned()]);
            let found = session.retrieve(table, parent.id, &columns)?;
            // A parent that does not exist is refused as any lookup to nothing is.
            let above = found.filter(|found| found.get(PARENT).is_some_and(|of| !of.is_null()));
            if let Some(category) = above {
                return Err(third_level(&category).into());
            }
        }
        Ok(Attributes::default())
    }
}

/// The column of an assignment with what is in the catalog.
const OBJECT: &str = "object";

/// The tables of objects that are no rows here.
const OTHER_OBJECTS: [&str; 2] = ["entity", "workflow"];

pub(super) struct Assignments;

impl TableBehavior for Assignments {
    fn before_create(
        &self,
        _session: &mut Session<'_>,
        _table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Attributes, Error> {
        match target.get(OBJECT) {
            Some(Value::Reference(object)) if OTHER_OBJECTS.contains(&object.table.as_str()) => {
                let what = format!("A row of '{}' in a catalog", object.table);
                Err(Fault::not_emulated(what).into())
            }
            _ => Ok(Attributes::default()),
        }
    }
}

fn third_level(category: &Entity) -> Fault {
    let name = category.get("uniquename").and_then(Value::as_str);
    Fault::invalid_argument(format!(
        "The catalog '{}' is a category, which has no categories of its own: expected a parentcatalogid without a parentcatalogid.",
        name.unwrap_or_default()
    ))
}
