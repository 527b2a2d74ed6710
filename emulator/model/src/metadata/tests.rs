//! Tests of the tables: the data files, errors in invalid ones, values and their columns.

mod defining;
mod definition;
mod first_rows;
mod fitting;
mod formatting;
mod loading;
mod navigating;
mod required;
mod types;

use dataverse_protocol::value::{EntityReference, Value};
use rust_decimal::Decimal;
use uuid::{Uuid, uuid};

use crate::metadata::{Column, Metadata};

/// Some row's id.
const ID: Uuid = uuid!("110eaa68-db17-4115-ad74-d185823fc089");

fn embedded() -> Metadata {
    Metadata::embedded().expect("the embedded data files are sound")
}

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
    Value::from(EntityReference::new(table, ID))
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
