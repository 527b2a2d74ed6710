//! `Update`: other values for some columns of a row that exists (WA-04D, WA-051, WA-053).

use dataverse_bug::Bug;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::request::OrganizationResponse;
use dataverse_protocol::value::{Attributes, Entity};

use super::arguments::Arguments;
use super::{Session, keeper, row};
use crate::store::{Expect, Write};

pub(super) const NAME: &str = "Update";

/// The row with its new values; `row_version`, where given, is what it has to be at.
pub(super) struct Update {
    target: Entity,
}

pub(super) fn read(parameters: Attributes) -> Result<Update, Fault> {
    let mut arguments = Arguments::new(NAME, parameters);
    let target = arguments.entity("Target")?;
    arguments.finish()?;
    Ok(Update { target })
}

pub(super) fn run(
    session: &mut Session<'_>,
    message: Update,
) -> Result<OrganizationResponse, Fault> {
    let mut target = message.target;
    let table = session.table(&target.table)?;
    let id = row::id_of(&table, &target)?.ok_or_else(|| {
        Fault::new(
            code::INVALID_ARGUMENT,
            format!(
                "A row of '{}' can be updated only by its id.",
                table.logical_name
            ),
        )
    })?;
    target.id = Some(id);
    target.attributes.shift_remove(&table.primary_id);
    let expect = target
        .row_version
        .filter(|_| !Bug::StaleTagsAccepted.is_on())
        .map_or(Expect::Exists, Expect::Version);
    let writes = keeper::before_update(session, &table, &mut target)?;
    let values = row::for_update(session, &table, id, target.attributes)?;
    session.write(Write::Update {
        table,
        id,
        values,
        expect,
    })?;
    for write in writes {
        session.write(write)?;
    }
    Ok(OrganizationResponse::default())
}
