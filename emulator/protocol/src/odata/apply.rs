//! `$apply`: filters, groups and aggregates (WA-07A, WA-200).
//!
//! The transformations stand one behind the other with a `/` between: filters, at most one `groupby` or `aggregate`, and
//! filters on its result. Names stay as written.

use thiserror::Error;

use super::column::{column_path, is_name};
use super::cursor::{Cursor, SyntaxError};
use super::filter::{self, FilterError, ParameterAliases};
use crate::query::{AggregateFunction, AggregateValue, ColumnPath, Filter};

/// The parsed transformations.
#[derive(Debug, Clone, PartialEq)]
pub struct Apply {
    /// The filter on the rows.
    pub before: Filter,
    /// The groups and the values of each; `None` where rows are only filtered.
    pub grouping: Option<Grouping>,
    /// The filter on the groups.
    pub after: Filter,
}

/// `groupby` or `aggregate`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouping {
    /// The columns of `groupby`; empty for an `aggregate` of all rows.
    pub columns: Vec<ColumnPath>,
    /// The values, each with its alias.
    pub values: Vec<AggregateValue>,
}

/// Why `$apply` is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ApplyError {
    /// The text does not follow the grammar.
    #[error("in `$apply`: {0}")]
    Syntax(#[from] SyntaxError),
    /// A filter in it is refused.
    #[error("in `$apply`: {0}")]
    Filter(#[from] FilterError),
    /// A transformation or method of OData that is not emulated.
    #[error("{0} in `$apply` is not emulated")]
    NotEmulated(String),
    /// Two values have one name.
    #[error("in `$apply`: the name `{0}` is given more than once")]
    Duplicate(String),
}

/// The transformations of OData that are known and not emulated.
const OTHERS: &[&str] = &[
    "ancestors",
    "bottomcount",
    "bottompercent",
    "bottomsum",
    "compute",
    "concat",
    "descendants",
    "expand",
    "identity",
    "join",
    "nest",
    "orderby",
    "outerjoin",
    "search",
    "skip",
    "top",
    "topcount",
    "toppercent",
    "topsum",
    "traverse",
];

/// Parses the percent-decoded value of `$apply`.
///
/// # Errors
/// [`ApplyError`]; a syntax error has its position.
pub fn parse(text: &str, aliases: &ParameterAliases) -> Result<Apply, ApplyError> {
    let mut cursor = Cursor::new(text);
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let mut grouping = None;
    loop {
        let (name, arguments) = transformation(&mut cursor)?;
        match name {
            "filter" => {
                let filters = if grouping.is_none() {
                    &mut before
                } else {
                    &mut after
                };
                filters.push(filter::parse(arguments.rest().trim_end(), aliases)?);
            }
            "groupby" | "aggregate" if grouping.is_some() => {
                return Err(ApplyError::NotEmulated(format!("`{name}` of groups")));
            }
            "groupby" => grouping = Some(group_by(arguments)?),
            _ => {
                grouping = Some(Grouping {
                    columns: Vec::new(),
                    values: values(arguments)?,
                });
            }
        }
        if !cursor.eat('/') {
            cursor.expect_end("`/` or the end of the transformations")?;
            break;
        }
    }
    if let Some(grouping) = &grouping {
        check_unique(grouping)?;
    }
    Ok(Apply {
        before: Filter::And(before),
        grouping,
        after: Filter::And(after),
    })
}

/// Parses `name(arguments)`, and answers the name and a cursor of the arguments.
fn transformation<'a>(cursor: &mut Cursor<'a>) -> Result<(&'a str, Cursor<'a>), ApplyError> {
    cursor.skip_space();
    let start = *cursor;
    let name = cursor.word();
    if OTHERS.contains(&name) {
        return Err(ApplyError::NotEmulated(format!("`{name}`")));
    }
    if !["aggregate", "filter", "groupby"].contains(&name) {
        return Err(start.error("`aggregate`, `filter` or `groupby`").into());
    }
    cursor.skip_space();
    cursor.expect('(', "`(` behind the transformation")?;
    let arguments = cursor.balanced_until(&[])?;
    cursor.expect(')', "`)` behind the arguments")?;
    cursor.skip_space();
    Ok((name, Cursor::new(arguments)))
}

/// Parses `(statuscode,primarycontactid/fullname),aggregate(revenue with sum as total)`.
fn group_by(mut cursor: Cursor<'_>) -> Result<Grouping, ApplyError> {
    cursor.skip_space();
    cursor.expect('(', "`(` before the columns to group by")?;
    let mut columns = Vec::new();
    loop {
        cursor.skip_space();
        columns.push(column(&mut cursor)?);
        cursor.skip_space();
        if !cursor.eat(',') {
            cursor.expect(')', "`,` or `)` behind the column")?;
            break;
        }
    }
    cursor.skip_space();
    let mut computed = Vec::new();
    if cursor.eat(',') {
        let start = cursor;
        match transformation(&mut cursor)? {
            ("aggregate", arguments) => computed = values(arguments)?,
            (name, _) if name == "groupby" || cursor.peek() == Some('/') => {
                return Err(ApplyError::NotEmulated(format!(
                    "`{name}` inside `groupby`"
                )));
            }
            _ => return Err(start.error("`aggregate`").into()),
        }
    }
    cursor.expect_end("`,` or the end of the arguments")?;
    Ok(Grouping {
        columns,
        values: computed,
    })
}

/// Parses `$count as n,revenue with sum as total`.
fn values(mut cursor: Cursor<'_>) -> Result<Vec<AggregateValue>, ApplyError> {
    let mut values = Vec::new();
    loop {
        cursor.skip_space();
        values.push(value(&mut cursor)?);
        cursor.skip_space();
        if !cursor.eat(',') {
            cursor.expect_end("`,` or the end of the values")?;
            return Ok(values);
        }
    }
}

fn value(cursor: &mut Cursor<'_>) -> Result<AggregateValue, ApplyError> {
    let (column, function) = if cursor.peek() == Some('$') {
        let start = *cursor;
        if cursor.name("`$count`")? != "$count" {
            return Err(start.error("`$count`").into());
        }
        (None, AggregateFunction::Count)
    } else {
        let column = column(cursor)?;
        keyword(cursor, "with", "`with` and a method")?;
        (Some(column), function(cursor)?)
    };
    keyword(cursor, "as", "`as` and a name for the value")?;
    let start = *cursor;
    let alias = cursor.word();
    if !is_name(alias) {
        return Err(start.error("a name for the value").into());
    }
    Ok(AggregateValue {
        column,
        function,
        alias: alias.to_owned(),
    })
}

fn function(cursor: &mut Cursor<'_>) -> Result<AggregateFunction, ApplyError> {
    let start = *cursor;
    Ok(match cursor.word() {
        "sum" => AggregateFunction::Sum,
        "min" => AggregateFunction::Min,
        "max" => AggregateFunction::Max,
        "average" => AggregateFunction::Average,
        "countdistinct" => AggregateFunction::CountDistinct,
        custom if custom.contains('.') => {
            return Err(ApplyError::NotEmulated(format!("the method `{custom}`")));
        }
        _ => {
            let expected = "`sum`, `min`, `max`, `average` or `countdistinct`";
            return Err(start.error(expected).into());
        }
    })
}

/// Consumes a word between white space.
fn keyword(cursor: &mut Cursor<'_>, word: &str, expected: &'static str) -> Result<(), SyntaxError> {
    cursor.skip_space();
    let start = *cursor;
    if cursor.word() != word || !cursor.skip_space() {
        return Err(start.error(expected));
    }
    Ok(())
}

/// Parses `revenue` or `primarycontactid/fullname`.
fn column(cursor: &mut Cursor<'_>) -> Result<ColumnPath, ApplyError> {
    let start = *cursor;
    let path = cursor.take_while(|next| next.is_alphanumeric() || "_/".contains(next));
    if path == "rollup" && cursor.peek() == Some('(') {
        return Err(ApplyError::NotEmulated("`rollup`".to_owned()));
    }
    let words: Vec<&str> = path.split('/').collect();
    column_path(&words)
        .filter(|_| words.iter().all(|word| is_name(word)))
        .ok_or_else(|| start.error("a column").into())
}

fn check_unique(grouping: &Grouping) -> Result<(), ApplyError> {
    let mut names: Vec<String> = Vec::new();
    let columns = grouping.columns.iter().map(|path| {
        let words: Vec<_> = path
            .via
            .iter()
            .chain([&path.column])
            .map(String::as_str)
            .collect();
        words.join("/")
    });
    for name in columns.chain(grouping.values.iter().map(|value| value.alias.clone())) {
        if names.contains(&name) {
            return Err(ApplyError::Duplicate(name));
        }
        names.push(name);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Apply, ApplyError> {
        parse(text, &ParameterAliases::new())
    }

    #[test]
    fn the_documented_examples_are_read() {
        let apply =
            read("filter(address1_stateorprovince eq 'W)A')/groupby((primarycontactid/fullname))");
        let apply = apply.unwrap();
        let grouping = apply.grouping.unwrap();
        assert_eq!(grouping.columns[0].via, ["primarycontactid"]);
        assert_eq!(grouping.columns[0].column, "fullname");
        assert_eq!(
            apply.before,
            Filter::And(vec![Filter::equal("address1_stateorprovince", "W)A")])
        );
        let apply =
            read("groupby( (statuscode) , aggregate( revenue with average as a , $count as n ) )");
        let values = apply.unwrap().grouping.unwrap().values;
        let read: Vec<_> = values
            .iter()
            .map(|value| (value.function, value.alias.as_str()))
            .collect();
        assert_eq!(
            read,
            [
                (AggregateFunction::Average, "a"),
                (AggregateFunction::Count, "n")
            ]
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_position() {
        for (text, expected) in [
            (
                "",
                "in `$apply`: expected `aggregate`, `filter` or `groupby` at position 0, found the end",
            ),
            (
                "aggregate(revenue with sum)",
                "in `$apply`: expected `as` and a name for the value at position 16, found the end",
            ),
            (
                "aggregate(revenue with total as x)",
                "in `$apply`: expected `sum`, `min`, `max`, `average` or `countdistinct` at position 13, found `total as x`",
            ),
            (
                "aggregate($it as x)",
                "in `$apply`: expected `$count` at position 0, found `$it as x`",
            ),
            (
                "groupby(statuscode)",
                "in `$apply`: expected `(` before the columns to group by at position 0, found `statuscode`",
            ),
            (
                "groupby((statuscode),filter(a eq 1))",
                "in `$apply`: expected `aggregate` at position 13, found `filter(a eq 1)`",
            ),
            (
                "groupby((a),aggregate($count as n,$count as n))",
                "in `$apply`: the name `n` is given more than once",
            ),
            (
                "groupby((a))/aggregate($count as n)",
                "`aggregate` of groups in `$apply` is not emulated",
            ),
            (
                "compute(a add b as c)",
                "`compute` in `$apply` is not emulated",
            ),
            (
                "groupby((rollup($all,a)))",
                "`rollup` in `$apply` is not emulated",
            ),
            (
                "aggregate(a with Custom.median as m)",
                "the method `Custom.median` in `$apply` is not emulated",
            ),
            (
                "groupby((a)) x",
                "in `$apply`: expected `/` or the end of the transformations at position 13, found `x`",
            ),
        ] {
            assert_eq!(read(text).unwrap_err().to_string(), expected, "{text}");
        }
    }
}
