//! A row after the write: the caller's values over the present ones, or over the columns' defaults.
//!
//! Rules that relate several columns read this row, so that they also apply to an update of only
//! one of them. The caller's values are first converted to the types of their columns; columns that
//! a caller cannot set are ignored.

use std::sync::Arc;

use dataverse_operation::fault::Fault;
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};

use crate::error::{misfit, not_found};
use crate::session::Session;
use dataverse_model::metadata::check::fit;
use dataverse_model::metadata::{ENGLISH, Table, Writable};

/// A row as it will be after the write.
pub(super) struct EffectiveRow<'t> {
    table: &'t Table,
    given: Attributes,
    /// The present row; `None` for a new row.
    current: Option<Entity>,
}

impl<'t> EffectiveRow<'t> {
    pub(super) fn of_new(table: &'t Table, target: &Entity) -> Result<Self, Fault> {
        Ok(Self {
            given: fitted(table, target)?,
            table,
            current: None,
        })
    }

    /// For an update. The present values include write-only columns.
    pub(super) fn of_changed(
        session: &Session<'_>,
        table: &'t Arc<Table>,
        target: &Entity,
    ) -> Result<Self, Fault> {
        let id = target.id.unwrap_or_default();
        let current = session
            .retrieve(table, id, &Columns::All)?
            .ok_or_else(|| not_found(table, id))?;
        Ok(Self {
            given: fitted(table, target)?,
            table,
            current: Some(current),
        })
    }

    /// The value of a column; `None` for null.
    pub(super) fn get(&self, column: &str) -> Option<&Value> {
        let value = match (self.given.get(column), &self.current) {
            (Some(given), _) => Some(given),
            (None, Some(current)) => current.get(column),
            (None, None) => self.table.column(column)?.default.as_ref(),
        };
        value.filter(|value| !value.is_null())
    }

    /// Whether the caller sets or clears the column.
    pub(super) fn names(&self, column: &str) -> bool {
        self.given.contains_key(column)
    }

    /// The caller's value of a column.
    pub(super) fn given(&self, column: &str) -> Option<&Value> {
        self.given.get(column)
    }

    /// The present value of a column.
    pub(super) fn current(&self, column: &str) -> Option<&Value> {
        self.current.as_ref()?.get(column)
    }

    pub(super) fn number(&self, column: &str) -> Option<i64> {
        self.get(column)?.as_integer()
    }

    pub(super) fn flag(&self, column: &str) -> bool {
        self.get(column).and_then(Value::as_bool) == Some(true)
    }

    /// A text value; `None` for an empty text.
    pub(super) fn text(&self, column: &str) -> Option<&str> {
        self.get(column)?.as_str().filter(|text| !text.is_empty())
    }

    pub(super) fn reference(&self, column: &str) -> Option<&EntityReference> {
        match self.get(column)? {
            Value::Reference(reference) => Some(reference),
            _ => None,
        }
    }

    /// The label of a choice column's value.
    pub(super) fn label(&self, column: &str) -> &str {
        let number = self
            .number(column)
            .and_then(|number| i32::try_from(number).ok());
        self.table
            .column(column)
            .and_then(|column| column.options()?.option(number?))
            .map_or("", |option| option.labels.text(ENGLISH))
    }
}

fn fitted(table: &Table, target: &Entity) -> Result<Attributes, Fault> {
    let mut given = Attributes::default();
    for (name, value) in &target.attributes {
        if let Some(column) = table.column(name)
            && column.write != Writable::Never
        {
            let value =
                fit(&table.logical_name, column, value.clone()).map_err(|error| misfit(&error))?;
            given.insert(name.clone(), value);
        }
    }
    Ok(given)
}
