//! Every context reads back from its stored text as the same context, no other text is read, and every body is JSON.

use indexmap::IndexMap;
use proptest::prelude::*;
use serde_json::Value as Json;

use super::{bare, id};
use crate::codec::tests as values;
use crate::codec::{self, CodecError};
use crate::execution_context::{ExecutionContext, Mode, Transaction, User};
use crate::value::{Entity, Name};

fn user() -> impl Strategy<Value = User> {
    (values::id(), values::id()).prop_map(|(id, object_id)| User { id, object_id })
}

fn images() -> impl Strategy<Value = IndexMap<String, Entity>> {
    values::named(values::row())
}

/// Any context without a parent.
fn alone() -> impl Strategy<Value = ExecutionContext> {
    let ids = (prop::array::uniform5(values::id()), any::<Option<u128>>());
    let users = (user(), user());
    let numbers = (any::<u32>(), any::<i32>(), any::<i32>());
    let words = prop::array::uniform4(any::<String>());
    let how = (
        any::<bool>(),
        any::<bool>(),
        values::instant(),
        values::reference(),
    );
    let bags = prop::array::uniform3(values::bag(values::value()));
    let rows = (images(), images());
    (ids, users, numbers, words, how, bags, rows).prop_map(
        |(ids, users, numbers, words, how, bags, rows)| {
            let (
                [
                    business_unit,
                    correlation,
                    operation,
                    organization,
                    primary_id,
                ],
                request,
            ) = ids;
            let [message, organization_name, primary_table, secondary_table] = words;
            let (inside, waits, operation_created_on, owning_extension) = how;
            let [inputs, outputs, shared] = bags;
            ExecutionContext {
                business_unit,
                correlation,
                depth: numbers.0,
                initiating_user: users.0,
                user: users.1,
                inputs,
                outputs,
                shared,
                pre_images: rows.0,
                post_images_collection: vec![rows.1.clone()],
                pre_images_collection: Vec::new(),
                post_images: rows.1,
                transaction: if inside {
                    Transaction::Inside
                } else {
                    Transaction::Outside
                },
                isolation_mode: numbers.1,
                message,
                mode: if waits {
                    Mode::Synchronous
                } else {
                    Mode::Asynchronous
                },
                operation_created_on,
                operation,
                organization,
                organization_name,
                owning_extension,
                parent: None,
                primary_id,
                primary_table,
                request: request.map(id),
                secondary_table,
                stage: numbers.2,
            }
        },
    )
}

fn context() -> impl Strategy<Value = ExecutionContext> {
    (alone(), prop::option::of(alone())).prop_map(|(context, parent)| ExecutionContext {
        parent: parent.map(Box::new),
        ..context
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_context_comes_back_as_it_was(context in context()) {
        let text = codec::write(&context).expect("it is not nested too deep");
        prop_assert_eq!(codec::read(&text), Ok(context));
    }

    #[test]
    fn the_body_of_any_context_is_json_and_its_texts_come_back(context in context()) {
        let json: Json = serde_json::from_str(&context.write()).expect("a body is JSON");
        prop_assert_eq!(json["MessageName"].as_str(), Some(context.message.as_str()));
        let keys = json["InputParameters"].as_array().expect("an array").iter();
        let keys: Vec<_> = keys.filter_map(|pair| pair["key"].as_str()).collect();
        prop_assert!(context.inputs.keys().map(Name::as_str).eq(keys));
    }

    #[test]
    fn any_double_is_json_and_comes_back(number in prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO) {
        let text = super::written(number);
        prop_assert_eq!(serde_json::from_str::<f64>(&text).ok(), Some(number));
    }

    #[test]
    fn arbitrary_text_is_restored_or_refused(text in any::<String>()) {
        let _ = codec::read::<ExecutionContext>(&text);
    }
}

/// A context with this number of parents.
fn nested(parents: usize) -> ExecutionContext {
    (0..parents).fold(bare(), |parent, _| ExecutionContext {
        parent: Some(Box::new(parent)),
        ..bare()
    })
}

#[test]
fn more_parents_than_there_can_be_are_kept_and_too_many_are_refused() {
    let deep = nested(60);
    let text = codec::write(&deep).expect("it is within the limit");
    assert_eq!(codec::read(&text), Ok(deep));
    let refused = codec::write(&nested(64));
    assert!(
        matches!(refused, Err(CodecError::TooDeep { .. })),
        "{refused:?}"
    );
    let bottomless = r#"{"parent":"#.repeat(10_000);
    let refused = codec::read::<ExecutionContext>(&bottomless);
    assert!(
        matches!(refused, Err(CodecError::TooDeep { .. })),
        "{refused:?}"
    );
}

#[test]
fn other_members_are_refused_with_what_was_expected() {
    let text = codec::write(&bare()).expect("it is not nested too deep");
    let cases = [
        (
            r#""depth":1"#,
            r#""depth":-1"#,
            "invalid value: integer `-1`, expected u32",
        ),
        (
            r#""mode":"asynchronous""#,
            r#""mode":"later""#,
            "unknown variant `later`, expected `synchronous` or `asynchronous`",
        ),
        (
            r#""stage":40"#,
            r#""colour":"red""#,
            "unknown field `colour`, expected one of",
        ),
        (r#","stage":40"#, "", "missing field `stage`"),
        (
            r#""stage":40"#,
            r#""stage":40,"pre_images":{"Image":{"int":1}}"#,
            "unknown field `int`, expected one of `table`",
        ),
    ];
    for (member, other, expected) in cases {
        assert!(text.contains(member), "{text}");
        let refused = codec::read::<ExecutionContext>(&text.replacen(member, other, 1));
        let error = refused.expect_err("no writer wrote it").to_string();
        assert!(error.contains(expected), "{error}");
    }
}
