//! JSON batches as clients write them, and responses as the emulator writes them.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::super::{
    Answer, Answered, BatchError, ChangeSet, Dependencies, Item, PartBody, PartRequest,
};
use super::*;

fn read(document: &Json) -> Result<Vec<Item>, BatchError> {
    parse(document.to_string().as_bytes())
}

/// Reads a batch of these requests.
fn of(requests: &Json) -> Result<Vec<Item>, BatchError> {
    read(&json!({"requests": requests}))
}

fn get(id: &str) -> PartRequest {
    PartRequest {
        method: "GET".to_owned(),
        target: "accounts".to_owned(),
        headers: Vec::new(),
        body: PartBody::Bytes(Vec::new()),
        content_id: Some(id.to_owned()),
        dependencies: Dependencies::default(),
    }
}

#[test]
fn requests_and_groups_are_told_apart() {
    let items = of(&json!([
        {"id": "0", "method": "get", "url": "accounts", "@x.y": 1},
        {"id": "1", "atomicityGroup": "g", "dependsOn": ["0"], "method": "patch", "url": "/api/data/v9.2/accounts(1)",
         "headers": {"Prefer": "return=minimal"}, "body": {"name": "x"}},
        {"id": "2", "atomicityGroup": "g", "dependsOn": ["1"], "method": "Delete", "url": "$1", "body": null},
        {"id": "3", "dependsOn": ["g"], "if": "not $2/$succeeded", "method": "GET", "url": "accounts"},
    ]))
    .unwrap();
    let depending = |on: &str| Dependencies {
        on: vec![on.to_owned()],
        condition: None,
    };
    let group = ChangeSet {
        group: Some("g".to_owned()),
        requests: vec![
            PartRequest {
                method: "PATCH".to_owned(),
                target: "/api/data/v9.2/accounts(1)".to_owned(),
                headers: vec![("Prefer".to_owned(), "return=minimal".to_owned())],
                body: PartBody::Bytes(b"{\"name\":\"x\"}".to_vec()),
                dependencies: depending("0"),
                ..get("1")
            },
            PartRequest {
                method: "DELETE".to_owned(),
                target: "$1".to_owned(),
                dependencies: depending("1"),
                ..get("2")
            },
        ],
    };
    let condition = super::super::Condition::parse("not $2/$succeeded").unwrap();
    let last = PartRequest {
        dependencies: Dependencies {
            condition: Some(condition),
            ..depending("g")
        },
        ..get("3")
    };
    assert_eq!(
        items,
        [
            Item::Request(get("0")),
            Item::ChangeSet(group),
            Item::Request(last)
        ]
    );
    assert_eq!(of(&json!([])), Ok(Vec::new()));
}

#[test]
fn a_body_has_the_form_of_its_content_type() {
    let body = |content_type: Option<&str>, body: Json| -> Result<PartBody, BatchError> {
        let headers =
            content_type.map_or_else(|| json!({}), |given| json!({"content-type": given}));
        let items = of(&json!([
            {"id": "1", "method": "put", "url": "a", "headers": headers, "body": body},
        ]))?;
        match items.into_iter().next() {
            Some(Item::Request(request)) => Ok(request.body),
            other => panic!("{other:?}"),
        }
    };
    let bytes = |text: &str| Ok(PartBody::Bytes(text.as_bytes().to_vec()));
    assert_eq!(body(None, json!([1.5, "x"])), bytes("[1.5,\"x\"]"));
    assert_eq!(body(None, json!("x")), bytes("\"x\""));
    let json_with_parameters = Some("application/JSON;odata.metadata=full");
    assert_eq!(body(json_with_parameters, json!({})), bytes("{}"));
    assert_eq!(body(Some("application/a+json"), json!(1)), bytes("1"));
    assert_eq!(body(Some("text/plain"), json!("a\nb")), bytes("a\nb"));
    for text in ["Pj4_Pz8", "Pj4_Pz8="] {
        assert_eq!(body(Some("image/png"), json!(text)), bytes(">>???"));
    }
    for (content_type, wrong) in [
        ("text/plain", json!(1)),
        ("image/png", json!("Pj4/Pz8=")),
        ("image/png", json!({})),
    ] {
        let refusal = body(Some(content_type), wrong).unwrap_err().to_string();
        assert!(refusal.contains("'/requests/0/body'"), "{refusal}");
    }
}

#[test]
fn what_is_no_batch_is_said() {
    let one = |members: Json| {
        let mut request = json!({"id": "2", "method": "post", "url": "accounts"});
        for (name, value) in members.as_object().unwrap() {
            request[name] = value.clone();
        }
        json!({"requests": [{"id": "1", "method": "get", "url": "a"}, request]})
    };
    let several = |members: &[Json]| {
        let request = |(at, members): (usize, &Json)| {
            let mut request = json!({"id": at.to_string(), "method": "post", "url": "a"});
            for (name, value) in members.as_object().unwrap() {
                request[name] = value.clone();
            }
            request
        };
        json!({"requests": members.iter().enumerate().map(request).collect::<Vec<_>>()})
    };
    let in_group = |name: &str| json!({"atomicityGroup": name});
    for (document, expected) in [
        (json!([]), "at ''"),
        (json!({}), "'/requests'"),
        (json!({"requests": {}}), "an array of requests"),
        (json!({"requests": [], "more": 1}), "'/more'"),
        (json!({"requests": [1]}), "'/requests/0'"),
        (
            json!({"requests": [{"method": "get", "url": "a"}]}),
            "'/requests/0/id'",
        ),
        (
            json!({"requests": [{"id": "1", "url": "a"}]}),
            "'/requests/0/method'",
        ),
        (
            json!({"requests": [{"id": "1", "method": "get"}]}),
            "'/requests/0/url'",
        ),
        (one(json!({"id": 2})), "'/requests/1/id'"),
        (one(json!({"id": ""})), "'/requests/1/id'"),
        (one(json!({"id": "a b"})), "'/requests/1/id'"),
        (one(json!({"id": "1"})), "'1' was found more than once"),
        (
            one(json!({"atomicityGroup": "2"})),
            "'2' was found more than once",
        ),
        (
            one(json!({"atomicityGroup": "1"})),
            "'1' was found more than once",
        ),
        (one(json!({"method": "head"})), "'/requests/1/method'"),
        (one(json!({"url": ""})), "'/requests/1/url'"),
        (one(json!({"url": "a\nb"})), "'/requests/1/url'"),
        (one(json!({"more": 1})), "'/requests/1/more'"),
        (one(json!({"headers": null})), "'/requests/1/headers'"),
        (one(json!({"headers": {"a": 1}})), "'/requests/1/headers'"),
        (
            one(json!({"headers": {"a": "", "A": ""}})),
            "'/requests/1/headers'",
        ),
        (
            one(json!({"method": "delete", "body": {}})),
            "'/requests/1/body'",
        ),
        (one(json!({"dependsOn": "1"})), "'/requests/1/dependsOn'"),
        (one(json!({"dependsOn": ["3"]})), "depends on '3'"),
        (one(json!({"dependsOn": ["2"]})), "depends on '2'"),
        (
            one(json!({"atomicityGroup": "g", "dependsOn": ["g"]})),
            "depends on 'g'",
        ),
        (one(json!({"if": 1})), "'/requests/1/if'"),
        (one(json!({"if": "$1/name eq 'x'"})), "'$1/name eq 'x''"),
        (one(json!({"if": "$1/$succeeded"})), "refers to '$1'"),
        (one(json!({"url": "$1/name"})), "refers to '$1'"),
        (
            one(json!({"body": {"a@odata.bind": "$1"}})),
            "refers to '$1'",
        ),
        (
            one(json!({"headers": {"if-match": "$1"}})),
            "refers to '$1'",
        ),
        (
            one(json!({"atomicityGroup": "g", "method": "get"})),
            "HTTP method 'GET'",
        ),
        (
            several(&[in_group("g"), json!({}), in_group("g")]),
            "'g' are not adjacent",
        ),
        (
            several(&[in_group("g"), in_group("h"), in_group("g")]),
            "'g' are not adjacent",
        ),
        (
            several(&[in_group("g"), json!({"dependsOn": ["0"]})]),
            "'0' of the atomicity group 'g'",
        ),
        (
            several(&[in_group("1"), json!({})]),
            "'1' was found more than once",
        ),
        (
            several(&[in_group("g"), json!({"dependsOn": ["g"], "url": "$g"})]),
            "refers to '$g'",
        ),
    ] {
        let refusal = read(&document).unwrap_err().to_string();
        assert!(refusal.contains(expected), "{refusal}");
    }
    for (text, expected) in [
        ("", "cannot be read as JSON"),
        ("{\"requests\":[],\"requests\":[]}", "'requests'"),
        ("{\"requests\":[{\"id\":\"1\",\"id\":\"2\"}]}", "'id'"),
    ] {
        let refusal = parse(text.as_bytes()).unwrap_err().to_string();
        assert!(refusal.contains(expected), "{refusal}");
    }
}

#[test]
fn references_name_what_a_request_depends_on() {
    for requests in [
        json!([{"id": "1", "method": "post", "url": "a"},
               {"id": "2", "dependsOn": ["1"], "method": "get", "url": "$1/b"}]),
        json!([{"id": "1", "atomicityGroup": "g", "method": "post", "url": "a"},
               {"id": "2", "dependsOn": ["g"], "if": "$1/$succeeded", "method": "patch", "url": "$1",
                "headers": {"If-Match": "$1"}, "body": {"c@odata.bind": ["$1"], "d": "$3"}}]),
        json!([{"id": "metadata", "method": "get", "url": "$metadata"}]),
    ] {
        of(&requests).unwrap();
    }
}

#[test]
fn a_batch_has_at_most_a_thousand_requests() {
    let requests = |count: usize| {
        let one = |at| json!({"id": format!("{at}"), "method": "get", "url": "a"});
        of(&(0..count).map(one).collect())
    };
    assert_eq!(requests(1_000).unwrap().len(), 1_000);
    assert_eq!(requests(1_001), Err(BatchError::TooMany));
}

#[test]
fn content_types_are_compared_without_their_parameters() {
    for (content_type, expected) in [
        ("application/json", true),
        ("Application/JSON ; charset=utf-8", true),
        ("application/json-patch", false),
        ("multipart/mixed; boundary=application/json", false),
        ("", false),
    ] {
        assert_eq!(is_json(content_type), expected, "{content_type}");
    }
}

fn answer(id: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Answer {
        status: 200,
        reason: "OK".to_owned(),
        headers: headers.iter().map(owned).collect(),
        body: body.to_owned(),
        content_id: Some(id.to_owned()),
    }
}

#[test]
fn each_answer_is_an_object() {
    let json = ("Content-Type", "application/json; odata.metadata=minimal");
    let answered = [
        Answered::One(answer("1", &[], "")),
        Answered::ChangeSet {
            name: "g".to_owned(),
            answers: vec![
                answer("2", &[json], "{\"a\":1.50}"),
                answer("3", &[("Content-Type", "text/plain")], "\"5\""),
            ],
        },
        Answered::One(answer(
            "4",
            &[("Content-Type", "image/png"), ("X", "1"), ("x", "2")],
            ">>???",
        )),
    ];
    insta::assert_snapshot!(write(&answered).replace("},{", "},\n{"), @r#"
    {"responses":[{"id":"1","status":200},
    {"id":"2","atomicityGroup":"g","status":200,"headers":{"content-type":"application/json; odata.metadata=minimal"},"body":{"a":1.50}},
    {"id":"3","atomicityGroup":"g","status":200,"headers":{"content-type":"text/plain"},"body":"\"5\""},
    {"id":"4","status":200,"headers":{"content-type":"image/png","x":"1, 2"},"body":"Pj4_Pz8"}]}
    "#);
    assert_eq!(write(&[]), "{\"responses\":[]}");
}

/// The request as a client writes it, from what is read.
fn document(items: &[Item]) -> Json {
    let object = |request: &PartRequest, group: Option<&String>| {
        let mut object = json!({
            "id": request.content_id,
            "method": request.method,
            "url": request.target,
            "dependsOn": request.dependencies.on,
            "headers": request.headers.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
        });
        if let Some(group) = group {
            object["atomicityGroup"] = json!(group);
        }
        if let PartBody::Bytes(body) = &request.body
            && !body.is_empty()
        {
            object["body"] = serde_json::from_slice(body).unwrap();
        }
        object
    };
    let requests = items.iter().flat_map(|item| match item {
        Item::Request(request) => vec![object(request, None)],
        Item::ChangeSet(set) => {
            let requests = set.requests.iter();
            requests
                .map(|request| object(request, set.group.as_ref()))
                .collect()
        }
    });
    json!({"requests": requests.collect::<Vec<_>>()})
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "[\\[\\]{}\":,a-z0-9$ ]{0,200}") {
        drop(parse(text.as_bytes()));
    }

    #[test]
    fn what_is_written_is_read_back(
        sizes in prop::collection::vec(0_usize..4, 0..6),
        url in "[a-z]{1,8}(\\([0-9]\\))?(\\?[a-z=' ]{0,8})?",
        text in ".{0,20}",
    ) {
        let mut items = Vec::new();
        let mut before: Option<String> = None;
        for (at, size) in sizes.into_iter().enumerate() {
            let request = |inner: usize| PartRequest {
                method: "POST".to_owned(),
                target: url.clone(),
                headers: vec![("content-type".to_owned(), "application/json".to_owned())],
                body: PartBody::Bytes(json!({"name": text}).to_string().into_bytes()),
                dependencies: Dependencies { on: before.iter().cloned().collect(), condition: None },
                ..get(&format!("{at}.{inner}"))
            };
            match size {
                0 => {
                    items.push(Item::Request(request(0)));
                    before = Some(format!("{at}.0"));
                }
                _ => {
                    let group = format!("group-{at}");
                    let requests = (0..size).map(request).collect();
                    items.push(Item::ChangeSet(ChangeSet { group: Some(group.clone()), requests }));
                    before = Some(group);
                }
            }
        }
        prop_assert_eq!(read(&document(&items)), Ok(items));
    }

    #[test]
    fn what_is_answered_is_json(id in "[a-z]{1,5}", value in ".{0,20}", body in ".{0,20}") {
        let headers = [("Content-Type", "text/plain"), ("X-Own", value.as_str())];
        let written = write(&[Answered::One(answer(&id, &headers, &body))]);
        let read: Json = serde_json::from_str(&written).unwrap();
        let object = &read["responses"][0];
        prop_assert_eq!(&object["id"], &json!(id));
        prop_assert_eq!(&object["headers"]["x-own"], &json!(value));
        prop_assert_eq!(object["body"].as_str().unwrap_or_default(), body);
    }
}
