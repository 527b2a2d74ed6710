//! The members that a context over the limit loses, and the exact limit.

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::{bag, bare};
use crate::execution_context::{ControlCharacters, ExecutionContext, Size, Sized};
use crate::value::Entity;

/// A context with every member that is removed, and with members that stay.
fn full() -> ExecutionContext {
    let image = || IndexMap::from([("Image".to_owned(), Entity::new("account"))]);
    ExecutionContext {
        inputs: bag([("In", "x".repeat(500).into())]),
        outputs: bag([("Out", "ü".into())]),
        shared: bag([("Shared", 1.into())]),
        pre_images: image(),
        post_images: image(),
        parent: Some(Box::new(bare())),
        ..bare()
    }
}

#[test]
fn a_body_as_large_as_the_limit_is_whole() {
    let whole = full().write();
    // One of the characters has two bytes, so the limit counts bytes.
    assert_eq!(whole.len(), whole.chars().count() + 1);
    assert_eq!(
        full().write_within(whole.len(), ControlCharacters::Short),
        Sized {
            body: whole.clone(),
            size: Size::Whole
        }
    );
    assert_eq!(
        full()
            .write_within(whole.len() - 1, ControlCharacters::Short)
            .size,
        Size::Exceeded
    );
}

#[test]
fn four_members_are_empty_in_a_body_over_the_limit_and_the_others_stay() {
    let Sized { body, size } = full().write_within(1600, ControlCharacters::Short);
    assert_eq!(size, Size::Exceeded);
    let emptied = ExecutionContext {
        outputs: full().outputs,
        shared: full().shared,
        ..bare()
    };
    assert_eq!(body, emptied.write());
    let json: Json = serde_json::from_str(&body).expect("it is JSON");
    assert_eq!(json["ParentContext"], Json::Null);
    for member in ["InputParameters", "PreEntityImages", "PostEntityImages"] {
        assert_eq!(json[member], Json::Array(Vec::new()), "{member}");
    }
}

#[test]
fn what_is_too_large_without_them_says_so() {
    let context = ExecutionContext {
        outputs: bag([("Out", "x".repeat(2000).into())]),
        ..full()
    };
    let Sized { body, size } = context.write_within(2000, ControlCharacters::Short);
    assert_eq!(size, Size::TooLarge);
    assert!(body.len() > 2000);
    assert_eq!(
        context
            .write_within(body.len(), ControlCharacters::Short)
            .size,
        Size::Exceeded
    );
}
