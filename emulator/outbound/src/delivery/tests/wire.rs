//! The request of each kind of endpoint, on the wire and in the journal.

use super::*;
use crate::journal::EntryKind;

/// The part of a request that follows the configured headers.
const REST: &str = "content-type: application/json; charset=utf-8\r
x-ms-dynamics-organization: contoso.crm.dynamics.com\r
x-ms-dynamics-entity-name: account\r
x-ms-dynamics-request-name: Create\r
x-ms-correlation-request-id: 00000000-0000-0000-0000-000000000001\r
x-request-id: 00000000-0000-0000-0000-000000000002\r
accept: */*\r
host: <host>\r
content-length: 21\r
\r
{\"Url\":\"https:\\/\\/h\"}";

/// The request and the journal entry of a delivery, with the host's name replaced.
async fn arrives(authtype: i32, authvalue: &str) -> (String, Json) {
    let (host, mut requests) = host(OK).await;
    let around = Around::new(PATIENT);
    let row = endpoint(&format!("{host}/a%2Fb?own=%2B"), authtype, authvalue);
    around.deliver(&row, &delivery()).await.unwrap();
    let own = host.trim_start_matches("http://");
    let request = requests.recv().await.unwrap().replace(own, "<host>");
    let mut noted = around.noted();
    assert_eq!(noted.len(), 1);
    (request, noted.remove(0))
}

#[tokio::test]
async fn a_key_is_in_the_address_on_the_wire() {
    let (request, noted) = arrives(4, "ke y+=").await;
    let line = "POST /a%2Fb?own=%2B&code=ke%20y%2B%3D HTTP/1.1\r\n";
    assert_eq!(request, format!("{line}{REST}"));
    let url = noted["url"].as_str().unwrap();
    assert!(url.ends_with("/a%2Fb?own=%2B&code=***"), "{url}");
}

#[tokio::test]
async fn headers_are_on_the_wire() {
    let settings = r#"<settings><setting name="Ocp-Key" value="k 1" /><setting name="x-request-id" value="mine" /></settings>"#;
    let (request, noted) = arrives(5, settings).await;
    let line = "POST /a%2Fb?own=%2B HTTP/1.1\r\nocp-key: k 1\r\nx-request-id: mine\r\n";
    let rest = REST.replace("x-request-id: 00000000-0000-0000-0000-000000000002\r\n", "");
    let mine = "x-request-id: mine\r\n";
    let both = format!("{mine}x-request-id: 00000000-0000-0000-0000-000000000002\r\n");
    assert_eq!(request, format!("{line}{rest}").replace(mine, &both));
    let headers = &noted["request"]["headers"];
    assert_eq!(headers["ocp-key"], "***");
    assert_eq!(headers["x-request-id"], "***");
    assert_eq!(headers["x-ms-dynamics-request-name"], "Create");
}

#[tokio::test]
async fn query_parameters_are_in_the_address_on_the_wire() {
    let settings = r#"<settings><setting name="K1" value="V 1" /><setting name="K2" value="&lt;" /></settings>"#;
    let (request, noted) = arrives(6, settings).await;
    let line = "POST /a%2Fb?own=%2B&K1=V%201&K2=%3C HTTP/1.1\r\n";
    assert_eq!(request, format!("{line}{REST}"));
    assert!(!noted.to_string().contains("V%201"), "{noted}");
}

#[tokio::test]
async fn an_attempt_is_noted_with_whose_it_is_and_what_came_of_it() {
    let (_, noted) = arrives(4, "secret").await;
    let expected = json!({
        "kind": "webhook",
        "endpoint": Uuid::from_u128(7),
        "step": Uuid::from_u128(3),
        "job": Uuid::from_u128(4),
        "url": noted["url"],
        "attempt": 1,
        "at": "2026-01-02T03:04:05Z",
        "request": {
            "method": "POST",
            "headers": {
                "content-type": "application/json; charset=utf-8",
                "x-ms-correlation-request-id": Uuid::from_u128(1),
                "x-ms-dynamics-entity-name": "account",
                "x-ms-dynamics-organization": "contoso.crm.dynamics.com",
                "x-ms-dynamics-request-name": "Create",
                "x-request-id": Uuid::from_u128(2),
            },
            "body": {"Url": "https://h"},
        },
        "answer": {"status": 200},
        "error": null,
        "endedBy": "answer",
        "elapsedMs": 0,
    });
    assert_eq!(noted, expected);
    assert!(!noted.to_string().contains("secret"), "{noted}");
}

#[tokio::test]
async fn the_request_id_is_a_rule_and_the_size_is_told_only_when_it_was_exceeded() {
    let (host, mut requests) = host(OK).await;
    let around = Around::new(PATIENT);
    let row = endpoint(&host, 4, "k");
    let mut rules = Rules::default();
    rules.set("webhook_request_id", "off").unwrap();
    let exceeded = Delivery {
        size: Size::Exceeded,
        request: None,
        ..delivery()
    };
    let sent = around.deliver_by(&row, &exceeded, &rules).await;
    sent.unwrap();
    let request = requests.recv().await.unwrap();
    assert!(!request.contains("x-request-id"), "{request}");
    assert!(
        request.contains("\r\nx-ms-dynamics-msg-size-exceeded: true\r\n"),
        "{request}"
    );
    around.deliver(&row, &exceeded).await.unwrap();
    let request = requests.recv().await.unwrap();
    let correlation = "x-request-id: 00000000-0000-0000-0000-000000000001\r\n";
    assert!(request.contains(correlation), "{request}");
}

#[tokio::test]
async fn a_message_to_azure_ends_in_the_journal() {
    let around = Around::new(PATIENT);
    for (contract, label) in [(2, "Queue"), (5, "Topic"), (7, "Event Hub")] {
        let row = endpoint("", 2, "secret")
            .with("contract", Value::OptionSet(contract))
            .with(
                "namespaceaddress",
                Value::String("sb://contoso/".to_owned()),
            )
            .with("path", Value::String("orders".to_owned()));
        around.deliver(&row, &delivery()).await.unwrap();
        let entries = around.journal.entries_of(EntryKind::AzureMessage);
        let last = json!(**entries.last().unwrap());
        let expected = json!({
            "kind": "azure_message",
            "endpoint": Uuid::from_u128(7),
            "step": Uuid::from_u128(3),
            "job": Uuid::from_u128(4),
            "contract": label,
            "namespace": "sb://contoso/",
            "path": "orders",
            "at": "2026-01-02T03:04:05Z",
            "body": {"Url": "https://h"},
        });
        assert_eq!(last, expected);
    }
    assert_eq!(around.noted().len(), 3);
}
