//! No request, however malformed, makes the server answer 500 or drop the connection.
//!
//! A generator with a fixed seed composes requests from words of the Web API and from junk. They
//! are sent as raw bytes, because an HTTP client would normalize them.

use std::io::{Read, Write};
use std::net::TcpStream;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use reqwest::Method;
use serde_json::json;

mod words;

use self::words::{
    COLUMNS, FETCH, HEADERS, LITERALS, METHODS, OPERATORS, OPTIONS, ROOTS, SEGMENTS, TOKENS,
};
use crate::caller::{API, Caller};
use crate::{Settings, start};

const CASES: u32 = 1_000;

/// A well-formed `$filter`, which may make no sense.
fn filter() -> impl Strategy<Value = String> {
    let comparison = (
        select(COLUMNS),
        select(&["eq", "ne", "gt", "ge", "lt", "le"][..]),
        select(LITERALS),
    )
        .prop_map(|(column, operator, literal)| format!("{column} {operator} {literal}"));
    let function = (
        select(&["contains", "startswith", "endswith"][..]),
        select(COLUMNS),
        select(LITERALS),
    )
        .prop_map(|(function, column, literal)| format!("{function}({column},{literal})"));
    let named = (
        select(
            &[
                "LastXMonths",
                "NextXDays",
                "OnOrAfter",
                "In",
                "Between",
                "Today",
                "Under",
            ][..],
        ),
        select(COLUMNS),
        select(LITERALS),
    )
        .prop_map(|(name, column, literal)| {
            format!(
                "Microsoft.Dynamics.CRM.{name}(PropertyName='{column}',PropertyValue={literal})"
            )
        });
    prop_oneof![4 => comparison, 2 => function, 1 => named].prop_recursive(3, 12, 2, |inner| {
        let joined = (inner.clone(), select(&["and", "or"][..]), inner.clone())
            .prop_map(|(left, word, right)| format!("({left} {word} {right})"));
        prop_oneof![
            joined,
            inner.clone().prop_map(|part| format!("not {part}")),
            inner.prop_map(|part| format!("contact_customer_accounts/any(o:o/{part})")),
        ]
    })
}

/// Well-formed FetchXML with one condition.
fn fetch() -> impl Strategy<Value = String> {
    (
        select(COLUMNS),
        select(OPERATORS),
        select(LITERALS),
        select(&["", " count='1'", " page='4294967295'", " distinct='true'"][..]),
    )
        .prop_map(|(column, operator, literal, page)| {
            let value = match operator {
                "null" | "today" | "this-month" | "last-seven-days" | "eq-userid" => String::new(),
                _ => format!(" value=\"{}\"", literal.trim_matches('\'')),
            };
            format!(
                "<fetch{page}><entity name='account'><attribute name='name'/><filter><condition \
                 attribute='{column}' operator='{operator}'{value}/></filter></entity></fetch>"
            )
        })
}

/// Query options for a list of rows.
fn options() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => filter().prop_map(|filter| format!("$filter={filter}")),
        2 => fetch().prop_map(|fetch| format!("fetchXml={fetch}")),
        1 => (select(COLUMNS), select(COLUMNS), filter()).prop_map(|(one, other, filter)| {
            format!("$expand={one}($select={other};$filter={filter};$orderby={other};$top=1)")
        }),
        1 => (select(COLUMNS), select(COLUMNS))
            .prop_map(|(one, other)| format!("$select={one}&$orderby={other} desc&$count=true")),
    ]
}

fn words(from: &'static [&'static str], most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(select(from), 0..most).prop_map(|words| words.concat())
}

fn expression() -> impl Strategy<Value = String> {
    let word = prop_oneof![select(COLUMNS), select(TOKENS), select(TOKENS)];
    prop::collection::vec(word, 0..12).prop_map(|words| words.concat())
}

fn query() -> impl Strategy<Value = String> {
    let cookie = (any::<u32>(), any::<u32>()).prop_map(|(page, inner)| {
        format!(
            "%3Ccookie%20pagenumber=%22{page}%22%20pagingcookie=%22%25253Ccookie%252520page=%252522\
             {inner}%252522%25253E%25253Caccountid%252520last=%252522{{00000000-0000-0000-0000-\
             000000000000}}%252522/%25253E%25253C/cookie%25253E%22%20istracking=%22False%22%20/%3E"
        )
    });
    let value = prop_oneof![3 => expression(), 1 => words(FETCH, 9), 1 => cookie, 1 => ".{0,8}"];
    let odd = prop::collection::vec((select(OPTIONS), value), 0..3).prop_map(|options| {
        let options: Vec<String> = options
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        options.join("&")
    });
    prop_oneof![odd, options()]
}

fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|truth| json!(truth)),
        any::<i64>().prop_map(|number| json!(number)),
        (-1_000_i64..1_000).prop_map(|number| json!(number)),
        any::<f64>().prop_map(|number| json!(number)),
        select(TOKENS).prop_map(|text| json!(text)),
        words(FETCH, 9).prop_map(|text| json!(text)),
        ".{0,300}".prop_map(|text| json!(text)),
        Just(json!("contacts(c0000000-0000-4000-8000-000000000001)")),
        Just(json!({"@odata.type": "Microsoft.Dynamics.CRM.account", "name": "x"})),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(serde_json::Value::Array),
            prop::collection::vec((member(), inner), 0..4)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

fn member() -> impl Strategy<Value = String> {
    (
        select(COLUMNS),
        select(&["", "", "", "@odata.bind", "@odata.type", "@"][..]),
    )
        .prop_map(|(name, suffix)| format!("{name}{suffix}"))
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        1 => Just(Vec::new()),
        1 => prop::collection::vec(any::<u8>(), 0..40),
        1 => Just(b"[".repeat(500)),
        6 => prop::collection::vec((member(), value()), 0..2).prop_map(|members| {
            serde_json::Value::Object(members.into_iter().collect()).to_string().into_bytes()
        }),
    ]
}

fn request() -> impl Strategy<Value = Vec<u8>> {
    let junk = ".{0,6}".prop_map(|text| text);
    let segment =
        prop_oneof![8 => select(SEGMENTS).prop_map(str::to_owned), 1 => junk, 1 => expression()];
    let odd = (select(ROOTS), prop::collection::vec(segment, 0..3));
    let ordinary = (
        Just(API),
        select(SEGMENTS).prop_map(|one| vec![one.to_owned()]),
    );
    let path = prop_oneof![odd, ordinary];
    let headers = prop::collection::vec(select(HEADERS), 0..2);
    (select(METHODS), path, query(), headers, body()).prop_map(
        |(method, (root, segments), query, headers, body)| {
            let mut target = std::iter::once(root.to_owned())
                .chain(segments)
                .collect::<Vec<_>>()
                .join("/");
            if !target.starts_with('/') {
                target.insert(0, '/');
            }
            let target = on_the_wire(&target.replace('?', "%3F"));
            let query = on_the_wire(&query);
            let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
            let mut bytes = format!(
                "{method} {target}?{query} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\
                 Authorization: Bearer me\r\nContent-Length: {}\r\n{headers}\r\n",
                body.len()
            )
            .into_bytes();
            bytes.extend(body);
            bytes
        },
    )
}

/// Percent-encodes the characters that cannot stand in a request line, and leaves the others.
fn on_the_wire(text: &str) -> String {
    const CANNOT: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
        .add(b' ')
        .add(b'#')
        .add(b'"')
        .add(b'<')
        .add(b'>');
    percent_encoding::utf8_percent_encode(text, CANNOT).to_string()
}

/// Sends the bytes; returns the status of the response.
fn status(address: &str, request: &[u8]) -> Option<u16> {
    let mut connection = TcpStream::connect(address).ok()?;
    connection.write_all(request).ok()?;
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).ok()?;
    let line = std::str::from_utf8(answer.get(..12)?).ok()?;
    line.strip_prefix("HTTP/1.1 ")?.parse().ok()
}

/// Defines custom APIs that generated requests can call.
async fn define(caller: &Caller) {
    let apis = [
        ("test_Function", true, 0, None),
        ("test_Action", false, 0, None),
        ("test_Bound", false, 1, Some("account")),
    ];
    for (name, is_function, binding, table) in apis {
        let definition = json!({
            "uniquename": name, "name": name, "displayname": name, "description": name,
            "bindingtype": binding, "boundentitylogicalname": table, "isfunction": is_function,
            "allowedcustomprocessingsteptype": 0, "workflowsdkstepenabled": false,
            "CustomAPIRequestParameters": [
                {"uniquename": "Text", "name": "Text", "displayname": "Text", "type": 10, "isoptional": true},
                {"uniquename": "Row", "name": "Row", "displayname": "Row", "type": 5, "isoptional": true},
                {"uniquename": "Number", "name": "Number", "displayname": "Number", "type": 2, "isoptional": true},
            ],
            "CustomAPIResponseProperties": [
                {"uniquename": "Out", "name": "Out", "displayname": "Out", "type": 10},
            ],
        });
        let path = format!("{API}/customapis");
        caller.ok(Method::POST, &path, definition).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_request_fails_inside() {
    let running = start(Settings::default()).await.unwrap();
    define(&Caller::of(running.url())).await;
    let address = running.url().trim_start_matches("http://").to_owned();
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        max_shrink_iters: 400,
        ..Config::default()
    };
    let asking = move || {
        let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        TestRunner::new_with_rng(config, seed).run(&request(), |request| {
            let answered = status(&address, &request);
            prop_assert!(
                answered.is_some_and(|status| status != 500),
                "{answered:?} to {}",
                String::from_utf8_lossy(&request)
            );
            Ok(())
        })
    };
    let asked = tokio::task::spawn_blocking(asking).await.unwrap();
    asked.unwrap_or_else(|failure| panic!("{failure}"));
    running.shutdown().await;
}
