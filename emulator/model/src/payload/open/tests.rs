//! A row of the open type that is written reads back as the same row, whatever its values, under both media types.

use std::sync::LazyLock;

use dataverse_operation::rules::{OpenTypeTexts, Rules};
use dataverse_protocol::odata::primitive::{EdmType, LargeNumbers};
use dataverse_protocol::value::{Entity, EntityCollection, Value, array_of};
use jiff::Timestamp;
use jiff::civil::date;
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{has_array, read_open, write_open};
use crate::metadata::Metadata;
use crate::payload::{PayloadReader, PayloadWriter};

static METADATA: LazyLock<Metadata> = LazyLock::new(|| Metadata::embedded().unwrap());

fn seconds() -> impl Strategy<Value = Value> {
    (0_i64..4_000_000_000).prop_map(|second| {
        Value::DateTime(Timestamp::from_second(second).expect("it is within the range"))
    })
}

fn simple() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Boolean),
        any::<i32>().prop_map(Value::Integer),
        any::<i64>().prop_map(Value::BigInt),
        any::<i64>().prop_map(|number| Value::Decimal(number.into())),
        any::<i32>().prop_map(|eighths| Value::Double(f64::from(eighths) / 8.0 + 0.0625)),
        Just(Value::Double(f64::INFINITY)),
        any::<String>().prop_map(Value::String),
        seconds(),
        Just(Value::Date(date(2024, 2, 29))),
        any::<u128>().prop_map(|bits| Value::Guid(Uuid::from_u128(bits))),
        prop::collection::vec(any::<String>(), 0..3).prop_map(Value::Strings),
        prop::collection::vec(any::<i64>().prop_map(Value::BigInt), 0..3)
            .prop_map(|items| array_of(EdmType::Int64, items).expect("all are of the type")),
    ]
}

fn named(values: impl Strategy<Value = Value>) -> impl Strategy<Value = Entity> {
    prop::collection::vec(("[^@]{1,5}", values), 0..4).prop_map(|pairs| Entity {
        attributes: pairs
            .into_iter()
            .map(|(name, value)| (name.into(), value))
            .collect(),
        ..Entity::open()
    })
}

fn row() -> impl Strategy<Value = Entity> {
    let nested = simple().prop_recursive(3, 12, 3, |inside| {
        prop_oneof![
            named(inside.clone()).prop_map(Value::from),
            prop::collection::vec(named(inside), 0..3).prop_map(|entities| {
                Value::from(EntityCollection {
                    entities,
                    ..EntityCollection::default()
                })
            }),
        ]
    });
    named(nested)
}

/// The row that comes of what is written of a row.
fn again(row: &Entity, numbers: LargeNumbers) -> Entity {
    let rules = Rules {
        open_type_texts: OpenTypeTexts::Accept,
        ..Rules::default()
    };
    let writer = PayloadWriter::new(&METADATA, &rules).with_large_numbers(numbers);
    let reader = PayloadReader::new(&METADATA, &rules).with_large_numbers(numbers);
    read_open(&write_open(row, writer), reader).expect("what is written can be read")
}

proptest! {
    #[test]
    fn what_is_written_reads_back(row in row()) {
        for numbers in [LargeNumbers::Numbers, LargeNumbers::Texts] {
            let read = again(&row, numbers);
            // A finite double has no annotation, so that it reads back as the decimal of its digits.
            prop_assert_eq!(doubles_as_decimals(&row), doubles_as_decimals(&read));
        }
    }
}

fn doubles_as_decimals(row: &Entity) -> Entity {
    let one = |value: &Value| match value {
        Value::Double(number) => {
            Decimal::try_from(*number).map_or_else(|_| value.clone(), Value::Decimal)
        }
        Value::Decimal(number) => Value::Decimal(number.normalize()),
        Value::Entity(inside) => doubles_as_decimals(inside).into(),
        Value::Collection(rows) => Value::from(EntityCollection {
            entities: rows.entities.iter().map(doubles_as_decimals).collect(),
            ..(**rows).clone()
        }),
        other => other.clone(),
    };
    let pairs = row
        .attributes
        .iter()
        .map(|(name, value)| (name.clone(), one(value)));
    Entity {
        attributes: pairs.collect(),
        ..Entity::open()
    }
}

fn read(json: &Json) -> Entity {
    let rules = Rules::default();
    let members = json.as_object().expect("an object");
    read_open(members, PayloadReader::new(&METADATA, &rules)).expect("it can be read")
}

#[test]
fn json_tells_the_smallest_type_that_holds_a_number() {
    let row = read(&json!({"a": 1, "b": 2_147_483_648_i64, "c": 1.25, "d": 1e200}));
    let kinds: Vec<_> = row.attributes.values().map(EdmType::of).collect();
    let expected = [
        EdmType::Int32,
        EdmType::Decimal,
        EdmType::Decimal,
        EdmType::Double,
    ];
    assert_eq!(kinds, expected.map(Some));
}

#[test]
fn an_array_is_found_at_any_depth() {
    let deep = json!({"rows@odata.type": "Collection(mscrm.expando)",
        "rows": [{"p@odata.type": "Collection(Int32)", "p": []}]});
    assert!(has_array(&read(&deep).into()));
    let none = json!({"rows@odata.type": "Collection(mscrm.expando)", "rows": [{"p": 1}]});
    assert!(!has_array(&read(&none).into()));
}
