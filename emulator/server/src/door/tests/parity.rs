//! The same request by both doors leaves the same rows (SO-020): for every message that changes something, a case in
//! `parity/cases.json` sends it over the Web API to one new organization and over the SDK to another, and the rows of all
//! tables are compared.
//!
//! The catalogue of messages says which cases there have to be. The parameters are JSON for both doors; for the SDK they are
//! read by the types that the message declares and written as an envelope.

use std::collections::{BTreeMap, BTreeSet};

use dataverse_limits::Limits;
use dataverse_model::message::{Message, Scope, ValueType};
use dataverse_model::payload::{PayloadReader, read_field};
use dataverse_operation::rules::Rules;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::soap;
use dataverse_protocol::value::Value;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use crate::caller::{API, Caller};
use crate::organization::Organization;
use crate::{Settings, start};

const SERVICE: &str = "/XRMServices/2011/Organization.svc/web";
const ORGANIZATIONS: &str = "/_emulator/v1/organizations";
const NOW: &str = "2026-01-02T03:04:05Z";

/// What no row is compared by: its version, and its place among others.
const UNCOMPARED: [&str; 3] = ["@odata.etag", "versionnumber", "sequence"];

/// One message by both doors.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    message: String,
    /// Requests of the Web API before, for both organizations: method, path and body.
    #[serde(default)]
    before: Vec<(String, String, Json)>,
    /// Method and path of the Web API.
    #[serde(default)]
    web: String,
    /// A header of the request.
    #[serde(default)]
    header: Option<(String, String)>,
    /// The body, which has the parameters of the SDK, too.
    #[serde(default)]
    body: Map<String, Json>,
    /// The parameters of the SDK, in place of those of the body.
    #[serde(default)]
    sdk: Option<Map<String, Json>>,
    /// Parameters of the SDK besides those of the body.
    #[serde(default)]
    more: Map<String, Json>,
    /// Why the message cannot be compared.
    #[serde(default)]
    apart: String,
}

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("parity/cases.json")).unwrap()
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
    let parameter = dataverse_model::message::Parameter {
        web: None,
        ..parameter.clone()
    };
    let reader = PayloadReader::new(registry.metadata(), &rules);
    let read = read_field(&parameter, json, reader);
    read.unwrap_or_else(|fault| panic!("{} {name}: {}", message.name, fault.message))
}

fn request_of(
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

/// The envelope of a request. Results are written as parameters are.
fn envelope(request: OrganizationRequest) -> String {
    let around = |parameters: &str| {
        format!(
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns:a='http://schemas.microsoft.com/xrm/2011/Contracts' \
             xmlns:b='http://schemas.datacontract.org/2004/07/System.Collections.Generic' xmlns:c='http://www.w3.org/2001/XMLSchema' \
             xmlns:i='http://www.w3.org/2001/XMLSchema-instance'>\
             <s:Body><Execute xmlns='http://schemas.microsoft.com/xrm/2011/Contracts/Services'><request><a:Parameters>{parameters}</a:Parameters>\
             <a:RequestName>{}</a:RequestName></request></Execute></s:Body></s:Envelope>",
            request.name
        )
    };
    let reply = soap::read(around("").as_bytes(), &Limits::DEFAULT)
        .unwrap()
        .reply;
    let response = OrganizationResponse {
        results: request.parameters.clone(),
    };
    let written = soap::write_response(&reply, &response).unwrap();
    let results = written.split_once("<a:Results").map(|(_, rest)| rest);
    let results = results.and_then(|rest| rest.split_once('>'));
    let parameters = results.and_then(|(_, rest)| rest.split_once("</a:Results>"));
    around(parameters.map_or("", |(parameters, _)| parameters))
}

/// A new organization whose clock stands still.
async fn organization(host: &Caller) -> Caller {
    let settings = json!({"clock": {"mode": "manual", "now": NOW}});
    let made = host.ok(Method::POST, ORGANIZATIONS, settings).await;
    Caller::of(made["url"].as_str().unwrap())
}

/// Sends a request of the Web API, and says why it fails.
async fn send(
    caller: &Caller,
    (method, path): (&str, &str),
    header: Option<&(String, String)>,
    body: &Json,
) -> Result<(), String> {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let request = caller.request(method, &format!("{API}/{path}"));
    let mut request = request.header("content-type", "application/json");
    if let Some((name, value)) = header {
        request = request.header(name, value);
    }
    let answer = request.body(body.to_string()).send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    match status.is_success() {
        true => Ok(()),
        false => Err(format!("{path} over the Web API: {status} {text}")),
    }
}

/// The text with one word in the place of every id.
fn without_ids(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let id = rest.get(..36).filter(|id| id.parse::<uuid::Uuid>().is_ok());
        match id {
            Some(_) => {
                out.push_str("<id>");
                rest = &rest[36..];
            }
            None => {
                out.push(next);
                rest = &rest[next.len_utf8()..];
            }
        }
    }
    out
}

/// Every row of every table, without its ids, by entity set.
async fn rows(caller: &Caller) -> BTreeMap<String, Vec<String>> {
    let sets = caller
        .get(&format!("{API}/EntityDefinitions?$select=EntitySetName"))
        .await;
    let sets: BTreeSet<&str> = sets["value"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|table| table["EntitySetName"].as_str())
        // Its name is that of the test's organization.
        .filter(|set| *set != "organizations")
        .collect();
    let mut all = BTreeMap::new();
    for set in sets {
        let found = caller.get(&format!("{API}/{set}")).await;
        let found = found["value"].as_array().unwrap().iter();
        let mut rows: Vec<String> = found
            .map(|row| {
                let mut row = row.as_object().unwrap().clone();
                row.retain(|name, _| !UNCOMPARED.contains(&name.as_str()));
                without_ids(&Json::Object(row).to_string())
            })
            .collect();
        rows.sort_unstable();
        all.insert(set.to_owned(), rows);
    }
    all
}

async fn settle(caller: &Caller) {
    let path = "/_emulator/v1/settle";
    caller.ok(Method::POST, path, json!({})).await;
}

/// Runs a case, and says where the doors differ.
async fn compare(host: &Caller, organization: &Organization, case: &Case) -> Result<(), String> {
    let web = self::organization(host).await;
    let sdk = self::organization(host).await;
    for caller in [&web, &sdk] {
        for (method, path, body) in &case.before {
            send(caller, (method, path), None, body).await?;
        }
    }
    let address = case.web.split_once(' ').unwrap();
    let body = Json::Object(case.body.clone());
    send(&web, address, case.header.as_ref(), &body).await?;
    let mut parameters = case.sdk.clone().unwrap_or_else(|| case.body.clone());
    parameters.extend(case.more.clone());
    let request = request_of(organization, &case.message, &parameters);
    let sent = sdk.request(Method::POST, SERVICE).body(envelope(request));
    let answer = sent.send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    if !status.is_success() {
        return Err(format!("over the SDK: {status} {text}"));
    }
    settle(&web).await;
    settle(&sdk).await;
    let (by_web, by_sdk) = (rows(&web).await, rows(&sdk).await);
    let sets: BTreeSet<&String> = by_web.keys().chain(by_sdk.keys()).collect();
    for set in sets {
        let (web, sdk) = (by_web.get(set), by_sdk.get(set));
        let without = |own: Option<&Vec<String>>, other: Option<&Vec<String>>| {
            let other: BTreeSet<&String> = other.into_iter().flatten().collect();
            let own = own.into_iter().flatten();
            own.filter(|row| !other.contains(row))
                .cloned()
                .collect::<Vec<_>>()
        };
        if web != sdk {
            return Err(format!(
                "leaves other rows of {set}: by the Web API {:#?}, by the SDK {:#?}",
                without(web, sdk),
                without(sdk, web)
            ));
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_leaves_the_same_rows_by_both_doors() {
    let running = start(Settings::default()).await.unwrap();
    let organization = running.organization();
    let host = Caller::of(running.url());
    let cases = cases();
    let registry = organization.registry();
    let catalogue = registry.message_names().filter(|name| {
        let message = registry.message(name);
        message.is_some_and(|message| {
            let changes = !matches!(
                message.scope,
                Scope::Reads | Scope::ReadsRows | Scope::ReadsOwnedRows
            );
            message.custom_api.is_none() && changes
        })
    });
    let known: BTreeSet<&str> = cases.iter().map(|case| case.message.as_str()).collect();
    let missing: Vec<&str> = catalogue.filter(|name| !known.contains(name)).collect();
    assert_eq!(
        missing,
        Vec::<&str>::new(),
        "cases.json has no case of these"
    );
    let mut different = Vec::new();
    for case in cases.iter().filter(|case| case.apart.is_empty()) {
        if let Err(why) = compare(&host, &organization, case).await {
            different.push(format!("{}: {why}", case.message));
        }
    }
    running.shutdown().await;
    assert!(different.is_empty(), "{}", different.join("\n"));
}
