//! Values in data files: defaults of columns, and the first rows.
//!
//! Parses a literal by its own type; `check` converts the value to the column's type.

use dataverse_protocol::value::{EntityReference, ManagedProperty, Value};
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::metadata::check::{self, decimal_of};
use crate::metadata::column::Column;
use crate::metadata::error::Problem;

/// The value of a literal for a column.
pub(super) fn typed(table: &str, column: &Column, literal: &toml::Value) -> Result<Value, Problem> {
    let found = || literal.to_string();
    let value = raw(literal).ok_or_else(|| Problem::Literal {
        found: found(),
        expected: "a number, text, truth value, date, `{ <table> = \"<guid>\" }` or \
                   `{ value = .., can_be_changed = .. }`"
            .to_owned(),
    })?;
    check::fit(table, column, value).map_err(|misfit| Problem::Misfit {
        found: found(),
        misfit: Box::new(misfit),
    })
}

/// The number of a literal, with or without a decimal point.
pub(super) fn decimal(literal: &toml::Value) -> Option<Decimal> {
    match literal {
        toml::Value::Integer(number) => Some(Decimal::from(*number)),
        toml::Value::Float(number) => decimal_of(*number),
        _ => None,
    }
}

fn raw(literal: &toml::Value) -> Option<Value> {
    match literal {
        toml::Value::String(text) => Some(Value::String(text.clone())),
        toml::Value::Integer(number) => Some(Value::BigInt(*number)),
        toml::Value::Float(number) => Some(Value::Double(*number)),
        toml::Value::Boolean(truth) => Some(Value::Boolean(*truth)),
        toml::Value::Datetime(datetime) => {
            let text = datetime.to_string();
            let instant = text.parse::<Timestamp>().map(Value::DateTime);
            instant
                .or_else(|_| text.parse::<Date>().map(Value::Date))
                .ok()
        }
        toml::Value::Table(table) => managed(table).or_else(|| reference(table)),
        toml::Value::Array(_) => None,
    }
}

fn managed(table: &toml::Table) -> Option<Value> {
    let value = table.get("value")?.as_bool()?;
    let can_be_changed = table.get("can_be_changed")?.as_bool()?;
    (table.len() == 2).then_some(Value::Managed(ManagedProperty {
        value,
        can_be_changed,
    }))
}

fn reference(table: &toml::Table) -> Option<Value> {
    let (name, id) = table.iter().next().filter(|_| table.len() == 1)?;
    let id = Uuid::try_parse(id.as_str()?).ok()?;
    Some(Value::from(EntityReference::new(name, id)))
}
