//! What fits a column, what it becomes there, and what people read for it.

use dataverse_protocol::value::{EntityReference, ManagedProperty, Value};
use rust_decimal::Decimal;
use uuid::{Uuid, uuid};

use super::embedded;
use crate::metadata::{
    Column, ColumnKind, ENGLISH, Labels, RequiredLevel, Writable, check, format,
};

const ID: Uuid = uuid!("110eaa68-db17-4115-ad74-d185823fc089");

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn instant(text: &str) -> Value {
    Value::DateTime(text.parse().unwrap())
}

fn date(text: &str) -> Value {
    Value::Date(text.parse().unwrap())
}

fn reference(table: &str) -> Value {
    Value::Reference(EntityReference::new(table, ID))
}

/// A column of the embedded tables: `table.column`.
fn column(path: &str) -> (String, Column) {
    let (table, name) = path.split_once('.').unwrap();
    let metadata = embedded();
    (
        table.to_owned(),
        metadata.table(table).unwrap().column(name).unwrap().clone(),
    )
}

#[test]
fn a_value_of_a_close_kind_becomes_one_of_the_column() {
    for (path, given, expected) in [
        ("account.name", Value::Null, Value::Null),
        ("account.name", "A".into(), "A".into()),
        ("account.accountid", ID.into(), ID.into()),
        ("account.accountid", ID.to_string().into(), ID.into()),
        ("account.accountid", format!("{{{ID}}}").into(), ID.into()),
        ("account.numberofemployees", 0.into(), 0.into()),
        ("account.numberofemployees", Value::BigInt(7), 7.into()),
        ("account.industrycode", 33.into(), Value::OptionSet(33)),
        (
            "account.statecode",
            Value::OptionSet(1),
            Value::OptionSet(1),
        ),
        ("account.versionnumber", 7.into(), Value::BigInt(7)),
        ("account.creditonhold", true.into(), true.into()),
        ("account.revenue", 5.into(), Value::Money(decimal("5"))),
        (
            "account.revenue",
            Value::Double(0.1),
            Value::Money(decimal("0.1")),
        ),
        (
            "account.revenue",
            Value::Decimal(decimal("2.345")),
            Value::Money(decimal("2.35")),
        ),
        (
            "account.address1_latitude",
            Value::Integer(-90),
            Value::Double(-90.0),
        ),
        (
            "account.address1_latitude",
            Value::Decimal(decimal("1.5")),
            Value::Double(1.5),
        ),
        ("contact.birthdate", date("1984-02-29"), date("1984-02-29")),
        ("contact.birthdate", "1984-02-29".into(), date("1984-02-29")),
        (
            "contact.birthdate",
            "1984-02-29T23:30:00Z".into(),
            date("1984-02-29"),
        ),
        (
            "contact.birthdate",
            instant("1984-02-29T23:30:00Z"),
            date("1984-02-29"),
        ),
        (
            "account.lastonholdtime",
            "2024-01-02T03:04:05Z".into(),
            instant("2024-01-02T03:04:05Z"),
        ),
        (
            "account.lastonholdtime",
            "2024-01-02T03:04:05+01:00".into(),
            instant("2024-01-02T02:04:05Z"),
        ),
        (
            "account.lastonholdtime",
            "2024-01-02".into(),
            instant("2024-01-02T00:00:00Z"),
        ),
        (
            "account.lastonholdtime",
            date("2024-01-02"),
            instant("2024-01-02T00:00:00Z"),
        ),
        (
            "contact.parentcustomerid",
            reference("account"),
            reference("account"),
        ),
        (
            "contact.parentcustomerid",
            reference("contact"),
            reference("contact"),
        ),
    ] {
        let (table, column) = column(path);
        assert_eq!(
            check::fit(&table, &column, given.clone()),
            Ok(expected),
            "{path} {given:?}"
        );
    }
}

#[test]
fn a_value_that_does_not_fit_is_told_why() {
    let out_of_range = |value: &str, path: &str, accepted: &str| {
        let (table, column) = path.split_once('.').unwrap();
        format!(
            "A validation error occurred. The value {value} of '{column}' on record of type \
             '{table}' is outside the valid range. Accepted Values: {accepted}"
        )
    };
    let wrong_type = |found: &str, path: &str, expected: &str| {
        let (table, column) = path.split_once('.').unwrap();
        format!(
            "Incorrect attribute value type {found} for attribute '{column}' of entity \
             '{table}': {expected} expected."
        )
    };
    for (path, given, expected) in [
        (
            "account.accountnumber",
            "x".repeat(21).into(),
            "A validation error occurred.  The length of the 'accountnumber' attribute of the \
             'account' entity exceeded the maximum allowed length of '20'."
                .to_owned(),
        ),
        (
            "account.numberofemployees",
            (-1).into(),
            out_of_range("-1", "account.numberofemployees", "0 to 1000000000"),
        ),
        (
            "account.numberofemployees",
            Value::BigInt(4_294_967_297),
            out_of_range("4294967297", "account.numberofemployees", "0 to 1000000000"),
        ),
        (
            "account.statecode",
            2.into(),
            out_of_range("2", "account.statecode", "0,1"),
        ),
        (
            "account.revenue",
            (-1).into(),
            out_of_range("-1", "account.revenue", "0 to 100000000000000"),
        ),
        (
            "account.revenue",
            Value::Double(f64::NAN),
            out_of_range("NaN", "account.revenue", "0 to 100000000000000"),
        ),
        (
            "account.address1_latitude",
            Value::Double(90.5),
            out_of_range("90.5", "account.address1_latitude", "-90 to 90"),
        ),
        (
            "account.address1_latitude",
            Value::Double(f64::NAN),
            out_of_range("NaN", "account.address1_latitude", "-90 to 90"),
        ),
        (
            "account.name",
            1.into(),
            wrong_type("System.Int32", "account.name", "String"),
        ),
        (
            "account.accountid",
            "no guid".into(),
            wrong_type("System.String", "account.accountid", "Uniqueidentifier"),
        ),
        (
            "account.creditonhold",
            1.into(),
            wrong_type("System.Int32", "account.creditonhold", "Boolean"),
        ),
        (
            "account.statecode",
            "0".into(),
            wrong_type("System.String", "account.statecode", "State"),
        ),
        (
            "account.revenue",
            "5".into(),
            wrong_type("System.String", "account.revenue", "Money"),
        ),
        (
            "contact.birthdate",
            "29.2.1984".into(),
            wrong_type("System.String", "contact.birthdate", "DateTime"),
        ),
        (
            "account.lastonholdtime",
            5.into(),
            wrong_type("System.Int32", "account.lastonholdtime", "DateTime"),
        ),
        (
            "account.primarycontactid",
            ID.into(),
            wrong_type("System.Guid", "account.primarycontactid", "Lookup"),
        ),
        (
            "customapi.iscustomizable",
            true.into(),
            wrong_type(
                "System.Boolean",
                "customapi.iscustomizable",
                "ManagedProperty",
            ),
        ),
        (
            "contact.parentcustomerid",
            reference("systemuser"),
            "The attribute 'parentcustomerid' of entity 'contact' cannot refer to an entity of \
             type 'systemuser'. Accepted Values: account,contact"
                .to_owned(),
        ),
    ] {
        let (table, column) = column(path);
        let misfit = check::fit(&table, &column, given.clone()).unwrap_err();
        assert_eq!(misfit.to_string(), expected, "{path} {given:?}");
    }
}

#[test]
fn the_length_of_a_text_is_counted_in_utf_16_units() {
    let (table, column) = column("account.accountnumber");
    let fits = |text: String| check::fit(&table, &column, text.into()).is_ok();
    assert!(fits("é".repeat(20)));
    assert!(!fits("é".repeat(21)));
    assert!(fits("😀".repeat(10)));
    assert!(!fits("😀".repeat(11)));
}

#[test]
fn the_managed_default_of_a_custom_api_can_be_changed() {
    let (_, column) = column("customapi.iscustomizable");
    let expected = ManagedProperty {
        value: true,
        can_be_changed: true,
    };
    assert_eq!(column.default, Some(Value::Managed(expected)));
}

#[test]
fn people_in_the_united_states_read_a_value_so() {
    for (path, value, expected) in [
        ("account.statecode", Value::OptionSet(0), Some("Active")),
        ("account.industrycode", Value::OptionSet(99), None),
        ("account.creditonhold", true.into(), Some("Yes")),
        ("systemuser.isdisabled", false.into(), Some("Enabled")),
        (
            "account.lastonholdtime",
            instant("2024-01-02T03:04:05Z"),
            Some("1/2/2024 3:04 AM"),
        ),
        (
            "account.lastonholdtime",
            instant("2024-12-31T12:00:00Z"),
            Some("12/31/2024 12:00 PM"),
        ),
        (
            "account.lastonholdtime",
            instant("2024-12-31T00:59:59Z"),
            Some("12/31/2024 12:59 AM"),
        ),
        ("contact.birthdate", date("1984-02-29"), Some("2/29/1984")),
        (
            "account.revenue",
            Value::Money(decimal("1234.5")),
            Some("$1,234.50"),
        ),
        ("account.revenue", Value::Money(decimal("0")), Some("$0.00")),
        (
            "account.revenue",
            Value::Money(decimal("-1234567.891")),
            Some("($1,234,567.89)"),
        ),
        ("account.numberofemployees", 999.into(), Some("999")),
        ("account.numberofemployees", 1000.into(), Some("1,000")),
        (
            "backgroundoperation.errorcode",
            (-2_147_187_707).into(),
            Some("-2,147,187,707"),
        ),
        ("backgroundoperation.errorcode", (-100).into(), Some("-100")),
        (
            "account.versionnumber",
            Value::BigInt(638_000_000_000_000_000),
            Some("638,000,000,000,000,000"),
        ),
        (
            "account.address1_longitude",
            Value::Double(-122.217_07),
            Some("-122.21707"),
        ),
        ("account.name", "A".into(), None),
        ("account.accountid", ID.into(), None),
        ("account.primarycontactid", reference("contact"), None),
        ("account.name", Value::Null, None),
    ] {
        let (_, column) = column(path);
        let text = format::formatted(&column, &value, ENGLISH);
        assert_eq!(text.as_deref(), expected, "{path} {value:?}");
    }
}

#[test]
fn a_decimal_is_shown_and_kept_with_its_precision() {
    let column = Column {
        logical_name: "rate".to_owned(),
        schema_name: "Rate".to_owned(),
        kind: ColumnKind::Decimal {
            precision: 3,
            min: decimal("-10000"),
            max: decimal("10000"),
        },
        required: RequiredLevel::None,
        display_name: Labels::english("Rate"),
        write: Writable::Always,
        default: None,
    };
    for (given, expected, shown) in [
        (Value::Double(0.1), "0.1", "0.100"),
        (
            Value::Decimal(decimal("1234.5678")),
            "1234.568",
            "1,234.568",
        ),
        (Value::Decimal(decimal("-0.0005")), "-0.001", "-0.001"),
        (Value::Integer(10000), "10000", "10,000.000"),
    ] {
        let kept = check::fit("pen", &column, given).unwrap();
        assert_eq!(kept, Value::Decimal(decimal(expected)));
        assert_eq!(
            format::formatted(&column, &kept, ENGLISH).as_deref(),
            Some(shown)
        );
    }
}

#[test]
fn another_language_changes_labels_alone() {
    let (_, status) = column("backgroundoperation.backgroundoperationstatuscode");
    let (_, start) = column("backgroundoperation.starttime");
    let text = format::formatted(&status, &Value::OptionSet(31), 1036);
    assert_eq!(text.as_deref(), Some("Échec"));
    let text = format::formatted(&start, &instant("2024-01-02T15:04:05Z"), 1036);
    assert_eq!(text.as_deref(), Some("1/2/2024 3:04 PM"));
}

#[test]
fn a_status_reason_follows_from_its_state() {
    let (_, status) = column("account.statuscode");
    let set = status.options().unwrap();
    assert_eq!(
        [0, 1, 2].map(|state| set.default_status(state)),
        [Some(1), Some(2), None]
    );
}
