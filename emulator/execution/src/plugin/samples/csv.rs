//! Writes the CSV file that the export sample attaches to its annotation (CA section 2.8).
//!
//! The output equals that of the sample's plug-in where a CSV library would differ: header cells are never quoted, data
//! cells always are, and characters beyond ASCII are lost. This module knows no queries and no annotations.

use indexmap::IndexMap;

use crate::plugin::prelude::{Entity, Timestamp, Value};

/// Writes the CSV text of rows, all of it ASCII.
///
/// Columns have the order in which the rows first mention them, and a row without a value in a column has an empty
/// quoted cell. Two column names that differ only in case are one column, under the name that came first. Every line
/// ends with CRLF, the last one too. Without any rows the text is one empty header line.
pub(super) fn write<'e>(rows: impl IntoIterator<Item = &'e Entity>) -> String {
    let mut table = Table::default();
    for row in rows {
        table.add(row);
    }
    ascii(&table.text())
}

/// The header and the rows collected so far.
#[derive(Default)]
struct Table {
    /// Column names as first seen, by their lower-case form.
    columns: IndexMap<String, String>,
    /// Cells in the order of `columns`; a row may have fewer cells than the final number of columns.
    rows: Vec<Vec<String>>,
}

impl Table {
    fn add(&mut self, row: &Entity) {
        let mut cells = vec![String::new(); self.columns.len()];
        for (name, value) in row.attributes.iter().filter(|(_, value)| !value.is_null()) {
            let column = self.columns.entry(name.to_lowercase());
            let index = column.index();
            column.or_insert_with(|| name.to_string());
            if index == cells.len() {
                cells.push(String::new());
            }
            cells[index] = cell(value);
        }
        self.rows.push(cells);
    }

    fn text(&self) -> String {
        let mut text = String::new();
        let header: Vec<_> = self.columns.values().map(String::as_str).collect();
        push_line(&mut text, &header.join(","));
        for row in &self.rows {
            let cells: Vec<_> = (0..self.columns.len())
                .map(|index| quoted(row.get(index).map_or("", String::as_str)))
                .collect();
            push_line(&mut text, &cells.join(","));
        }
        text
    }
}

fn push_line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push_str("\r\n");
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

/// A value as .NET's `ToString` prints it, except for dates, choices, money and lookups, which the sample formats
/// itself.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Boolean(truth) => if *truth { "True" } else { "False" }.to_owned(),
        Value::Integer(number) | Value::OptionSet(number) => number.to_string(),
        Value::BigInt(number) => number.to_string(),
        Value::Decimal(number) | Value::Money(number) => number.to_string(),
        Value::Double(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::DateTime(instant) => seconds(*instant),
        Value::Date(date) => format!("{date}T00:00:00Z"),
        Value::Guid(id) => id.to_string(),
        Value::Reference(reference) => reference.id.to_string(),
        Value::Entity(_) => "Microsoft.Xrm.Sdk.Entity".to_owned(),
        Value::Collection(_) => "Microsoft.Xrm.Sdk.EntityCollection".to_owned(),
        Value::Strings(_) => "System.String[]".to_owned(),
        Value::Array(of) => format!("System.{}[]", of.of().dotnet_name()),
        Value::Managed(_) => "Microsoft.Xrm.Sdk.BooleanManagedProperty".to_owned(),
        Value::Columns(_) => "Microsoft.Xrm.Sdk.Query.ColumnSet".to_owned(),
        Value::Query(_) => "Microsoft.Xrm.Sdk.Query.QueryExpression".to_owned(),
        Value::Queries(_) => "Microsoft.Xrm.Sdk.Query.QueryExpression[]".to_owned(),
        Value::Request(_) => "Microsoft.Xrm.Sdk.OrganizationRequest".to_owned(),
        Value::Complex(of) => of.kind().dotnet_name(),
        Value::ComplexCollection(of) => format!("{}[]", of.kind().dotnet_name()),
        Value::References(_) => "Microsoft.Xrm.Sdk.EntityReferenceCollection".to_owned(),
        Value::OptionSets(_) => "Microsoft.Xrm.Sdk.OptionSetValueCollection".to_owned(),
        Value::Bytes(_) => "System.Byte[]".to_owned(),
        Value::RecordCounts(_) => "Microsoft.Xrm.Sdk.EntityRecordCountCollection".to_owned(),
        Value::Requests(_) => "Microsoft.Xrm.Sdk.OrganizationRequestCollection".to_owned(),
        Value::Responses(_) => "Microsoft.Xrm.Sdk.OrganizationResponseCollection".to_owned(),
        Value::ResponseItems(_) => {
            "Microsoft.Xrm.Sdk.ExecuteMultipleResponseItemCollection".to_owned()
        }
    }
}

/// `yyyy-MM-ddTHH:mm:ssZ`; a fraction of a second is cut off.
fn seconds(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Replaces each UTF-16 code unit that is not ASCII with `?`, so most emoji become `??`.
fn ascii(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut ascii, character| {
            if character.is_ascii() {
                ascii.push(character);
            } else {
                ascii.extend(std::iter::repeat_n('?', character.len_utf16()));
            }
            ascii
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::prelude::{Date, Decimal, EntityReference, ManagedProperty, Uuid};

    fn cell_of(value: impl Into<Value>) -> String {
        let row = Entity::new("t").with("c", value);
        let text = write([&row]);
        text.strip_prefix("c\r\n\"")
            .and_then(|rest| rest.strip_suffix("\"\r\n"))
            .expect("one column, one row")
            .to_owned()
    }

    #[test]
    fn columns_stand_in_the_order_in_which_rows_first_have_them() {
        let rows = [
            Entity::new("account").with("name", "A").with("revenue", 1),
            Entity::new("account")
                .with("telephone1", "5")
                .with("name", "B"),
            Entity::new("account"),
        ];
        assert_eq!(
            write(&rows),
            "name,revenue,telephone1\r\n\"A\",\"1\",\"\"\r\n\"B\",\"\",\"5\"\r\n\"\",\"\",\"\"\r\n"
        );
    }

    #[test]
    fn a_column_without_any_value_does_not_appear() {
        let row = Entity::new("account")
            .with("fax", Value::Null)
            .with("name", "A");
        assert_eq!(write([&row]), "name\r\n\"A\"\r\n");
    }

    #[test]
    fn names_that_differ_only_in_case_are_one_column() {
        let rows = [
            Entity::new("account").with("Total", 1),
            Entity::new("account").with("total", 2),
        ];
        assert_eq!(write(&rows), "Total\r\n\"1\"\r\n\"2\"\r\n");
    }

    #[test]
    fn no_rows_leave_an_empty_header() {
        assert_eq!(write(&[]), "\r\n");
    }

    #[test]
    fn cells_are_quoted_and_ascii() {
        assert_eq!(cell_of("say \"hi\", now"), "say \"\"hi\"\", now");
        assert_eq!(cell_of("two\nlines"), "two\nlines");
        assert_eq!(cell_of("Zürich €"), "Z?rich ?");
        assert_eq!(cell_of("\u{1f600}!"), "??!");
    }

    #[test]
    fn each_type_prints_its_own_way() {
        let instant: Timestamp = "2024-01-02T03:04:05.999Z".parse().expect("an instant");
        let id = Uuid::from_u128(0xbb26_025c_cbe6_ed11_a7c6_000d_3a99_33c9);
        let date: Date = "2024-02-29".parse().expect("a date");
        let managed = ManagedProperty {
            value: true,
            can_be_changed: false,
        };
        let cases: [(Value, &str); 11] = [
            (true.into(), "True"),
            ((-5).into(), "-5"),
            (638_183_964_640_916_096_i64.into(), "638183964640916096"),
            (Value::Decimal(Decimal::new(150, 2)), "1.50"),
            (Value::Money(Decimal::new(-1, 4)), "-0.0001"),
            (2.5.into(), "2.5"),
            (Value::OptionSet(31), "31"),
            (instant.into(), "2024-01-02T03:04:05Z"),
            (date.into(), "2024-02-29T00:00:00Z"),
            (
                EntityReference::new("contact", id).into(),
                "bb26025c-cbe6-ed11-a7c6-000d3a9933c9",
            ),
            (managed.into(), "Microsoft.Xrm.Sdk.BooleanManagedProperty"),
        ];
        for (value, expected) in cases {
            assert_eq!(cell_of(value), expected);
        }
    }
}
