//! Every value reads back as the same value, and a text that the codec did not write is refused.

mod queries;

use indexmap::IndexMap;
use jiff::Timestamp;
use jiff::civil::Date;
use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{CodecError, MAX_DEPTH, read, write};
use crate::complex::tests as complex;
use crate::odata::primitive::EdmType;
use crate::query::Columns;
use crate::request::{
    MessageResponse, OrganizationRequest, OrganizationResponse, Outcome, ResponseItem, Task,
};
use crate::service_fault::ServiceFault;
use crate::value::{
    Attributes, Entity, EntityCollection, EntityReference, ManagedProperty, Related, Value,
    array_of,
};

pub(crate) fn id() -> impl Strategy<Value = Uuid> {
    any::<u128>().prop_map(Uuid::from_u128)
}

fn decimal() -> impl Strategy<Value = Decimal> {
    let parts = (
        any::<u32>(),
        any::<u32>(),
        any::<u32>(),
        any::<bool>(),
        0..=28_u32,
    );
    parts.prop_map(|(lo, mid, hi, negative, scale)| {
        Decimal::from_parts(lo, mid, hi, negative, scale)
    })
}

pub(crate) fn instant() -> impl Strategy<Value = Timestamp> {
    let seconds = Timestamp::MIN.as_second()..=Timestamp::MAX.as_second() - 1;
    (seconds, 0..1_000_000_000_i32).prop_map(|(second, nanosecond)| {
        Timestamp::new(second, nanosecond).expect("it is within the range of instants")
    })
}

fn date() -> impl Strategy<Value = Date> {
    (1..=9999_i16, 1..=12_i8, 1..=28_i8).prop_map(|(year, month, day)| {
        Date::new(year, month, day).expect("every month has 28 days")
    })
}

pub(crate) fn reference() -> impl Strategy<Value = EntityReference> {
    let key = prop::option::of((any::<String>(), any::<i32>()));
    (any::<String>(), id(), any::<Option<String>>(), key).prop_map(|(table, id, name, key)| {
        EntityReference {
            table,
            id,
            name,
            keys: key.map(|(column, value)| {
                Box::new(Attributes::from_iter([(column.into(), Value::from(value))]))
            }),
        }
    })
}

fn array() -> impl Strategy<Value = Value> {
    let of = |kind, item: BoxedStrategy<Value>| {
        prop::collection::vec(item, 0..4)
            .prop_map(move |items| array_of(kind, items).expect("all are of the type"))
    };
    prop_oneof![
        of(
            EdmType::Int32,
            any::<i32>().prop_map(Value::Integer).boxed()
        ),
        of(EdmType::Int64, any::<i64>().prop_map(Value::BigInt).boxed()),
        of(EdmType::Decimal, decimal().prop_map(Value::Decimal).boxed()),
        of(EdmType::Guid, id().prop_map(Value::Guid).boxed()),
        of(
            EdmType::DateTimeOffset,
            instant().prop_map(Value::DateTime).boxed()
        ),
        of(EdmType::Date, date().prop_map(Value::Date).boxed()),
    ]
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Boolean),
        any::<i32>().prop_map(Value::Integer),
        any::<i64>().prop_map(Value::BigInt),
        decimal().prop_map(Value::Decimal),
        // NaN does not equal itself; a test of its own covers it.
        (prop::num::f64::ANY)
            .prop_filter("a number", |number| !number.is_nan())
            .prop_map(Value::Double),
        decimal().prop_map(Value::Money),
        any::<i32>().prop_map(Value::OptionSet),
        any::<String>().prop_map(Value::String),
        instant().prop_map(Value::DateTime),
        date().prop_map(Value::Date),
        id().prop_map(Value::Guid),
        reference().prop_map(Value::from),
        prop::collection::vec(any::<String>(), 0..4).prop_map(Value::Strings),
        prop::collection::vec(reference(), 0..3).prop_map(Value::References),
        prop::collection::vec(id(), 0..3).prop_map(Value::from),
        prop::collection::vec(any::<i32>(), 0..3).prop_map(Value::from),
        prop::collection::vec(any::<i32>(), 0..3).prop_map(Value::OptionSets),
        prop::collection::vec(any::<u8>(), 0..5).prop_map(Value::Bytes),
        named(any::<i64>()).prop_map(Value::from),
        array(),
        (any::<bool>(), any::<bool>()).prop_map(|(value, can_be_changed)| {
            Value::Managed(ManagedProperty {
                value,
                can_be_changed,
            })
        }),
        Just(Value::Columns(Columns::All)),
        prop::collection::vec(any::<String>(), 0..4)
            .prop_map(|names| Value::Columns(Columns::Named(names))),
    ]
}

pub(crate) fn named<T: std::fmt::Debug>(
    values: impl Strategy<Value = T>,
) -> impl Strategy<Value = IndexMap<String, T>> {
    prop::collection::vec((any::<String>(), values), 0..4)
        .prop_map(|pairs| pairs.into_iter().collect())
}

/// Values by name.
pub(crate) fn bag(values: impl Strategy<Value = Value>) -> impl Strategy<Value = Attributes> {
    let pairs = |named: IndexMap<String, Value>| {
        named.into_iter().map(|(name, value)| (name.into(), value))
    };
    named(values).prop_map(move |named| pairs(named).collect())
}

fn collection(entity: impl Strategy<Value = Entity>) -> impl Strategy<Value = EntityCollection> {
    (
        any::<String>(),
        prop::collection::vec(entity, 0..3),
        any::<bool>(),
        any::<Option<String>>(),
        any::<Option<u64>>(),
    )
        .prop_map(
            |(table, entities, more, paging_cookie, total)| EntityCollection {
                table,
                entities,
                more,
                paging_cookie,
                total,
            },
        )
}

fn entity(
    value: impl Strategy<Value = Value>,
    related: impl Strategy<Value = Related>,
) -> impl Strategy<Value = Entity> {
    (
        any::<String>(),
        prop::option::of(id()),
        any::<Option<i64>>(),
        bag(value),
        named(related),
        named(any::<String>()),
    )
        .prop_map(
            |(table, id, row_version, attributes, related, formatted)| Entity {
                table,
                id,
                keys: None,
                row_version,
                attributes,
                related,
                formatted,
            },
        )
}

/// A row with values of every kind.
pub(crate) fn row() -> impl Strategy<Value = Entity> {
    entity(value(), related())
}

fn leaf_entity() -> impl Strategy<Value = Entity> {
    entity(scalar(), Just(Related::One(None)))
}

pub(crate) fn related() -> impl Strategy<Value = Related> {
    prop_oneof![
        Just(Related::One(None)),
        leaf_entity().prop_map(|row| Related::One(Some(Box::new(row)))),
        collection(leaf_entity()).prop_map(Related::Many),
    ]
}

fn texts() -> BoxedStrategy<String> {
    any::<String>().boxed()
}

pub(crate) fn value() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(2, 24, 3, |inner| {
        prop_oneof![
            entity(inner.clone(), related()).prop_map(|row| Value::Entity(Box::new(row))),
            collection(entity(inner.clone(), related())).prop_map(Value::from),
            queries::query().prop_map(|query| Value::Query(Box::new(query))),
            complex::any_instance(texts).prop_map(Value::from),
            complex::any_collection(texts).prop_map(Value::from),
            (any::<String>(), bag(inner.clone())).prop_map(|(name, parameters)| {
                let request = OrganizationRequest { name, parameters };
                Value::Requests(vec![request])
            }),
            (any::<String>(), bag(inner.clone())).prop_map(|(message, results)| {
                let response = MessageResponse { message, results };
                let fault = ServiceFault::new(-1, "no", Uuid::nil(), Timestamp::UNIX_EPOCH);
                let outcomes = [Outcome::Response(response), Outcome::Fault(Box::new(fault))];
                let items = outcomes.into_iter().enumerate();
                let items = items.map(|(index, outcome)| ResponseItem { index, outcome });
                Value::ResponseItems(items.collect())
            }),
            (any::<String>(), bag(inner)).prop_map(|(name, parameters)| {
                Value::Request(Box::new(OrganizationRequest { name, parameters }))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn values_come_back_as_they_were_and_in_their_order(values in bag(value())) {
        let text = write(&values).expect("it is not nested too deep");
        let back: Attributes = read(&text).expect("the text was written by `write`");
        prop_assert_eq!(&back, &values);
        prop_assert!(back.keys().eq(values.keys()));
    }

    #[test]
    fn a_task_and_a_response_come_back_as_they_were(name in any::<String>(), values in bag(value())) {
        let task = Task::Message(OrganizationRequest { name, parameters: values.clone() });
        let text = write(&task).expect("it is not nested too deep");
        prop_assert_eq!(read(&text), Ok(task));
        let response = OrganizationResponse { results: values };
        let text = write(&response).expect("it is not nested too deep");
        prop_assert_eq!(read(&text), Ok(response));
    }

    #[test]
    fn a_decimal_keeps_its_trailing_zeros(number in decimal()) {
        let values = Attributes::from_iter([("n".into(), Value::Decimal(number))]);
        let back: Attributes =
            read(&write(&values).expect("it has a text")).expect("it was written");
        let Some(Value::Decimal(same)) = back.get("n") else {
            panic!("expected a decimal, found {back:?}");
        };
        prop_assert_eq!(same.scale(), number.scale());
    }

    #[test]
    fn arbitrary_text_is_read_or_refused(text in any::<String>()) {
        let _ = read::<Attributes>(&text);
    }
}

fn one(value: impl Into<Value>) -> Attributes {
    Attributes::from_iter([("P".into(), value.into())])
}

#[test]
fn the_text_is_compact_and_names_every_type() {
    let id = Uuid::from_u128(0xbb26_025c_cbe6_ed11_a7c6_000d_3a99_33c9);
    let values = Attributes::from_iter([
        ("Text".into(), Value::from("a\"b")),
        ("Flag".into(), Value::from(true)),
        ("Nothing".into(), Value::Null),
        ("Count".into(), Value::from(7)),
        ("Price".into(), Value::Money(Decimal::new(150, 2))),
        ("Ratio".into(), Value::from(0.1)),
        ("Id".into(), Value::from(id)),
        (
            "Row".into(),
            Value::from(Entity::new("account").with("name", "x")),
        ),
        ("Columns".into(), Value::from(Columns::All)),
        ("Label".into(), Value::from(complex::label("x"))),
    ]);
    let label =
        r#"{"type":"LocalizedLabel","has":{"Label":{"s":"x"},"LanguageCode":{"int":1033}}}"#;
    let expected = [
        r#"{"Text":{"s":"a\"b"},"Flag":{"bool":true},"Nothing":"null","Count":{"int":7},"#,
        r#""Price":{"money":"1.50"},"Ratio":{"double":"0.1"},"#,
        r#""Id":{"id":"bb26025c-cbe6-ed11-a7c6-000d3a9933c9"},"#,
        r#""Row":{"row":{"table":"account","attributes":{"name":{"s":"x"}}}},"#,
        r#""Columns":{"cols":"all"},"#,
        r#""Label":{"complex":{"type":"Label","has":{"UserLocalizedLabel":{"complex":"#,
        label,
        r#"},"LocalizedLabels":{"complexes":{"type":"LocalizedLabel","has":["#,
        label,
        "]}}}}}}",
    ];
    assert_eq!(write(&values), Ok(expected.concat()));
    let task = Task::Message(OrganizationRequest::new("sample_Any").with("Count", 7));
    assert_eq!(task.name(), "sample_Any");
    assert_eq!(
        write(&task).as_deref(),
        Ok(r#"{"message":{"name":"sample_Any","parameters":{"Count":{"int":7}}}}"#)
    );
}

#[test]
fn the_edges_of_double_and_decimal_come_back() {
    for number in [
        f64::MIN_POSITIVE,
        f64::MAX,
        f64::INFINITY,
        f64::NEG_INFINITY,
        5e-324,
    ] {
        let back = write(&one(number)).and_then(|text| read(&text));
        assert_eq!(back, Ok(one(number)));
    }
    for number in [Decimal::MAX, Decimal::MIN, Decimal::new(1, 28)] {
        let back = write(&one(Value::Money(number))).and_then(|text| read(&text));
        assert_eq!(back, Ok(one(Value::Money(number))));
    }
    let negative_zero: Attributes = write(&one(-0.0))
        .and_then(|text| read(&text))
        .expect("it has a text");
    assert!(matches!(negative_zero["P"], Value::Double(zero) if zero.is_sign_negative()));
    let nan: Attributes = write(&one(f64::NAN))
        .and_then(|text| read(&text))
        .expect("it has a text");
    assert!(matches!(nan["P"], Value::Double(number) if number.is_nan()));
}

#[test]
fn what_is_nested_too_deep_to_be_read_is_not_written() {
    let nested = |levels: usize| {
        (0..levels).fold(one(1), |inner, _| {
            one(Entity {
                attributes: inner,
                ..Entity::new("t")
            })
        })
    };
    // The map of parameters and the innermost integer take one level each, every row takes three.
    let deepest = (MAX_DEPTH - 2) / 3;
    let text = write(&nested(deepest)).expect("it is within the limit");
    assert_eq!(read(&text), Ok(nested(deepest)));
    let limit = MAX_DEPTH;
    assert_eq!(
        write(&nested(deepest + 1)),
        Err(CodecError::TooDeep { limit })
    );
}

#[test]
fn foreign_texts_are_refused_with_what_was_expected() {
    let texts = [
        "",
        "[]",
        r#"{"P":5}"#,
        r#"{"P":{}}"#,
        r#"{"P":{"int":1,"id":"x"}}"#,
        r#"{"P":{"colour":"red"}}"#,
        r#"{"P":{"int":2147483648}}"#,
        r#"{"P":{"long":"5"}}"#,
        r#"{"P":{"dec":"0.00000000000000000000000000001"}}"#,
        r#"{"P":{"double":"much"}}"#,
        r#"{"P":{"at":"yesterday"}}"#,
        r#"{"P":{"day":"2024-02-30"}}"#,
        r#"{"P":{"ref":{"table":"account"}}}"#,
        r#"{"P":{"ref":{"table":"account","id":"bb26025c-cbe6-ed11-a7c6-000d3a9933c9","colour":"red"}}}"#,
        r#"{"P":{"row":{"table":"account","related":{"n":{"few":1}}}}}"#,
        r#"{"P":{"rows":{"table":"account","entities":[],"more":"no"}}}"#,
        r#"{"P":{"complex":{"type":"Colour","has":{}}}}"#,
        r#"{"P":{"complex":{"type":"RolePrivilege","has":{"Colour":"null"}}}}"#,
        r#"{"P":{"complex":{"type":"RolePrivilege","has":{"Depth":{"int":4}}}}}"#,
        r#"{"P":{"complex":{"type":"OrganizationDetail","has":{}}}}"#,
        r#"{"P":{"complexes":{"type":"RolePrivilege","has":[{"type":"Label","has":{}}]}}}"#,
        r#"{"P":{"query":{"table":"t","columns":"all","filter":{"xor":[]},"page":{}}}}"#,
        r#"{"P":{"query":{"table":"t","columns":"all","filter":{"and":[]},"page":{"pages":1}}}}"#,
    ];
    let errors: String = texts
        .iter()
        .map(|text| match read::<Attributes>(text) {
            Ok(values) => panic!("`{text}` was read as {values:?}"),
            Err(error) => format!("{text}\n    {error}\n"),
        })
        .collect();
    insta::assert_snapshot!(errors);
}
