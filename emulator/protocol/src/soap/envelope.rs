//! Reads an envelope: its headers, its operation and the request in it.

use dataverse_limits::Limits;
use uuid::Uuid;

use super::error::SoapError;
use super::name::{CONTRACTS, ENVELOPE, GENERIC, SERVICES};
use super::node::{self, Node};
use super::{Call, Headers, Operation, Reply, ResponseType};
use super::{complex, query, values};
use crate::complex::RELATIONSHIP;
use crate::query::alias_sources::AliasSources;
use crate::request::OrganizationRequest;
use crate::value::{EntityReference, Value};

/// Reads an envelope into a call.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Call, SoapError> {
    node::read(bytes, limits, |envelope| {
        if !envelope.is(ENVELOPE, "Envelope") {
            return Err(envelope.unexpected("a SOAP 1.1 `Envelope`"));
        }
        let body = envelope
            .child(ENVELOPE, "Body")
            .ok_or_else(|| envelope.missing("Body"))?;
        let [operation] = body.children.as_slice() else {
            return Err(body.missing("exactly one operation"));
        };
        let (operation, request, reply) = call(operation)?;
        Ok(Call {
            operation,
            reply,
            request,
            headers: match envelope.child(ENVELOPE, "Header") {
                Some(header) => headers(header)?,
                None => Headers::default(),
            },
        })
    })
}

/// Headers that change what Dataverse does or says, and that are not read.
const WITHOUT_EFFECT: [&str; 4] = [
    "CallerRegardingObjectId",
    "IsOfflinePlayback",
    "LanguageCodeOverride",
    "OutlookSyncOperationType",
];

/// Whether a header asks for something.
fn asks(value: &str) -> bool {
    let value = value.trim();
    !matches!(value, "0" | "false") && value.parse() != Ok(Uuid::nil())
}

fn headers(header: &Node<'_>) -> Result<Headers, SoapError> {
    let caller = |name| {
        let Some(caller) = header.member(name) else {
            return Ok(None);
        };
        // The SDK sends an empty guid without impersonation.
        values::guid(caller).map(|id| Some(id).filter(|id| !id.is_nil()))
    };
    Ok(Headers {
        caller_id: caller("CallerId")?,
        caller_object_id: caller("CallerObjectId")?,
        sdk_client_version: header.optional("SdkClientVersion").map(str::to_owned),
        without_effect: WITHOUT_EFFECT
            .into_iter()
            .filter(|name| header.optional(name).is_some_and(asks))
            .map(str::to_owned)
            .collect(),
    })
}

type Carried = (Operation, OrganizationRequest, Reply);

fn call(node: &Node<'_>) -> Result<Carried, SoapError> {
    let plain = |operation, request: OrganizationRequest| {
        let reply = reply(operation, &request, ResponseType::Plain);
        Ok((operation, request, reply))
    };
    if node.name.namespace != SERVICES {
        return Err(node.unexpected("an operation of the organization service"));
    }
    match node.name.local {
        "Execute" => {
            let node = argument(node, "request")?;
            let request = values::request(node)?;
            let reply = executed(node, &request);
            Ok((Operation::Execute, request, reply))
        }
        "Create" => plain(Operation::Create, written(node, "Create")?),
        "Update" => plain(Operation::Update, written(node, "Update")?),
        "Retrieve" => {
            let columns = query::columns(argument(node, "columnSet")?)?;
            let request = OrganizationRequest::new("Retrieve")
                .with("Target", reference(node)?)
                .with("ColumnSet", columns);
            plain(Operation::Retrieve, request)
        }
        "Delete" => {
            let request = OrganizationRequest::new("Delete").with("Target", reference(node)?);
            plain(Operation::Delete, request)
        }
        "RetrieveMultiple" => {
            let query = query::read(argument(node, "query")?)?;
            let request = OrganizationRequest::new("RetrieveMultiple").with("Query", query);
            plain(Operation::RetrieveMultiple, request)
        }
        "Associate" => plain(Operation::Associate, associated(node, "Associate")?),
        "Disassociate" => plain(Operation::Disassociate, associated(node, "Disassociate")?),
        _ => Err(node.unexpected("an operation of the organization service")),
    }
}

/// The form of the response to a call of an operation.
fn reply(operation: Operation, request: &OrganizationRequest, response: ResponseType) -> Reply {
    Reply {
        operation,
        message: request.name.clone(),
        response,
        aliases: AliasSources::of_request(request),
        enumerations: Vec::new(),
        inside: Vec::new(),
    }
}

/// The form of the response to an executed request, and to the requests inside it.
fn executed(node: &Node<'_>, request: &OrganizationRequest) -> Reply {
    let mut written = reply(Operation::Execute, request, response_type(node));
    let parameters = node.items("Parameters").iter();
    for (pair, value) in parameters.zip(request.parameters.values()) {
        if let (Some(nodes), Value::Requests(requests)) = (pair.child(GENERIC, "value"), value) {
            let inside = nodes.children.iter().zip(requests);
            written.inside = inside
                .map(|(node, request)| executed(node, request))
                .collect();
        }
    }
    written
}

/// Reads the request of `Associate` or `Disassociate`.
fn associated(node: &Node<'_>, message: &str) -> Result<OrganizationRequest, SoapError> {
    let id: Uuid = values::guid(argument(node, "entityId")?)?;
    let table = argument(node, "entityName")?.text.trim();
    let relationship = complex::instance(argument(node, "relationship")?, &RELATIONSHIP)?;
    let related = argument(node, "relatedEntities")?.children.iter();
    let related = related.map(values::reference).collect::<Result<_, _>>()?;
    Ok(OrganizationRequest::new(message)
        .with("Target", EntityReference::new(table, id))
        .with("Relationship", relationship)
        .with("RelatedEntities", Value::References(related)))
}

/// The response type of a typed request: `RetrieveResponse` for a `RetrieveRequest`.
fn response_type(request: &Node<'_>) -> ResponseType {
    let Some(kind) = request.kind else {
        return ResponseType::Plain;
    };
    match kind.local.strip_suffix("Request") {
        Some("Organization") if kind.namespace == CONTRACTS => ResponseType::Plain,
        Some(message) => ResponseType::Typed {
            namespace: kind.namespace.to_owned(),
            name: format!("{message}Response"),
        },
        None => ResponseType::Plain,
    }
}

/// Reads the request of `Create` or `Update`. These operations have no `ConcurrencyBehavior`, so the row version is
/// dropped.
fn written(node: &Node<'_>, message: &str) -> Result<OrganizationRequest, SoapError> {
    let target = values::entity(argument(node, "entity")?);
    let mut target = target.map_err(|cause| SoapError::Parameter {
        message: message.to_owned(),
        parameter: "Target".to_owned(),
        cause: Box::new(cause),
    })?;
    target.row_version = None;
    Ok(OrganizationRequest::new(message).with("Target", target))
}

fn reference(node: &Node<'_>) -> Result<Value, SoapError> {
    let id: Uuid = values::guid(argument(node, "id")?)?;
    let table = argument(node, "entityName")?.text.trim();
    Ok(EntityReference::new(table, id).into())
}

fn argument<'n, 'x>(node: &'n Node<'x>, name: &'static str) -> Result<&'n Node<'x>, SoapError> {
    node.child(SERVICES, name)
        .filter(|argument| !argument.nil)
        .ok_or_else(|| node.missing(name))
}
