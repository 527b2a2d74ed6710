//! `OrderOption`: puts the options of a choice into another order (MD-147).

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, ValueType};
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::{MessageResult, definition_change, options};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("OrderOption"),
    parameters: Cow::Borrowed(&[
        options::OPTION_SET,
        options::ATTRIBUTE,
        options::ENTITY,
        Parameter::required("Values", ValueType::Integers),
        definition_change::SOLUTION,
    ]),
    ..options::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    options::change(session, request, |_, subject, arguments| {
        let values = arguments.integers("Values")?;
        subject.order(&values)?;
        Ok(OrganizationResponse::default())
    })
}
