//! Definitions of tables as clients write them: `EntityDefinitions`, `RelationshipDefinitions` and
//! `GlobalOptionSetDefinitions` with POST, PUT and DELETE (MD-00B). Each request becomes one message.

mod address;
mod body;

use axum::http::{HeaderName, Method, StatusCode, header};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Value;
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use self::address::{Address, Named};
pub(super) use self::address::{Addressed, addressed};
use super::web_api_request::WebApiRequest;
use crate::door::reply::Reply;

const ENTITY_ID: HeaderName = HeaderName::from_static("odata-entityid");
/// Whether labels in languages that a change does not name stay.
const MERGE_LABELS: &str = "mscrm.mergelabels";

/// Answers a request that changes definitions.
pub(super) async fn answer(
    exchange: &mut WebApiRequest<'_>,
    addressed: Addressed,
) -> Result<Reply, Fault> {
    let Addressed { address, cast } = addressed;
    match (exchange.method().clone(), address) {
        (Method::POST, Address::Tables) => create_table(exchange).await,
        (Method::POST, Address::Columns(table)) => create_column(exchange, table).await,
        (Method::POST, Address::Keys(table)) => create_key(exchange, table).await,
        (Method::POST, Address::Relationships) => create_relationship(exchange).await,
        (Method::POST, Address::OptionSets) => create_option_set(exchange).await,
        (Method::PUT, address) => update(exchange, address, cast).await,
        (Method::DELETE, address) => delete(exchange, address).await,
        (Method::PATCH, address) => Err(Fault::new(
            code::ODATA,
            format!("Operation not supported on {}", address.type_name()),
        )
        .with_http_status(StatusCode::METHOD_NOT_ALLOWED.as_u16())),
        _ => Err(exchange.no_verb()),
    }
}

async fn create_table(exchange: &mut WebApiRequest<'_>) -> Result<Reply, Fault> {
    let mut body = exchange.row_body("EntityMetadata")?;
    if let Some(Json::Array(columns)) = body.get_mut("Attributes") {
        for column in columns.iter_mut().filter_map(Json::as_object_mut) {
            body::bind_option_set(exchange, column)?;
        }
    }
    let request = body::request(exchange, "CreateEntity", &[("Entity", body)])?;
    let id = id_of(&run(exchange, request).await?, "EntityId");
    let place = format!("EntityDefinitions({id})");
    Ok(created(exchange, &place))
}

async fn create_column(exchange: &mut WebApiRequest<'_>, table: Named) -> Result<Reply, Fault> {
    let name = table.table_name(exchange)?;
    let mut body = exchange.row_body("AttributeMetadata")?;
    body::bind_option_set(exchange, &mut body)?;
    let request = body::request(exchange, "CreateAttribute", &[("Attribute", body)])?;
    let request = request.with("EntityName", name.as_str());
    let id = id_of(&run(exchange, request).await?, "AttributeId");
    let table = table.address(exchange);
    Ok(created(exchange, &format!("{table}/Attributes({id})")))
}

async fn create_key(exchange: &mut WebApiRequest<'_>, table: Named) -> Result<Reply, Fault> {
    let name = table.table_name(exchange)?;
    let body = exchange.row_body("EntityKeyMetadata")?;
    let request = body::request(exchange, "CreateEntityKey", &[("EntityKey", body)])?;
    let request = request.with("EntityName", name.as_str());
    let id = id_of(&run(exchange, request).await?, "EntityKeyId");
    let table = table.address(exchange);
    Ok(created(exchange, &format!("{table}/Keys({id})")))
}

async fn create_relationship(exchange: &mut WebApiRequest<'_>) -> Result<Reply, Fault> {
    let mut body = exchange.row_body("RelationshipMetadataBase")?;
    let (request, result) = match body::type_of(&body) {
        Some("ManyToManyRelationshipMetadata") => (
            body::request(
                exchange,
                "CreateManyToMany",
                &[("ManyToManyRelationship", body)],
            )?,
            "ManyToManyRelationshipId",
        ),
        Some("OneToManyRelationshipMetadata") => {
            let lookup = match body.remove("Lookup") {
                Some(Json::Object(lookup)) => lookup,
                _ => {
                    return Err(Fault::invalid_argument(
                        "The relationship has no 'Lookup': expected the definition of its column.",
                    ));
                }
            };
            let parts = [("OneToManyRelationship", body), ("Lookup", lookup)];
            (
                body::request(exchange, "CreateOneToMany", &parts)?,
                "RelationshipId",
            )
        }
        _ => {
            return Err(Fault::invalid_argument(
                "The relationship has no type: expected '@odata.type' to be Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata or Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata.",
            ));
        }
    };
    let id = id_of(&run(exchange, request).await?, result);
    Ok(created(exchange, &format!("RelationshipDefinitions({id})")))
}

async fn create_option_set(exchange: &mut WebApiRequest<'_>) -> Result<Reply, Fault> {
    let body = exchange.row_body("OptionSetMetadata")?;
    let request = body::request(exchange, "CreateOptionSet", &[("OptionSet", body)])?;
    let id = id_of(&run(exchange, request).await?, "OptionSetId");
    let place = format!("GlobalOptionSetDefinitions({id})");
    Ok(created(exchange, &place))
}

async fn update(
    exchange: &mut WebApiRequest<'_>,
    address: Address,
    cast: Option<String>,
) -> Result<Reply, Fault> {
    let mut body = exchange.row_body(address.type_name())?;
    // What was read behind a cast does not say its type again.
    if let Some(kind) = cast {
        let kind = Json::String(format!("#{kind}"));
        body.entry("@odata.type").or_insert(kind);
    }
    let merge = exchange.inbound.header(MERGE_LABELS);
    let merge = merge.is_some_and(|value| value.trim().eq_ignore_ascii_case("true"));
    let (message, parameter, named, table) = match &address {
        Address::Table(table) => {
            let name = table.table_name(exchange)?;
            ("UpdateEntity", "Entity", ("LogicalName", name), None)
        }
        Address::Column { table, column } => {
            let of = table.table_name(exchange)?;
            let name = column.column_name(exchange, &of)?;
            body::bind_option_set(exchange, &mut body)?;
            (
                "UpdateAttribute",
                "Attribute",
                ("LogicalName", name),
                Some(of),
            )
        }
        Address::Relationship(of) => {
            let name = of.relationship_name(exchange)?;
            (
                "UpdateRelationship",
                "Relationship",
                ("SchemaName", name),
                None,
            )
        }
        Address::OptionSet(of) => {
            let name = of.option_set_name(exchange)?;
            ("UpdateOptionSet", "OptionSet", ("Name", name), None)
        }
        _ => return Err(exchange.no_verb()),
    };
    // The address says what is changed, whatever the body calls it.
    body.remove("MetadataId");
    body.insert(named.0.to_owned(), Json::String(named.1));
    let mut request = body::request(exchange, message, &[(parameter, body)])?;
    request = request.with("MergeLabels", merge);
    if let Some(table) = table {
        request = request.with("EntityName", table.as_str());
    }
    run(exchange, request).await?;
    Ok(Reply::odata_empty(StatusCode::NO_CONTENT))
}

async fn delete(exchange: &mut WebApiRequest<'_>, address: Address) -> Result<Reply, Fault> {
    let request = match &address {
        Address::Table(table) => OrganizationRequest::new("DeleteEntity")
            .with("LogicalName", table.table_name(exchange)?.as_str()),
        Address::Column { table, column } => {
            let table = table.table_name(exchange)?;
            let column = column.column_name(exchange, &table)?;
            OrganizationRequest::new("DeleteAttribute")
                .with("EntityLogicalName", table.as_str())
                .with("LogicalName", column.as_str())
        }
        Address::Key { table, key } => {
            let table = table.table_name(exchange)?;
            let key = key.key_name(exchange, &table)?;
            OrganizationRequest::new("DeleteEntityKey")
                .with("EntityLogicalName", table.as_str())
                .with("Name", key.as_str())
        }
        Address::Relationship(of) => OrganizationRequest::new("DeleteRelationship")
            .with("Name", of.relationship_name(exchange)?.as_str()),
        Address::OptionSet(of) => OrganizationRequest::new("DeleteOptionSet")
            .with("Name", of.option_set_name(exchange)?.as_str()),
        _ => return Err(exchange.no_verb()),
    };
    run(exchange, request).await?;
    Ok(Reply::odata_empty(StatusCode::NO_CONTENT))
}

/// Runs the message, with the solution that a header names.
async fn run(
    exchange: &mut WebApiRequest<'_>,
    mut request: OrganizationRequest,
) -> Result<OrganizationResponse, Fault> {
    if let Some(solution) = exchange.solution()
        && !request.name.starts_with("Delete")
    {
        request = request.with("SolutionUniqueName", solution);
    }
    exchange.execute(request).await
}

fn id_of(response: &OrganizationResponse, result: &str) -> Uuid {
    let id = response.results.get(result).and_then(Value::as_guid);
    id.unwrap_or_default()
}

/// The answer to the creation of something at this place.
fn created(exchange: &WebApiRequest<'_>, place: &str) -> Reply {
    let address = format!("{}/{place}", exchange.base());
    Reply::odata_empty(StatusCode::NO_CONTENT)
        .with_header(ENTITY_ID, &address)
        .with_header(header::LOCATION, &address)
}

/// The members of a JSON object.
type Members = Map<String, Json>;
