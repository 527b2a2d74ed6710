//! Values that fit a column and their conversions, and values that do not.

use dataverse_protocol::value::{ManagedProperty, Value};

use super::{ID, column, date, decimal, instant, reference};
use crate::metadata::check;

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
fn a_status_reason_follows_from_its_state() {
    let (_, status) = column("account.statuscode");
    let set = status.options().unwrap();
    assert_eq!(
        [0, 1, 2].map(|state| set.default_status(state)),
        [Some(1), Some(2), None]
    );
}
