//! Copies of the row that a step is given, and what a target becomes once it is written.

use std::sync::Arc;

use dataverse_bug::Bug;
use dataverse_model::message::TARGET;
use dataverse_model::metadata::Table;
use dataverse_operation::fault::Fault;
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Attributes, Entity, Value};
use uuid::Uuid;

use super::context::{Images, label};
use crate::row::derived;
use crate::session::Session;
use crate::step::{Mode, Stage, Step};

/// The image that asynchronous steps get unasked: what the row is called (PL-0C7).
const PRIMARY_NAME: &str = "AsynchronousStepPrimaryName";

/// A row's version, which is not known before the unit of work is committed.
const VERSION: &str = "versionnumber";

/// A column that is told even where it has no value (PL-095, PL-096).
const BEHALF: &str = "modifiedonbehalfby";

/// Of which moment an image is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ImageMoment {
    /// Before the main operation.
    Before,
    /// After it.
    After,
}

/// The row of a request, if it is about one.
pub(super) struct ImageSource<'r> {
    pub(super) message: &'r str,
    pub(super) table: Option<Arc<Table>>,
    pub(super) id: Uuid,
}

impl ImageSource<'_> {
    /// The images of a moment that a step wants; none of a row that does not exist.
    pub(super) fn images(
        &self,
        session: &Session<'_>,
        step: &Step,
        moment: ImageMoment,
    ) -> Result<Images, Fault> {
        let mut images = Images::new();
        let Some(table) = &self.table else {
            return Ok(images);
        };
        for image in &step.images {
            let wanted = match moment {
                ImageMoment::Before => image.kind.has_pre_image(),
                ImageMoment::After => {
                    image.kind.has_post_image() && step.stage == Stage::PostOperation
                }
            };
            if !wanted {
                continue;
            }
            if let Some(mut row) = session.retrieve(table, self.id, &image.columns)? {
                tidy(&mut row);
                if !names(&image.columns, &table.primary_id) {
                    row.attributes.shift_remove(&table.primary_id);
                }
                label(&mut row, session.metadata());
                images.insert(image.alias.clone(), row);
            }
        }
        if step.mode == Mode::Asynchronous && moment == self.moment_of_name() {
            let columns = self.name_columns(table);
            if let Some(mut row) = session.retrieve(table, self.id, &columns)? {
                tidy(&mut row);
                images.insert(PRIMARY_NAME.to_owned(), row);
            }
        }
        Ok(images)
    }

    /// A deleted row has its name before only.
    fn moment_of_name(&self) -> ImageMoment {
        match self.message {
            "Delete" => ImageMoment::Before,
            _ => ImageMoment::After,
        }
    }

    fn name_columns(&self, table: &Table) -> Columns {
        let name = table.primary_name.clone().into_iter();
        Columns::Named(name.chain([table.primary_id.clone()]).collect())
    }

    /// After the main operation the target has what the platform wrote beside what was supplied: of
    /// a create everything (PL-095), of an update key, instant and user (PL-096).
    pub(super) fn complete(
        &self,
        session: &Session<'_>,
        inputs: &mut Attributes,
    ) -> Result<(), Fault> {
        let (Some(table), Some(Value::Entity(target))) = (&self.table, inputs.get_mut(TARGET))
        else {
            return Ok(());
        };
        let columns = match self.message {
            "Create" => Columns::All,
            "Update" => {
                let written = [&*table.primary_id, "modifiedon", "modifiedby", BEHALF];
                let written = written.into_iter().map(str::to_owned);
                let derived = derived(table, &target.attributes).map(str::to_owned);
                let names = written.chain(derived);
                Columns::Named(names.filter(|name| table.column(name).is_some()).collect())
            }
            _ => return Ok(()),
        };
        let Some(row) = session.retrieve(table, self.id, &columns)? else {
            return Ok(());
        };
        target.id = row.id;
        for (name, value) in row.attributes {
            if (!value.is_null() || name == BEHALF) && name != VERSION {
                target.attributes.insert(name, nameless(value));
            }
        }
        if self.message == "Create" {
            label(target, session.metadata());
        }
        Ok(())
    }
}

/// Whether these columns contain one; the store adds the key to any (PL-0C6).
fn names(columns: &Columns, column: &str) -> bool {
    match columns {
        Columns::All => true,
        Columns::Named(names) => names.iter().any(|name| name == column),
    }
}

/// An image has the columns that have a value (PL-0C6).
fn tidy(row: &mut Entity) {
    row.row_version = None;
    row.attributes
        .retain(|name, value| name != VERSION && !value.is_null());
}

/// A lookup in a target does not say what it refers to is called; in an image it does (PL-098).
fn nameless(value: Value) -> Value {
    match value {
        Value::Reference(mut reference) if !Bug::NamesInTargets.is_on() => {
            reference.name = None;
            Value::Reference(reference)
        }
        other => other,
    }
}

/// The key is a column of the target from the main operation on, at its end (PL-084).
pub(super) fn name_key(session: &Session<'_>, inputs: &mut Attributes) {
    if let Some(Value::Entity(target)) = inputs.get_mut(TARGET)
        && let Some(id) = target.id
        && let Some(table) = session.metadata().table(&target.table)
        && !Bug::KeyNotAColumn.is_on()
    {
        let key = table.primary_id.clone();
        target.attributes.entry(key).or_insert(Value::Guid(id));
    }
}

/// The id under which a row will be made: a handler finds it in the target from the first stage on
/// (PL-082).
pub(super) fn name_row(
    target: &mut Entity,
    primary_id: &str,
    fresh: impl FnOnce() -> Uuid,
) -> Uuid {
    let given = target
        .id
        .or_else(|| target.get(primary_id).and_then(Value::as_guid))
        .filter(|id| !id.is_nil());
    let id = given.unwrap_or_else(fresh);
    target.id = Some(id);
    id
}
