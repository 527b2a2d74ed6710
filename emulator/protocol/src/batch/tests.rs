//! Batches as clients write them, and responses as the emulator writes them.

use proptest::prelude::*;

use super::*;

fn crlf(text: &str) -> Vec<u8> {
    text.replace('\n', "\r\n").into_bytes()
}

const TWO: &str = "\
--b
Content-Type: application/http
Content-Transfer-Encoding: binary

GET /api/data/v9.2/accounts?$select=name HTTP/1.1
Accept: application/json


--b
Content-Type: multipart/mixed; boundary=\"c\"

--c
Content-Type: application/http
Content-ID: 1

POST accounts HTTP/1.1
Content-Type: application/json

{\"name\":\"x\"}
--c
content-type: application/http;msgtype=request
content-id: 2

DELETE https://h/api/data/v9.2/accounts(1)


--c--

--b--
";

fn request(method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> PartRequest {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    PartRequest {
        method: method.to_owned(),
        target: target.to_owned(),
        headers: headers.iter().map(owned).collect(),
        body: PartBody::Bytes(body.as_bytes().to_vec()),
        content_id: None,
        dependencies: Dependencies::default(),
    }
}

#[test]
fn requests_and_change_sets_are_told_apart() {
    let json = ("Content-Type", "application/json");
    let read = request(
        "GET",
        "/api/data/v9.2/accounts?$select=name",
        &[("Accept", "application/json")],
        "\r\n",
    );
    let created = PartRequest {
        content_id: Some("1".to_owned()),
        ..request("POST", "accounts", &[json], "{\"name\":\"x\"}")
    };
    let deleted = PartRequest {
        content_id: Some("2".to_owned()),
        ..request("DELETE", "https://h/api/data/v9.2/accounts(1)", &[], "\r\n")
    };
    let items = parse(&crlf(TWO), "b").unwrap();
    // An empty body is read as line breaks, which have no meaning.
    let trimmed: Vec<Item> = items.into_iter().map(trim).collect();
    assert_eq!(
        trimmed,
        [
            trim(Item::Request(read)),
            trim(Item::ChangeSet(ChangeSet {
                group: None,
                requests: vec![created, deleted]
            }))
        ]
    );
}

fn trim(item: Item) -> Item {
    let one = |mut request: PartRequest| {
        if let PartBody::Bytes(body) = &mut request.body {
            *body = body.trim_ascii().to_vec();
        }
        request
    };
    match item {
        Item::Request(request) => Item::Request(one(request)),
        Item::ChangeSet(set) => Item::ChangeSet(ChangeSet {
            requests: set.requests.into_iter().map(one).collect(),
            ..set
        }),
    }
}

#[test]
fn a_content_type_names_the_separator() {
    for (content_type, expected) in [
        ("multipart/mixed;boundary=b", Some("b")),
        (
            "Multipart/Mixed; charset=utf-8; Boundary=\"batch_1-2\"",
            Some("batch_1-2"),
        ),
        ("multipart/mixed", None),
        ("multipart/mixed; boundary=\"\"", None),
        ("application/json", None),
        ("", None),
    ] {
        assert_eq!(
            boundary(content_type).as_deref(),
            expected,
            "{content_type}"
        );
    }
}

#[test]
fn what_is_no_batch_is_said() {
    let part = |content_type: &str, rest: &str| {
        crlf(&format!(
            "--b\nContent-Type: {content_type}\n\n{rest}\n--b--\n"
        ))
    };
    let set = |inner: &str| part("multipart/mixed; boundary=c", &format!("{inner}\n--c--"));
    let inner =
        |id: &str, line: &str| format!("--c\nContent-Type: application/http\n{id}\n{line}\n");
    for (document, expected) in [
        (crlf("nothing"), "`--b--`"),
        (crlf("--b\n\n"), "`--b--`"),
        (
            part("text/plain", ""),
            "part 1 is of the content type `text/plain`",
        ),
        (crlf("--b\nno header\n\n--b--"), "part 1 has a header line"),
        (
            part("application/http", "accounts"),
            "part 1 begins with `accounts`",
        ),
        (
            part("application/http", "GET /x HTTP/1.1\nno header\n"),
            "part 1 has a header line",
        ),
        (
            set(&inner("Content-ID: 1\n", "GET /x HTTP/1.1\n")),
            "HTTP method 'GET'",
        ),
        (
            set(&inner("", "POST /x HTTP/1.1\n")),
            "'Content-ID' header is not present",
        ),
        (
            set(&inner("Content-ID: 1\n", "POST /x HTTP/1.1\n").repeat(2)),
            "ID '1' was found more than once",
        ),
        (
            set(&inner("Content-ID: 1\n", "PATCH $2 HTTP/1.1\n")),
            "'$2' does not exist in the batch context",
        ),
    ] {
        let refusal = parse(&document, "b").unwrap_err().to_string();
        assert!(refusal.contains(expected), "{refusal}");
    }
}

#[test]
fn a_batch_has_at_most_a_thousand_requests() {
    let one = "--b\r\nContent-Type: application/http\r\n\r\nGET /x HTTP/1.1\r\n\r\n\r\n";
    let of = |count: usize| format!("{}--b--", one.repeat(count)).into_bytes();
    assert_eq!(parse(&of(1_000), "b").unwrap().len(), 1_000);
    assert_eq!(parse(&of(1_001), "b"), Err(BatchError::TooMany));
}

#[test]
fn without_carriage_returns_the_last_body_is_cut_off() {
    let document = |end: &str, header: &str| {
        format!(
            "--b\nContent-Type: application/http\n\nPOST /x HTTP/1.1\n{header}\n{{}}{end}--b--\n"
        )
    };
    let body = |document: String| match parse(document.as_bytes(), "b").unwrap().remove(0) {
        Item::Request(request) => request.body,
        Item::ChangeSet(_) => unreachable!("there is none"),
    };
    assert_eq!(body(document("\n", "")), PartBody::Unreadable);
    assert_ne!(body(document("\n\n\n", "")), PartBody::Unreadable);
    let followed = document("\n", "") + "\n";
    assert_ne!(body(followed), PartBody::Unreadable);
    assert_ne!(
        body(document("\n", "Content-Length: 2\n")),
        PartBody::Unreadable
    );
    let right = document("\n", "").replace('\n', "\r\n");
    assert_eq!(body(right), PartBody::Bytes(b"{}".to_vec()));
}

#[test]
fn a_change_set_without_carriage_returns_is_read_whole() {
    let document = "--b\nContent-Type: multipart/mixed;boundary=c\n\n--c\nContent-Type: application/http\n\
         Content-ID: 1\n\nPOST /x HTTP/1.1\n\n{}\n\n--c--\n\n--b--";
    let items = parse(document.as_bytes(), "b").unwrap();
    let [Item::ChangeSet(set)] = items.as_slice() else {
        panic!("{items:?}");
    };
    assert_eq!(set.requests[0].body, PartBody::Bytes(b"{}\n".to_vec()));
}

#[test]
fn a_request_of_a_change_set_may_have_the_content_id_itself() {
    let document = |part: &str, request: &str| {
        crlf(&format!(
            "--b\nContent-Type: multipart/mixed;boundary=c\n\n--c\nContent-Type: application/http\n{part}\n\
             POST /x HTTP/1.1\n{request}\n{{}}\n--c--\n--b--\n"
        ))
    };
    let id = |document: Vec<u8>| match parse(&document, "b").map(|mut items| items.remove(0)) {
        Ok(Item::ChangeSet(mut set)) => set.requests.remove(0).content_id,
        other => panic!("{other:?}"),
    };
    assert_eq!(id(document("", "content-id: 7\n")).as_deref(), Some("7"));
    let both = document("Content-ID: 1\n", "Content-ID: 7\n");
    assert_eq!(id(both).as_deref(), Some("1"));
    assert_eq!(parse(&document("", ""), "b"), Err(BatchError::NoContentId));
}

#[test]
fn a_reference_becomes_the_address_of_what_was_made() {
    let known = |id: &str| (id == "1").then(|| "http://h/api/data/v9.2/accounts(7)".to_owned());
    for (target, expected) in [
        ("$1", "http://h/api/data/v9.2/accounts(7)"),
        ("$1/name", "http://h/api/data/v9.2/accounts(7)/name"),
        (
            "/api/data/v9.2/$1/name",
            "http://h/api/data/v9.2/accounts(7)/name",
        ),
        ("accounts(1)/x/$ref", "accounts(1)/x/$ref"),
        ("$metadata", "$metadata"),
        ("$root/accounts(1)", "$root/accounts(1)"),
        ("accounts?$select=name", "accounts?$select=name"),
    ] {
        assert_eq!(in_target(target, known).unwrap(), expected, "{target}");
    }
    let undeclared = in_target("$2/name", known).unwrap_err().to_string();
    assert_eq!(
        undeclared,
        "Content-ID Reference: '$2' does not exist in the batch context."
    );
    for (name, value, expected) in [
        ("If-Match", "$1", "http://h/api/data/v9.2/accounts(7)"),
        ("if-none-match", "*", "*"),
        ("x-own", "$1", "$1"),
    ] {
        assert_eq!(in_header(name, value, known).unwrap(), expected, "{name}");
    }
    assert_eq!(
        in_header("If-Match", "$2", known),
        Err(ReferenceError::Undeclared { id: "2".to_owned() })
    );
    let body = |text: &'static str| {
        in_body(text.as_bytes(), known, usize::MAX)
            .map(|body| String::from_utf8(body.into_owned()).unwrap())
    };
    for text in [
        "{\"price\":\"$1\"}",
        "{\"a@odata.bind\":\"accounts(1)\"}",
        "{\"x\":1.50}",
        "",
    ] {
        assert_eq!(body(text).unwrap(), text);
    }
    assert_eq!(
        body("{\"a@odata.bind\" : \"$1\", \"n\":1.50, \"b@odata.bind\":[\"accounts(2)\", \"$1\"], \"c\":\"$1\"}").unwrap(),
        "{\"a@odata.bind\" : \"http://h/api/data/v9.2/accounts(7)\", \"n\":1.50, \
         \"b@odata.bind\":[\"accounts(2)\", \"http://h/api/data/v9.2/accounts(7)\"], \"c\":\"$1\"}"
    );
    assert_eq!(
        body("{\"@odata.id\":\"$3\"}").unwrap_err(),
        ReferenceError::Undeclared { id: "3".to_owned() }
    );
}

#[test]
fn answers_stand_between_separators() {
    let answer =
        |status, reason: &str, headers: &[(&str, &str)], body: &str, id: Option<&str>| Answer {
            status,
            reason: reason.to_owned(),
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            body: body.to_owned(),
            content_id: id.map(str::to_owned),
        };
    let version = ("OData-Version", "4.0");
    let written = write(
        "batchresponse_1",
        &[
            Answered::ChangeSet {
                name: "changesetresponse_2".to_owned(),
                answers: vec![answer(204, "No Content", &[version], "", Some("1"))],
            },
            Answered::One(answer(404, "Not Found", &[version], "{}", None)),
        ],
    );
    assert_eq!(
        written.matches('\n').count(),
        written.matches("\r\n").count()
    );
    insta::assert_snapshot!(written.replace('\r', ""), @r"
    --batchresponse_1
    Content-Type: multipart/mixed; boundary=changesetresponse_2

    --changesetresponse_2
    Content-Type: application/http
    Content-Transfer-Encoding: binary
    Content-ID: 1

    HTTP/1.1 204 No Content
    OData-Version: 4.0


    --changesetresponse_2--
    --batchresponse_1
    Content-Type: application/http
    Content-Transfer-Encoding: binary

    HTTP/1.1 404 Not Found
    OData-Version: 4.0

    {}
    --batchresponse_1--
    ");
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut document = b"--b\r\n".to_vec();
        document.extend(bytes);
        document.extend_from_slice(b"\r\n--b--");
        drop(parse(&document, "b"));
    }

    #[test]
    fn a_body_comes_through_as_it_was(body in "[^\r\n-]{1,60}") {
        let document = format!(
            "--b\r\nContent-Type: application/http\r\n\r\nPOST /x HTTP/1.1\r\n\r\n{body}\r\n--b--\r\n"
        );
        let items = parse(document.as_bytes(), "b").unwrap();
        let read = request("POST", "/x", &[], &body);
        prop_assert_eq!(items, [Item::Request(read)]);
    }
}
