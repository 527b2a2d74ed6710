//! Service endpoints from rows: their URLs and headers, refused rows, and redacted output.

use super::*;

fn row(contract: i32) -> Entity {
    Entity {
        id: Some(Uuid::from_u128(7)),
        ..Entity::new("serviceendpoint")
    }
    .with("name", Value::String("Orders".to_owned()))
    .with("contract", Value::OptionSet(contract))
}

fn called(url: &str, authtype: i32, authvalue: &str) -> Entity {
    row(8)
        .with("url", Value::String(url.to_owned()))
        .with("authtype", Value::OptionSet(authtype))
        .with("authvalue", Value::String(authvalue.to_owned()))
}

fn webhook(row: &Entity) -> Webhook {
    match Endpoint::of_row(row).unwrap().destination {
        Destination::Webhook(webhook) => webhook,
        Destination::Azure(_) => panic!("a webhook was expected"),
    }
}

fn settings(pairs: &[(&str, &str)]) -> String {
    let setting =
        |(name, value): &(&str, &str)| format!("<setting name=\"{name}\" value=\"{value}\" />");
    let settings: String = pairs.iter().map(setting).collect();
    format!("<settings>{settings}</settings>")
}

#[test]
fn a_key_is_added_to_the_query_and_leaves_what_is_there() {
    let cases = [
        ("http://h/p", "http://h/p?code=a%20b%2B%3D%26"),
        ("http://h/p?", "http://h/p?code=a%20b%2B%3D%26"),
        (
            "https://h/a%2Fb?x=a,b;c&&sig=%2B%3d#here",
            "https://h/a%2Fb?x=a,b;c&&sig=%2B%3d&code=a%20b%2B%3D%26",
        ),
    ];
    for (url, expected) in cases {
        let webhook = webhook(&called(url, 4, "a b+=&"));
        assert_eq!(webhook.url.as_str(), expected);
        assert!(webhook.headers.is_empty());
    }
}

#[test]
fn query_parameters_are_added_in_their_order() {
    let pairs = settings(&[("K1", "V 1"), ("k&amp;2", "&lt;ä&gt;"), ("K1", "")]);
    let webhook = webhook(&called("http://h/?own=1", 6, &pairs));
    assert_eq!(
        webhook.url.as_str(),
        "http://h/?own=1&K1=V%201&k%262=%3C%C3%A4%3E&K1="
    );
    assert_eq!(webhook.readable, "http://h/?own=1&K1=***&k%262=***&K1=***");
}

#[test]
fn headers_are_sent_and_the_address_stays() {
    let pairs = settings(&[
        ("X-One", "1 &quot;and&quot; a half"),
        ("x-two", ""),
        ("X-ONE", "2"),
    ]);
    let webhook = webhook(&called("http://h/?own=1", 5, &pairs));
    assert_eq!(webhook.url.as_str(), "http://h/?own=1");
    let one: Vec<_> = webhook.headers.get_all("x-one").iter().collect();
    assert_eq!(one, ["1 \"and\" a half", "2"]);
    assert_eq!(webhook.headers["x-two"], "");
}

#[test]
fn without_an_authtype_nothing_is_added() {
    let row = row(8).with("url", Value::String("http://h/?a=1".to_owned()));
    let webhook = webhook(&row);
    assert_eq!(webhook.url.as_str(), "http://h/?a=1");
    assert_eq!(webhook.readable, "http://h/?a=1");
}

#[test]
fn what_cannot_be_sent_is_refused_with_the_platforms_codes() {
    let headers = code::WEBHOOKS_INVALID_HEADERS;
    let parameters = code::WEBHOOKS_INVALID_QUERY_PARAMETERS;
    let cases = [
        (5, "secret".to_owned(), headers),
        (5, String::new(), headers),
        (5, settings(&[("", "secret")]), headers),
        (5, settings(&[("a b", "secret")]), headers),
        (5, settings(&[("x", "secret&#10;")]), headers),
        (5, settings(&[("x", "secretä")]), headers),
        (5, settings(&[("Content-Length", "1")]), headers),
        (5, settings(&[("Transfer-Encoding", "chunked")]), headers),
        (6, "K1=secret".to_owned(), parameters),
        (6, settings(&[("", "secret")]), parameters),
        (4, String::new(), parameters),
        (2, "secret".to_owned(), code::NOT_SUPPORTED),
    ];
    for (authtype, authvalue, expected) in cases {
        let fault = Endpoint::of_row(&called("http://h/", authtype, &authvalue)).unwrap_err();
        assert_eq!(fault.code, expected, "{authtype} {authvalue}: {fault}");
        assert!(fault.message.contains("'Orders'"), "{fault}");
        assert!(!fault.message.contains("secret"), "{fault}");
    }
}

#[test]
fn an_address_that_is_none_is_refused_without_being_repeated() {
    for url in [
        "",
        "secret",
        "ftp://secret/",
        "http://",
        "http://secret:99999/",
    ] {
        let fault = Endpoint::of_row(&called(url, 4, "x")).unwrap_err();
        assert_eq!(fault.code, code::WEBHOOKS_POST_FAILED, "{url}");
        assert!(!fault.message.contains("secret"), "{fault}");
    }
}

#[test]
fn contracts_that_are_not_emulated_are_refused_by_name() {
    for contract in [1, 3, 4, 6, 9, 10, 11] {
        let fault = Endpoint::of_row(&row(contract)).unwrap_err();
        let expected = format!("The contract {contract} of the service endpoint 'Orders'");
        assert_eq!(fault, Fault::not_emulated(expected));
    }
    let fault = Endpoint::of_row(&Entity::new("serviceendpoint")).unwrap_err();
    assert!(fault.message.contains("has no contract"), "{fault}");
}

#[test]
fn a_lane_is_an_origin_or_a_namespace() {
    let lane = |row: &Entity| Endpoint::of_row(row).unwrap().lane();
    assert_eq!(
        lane(&called("http://me:pw@H:80/a?sig=x", 4, "k")),
        "http://h"
    );
    assert_eq!(lane(&called("https://h:8443/b", 4, "k")), "https://h:8443");
    let queue = row(2).with("solutionnamespace", Value::String("contoso".to_owned()));
    assert_eq!(lane(&queue), "contoso");
    let address = "sb://contoso.servicebus.windows.net/";
    let queue = queue.with("namespaceaddress", Value::String(address.to_owned()));
    assert_eq!(lane(&queue), address);
}

#[test]
fn nothing_of_an_endpoint_prints_a_secret() {
    let pairs = settings(&[("x-one", "secret")]);
    let rows = [
        called("http://me:secret@h/?sig=secret", 4, "secret"),
        called("http://h/?code=secret", 5, &pairs),
        called("http://h/", 6, &pairs),
    ];
    for row in rows {
        let endpoint = Endpoint::of_row(&row).unwrap();
        let printed = format!("{endpoint} {endpoint:?} {}", endpoint.lane());
        assert!(!printed.contains("secret"), "{printed}");
        let webhook = webhook(&row);
        let printed = format!("{} {:?}", webhook.readable, webhook.headers);
        assert!(!printed.contains("secret"), "{printed}");
    }
}
