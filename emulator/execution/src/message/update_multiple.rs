//! `UpdateMultiple`: updates rows of one table in one transaction (MS-003).
//!
//! Each row is an `Update` of its own, with its own rights and steps. The steps of `UpdateMultiple` run once, for all rows.

use std::borrow::Cow;

use dataverse_model::message::{Access, Images, Message, Scope, TARGET, TARGETS};
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use super::{MessageResult, many_rows};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("UpdateMultiple"),
    scope: Scope::ChangesRows,
    images: Some(Images {
        property: "Targets",
        pre: true,
        post: true,
    }),
    rights: Cow::Borrowed(&[Access::ChangedRow]),
    runs: &["Update"],
    ..many_rows::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut rows = Arguments::of(request).rows(TARGETS)?;
    let table = many_rows::check(session, &rows)?;
    // Of several rows with one key, the first is updated (MS-004).
    let mut seen = many_rows::Keys::default();
    rows.entities.retain(|row| seen.is_new(&table, row));
    many_rows::each(session, &rows.table, rows.entities, |row| {
        OrganizationRequest::new("Update").with(TARGET, row)
    })?;
    Ok(OrganizationResponse::default())
}
