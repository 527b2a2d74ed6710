//! `Delete`: a row goes, and with it what its relationships say (WA-055).

use dataverse_operation::fault::Fault;
use dataverse_protocol::request::OrganizationResponse;
use dataverse_protocol::value::{Attributes, EntityReference, Value};

use super::arguments::Arguments;
use super::{Session, keeper};
use crate::store::{Expect, Write};

pub(super) const NAME: &str = "Delete";

/// The row to remove, and the version it has to be at.
pub(super) struct Delete {
    target: EntityReference,
    expect: Expect,
}

pub(super) fn read(parameters: Attributes) -> Result<Delete, Fault> {
    let mut arguments = Arguments::new(NAME, parameters);
    let target = arguments.reference("Target")?;
    let expect = match arguments.take("RowVersion") {
        None => Expect::Exists,
        Some(Value::BigInt(version)) => Expect::Version(version),
        Some(other) => return Err(arguments.misshapen("RowVersion", "a BigInt", &other)),
    };
    arguments.finish()?;
    Ok(Delete { target, expect })
}

pub(super) fn run(
    session: &mut Session<'_>,
    message: Delete,
) -> Result<OrganizationResponse, Fault> {
    let table = session.table(&message.target.table)?;
    let id = message.target.id;
    let writes = keeper::before_delete(session, &table, id)?;
    session.write(Write::Delete {
        table,
        id,
        expect: message.expect,
    })?;
    for write in writes {
        session.write(write)?;
    }
    Ok(OrganizationResponse::default())
}
