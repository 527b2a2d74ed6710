//! Turns the values that a caller supplies into the values that are written.
//!
//! Each value is converted to the type of its column. Columns that only the platform can set are
//! ignored (WA-058). The platform adds timestamps, users, owner, state and defaults.

use std::sync::Arc;

use dataverse_model::metadata::check::{fit, typed};
use dataverse_model::metadata::{Column, ColumnKind, RequiredLevel, Table, Unset, Writable};
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::{EmptyTexts, Rules, ValueTypes};
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};
use uuid::Uuid;

use crate::error::{empty_id, misfit, no_column, not_found};
use crate::session::Session;

mod derived;
mod owner;
mod state;

pub(crate) use derived::derived;
use derived::{compute, convert_amounts, tell_secrets};
pub(crate) use state::no_pair;

/// The id of a row, from the request's own field or from the primary key column.
pub(crate) fn id_of(table: &Table, entity: &Entity) -> Result<Option<Uuid>, Fault> {
    let id = match entity.id {
        Some(id) => Some(Value::Guid(id)),
        None => entity.get(&table.primary_id).cloned(),
    };
    match id {
        None => Ok(None),
        Some(Value::Guid(id)) if id.is_nil() => Err(empty_id()),
        Some(Value::Guid(id)) => Ok(Some(id)),
        Some(_) => Err(Fault::new(
            code::INVALID_ARGUMENT,
            format!("Column '{}' takes a Guid.", table.primary_id),
        )),
    }
}

/// The author of a row's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Author {
    /// A caller, who cannot set the columns that only the platform can set.
    Caller,
    Platform,
}

/// The values to write for a new row.
pub(crate) fn for_create(
    session: &Session<'_>,
    table: &Arc<Table>,
    given: Attributes,
    author: Author,
) -> Result<Attributes, Fault> {
    let mut values = fitted(session, table, given, |column| {
        author == Author::Platform || column.write != Writable::Never
    })?;
    state::leave_out_nulls(&mut values);
    state::complete(table, None, &mut values, || Ok(None))?;
    for column in table.columns.values() {
        if let Some(default) = &column.default {
            values
                .entry(column.logical_name.as_str().into())
                .or_insert_with(|| default.clone());
        }
    }
    stamp(
        session,
        table,
        &mut values,
        &["createdon", "modifiedon"],
        &["createdby", "modifiedby"],
    );
    backdate(table, &mut values);
    if session.provenance().on_behalf_by.is_some() {
        stamp_delegate(session, table, &mut values, &["createdonbehalfby"]);
    }
    stamp_delegate(session, table, &mut values, &["modifiedonbehalfby"]);
    if let Some(column) = table.columns.get("organizationid")
        && matches!(column.kind, ColumnKind::Lookup { .. })
        && column.write == Writable::Never
    {
        let id = session.core().id;
        let organization = EntityReference::new("organization", id);
        values.insert(
            column.logical_name.as_str().into(),
            Value::from(organization),
        );
    }
    if let Some(column) = table.columns.get("ownerid") {
        let caller = EntityReference::new("systemuser", session.provenance().caller);
        values
            .entry(column.logical_name.as_str().into())
            .or_insert(Value::from(caller));
    }
    owner::place(session, table, &mut values)?;
    compute(table, &mut values, &Entity::default());
    tell_secrets(table, &mut values);
    convert_amounts(table, &mut values);
    require(table, &values)?;
    Ok(values)
}

/// The values to write for an existing row.
pub(crate) fn for_update(
    session: &Session<'_>,
    table: &Arc<Table>,
    id: Uuid,
    given: Attributes,
) -> Result<Attributes, Fault> {
    for (name, value) in &given {
        let fixed = table
            .columns
            .get(name.as_str())
            .is_some_and(|column| column.write == Writable::CreateOnly);
        if fixed && !is_current(session, table, id, name, value)? {
            return Err(Fault::new(
                code::INVALID_ARGUMENT,
                format!(
                    "Column '{name}' of '{}' cannot be changed after the row was created.",
                    table.logical_name
                ),
            ));
        }
    }
    let mut values = fitted(session, table, given, |column| {
        column.write == Writable::Always
    })?;
    for (name, value) in &values {
        let column = &table.columns[name.as_str()];
        let is_kept =
            column.required == RequiredLevel::SystemRequired && column.unset != Some(Unset::Empty);
        if value.is_null() && is_kept {
            return Err(required(table, column));
        }
    }
    state::complete(table, Some(id), &mut values, || {
        session.retrieve(table, id, &state::columns())
    })?;
    if derived(table, &values).next().is_some() {
        let current = session
            .retrieve(table, id, &Columns::All)?
            .unwrap_or_default();
        compute(table, &mut values, &current);
    }
    tell_secrets(table, &mut values);
    convert_amounts(table, &mut values);
    stamp(
        session,
        table,
        &mut values,
        &["modifiedon"],
        &["modifiedby"],
    );
    stamp_delegate(session, table, &mut values, &["modifiedonbehalfby"]);
    owner::place(session, table, &mut values)?;
    Ok(values)
}

/// Whether the supplied value equals the present one, which is allowed for a column that cannot
/// change.
fn is_current(
    session: &Session<'_>,
    table: &Arc<Table>,
    id: Uuid,
    name: &str,
    value: &Value,
) -> Result<bool, Fault> {
    let columns = Columns::Named(vec![name.to_owned()]);
    let Some(current) = session.retrieve(table, id, &columns)? else {
        return Err(not_found(table, id));
    };
    let column = &table.columns[name];
    let fitted = converted(session.rules(), &table.logical_name, column, value.clone())?;
    Ok(match current.get(name) {
        None => fitted.is_null(),
        Some(Value::Reference(reference)) => fitted.as_guid() == Some(reference.id),
        Some(present) => *present == fitted,
    })
}

fn fitted(
    session: &Session<'_>,
    table: &Table,
    given: Attributes,
    writable: impl Fn(&Column) -> bool,
) -> Result<Attributes, Fault> {
    let mut values = Attributes::default();
    values.reserve(given.len() + 4);
    for (name, value) in given {
        let column = table
            .columns
            .get(name.as_str())
            .ok_or_else(|| no_column(&table.logical_name, &name))?;
        if name != table.primary_id && writable(column) {
            let value = converted(session.rules(), &table.logical_name, column, value)?;
            values.insert(name, value);
        }
    }
    Ok(values)
}

/// The value as its column stores it.
fn converted(rules: &Rules, table: &str, column: &Column, value: Value) -> Result<Value, Fault> {
    let value = match value {
        Value::String(text) if text.is_empty() && rules.empty_texts == EmptyTexts::Null => {
            Value::Null
        }
        other => other,
    };
    let value = match rules.value_types {
        ValueTypes::Exact => typed(table, column, value),
        ValueTypes::Convert => Ok(value),
    };
    value
        .and_then(|value| fit(table, column, value))
        .map_err(|error| misfit(&error))
}

fn stamp(
    session: &Session<'_>,
    table: &Table,
    values: &mut Attributes,
    instants: &[&str],
    users: &[&str],
) {
    for name in instants {
        if table.columns.contains_key(*name) {
            values.insert((*name).into(), Value::DateTime(session.now()));
        }
    }
    for name in users {
        if table.columns.contains_key(*name) {
            let user = EntityReference::new("systemuser", session.provenance().caller);
            values.insert((*name).into(), Value::from(user));
        }
    }
}

/// Moves `createdon` of a migrated row to the instant that `overriddencreatedon` gives (RJ-005).
fn backdate(table: &Table, values: &mut Attributes) {
    if table.columns.contains_key("createdon")
        && let Some(created @ Value::DateTime(_)) = values.get("overriddencreatedon").cloned()
    {
        values.insert("createdon".into(), created);
    }
}

/// Sets the users in `users` (`createdonbehalfby`, `modifiedonbehalfby`) to the impersonator, or to
/// null without impersonation (IM-002, PL-095, PL-096).
fn stamp_delegate(session: &Session<'_>, table: &Table, values: &mut Attributes, users: &[&str]) {
    let delegate = session
        .provenance()
        .on_behalf_by
        .map(|delegate| EntityReference::new("systemuser", delegate));
    for name in users {
        if table.columns.contains_key(*name) {
            let value = delegate.clone().map_or(Value::Null, Value::from);
            values.insert((*name).into(), value);
        }
    }
}

/// Checks the columns that a caller has to set. Only the level `SystemRequired` is enforced (CA-005).
fn require(table: &Table, values: &Attributes) -> Result<(), Fault> {
    for column in table.columns.values() {
        let given = values
            .get(column.logical_name.as_str())
            .is_some_and(|value| !value.is_null());
        if column.demands_value() && !given {
            return Err(required(table, column));
        }
    }
    Ok(())
}

fn required(table: &Table, column: &Column) -> Fault {
    Fault::new(
        code::REQUIRED_FIELD_MISSING,
        format!(
            "Required column '{}' of '{}' has no value.",
            column.logical_name, table.logical_name
        ),
    )
}
