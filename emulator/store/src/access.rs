//! How the rows of a query are found: SQLite knows no statistics of a table that changes all the time, so the store looks
//! at a sample of the table's rows before a query of a large table.
//!
//! An index leads to each row at a place of its own, which takes about ten times as long as to pass the row in a scan. So
//! an index is worth its way to few rows only: those that a rare condition leaves, or the first ones of an order where
//! most rows fit. The answer is the same in every case; what differs is the time.

use std::collections::HashMap;

use rusqlite::params_from_iter;
use rusqlite::types::Value as Sql;

use crate::bound::{Bound, Part, Predicate, Shape, Start};
use crate::database::Database;
use crate::predicate::{all, source};
use crate::sql::{Sources, Text};

/// Rows of a table from which on it is worth looking at a sample.
const LARGE: i64 = 2_000;
/// Rows of a sample.
const SAMPLE: i64 = 128;
/// Rows of a scan that take as long as one row at a place of its own.
const SCANNED: f64 = 10.0;
/// Rows that take as long to sort as one row at a place of its own takes to read.
const SORTED: f64 = 3.0;

/// How the rows of a query are found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Access {
    /// How rows come into the order of the answer.
    pub(super) order: Ordering,
    /// Positions of the [`conditions`] that most rows meet, so that no index is worth its way.
    pub(super) common: Vec<usize>,
}

/// How rows come into the order of the answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Ordering {
    /// As SQLite finds best: by an index of the order, where there is one.
    #[default]
    ByIndex,
    /// The rows that fit are found first and sorted then.
    Sorted,
}

/// The conditions that a row has to meet, all of them. Those on one column are together, since the two ends of a span
/// leave few rows where each of them leaves many.
pub(super) fn conditions(filter: &Predicate) -> Vec<Vec<&Predicate>> {
    let mut parts = Vec::new();
    add_parts(filter, &mut parts);
    let mut groups: Vec<Vec<&Predicate>> = Vec::new();
    let mut columns = HashMap::new();
    for part in parts {
        let group = match column(part) {
            Some(column) => *columns.entry(column).or_insert(groups.len()),
            None => groups.len(),
        };
        match groups.get_mut(group) {
            Some(group) => group.push(part),
            None => groups.push(vec![part]),
        }
    }
    groups
}

fn add_parts<'p>(filter: &'p Predicate, parts: &mut Vec<&'p Predicate>) {
    match filter {
        Predicate::All(all) => all.iter().for_each(|part| add_parts(part, parts)),
        other => parts.push(other),
    }
}

/// The source and the column that a condition compares.
const fn column(condition: &Predicate) -> Option<(usize, usize)> {
    match condition {
        Predicate::Compare(at, ..) | Predicate::Like(at, _) => Some((at.source, at.column)),
        _ => None,
    }
}

/// Chooses how the rows of a query are found.
pub(super) fn choose(
    database: &Database,
    bound: &Bound,
    sources: &Sources,
) -> rusqlite::Result<Access> {
    let conditions = conditions(&bound.filter);
    if conditions.is_empty() || sources.is_replaced(bound.table()) {
        return Ok(Access::default());
    }
    let name = sources.name(bound.table());
    let largest: Option<i64> = database
        .prepare_cached(&format!("SELECT max(_rowid_) FROM {name}"))?
        .query_row([], |row| row.get(0))?;
    let Some(rows) = largest.filter(|rows| *rows >= LARGE) else {
        return Ok(Access::default());
    };
    let sample = sample(bound, &conditions, rows, sources);
    let mut statement = database.prepare_cached(&sample.sql)?;
    let fitting = statement.query_row(params_from_iter(&sample.parameters), |row| {
        let columns = 0..conditions.len() + 2;
        columns.map(|column| row.get(column)).collect()
    })?;
    Ok(judge(fitting, rows as f64, wanted(bound)))
}

/// Counts the rows of a sample that is spread over the table: all of them, those that meet each of the conditions, and
/// those that meet all.
fn sample(bound: &Bound, conditions: &[Vec<&Predicate>], rows: i64, sources: &Sources) -> Text {
    let names: Vec<_> = (0..conditions.len()).map(|at| format!("c{at}")).collect();
    let mut text = Text::reading(sources);
    text.push("SELECT total(1), ");
    for name in &names {
        text.push(&format!("total({name}), "));
    }
    text.push(&format!("total({}) FROM (SELECT ", names.join(" AND ")));
    for (at, condition) in conditions.iter().enumerate() {
        text.push(if at == 0 { "(" } else { ", (" });
        all(&mut text, condition);
        text.push(&format!(") IS TRUE AS c{at}"));
    }
    text.push(" FROM ");
    source(&mut text, &bound.scope, 0);
    let number = bound.scope.sources[0].number;
    text.push(&format!(
        " WHERE t{number}._rowid_ IN (WITH RECURSIVE spread(id) AS (VALUES (1) UNION ALL SELECT id + "
    ));
    text.bind(Sql::Integer(rows / SAMPLE));
    text.push(" FROM spread LIMIT ");
    text.bind(Sql::Integer(SAMPLE));
    text.push(") SELECT id FROM spread))");
    text
}

/// Decides from the counts of a sample.
fn judge(counts: Vec<f64>, rows: f64, wanted: Option<f64>) -> Access {
    let [sampled, conditions @ .., fitting] = counts.as_slice() else {
        return Access::default();
    };
    // Most of the sample's places are empty: it says nothing about the rows.
    if *sampled < SAMPLE as f64 / 4.0 {
        return Access::default();
    }
    let is_common = |count: &f64| *count * SCANNED > *sampled;
    let common = (0..conditions.len()).filter(|at| is_common(&conditions[*at]));
    let order = match wanted {
        None => Ordering::ByIndex,
        Some(wanted) => {
            let passed = (wanted * sampled / (fitting + 0.5)).min(rows);
            let scanned = rows / SCANNED + rows * fitting / sampled / SORTED;
            match passed > scanned {
                true => Ordering::Sorted,
                false => Ordering::ByIndex,
            }
        }
    };
    Access {
        order,
        common: common.collect(),
    }
}

/// How many rows the query reads in the order of its answer; `None` where it reads all.
fn wanted(bound: &Bound) -> Option<f64> {
    matches!(bound.shape, Shape::Rows(_)).then(|| match &bound.part {
        Part::Top(rows) => f64::from(*rows),
        Part::Page { size, start, .. } => {
            let before = match start {
                Start::Offset(rows) => *rows as f64,
                Start::After(_) => 0.0,
            };
            before + f64::from(*size) + 1.0
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLED: f64 = SAMPLE as f64;

    #[test]
    fn few_rows_of_many_are_found_first_and_sorted_then() {
        let access = judge(vec![SAMPLED, 0.0, 0.0], 100_000.0, Some(5_001.0));
        assert_eq!(access.order, Ordering::Sorted);
        assert!(access.common.is_empty());
    }

    #[test]
    fn the_first_rows_of_an_order_are_read_in_it_where_most_rows_fit() {
        let access = judge(vec![SAMPLED, SAMPLED, SAMPLED], 100_000.0, Some(5_001.0));
        assert_eq!(access.order, Ordering::ByIndex);
        assert_eq!(access.common, [0]);
    }

    #[test]
    fn a_condition_that_most_rows_meet_leaves_the_index_to_the_rare_one() {
        let access = judge(vec![SAMPLED, SAMPLED, 1.0, 1.0], 100_000.0, Some(5_001.0));
        assert_eq!(access.order, Ordering::Sorted);
        assert_eq!(access.common, [0]);
    }

    #[test]
    fn a_sample_of_empty_places_decides_nothing() {
        let access = judge(vec![1.0, 0.0, 0.0], 100_000.0, Some(5_001.0));
        assert_eq!(access, Access::default());
    }
}
