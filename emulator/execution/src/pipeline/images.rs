//! Entity images, and the target's columns after the main operation.

use std::sync::Arc;

use dataverse_model::message::{TARGET, TARGETS};
use dataverse_model::metadata::Table;
use dataverse_operation::fault::Fault;
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Attributes, Entity, Value};
use uuid::Uuid;

use super::context::{Images, label};
use crate::row::derived;
use crate::session::Session;
use crate::step::{Mode, Stage, Step};

/// The image that every asynchronous step gets: primary name and key of the row (PL-0C7).
const PRIMARY_NAME: &str = "AsynchronousStepPrimaryName";

/// The row version, which is unknown until the transaction is committed.
const VERSION: &str = "versionnumber";

/// A column that the target shows even if it is null (PL-095, PL-096).
const BEHALF: &str = "modifiedonbehalfby";

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ImageMoment {
    /// Pre-images.
    Before,
    /// Post-images.
    After,
}

/// A row that a request is about; `table` is `None` for a message without a table.
#[derive(Clone)]
pub(super) struct ImageSource<'r> {
    pub(super) message: &'r str,
    pub(super) table: Option<Arc<Table>>,
    pub(super) id: Uuid,
}

impl ImageSource<'_> {
    /// The pre-images or post-images that a step registered; none if the row does not exist.
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
                    row.attributes.shift_remove(table.primary_id.as_str());
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

    /// The name of a deleted row can be read only before the main operation.
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

    /// Adds to the rows of the request the columns that the platform wrote: all columns for Create (PL-095);
    /// key, time, users and computed columns for Update (PL-096).
    pub(super) fn complete(
        &self,
        session: &Session<'_>,
        inputs: &mut Attributes,
    ) -> Result<(), Fault> {
        match (&self.table, inputs.get_mut(TARGET)) {
            (Some(table), Some(Value::Entity(target))) => self.completed(session, table, target),
            (Some(table), None) => match inputs.get_mut(TARGETS) {
                Some(Value::Collection(rows)) => rows.entities.iter_mut().try_for_each(|target| {
                    let id = target.id.unwrap_or_default();
                    ImageSource { id, ..self.clone() }.completed(session, table, target)
                }),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn completed(
        &self,
        session: &Session<'_>,
        table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<(), Fault> {
        let columns = match self.message {
            "Create" | "CreateMultiple" => Columns::All,
            "Update" | "UpdateMultiple" => {
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
        if columns == Columns::All {
            label(target, session.metadata());
        }
        Ok(())
    }
}

/// Whether the columns include one. The store returns the key even if it is not included (PL-0C6).
fn names(columns: &Columns, column: &str) -> bool {
    match columns {
        Columns::All => true,
        Columns::Named(names) => names.iter().any(|name| name == column),
    }
}

/// Removes columns without a value (PL-0C6), and the row version.
fn tidy(row: &mut Entity) {
    row.row_version = None;
    row.attributes
        .retain(|name, value| name != VERSION && !value.is_null());
}

/// Removes the name from a lookup: lookups of a target have none, those of an image do (PL-098).
fn nameless(value: Value) -> Value {
    match value {
        Value::Reference(mut reference) => {
            reference.name = None;
            Value::Reference(reference)
        }
        other => other,
    }
}

/// Adds the key as the last column of the target, for the main operation and later stages (PL-084).
pub(super) fn name_key(session: &Session<'_>, inputs: &mut Attributes) {
    if let Some(Value::Entity(target)) = inputs.get_mut(TARGET)
        && let Some(id) = target.id
        && let Some(table) = session.metadata().table(&target.table)
    {
        let key = table.primary_id.clone();
        target
            .attributes
            .entry(key.into())
            .or_insert(Value::Guid(id));
    }
}

/// Sets the id of a new row in the target; draws one if the caller supplied none. Handlers see the
/// id from the first stage on (PL-082).
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
