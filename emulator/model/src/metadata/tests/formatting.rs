//! Formatted values.

use dataverse_protocol::value::Value;

use super::{ID, column, date, decimal, instant, reference};
use crate::metadata::{Column, ColumnKind, ENGLISH, check, format};

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
    let kind = ColumnKind::Decimal {
        precision: 3,
        min: decimal("-10000"),
        max: decimal("10000"),
    };
    let column = Column::optional("rate", kind);
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
