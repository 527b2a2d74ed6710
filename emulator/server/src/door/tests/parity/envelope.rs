//! A request of the SDK, made of parameters in JSON: read by the types that the message declares, and written as an
//! envelope.

use dataverse_limits::Limits;
use dataverse_model::message::{Message, Parameter, ValueType};
use dataverse_model::payload::{PayloadReader, read_field};
use dataverse_operation::rules::Rules;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::soap;
use dataverse_protocol::value::Value;
use serde_json::{Map, Value as Json};

use crate::organization::Organization;

/// The request with these parameters, for an organization that has the tables of its rows.
pub(super) fn request_of(
    organization: &Organization,
    name: &str,
    parameters: &Map<String, Json>,
) -> OrganizationRequest {
    let message = organization.registry().message(name).unwrap();
    let mut request = OrganizationRequest::new(name);
    for (name, json) in parameters {
        let value = value_of(organization, &message, name, json);
        request.parameters.insert(name.as_str().into(), value);
    }
    request
}

/// A value of a parameter; of the type of a request it is a message with its parameters.
fn value_of(organization: &Organization, message: &Message, name: &str, json: &Json) -> Value {
    let parameter = message.parameter(name);
    let parameter = parameter.unwrap_or_else(|| panic!("{} has no {name}", message.name));
    if parameter.kind == ValueType::Request {
        let inner = json["message"].as_str().unwrap();
        return request_of(organization, inner, json["parameters"].as_object().unwrap()).into();
    }
    let (registry, rules) = (organization.registry(), Rules::default());
    let parameter = Parameter {
        web: None,
        ..parameter.clone()
    };
    let reader = PayloadReader::new(registry.metadata(), &rules);
    let read = read_field(&parameter, json, reader);
    read.unwrap_or_else(|fault| panic!("{} {name}: {}", message.name, fault.message))
}

/// The envelope of a request, and of parameters that are XML already.
pub(super) fn envelope(request: OrganizationRequest, more: &str) -> String {
    let reply = soap::read(around("WhoAmI", "").as_bytes(), &Limits::DEFAULT)
        .unwrap()
        .reply;
    // Results are written as parameters are.
    let response = OrganizationResponse {
        results: request.parameters,
    };
    let written = soap::write_response(&reply, &response).unwrap();
    let results = written.split_once("<a:Results").map(|(_, rest)| rest);
    let results = results.and_then(|rest| rest.split_once('>'));
    let parameters = results.and_then(|(_, rest)| rest.split_once("</a:Results>"));
    let parameters = parameters.map_or("", |(parameters, _)| parameters);
    around(&request.name, &format!("{parameters}{more}"))
}

/// The envelope of a message with these parameters.
fn around(name: &str, parameters: &str) -> String {
    format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns:a='http://schemas.microsoft.com/xrm/2011/Contracts' \
         xmlns:b='http://schemas.datacontract.org/2004/07/System.Collections.Generic' xmlns:c='http://www.w3.org/2001/XMLSchema' \
         xmlns:i='http://www.w3.org/2001/XMLSchema-instance'>\
         <s:Body><Execute xmlns='http://schemas.microsoft.com/xrm/2011/Contracts/Services'><request><a:Parameters>{parameters}</a:Parameters>\
         <a:RequestName>{name}</a:RequestName></request></Execute></s:Body></s:Envelope>"
    )
}
