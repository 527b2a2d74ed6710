//! Dataverse's query functions: `Microsoft.Dynamics.CRM.In(PropertyName='x',PropertyValues=[…])` (WA-077).
//!
//! Each function is one [`Operator`]. A value in quotes has no type of its own: it gets the type of its column.

use super::{FilterError, ParameterAliases};
use crate::odata::column::{column_path, is_name};
use crate::odata::cursor::{Cursor, SyntaxError};
use crate::odata::literal::Literal;
use crate::query::{Condition, Operand, Operator};
use crate::value::Value;

/// The namespace of all query functions.
pub(super) const NAMESPACE: &str = "Microsoft.Dynamics.CRM.";

/// The arguments that a function takes besides `PropertyName`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Nothing,
    One,
    Two,
    Many,
}

impl Takes {
    const fn expected(self) -> &'static str {
        match self {
            Self::Nothing => "PropertyName alone",
            Self::One => "PropertyName and PropertyValue",
            Self::Two => "PropertyName and two PropertyValues in an array",
            Self::Many => "PropertyName and at least one of PropertyValues in an array",
        }
    }
}

const FUNCTIONS: [(&str, Operator, Takes); 15] = [
    ("Between", Operator::Between, Takes::Two),
    ("EqualUserId", Operator::EqualUserId, Takes::Nothing),
    ("In", Operator::In, Takes::Many),
    ("LastXDays", Operator::LastXDays, Takes::One),
    ("LastXHours", Operator::LastXHours, Takes::One),
    ("LastXMonths", Operator::LastXMonths, Takes::One),
    ("LastXYears", Operator::LastXYears, Takes::One),
    ("NextXDays", Operator::NextXDays, Takes::One),
    ("NextXMonths", Operator::NextXMonths, Takes::One),
    ("NotBetween", Operator::NotBetween, Takes::Two),
    ("NotEqualUserId", Operator::NotEqualUserId, Takes::Nothing),
    ("NotIn", Operator::NotIn, Takes::Many),
    ("On", Operator::On, Takes::One),
    ("OnOrAfter", Operator::OnOrAfter, Takes::One),
    ("OnOrBefore", Operator::OnOrBefore, Takes::One),
];

/// The arguments as written.
#[derive(Default)]
struct FunctionArguments {
    property: Option<Literal>,
    value: Option<Literal>,
    values: Option<Literal>,
}

/// Parses the arguments of the function `name`; the cursor is before their parenthesis.
pub(super) fn read(
    cursor: &mut Cursor<'_>,
    name: &str,
    aliases: &ParameterAliases,
) -> Result<Condition, FilterError> {
    let (name, operator, takes) = FUNCTIONS
        .into_iter()
        .find(|(known, _, _)| *known == name)
        .ok_or_else(|| FilterError::UnknownQueryFunction {
            name: name.to_owned(),
            known: FUNCTIONS.map(|(known, _, _)| known).join(", "),
        })?;
    let wrong = || FilterError::QueryFunctionArguments {
        name,
        expected: takes.expected(),
    };
    let arguments = arguments(cursor, aliases)?;
    let Some(Literal::Value(Value::String(property))) = &arguments.property else {
        return Err(wrong());
    };
    let words: Vec<&str> = property.split('/').collect();
    if !words.iter().all(|word| is_name(word)) {
        return Err(wrong());
    }
    Ok(Condition {
        column: column_path(&words).ok_or_else(wrong)?,
        operator,
        operands: operands(&arguments, takes).ok_or_else(wrong)?,
    })
}

fn arguments(
    cursor: &mut Cursor<'_>,
    aliases: &ParameterAliases,
) -> Result<FunctionArguments, SyntaxError> {
    const NAMES: &str = "PropertyName, PropertyValue or PropertyValues, each once";
    let mut found = FunctionArguments::default();
    cursor.expect('(', "`(`")?;
    loop {
        cursor.skip_space();
        let start = *cursor;
        let slot = match cursor.name(NAMES)? {
            "PropertyName" => &mut found.property,
            "PropertyValue" => &mut found.value,
            "PropertyValues" => &mut found.values,
            _ => return Err(start.error(NAMES)),
        };
        if slot.is_some() {
            return Err(start.error(NAMES));
        }
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

fn operands(arguments: &FunctionArguments, takes: Takes) -> Option<Vec<Operand>> {
    match (takes, &arguments.value, &arguments.values) {
        (Takes::Nothing, None, None) => Some(Vec::new()),
        (Takes::One, Some(Literal::Value(value)), None) => Some(vec![open(value.clone())?]),
        (Takes::Two | Takes::Many, None, Some(Literal::Json(serde_json::Value::Array(values)))) => {
            let fits = match takes {
                Takes::Two => values.len() == 2,
                Takes::Nothing | Takes::One | Takes::Many => !values.is_empty(),
            };
            fits.then(|| values.iter().map(scalar).collect())?
        }
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
