//! Queries as exact text: the one query AST, part by part.
//!
//! A filter, an operand and a way to a joined table are objects with one property, named after
//! their kind; a column is the list of the names that lead to it. What is absent is left out.

use std::str::FromStr;

use serde_json::Value as Json;

use super::read::{
    Read, array, columns, object, only_property, optional, parsed, take, text, texts, truth,
    unexpected, value,
};
use super::write::{self, Fields, tagged};
use crate::query::{
    Aggregate, AggregateFunction, AggregateValue, ColumnPath, Condition, Direction, Filter, Join,
    Link, Operand, Operator, Order, Page, Quantifier, Query, Through,
};

/// Every operator by its word.
const OPERATORS: [(&str, Operator); 30] = [
    ("eq", Operator::Equal),
    ("ne", Operator::NotEqual),
    ("gt", Operator::GreaterThan),
    ("ge", Operator::GreaterEqual),
    ("lt", Operator::LessThan),
    ("le", Operator::LessEqual),
    ("like", Operator::Like),
    ("not-like", Operator::NotLike),
    ("contains", Operator::Contains),
    ("begins-with", Operator::BeginsWith),
    ("not-begin-with", Operator::NotBeginWith),
    ("ends-with", Operator::EndsWith),
    ("not-end-with", Operator::NotEndWith),
    ("null", Operator::Null),
    ("not-null", Operator::NotNull),
    ("in", Operator::In),
    ("not-in", Operator::NotIn),
    ("between", Operator::Between),
    ("not-between", Operator::NotBetween),
    ("on", Operator::On),
    ("on-or-before", Operator::OnOrBefore),
    ("on-or-after", Operator::OnOrAfter),
    ("last-x-hours", Operator::LastXHours),
    ("last-x-days", Operator::LastXDays),
    ("last-x-months", Operator::LastXMonths),
    ("last-x-years", Operator::LastXYears),
    ("next-x-days", Operator::NextXDays),
    ("next-x-months", Operator::NextXMonths),
    ("eq-userid", Operator::EqualUserId),
    ("ne-userid", Operator::NotEqualUserId),
];
const QUANTIFIERS: [(&str, Quantifier); 2] = [("any", Quantifier::Any), ("all", Quantifier::All)];
const JOINS: [(&str, Join); 2] = [("inner", Join::Inner), ("outer", Join::Outer)];
const DIRECTIONS: [(&str, Direction); 2] = [
    ("ascending", Direction::Ascending),
    ("descending", Direction::Descending),
];
const FUNCTIONS: [(&str, AggregateFunction); 6] = [
    ("count", AggregateFunction::Count),
    ("count-distinct", AggregateFunction::CountDistinct),
    ("sum", AggregateFunction::Sum),
    ("average", AggregateFunction::Average),
    ("min", AggregateFunction::Min),
    ("max", AggregateFunction::Max),
];

fn word<T: PartialEq>(words: &[(&'static str, T)], of: &T) -> &'static str {
    let found = words.iter().find(|(_, meaning)| meaning == of);
    found.map(|(word, _)| *word).expect("every one has a word")
}

fn meaning<T: Copy>(what: &'static str, words: &[(&'static str, T)], json: Json) -> Read<T> {
    let given = text(what, json)?;
    let found = words.iter().find(|(word, _)| *word == given);
    found
        .map(|(_, meaning)| *meaning)
        .ok_or_else(|| unexpected(what, &Json::from(given), "one of its words"))
}

/// A list of parts.
fn list<T>(parts: &[T], part: impl Fn(&T) -> Json) -> Json {
    parts.iter().map(part).collect::<Vec<_>>().into()
}

/// A whole number as text.
fn whole<T: FromStr>(fields: &mut serde_json::Map<String, Json>, name: &str) -> Read<Option<T>> {
    optional(fields, name, |json| parsed("a whole number", json))
}

pub(super) fn write(of: &Query) -> Json {
    let mut json = Fields::default();
    json.put("table", of.table.as_str());
    json.put("columns", write::columns(&of.columns));
    json.put("filter", write_filter(&of.filter));
    json.put("links", list(&of.links, write_link));
    json.put("order", list(&of.order, write_order));
    json.put("distinct", of.distinct);
    json.put_if("aggregate", of.aggregate.as_ref().map(write_aggregate));
    json.put("page", write_page(&of.page));
    json.put("count", of.count);
    json.finish()
}

pub(super) fn read(json: Json) -> Read<Query> {
    let mut fields = object("a query", json)?;
    Ok(Query {
        table: text("a table", take(&mut fields, "table"))?,
        columns: columns(take(&mut fields, "columns"))?,
        filter: read_filter(take(&mut fields, "filter"))?,
        links: array("links", take(&mut fields, "links"), read_link)?,
        order: array("sort keys", take(&mut fields, "order"), read_order)?,
        distinct: truth(&take(&mut fields, "distinct"))?,
        aggregate: optional(&mut fields, "aggregate", read_aggregate)?,
        page: read_page(take(&mut fields, "page"))?,
        count: truth(&take(&mut fields, "count"))?,
    })
}

fn write_filter(of: &Filter) -> Json {
    match of {
        Filter::And(parts) => tagged("And", list(parts, write_filter)),
        Filter::Or(parts) => tagged("Or", list(parts, write_filter)),
        Filter::Not(part) => tagged("Not", write_filter(part)),
        Filter::Condition(condition) => {
            let mut json = Fields::default();
            json.put("column", write_path(&condition.column));
            json.put("operator", word(&OPERATORS, &condition.operator));
            json.put("operands", list(&condition.operands, write_operand));
            tagged("Condition", json.finish())
        }
        Filter::Related {
            navigation,
            quantifier,
            filter,
        } => {
            let mut json = Fields::default();
            json.put("navigation", navigation.as_str());
            json.put("quantifier", word(&QUANTIFIERS, quantifier));
            json.put("filter", write_filter(filter));
            tagged("Related", json.finish())
        }
    }
}

fn read_filter(json: Json) -> Read<Filter> {
    let (kind, json) = only_property("a filter", json)?;
    Ok(match kind.as_str() {
        "And" => Filter::And(array("filters", json, read_filter)?),
        "Or" => Filter::Or(array("filters", json, read_filter)?),
        "Not" => Filter::Not(Box::new(read_filter(json)?)),
        "Condition" => {
            let mut fields = object("a condition", json)?;
            Filter::Condition(Condition {
                column: read_path(take(&mut fields, "column"))?,
                operator: meaning("an operator", &OPERATORS, take(&mut fields, "operator"))?,
                operands: array("operands", take(&mut fields, "operands"), read_operand)?,
            })
        }
        "Related" => {
            let mut fields = object("a condition on related rows", json)?;
            let quantifier = take(&mut fields, "quantifier");
            Filter::Related {
                navigation: text("a navigation property", take(&mut fields, "navigation"))?,
                quantifier: meaning("a quantifier", &QUANTIFIERS, quantifier)?,
                filter: Box::new(read_filter(take(&mut fields, "filter"))?),
            }
        }
        _ => {
            let found = Json::from(kind);
            return Err(unexpected("a filter", &found, "the name of a kind"));
        }
    })
}

fn write_operand(of: &Operand) -> Json {
    match of {
        Operand::Value(value) => tagged("Value", write::value(value)),
        Operand::Text(text) => tagged("Text", text.as_str()),
        Operand::Column(path) => tagged("Column", write_path(path)),
    }
}

fn read_operand(json: Json) -> Read<Operand> {
    let (kind, json) = only_property("an operand", json)?;
    match kind.as_str() {
        "Value" => value(json).map(Operand::Value),
        "Text" => text("a text", json).map(Operand::Text),
        "Column" => read_path(json).map(Operand::Column),
        _ => {
            let found = Json::from(kind);
            Err(unexpected("an operand", &found, "the name of a kind"))
        }
    }
}

fn write_path(of: &ColumnPath) -> Json {
    let names = of.via.iter().chain([&of.column]);
    names.cloned().collect::<Vec<_>>().into()
}

fn read_path(json: Json) -> Read<ColumnPath> {
    let mut via = texts(json)?;
    let column = via.pop();
    let column = column
        .ok_or_else(|| unexpected("a column", &Json::Array(Vec::new()), "at least one name"))?;
    Ok(ColumnPath { via, column })
}

fn write_link(of: &Link) -> Json {
    let mut json = Fields::default();
    json.put(
        "through",
        match &of.through {
            Through::Navigation(name) => tagged("Navigation", name.as_str()),
            Through::Columns { table, from, to } => {
                tagged("Columns", vec![table.clone(), from.clone(), to.clone()])
            }
        },
    );
    json.put("join", word(&JOINS, &of.join));
    json.put_if("alias", of.alias.as_deref());
    let columns = of.columns.as_ref();
    json.put_if(
        "columns",
        columns.map(|of| tagged("Of", write::columns(of))),
    );
    json.put("filter", write_filter(&of.filter));
    json.put("links", list(&of.links, write_link));
    json.put("order", list(&of.order, write_order));
    json.put_if("top", of.top.map(|top| top.to_string()));
    json.finish()
}

fn read_link(json: Json) -> Read<Link> {
    let mut fields = object("a link", json)?;
    Ok(Link {
        through: read_through(take(&mut fields, "through"))?,
        join: meaning("a join", &JOINS, take(&mut fields, "join"))?,
        alias: optional(&mut fields, "alias", |json| text("an alias", json))?,
        columns: optional(&mut fields, "columns", |json| {
            columns(only_property("columns", json)?.1)
        })?,
        filter: read_filter(take(&mut fields, "filter"))?,
        links: array("links", take(&mut fields, "links"), read_link)?,
        order: array("sort keys", take(&mut fields, "order"), read_order)?,
        top: whole(&mut fields, "top")?,
    })
}

fn read_through(json: Json) -> Read<Through> {
    let (kind, json) = only_property("a way to a table", json)?;
    if kind == "Navigation" {
        return text("a navigation property", json).map(Through::Navigation);
    }
    match <[String; 3]>::try_from(texts(json)?) {
        Ok([table, from, to]) if kind == "Columns" => Ok(Through::Columns { table, from, to }),
        _ => {
            let found = Json::from(kind);
            Err(unexpected("a way to a table", &found, "the name of a kind"))
        }
    }
}

fn write_order(of: &Order) -> Json {
    tagged(word(&DIRECTIONS, &of.direction), write_path(&of.column))
}

fn read_order(json: Json) -> Read<Order> {
    let (direction, path) = only_property("a sort key", json)?;
    Ok(Order {
        column: read_path(path)?,
        direction: meaning("a direction", &DIRECTIONS, Json::from(direction))?,
    })
}

fn write_aggregate(of: &Aggregate) -> Json {
    let mut json = Fields::default();
    json.put(
        "groups",
        list(&of.groups, |(column, alias)| {
            let mut json = Fields::default();
            json.put("column", write_path(column));
            json.put("alias", alias.as_str());
            json.finish()
        }),
    );
    json.put(
        "values",
        list(&of.values, |value| {
            let mut json = Fields::default();
            json.put_if("column", value.column.as_ref().map(write_path));
            json.put("function", word(&FUNCTIONS, &value.function));
            json.put("alias", value.alias.as_str());
            json.finish()
        }),
    );
    json.finish()
}

fn read_aggregate(json: Json) -> Read<Aggregate> {
    let mut fields = object("an aggregate", json)?;
    Ok(Aggregate {
        groups: array("groups", take(&mut fields, "groups"), |json| {
            let mut fields = object("a group", json)?;
            let column = read_path(take(&mut fields, "column"))?;
            Ok((column, text("an alias", take(&mut fields, "alias"))?))
        })?,
        values: array("aggregates", take(&mut fields, "values"), |json| {
            let mut fields = object("a value of an aggregate", json)?;
            let function = take(&mut fields, "function");
            Ok(AggregateValue {
                column: optional(&mut fields, "column", read_path)?,
                function: meaning("a function", &FUNCTIONS, function)?,
                alias: text("an alias", take(&mut fields, "alias"))?,
            })
        })?,
    })
}

fn write_page(of: &Page) -> Json {
    let mut json = Fields::default();
    json.put_if("top", of.top.map(|top| top.to_string()));
    json.put_if("size", of.size.map(|size| size.to_string()));
    json.put_if("number", of.number.map(|number| number.to_string()));
    json.put_if("cookie", of.cookie.as_deref());
    json.finish()
}

fn read_page(json: Json) -> Read<Page> {
    let mut fields = object("a page", json)?;
    Ok(Page {
        top: whole(&mut fields, "top")?,
        size: whole(&mut fields, "size")?,
        number: whole(&mut fields, "number")?,
        cookie: optional(&mut fields, "cookie", |json| text("a cookie", json))?,
    })
}
