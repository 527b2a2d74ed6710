//! Queries for definitions (`EntityQueryExpression` and its like): their filters as those of other queries, so that
//! [`Matcher`](super::matching::Matcher) takes both.

use super::Complex;
use super::metadata as types;
use crate::query::{ColumnPath, Condition, Filter, Operand, Operator};
use crate::value::Value;

/// A `MetadataFilterExpression` as a filter.
pub fn filter(expression: &Complex) -> Filter {
    let list = |member| match expression.get(member) {
        Some(Value::ComplexCollection(items)) => items.items(),
        _ => &[],
    };
    let conditions = list("Conditions").iter().map(condition);
    let parts = conditions
        .chain(list("Filters").iter().map(filter))
        .collect();
    let or = types::LOGICAL_OPERATOR.number("Or").map(Value::Integer);
    if expression.get("FilterOperator") == or.as_ref() {
        Filter::Or(parts)
    } else {
        Filter::And(parts)
    }
}

fn condition(expression: &Complex) -> Filter {
    let name = expression.get("PropertyName").and_then(Value::as_str);
    let number = expression
        .get("ConditionOperator")
        .and_then(Value::as_integer)
        .and_then(|number| i32::try_from(number).ok());
    let operator = number.and_then(|number| types::METADATA_CONDITION_OPERATOR.name_of(number));
    let operator = match operator {
        Some("NotEquals") => Operator::NotEqual,
        Some("In") => Operator::In,
        Some("NotIn") => Operator::NotIn,
        Some("GreaterThan") => Operator::GreaterThan,
        Some("LessThan") => Operator::LessThan,
        _ => Operator::Equal,
    };
    let operands = match expression.get("Value") {
        None => vec![Value::Null],
        Some(Value::Strings(texts)) => texts.iter().map(|text| text.as_str().into()).collect(),
        Some(Value::Array(of)) => of.items().to_vec(),
        Some(value) => vec![value.clone()],
    };
    Filter::Condition(Condition {
        column: ColumnPath::of(name.unwrap_or_default()),
        operator,
        operands: operands.into_iter().map(Operand::Value).collect(),
    })
}
