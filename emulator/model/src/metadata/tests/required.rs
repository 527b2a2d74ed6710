//! What a create without a value does, for every required column of the data files.

use std::fmt::Write as _;

use super::embedded;
use crate::metadata::{RequiredLevel, Unset, Writable};

#[test]
fn every_required_column_says_where_its_value_comes_from() {
    let mut table_of_columns = String::new();
    for table in embedded().tables() {
        for column in table.columns.values() {
            if column.required != RequiredLevel::SystemRequired {
                continue;
            }
            let filled_in = match (column.unset, &column.default) {
                (Some(Unset::Demanded), _) => "demanded".to_owned(),
                (Some(Unset::Empty), _) => "left empty".to_owned(),
                (None, Some(default)) => format!("default {default:?}"),
                (Some(Unset::Platform), _) => "the platform, if none is given".to_owned(),
                (None, None) if column.write == Writable::Never => "the platform alone".to_owned(),
                (None, None) => "a new id".to_owned(),
            };
            let path = format!("{}.{}", table.logical_name, column.logical_name);
            writeln!(table_of_columns, "{path:<60} {filled_in}").unwrap();
        }
    }
    insta::assert_snapshot!(table_of_columns);
}
