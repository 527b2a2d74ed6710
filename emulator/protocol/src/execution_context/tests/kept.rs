//! Any context comes back from its kept text as it was; no other text is read; and whatever a
//! context holds, its body is JSON.

use indexmap::IndexMap;
use proptest::prelude::*;
use serde_json::Value as Json;

use super::{bare, id};
use crate::exact::ExactError;
use crate::exact::tests as exact;
use crate::execution_context::{ExecutionContext, KeptError, Mode, Transaction, User};
use crate::value::{Attributes, Entity, Value};

fn user() -> impl Strategy<Value = User> {
    (exact::id(), exact::id()).prop_map(|(id, object_id)| User { id, object_id })
}

fn images() -> impl Strategy<Value = IndexMap<String, Entity>> {
    exact::named(exact::row())
}

/// Any context, but for its parent.
fn alone() -> impl Strategy<Value = ExecutionContext> {
    let ids = (prop::array::uniform5(exact::id()), any::<Option<u128>>());
    let users = (user(), user());
    let numbers = (any::<u32>(), any::<i32>(), any::<i32>());
    let words = prop::array::uniform4(any::<String>());
    let how = (
        any::<bool>(),
        any::<bool>(),
        exact::instant(),
        exact::reference(),
    );
    let values = prop::array::uniform3(exact::named(exact::value()));
    let rows = (images(), images());
    (ids, users, numbers, words, how, values, rows).prop_map(
        |(ids, users, numbers, words, how, values, rows)| {
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
            let [inputs, outputs, shared] = values;
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
        let text = context.keep().expect("it is not nested too deep");
        prop_assert_eq!(ExecutionContext::restore(&text), Ok(context));
    }

    #[test]
    fn the_body_of_any_context_is_json_and_its_texts_come_back(context in context()) {
        let json: Json = serde_json::from_str(&context.write()).expect("a body is JSON");
        prop_assert_eq!(json["MessageName"].as_str(), Some(context.message.as_str()));
        let keys = json["InputParameters"].as_array().expect("an array").iter();
        let keys: Vec<_> = keys.filter_map(|pair| pair["key"].as_str()).collect();
        prop_assert!(context.inputs.keys().map(String::as_str).eq(keys));
    }

    #[test]
    fn any_double_is_json_and_comes_back(number in prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO) {
        let text = super::written(number);
        prop_assert_eq!(serde_json::from_str::<f64>(&text).ok(), Some(number));
    }

    #[test]
    fn arbitrary_text_is_restored_or_refused(text in any::<String>()) {
        let _ = ExecutionContext::restore(&text);
    }
}

/// A context so many parents deep.
fn nested(parents: usize) -> ExecutionContext {
    (0..parents).fold(bare(), |parent, _| ExecutionContext {
        parent: Some(Box::new(parent)),
        ..bare()
    })
}

#[test]
fn more_parents_than_there_can_be_are_kept_and_too_many_are_refused() {
    let deep = nested(16);
    let text = deep.keep().expect("it is within the limit");
    assert_eq!(ExecutionContext::restore(&text), Ok(deep));
    let refused = nested(60).keep();
    assert!(
        matches!(refused, Err(ExactError::TooDeep { .. })),
        "{refused:?}"
    );
    let bottomless = r#"{"ParentContext":{"Entity":{"table":"","attributes":"#.repeat(10_000);
    let refused = ExecutionContext::restore(&bottomless);
    assert!(matches!(
        refused,
        Err(KeptError::Exact(ExactError::NotJson(_)))
    ));
}

/// What restoring says when one member of a kept context is another one.
fn refused(member: &str, value: Option<Value>) -> String {
    let text = bare().keep().expect("it is not nested too deep");
    let mut values: Attributes = crate::exact::read(&text).expect("it was written");
    match value {
        Some(value) => {
            values.insert(member.to_owned(), value);
        }
        None => {
            values.shift_remove(member);
        }
    }
    let text = crate::exact::write(&values).expect("it is not nested too deep");
    match ExecutionContext::restore(&text) {
        Ok(context) => panic!("it was restored as {context:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn other_members_are_refused_with_what_was_expected() {
    let cases = [
        (
            refused("Depth", Some(Value::BigInt(-1))),
            "the kept context has BigInt(-1) for `Depth`, expected a number from 0",
        ),
        (
            refused("Mode", Some(Value::Integer(2))),
            "the kept context has Integer(2) for `Mode`, expected 0 or 1",
        ),
        (
            refused("UserId", None),
            "the kept context has nothing at all for `UserId`, expected a guid",
        ),
        (
            refused(
                "PreEntityImages",
                Some(Entity::new("").with("Image", 1).into()),
            ),
            "the kept context has Integer(1) for `PreEntityImages.Image`, expected a row",
        ),
        (
            refused("Colour", Some("red".into())),
            "the kept context has a member `Colour`, expected only those of an execution context",
        ),
    ];
    for (error, expected) in cases {
        assert_eq!(error, expected);
    }
}
