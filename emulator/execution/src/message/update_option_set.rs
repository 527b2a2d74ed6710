//! `UpdateOptionSet`: gives a global option set other labels (MD-141).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, ValueType};
use dataverse_protocol::complex::metadata;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::{MessageResult, definition_change};
use crate::draft::{Members, Merge, changed_set};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("UpdateOptionSet"),
    parameters: Cow::Borrowed(&[
        Parameter::required("OptionSet", ValueType::Complex(&metadata::OPTION_SET_BASE)),
        definition_change::MERGE_LABELS,
        definition_change::SOLUTION,
    ]),
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvWriteOptionSet"))]),
    ..definition_change::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    definition_change::change(session, request, |_, draft, arguments| {
        let merge = Merge::of(arguments.flag("MergeLabels"));
        let given = arguments.complex("OptionSet")?;
        draft.define(changed_set(draft, Members::of(&given), merge)?)?;
        Ok(OrganizationResponse::default())
    })
}
