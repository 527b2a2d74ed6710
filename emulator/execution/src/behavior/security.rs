//! Roles: one belongs to a business unit, and the System Administrator role stays.

use std::sync::Arc;

use dataverse_model::metadata::Table;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};
use dataverse_store::Write;
use uuid::Uuid;

use super::TableBehavior;
use crate::error::Error;
use crate::privilege::SYSTEM_ADMINISTRATOR;
use crate::session::Session;

/// The id of a role's row among the layers of solutions.
const UNIQUE: &str = "roleidunique";

pub(super) struct Roles;

impl TableBehavior for Roles {
    fn before_create(
        &self,
        session: &mut Session<'_>,
        _table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Attributes, Error> {
        before_create_role(session, target);
        let unique = (UNIQUE.into(), Value::Guid(session.new_id()));
        Ok(Attributes::from_iter([unique]))
    }

    fn before_delete(
        &self,
        _session: &mut Session<'_>,
        _table: &Arc<Table>,
        id: Uuid,
    ) -> Result<Vec<Write>, Error> {
        before_delete_role(id)?;
        Ok(Vec::new())
    }
}

/// A role belongs to the root business unit unless the caller names another.
fn before_create_role(session: &Session<'_>, target: &mut Entity) {
    let unit = session.core().business_unit;
    let unit = EntityReference::new("businessunit", unit);
    target
        .attributes
        .entry("businessunitid".into())
        .or_insert(Value::from(unit));
}

/// The privileges of a role and its assignments go with it, except those of the role that is always there.
fn before_delete_role(role: Uuid) -> Result<(), Fault> {
    match role == SYSTEM_ADMINISTRATOR {
        true => Err(Fault::new(
            code::INVALID_OPERATION,
            "The System Administrator role cannot be deleted.",
        )),
        false => Ok(()),
    }
}
