//! Reads `FilterExpression` and `ConditionExpression`.
//!
//! Operands keep the type that they declare; `store` converts them to the column's type.

use super::super::error::SoapError;
use super::super::name::ARRAYS;
use super::super::node::Node;
use super::super::values::{boolean, guid, parsed, value};
use super::link::{self, Links};
use super::{TESTED, not_emulated};
use crate::query::{ColumnPath, Condition, Filter, Operand, Operator};
use crate::value::Value;

/// The number of operands that an operator takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Count {
    None,
    One,
    Two,
    Many,
}

/// The members of `ConditionOperator` that are emulated.
const OPERATORS: &[(&str, Operator, Count)] = &[
    ("Equal", Operator::Equal, Count::One),
    ("NotEqual", Operator::NotEqual, Count::One),
    ("GreaterThan", Operator::GreaterThan, Count::One),
    ("GreaterEqual", Operator::GreaterEqual, Count::One),
    ("LessThan", Operator::LessThan, Count::One),
    ("LessEqual", Operator::LessEqual, Count::One),
    ("Like", Operator::Like, Count::One),
    ("NotLike", Operator::NotLike, Count::One),
    ("BeginsWith", Operator::BeginsWith, Count::One),
    ("DoesNotBeginWith", Operator::NotBeginWith, Count::One),
    ("EndsWith", Operator::EndsWith, Count::One),
    ("DoesNotEndWith", Operator::NotEndWith, Count::One),
    ("Null", Operator::Null, Count::None),
    ("NotNull", Operator::NotNull, Count::None),
    ("In", Operator::In, Count::Many),
    ("NotIn", Operator::NotIn, Count::Many),
    ("Between", Operator::Between, Count::Two),
    ("NotBetween", Operator::NotBetween, Count::Two),
    ("On", Operator::On, Count::One),
    ("OnOrBefore", Operator::OnOrBefore, Count::One),
    ("OnOrAfter", Operator::OnOrAfter, Count::One),
    ("LastXHours", Operator::LastXHours, Count::One),
    ("LastXDays", Operator::LastXDays, Count::One),
    ("LastXMonths", Operator::LastXMonths, Count::One),
    ("LastXYears", Operator::LastXYears, Count::One),
    ("NextXDays", Operator::NextXDays, Count::One),
    ("NextXMonths", Operator::NextXMonths, Count::One),
    ("EqualUserId", Operator::EqualUserId, Count::None),
    ("NotEqualUserId", Operator::NotEqualUserId, Count::None),
];

/// The operators that can compare a column with another column.
const COMPARING: &[Operator] = &[
    Operator::Equal,
    Operator::NotEqual,
    Operator::GreaterThan,
    Operator::GreaterEqual,
    Operator::LessThan,
    Operator::LessEqual,
];

/// Reads an optional filter. Column paths are relative to the queried table, or to the link `own`.
pub(super) fn filter(
    node: Option<&Node<'_>>,
    own: Option<&str>,
    links: &Links<'_>,
) -> Result<Filter, SoapError> {
    let Some(node) = node else {
        return Ok(Filter::everything());
    };
    if node
        .member("IsQuickFindFilter")
        .map_or(Ok(false), boolean)?
    {
        return Err(not_emulated(node, "IsQuickFindFilter"));
    }
    let conditions = node
        .items("Conditions")
        .iter()
        .map(|condition| self::condition(condition, own, links).map(Filter::Condition));
    let filters = node
        .items("Filters")
        .iter()
        .map(|inner| filter(Some(inner), own, links));
    let tested = node.member(TESTED).filter(|link| !link.children.is_empty());
    let related = tested.map(link::related);
    let parts = conditions.chain(filters).chain(related);
    let parts = parts.collect::<Result<_, _>>()?;
    match node.optional("FilterOperator").map(str::trim) {
        None | Some("And") => Ok(Filter::And(parts)),
        Some("Or") => Ok(Filter::Or(parts)),
        Some(_) => Err(node.bad_value("`And` or `Or` as its `FilterOperator`")),
    }
}

fn condition(
    node: &Node<'_>,
    own: Option<&str>,
    links: &Links<'_>,
) -> Result<Condition, SoapError> {
    let column = node.required("AttributeName")?.trim();
    let name = node.required("Operator")?.trim();
    let Some((_, operator, count)) = OPERATORS.iter().find(|(word, _, _)| *word == name) else {
        return Err(SoapError::NotEmulated(format!(
            "the condition operator `{name}`"
        )));
    };
    let compares_columns = node.member("CompareColumns").map_or(Ok(false), boolean)?;
    let operands = operands(node)?;
    check_count(name, *count, operands.len())?;
    Ok(Condition {
        column: match node.optional("EntityName") {
            Some(name) => links.column(name.trim(), column, own)?,
            None => ColumnPath::of(column),
        },
        operator: *operator,
        operands: if compares_columns {
            let operands = operands.into_iter();
            operands
                .map(|operand| other_column(node, *operator, &operand))
                .collect::<Result<_, _>>()?
        } else {
            operands.into_iter().map(Operand::Value).collect()
        },
    })
}

/// Reads the operands; an array stands for its elements, as in the SDK's `In`.
fn operands(node: &Node<'_>) -> Result<Vec<Value>, SoapError> {
    let mut found = Vec::new();
    for operand in node.items("Values") {
        match operand.kind.filter(|kind| kind.namespace == ARRAYS) {
            Some(kind) => array(operand, kind.local, &mut found)?,
            None => found.push(value(operand)?),
        }
    }
    Ok(found)
}

fn array(node: &Node<'_>, kind: &str, into: &mut Vec<Value>) -> Result<(), SoapError> {
    for element in &node.children {
        into.push(match kind {
            "ArrayOfstring" => element.text.into(),
            "ArrayOfguid" => guid(element)?.into(),
            "ArrayOfint" => parsed::<i32>(element, "a 32-bit whole number")?.into(),
            "ArrayOfanyType" => value(element)?,
            _ => return Err(node.unknown_type()),
        });
    }
    Ok(())
}

fn check_count(operator: &str, count: Count, found: usize) -> Result<(), SoapError> {
    let (fits, expected) = match count {
        Count::None => (found == 0, "none"),
        Count::One => (found == 1, "exactly one"),
        Count::Two => (found == 2, "exactly two"),
        Count::Many => (found > 0, "at least one"),
    };
    if fits {
        return Ok(());
    }
    Err(SoapError::OperandCount {
        operator: operator.to_owned(),
        found,
        expected,
    })
}

fn other_column(
    node: &Node<'_>,
    operator: Operator,
    operand: &Value,
) -> Result<Operand, SoapError> {
    match operand.as_str() {
        Some(column) if COMPARING.contains(&operator) => {
            Ok(Operand::Column(ColumnPath::of(column.trim())))
        }
        _ => Err(not_emulated(node, "CompareColumns")),
    }
}
