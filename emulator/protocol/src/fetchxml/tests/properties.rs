//! Properties of every text: parsing ends, never panics, and keeps within its limits.

use proptest::prelude::*;

use super::parse;
use crate::query::Operand;

/// Valid texts that use most of the vocabulary, to be broken.
const SEEDS: &[&str] = &[
    "<fetch count='3' page='2' paging-cookie='&lt;c/&gt;'><entity name='a'><attribute name='b'/><order attribute='b' descending='true'/><filter type='or'><condition attribute='b' operator='in'><value>1</value><value><![CDATA[2]]></value></condition><filter><condition entityname='l' attribute='c' operator='eq' valueof='b'/></filter></filter><link-entity name='d' from='e' to='f' link-type='outer' alias='l'><all-attributes/></link-entity></entity></fetch>",
    "<?xml version='1.0'?><!-- c --><fetch aggregate='true'><entity name='a'><attribute name='b' alias='c' aggregate='sum'/><attribute name='é' alias='e' groupby='1'/><order alias='c'/></entity></fetch>",
];

/// Pieces that are inserted to break a text.
const PIECES: &[&str] = &[
    "<",
    ">",
    "/>",
    "</",
    "'",
    "\"",
    "&",
    ";",
    "&lt;",
    "&#0;",
    "&#x110000;",
    "&x;",
    "<!DOCTYPE",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<?",
    "?>",
    "<fetch>",
    "</fetch>",
    "<filter>",
    "</entity>",
    "<value>",
    " operator='between'",
    " alias='l'",
    "\u{feff}",
    "é",
    "\0",
    "\n",
];

fn char_boundary(text: &str, near: usize) -> usize {
    let near = near % (text.len() + 1);
    (0..=near)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .expect("the start of a text is a boundary")
}

fn mutated() -> impl Strategy<Value = String> {
    let edit = (any::<usize>(), any::<usize>(), prop::sample::select(PIECES));
    let edits = prop::collection::vec(edit, 1..6);
    (prop::sample::select(SEEDS), edits).prop_map(|(seed, edits)| {
        edits
            .into_iter()
            .fold(seed.to_owned(), |mut text, (from, length, piece)| {
                let from = char_boundary(&text, from);
                let to = char_boundary(&text, from + length % 12).max(from);
                text.replace_range(from..to, piece);
                text
            })
    })
}

fn pieces() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..30).prop_map(|pieces| pieces.concat())
}

#[test]
fn the_seeds_are_valid() {
    for seed in SEEDS {
        parse(seed).expect("a seed is valid");
    }
}

proptest! {
    #[test]
    fn arbitrary_text_is_read_or_refused(text in any::<String>()) {
        let _ = parse(&text);
    }

    #[test]
    fn markup_in_any_order_is_read_or_refused(text in pieces()) {
        let _ = parse(&text);
    }

    #[test]
    fn broken_queries_are_read_or_refused_with_a_place_in_the_text(text in mutated()) {
        if let Err(error) = parse(&text) {
            prop_assert!(error.position.line <= text.lines().count().max(1) + 1);
            prop_assert!(error.position.column <= text.chars().count() + 1);
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn any_text_is_carried_as_an_operand(value in "[^\\p{Cc}\u{fffe}\u{ffff}]*") {
        let escaped = quick_xml::escape::escape(value.as_str());
        let query = parse(&format!(
            "<fetch><entity name='a'><filter><condition attribute='b' operator='in'><value>{escaped}</value></condition><condition attribute='b' operator='eq' value='{escaped}'/></filter></entity></fetch>"
        )).expect("it is valid");
        let crate::query::Filter::And(parts) = &query.filter else {
            panic!("expected `and`, found {:?}", query.filter);
        };
        for part in parts {
            let crate::query::Filter::Condition(condition) = part else {
                panic!("expected a condition, found {part:?}");
            };
            prop_assert_eq!(&condition.operands, &[Operand::Text(value.clone())]);
        }
    }
}
