//! Hostile texts, and properties of every text: reading ends and never panics.

use proptest::prelude::*;

use super::{envelope, execute, operation, read};
use crate::soap::{self, SoapError};
use dataverse_limits::Limits;

#[test]
fn document_types_and_entities_are_refused() {
    let bomb = "<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>";
    let file = "<!DOCTYPE l SYSTEM 'file:///etc/hostname'>";
    let inside = envelope(&execute("WhoAmI", &[]));
    for text in [
        format!("{bomb}{inside}"),
        format!("{file}{inside}"),
        inside.replace("WhoAmI", "&b;"),
    ] {
        assert!(matches!(read(text.as_bytes()), Err(SoapError::Xml { .. })));
    }
}

#[test]
fn depth_size_and_number_are_bounded() {
    let limits = Limits {
        body_size: 100,
        envelope_depth: 8,
        envelope_elements: 16,
        xml_attributes: 9,
        ..Limits::default()
    };
    let deep = "<a>".repeat(9);
    let many = format!("<e>{}</e>", "<a/>".repeat(16));
    let long = vec![b' '; 101];
    let attributes: String = (0..10).map(|number| format!(" a{number}=''")).collect();
    let wide = format!("<e{attributes}/>");
    let cases = [
        (deep.as_bytes(), "levels of elements"),
        (many.as_bytes(), "elements"),
        (long.as_slice(), "bytes"),
        (wide.as_bytes(), "attributes of one element"),
    ];
    for (bytes, expected) in cases {
        match soap::read(bytes, &limits) {
            Err(SoapError::TooLarge { what, .. }) => assert_eq!(what, expected),
            other => panic!("{expected}: {other:?}"),
        }
    }
}

#[test]
fn requests_in_requests_are_read_as_deep_as_the_envelope_goes() {
    let mut value = "<b:value i:type='x:int'>1</b:value>".to_owned();
    for _ in 0..28 {
        value = format!(
            "<b:value i:type='a:OrganizationRequest'><a:Parameters><a:KeyValuePairOfstringanyType><b:key>Request</b:key>{value}</a:KeyValuePairOfstringanyType></a:Parameters><a:RequestName>sample_Any</a:RequestName></b:value>"
        );
    }
    assert!(operation(&execute("sample_Any", &[("Request", &value)])).is_ok());
}

#[test]
fn bytes_that_are_no_text_and_prefixes_that_are_none_are_refused() {
    assert_eq!(read(b"<e>\xff</e>"), Err(SoapError::NotUtf8(3)));
    let undeclared = read(b"<s:Envelope/>");
    assert!(
        matches!(undeclared, Err(SoapError::Xml { at: 0, .. })),
        "{undeclared:?}"
    );
    let text = envelope(&execute("WhoAmI", &[]));
    assert!(read(format!("\u{feff}{text}").as_bytes()).is_ok());
}

/// Valid envelopes, to be broken.
const SEEDS: &[&str] = &[
    include_str!("envelopes/background_request.xml"),
    include_str!("envelopes/typed_retrieve_request.xml"),
    include_str!("envelopes/query_expression.xml"),
];

/// Pieces that are inserted to break an envelope.
const PIECES: &[&str] = &[
    "<",
    ">",
    "/>",
    "</",
    "'",
    "\"",
    "&",
    "&#0;",
    "&lt;",
    "&x;",
    "<![CDATA[",
    "]]>",
    "<!--",
    "<!DOCTYPE",
    " i:nil='true'",
    " i:type='c:int'",
    " xmlns:a=''",
    " xmlns=''",
    "a:",
    "x:",
    "<a:Id/>",
    "\u{feff}",
    "é",
    "\0",
    "9",
];

fn boundary(text: &str, near: usize) -> usize {
    let near = near % (text.len() + 1);
    (0..=near)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .expect("the start of a text is a boundary")
}

fn broken() -> impl Strategy<Value = String> {
    let edit = (any::<usize>(), 0..40_usize, prop::sample::select(PIECES));
    let edits = prop::collection::vec(edit, 1..5);
    (prop::sample::select(SEEDS), edits).prop_map(|(seed, edits)| {
        edits
            .into_iter()
            .fold(seed.to_owned(), |mut text, (from, length, piece)| {
                let from = boundary(&text, from);
                let to = boundary(&text, (from + length).min(text.len())).max(from);
                text.replace_range(from..to, piece);
                text
            })
    })
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in any::<Vec<u8>>()) {
        let _ = read(&bytes);
    }

    #[test]
    fn broken_envelopes_are_read_or_refused_in_words(text in broken()) {
        if let Err(error) = read(text.as_bytes()) {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}
