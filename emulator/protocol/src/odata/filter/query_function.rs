//! Dataverse's query functions: `Microsoft.Dynamics.CRM.In(PropertyName='x',PropertyValues=[…])` (WA-077).
//!
//! Each function is one [`Operator`]. A value in quotes has no type of its own: it gets the type of its column.

use super::{FilterError, ParameterAliases};
use crate::odata::column::{column_path, is_name};
use crate::odata::cursor::{Cursor, SyntaxError};
use crate::odata::literal::Literal;
use crate::query::{Condition, Operand, Operands, OperatorEntry};
use crate::value::Value;

/// The namespace of all query functions.
pub(super) const NAMESPACE: &str = "Microsoft.Dynamics.CRM.";

/// What stands behind `PropertyName` in the arguments, for an error's text.
const fn expected(operands: Operands) -> &'static str {
    match operands {
        Operands::None => "PropertyName alone",
        Operands::One | Operands::OneOrColumn => "PropertyName and PropertyValue",
        Operands::Pair => "PropertyName and two PropertyValues in an array",
        Operands::PeriodAndYear => {
            "PropertyName, PropertyValue1 (the fiscal period) and PropertyValue2 (the fiscal year)"
        }
        Operands::Many => "PropertyName and at least one of PropertyValues in an array",
    }
}

/// The names of the arguments.
const NAMES: [&str; 5] = [
    "PropertyName",
    "PropertyValue",
    "PropertyValues",
    "PropertyValue1",
    "PropertyValue2",
];

/// The arguments as written, in the order of [`NAMES`].
type FunctionArguments = [Option<Literal>; NAMES.len()];

/// Parses the arguments of the function `name`; the cursor is before their parenthesis. `path` leads to the row whose
/// column is compared.
pub(super) fn read(
    cursor: &mut Cursor<'_>,
    name: &str,
    path: &[&str],
    aliases: &ParameterAliases,
) -> Result<Condition, FilterError> {
    let entry =
        OperatorEntry::of_function(name).ok_or_else(|| FilterError::UnknownQueryFunction {
            name: name.to_owned(),
        })?;
    let operator = entry
        .operator
        .ok_or_else(|| FilterError::QueryFunctionNotEmulated {
            name: name.to_owned(),
        })?;
    // The platform turns a query function into FetchXML.
    if entry.fetch_xml.is_empty() {
        return Err(FilterError::NoFetchXml {
            name: name.to_owned(),
        });
    }
    let wrong = || FilterError::QueryFunctionArguments {
        name: name.to_owned(),
        expected: expected(entry.operands),
    };
    let arguments = arguments(cursor, aliases)?;
    let Some(Literal::Value(Value::String(property))) = &arguments[0] else {
        return Err(wrong());
    };
    let words: Vec<&str> = property.split('/').collect();
    if !words.iter().all(|word| is_name(word)) {
        return Err(wrong());
    }
    Ok(Condition {
        column: column_path(&[path, &words].concat()).ok_or_else(wrong)?,
        operator,
        operands: operands(&arguments, entry.operands).ok_or_else(wrong)?,
    })
}

fn arguments(
    cursor: &mut Cursor<'_>,
    aliases: &ParameterAliases,
) -> Result<FunctionArguments, SyntaxError> {
    const EXPECTED: &str =
        "PropertyName, PropertyValue, PropertyValues, PropertyValue1 or PropertyValue2, each once";
    let mut found = FunctionArguments::default();
    cursor.expect('(', "`(`")?;
    loop {
        cursor.skip_space();
        let start = *cursor;
        let name = cursor.name(EXPECTED)?;
        let slot = NAMES
            .iter()
            .position(|known| *known == name)
            .map(|position| &mut found[position])
            .filter(|slot| slot.is_none())
            .ok_or_else(|| start.error(EXPECTED))?;
        cursor.skip_space();
        cursor.expect('=', "`=` behind the argument's name")?;
        cursor.skip_space();
        *slot = Some(argument(cursor, aliases)?);
        cursor.skip_space();
        if !cursor.eat(',') {
            cursor.expect(')', "`,` or `)` behind the argument")?;
            return Ok(found);
        }
    }
}

fn argument(cursor: &mut Cursor<'_>, aliases: &ParameterAliases) -> Result<Literal, SyntaxError> {
    if cursor.peek() != Some('@') {
        return Literal::read(cursor);
    }
    let alias = cursor.name("the name of a parameter alias")?;
    let literal = aliases.get(alias).cloned();
    Ok(literal.unwrap_or(Literal::Value(Value::Null)))
}

fn operands(arguments: &FunctionArguments, takes: Operands) -> Option<Vec<Operand>> {
    let [_, value, values, first, second] = arguments;
    match (takes, value, values, first, second) {
        (Operands::None, None, None, None, None) => Some(Vec::new()),
        (Operands::One | Operands::OneOrColumn, Some(Literal::Value(value)), None, None, None) => {
            Some(vec![open(value.clone())?])
        }
        (
            Operands::Pair | Operands::Many,
            None,
            Some(Literal::Json(serde_json::Value::Array(values))),
            None,
            None,
        ) => {
            let fits = match takes {
                Operands::Pair => values.len() == 2,
                _ => !values.is_empty(),
            };
            fits.then(|| values.iter().map(scalar).collect())?
        }
        (
            Operands::PeriodAndYear,
            None,
            None,
            Some(Literal::Value(period)),
            Some(Literal::Value(year)),
        ) => Some(vec![open(period.clone())?, open(year.clone())?]),
        _ => None,
    }
}

/// The operand of a value: a string gets the type of its column; `None` for null.
fn open(value: Value) -> Option<Operand> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(Operand::Text(text)),
        typed => Some(Operand::Value(typed)),
    }
}

fn scalar(json: &serde_json::Value) -> Option<Operand> {
    match json {
        serde_json::Value::String(text) => Some(Operand::Text(text.clone())),
        serde_json::Value::Bool(truth) => Some(Operand::Value(Value::Boolean(*truth))),
        serde_json::Value::Number(number) => match Literal::parse(&number.to_string()) {
            Ok(Literal::Value(value)) => Some(Operand::Value(value)),
            _ => None,
        },
        serde_json::Value::Null | serde_json::Value::Array(_) | serde_json::Value::Object(_) => {
            None
        }
    }
}
