//! Placeholders in the texts of a script: `{{depth}}`, `{{target.name}}`, `{{pre.Alias.name}}`.
//!
//! The names are `message`, `stage`, `mode`, `depth`, `transaction`, `table`, `id`, `user`, `initiatingUser`,
//! `correlation`, `operation`, `request`; `input.<parameter>`, `output.<parameter>`, `target.<column>`,
//! `shared.<variable>`, `outer.<variable>` (a shared variable of the outer pipeline), `pre.<alias>.<column>`,
//! `post.<alias>.<column>`, and `parent.<any of these>` for the parent context. In a message of many rows, `targets` is
//! their number, `targets.<n>.<column>` a column of the row at that position, from 0, and `pres.<n>.<alias>.<column>`
//! and `posts.<n>.<alias>.<column>` are of its images. A placeholder without a value becomes
//! `(none)`, which a test can tell from an empty text.

use crate::plugin::prelude::{Entity, ExecutionContext, Transaction, Value};

/// Replaces the placeholders of a text.
pub(super) fn filled(text: &str, execution: &ExecutionContext) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else {
            break;
        };
        result.push_str(before);
        let value = value_of(name.trim(), execution);
        result.push_str(value.as_deref().unwrap_or("(none)"));
        rest = after;
    }
    result.push_str(rest);
    result
}

fn value_of(name: &str, execution: &ExecutionContext) -> Option<String> {
    if let Some((kind, rest)) = name.split_once('.') {
        return match kind {
            "parent" => value_of(rest, execution.parent.as_ref()?),
            "input" => execution.inputs.get(rest).and_then(text),
            "output" => execution.outputs.get(rest).and_then(text),
            "shared" => execution.shared.get(rest).and_then(text),
            "outer" => execution.parent.as_ref()?.shared.get(rest).and_then(text),
            "target" => match execution.inputs.get("Target")? {
                Value::Entity(target) => column(target, rest),
                _ => None,
            },
            "targets" => {
                let (row, column) = position(rows(execution)?, rest)?;
                self::column(row, column)
            }
            "pres" => {
                let (images, rest) = position(&execution.pre_images_collection, rest)?;
                image(images.get(alias(rest)?.0)?, rest)
            }
            "posts" => {
                let (images, rest) = position(&execution.post_images_collection, rest)?;
                image(images.get(alias(rest)?.0)?, rest)
            }
            "pre" => image(execution.pre_images.get(alias(rest)?.0)?, rest),
            "post" => image(execution.post_images.get(alias(rest)?.0)?, rest),
            _ => None,
        };
    }
    Some(match name {
        "message" => execution.message.clone(),
        "stage" => execution.stage.to_string(),
        "mode" => (execution.mode as i32).to_string(),
        "depth" => execution.depth.to_string(),
        "transaction" => match execution.transaction {
            Transaction::Inside => "true".to_owned(),
            Transaction::Outside => "false".to_owned(),
        },
        "table" => execution.primary_table.clone(),
        "id" => execution.primary_id.to_string(),
        "user" => execution.user.id.to_string(),
        "initiatingUser" => execution.initiating_user.id.to_string(),
        "correlation" => execution.correlation.to_string(),
        "operation" => execution.operation.to_string(),
        "request" => execution.request?.to_string(),
        "targets" => rows(execution)?.len().to_string(),
        _ => return None,
    })
}

/// The rows of a message of many rows.
fn rows(execution: &ExecutionContext) -> Option<&[Entity]> {
    match execution.inputs.get("Targets")? {
        Value::Collection(rows) => Some(&rows.entities),
        _ => None,
    }
}

/// The item at the position that a path begins with, and the rest of the path.
fn position<'i, 'p, T>(items: &'i [T], path: &'p str) -> Option<(&'i T, &'p str)> {
    let (position, rest) = path.split_once('.')?;
    Some((items.get(position.parse::<usize>().ok()?)?, rest))
}

fn alias(path: &str) -> Option<(&str, &str)> {
    path.split_once('.')
}

fn image(row: &Entity, path: &str) -> Option<String> {
    column(row, alias(path)?.1)
}

fn column(row: &Entity, name: &str) -> Option<String> {
    row.get(name).and_then(text)
}

fn text(value: &Value) -> Option<String> {
    Some(match value {
        Value::Boolean(truth) => truth.to_string(),
        Value::Integer(number) | Value::OptionSet(number) => number.to_string(),
        Value::BigInt(number) => number.to_string(),
        Value::Decimal(number) | Value::Money(number) => number.to_string(),
        Value::Double(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::DateTime(instant) => instant.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Guid(id) => id.to_string(),
        Value::Reference(reference) => reference.id.to_string(),
        Value::Array(of) => of.items().len().to_string(),
        _ => return None,
    })
}
