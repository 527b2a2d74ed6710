//! Messages of the platform that the Web API has as functions: `WhoAmI`, `RetrieveVersion()`,
//! `RetrieveCurrentOrganization(AccessType='Default')` (section 6.1, C-27).

use axum::http::{Method, StatusCode};
use dataverse_operation::fault::Fault;
use dataverse_protocol::odata::context;
use dataverse_protocol::odata::literal::Literal;
use dataverse_protocol::odata::path::Argument;
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::Value;

use super::exchange::{Exchange, malformed};
use super::operation::context_of;
use crate::door::reply::Reply;
use crate::payload::write_value;

/// A function with what stands in its address.
pub(super) struct FunctionCall {
    pub(super) name: String,
    pub(super) arguments: Vec<(String, Argument)>,
}

/// Calls a function of the platform.
pub(super) async fn call(exchange: &mut Exchange<'_>, call: FunctionCall) -> Result<Reply, Fault> {
    if *exchange.method() != Method::GET {
        return Err(exchange.no_resource());
    }
    let mut request = OrganizationRequest::new(&call.name);
    for (name, argument) in call.arguments {
        let value = value_of(exchange, &argument)?;
        request.parameters.insert(name, value);
    }
    let response = exchange.execute(request).await?;
    let mut body = context_of(exchange, context::response(&call.name));
    let metadata = exchange.organization.metadata();
    body.extend(
        response
            .results
            .iter()
            .map(|(name, value)| (name.clone(), write_value(value, metadata, &exchange.rules))),
    );
    Ok(Reply::odata(StatusCode::OK, &body))
}

/// An argument's value; a member of an enumeration is its name, however it is written.
fn value_of(exchange: &Exchange<'_>, argument: &Argument) -> Result<Value, Fault> {
    let literal = match argument {
        Argument::Literal(literal) => literal,
        Argument::Alias(alias) => match exchange.options.aliases.get(alias) {
            Some(literal) => literal,
            None => return Ok(Value::Null),
        },
    };
    match literal {
        Literal::Value(value) => Ok(value.clone()),
        Literal::Enumeration { member, .. } => Ok(Value::from(member.as_str())),
        Literal::Json(json) => Err(malformed(&format!(
            "'{json}' is no argument of a function of the platform"
        ))),
    }
}
