//! `DeleteAttribute`: removes a column of the organization's own, with its values (MD-112).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, ValueType, Weight};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::{MessageResult, definition_change};
use crate::draft::remove_column;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("DeleteAttribute"),
    parameters: Cow::Borrowed(&[
        Parameter::required("EntityLogicalName", ValueType::Field(FieldType::String)),
        Parameter::required("LogicalName", ValueType::Field(FieldType::String)),
    ]),
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvDeleteAttribute"))]),
    weight: Weight::Query,
    ..definition_change::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    definition_change::change(session, request, |session, draft, arguments| {
        let table = arguments.text("EntityLogicalName")?;
        let column = arguments.text("LogicalName")?;
        remove_column(session, draft, &table, &column)?;
        Ok(OrganizationResponse::default())
    })
}
