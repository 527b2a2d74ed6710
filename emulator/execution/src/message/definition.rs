//! What messages that retrieve definitions have in common: how a definition is named, and what is answered where there is
//! none.

use std::borrow::Cow;
use std::sync::Arc;

use dataverse_model::message::{Message, Parameter, Scope, ValueType};
use dataverse_model::metadata::ENGLISH;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::complex::Complex;
use dataverse_protocol::complex::metadata::ENTITY_FILTERS;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Value;
use uuid::Uuid;

use super::MessageResult;
use super::arguments::Arguments;
use crate::definitions::{Definitions, EntityDefinition, Parts, has_id, is};
use crate::error::no_table;
use crate::session::Session;

/// The status of a request for a definition that does not exist.
const NOT_FOUND: u16 = 404;

/// The id of the definition.
pub(super) const METADATA_ID: Parameter =
    Parameter::optional("MetadataId", ValueType::Field(FieldType::Guid));

/// Whether changes that were not published yet count. Here every change is published when it is made.
pub(super) const AS_IF_PUBLISHED: Parameter = Parameter::optional(
    "RetrieveAsIfPublished",
    ValueType::Field(FieldType::Boolean),
);

/// The parts of a table's definition.
pub(super) const FILTERS: Parameter =
    Parameter::optional("EntityFilters", ValueType::Enumeration(&ENTITY_FILTERS));

/// The name, or the id.
const PARAMETERS: &[Parameter] = &[
    Parameter::optional(NAME, ValueType::Field(FieldType::String)),
    METADATA_ID,
    AS_IF_PUBLISHED,
];

/// A message that returns the definition with a name or an id.
pub(super) const NAMED: Message = Message {
    parameters: Cow::Borrowed(PARAMETERS),
    scope: Scope::Reads,
    ..Message::ROWS
};

const NAME: &str = "Name";

/// The definitions of the organization in its language.
pub(super) fn definitions(session: &Session<'_>) -> Arc<Definitions> {
    let language = session.registry().settings.language;
    let language = u16::try_from(language).unwrap_or(ENGLISH);
    Definitions::of(session.metadata(), language)
}

/// Takes the id of a definition. The SDK sends an empty one where the name is given.
pub(super) fn id(arguments: &mut Arguments) -> Option<Uuid> {
    let id = arguments.take("MetadataId")?.as_guid();
    id.filter(|id| !id.is_nil())
}

/// Takes a name.
pub(super) fn name(arguments: &mut Arguments, parameter: &str) -> Option<String> {
    let value = arguments.take(parameter)?;
    value.as_str().map(str::to_owned)
}

/// Takes the wanted parts of tables; only the tables themselves where nothing is said.
pub(super) fn parts(arguments: &mut Arguments) -> Parts {
    let filters = arguments.take("EntityFilters");
    Parts::of(filters.as_ref().and_then(Value::as_integer).unwrap_or(1))
}

/// The table with this id or name.
pub(super) fn entity<'d>(
    definitions: &'d Definitions,
    id: Option<Uuid>,
    logical_name: Option<&str>,
) -> Result<&'d EntityDefinition, Fault> {
    match (id, logical_name) {
        (_, Some(name)) => definitions
            .entity(name)
            .ok_or_else(|| missing(no_table(name))),
        (Some(id), None) => definitions
            .entity_by_id(id)
            .ok_or_else(|| not_found("entity", &id.to_string())),
        (None, None) => Err(unnamed("LogicalName")),
    }
}

/// Answers, in the property, with the definition of which `member` is the name in the request, or that has the id in it.
/// `what` says what is missing.
///
/// # Errors
/// The request names no definition, or one that does not exist.
pub(super) fn answer(
    request: OrganizationRequest,
    all: &[Complex],
    (member, what): (&str, &str),
    property: &str,
) -> MessageResult {
    let found = named(&mut Arguments::of(request), all, member, what)?;
    Ok(OrganizationResponse::default().with(property, found.clone()))
}

fn named<'d>(
    arguments: &mut Arguments,
    all: &'d [Complex],
    member: &str,
    what: &str,
) -> Result<&'d Complex, Fault> {
    let id = id(arguments);
    let name = name(arguments, NAME);
    let mut all = all.iter();
    let found = match (&name, id) {
        (Some(name), _) => all.find(|of| is(of, member, name)),
        (None, Some(id)) => all.find(|of| has_id(of, id)),
        (None, None) => return Err(unnamed(NAME)),
    };
    found.ok_or_else(|| {
        let wanted = name.unwrap_or_else(|| id.unwrap_or_default().to_string());
        not_found(what, &wanted)
    })
}

/// The fault for a definition that does not exist.
pub(super) fn not_found(what: &str, name: &str) -> Fault {
    missing(Fault::new(
        code::OBJECT_DOES_NOT_EXIST,
        format!("Could not find {what} with the name or id '{name}'."),
    ))
}

/// The same fault with the status of what does not exist, unless it is known and not emulated.
pub(super) fn missing(fault: Fault) -> Fault {
    match fault.http_status() {
        501 => fault,
        _ => fault.with_http_status(NOT_FOUND),
    }
}

/// The fault for a request that names no definition.
pub(super) fn unnamed(parameter: &str) -> Fault {
    Fault::invalid_argument(format!(
        "The request names no definition: expected {parameter} or MetadataId."
    ))
}
