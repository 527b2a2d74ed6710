//! A row as it will be: what a caller gives it over what it has, or over its columns' defaults.
//!
//! Rules that join several columns look at this, so that they hold on an update that names only one
//! of them. Values are fitted to their columns first; what a caller may not set does not count.

use std::sync::Arc;

use dataverse_operation::fault::Fault;
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};

use crate::error::{misfit, not_found};
use crate::session::Session;
use dataverse_model::metadata::check::fit;
use dataverse_model::metadata::{ENGLISH, Table, Writable};

/// A row as it will be.
pub(super) struct EffectiveRow<'t> {
    table: &'t Table,
    given: Attributes,
    /// What it has now; `None` for a new row.
    current: Option<Entity>,
}

impl<'t> EffectiveRow<'t> {
    /// A row that is to be made.
    pub(super) fn of_new(table: &'t Table, target: &Entity) -> Result<Self, Fault> {
        Ok(Self {
            given: fitted(table, target)?,
            table,
            current: None,
        })
    }

    /// A row that is to be changed; its secrets are among its values.
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

    /// Its value; null counts as none.
    pub(super) fn get(&self, column: &str) -> Option<&Value> {
        let value = match (self.given.get(column), &self.current) {
            (Some(given), _) => Some(given),
            (None, Some(current)) => current.get(column),
            (None, None) => self.table.column(column)?.default.as_ref(),
        };
        value.filter(|value| !value.is_null())
    }

    /// Whether the caller gives it a value, or takes it away.
    pub(super) fn names(&self, column: &str) -> bool {
        self.given.contains_key(column)
    }

    /// What the caller gives it.
    pub(super) fn given(&self, column: &str) -> Option<&Value> {
        self.given.get(column)
    }

    /// What it has now.
    pub(super) fn current(&self, column: &str) -> Option<&Value> {
        self.current.as_ref()?.get(column)
    }

    pub(super) fn number(&self, column: &str) -> Option<i64> {
        self.get(column)?.as_integer()
    }

    pub(super) fn flag(&self, column: &str) -> bool {
        self.get(column).and_then(Value::as_bool) == Some(true)
    }

    /// Its text; an empty one counts as none.
    pub(super) fn text(&self, column: &str) -> Option<&str> {
        self.get(column)?.as_str().filter(|text| !text.is_empty())
    }

    pub(super) fn reference(&self, column: &str) -> Option<&EntityReference> {
        match self.get(column)? {
            Value::Reference(reference) => Some(reference),
            _ => None,
        }
    }

    /// What people call the option that a choice has.
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
    let mut given = Attributes::new();
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
