//! The first rows of an organization.

use std::collections::HashSet;

use dataverse_protocol::value::{Entity, Value};
use uuid::Uuid;

use super::embedded;
use crate::metadata::samples::{self, ADMINISTRATOR, ORGANIZATION, Part, ROOT_BUSINESS_UNIT};
use crate::metadata::{Metadata, Source, Writable, check};

fn all(metadata: &Metadata) -> Vec<Entity> {
    let mut rows = samples::rows(metadata, Part::Base).unwrap();
    rows.extend(samples::rows(metadata, Part::Samples).unwrap());
    rows.extend(samples::rows(metadata, Part::System).unwrap());
    rows
}

#[test]
fn every_value_is_already_of_its_columns_type() {
    let metadata = embedded();
    for row in all(&metadata) {
        let table = metadata.table(&row.table).unwrap();
        for (name, value) in &row.attributes {
            let fitted = check::fit(&row.table, table.column(name).unwrap(), value.clone());
            assert_eq!(fitted.as_ref(), Ok(value), "{}.{name}", row.table);
        }
    }
}

#[test]
fn ids_are_unique_and_every_reference_leads_to_a_row() {
    let metadata = embedded();
    let rows = all(&metadata);
    let ids: HashSet<(&str, Uuid)> = rows
        .iter()
        .map(|row| (row.table.as_str(), row.id.unwrap()))
        .collect();
    assert_eq!(ids.len(), rows.len());
    for row in &rows {
        for (name, value) in &row.attributes {
            if let Value::Reference(to) = value {
                // The rows of messages and of their filters follow from the messages of the platform.
                let known = ids.contains(&(to.table.as_str(), to.id))
                    || ["sdkmessage", "sdkmessagefilter"].contains(&to.table.as_str());
                assert!(
                    known,
                    "{}.{name} refers to {} {}",
                    row.table, to.table, to.id
                );
            }
        }
    }
}

#[test]
fn a_row_has_what_its_table_requires_but_the_owner() {
    let metadata = embedded();
    for row in all(&metadata) {
        for column in metadata.table(&row.table).unwrap().columns.values() {
            let required = column.required == crate::metadata::RequiredLevel::SystemRequired;
            let given = row.get(&column.logical_name).is_some() || column.default.is_some();
            let kept = column.write == Writable::Never || column.logical_name == "ownerid";
            let may_lack = column.unset == Some(crate::metadata::Unset::Empty);
            assert!(
                !required || given || kept || may_lack,
                "{}.{}",
                row.table,
                column.logical_name
            );
        }
    }
}

#[test]
fn the_base_has_the_rows_that_code_refers_to() {
    let metadata = embedded();
    let base = samples::rows(&metadata, Part::Base).unwrap();
    for (table, id) in [
        ("systemuser", ADMINISTRATOR),
        ("businessunit", ROOT_BUSINESS_UNIT),
        ("organization", ORGANIZATION),
    ] {
        assert!(
            base.iter()
                .any(|row| row.table == table && row.id == Some(id)),
            "{table}"
        );
        assert_eq!(id.get_version_num(), 4, "{table}");
    }
}

#[test]
fn a_full_name_is_made_of_the_first_and_the_last_name() {
    let metadata = embedded();
    let people = all(&metadata);
    let people = people.iter().filter(|row| row.get("fullname").is_some());
    let mut count = 0;
    for row in people {
        let text = |name| row.get(name).and_then(Value::as_str).unwrap_or_default();
        let joined = format!("{} {}", text("firstname"), text("lastname"));
        assert_eq!(text("fullname"), joined.trim());
        count += 1;
    }
    assert_eq!(count, 11);
}

#[test]
fn the_rows_come_in_the_order_of_the_file() {
    let metadata = embedded();
    let rows = samples::rows(&metadata, Part::Samples).unwrap();
    let names: Vec<_> = rows
        .iter()
        .filter_map(|row| row.get("name").or_else(|| row.get("fullname"))?.as_str())
        .collect();
    insta::assert_snapshot!(names.join("\n"));
}

#[test]
fn a_broken_row_is_named_with_what_was_expected() {
    let metadata = embedded();
    for (text, expected) in [
        (
            "[[accounts]]\nname = 'A'",
            "rows.toml: table 'accounts' does not exist: expected one of organization, businessunit",
        ),
        (
            "[[account]]\nname = 'A'",
            "rows.toml: table 'account': a row has no 'accountid': expected a guid",
        ),
        (
            "[[organization]]\nnames = 'A'",
            "rows.toml: table 'organization': column 'names' does not exist: expected one of organizationid, name",
        ),
        (
            "[[account]]\nprimarycontactid = { account = 'acc00000-0000-4000-8000-000000000001' }",
            "rows.toml: column 'account.primarycontactid': the value { account = \"acc00000-0000-4000-8000-000000000001\" } \
             does not fit: The attribute 'primarycontactid' of entity 'account' cannot refer to an \
             entity of type 'account'. Accepted Values: contact",
        ),
    ] {
        let source = Source {
            name: "rows.toml",
            text,
        };
        let complaint = samples::read(&metadata, &source).unwrap_err().to_string();
        assert!(complaint.starts_with(expected), "{complaint}");
    }
}
