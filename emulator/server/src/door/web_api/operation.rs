//! Calls of functions and actions, of the platform and of custom APIs, in the foreground or (custom APIs only) in the
//! background (1.2, 1.3, 2.6, 2.7, 6.1, C-27, PV-004).

use axum::http::{HeaderValue, Method, StatusCode, header};
use dataverse_model::message::{Binding, CustomApi, Kind, Message, Parameter, ValueType};
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::{
    AcceptedBody, CallbackPreferenceApplied, Leniency, OpenTypeArrays, ResponseContext, RetryAfter,
    WrongVerb,
};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::odata::context;
use dataverse_protocol::odata::literal::Literal;
use dataverse_protocol::odata::path::Argument;
use dataverse_protocol::prefer::{Quoting, Spelling};
use dataverse_protocol::query::Columns;
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{Attributes, EXPANDO, Entity, EntityReference, Name, Value};
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::resource::OperationCall;
use super::rows::in_partition;
use super::web_api_request::WebApiRequest;
use crate::door::monitor::OPERATION_ID;
use crate::door::reply::Reply;
use dataverse_model::metadata::Table;
use dataverse_model::payload::{
    body_fault, has_array, read_argument, read_field, write_draft, write_open, write_row,
    write_value,
};

/// The header with which Power Automate asks for a callback (BG-015).
const CALLBACK_HEADER: &str = "x-ms-dyn-callback-url";

pub(super) async fn call(
    exchange: &mut WebApiRequest<'_>,
    call: OperationCall,
) -> Result<Reply, Fault> {
    let message = call.message.clone();
    let mut inputs = match (message.kind, exchange.method()) {
        (Kind::Action, &Method::POST) if call.arguments.is_empty() => {
            body_inputs(exchange, &message)?
        }
        (Kind::Function, &Method::GET) => address_inputs(exchange, &call)?,
        (Kind::Function, &Method::POST)
            if exchange.rules.wrong_verb == WrongVerb::Accept && call.arguments.is_empty() =>
        {
            body_inputs(exchange, &message)?
        }
        _ => return Err(exchange.no_resource()),
    };
    if let Some(table) = &call.collection {
        inputs.values().try_for_each(|value| are_of(table, value))?;
    }
    if let Some(row) = &call.target {
        in_partition(exchange, row).await?;
        let target = EntityReference::new(&row.table.logical_name, row.id);
        bind(&message, target, &mut inputs);
    }
    let is_meant = message.custom_api.is_some() && exchange.inbound.place.allows_background();
    let request = OrganizationRequest {
        name: message.name.as_ref().to_owned(),
        parameters: inputs,
    };
    let callback = match is_meant {
        true => wanted(exchange)?,
        false => None,
    };
    match callback {
        Some(callback) => accept(exchange, request, callback).await,
        None => {
            let outputs = exchange.execute(request).await?.results;
            Ok(answer(exchange, &message, &outputs))
        }
    }
}

/// Adds the parameter for the bound row: its id alone if the message takes a guid, otherwise a reference.
fn bind(message: &Message, target: EntityReference, inputs: &mut Attributes) {
    let Binding::Entity { parameter, .. } = message.binding else {
        return;
    };
    let value = match message.parameter(parameter).map(|parameter| parameter.kind) {
        Some(ValueType::Field(FieldType::Guid)) => Value::Guid(target.id),
        _ => Value::from(target),
    };
    inputs.insert(parameter.into(), value);
}

/// Refuses rows of another table than the one that the message is called on (MS-002).
fn are_of(table: &Table, value: &Value) -> Result<(), Fault> {
    let other = match value {
        Value::Collection(rows) => {
            let mut tables = rows.entities.iter().map(|row| &row.table);
            tables.find(|other| **other != table.logical_name)
        }
        Value::References(rows) => {
            let mut tables = rows.iter().map(|row| &row.table);
            tables.find(|other| **other != table.logical_name)
        }
        _ => None,
    };
    match other {
        None => Ok(()),
        Some(other) => Err(body_fault(
            &table.entity_set,
            &format!(
                "A value with type 'Microsoft.Dynamics.CRM.{other}' was found, which is not assignable to the expected type 'Microsoft.Dynamics.CRM.{}'.",
                table.logical_name
            ),
        )),
    }
}

/// Whether a parameter is for the bound row, which comes from the URL and never from the body.
fn is_bound(message: &Message, name: &str) -> bool {
    matches!(message.binding, Binding::Entity { parameter, .. } if parameter == name)
}

/// Reads an action's parameters from the body.
fn body_inputs(exchange: &WebApiRequest<'_>, message: &Message) -> Result<Attributes, Fault> {
    let mut inputs = Attributes::default();
    for (name, json) in exchange.body("")? {
        if name.contains('@') {
            continue;
        }
        let field = message.web_parameter(&name);
        let field = field.filter(|field| !is_bound(message, &field.name));
        let field = field.ok_or_else(|| {
            body_fault(
                "",
                &format!(
                    "The parameter '{name}' in the request payload is not a valid parameter for the operation '{}'.",
                    message.name
                ),
            )
        })?;
        let value = read_field(field, &json, exchange.reader())?;
        inputs.insert(field.name.as_ref().into(), value);
    }
    let has_plug_in = |api: &CustomApi| api.plugin_type.is_some();
    if exchange.rules.open_type_arrays == OpenTypeArrays::Reject
        && message.custom_api.as_ref().is_some_and(has_plug_in)
        && inputs.values().any(has_array)
    {
        return Err(unreadable_array());
    }
    Ok(inputs)
}

/// The platform's error for an array of simple values in a value of an open type, which the process of a plug-in cannot
/// read (CA-085).
fn unreadable_array() -> Fault {
    Fault::new(
        code::ISV_UNEXPECTED,
        "Element 'http://schemas.datacontract.org/2004/07/System.Collections.Generic:value' contains data from a type that maps to the name 'System.Collections.Generic:List`1'. The deserializer has no knowledge of any type that maps to this name. Consider changing the implementation of the ResolveName method on your DataContractResolver to return a non-null value for name 'List`1' and namespace 'System.Collections.Generic'.",
    )
}

/// Reads a function's parameters from the URL. Unknown or missing names mean that the overload does not exist (CA-03B);
/// an alias without a value is null (CA-038).
fn address_inputs(exchange: &WebApiRequest<'_>, call: &OperationCall) -> Result<Attributes, Fault> {
    let no_overload = || {
        Fault::segment_not_found(
            exchange.rules.unknown_segment_code.code(),
            &call.message.name,
        )
    };
    let nothing = Literal::Value(Value::Null);
    let mut inputs = Attributes::default();
    for (name, argument) in &call.arguments {
        let field = call.message.parameter(name).ok_or_else(no_overload)?;
        let literal = match argument {
            Argument::Literal(literal) => literal,
            Argument::Alias(alias) => exchange.options.aliases.get(alias).unwrap_or(&nothing),
        };
        let value = read_argument(field, literal, exchange.reader())?;
        inputs.insert(name.as_str().into(), value);
    }
    let given = |field: &str| call.arguments.iter().any(|(name, _)| name == field);
    let missing = call.message.missing_parameter(&inputs);
    let is_needed = |field: &&Parameter| !is_bound(&call.message, &field.name);
    if missing
        .filter(is_needed)
        .is_some_and(|field| !given(&field.name))
    {
        return Err(no_overload());
    }
    Ok(inputs)
}

/// The callback of a background request.
enum Callback {
    None,
    At(String),
}

/// Whether the request is to run in the background, and its callback. A callback preference without a URL is refused,
/// because the callback would never be sent.
fn wanted(exchange: &WebApiRequest<'_>) -> Result<Option<Callback>, Fault> {
    let by_header = exchange
        .inbound
        .header(CALLBACK_HEADER)
        .filter(|_| exchange.rules.callback_header == Leniency::Accept);
    if let Some(url) = by_header {
        return Ok(Some(Callback::At(url.to_owned())));
    }
    if !exchange.asks_for_background() {
        return Ok(None);
    }
    let known = |spelling| {
        spelling == Spelling::Prefixed || exchange.rules.callback_alias == Leniency::Accept
    };
    let callback = exchange.preferences.callback();
    if callback.is_none() && exchange.preferences.names_callback().is_some_and(known) {
        return Err(Fault::invalid_argument(
            "The preference 'odata.callback' needs the parameter url: expected odata.callback; url=\"https://...\".",
        ));
    }
    let callback = callback.filter(|callback| {
        let quoted = callback.quoting == Quoting::Quoted
            || exchange.rules.unquoted_callback_url == Leniency::Accept;
        known(callback.spelling) && quoted
    });
    Ok(Some(callback.map_or(Callback::None, |callback| {
        Callback::At(callback.url)
    })))
}

/// Submits a background operation and answers 202 (BG-020..BG-023).
async fn accept(
    exchange: &mut WebApiRequest<'_>,
    request: OrganizationRequest,
    callback: Callback,
) -> Result<Reply, Fault> {
    let (url, tells_body) = match callback {
        Callback::None => (None, exchange.rules.accepted_body == AcceptedBody::Body),
        Callback::At(url) => (Some(url), true),
    };
    match (&url, exchange.rules.callback_preference_applied) {
        (None, _) | (Some(_), CallbackPreferenceApplied::RespondAsync) => {
            exchange.applied.respond_async();
        }
        (Some(_), CallbackPreferenceApplied::Callback) => {
            exchange.applied.callback(Spelling::Bare);
        }
        (Some(_), CallbackPreferenceApplied::Both) => {
            exchange
                .applied
                .respond_async()
                .callback(Spelling::Prefixed);
        }
    }
    let request = OrganizationRequest::new("ExecuteBackgroundOperation")
        .with("Request", request)
        .with("CallbackUri", url);
    let response = exchange.execute(request).await?;
    let id = response.results.get("BackgroundOperationId");
    let id = id.and_then(Value::as_guid).unwrap_or_default();
    let location = response.results.get("Location");
    let location = location.and_then(Value::as_str).unwrap_or_default();
    let reply = if tells_body {
        let body = json!({"backgroundOperationId": id, "location": location});
        Reply::json(StatusCode::ACCEPTED, body.to_string())
    } else {
        Reply::empty(StatusCode::ACCEPTED)
    };
    let reply = reply
        .with_header(header::LOCATION, location)
        .with_header(OPERATION_ID, &id.to_string())
        .with_value(header::CACHE_CONTROL, HeaderValue::from_static("private"))
        .with_value(
            header::ALLOW,
            HeaderValue::from_static("OPTIONS,GET,HEAD,POST"),
        )
        .with_applied(&exchange.applied)
        .versioned();
    Ok(match exchange.rules.retry_after {
        RetryAfter::None => reply,
        RetryAfter::Seconds(seconds) => {
            reply.with_header(header::RETRY_AFTER, &seconds.to_string())
        }
    })
}

/// The response to a call in the foreground (2.7).
fn answer(exchange: &mut WebApiRequest<'_>, message: &Message, outputs: &Attributes) -> Reply {
    let metadata = exchange.metadata;
    let rules = exchange.rules.clone();
    match (&*message.response, outputs.values().next()) {
        ([], _) => Reply::odata_empty(StatusCode::NO_CONTENT),
        // Responses have no JSON: the action returns nothing where the SDK has them (MS-005).
        (_, Some(Value::Responses(_))) => Reply::odata_empty(StatusCode::NO_CONTENT),
        ([only], Some(Value::Null)) if is(only, FieldType::Entity) => {
            Reply::odata_empty(StatusCode::NO_CONTENT)
        }
        ([only], Some(Value::Entity(entity)))
            if is(only, FieldType::Entity) && entity.is_open() =>
        {
            let mut body = context_of(exchange, context::entity(EXPANDO, None, &[]));
            body.extend(write_open(entity, exchange.writer()));
            Reply::odata(StatusCode::OK, &body)
        }
        ([only], Some(Value::Entity(entity))) if is(only, FieldType::Entity) => {
            let mut body = context_of(exchange, entity_fragment(exchange, &entity.table));
            if let (Some(table), true) = (metadata.table(&entity.table), is_draft(message, entity))
            {
                body.extend(write_draft(table, entity, exchange.writer()));
            } else if let Some(table) = metadata.table(&entity.table) {
                exchange.apply_annotations();
                let columns =
                    Columns::Named(entity.attributes.keys().map(Name::to_string).collect());
                let form = exchange.form(&columns);
                body.extend(write_row(table, entity, &form));
            }
            Reply::odata(StatusCode::OK, &body).with_applied(&exchange.applied)
        }
        ([only], Some(Value::Reference(reference))) if is(only, FieldType::EntityReference) => {
            let mut body = context_of(exchange, entity_fragment(exchange, &reference.table));
            if let Some(table) = metadata.table(&reference.table) {
                body.insert(table.primary_id.clone(), key(reference.id));
            }
            Reply::odata(StatusCode::OK, &body)
        }
        ([only], Some(value)) if is(only, FieldType::EntityCollection) => {
            let table = match value {
                Value::Collection(rows) => metadata.table(&rows.table),
                _ => None,
            };
            let fragment = table.map_or_else(
                || "#Collection(Microsoft.Dynamics.CRM.crmbaseentity)".to_owned(),
                |table| format!("#{}", table.entity_set),
            );
            let mut body = context_of(exchange, fragment);
            exchange.apply_annotations();
            let rows = match write_value(value, exchange.writer()) {
                Json::Null => Json::Array(Vec::new()),
                rows => rows,
            };
            body.insert("value".to_owned(), rows);
            Reply::odata(StatusCode::OK, &body).with_applied(&exchange.applied)
        }
        _ => {
            let fragment = match rules.response_context {
                ResponseContext::None if message.custom_api.is_some() => {
                    format!("#Microsoft.Dynamics.CRM.{}", message.name)
                }
                ResponseContext::None | ResponseContext::Suffix => context::response(&message.name),
            };
            let mut body = context_of(exchange, fragment);
            if outputs.values().any(has_rows) {
                exchange.apply_annotations();
            }
            let enumerations: Vec<_> = message.enumerations().collect();
            body.extend(outputs.iter().map(|(name, value)| {
                let of = enumerations.iter().find(|(known, _)| known == name);
                let value = match (of, value) {
                    (Some((_, of)), Value::Integer(number)) => of.text_of(*number, ", ").into(),
                    _ => write_value(value, exchange.writer()),
                };
                (name.to_string(), value)
            }));
            Reply::odata(StatusCode::OK, &body).with_applied(&exchange.applied)
        }
    }
}

/// Whether a row of the platform's own answer is not stored yet (MS-066).
fn is_draft(message: &Message, entity: &Entity) -> bool {
    message.custom_api.is_none() && entity.id.is_none()
}

/// Whether a result can have annotations.
const fn has_rows(value: &Value) -> bool {
    matches!(value, Value::Entity(_) | Value::Collection(_))
}

fn is(property: &Parameter, kind: FieldType) -> bool {
    property.kind == ValueType::Field(kind)
}

fn context_of(exchange: &WebApiRequest<'_>, fragment: String) -> Map<String, Json> {
    let mut body = Map::new();
    body.insert(
        "@odata.context".to_owned(),
        format!("{}/$metadata{fragment}", exchange.base()).into(),
    );
    body
}

fn entity_fragment(exchange: &WebApiRequest<'_>, table: &str) -> String {
    match exchange.metadata.table(table) {
        Some(table) => context::entity(&table.entity_set, None, &[]),
        None => "#Microsoft.Dynamics.CRM.crmbaseentity".to_owned(),
    }
}

fn key(id: Uuid) -> Json {
    Json::String(id.to_string())
}
