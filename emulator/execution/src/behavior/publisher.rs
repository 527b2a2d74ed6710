//! Publishers, and the customization prefix with which the names of their components begin (SL-001, SL-002).

use std::sync::Arc;

use dataverse_model::metadata::Table;
use dataverse_operation::fault::Fault;
use dataverse_protocol::value::{Attributes, Entity, Value};
use dataverse_store::Write;
use uuid::Uuid;

use super::TableBehavior;
use super::effective_row::EffectiveRow;
use crate::error::Error;
use crate::session::Session;

/// The platform's code for a name without a publisher's prefix (CA-004).
const INVALID_PREFIX: i32 = 0x8004_4366_u32.cast_signed();

/// The smallest and the largest prefix of option values.
const OPTION_PREFIXES: std::ops::RangeInclusive<i32> = 10_000..=99_999;

pub(super) struct Publishers;

impl TableBehavior for Publishers {
    fn before_create(
        &self,
        _session: &mut Session<'_>,
        table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Attributes, Error> {
        let row = EffectiveRow::of_new(table, target)?;
        let prefix = row.text("customizationprefix").unwrap_or_default();
        check_prefix(prefix)?;
        let mut derived = Attributes::default();
        if row.number("customizationoptionvalueprefix").is_none() {
            let prefix = Value::Integer(option_prefix(prefix));
            derived.insert("customizationoptionvalueprefix".into(), prefix);
        }
        Ok(derived)
    }

    fn before_update(
        &self,
        session: &mut Session<'_>,
        table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Vec<Write>, Error> {
        let row = EffectiveRow::of_changed(session, table, target)?;
        if row.flag("isreadonly") {
            return Err(read_only("changed").into());
        }
        if let Some(prefix) = row.given("customizationprefix").and_then(Value::as_str) {
            check_prefix(prefix)?;
        }
        Ok(Vec::new())
    }

    fn before_delete(
        &self,
        session: &mut Session<'_>,
        table: &Arc<Table>,
        id: Uuid,
    ) -> Result<Vec<Write>, Error> {
        let columns = dataverse_protocol::query::Columns::Named(vec!["isreadonly".to_owned()]);
        let row = session.retrieve(table, id, &columns)?;
        let is_read_only = row.and_then(|row| row.get("isreadonly")?.as_bool());
        match is_read_only {
            Some(true) => Err(read_only("deleted").into()),
            _ => Ok(Vec::new()),
        }
    }
}

fn read_only(what: &str) -> Fault {
    Fault::invalid_argument(format!("A read-only publisher cannot be {what}."))
}

fn check_prefix(prefix: &str) -> Result<(), Fault> {
    let is_reserved = prefix.to_ascii_lowercase().starts_with("mscrm");
    match is_prefix(prefix) && !is_reserved {
        true => Ok(()),
        false => Err(Fault::invalid_argument(format!(
            "The customization prefix '{prefix}' is not valid: expected two to eight letters or digits, the first a letter, that do not begin with 'mscrm'."
        ))),
    }
}

/// A prefix of option values for a publisher that names none: the same one for the same customization prefix.
fn option_prefix(prefix: &str) -> i32 {
    let sum = prefix.bytes().fold(0_u32, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(byte.into())
    });
    let range = (OPTION_PREFIXES.end() - OPTION_PREFIXES.start()).cast_unsigned();
    OPTION_PREFIXES.start() + (sum % range).cast_signed()
}

fn is_prefix(prefix: &str) -> bool {
    (2..=8).contains(&prefix.len())
        && prefix.starts_with(|first: char| first.is_ascii_alphabetic())
        && prefix.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// What follows the prefix and its underscore; `None` for a name without a prefix (two to eight letters or digits, the
/// first a letter) or without anything behind it.
pub(super) fn after_prefix(name: &str) -> Option<&str> {
    let (prefix, rest) = name.split_once('_')?;
    (is_prefix(prefix) && !rest.is_empty()).then_some(rest)
}

/// Whether a unique name lacks a prefix, or goes on with something else than letters, digits and underscores.
pub(super) fn is_unprefixed(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !after_prefix(name).is_some_and(|rest| rest.bytes().all(is_plain))
}

/// The fault for such a name.
pub(super) fn unprefixed(name: &str) -> Fault {
    Fault::new(
        INVALID_PREFIX,
        format!(
            "The unique name '{name}' must start with a valid customization prefix (two to eight letters or digits, the first a letter, and an underscore) and go on with letters, digits and underscores."
        ),
    )
}
