//! `CreateMultiple`: creates rows of one table in one transaction (MS-001).
//!
//! Each row is a `Create` of its own, with its own rights and steps. The steps of `CreateMultiple` run once, for all rows.

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Images, Message, Parameter, Scope, TARGET, TARGETS, ValueType,
};
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use super::{MessageResult, many_rows};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("CreateMultiple"),
    response: Cow::Borrowed(&[Parameter::required("Ids", ValueType::Guids)]),
    scope: Scope::ChangesRows,
    images: Some(Images {
        property: "Ids",
        pre: false,
        post: true,
    }),
    rights: Cow::Borrowed(&[Access::NewRow]),
    runs: &["Create"],
    ..many_rows::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let rows = Arguments::of(request).rows(TARGETS)?;
    many_rows::check(session, &rows)?;
    let responses = many_rows::each(session, &rows.table, rows.entities, |row| {
        OrganizationRequest::new("Create").with(TARGET, row)
    })?;
    let ids = responses
        .iter()
        .filter_map(|response| response.results.get("id")?.as_guid());
    Ok(OrganizationResponse::default().with("Ids", ids.collect::<Vec<_>>()))
}
