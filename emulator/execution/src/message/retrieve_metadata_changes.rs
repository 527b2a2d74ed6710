//! `RetrieveMetadataChanges`: returns the definitions that a query asks for, unless the client knows them already.

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, ValueType, Weight};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::complex::metadata::{
    DELETED_METADATA, DELETED_METADATA_FILTERS, ENTITY, ENTITY_METADATA_COLLECTION, ENTITY_QUERY,
};
use dataverse_protocol::complex::{Complex, ComplexCollection};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Value;

use super::arguments::Arguments;
use super::{MessageResult, definition};
use crate::definitions::query::{self, Changes};
use crate::definitions::stamp::Stamp;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RetrieveMetadataChanges"),
    parameters: Cow::Borrowed(&[
        Parameter::optional("Query", ValueType::Complex(&ENTITY_QUERY)),
        Parameter::optional("ClientVersionStamp", ValueType::Field(FieldType::String)),
        Parameter::optional(
            "DeletedMetadataFilters",
            ValueType::Enumeration(&DELETED_METADATA_FILTERS),
        ),
        Parameter::optional("AppModuleId", ValueType::Field(FieldType::Guid)),
        Parameter::optional("RetrieveAllSettings", ValueType::Field(FieldType::Boolean)),
    ]),
    response: Cow::Borrowed(&[
        Parameter::required("EntityMetadata", ValueType::ComplexCollection(&ENTITY)),
        Parameter::required("ServerVersionStamp", ValueType::Field(FieldType::String)),
        Parameter::required("DeletedMetadata", ValueType::Complex(&DELETED_METADATA)),
    ]),
    weight: Weight::Query,
    ..Message::FUNCTION
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let metadata = session.metadata();
    let organization = session.core().id;
    let now = Stamp::of(metadata, organization);
    let known = definition::name(&mut arguments, "ClientVersionStamp");
    let since = match known.filter(|stamp| !stamp.is_empty()) {
        Some(text) => Some(
            Stamp::read(&text)
                .filter(|since| since.leads_to(metadata, organization))
                .ok_or_else(expired)?,
        ),
        None => None,
    };
    let filters = arguments.take("DeletedMetadataFilters");
    let filters = filters.as_ref().and_then(Value::as_integer);
    let asked = arguments.take("Query");
    let asked = asked.as_ref().and_then(|value| match value {
        Value::Complex(query) => Some(&**query),
        _ => None,
    });
    let definitions = || definition::definitions(session);
    let entities = match since {
        // A client that asks again and again need not have the definitions made.
        Some(since) if since == now => Vec::new(),
        Some(since) => query::run(&definitions(), asked, Some(Changes { since, metadata }))?,
        None => query::run(&definitions(), asked, None)?,
    };
    // A client that knows nothing need not forget anything.
    let removed = since.map(|since| since.removed(metadata, filters.unwrap_or(TABLES)));
    let entities = ComplexCollection::of(&ENTITY, entities);
    Ok(OrganizationResponse::default()
        .with(
            "EntityMetadata",
            entities.with_contract(&ENTITY_METADATA_COLLECTION),
        )
        .with("ServerVersionStamp", now.to_string())
        .with(
            "DeletedMetadata",
            removed.unwrap_or_else(|| Complex::new(&DELETED_METADATA)),
        ))
}

/// The deleted definitions that come where the client does not say which: `Default`.
const TABLES: i64 = 1;

/// The stamp is none of this organization's: the client reads everything again, as it does after the days that the
/// platform keeps changes.
fn expired() -> Fault {
    Fault::new(
        code::EXPIRED_VERSION_STAMP,
        "Version stamp associated with the client has expired. Please perform a full sync.",
    )
    .with_http_status(400)
}
