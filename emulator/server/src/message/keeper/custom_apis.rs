//! The three custom API tables: names that can be called, bindings that exist (CA-001, CA-002,
//! CA-004).

use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::query::{ColumnPath, Columns, Condition, Filter, Operand, Operator, Query};
use dataverse_protocol::value::{Entity, Value};

use crate::message::Session;
use crate::metadata::Table;

/// The platform's code for a name without a publisher's prefix (CA-004).
const INVALID_PREFIX: i32 = 0x8004_4366_u32.cast_signed();

/// Binding types of `customapi.bindingtype`.
const GLOBAL: i64 = 0;

/// A custom API needs a free name with a publisher's prefix and, if bound, a table that exists.
pub(super) fn before_create_api(session: &mut Session<'_>, target: &Entity) -> Result<(), Fault> {
    let Some(name) = target.get("uniquename").and_then(Value::as_str) else {
        return Ok(());
    };
    if !has_prefix(name) {
        return Err(Fault::new(
            INVALID_PREFIX,
            format!(
                "The unique name '{name}' must start with a valid customization prefix (two to eight letters or digits, the first a letter, and an underscore) and go on with letters, digits and underscores."
            ),
        ));
    }
    if exists(session, "customapi", &[("uniquename", Value::from(name))])? {
        return Err(duplicate("customapi", name));
    }
    let binding = target
        .get("bindingtype")
        .and_then(Value::as_integer)
        .unwrap_or(GLOBAL);
    match target.get("boundentitylogicalname").and_then(Value::as_str) {
        None if binding == GLOBAL => Ok(()),
        Some(table) if binding != GLOBAL => session.table(table).map(|_| ()),
        None => Err(Fault::new(
            code::INVALID_ARGUMENT,
            format!(
                "Custom API '{name}' is bound (bindingtype {binding}) but names no boundentitylogicalname."
            ),
        )),
        Some(table) => Err(Fault::new(
            code::INVALID_ARGUMENT,
            format!(
                "Custom API '{name}' is global (bindingtype 0) but names '{table}' as boundentitylogicalname."
            ),
        )),
    }
}

/// A parameter or property needs a name that is free in its custom API.
pub(super) fn before_create_part(
    session: &mut Session<'_>,
    table: &Table,
    target: &Entity,
) -> Result<(), Fault> {
    let name = target.get("uniquename").and_then(Value::as_str);
    let api = target.get("customapiid").and_then(Value::as_guid);
    let (Some(name), Some(api)) = (name, api) else {
        return Ok(());
    };
    if !is_word(name) {
        return Err(Fault::new(
            code::INVALID_ARGUMENT,
            format!(
                "'{name}' cannot be the name of a parameter: letters, digits and underscores, the first not a digit, are accepted."
            ),
        ));
    }
    let taken = exists(
        session,
        &table.logical_name,
        &[
            ("uniquename", Value::from(name)),
            ("customapiid", Value::Guid(api)),
        ],
    )?;
    if taken {
        return Err(duplicate(&table.logical_name, name));
    }
    Ok(())
}

fn exists(session: &mut Session<'_>, table: &str, equal: &[(&str, Value)]) -> Result<bool, Fault> {
    let mut query = Query::new(table);
    query.columns = Columns::Named(Vec::new());
    query.page.top = Some(1);
    query.filter = Filter::And(
        equal
            .iter()
            .map(|(column, value)| {
                Filter::Condition(Condition {
                    column: ColumnPath::of(*column),
                    operator: Operator::Equal,
                    operands: vec![Operand::Value(value.clone())],
                })
            })
            .collect(),
    );
    Ok(!session.query(&query)?.entities.is_empty())
}

fn duplicate(table: &str, name: &str) -> Fault {
    Fault::new(
        code::DUPLICATE_RECORD,
        format!("A row of '{table}' with the unique name '{name}' exists already."),
    )
}

fn has_prefix(name: &str) -> bool {
    name.split_once('_').is_some_and(|(prefix, rest)| {
        (2..=8).contains(&prefix.len())
            && prefix.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && prefix
                .bytes()
                .next()
                .is_some_and(|byte| byte.is_ascii_alphabetic())
            && !rest.is_empty()
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

fn is_word(name: &str) -> bool {
    !name.bytes().next().is_none_or(|byte| byte.is_ascii_digit())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
