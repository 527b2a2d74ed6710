//! What filters over definitions hold for, what they refuse, and laws that hold for every filter.

use proptest::prelude::*;

use super::*;
use crate::complex::metadata::{ATTRIBUTE, BOOLEAN_MANAGED_PROPERTY, ENTITY, OWNERSHIP_TYPES};
use crate::odata::filter::{self, ParameterAliases};

fn account() -> Complex {
    let customizable = Complex::new(&BOOLEAN_MANAGED_PROPERTY)
        .with("Value", true)
        .with("CanBeChanged", false);
    Complex::new(&ENTITY)
        .with("LogicalName", "account")
        .with("ObjectTypeCode", 1)
        .with("IsPrivate", false)
        .with("OwnershipType", OWNERSHIP_TYPES.value("UserOwned"))
        .with("IsCustomizable", customizable)
        .with("MetadataId", uuid::Uuid::from_u128(7))
}

fn parsed(text: &str) -> Filter {
    filter::parse(text, &ParameterAliases::new()).expect("it is a filter")
}

fn holds(text: &str) -> Result<bool, MatchError> {
    let matcher = Matcher::new(&ENTITY, &parsed(text), Depth::Named)?;
    Ok(matcher.matches(&account()))
}

#[test]
fn properties_are_compared_by_their_types() {
    for (text, expected) in [
        ("LogicalName eq 'account'", true),
        ("LogicalName eq 'Account'", false),
        ("LogicalName ne 'contact'", true),
        ("IsPrivate eq false", true),
        ("ObjectTypeCode lt 10000", true),
        ("ObjectTypeCode ge 1", true),
        ("ObjectTypeCode gt 1", false),
        (
            "OwnershipType eq Microsoft.Dynamics.CRM.OwnershipTypes'UserOwned'",
            true,
        ),
        ("OwnershipType eq 'OrganizationOwned'", false),
        ("IsCustomizable/Value eq true", true),
        ("IsCustomizable/CanBeChanged eq true", false),
        ("MetadataId eq 00000000-0000-0000-0000-000000000007", true),
        ("PrimaryImageAttribute eq null", true),
        ("PrimaryImageAttribute ne null", false),
        (
            "startswith(LogicalName,'acc') and endswith(LogicalName,'t')",
            true,
        ),
        ("contains(LogicalName,'x') or not (IsPrivate eq true)", true),
        ("IsActivity lt true", false),
        (
            "Microsoft.Dynamics.CRM.In(PropertyName='LogicalName',PropertyValues=['contact','account'])",
            true,
        ),
    ] {
        assert_eq!(holds(text), Ok(expected), "{text}");
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    for (text, expected) in [
        (
            "Colour eq 1",
            "Could not find a property named 'Colour' on type 'Microsoft.Dynamics.CRM.EntityMetadata'.",
        ),
        (
            "IsCustomizable/Colour eq true",
            "Could not find a property named 'Colour' on type 'Microsoft.Dynamics.CRM.BooleanManagedProperty'.",
        ),
        (
            "IsCustomizable eq true",
            "'IsCustomizable' of 'Microsoft.Dynamics.CRM.EntityMetadata' is no single value that can be compared.",
        ),
        (
            "LogicalName/Value eq 'x'",
            "'LogicalName' of 'Microsoft.Dynamics.CRM.EntityMetadata' is no single value that can be compared.",
        ),
        (
            "Attributes/any(a:a/LogicalName eq 'x')",
            "The operator 'any' cannot be applied to definitions.",
        ),
        (
            "ObjectTypeCode eq 'x'",
            "A binary operator with incompatible types was detected. Found operand types 'Edm.Int32' and 'Edm.String' for operator kind 'Equal'.",
        ),
        (
            "OwnershipType eq Microsoft.Dynamics.CRM.CascadeType'Cascade'",
            "A binary operator with incompatible types was detected. Found operand types 'Microsoft.Dynamics.CRM.OwnershipTypes' and 'Microsoft.Dynamics.CRM.CascadeType'Cascade'' for operator kind 'Equal'.",
        ),
    ] {
        assert_eq!(holds(text).expect_err(text).to_string(), expected, "{text}");
    }
}

#[test]
fn the_sdk_compares_an_instance_by_its_value() {
    let filter = Filter::equal("IsCustomizable", true);
    let matcher = Matcher::new(&ENTITY, &filter, Depth::ByValue).expect("it fits");
    assert!(matcher.matches(&account()));
    let filter = Filter::equal("DisplayName", "Account");
    assert!(Matcher::new(&ENTITY, &filter, Depth::ByValue).is_err());
    let filter = Filter::equal("AttributeTypeName", "VirtualType");
    assert!(Matcher::new(&ATTRIBUTE, &filter, Depth::ByValue).is_ok());
}

fn any_filter() -> impl Strategy<Value = Filter> {
    let leaf = prop_oneof![
        "[a-c]{0,2}".prop_map(|text| Filter::equal("LogicalName", text)),
        (0..3_i32).prop_map(|number| Filter::equal("ObjectTypeCode", number)),
        any::<bool>().prop_map(|truth| Filter::equal("IsPrivate", truth)),
        (0..3_i32).prop_map(|number| {
            Filter::compare("ObjectTypeCode", Operator::LessThan, [number.into()])
        }),
        Just(Filter::compare("LogicalName", Operator::Null, [])),
    ];
    leaf.prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Filter::And),
            prop::collection::vec(inner.clone(), 1..3).prop_map(Filter::Or),
            inner.prop_map(Filter::negated),
        ]
    })
}

fn any_entity() -> impl Strategy<Value = Complex> {
    (
        proptest::option::of("[a-c]{0,2}"),
        proptest::option::of(0..3_i32),
        proptest::option::of(any::<bool>()),
    )
        .prop_map(|(name, code, private)| {
            Complex::new(&ENTITY)
                .with("LogicalName", name)
                .with("ObjectTypeCode", code)
                .with("IsPrivate", private)
        })
}

proptest! {
    #[test]
    fn a_filter_and_its_negation_part_all_definitions(filter in any_filter(), of in any_entity()) {
        let matcher = |filter: &Filter| Matcher::new(&ENTITY, filter, Depth::Named).expect("it fits");
        let holds = matcher(&filter).matches(&of);
        prop_assert_ne!(holds, matcher(&filter.clone().negated()).matches(&of));
        prop_assert!(matcher(&Filter::Or(vec![filter.clone(), Filter::everything()])).matches(&of));
        let both = Filter::And(vec![filter.clone(), filter]);
        prop_assert_eq!(matcher(&both).matches(&of), holds);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[A-Za-z'/() ]{0,40}") {
        if let Ok(filter) = filter::parse(&text, &ParameterAliases::new())
            && let Ok(matcher) = Matcher::new(&ENTITY, &filter, Depth::Named)
        {
            matcher.matches(&account());
        }
    }
}
