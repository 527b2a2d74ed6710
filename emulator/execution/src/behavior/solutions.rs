//! Solutions: their names and versions, and what becomes of one that is deleted (SL-003 to SL-006).

use std::sync::Arc;

use dataverse_model::metadata::Table;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::query::Columns;
use dataverse_protocol::solution::Version;
use dataverse_protocol::value::{Attributes, Entity, Value};
use dataverse_store::Write;
use uuid::Uuid;

use super::TableBehavior;
use super::effective_row::EffectiveRow;
use super::find;
use crate::error::Error;
use crate::session::Session;

/// The solutions that every organization has.
const OF_PLATFORM: [&str; 3] = ["System", "Active", "Default"];

pub(super) struct Solutions;

impl TableBehavior for Solutions {
    fn before_create(
        &self,
        session: &mut Session<'_>,
        table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Attributes, Error> {
        let row = EffectiveRow::of_new(table, target)?;
        let name = row.text("uniquename").unwrap_or_default();
        check_name(name)?;
        if find::any(session, "solution", &[("uniquename", Value::from(name))])? {
            return Err(Fault::new(
                code::DUPLICATE_RECORD,
                format!("A solution with the unique name '{name}' exists already."),
            )
            .into());
        }
        check_version(&row)?;
        let now = Value::from(session.now());
        Ok(Attributes::from_iter([("installedon".into(), now)]))
    }

    fn before_update(
        &self,
        session: &mut Session<'_>,
        table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Vec<Write>, Error> {
        let row = EffectiveRow::of_changed(session, table, target)?;
        refuse_of_platform(row.text("uniquename"), "changed")?;
        check_version(&row)?;
        Ok(Vec::new())
    }

    fn before_delete(
        &self,
        session: &mut Session<'_>,
        table: &Arc<Table>,
        id: Uuid,
    ) -> Result<Vec<Write>, Error> {
        let columns = ["uniquename", "ismanaged"].map(str::to_owned).to_vec();
        let row = session.retrieve(table, id, &Columns::Named(columns))?;
        let row = row.unwrap_or_default();
        refuse_of_platform(row.get("uniquename").and_then(Value::as_str), "deleted")?;
        match row.get("ismanaged").and_then(Value::as_bool) {
            Some(true) => Err(Fault::not_emulated_text(
                "The deletion of a managed solution, which removes its components, is not emulated.",
            )
            .into()),
            _ => Ok(Vec::new()),
        }
    }
}

fn refuse_of_platform(name: Option<&str>, what: &str) -> Result<(), Fault> {
    match name.filter(|name| OF_PLATFORM.contains(name)) {
        None => Ok(()),
        Some(name) => Err(Fault::invalid_argument(format!(
            "The solution '{name}' is the platform's and cannot be {what}."
        ))),
    }
}

fn check_name(name: &str) -> Result<(), Fault> {
    let is_plain = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    match is_plain && !name.starts_with(|first: char| first.is_ascii_digit()) {
        true => Ok(()),
        false => Err(Fault::invalid_argument(format!(
            "The unique name '{name}' of a solution is not valid: only letters, digits and underscores are allowed, and the first character is no digit."
        ))),
    }
}

fn check_version(row: &EffectiveRow<'_>) -> Result<(), Fault> {
    match row.given("version").and_then(Value::as_str) {
        Some(version) => version
            .parse::<Version>()
            .map(drop)
            .map_err(Fault::invalid_argument),
        None => Ok(()),
    }
}
