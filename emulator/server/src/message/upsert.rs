//! `Upsert`: an update where the row exists, a create where it does not (WA-050).

use dataverse_bug::Bug;
use dataverse_operation::fault::Fault;
use dataverse_protocol::query::Columns;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Attributes, Entity, EntityReference};

use super::arguments::Arguments;
use super::{Platform, Session, keeper, not_found, row};
use crate::metadata::{Table, TableKind};
use crate::security;

pub(super) const NAME: &str = "Upsert";

/// The row with its values.
pub(super) struct Upsert {
    target: Entity,
}

pub(super) fn read(parameters: Attributes) -> Result<Upsert, Fault> {
    let mut arguments = Arguments::new(NAME, parameters);
    let target = arguments.entity("Target")?;
    arguments.finish()?;
    Ok(Upsert { target })
}

pub(super) fn run(
    session: &mut Session<'_>,
    message: Upsert,
) -> Result<OrganizationResponse, Fault> {
    let table = session.table(&message.target.table)?;
    let id = row::id_of(&table, &message.target)?.unwrap_or_else(|| session.new_id());
    let none = Columns::Named(Vec::new());
    let created = session.retrieve(&table, id, &none)?.is_none();
    let mut target = message.target;
    target.id = Some(id);
    if created {
        if !keeper::may_upsert_create(&table) || Bug::UpsertOnlyUpdates.is_on() {
            return Err(not_found(&table, id));
        }
        raise(session, &table, Platform::Create, target)?;
    } else {
        raise(session, &table, Platform::Update, target)?;
    }
    Ok(OrganizationResponse::default()
        .with("RecordCreated", created)
        .with("Target", EntityReference::new(&table.logical_name, id)))
}

/// Makes or changes the row: a request of its own with steps of its own (PL-0F0), save in elastic
/// tables, where an upsert raises neither (PL-0F1).
fn raise(
    session: &mut Session<'_>,
    table: &Table,
    message: Platform,
    target: Entity,
) -> Result<OrganizationResponse, Fault> {
    let request = OrganizationRequest::new(message.name()).with("Target", target);
    match table.kind {
        TableKind::Elastic => {
            security::permit(session, &request)?;
            message.run(session, request)
        }
        TableKind::Standard => super::execute(session, request),
    }
}
