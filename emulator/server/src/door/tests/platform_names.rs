//! Every name of the platform that is not emulated is refused by every door where it can be written, in the same words.

use dataverse_model::platform_names::{self, NameKind, PlatformName};
use reqwest::Method;
use serde_json::Value as Json;

use crate::caller::{API, Caller};
use crate::{Settings, start};

const SERVICE: &str = "/XRMServices/2011/Organization.svc/web";
const ROW: &str = "accounts(acc00000-0000-4000-8000-000000000001)";
/// The largest number of requests in a batch.
const PARTS: usize = 1000;

/// A request of a batch: a URL below the root of the Web API, and header lines.
struct Part {
    known: &'static PlatformName,
    url: String,
    header: String,
}

fn part(known: &'static PlatformName, url: String) -> Part {
    let header = String::new();
    Part { known, url, header }
}

/// What a client of the Web API can write with a name.
fn parts(known: &'static PlatformName) -> Vec<Part> {
    let name = &known.name;
    match known.kind {
        NameKind::Message => vec![
            part(known, name.clone()),
            part(known, format!("{name}(Target=@p)?@p={{\"a\":1}}")),
            part(known, format!("{ROW}/Microsoft.Dynamics.CRM.{name}")),
            part(known, format!("accounts/Microsoft.Dynamics.CRM.{name}()")),
        ],
        NameKind::Table => {
            let set = known.entity_set.as_deref().unwrap_or_default();
            vec![
                part(known, set.to_owned()),
                part(known, format!("{set}({})/name", uuid::Uuid::nil())),
                part(known, linked(name)),
            ]
        }
        NameKind::Property => {
            let table = known.table.as_deref().unwrap_or_default();
            let set = format!("{table}s");
            let id = uuid::Uuid::nil();
            vec![
                part(known, format!("{set}?$select={name}")),
                part(known, format!("{set}?$filter={name}%20eq%20null")),
                part(known, format!("{set}?$expand={name}")),
                part(known, format!("{set}?$orderby={name}/name")),
                part(known, format!("{set}({id})/{name}")),
            ]
        }
        NameKind::MetadataSet => vec![
            part(known, name.clone()),
            part(
                known,
                format!("{name}(LogicalName='account')/Attributes?$filter=a%20or"),
            ),
        ],
        NameKind::Address => vec![part(known, name.clone())],
        NameKind::QueryOption => vec![
            part(known, format!("accounts?{name}=x")),
            part(known, format!("{ROW}?{name}=x")),
        ],
        NameKind::Header => vec![Part {
            header: format!("{name}: x"),
            ..part(known, "accounts".to_owned())
        }],
        // No part of a batch has the address of a service.
        NameKind::Service | NameKind::Parameter => Vec::new(),
    }
}

fn linked(table: &str) -> String {
    let query = format!(
        "<fetch><entity name='account'><link-entity name='{table}' from='x' to='accountid'/></entity></fetch>"
    );
    let query = query
        .replace('<', "%3C")
        .replace('>', "%3E")
        .replace(' ', "%20");
    format!("accounts?fetchXml={query}")
}

/// What a client of the SDK can write with a name, as the parameters of a message.
fn calls(known: &PlatformName) -> Vec<(String, String)> {
    let name = known.name.as_str();
    let execute = "ExecuteBackgroundOperation".to_owned();
    match known.kind {
        NameKind::Message => vec![
            (name.to_owned(), String::new()),
            (name.to_owned(), pair("X", "a:NoType", "")),
            (execute.clone(), inside(name, "")),
            (execute, inside(name, &pair("X", "a:NoType", ""))),
        ],
        NameKind::Table => vec![
            (
                "Create".to_owned(),
                pair(
                    "Target",
                    "a:Entity",
                    &format!("<a:LogicalName>{name}</a:LogicalName>"),
                ),
            ),
            (
                "RetrieveMultiple".to_owned(),
                pair(
                    "Query",
                    "a:FetchExpression",
                    &format!("<a:Query>&lt;fetch>&lt;entity name='{name}'/>&lt;/fetch></a:Query>"),
                ),
            ),
        ],
        NameKind::Property => {
            let table = known.table.as_deref().unwrap_or_default();
            let row = format!(
                "<a:Attributes><a:KeyValuePairOfstringanyType><b:key>{name}</b:key><b:value i:nil='true'/></a:KeyValuePairOfstringanyType></a:Attributes><a:LogicalName>{table}</a:LogicalName>"
            );
            vec![("Create".to_owned(), pair("Target", "a:Entity", &row))]
        }
        _ => Vec::new(),
    }
}

fn inside(name: &str, parameters: &str) -> String {
    let request =
        format!("<a:Parameters>{parameters}</a:Parameters><a:RequestName>{name}</a:RequestName>");
    pair("Request", "a:OrganizationRequest", &request)
}

fn pair(key: &str, kind: &str, value: &str) -> String {
    format!(
        "<a:KeyValuePairOfstringanyType><b:key>{key}</b:key><b:value i:type='{kind}'>{value}</b:value></a:KeyValuePairOfstringanyType>"
    )
}

fn envelope(name: &str, parameters: &str) -> String {
    format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns:a='http://schemas.microsoft.com/xrm/2011/Contracts' \
         xmlns:b='http://schemas.datacontract.org/2004/07/System.Collections.Generic' xmlns:i='http://www.w3.org/2001/XMLSchema-instance'>\
         <s:Body><Execute xmlns='http://schemas.microsoft.com/xrm/2011/Contracts/Services'><request><a:Parameters>{parameters}</a:Parameters>\
         <a:RequestName>{name}</a:RequestName></request></Execute></s:Body></s:Envelope>"
    )
}

async fn batch(caller: &Caller, parts: &[Part]) -> String {
    let mut body = String::new();
    for Part { url, header, .. } in parts {
        let header = match header.as_str() {
            "" => String::new(),
            line => format!("{line}\r\n"),
        };
        body.push_str(&format!(
            "--b\r\nContent-Type: application/http\r\n\r\nGET {API}/{url} HTTP/1.1\r\n{header}\r\n"
        ));
    }
    body.push_str("--b--\r\n");
    let request = caller
        .request(Method::POST, &format!("{API}/$batch"))
        .header("content-type", "multipart/mixed; boundary=b")
        .header("prefer", "odata.continue-on-error")
        .body(body);
    request.send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn the_web_api_refuses_each_name_in_every_place_and_in_batches() {
    let running = start(Settings::default()).await.unwrap();
    let caller = Caller::of(running.url());
    let all: Vec<Part> = platform_names::all().iter().flat_map(parts).collect();
    for sent in all.chunks(PARTS) {
        let answer = batch(&caller, sent).await;
        let answers: Vec<&str> = answer.split("HTTP/1.1 ").skip(1).collect();
        assert_eq!(answers.len(), sent.len());
        for (Part { known, url, .. }, answer) in sent.iter().zip(answers) {
            let refusal = known.refusal();
            assert!(answer.starts_with("501 "), "{url}: {answer}");
            let json = answer.lines().find(|line| line.starts_with('{')).unwrap();
            let json: Json = serde_json::from_str(json).unwrap();
            assert_eq!(json["error"]["code"], refusal.hex(), "{url}");
            assert_eq!(json["error"]["message"], refusal.message, "{url}");
        }
    }
    running.shutdown().await;
}

#[tokio::test]
async fn the_sdk_refuses_each_message_and_table_before_it_reads_values() {
    let running = start(Settings::default()).await.unwrap();
    let caller = Caller::of(running.url());
    for known in platform_names::all() {
        for (name, parameters) in calls(known) {
            let request = caller
                .request(Method::POST, SERVICE)
                .body(envelope(&name, &parameters));
            let answer = request.send().await.unwrap().text().await.unwrap();
            let refusal = known.refusal();
            let message = format!("<Message>{}</Message>", refusal.message);
            let code = format!("<ErrorCode>{}</ErrorCode>", refusal.code);
            assert!(answer.contains(&message), "{name} {known}: {answer}");
            assert!(answer.contains(&code), "{name} {known}: {answer}");
        }
    }
    running.shutdown().await;
}

#[tokio::test]
async fn each_service_beside_the_web_api_is_refused_with_all_that_is_behind_it() {
    let running = start(Settings::default()).await.unwrap();
    let caller = Caller::of(running.url());
    let services = platform_names::all().iter();
    for known in services.filter(|known| known.kind == NameKind::Service) {
        for path in [
            known.name.clone(),
            format!("{}/v2.0/query", known.name.to_lowercase()),
        ] {
            let answer = caller.request(Method::POST, &path).send().await.unwrap();
            assert_eq!(answer.status(), 501, "{path}");
            let text = answer.text().await.unwrap();
            let json: Json = serde_json::from_str(&text).unwrap();
            assert_eq!(json["error"]["message"], known.refusal().message, "{path}");
        }
        let beside = format!("{}x", known.name);
        let answer = caller.request(Method::POST, &beside).send().await.unwrap();
        assert_eq!(answer.status(), 404, "{beside}");
    }
    running.shutdown().await;
}
