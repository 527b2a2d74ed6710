//! Filters over instances of complex types, as queries for definitions have them.
//!
//! [`Matcher::new`] holds a filter against a type, once: properties exist, and operands are of their types. Then
//! [`Matcher::matches`] asks instances. A name is that of a member or of a property of an instance in a member
//! (`IsCustomizable/Value`).

use std::cmp::Ordering;

use rust_decimal::Decimal;
use thiserror::Error;

use super::types::{Member, MemberType};
use super::{Complex, ComplexType};
use crate::field_type::FieldType;
use crate::query::{ColumnPath, Condition, Direction, Filter, Operand, Operator, Order};
use crate::value::Value;

/// Why a filter cannot be applied to a type.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MatchError {
    /// The type has no such property.
    #[error(
        "Could not find a property named '{property}' on type 'Microsoft.Dynamics.CRM.{kind}'."
    )]
    NoProperty {
        /// The property, as given.
        property: String,
        /// Name of the type.
        kind: &'static str,
    },
    /// The property is no single value.
    #[error(
        "'{property}' of 'Microsoft.Dynamics.CRM.{kind}' is no single value that can be compared."
    )]
    NoValue {
        /// The property, as given.
        property: String,
        /// Name of the type.
        kind: &'static str,
    },
    /// The operand is of another type than the property.
    #[error(
        "A binary operator with incompatible types was detected. Found operand types '{expected}' and '{given}' for operator kind '{operator}'."
    )]
    Types {
        /// The type of the property.
        expected: String,
        /// The type or the text of the operand.
        given: String,
        /// The operator.
        operator: &'static str,
    },
    /// The filter has an operator that definitions do not have.
    #[error("The operator '{operator}' cannot be applied to definitions.")]
    Operator {
        /// The operator.
        operator: &'static str,
    },
}

/// A filter whose names and operands are those of a type.
#[derive(Debug, Clone, PartialEq)]
pub struct Matcher(Node);

#[derive(Debug, Clone, PartialEq)]
enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Test { path: Path, test: Test },
}

/// The members that lead to a value; at most two.
#[derive(Debug, Clone, PartialEq)]
struct Path(Vec<&'static str>);

#[derive(Debug, Clone, PartialEq)]
enum Test {
    Equal(Value),
    Less(Value),
    Greater(Value),
    OneOf(Vec<Value>),
    Contains(String),
    Begins(String),
    Ends(String),
}

/// An order of instances of a type.
#[derive(Debug, Clone, PartialEq)]
pub struct Sorter(Vec<(Path, Direction)>);

impl Sorter {
    /// The order of instances by some properties, the most significant first.
    ///
    /// # Errors
    /// The first name that does not fit.
    pub fn new(kind: &'static ComplexType, keys: &[Order]) -> Result<Self, MatchError> {
        let keys = keys.iter().map(|key| {
            let (path, _) = resolve(kind, &key.column, Depth::Named)?;
            Ok((path, key.direction))
        });
        keys.collect::<Result<_, _>>().map(Self)
    }

    /// The order of two instances; a value that is missing comes first.
    pub fn order(&self, one: &Complex, other: &Complex) -> Ordering {
        let keys = self.0.iter().map(|(path, direction)| {
            let (one, other) = (path.value(one), path.value(other));
            let ascending = match (one, other) {
                (Some(one), Some(other)) => order(one, other).unwrap_or(Ordering::Equal),
                _ => one.is_some().cmp(&other.is_some()),
            };
            match direction {
                Direction::Ascending => ascending,
                Direction::Descending => ascending.reverse(),
            }
        });
        keys.fold(Ordering::Equal, Ordering::then)
    }
}

/// Whether an instance in a member is compared by its own value, as the SDK's queries for metadata do: a managed
/// property by its `Value`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// The filter names every step.
    Named,
    /// An instance with a `Value` stands for it.
    ByValue,
}

impl Matcher {
    /// A filter over instances of a type.
    ///
    /// # Errors
    /// The first name or operand that does not fit.
    pub fn new(
        kind: &'static ComplexType,
        filter: &Filter,
        depth: Depth,
    ) -> Result<Self, MatchError> {
        node(kind, filter, depth).map(Self)
    }

    /// Whether the filter holds for an instance.
    pub fn matches(&self, of: &Complex) -> bool {
        self.0.holds(of)
    }
}

fn node(kind: &'static ComplexType, filter: &Filter, depth: Depth) -> Result<Node, MatchError> {
    let all = |parts: &[Filter]| -> Result<Vec<Node>, MatchError> {
        parts.iter().map(|part| node(kind, part, depth)).collect()
    };
    Ok(match filter {
        Filter::And(parts) => Node::All(all(parts)?),
        Filter::Or(parts) if parts.is_empty() => Node::All(Vec::new()),
        Filter::Or(parts) => Node::Any(all(parts)?),
        Filter::Not(inside) => Node::Not(Box::new(node(kind, inside, depth)?)),
        Filter::Condition(condition) => test(kind, condition, depth)?,
        Filter::Related { .. } | Filter::Linked(_) => {
            return Err(MatchError::Operator { operator: "any" });
        }
    })
}

fn test(
    kind: &'static ComplexType,
    condition: &Condition,
    depth: Depth,
) -> Result<Node, MatchError> {
    let (path, member) = resolve(kind, &condition.column, depth)?;
    let operator = condition.operator;
    let name = operator.entry().sdk;
    let value = |operand: &Operand| {
        operand_value(&member.kind, operand).ok_or_else(|| MatchError::Types {
            expected: type_name(&member.kind),
            given: given(operand),
            operator: name,
        })
    };
    let one = || value(condition.operands.first().unwrap_or(&NULL));
    let text = || match one()? {
        Value::String(text) => Ok(text),
        _ => Err(MatchError::Operator { operator: name }),
    };
    let many =
        || -> Result<Vec<Value>, MatchError> { condition.operands.iter().map(value).collect() };
    let at = |test| Node::Test {
        path: path.clone(),
        test,
    };
    Ok(match operator {
        Operator::Equal => at(Test::Equal(one()?)),
        Operator::NotEqual => not(at(Test::Equal(one()?))),
        Operator::Null => at(Test::Equal(Value::Null)),
        Operator::NotNull => not(at(Test::Equal(Value::Null))),
        Operator::LessThan => at(Test::Less(one()?)),
        Operator::GreaterThan => at(Test::Greater(one()?)),
        Operator::LessEqual => {
            let value = one()?;
            Node::Any(vec![at(Test::Less(value.clone())), at(Test::Equal(value))])
        }
        Operator::GreaterEqual => {
            let value = one()?;
            Node::Any(vec![
                at(Test::Greater(value.clone())),
                at(Test::Equal(value)),
            ])
        }
        Operator::In => at(Test::OneOf(many()?)),
        Operator::NotIn => not(at(Test::OneOf(many()?))),
        Operator::Contains => at(Test::Contains(text()?)),
        Operator::BeginsWith => at(Test::Begins(text()?)),
        Operator::EndsWith => at(Test::Ends(text()?)),
        _ => return Err(MatchError::Operator { operator: name }),
    })
}

static NULL: Operand = Operand::Value(Value::Null);

fn not(node: Node) -> Node {
    Node::Not(Box::new(node))
}

/// The members that a path names, and the last of them.
fn resolve(
    kind: &'static ComplexType,
    path: &ColumnPath,
    depth: Depth,
) -> Result<(Path, &'static Member), MatchError> {
    let mut names = Vec::new();
    let mut within = kind;
    let mut steps = path.via.iter().chain([&path.column]).peekable();
    loop {
        let Some(step) = steps.next() else {
            return Err(MatchError::NoValue {
                property: path.column.clone(),
                kind: kind.name,
            });
        };
        let member = within.member(step).ok_or_else(|| MatchError::NoProperty {
            property: step.clone(),
            kind: within.name,
        })?;
        names.push(member.name);
        let no_value = || MatchError::NoValue {
            property: step.clone(),
            kind: within.name,
        };
        match (&member.kind, steps.peek()) {
            (MemberType::Complex(inside), Some(_)) => within = inside,
            (MemberType::Complex(inside), None) if depth == Depth::ByValue => {
                let value = inside.member("Value").ok_or_else(no_value)?;
                names.push(value.name);
                return Ok((Path(names), value));
            }
            (MemberType::Value(_) | MemberType::Enumeration(_) | MemberType::BigInt, None) => {
                return Ok((Path(names), member));
            }
            _ => return Err(no_value()),
        }
    }
}

/// An operand as a value of the member's type; `None` if it is of another one.
fn operand_value(kind: &MemberType, operand: &Operand) -> Option<Value> {
    match (kind, operand) {
        (_, Operand::Value(Value::Null)) => Some(Value::Null),
        (
            MemberType::Enumeration(of),
            Operand::Member {
                enumeration,
                member,
            },
        ) => {
            let number = (of.name() == enumeration).then(|| of.parse(member).ok())?;
            number.map(Value::Integer)
        }
        (
            MemberType::Enumeration(of),
            Operand::Text(text) | Operand::Value(Value::String(text)),
        ) => of.parse(text).ok().map(Value::Integer),
        (MemberType::Enumeration(of), Operand::Value(Value::Integer(number))) => {
            of.has(*number).then_some(Value::Integer(*number))
        }
        (MemberType::Value(FieldType::String), Operand::Text(text)) => Some(text.as_str().into()),
        (MemberType::Value(FieldType::String), Operand::Value(Value::Complex(constant))) => {
            constant.get("Value").cloned()
        }
        (
            MemberType::Value(FieldType::Guid),
            Operand::Text(text) | Operand::Value(Value::String(text)),
        ) => text.parse::<uuid::Uuid>().ok().map(Value::from),
        (
            MemberType::Value(FieldType::Decimal | FieldType::Float) | MemberType::BigInt,
            Operand::Value(value),
        ) => number(value).map(|_| value.clone()),
        (MemberType::Value(FieldType::Integer), Operand::Text(text)) => {
            text.parse::<i32>().ok().map(Value::from)
        }
        (MemberType::Value(FieldType::Boolean), Operand::Text(text)) => {
            text.parse::<bool>().ok().map(Value::from)
        }
        (MemberType::Value(simple), Operand::Value(value)) => {
            simple.accepts(value).then(|| value.clone())
        }
        _ => None,
    }
}

fn type_name(kind: &MemberType) -> String {
    match kind {
        MemberType::Value(simple) => simple.edm_type().to_owned(),
        MemberType::Enumeration(of) => format!("Microsoft.Dynamics.CRM.{}", of.name()),
        MemberType::BigInt => "Edm.Int64".to_owned(),
        _ => "Edm.String".to_owned(),
    }
}

fn given(operand: &Operand) -> String {
    match operand {
        Operand::Member {
            enumeration,
            member,
        } => {
            format!("Microsoft.Dynamics.CRM.{enumeration}'{member}'")
        }
        Operand::Value(Value::Boolean(_)) => "Edm.Boolean".to_owned(),
        Operand::Value(Value::Integer(_)) => "Edm.Int32".to_owned(),
        Operand::Value(Value::Guid(_)) => "Edm.Guid".to_owned(),
        Operand::Value(Value::DateTime(_) | Value::Date(_)) => "Edm.DateTimeOffset".to_owned(),
        Operand::Value(Value::Decimal(_) | Value::Double(_)) => "Edm.Decimal".to_owned(),
        Operand::Value(_) | Operand::Text(_) => "Edm.String".to_owned(),
        Operand::Column(path) => path.column.clone(),
    }
}

impl Node {
    fn holds(&self, of: &Complex) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(of)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(of)),
            Self::Not(inside) => !inside.holds(of),
            Self::Test { path, test } => test.holds(path.value(of).unwrap_or(&Value::Null)),
        }
    }
}

impl Path {
    fn value<'c>(&self, of: &'c Complex) -> Option<&'c Value> {
        let (last, before) = self.0.split_last()?;
        let mut within = of;
        for name in before {
            match within.get(name)? {
                Value::Complex(inside) => within = inside,
                _ => return None,
            }
        }
        within.get(last)
    }
}

impl Test {
    fn holds(&self, value: &Value) -> bool {
        let text = |test: &dyn Fn(&str) -> bool| value.as_str().is_some_and(test);
        match self {
            Self::Equal(operand) => equal(value, operand),
            Self::Less(operand) => order(value, operand) == Some(Ordering::Less),
            Self::Greater(operand) => order(value, operand) == Some(Ordering::Greater),
            Self::OneOf(operands) => operands.iter().any(|operand| equal(value, operand)),
            Self::Contains(part) => text(&|text| text.contains(part.as_str())),
            Self::Begins(part) => text(&|text| text.starts_with(part.as_str())),
            Self::Ends(part) => text(&|text| text.ends_with(part.as_str())),
        }
    }
}

fn equal(one: &Value, other: &Value) -> bool {
    one == other || order(one, other) == Some(Ordering::Equal)
}

/// The order of two values of one type; `None` for values without an order, null among them.
fn order(one: &Value, other: &Value) -> Option<Ordering> {
    match (one, other) {
        (Value::String(one), Value::String(other)) => Some(one.cmp(other)),
        (Value::Boolean(one), Value::Boolean(other)) => Some(one.cmp(other)),
        (Value::Guid(one), Value::Guid(other)) => Some(one.cmp(other)),
        (Value::DateTime(one), Value::DateTime(other)) => Some(one.cmp(other)),
        _ => Some(number(one)?.cmp(&number(other)?)),
    }
}

fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Integer(number) => Some((*number).into()),
        Value::BigInt(number) => Some((*number).into()),
        Value::Decimal(number) => Some(*number),
        Value::Double(number) => Decimal::try_from(*number).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
