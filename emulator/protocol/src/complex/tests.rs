//! Complex types that resemble those of table metadata, strategies for instances of any type, and the values that an
//! instance refuses.

use jiff::Timestamp;
use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::enumeration::Enumeration;
use super::metadata::{self, LABEL, LOCALIZED_LABEL, METADATA_BASE};
use super::types::{Content, Dictionary, Member, MemberType, Namespace, Presence, Surface};
use super::{
    Complex, ComplexCollection, ComplexError, ComplexType, ORGANIZATION_DETAIL, ROLE_PRIVILEGE,
};
use crate::field_type::FieldType;
use crate::value::Value;

/// Complex types that exist in tests only.
pub(crate) static TYPES: [&ComplexType; 2] = [&ATTRIBUTE, &STRING_ATTRIBUTE];

const METADATA: Namespace = Namespace {
    uri: "http://schemas.microsoft.com/xrm/2011/Metadata",
    prefix: "m",
    dotnet: "Microsoft.Xrm.Sdk.Metadata",
};

pub(crate) static ATTRIBUTE: ComplexType = ComplexType {
    name: "PartMetadata",
    namespace: &METADATA,
    base: Some(&METADATA_BASE),
    content: Content::Members(&[
        Member::optional("LogicalName", MemberType::Value(FieldType::String)),
        Member::optional("DisplayName", MemberType::Complex(&LABEL)),
        Member::optional("Level", MemberType::Enumeration(&LEVEL)),
    ]),
};

pub(crate) static STRING_ATTRIBUTE: ComplexType = ComplexType {
    name: "TextPartMetadata",
    namespace: &METADATA,
    base: Some(&ATTRIBUTE),
    content: Content::Members(&[
        Member::optional("MaxLength", MemberType::Value(FieldType::Integer)),
        Member::optional("Targets", MemberType::Value(FieldType::StringArray)),
        Member::optional("Source", MemberType::Complex(&ATTRIBUTE)),
    ]),
};

static LEVEL: Enumeration = Enumeration::of(
    "AttributeRequiredLevel",
    &METADATA,
    &[("None", 0), ("SystemRequired", 1), ("Recommended", 3)],
);

/// A `Label` with one localized label.
pub(crate) fn label(text: &str) -> Complex {
    let one = Complex::new(&LOCALIZED_LABEL)
        .with("Label", text)
        .with("LanguageCode", 1033);
    let all = ComplexCollection::new(&LOCALIZED_LABEL, vec![one.clone()]).expect("it is one");
    Complex::new(&LABEL)
        .with("UserLocalizedLabel", one)
        .with("LocalizedLabels", all)
}

/// The strategy for the texts of an instance.
type Texts = fn() -> BoxedStrategy<String>;

/// Any instance of the tested types.
pub(crate) fn any_instance(texts: Texts) -> BoxedStrategy<Complex> {
    let kinds = [
        &ROLE_PRIVILEGE,
        &ORGANIZATION_DETAIL,
        &LABEL,
        &ATTRIBUTE,
        &STRING_ATTRIBUTE,
        &metadata::BIG_INT,
        &metadata::DATE_TIME,
        &metadata::DECIMAL,
        &metadata::MONEY,
        &metadata::PICKLIST,
        &metadata::STRING,
        &metadata::UNIQUE_IDENTIFIER,
        &metadata::OPTION,
        &metadata::ONE_TO_MANY,
        &metadata::ENTITY_QUERY,
        &metadata::METADATA_CONDITION,
        &metadata::DELETED_METADATA,
    ];
    prop::sample::select(kinds.to_vec())
        .prop_flat_map(move |kind| instance(kind, texts, 2))
        .boxed()
}

/// Any collection of attributes, some of them of a derived type.
pub(crate) fn any_collection(texts: Texts) -> BoxedStrategy<ComplexCollection> {
    let item = prop_oneof![
        instance(&ATTRIBUTE, texts, 1),
        instance(&STRING_ATTRIBUTE, texts, 1)
    ];
    prop::collection::vec(item, 0..3)
        .prop_map(|items| ComplexCollection::new(&ATTRIBUTE, items).expect("they are attributes"))
        .boxed()
}

fn instance(kind: &'static ComplexType, texts: Texts, depth: u32) -> BoxedStrategy<Complex> {
    let entries: Vec<BoxedStrategy<(&'static str, Value)>> = match &kind.content {
        Content::Members(_) => kind
            .members()
            .filter(|it| !matches!(it.surface, Surface::Contract | Surface::WebNavigation))
            .map(|member| {
                let value = value(&member.kind, texts, depth);
                let value = match member.presence {
                    Presence::Required => value,
                    Presence::Optional | Presence::NotNil => {
                        prop_oneof![Just(Value::Null), value].boxed()
                    }
                };
                (Just(member.name), value).boxed()
            })
            .collect(),
        Content::Dictionary(Dictionary { key, value, .. }) => key
            .members
            .iter()
            .map(|(name, _)| {
                let value = self::value(value, texts, depth);
                (Just(*name), prop_oneof![Just(Value::Null), value]).boxed()
            })
            .collect(),
    };
    entries
        .prop_map(move |entries| {
            entries
                .into_iter()
                .fold(Complex::new(kind), |instance, (name, value)| {
                    instance.with(name, value)
                })
        })
        .boxed()
}

fn value(kind: &'static MemberType, texts: Texts, depth: u32) -> BoxedStrategy<Value> {
    let deeper = depth.saturating_sub(1);
    match kind {
        MemberType::Value(FieldType::Boolean) => any::<bool>().prop_map(Value::from).boxed(),
        MemberType::Value(FieldType::Integer) => any::<i32>().prop_map(Value::from).boxed(),
        MemberType::Value(FieldType::Guid) => any::<u128>()
            .prop_map(|id| Uuid::from_u128(id).into())
            .boxed(),
        MemberType::Value(FieldType::StringArray) => prop::collection::vec(texts(), 0..3)
            .prop_map(Value::from)
            .boxed(),
        MemberType::Value(FieldType::DateTime) => (0..4_000_000_000_i64)
            .prop_map(|second| {
                Timestamp::from_second(second)
                    .expect("it is in range")
                    .into()
            })
            .boxed(),
        MemberType::Value(FieldType::Decimal) => (any::<i32>(), 0..4_u32)
            .prop_map(|(digits, scale)| {
                Value::Decimal(Decimal::new(digits.into(), scale).normalize())
            })
            .boxed(),
        MemberType::Value(FieldType::Float) => prop::num::f64::NORMAL.prop_map(Value::from).boxed(),
        MemberType::Value(FieldType::Entity) => Just(Value::Null).boxed(),
        MemberType::BigInt => any::<i64>().prop_map(Value::from).boxed(),
        MemberType::Integers => prop::collection::vec(any::<i32>(), 0..3)
            .prop_map(Value::from)
            .boxed(),
        MemberType::Guids => prop::collection::vec(any::<u128>().prop_map(Uuid::from_u128), 0..3)
            .prop_map(Value::from)
            .boxed(),
        MemberType::Any => prop_oneof![
            texts().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            prop::collection::vec(1..9_i32, 1..3).prop_map(Value::from),
        ]
        .boxed(),
        MemberType::Value(_) => texts().prop_map(Value::from).boxed(),
        MemberType::Enumeration(of) => prop::sample::select(of.members)
            .prop_map(|(_, number)| number.into())
            .boxed(),
        // Ends the recursion of a type that contains itself.
        MemberType::Complex(_) | MemberType::Array(_) if depth == 0 => Just(Value::Null).boxed(),
        MemberType::Complex(kind) => instance(kind, texts, deeper).prop_map(Value::from).boxed(),
        MemberType::Array(kind) => prop::collection::vec(instance(kind, texts, deeper), 0..3)
            .prop_map(|items| {
                ComplexCollection::new(kind, items)
                    .expect("of the type")
                    .into()
            })
            .boxed(),
    }
}

#[test]
fn an_instance_has_the_members_of_its_type_and_of_those_it_derives_from() {
    let members: Vec<_> = STRING_ATTRIBUTE
        .members()
        .map(|member| member.name)
        .collect();
    let declared = [
        "MetadataId",
        "HasChanged",
        "LogicalName",
        "DisplayName",
        "Level",
    ];
    assert_eq!(
        members,
        [&declared[..], &["MaxLength", "Targets", "Source"]].concat()
    );
    let contract: Vec<_> = STRING_ATTRIBUTE
        .contract_members()
        .map(|(_, it)| it.name)
        .collect();
    let ordinal = [
        "MetadataId",
        "HasChanged",
        "DisplayName",
        "Level",
        "LogicalName",
    ];
    assert_eq!(
        contract,
        [&ordinal[..], &["MaxLength", "Source", "Targets"]].concat()
    );
}

#[test]
fn a_member_takes_values_of_its_type_and_of_derived_ones() {
    let mut attribute = Complex::new(&STRING_ATTRIBUTE);
    let derived = Complex::new(&STRING_ATTRIBUTE).with("MaxLength", 5);
    assert_eq!(attribute.set("Source", derived.clone().into()), Ok(()));
    assert_eq!(attribute.get("Source"), Some(&derived.into()));
    assert_eq!(attribute.set("Source", Value::Null), Ok(()));
    assert_eq!(attribute.get("Source"), None);
    for (member, value) in [
        ("Source", label("x").into()),
        ("MaxLength", "5".into()),
        ("Level", 2.into()),
        ("Level", "None".into()),
        ("Colour", Value::Null),
    ] {
        let refused = attribute
            .set(member, value)
            .expect_err("it is not of the type");
        let expected =
            format!("'{member}' is no property of TextPartMetadata, or not of its type.");
        assert_eq!(refused.to_string(), expected);
    }
}

#[test]
fn an_instance_is_complete_with_what_it_needs() {
    let one = Complex::new(&ORGANIZATION_DETAIL).with("FriendlyName", "x");
    let missing = ComplexError::Missing {
        member: "OrganizationId",
        kind: "OrganizationDetail",
    };
    assert_eq!(one.complete(), Err(missing));
    assert!(Complex::new(&ROLE_PRIVILEGE).complete().is_ok());
}

#[test]
fn a_collection_has_items_of_its_type_only() {
    let items = vec![Complex::new(&STRING_ATTRIBUTE), Complex::new(&LABEL)];
    let refused = ComplexCollection::new(&ATTRIBUTE, items).expect_err("a label is among them");
    assert_eq!(
        refused.to_string(),
        "'Label' is not PartMetadata, nor a complex type derived from it."
    );
}

#[test]
fn an_enumeration_is_told_by_name_or_number() {
    for text in ["Recommended", "3"] {
        assert_eq!(LEVEL.parse(text), Ok(3), "{text}");
    }
    for text in ["recommended", "2", "", "3.0"] {
        let refused = LEVEL.parse(text).expect_err("it is none");
        let expected = format!(
            "'{text}' is no member of AttributeRequiredLevel: expected one of None, SystemRequired, Recommended, or its number."
        );
        assert_eq!(refused.to_string(), expected);
    }
}
