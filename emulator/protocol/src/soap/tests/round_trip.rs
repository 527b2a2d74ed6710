//! Every value that is written reads back as the same value.

use jiff::Timestamp;
use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{execute, operation, plain};
use crate::query::Columns;
use crate::request::OrganizationRequest;
use crate::soap::write::Writer;
use crate::value::{
    Attributes, Entity, EntityCollection, EntityReference, ManagedProperty, Related, Value,
};

/// Texts of characters that XML allows.
fn text() -> impl Strategy<Value = String> + Clone {
    "[\\t\\n\\r -~äß€\u{1f600}&<>'\"]{0,12}"
}

fn name() -> impl Strategy<Value = String> + Clone {
    "[a-z][a-z_]{0,8}"
}

fn id() -> impl Strategy<Value = Uuid> {
    (1..=u128::MAX).prop_map(Uuid::from_u128)
}

/// Instants in .NET's ticks of 100 nanoseconds, from the year 1 to 9999.
fn instant() -> impl Strategy<Value = Timestamp> {
    (-621_355_968_000_000_000_i128..=2_534_022_143_999_999_999 / 10 * 10)
        .prop_map(|ticks| Timestamp::from_nanosecond(ticks * 100).expect("it is in range"))
}

fn decimal() -> impl Strategy<Value = Decimal> {
    (any::<i64>(), 0..10_u32).prop_map(|(digits, scale)| Decimal::new(digits, scale))
}

fn reference() -> impl Strategy<Value = EntityReference> {
    let key = proptest::option::of((name(), text()));
    (name(), id(), proptest::option::of(text()), key).prop_map(|(table, id, name, key)| {
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

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<i32>().prop_map(Value::OptionSet),
        any::<i64>().prop_map(Value::from),
        decimal().prop_map(Value::Decimal),
        decimal().prop_map(Value::Money),
        prop::num::f64::NORMAL.prop_map(Value::from),
        prop::num::f64::SUBNORMAL.prop_map(Value::from),
        prop::sample::select(vec![0.0, f64::INFINITY, f64::NEG_INFINITY]).prop_map(Value::from),
        text().prop_map(Value::from),
        instant().prop_map(Value::from),
        id().prop_map(Value::from),
        reference().prop_map(Value::from),
        prop::collection::vec(text(), 0..3).prop_map(Value::from),
        prop::collection::vec(reference(), 0..3).prop_map(Value::References),
        prop::collection::vec(id(), 0..3).prop_map(Value::from),
        prop::collection::vec(any::<i32>(), 0..3).prop_map(Value::from),
        prop::collection::vec(any::<i32>(), 0..3).prop_map(Value::OptionSets),
        prop::collection::vec(any::<u8>(), 0..5).prop_map(Value::Bytes),
        prop::collection::vec(name(), 0..3).prop_map(|names| Columns::Named(names).into()),
        Just(Value::Columns(Columns::All)),
        any::<(bool, bool)>().prop_map(|(value, can_be_changed)| {
            ManagedProperty {
                value,
                can_be_changed,
            }
            .into()
        }),
    ]
}

fn entity(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Entity> {
    (
        name(),
        proptest::option::of(id()),
        proptest::option::of(any::<i64>()),
        prop::collection::vec((text(), value), 0..3),
        prop::collection::vec((name(), text()), 0..2),
    )
        .prop_map(|(table, id, row_version, attributes, formatted)| Entity {
            id,
            row_version,
            attributes: attributes
                .into_iter()
                .map(|(name, value)| (name.into(), value))
                .collect(),
            formatted: formatted.into_iter().collect(),
            ..Entity::new(table)
        })
}

fn collection(value: impl Strategy<Value = Value>) -> impl Strategy<Value = EntityCollection> {
    let rows = prop::collection::vec(entity(value), 0..2);
    (
        rows,
        name(),
        any::<bool>(),
        proptest::option::of(name()),
        proptest::option::of(0..=5000_u64),
    )
        .prop_map(
            |(entities, table, more, paging_cookie, total)| EntityCollection {
                table,
                entities,
                more,
                paging_cookie,
                total,
            },
        )
}

fn with_related(value: impl Strategy<Value = Value> + Clone) -> impl Strategy<Value = Entity> {
    (
        entity(value.clone()),
        name(),
        proptest::option::of(entity(value.clone())),
        collection(value),
    )
        .prop_map(|(mut entity, name, one, many)| {
            entity
                .related
                .insert(format!("{name}1"), Related::One(one.map(Box::new)));
            entity.related.insert(name, Related::Many(many));
            entity
        })
}

fn any_value() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            entity(inner.clone()).prop_map(Value::from),
            with_related(inner.clone()).prop_map(Value::from),
            collection(inner.clone()).prop_map(Value::from),
            request(inner.clone()).prop_map(Value::from),
            prop::collection::vec(request(inner), 0..2).prop_map(Value::Requests),
        ]
    })
}

fn request(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = OrganizationRequest> {
    prop::collection::vec((name(), inner), 0..3).prop_map(|parameters| OrganizationRequest {
        name: "sample_Any".to_owned(),
        // The prefix keeps the name apart from those of the pipeline options.
        parameters: parameters
            .into_iter()
            .map(|(name, value)| (format!("p{name}").into(), value))
            .collect(),
    })
}

/// Writes a value and reads it back.
fn there_and_back(value: &Value) -> Value {
    let reply = plain();
    let mut out = Writer::new(&reply);
    out.value("b:value", value).expect("it is no query");
    let xml = out.finish();
    let mut call = operation(&execute("sample_Any", &[("Input", &xml)]))
        .unwrap_or_else(|error| panic!("{error}: {xml}"));
    call.request
        .parameters
        .swap_remove("Input")
        .expect("it was written")
}

#[test]
fn a_date_becomes_its_first_instant() {
    let date = Value::Date("2024-02-29".parse().unwrap());
    let at: Timestamp = "2024-02-29T00:00:00Z".parse().unwrap();
    assert_eq!(there_and_back(&date), Value::DateTime(at));
}

proptest! {
    #[test]
    fn any_value_is_read_as_it_was_written(value in any_value()) {
        prop_assert_eq!(there_and_back(&value), value);
    }
}
