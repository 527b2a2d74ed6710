//! The reader of webhook bodies accepts the documented ones and refuses bodies of another form.
//!
//! `readers/execution_context.py` judges the emulator's deliveries, so this test judges the reader,
//! with bodies that were written from the documentation. The test needs `python3`, and no emulator.
#![expect(clippy::unwrap_used, reason = "whatever cannot be read fails the test")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value as Json, json};

/// The body of a fixture, without the line break at the end of the file.
fn fixture(name: &str) -> String {
    let readers = Path::new(env!("CARGO_MANIFEST_DIR")).join("readers");
    let text = fs::read_to_string(readers.join("fixtures").join(name)).unwrap();
    text.strip_suffix('\n').unwrap().to_owned()
}

fn run(body: &[u8]) -> Output {
    let readers = Path::new(env!("CARGO_MANIFEST_DIR")).join("readers");
    let mut reader = Command::new("python3")
        .arg(readers.join("execution_context.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| {
            panic!("`python3` cannot be started ({error}): the reader of webhook bodies needs it")
        });
    reader.stdin.take().unwrap().write_all(body).unwrap();
    reader.wait_with_output().unwrap()
}

/// The reader's summary of a valid body.
fn read(body: &str) -> Json {
    let output = run(body.as_bytes());
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{complaint}");
    assert_eq!(complaint, "");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The reader's one line about an invalid body.
fn refused(body: &[u8]) -> String {
    let output = run(body);
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{complaint}");
    assert_eq!(output.stdout, b"", "a refused body has no summary");
    assert_eq!(complaint.lines().count(), 1, "{complaint}");
    complaint
}

#[test]
fn the_documented_end_of_an_operation_is_read() {
    let summary = read(&fixture("complete.json"));
    assert_eq!(summary["message"], "OnBackgroundOperationComplete");
    assert_eq!(summary["mode"], "asynchronous");
    assert_eq!(
        summary["inputs"],
        json!({
            "PayloadType": 0,
            "LocationUrl": "https://org/api/backgroundoperation/110eaa68-db17-4115-ad74-d185823fc088",
            "BackgroundOperationId": "110eaa68-db17-4115-ad74-d185823fc088",
        })
    );
    assert_eq!(summary["outputs"]["BackgroundOperationStateCode"], 3);
    assert_eq!(summary["created_on"], 1_704_164_645_000_i64);
    assert_eq!(summary["ids"]["request"], Json::Null);
    assert_eq!(summary["parent"], Json::Null);
}

#[test]
fn the_documented_creation_of_a_row_is_read() {
    let summary = read(&fixture("created.json"));
    let target = &summary["inputs"]["Target"];
    assert_eq!(target["type"], "Entity");
    assert_eq!(
        target["Attributes"]["revenue"],
        json!({ "type": "Money", "Value": 1.5 })
    );
    assert_eq!(
        target["Attributes"]["createdon"],
        json!({ "type": "DateTime", "milliseconds": 1_506_409_448_000_i64 })
    );
    assert_eq!(target["FormattedValues"]["statuscode"], "Active");
    let image = &summary["post_images"]["AsynchronousStepPrimaryName"];
    assert_eq!(image["Attributes"]["name"], "Contoso");
    assert_eq!(summary["depth"], 1);
    assert_eq!(summary["stage"], 40);
    assert_eq!(summary["parent"]["stage"], 30);
    assert_eq!(summary["parent"]["shared"]["IsAutoTransact"], true);
}

#[test]
fn members_of_newer_versions_are_taken_in_their_place() {
    let (old, new) = (
        r#""InitiatingUserAzure"#,
        r#""InitiatingUserAgent":"","InitiatingUserAzure"#,
    );
    read(&fixture("complete.json").replacen(old, new, 1));
}

/// The replaced text, its replacement, and the reader's message.
const BROKEN: [(&str, &str, &str); 20] = [
    (
        r#""CorrelationId":"c0000000-0000-4000-8000-000000000002","Depth":1,"#,
        r#""Depth":1,"CorrelationId":"c0000000-0000-4000-8000-000000000002","#,
        "`Depth` stands where `CorrelationId` should",
    ),
    (r#""Depth":1"#, r#""Depth": 1"#, "there is white space"),
    (r#""Depth":1"#, r#""Depth":1.0"#, "Depth (character"),
    (r#""Depth":1"#, r#""Depth":1e0"#, "as .NET writes it"),
    (
        r#""Depth":1"#,
        r#""Depth":1,"Depth":1"#,
        "`Depth` is there twice",
    ),
    (
        r#""Depth":1"#,
        r#""Depth":1,"Extra":1"#,
        "unknown member `Extra`",
    ),
    (r#""Mode":1,"#, "", "the member `Mode` is missing"),
    (
        r#""Mode":1,"#,
        r#""Mode":2,"#,
        "expected one of (0, 1), found 2",
    ),
    (
        r"http:\/\/schemas",
        "http://schemas",
        "a solidus is not escaped",
    ),
    ("Contoso", r"Cont\u006fso", "U+006F is escaped without need"),
    (
        "Contoso",
        r"Cont\u000Aso",
        "four hexadecimal digits in lower case",
    ),
    ("Contoso", "Cont\u{2028}so", "U+2028 is not escaped"),
    ("Contoso", "Cont😀so", "U+1F600 is not escaped"),
    ("Contoso", r"Cont\ud83dso", "half of a surrogate pair"),
    (
        "acc00000-0000-4000-8000-000000000008\",\"KeyAttributes",
        "ACC00000-0000-4000-8000-000000000008\",\"KeyAttributes",
        "InputParameters[0].value.Id (character",
    ),
    (
        r#""createdon","value":"\/Date(1506409448000)\/""#,
        r#""createdon","value":"\/Date(2017-09-26)\/""#,
        "expected a date",
    ),
    (
        r#""\/Date(1506409448000-0700)\/""#,
        r#""2017-09-26T07:04:08Z""#,
        "OperationCreatedOn (character",
    ),
    (
        r#"{"__type":"Money:http:\/\/schemas.microsoft.com\/xrm\/2011\/Contracts","Value":1.5}"#,
        r#"{"Value":1.5,"__type":"Money:http:\/\/schemas.microsoft.com\/xrm\/2011\/Contracts"}"#,
        "`__type` is not the first member",
    ),
    (
        r#""value":{"Attributes":[{"key":"name","value":"Contoso"},{"key":"accountid""#,
        r#""value":{"__type":"Entity:http:\/\/schemas.microsoft.com\/xrm\/2011\/Contracts","Attributes":[{"key":"name","value":"Contoso"},{"key":"accountid""#,
        "should not say its type",
    ),
    (
        r#"{"key":"SuppressDuplicateDetection","value":false}"#,
        r#"{"Key":"SuppressDuplicateDetection","Value":false}"#,
        "ParentContext.InputParameters[0] (character",
    ),
];

#[test]
fn bodies_of_another_form_are_refused_with_what_is_wrong_and_where() {
    let right = fixture("created.json");
    for (old, new, complaint) in BROKEN {
        let wrong = right.replacen(old, new, 1);
        assert_ne!(wrong, right, "{old}");
        let said = refused(wrong.as_bytes());
        assert!(said.contains(complaint), "{new}: {said}");
    }
}

#[test]
fn what_is_no_body_at_all_is_refused() {
    let right = fixture("complete.json");
    let cut = &right[..right.len() - 1];
    let cases: [(Vec<u8>, &str); 6] = [
        (Vec::new(), "expected a value"),
        (cut.into(), "expected `,`"),
        (format!("{right}\n").into(), "behind the end"),
        (format!("\u{feff}{right}").into(), "character 0"),
        (b"\"\xff\"".to_vec(), "byte 1: the body is not UTF-8"),
        (b"[".repeat(100_000), "nested more than"),
    ];
    for (body, complaint) in cases {
        let said = refused(&body);
        assert!(said.contains(complaint), "{said}");
    }
}
