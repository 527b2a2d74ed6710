//! Joins and conditions as SQL text.
//!
//! A source is a table under an alias made of its number. A predicate is either true of a row or
//! not: SQLite's unknown counts as not true.

use std::borrow::Borrow;

use dataverse_protocol::query::Join;
use rusqlite::types::Value as Sql;

use crate::bound::{
    At, Bits, Joined, Line, LineDirection, Listed, Predicate, Related, Scope, Side, Sign, Source,
};
use crate::date_part;
use crate::matcher::FUNCTION;
use crate::schema::quoted;
use crate::sql::Text;
use dataverse_model::metadata::ColumnKind;

/// Writes a source with every source that is joined to it.
pub(super) fn source(text: &mut Text, scope: &Scope, at: usize) {
    let this = &scope.sources[at];
    let name = text.sources.name(&this.table);
    text.push(&format!("{name} AS t{}", this.number));
    for (position, child) in scope.sources.iter().enumerate() {
        let Some(joined) = child.joined.as_ref().filter(|joined| joined.parent == at) else {
            continue;
        };
        text.push(match joined.join {
            Join::Inner | Join::FirstMatch => " JOIN ",
            Join::Outer => " LEFT JOIN ",
        });
        let has_children = scope.sources.iter().any(|grandchild| {
            grandchild
                .joined
                .as_ref()
                .is_some_and(|joined| joined.parent == position)
        });
        // A join below an outer join belongs in its parentheses, or it would filter the whole row.
        text.push(if has_children { "(" } else { "" });
        source(text, scope, position);
        text.push(if has_children { ")" } else { "" });
        text.push(" ON ");
        match joined.join {
            Join::Inner | Join::Outer => partners(text, joined),
            Join::FirstMatch => first_partner(text, child, joined),
        }
    }
}

/// Writes the condition that two rows belong together.
fn partners(text: &mut Text, joined: &Joined) {
    text.push(&format!(
        "{} = {} AND ",
        expression(&joined.inner),
        expression(&joined.outer)
    ));
    predicate(text, &joined.filter);
}

/// Writes the condition that a row is the one with the smallest key of those that belong to the outer row. Inside the
/// subquery the name of the source means the source of the subquery.
fn first_partner(text: &mut Text, source: &Source, joined: &Joined) {
    let key = format!("t{}.{}", source.number, quoted(&source.table.primary_id));
    let name = text.sources.name(&source.table);
    text.push(&format!(
        "{key} = (SELECT {key} FROM {name} AS t{} WHERE ",
        source.number
    ));
    partners(text, joined);
    text.push(&format!(" ORDER BY {key} LIMIT 1)"));
}

/// Writes that all of these conditions hold.
pub(super) fn all(text: &mut Text, conditions: &[&Predicate]) {
    balanced(text, conditions, " AND ", "TRUE");
}

pub(super) fn predicate(text: &mut Text, condition: &Predicate) {
    match condition {
        Predicate::All(parts) => balanced(text, parts, " AND ", "TRUE"),
        Predicate::Any(parts) => balanced(text, parts, " OR ", "FALSE"),
        Predicate::Not(inner) => {
            text.push("(");
            predicate(text, inner);
            text.push(") IS NOT TRUE");
        }
        Predicate::Empty(at) => text.push(&format!("{} IS NULL", expression(at))),
        Predicate::Compare(at, sign, side) => {
            text.push(&compared(at));
            text.push(sign_text(*sign));
            match side {
                Side::Cell(value) => text.bind(value.clone()),
                Side::Column(other) => text.push(&compared(other)),
            }
        }
        Predicate::In(at, values) => among(text, &compared(at), values),
        Predicate::Like(at, pattern) => {
            text.push(&format!("{FUNCTION}({}, ", expression(at)));
            text.bind(Sql::Text(pattern.clone()));
            text.push(")");
        }
        Predicate::FiscalPlace(at, fiscal, place) => {
            let period = fiscal.period_sql(&date_part::seconds(at));
            text.push(&format!("{period} % {} = ", fiscal.periods()));
            text.bind(Sql::Integer(*place));
        }
        Predicate::Bits(at, mask, wanted) => {
            let at = expression(at);
            text.push(&format!("({at} & "));
            text.bind(Sql::Integer(*mask));
            match wanted {
                Bits::All => {
                    text.push(") = ");
                    text.bind(Sql::Integer(*mask));
                }
                Bits::Some => text.push(") <> 0"),
                Bits::None => text.push(") = 0"),
            }
        }
        Predicate::Line(line) => self::line(text, line),
        Predicate::Listed(rows) => listed(text, rows),
        Predicate::Exists(related) => exists(text, related),
    }
}

fn among(text: &mut Text, expression: &str, values: &[Sql]) {
    text.push(&format!("{expression} IN ("));
    for (position, value) in values.iter().enumerate() {
        text.push(if position == 0 { "" } else { ", " });
        text.bind(value.clone());
    }
    text.push(")");
}

/// The list depends on no row outside, so SQLite reads it once, by the index of its holders, and finds the rows that it
/// names by their keys.
fn listed(text: &mut Text, rows: &Listed) {
    let table = text.sources.name(&rows.table);
    let [one, other] = rows.masks.each_ref().map(|mask| quoted(mask));
    text.push(&format!(
        "{} IN (SELECT {} FROM {table} WHERE ",
        expression(&rows.at),
        quoted(&rows.key)
    ));
    among(text, &quoted(&rows.holder), &rows.holders);
    text.push(&format!(" AND (({one} | {other}) & "));
    text.bind(Sql::Integer(rows.bits));
    text.push(") <> 0)");
}

/// `UNION` keeps each row once, so that a circle of rows ends too.
fn line(text: &mut Text, line: &Line) {
    let table = text.sources.name(&line.table);
    let (id, parent) = (quoted(&line.table.primary_id), quoted(&line.parent));
    // The column that leads to the line's next row, and the column with that row's id.
    let (known, next) = match line.direction {
        LineDirection::Down => (parent, id),
        LineDirection::Up => (id, parent),
    };
    text.push(&format!(
        "{} IN (WITH RECURSIVE line(id) AS (SELECT ",
        expression(&line.at)
    ));
    if line.with_root {
        text.bind(line.root.clone());
    } else {
        text.push(&format!(
            "row.{next} FROM {table} AS row WHERE row.{next} IS NOT NULL AND row.{known} = "
        ));
        text.bind(line.root.clone());
    }
    text.push(&format!(
        " UNION SELECT row.{next} FROM {table} AS row JOIN line ON row.{known} = line.id \
         WHERE row.{next} IS NOT NULL) SELECT id FROM line)"
    ));
}

/// Joins the parts as a balanced tree: SQLite limits the depth of an expression, not its length.
fn balanced<P: Borrow<Predicate>>(text: &mut Text, parts: &[P], word: &str, none: &str) {
    match parts {
        [] => text.push(none),
        [only] => predicate(text, only.borrow()),
        several => {
            let (left, right) = several.split_at(several.len() / 2);
            text.push("(");
            balanced(text, left, word, none);
            text.push(word);
            balanced(text, right, word, none);
            text.push(")");
        }
    }
}

fn exists(text: &mut Text, related: &Related) {
    text.push("EXISTS (SELECT 1 FROM ");
    source(text, &related.scope, 0);
    text.push(&format!(
        " WHERE {} = {} AND ",
        expression(&related.inner),
        expression(&related.outer)
    ));
    predicate(text, &related.filter);
    text.push(")");
}

pub(super) fn expression(at: &At) -> String {
    format!("t{}.{}", at.source, quoted(&at.column().logical_name))
}

/// The expression that is compared and sorted: text without regard to case, a managed property by
/// its value.
pub(super) fn compared(at: &At) -> String {
    match at.column().kind {
        ColumnKind::String { .. } | ColumnKind::Memo { .. } => {
            format!("{} COLLATE NOCASE", expression(at))
        }
        ColumnKind::Managed => format!("({} & 1)", expression(at)),
        _ => expression(at),
    }
}

const fn sign_text(sign: Sign) -> &'static str {
    match sign {
        Sign::Equal => " = ",
        Sign::Less => " < ",
        Sign::LessOrEqual => " <= ",
        Sign::Greater => " > ",
        Sign::GreaterOrEqual => " >= ",
    }
}
