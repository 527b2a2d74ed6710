//! `Delete`: deletes a row, and related rows as their relationships say (WA-055).

use std::borrow::Cow;

use dataverse_model::message::{Access, Images, Message, Parameter, Right, Scope, ValueType};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Value;
use dataverse_store::{Expect, Write};

use super::MessageResult;
use super::arguments::Arguments;
use crate::behavior;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("Delete"),
    parameters: Cow::Borrowed(&[
        Parameter::required("Target", ValueType::Field(FieldType::EntityReference)),
        Parameter::optional("RowVersion", ValueType::BigInt),
        Parameter::optional("SolutionUniqueName", ValueType::Field(FieldType::String)),
    ]),
    scope: Scope::ChangesRows,
    images: Some(Images {
        property: "Target",
        pre: true,
        post: false,
    }),
    rights: Cow::Borrowed(&[Access::Row(Right::Delete)]),
    ..Message::ROWS
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let target = arguments.reference("Target")?;
    let expect = match arguments.take("RowVersion") {
        None => Expect::Exists,
        Some(Value::BigInt(version)) => Expect::Version(version),
        Some(other) => return Err(arguments.misshapen("RowVersion", "a BigInt", &other).into()),
    };
    let table = session.table(&target.table)?;
    let writes = behavior::of(&table).before_delete(session, &table, target.id)?;
    session.write(Write::Delete {
        table,
        id: target.id,
        expect,
    })?;
    for write in writes {
        session.write(write)?;
    }
    Ok(OrganizationResponse::default())
}
