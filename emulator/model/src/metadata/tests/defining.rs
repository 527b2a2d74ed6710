//! Definitions of an organization: the next snapshot, the previous one, and refused definitions.

use std::sync::Arc;

use dataverse_protocol::value::{ManagedProperty, Value};
use proptest::prelude::*;

use super::{ID, decimal, embedded, instant, reference};
use crate::metadata::{
    Association, AssociationSide, Cascades, Choice, ChoiceKind, ChoiceScope, Column, ColumnKind,
    DateBehavior, Definition, Details, EngineTable, Expires, Labels, LookupTarget, Metadata,
    Navigation, OnDelete, OptionSet, Table, TableMessages,
};

fn text(name: &str) -> Column {
    Column::optional(name, ColumnKind::String { max_length: 10 })
}

fn lookup(name: &str, targets: &[(&str, &str, &str)]) -> Column {
    let target = |(table, navigation, collection): &(&str, &str, &str)| LookupTarget {
        table: (*table).to_owned(),
        navigation: (*navigation).to_owned(),
        collection: (*collection).to_owned(),
        relationship: None,
        on_delete: OnDelete::RemoveLink,
        cascades: Cascades::default(),
        details: Details::default(),
    };
    let targets = targets.iter().map(target).collect();
    Column::optional(name, ColumnKind::Lookup { targets })
}

fn picklist(kind: ChoiceKind, options: &[(i32, Option<i32>)]) -> ColumnKind {
    let options = options.iter().map(|(value, state)| Choice {
        value: *value,
        labels: Labels::english(value.to_string()),
        state: *state,
        details: Details::default(),
    });
    let options = OptionSet {
        name: "pen_color".to_owned(),
        scope: ChoiceScope::Local,
        options: options.collect(),
        display_name: None,
        details: Details::default(),
    };
    ColumnKind::Choice { kind, options }
}

/// A valid table `pen` with additional columns.
fn pen(columns: impl IntoIterator<Item = Column>) -> Table {
    let own = [
        Column::optional("penid", ColumnKind::Uniqueidentifier),
        text("name"),
    ];
    let columns = own.into_iter().chain(columns);
    let columns = columns.map(|column| (column.logical_name.clone(), column));
    Table {
        primary_name: Some("name".to_owned()),
        ..Table::standard("pen", columns.collect())
    }
}

fn add_table(table: Table) -> Definition {
    Definition::Table(Box::new(table))
}

fn add_column(table: &str, column: Column) -> Definition {
    Definition::Column {
        table: table.to_owned(),
        column,
    }
}

fn stored(definition: &Definition) -> Definition {
    serde_json::from_str(&serde_json::to_string(definition).unwrap()).unwrap()
}

fn names(metadata: &Metadata) -> Vec<&str> {
    let tables = metadata.tables();
    tables.map(|table| table.logical_name.as_str()).collect()
}

#[test]
fn a_table_that_refers_to_another_shares_it_and_gives_it_a_collection() {
    let before = embedded();
    let owner = lookup("owner", &[("account", "Owner", "account_pens")]);
    let after = before.define(&add_table(pen([owner]))).unwrap();
    let (account, pen) = (
        after.table("account").unwrap(),
        after.by_entity_set("pens").unwrap(),
    );
    assert!(Arc::ptr_eq(account, before.table("account").unwrap()));
    let Some(Navigation::Many { table, column, .. }) = after.navigation(account, "account_pens")
    else {
        panic!("account has no pens");
    };
    assert!(Arc::ptr_eq(table, pen));
    assert_eq!(column.logical_name, "owner");
    assert!(matches!(
        after.navigation(pen, "Owner"),
        Some(Navigation::One { .. })
    ));
    assert_eq!(names(&after).last(), Some(&"pen"));
    assert_eq!(names(&after)[..names(&before).len()], names(&before));

    assert!(before.table("pen").is_none() && before.by_entity_set("pens").is_none());
    assert!(before.navigation(account, "account_pens").is_none());
}

#[test]
fn a_column_is_added_to_a_table_of_the_system_in_its_place() {
    let before = embedded();
    let parent = lookup("new_parent", &[("contact", "new_Parent", "new_Accounts")]);
    let after = before.define(&add_column("account", parent)).unwrap();
    let account = after.table("account").unwrap();
    assert_eq!(account.columns.last().unwrap().0, "new_parent");
    assert!(Arc::ptr_eq(
        account,
        after.by_entity_set("accounts").unwrap()
    ));
    assert_eq!(names(&after), names(&before));
    assert!(after.tables().any(|table| Arc::ptr_eq(table, account)));
    // A request that holds the earlier table gets the navigation properties of the new snapshot.
    let old = before.table("account").unwrap();
    for known in [account, old] {
        let Some(Navigation::One { column, .. }) = after.navigation(known, "new_Parent") else {
            panic!("account has no parent");
        };
        assert_eq!(column.logical_name, "new_parent");
        assert!(after.navigation(known, "primarycontactid").is_some());
    }
    assert!(old.column("new_parent").is_none());
    assert!(before.navigation(old, "new_Parent").is_none());
}

#[test]
fn lookups_come_before_collections_whatever_was_defined_first() {
    let metadata = [
        add_table(pen([])),
        add_column(
            "contact",
            lookup("new_pen", &[("pen", "new_Pen", "pen_contacts")]),
        ),
        add_column(
            "pen",
            lookup("owner", &[("account", "Owner", "account_pens")]),
        ),
        add_column(
            "account",
            lookup("new_pen", &[("pen", "new_Pen", "pen_accounts")]),
        ),
    ]
    .iter()
    .fold(embedded(), |metadata, next| metadata.define(next).unwrap());
    let listed = |table: &str| {
        let navigations = metadata.navigations(metadata.table(table).unwrap());
        navigations
            .map(|(name, to)| (name.to_owned(), matches!(to, Navigation::One { .. })))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        listed("pen"),
        [
            ("Owner".to_owned(), true),
            ("pen_contacts".to_owned(), false),
            ("pen_accounts".to_owned(), false)
        ]
    );
    let account = listed("account");
    assert!(account.is_sorted_by(|one, next| one.1 >= next.1));
    assert!(account.contains(&("new_Pen".to_owned(), true)));
    assert_eq!(account.last(), Some(&("account_pens".to_owned(), false)));
}

#[test]
fn a_table_between_two_others_associates_them() {
    let mut table = pen([Column::optional("roleid", ColumnKind::Uniqueidentifier)]);
    let sides = [("account", "penid"), ("role", "roleid")];
    table.association = Some(Association {
        name: "pen_association".to_owned(),
        sides: sides.map(|(table, column)| AssociationSide {
            table: table.to_owned(),
            column: column.to_owned(),
        }),
        details: Details::default(),
    });
    let metadata = embedded().define(&add_table(table)).unwrap();
    for (side, _) in sides {
        let side = metadata.table(side).unwrap();
        let across = metadata.navigation(side, "pen_association");
        assert!(matches!(across, Some(Navigation::Across { .. })));
    }
}

#[test]
fn what_is_wrong_is_said_as_to_a_data_file() {
    let metadata = embedded().define(&add_table(pen([]))).unwrap();
    let mut named_alike = pen([]);
    "quill".clone_into(&mut named_alike.logical_name);
    let mut behaved = pen([]);
    behaved.behavior = Some("steps".to_owned());
    let mut shown = pen([]);
    shown.engine = Some(EngineTable::Operations);
    let mut read = pen([]);
    read.messages = TableMessages::Read;
    let mut unique = pen([]);
    unique.unique = vec!["name".to_owned(), "ink".to_owned()];
    let expiring = |column: &str| {
        let day = Column::optional("dried", ColumnKind::DateTime(DateBehavior::DateOnly));
        let mut table = pen([day]);
        table.expires = Some(Expires {
            column: column.to_owned(),
            after_seconds: 1,
        });
        add_table(table)
    };
    let mut keyless = pen([]);
    "name".clone_into(&mut keyless.primary_id);
    let ink = |kind| add_column("pen", Column::optional("ink", kind));
    let (min, max) = (decimal("0"), decimal("9"));
    let mut defaulted = Column::optional("ink", picklist(ChoiceKind::Picklist, &[(1, None)]));
    defaulted.default = Some(Value::Integer(2));
    for (definition, expected) in [
        (
            add_table(pen([])),
            "table 'pen': table 'pen' is already defined by table 'pen': expected a unique name",
        ),
        (
            add_table(named_alike),
            "table 'quill': entity_set 'pens' is already defined by table 'pen': expected a unique name",
        ),
        (
            add_table(behaved),
            "table 'pen': the table has 'behavior': expected no special rules, which are the platform's",
        ),
        (
            add_table(shown),
            "table 'pen': the table has 'engine': expected no special rules, which are the platform's",
        ),
        (
            add_table(read),
            "table 'pen': the table has 'messages': expected no special rules, which are the platform's",
        ),
        (
            add_table(unique),
            "table 'pen': column in 'unique' 'ink' does not exist: expected one of penid, name",
        ),
        (
            expiring("ink"),
            "table 'pen': column of instants in 'expires' 'ink' does not exist: expected one of penid, name, dried",
        ),
        (
            expiring("dried"),
            "table 'pen': column of instants in 'expires' 'dried' does not exist: expected one of penid, name, dried",
        ),
        (
            add_table(keyless),
            "table 'pen': primary_id 'name' is not a column of type uniqueidentifier of this table",
        ),
        (
            add_column("pencil", text("ink")),
            "column 'pencil.ink': table 'pencil' does not exist: expected one of organization, ",
        ),
        (
            add_column("pen", text("name")),
            "column 'pen.name': column 'name' is already defined by table 'pen': expected a unique name",
        ),
        (
            add_column("account", text("contact_customer_accounts")),
            "column 'account.contact_customer_accounts': column 'contact_customer_accounts' is already defined by another property of table 'account': expected a unique name",
        ),
        (
            add_column("pen", text("Ink")),
            "column 'pen.Ink': column 'Ink' is not an identifier: expected lower-case letters, digits and underscores",
        ),
        (
            add_column("pen", text("ink\" TEXT); --")),
            "column 'pen.ink\" TEXT); --': column 'ink\" TEXT); --' is not an identifier: expected lower-case letters, digits and underscores",
        ),
        (
            add_column("pen", lookup("ink", &[("bottle", "ink", "pens")])),
            "column 'pen.ink': lookup target 'bottle' does not exist: expected one of organization, ",
        ),
        (
            add_column("pen", lookup("ink", &[])),
            "column 'pen.ink': the lookup has no target: expected at least one table",
        ),
        (
            add_column(
                "pen",
                lookup("ink", &[("account", "ink", "contact_customer_accounts")]),
            ),
            "column 'pen.ink': collection 'contact_customer_accounts' is already defined by another property of table 'account': expected a unique name",
        ),
        (
            ink(ColumnKind::String { max_length: 0 }),
            "column 'pen.ink': max_length is 0: expected at least 1",
        ),
        (
            ink(ColumnKind::Money {
                precision: 5,
                min,
                max,
            }),
            "column 'pen.ink': precision is 5: expected 0 to 4",
        ),
        (
            ink(ColumnKind::Double {
                precision: 2,
                min: f64::NAN,
                max: 1.0,
            }),
            "column 'pen.ink': NaN is no value: expected a floating point number",
        ),
        (
            ink(picklist(ChoiceKind::Picklist, &[(1, None), (1, None)])),
            "column 'pen.ink': option value '1' is already defined by option set 'pen_color': expected a unique name",
        ),
        (
            ink(picklist(ChoiceKind::Status, &[(1, Some(4))])),
            "column 'pen.ink': option 1 has state 4: expected a state of the table's state column",
        ),
        (
            add_column("pen", defaulted),
            "column 'pen.ink': the value Integer(2) does not fit: A validation error occurred. The value 2 of 'ink' on record of type 'pen' is outside the valid range. Accepted Values: 1",
        ),
    ] {
        let said = metadata.define(&definition).unwrap_err().to_string();
        assert!(said.starts_with(expected), "{said}");
    }
}

#[test]
fn a_default_becomes_what_its_column_holds_and_the_key_comes_first() {
    let mut color = Column::optional("color", picklist(ChoiceKind::Picklist, &[(1, None)]));
    color.default = Some(Value::BigInt(1));
    let mut table = pen([color]);
    table.columns.move_index(0, 2);
    let metadata = embedded().define(&add_table(table)).unwrap();
    let pen = metadata.table("pen").unwrap();
    assert_eq!(pen.columns[0].logical_name, "penid");
    let default = &pen.column("color").unwrap().default;
    assert_eq!(default, &Some(Value::OptionSet(1)));
}

#[test]
fn every_table_of_the_system_is_the_same_when_it_was_stored() {
    for table in embedded().tables() {
        let definition = add_table(Table::clone(table));
        assert_eq!(stored(&definition), definition, "{}", table.logical_name);
    }
}

#[test]
fn a_default_of_every_type_is_the_same_when_it_was_stored() {
    let managed = ManagedProperty {
        value: true,
        can_be_changed: false,
    };
    for value in [
        Value::Boolean(true),
        Value::Integer(-7),
        Value::BigInt(i64::MAX),
        Value::Decimal(decimal("0.10")),
        Value::Double(0.1),
        Value::Money(decimal("12.3400")),
        Value::OptionSet(3),
        Value::String("\"quoted\"".to_owned()),
        instant("2026-01-02T03:04:05Z"),
        Value::Guid(ID),
        reference("account"),
        Value::Managed(managed),
    ] {
        let mut column = text("ink");
        column.default = Some(value);
        let definition = add_column("pen", column);
        assert_eq!(stored(&definition), definition);
    }
}

fn kinds() -> impl Strategy<Value = ColumnKind> {
    let double = any::<f64>().prop_filter("finite", |number| number.is_finite());
    prop_oneof![
        Just(ColumnKind::BigInt),
        Just(ColumnKind::Managed),
        any::<u32>().prop_map(|max_size_kb| ColumnKind::File { max_size_kb }),
        any::<(u32, bool, bool)>().prop_map(|(max_size_kb, can_store_full, is_primary)| {
            ColumnKind::Image {
                max_size_kb,
                can_store_full,
                is_primary,
            }
        }),
        Just(ColumnKind::DateTime(DateBehavior::TimeZoneIndependent)),
        any::<u32>().prop_map(|max_length| ColumnKind::Memo { max_length }),
        any::<(i32, i32)>().prop_map(|(min, max)| ColumnKind::Integer { min, max }),
        (double.clone(), double).prop_map(|(min, max)| ColumnKind::Double {
            precision: 2,
            min,
            max
        }),
        any::<(i64, i64)>().prop_map(|(min, max)| ColumnKind::Decimal {
            precision: 3,
            min: rust_decimal::Decimal::new(min, 9),
            max: rust_decimal::Decimal::new(max, 0),
        }),
        any::<(i32, Option<i32>)>().prop_map(|option| picklist(ChoiceKind::Status, &[option])),
    ]
}

proptest! {
    #[test]
    fn limits_are_the_same_when_they_were_stored(kind in kinds()) {
        let definition = add_column("pen", Column::optional("ink", kind));
        prop_assert_eq!(stored(&definition), definition);
    }
}
