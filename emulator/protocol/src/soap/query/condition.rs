//! Reads `FilterExpression` and `ConditionExpression`.
//!
//! Operands keep the type that they declare; `store` converts them to the column's type.

use super::super::error::SoapError;
use super::super::name::ARRAYS;
use super::super::node::Node;
use super::super::values::{boolean, guid, parsed, value};
use super::link::{self, Links};
use super::{TESTED, not_emulated};
use crate::query::{ColumnPath, Condition, Filter, Operand, Operands, Operator, OperatorEntry};
use crate::value::Value;

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
    let entry = OperatorEntry::of_sdk(name).ok_or_else(|| {
        let operator = node.member("Operator").unwrap_or(node);
        operator.bad_value("a member of `ConditionOperator`")
    })?;
    let operator = entry
        .operator
        .ok_or_else(|| SoapError::NotEmulated(format!("the condition operator `{name}`")))?;
    let compares_columns = node.member("CompareColumns").map_or(Ok(false), boolean)?;
    let operands = operands(node)?;
    Ok(Condition {
        column: match node.optional("EntityName") {
            Some(name) => links.column(name.trim(), column, own)?,
            None => ColumnPath::of(column),
        },
        operator,
        operands: if compares_columns {
            let operands = operands.into_iter();
            operands
                .map(|operand| other_column(node, operator, &operand))
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

fn other_column(
    node: &Node<'_>,
    operator: Operator,
    operand: &Value,
) -> Result<Operand, SoapError> {
    match operand.as_str() {
        Some(column) if operator.entry().operands == Operands::OneOrColumn => {
            Ok(Operand::Column(ColumnPath::of(column.trim())))
        }
        _ => Err(not_emulated(node, "CompareColumns")),
    }
}
