//! `CreateMultiple`: creates rows of one table in one transaction (MS-001).
//!
//! Each row is a `Create` of its own, with its own rights and steps. The steps of `CreateMultiple` run once, for all rows.

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Images, Kind, Message, Parameter, Scope, StepsAllowed, TARGET, TARGETS,
    ValueType, Weight,
};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use super::many_rows;
use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("CreateMultiple"),
    kind: Kind::Action,
    binding: Binding::AnyCollection,
    parameters: Cow::Borrowed(&[Parameter::required(
        TARGETS,
        ValueType::Field(FieldType::EntityCollection),
    )]),
    response: Cow::Borrowed(&[Parameter::required("Ids", ValueType::Guids)]),
    scope: Scope::ChangesRows,
    steps: StepsAllowed::All,
    images: Some(Images {
        property: "Ids",
        pre: false,
        post: true,
    }),
    rights: Cow::Borrowed(&[Access::NewRow]),
    runs: &["Create"],
    weight: Weight::Rows,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
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
