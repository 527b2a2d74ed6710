//! Web resources: their names, which are addresses (WR-002, WR-003), and their content (WR-004).
//!
//! All codes are inferred.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dataverse_model::metadata::Table;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::value::{Attributes, Entity, Value};
use dataverse_store::Write;

use super::TableBehavior;
use super::effective_row::EffectiveRow;
use super::find;
use super::publisher::after_prefix;
use crate::error::Error;
use crate::session::Session;

pub(super) struct WebResources;

impl TableBehavior for WebResources {
    fn before_create(
        &self,
        session: &mut Session<'_>,
        table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Attributes, Error> {
        check(session, &EffectiveRow::of_new(table, target)?)?;
        Ok(Attributes::default())
    }

    fn before_update(
        &self,
        session: &mut Session<'_>,
        table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Vec<Write>, Error> {
        check(session, &EffectiveRow::of_changed(session, table, target)?)?;
        Ok(Vec::new())
    }
}

fn check(session: &mut Session<'_>, resource: &EffectiveRow<'_>) -> Result<(), Fault> {
    if let Some(name) = resource.given("name").and_then(Value::as_str) {
        check_name(name)?;
        let current = resource.current("name").and_then(Value::as_str);
        let is_kept = current.is_some_and(|current| current.eq_ignore_ascii_case(name));
        if !is_kept && find::any(session, "webresource", &[("name", Value::from(name))])? {
            return Err(Fault::new(
                code::DUPLICATE_RECORD,
                format!("A row of 'webresource' with the name '{name}' exists already."),
            ));
        }
    }
    match resource.given("content").and_then(Value::as_str) {
        Some(content) if STANDARD.decode(content).is_err() => Err(Fault::invalid_argument(
            "Column 'content' of 'webresource' is not Base64.",
        )),
        _ => Ok(()),
    }
}

/// A name begins with a publisher's prefix, and its characters are those of an address.
fn check_name(name: &str) -> Result<(), Fault> {
    let rest = after_prefix(name).ok_or_else(|| {
        Fault::invalid_argument(format!(
            "The name '{name}' of a web resource must start with a valid customization prefix: two to eight letters or digits, the first a letter, and an underscore."
        ))
    })?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'/');
    if !rest.bytes().all(is_plain) || rest.contains("//") {
        return Err(Fault::invalid_argument(format!(
            "The name '{name}' is refused: Web resource names may only include letters, numbers, periods, and nonconsecutive forward slash characters."
        )));
    }
    Ok(())
}
