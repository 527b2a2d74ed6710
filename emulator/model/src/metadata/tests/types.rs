//! Every type of column against every .NET type of value, and the code of every kind of misfit.

use std::fmt::Write as _;

use dataverse_protocol::query::{Columns, Query};
use dataverse_protocol::value::{Entity, EntityCollection, ManagedProperty, Value};

use super::{ID, column, date, decimal, instant, reference};
use crate::metadata::{ColumnKind, check};

/// One column of each type.
const COLUMNS: [&str; 14] = [
    "account.accountid",
    "account.name",
    "account.description",
    "account.numberofemployees",
    "account.versionnumber",
    "account.creditonhold",
    "account.address1_latitude",
    "account.revenue",
    "account.lastonholdtime",
    "contact.birthdate",
    "account.industrycode",
    "account.statecode",
    "account.primarycontactid",
    "customapi.iscustomizable",
];

fn values() -> Vec<Value> {
    vec![
        Value::Null,
        true.into(),
        1.into(),
        Value::BigInt(1),
        Value::Decimal(decimal("1")),
        Value::Double(1.0),
        Value::Money(decimal("1")),
        Value::OptionSet(1),
        "1".into(),
        instant("2024-01-02T03:04:05Z"),
        date("2024-01-02"),
        ID.into(),
        reference("contact"),
        Value::Entity(Box::new(Entity::new("contact"))),
        Value::from(EntityCollection::default()),
        Value::Strings(Vec::new()),
        Value::from(Vec::<i32>::new()),
        Value::from(Vec::<uuid::Uuid>::new()),
        Value::Managed(ManagedProperty {
            value: true,
            can_be_changed: true,
        }),
        Value::Columns(Columns::All),
        Value::Query(Box::new(Query::new("contact"))),
    ]
}

#[test]
fn a_value_of_another_type_than_the_column_is_refused() {
    let mut told = String::new();
    let mut columns: Vec<_> = COLUMNS.map(|path| (path, column(path))).into();
    // No table has a decimal column.
    let (table, mut exact) = column("account.revenue");
    exact.kind = ColumnKind::Decimal {
        precision: 2,
        min: decimal("0"),
        max: decimal("9"),
    };
    columns.push(("a column of its own", (table, exact)));
    for (path, (table, column)) in columns {
        writeln!(told, "{} ({path})", column.kind.name()).unwrap();
        for value in values() {
            let kind = format!("{value:?}");
            let kind = kind.split(['(', '{']).next().unwrap().trim();
            match check::typed(&table, &column, value.clone()) {
                Ok(_) => writeln!(told, "  {kind:<12} taken").unwrap(),
                Err(misfit) => writeln!(told, "  {kind:<12} {}", misfit.text()).unwrap(),
            }
        }
    }
    insta::assert_snapshot!(told);
}

#[test]
fn every_kind_of_misfit_has_the_platforms_code() {
    let early = |text: &str| Value::DateTime(text.parse().unwrap());
    for (path, given, code, text) in [
        (
            "account.accountnumber",
            "x".repeat(21).into(),
            0x8004_4331_u32,
            "exceeded the maximum allowed length of '20'",
        ),
        (
            "account.description",
            "x".repeat(2001).into(),
            0x8004_4331,
            "exceeded the maximum allowed length of '2000'",
        ),
        (
            "account.industrycode",
            Value::OptionSet(99),
            0x8004_431a,
            "The value 99 of 'industrycode' on record of type 'account' is outside the valid range.",
        ),
        (
            "account.numberofemployees",
            (-1).into(),
            0x8004_432f,
            "Accepted Values: 0 to 1000000000",
        ),
        (
            "account.revenue",
            Value::Money(decimal("-1")),
            0x8004_4330,
            "outside the valid range",
        ),
        (
            "account.address1_latitude",
            Value::Double(91.0),
            0x8004_4330,
            "outside the valid range",
        ),
        (
            "account.lastonholdtime",
            early("1752-12-31T23:59:59Z"),
            0x8004_0239,
            "DateTime is less than minumum value supported by CrmDateTime. Actual value: 12/31/1752 23:59:59, Minimum value supported: 01/01/1753 00:00:00",
        ),
        (
            "contact.birthdate",
            early("0001-01-01T00:00:00Z"),
            0x8004_0239,
            "Actual value: 01/01/0001 00:00:00",
        ),
        (
            "account.name",
            1.into(),
            0x8004_0203,
            "Incorrect attribute value type System.Int32",
        ),
        (
            "account.primarycontactid",
            reference("account"),
            0x8004_0203,
            "cannot refer to an entity of type 'account'",
        ),
    ] {
        let (table, column) = column(path);
        let misfit = check::fit(&table, &column, given).unwrap_err();
        assert_eq!(misfit.code(), code.cast_signed(), "{path}");
        assert!(misfit.text().contains(text), "{}", misfit.text());
    }
    let (table, column) = column("account.lastonholdtime");
    let first = early("1753-01-01T00:00:00Z");
    assert!(check::fit(&table, &column, first).is_ok());
}
