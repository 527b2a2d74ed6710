//! What is defined is read back as it was given: columns of every type, lookups, keys and option sets.

use dataverse_model::metadata::LanguageCode;
use dataverse_protocol::complex::metadata as types;
use dataverse_protocol::complex::{Complex, ComplexCollection, ComplexType};
use dataverse_protocol::odata::json;
use dataverse_protocol::odata::primitive::LargeNumbers;
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::Value;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::harness::{execute, open, opening};
use crate::organization::Organization;

/// How many definitions are made in one organization.
const CASES: u32 = 24;

fn label(texts: &[(LanguageCode, String)]) -> Complex {
    let localized = texts.iter().map(|(language, text)| {
        Complex::new(&types::LOCALIZED_LABEL)
            .with("Label", text.as_str())
            .with("LanguageCode", i32::from(*language))
    });
    let localized = ComplexCollection::of(&types::LOCALIZED_LABEL, localized.collect());
    Complex::new(&types::LABEL).with("LocalizedLabels", localized)
}

fn english(text: &str) -> Complex {
    label(&[(1033, text.to_owned())])
}

fn any_label() -> impl Strategy<Value = Complex> {
    let french = proptest::option::of("[A-Z][a-zé]{0,9}");
    ("[A-Z][a-z ]{0,9}", french).prop_map(|(own, french)| {
        let french = french.map(|text| (1036, text));
        let texts: Vec<_> = std::iter::once((1033, own)).chain(french).collect();
        label(&texts)
    })
}

fn managed(value: bool, can_be_changed: bool) -> Complex {
    Complex::new(&types::BOOLEAN_MANAGED_PROPERTY)
        .with("Value", value)
        .with("CanBeChanged", can_be_changed)
}

fn constant(kind: &'static ComplexType, value: &str) -> Complex {
    Complex::new(kind).with("Value", value)
}

/// A column with the members that every type has.
fn column(kind: &'static ComplexType) -> impl Strategy<Value = Complex> {
    let level = prop::sample::select(vec!["None", "Recommended", "ApplicationRequired"]);
    let parts = (
        any_label(),
        proptest::option::of(any_label()),
        level,
        any::<(bool, bool)>(),
        any::<bool>(),
    );
    parts.prop_map(move |(name, description, level, (audit, locked), flag)| {
        let level = types::ATTRIBUTE_REQUIRED_LEVEL.value(level);
        let level =
            Complex::new(&types::ATTRIBUTE_REQUIRED_LEVEL_MANAGED_PROPERTY).with("Value", level);
        Complex::new(kind)
            .with("DisplayName", name)
            .with("Description", description.map_or(Value::Null, Value::from))
            .with("RequiredLevel", level)
            .with("IsAuditEnabled", managed(audit, locked))
            .with("IsSearchable", flag)
    })
}

/// Two numbers in order.
fn bounds(most: i64) -> impl Strategy<Value = (i64, i64)> {
    (-most..=most, -most..=most).prop_map(|(one, other)| (one.min(other), one.max(other)))
}

fn option(value: i32, name: &Complex) -> Complex {
    Complex::new(&types::OPTION)
        .with("Value", value)
        .with("Label", name.clone())
        .with("Description", name.clone())
        .with("Color", "#0000ff")
}

/// An option set, and the number of one of its options.
fn options() -> impl Strategy<Value = (Complex, i32)> {
    let all = prop::collection::btree_map(0..1_000_i32, any_label(), 1..5);
    (all, any_label()).prop_map(|(all, name)| {
        let first = all.keys().next().copied().unwrap_or_default();
        let items = all.iter().map(|(value, name)| option(*value, name));
        let set = Complex::new(&types::OPTION_SET)
            .with("DisplayName", name.clone())
            .with("Description", name)
            .with("OptionSetType", types::OPTION_SET_TYPE.value("Picklist"))
            .with(
                "Options",
                ComplexCollection::of(&types::OPTION, items.collect()),
            );
        (set, first)
    })
}

/// A column of any type that `CreateAttribute` makes.
fn any_column() -> BoxedStrategy<Complex> {
    let formats = prop::sample::select(vec!["Text", "Email", "Url", "Phone", "TextArea"]);
    let text = (column(&types::STRING), 1..=4_000, formats).prop_map(|(of, length, format)| {
        of.with("MaxLength", length)
            .with("FormatName", constant(&types::STRING_FORMAT_NAME, format))
    });
    let memo =
        (column(&types::MEMO), 1..=1_048_576).prop_map(|(of, length)| of.with("MaxLength", length));
    let formats = prop::sample::select(vec!["None", "Duration", "TimeZone"]);
    let integer = (
        column(&types::INTEGER),
        bounds(i64::from(i32::MAX)),
        formats,
    );
    let integer = integer.prop_map(|(of, (min, max), format)| {
        of.with("MinValue", i32::try_from(min).expect("it is in the bounds"))
            .with("MaxValue", i32::try_from(max).expect("it is in the bounds"))
            .with("Format", types::INTEGER_FORMAT.value(format))
    });
    let decimal = (column(&types::DECIMAL), bounds(100_000_000_000), 0..=10);
    let decimal = decimal.prop_map(|(of, (min, max), precision)| {
        of.with("MinValue", Value::Decimal(Decimal::from(min)))
            .with("MaxValue", Value::Decimal(Decimal::from(max)))
            .with("Precision", precision)
    });
    let double = (column(&types::DOUBLE), bounds(100_000_000_000), 0..=5);
    let double = double.prop_map(|(of, (min, max), precision)| {
        of.with("MinValue", min as f64)
            .with("MaxValue", max as f64)
            .with("Precision", precision)
    });
    let money = (column(&types::MONEY), bounds(1_000_000_000), 0..=4, 0..=2);
    let money = money.prop_map(|(of, (min, max), precision, source)| {
        of.with("MinValue", min as f64)
            .with("MaxValue", max as f64)
            .with("Precision", precision)
            .with("PrecisionSource", source)
    });
    let boolean = (
        column(&types::BOOLEAN),
        any_label(),
        any_label(),
        any::<bool>(),
    );
    let boolean = boolean.prop_map(|(of, no, yes, default)| {
        let option = |value, name| {
            Complex::new(&types::OPTION)
                .with("Value", value)
                .with("Label", name)
        };
        let set = Complex::new(&types::BOOLEAN_OPTION_SET)
            .with("FalseOption", option(0, no))
            .with("TrueOption", option(1, yes));
        of.with("DefaultValue", default).with("OptionSet", set)
    });
    let choice = (column(&types::PICKLIST), options(), any::<bool>());
    let choice = choice.prop_map(|(of, (set, first), has_default)| {
        of.with("OptionSet", set.with("IsGlobal", false))
            .with("DefaultFormValue", if has_default { first } else { -1 })
    });
    let behaviors = prop::sample::select(vec![
        ("UserLocal", "DateAndTime"),
        ("UserLocal", "DateOnly"),
        ("DateOnly", "DateOnly"),
        ("TimeZoneIndependent", "DateAndTime"),
    ]);
    let date = (column(&types::DATE_TIME), behaviors).prop_map(|(of, (behavior, format))| {
        of.with(
            "DateTimeBehavior",
            constant(&types::DATE_TIME_BEHAVIOR, behavior),
        )
        .with("Format", types::DATE_TIME_FORMAT.value(format))
    });
    prop_oneof![
        text,
        memo,
        integer,
        column(&types::BIG_INT),
        decimal,
        double,
        money,
        boolean,
        choice,
        date
    ]
    .boxed()
}

/// A relationship and the column of its lookup.
fn any_lookup() -> BoxedStrategy<(Complex, Complex)> {
    let cascade = || prop::sample::select(vec!["NoCascade", "Cascade", "Active", "UserOwned"]);
    let delete = prop::sample::select(vec!["NoCascade", "Cascade", "RemoveLink", "Restrict"]);
    let cascades = prop::collection::vec(cascade(), 5);
    (column(&types::LOOKUP), cascades, delete)
        .prop_map(|(column, cascades, delete)| {
            let members = ["Assign", "Share", "Unshare", "Reparent", "Merge"];
            let all = members.iter().zip(cascades).chain([(&"Delete", delete)]);
            let cascades = all.fold(
                Complex::new(&types::CASCADE_CONFIGURATION),
                |of, (member, cascade)| of.with(member, types::CASCADE_TYPE.value(cascade)),
            );
            let menu = Complex::new(&types::ASSOCIATED_MENU_CONFIGURATION)
                .with(
                    "Behavior",
                    types::ASSOCIATED_MENU_BEHAVIOR.value("UseLabel"),
                )
                .with("Label", english("Pens"))
                .with("Order", 10_000);
            let relationship = Complex::new(&types::ONE_TO_MANY)
                .with("ReferencedEntity", "account")
                .with("ReferencingEntity", "new_pen")
                .with("CascadeConfiguration", cascades)
                .with("AssociatedMenuConfiguration", menu);
            (relationship, column)
        })
        .boxed()
}

fn json(of: &Complex) -> Json {
    json::write(&of.clone().into(), LargeNumbers::Numbers).expect("it has a form")
}

/// Where what is read differs from what was given. What was not given may have any value.
fn difference(place: &str, given: &Json, read: &Json) -> Option<String> {
    match (given, read) {
        (Json::Null, _) => None,
        (Json::Object(given), Json::Object(read)) => given.iter().find_map(|(name, value)| {
            let read = read.get(name).unwrap_or(&Json::Null);
            match name.starts_with('@') {
                true => None,
                false => difference(&format!("{place}/{name}"), value, read),
            }
        }),
        (Json::Array(given), Json::Array(read)) if given.len() == read.len() => {
            let mut pairs = given.iter().zip(read);
            pairs.find_map(|(given, read)| difference(place, given, read))
        }
        (Json::Number(given), Json::Number(read)) if given.as_f64() == read.as_f64() => None,
        _ if given == read => None,
        _ => Some(format!("{place}: given {given}, read {read}")),
    }
}

async fn retrieve(organization: &Organization, message: &str, result: &str, id: &Value) -> Complex {
    let request = OrganizationRequest::new(message).with("MetadataId", id.clone());
    let mut results = execute(organization, request).await;
    match results.swap_remove(result) {
        Some(Value::Complex(of)) => *of,
        other => panic!("{message} has answered {other:?}"),
    }
}

async fn organization() -> Organization {
    let organization = open(&opening()).await;
    let name = Complex::new(&types::STRING)
        .with("SchemaName", "new_Name")
        .with("IsPrimaryName", true);
    let pen = Complex::new(&types::ENTITY)
        .with("SchemaName", "new_Pen")
        .with("DisplayName", english("Pen"))
        .with("DisplayCollectionName", english("Pens"))
        .with("OwnershipType", types::OWNERSHIP_TYPES.value("UserOwned"));
    let request = OrganizationRequest::new("CreateEntity")
        .with("Entity", pen.clone())
        .with("PrimaryAttribute", name);
    let results = execute(&organization, request).await;
    let read = retrieve(
        &organization,
        "RetrieveEntity",
        "EntityMetadata",
        &results["EntityId"],
    )
    .await;
    assert_eq!(difference("", &json(&pen), &json(&read)), None);
    organization
}

/// Runs `test` for values of a strategy, with a number that is another one each time.
fn in_one_organization<T: std::fmt::Debug>(
    strategy: BoxedStrategy<T>,
    test: impl AsyncFn(&Organization, usize, T) -> Option<String>,
) {
    let runtime = tokio::runtime::Runtime::new().expect("there are threads");
    let organization = runtime.block_on(organization());
    let number = std::cell::Cell::new(0);
    let mut runner = TestRunner::new(Config::with_cases(CASES));
    let result = runner.run(&strategy, |given| {
        number.set(number.get() + 1);
        let difference = runtime.block_on(test(&organization, number.get(), given));
        prop_assert_eq!(difference, None);
        Ok(())
    });
    runtime.block_on(organization.close());
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn a_column_of_every_type_is_read_as_it_was_given() {
    in_one_organization(any_column(), async |organization, number, given| {
        let given = given.with("SchemaName", format!("new_Column{number}"));
        let request = OrganizationRequest::new("CreateAttribute")
            .with("EntityName", "new_pen")
            .with("Attribute", given.clone());
        let id = &execute(organization, request).await["AttributeId"];
        let read = retrieve(organization, "RetrieveAttribute", "AttributeMetadata", id).await;
        difference(given.kind().name(), &json(&given), &json(&read))
    });
}

#[test]
fn a_lookup_and_its_relationship_are_read_as_they_were_given() {
    in_one_organization(any_lookup(), async |organization, number, given| {
        let (relationship, lookup) = given;
        let relationship = relationship.with("SchemaName", format!("new_account_pen{number}"));
        let lookup = lookup.with("SchemaName", format!("new_Account{number}"));
        let request = OrganizationRequest::new("CreateOneToMany")
            .with("OneToManyRelationship", relationship.clone())
            .with("Lookup", lookup.clone());
        let ids = execute(organization, request).await;
        let column = retrieve(
            organization,
            "RetrieveAttribute",
            "AttributeMetadata",
            &ids["AttributeId"],
        );
        let column = difference("lookup", &json(&lookup), &json(&column.await));
        let read = retrieve(
            organization,
            "RetrieveRelationship",
            "RelationshipMetadata",
            &ids["RelationshipId"],
        );
        column.or(difference(
            "relationship",
            &json(&relationship),
            &json(&read.await),
        ))
    });
}

#[test]
fn a_global_option_set_is_read_as_it_was_given() {
    let sets = options().prop_map(|(set, _)| set).boxed();
    in_one_organization(sets, async |organization, number, given| {
        let given = given
            .with("Name", format!("new_set{number}"))
            .with("IsGlobal", true);
        let request = OrganizationRequest::new("CreateOptionSet").with("OptionSet", given.clone());
        let id = &execute(organization, request).await["OptionSetId"];
        let read = retrieve(organization, "RetrieveOptionSet", "OptionSetMetadata", id).await;
        difference("set", &json(&given), &json(&read))
    });
}
