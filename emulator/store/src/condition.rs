//! Binds one comparison: which operands an operator takes, on which columns, and what it means.
//!
//! Every comparison becomes a predicate that is either true or false of a row. A row whose column
//! is null matches `null` and the negated operators (`ne`, `not-in`, `not-like` and so on) only.

use dataverse_protocol::odata::json;
use dataverse_protocol::odata::primitive::LargeNumbers;
use dataverse_protocol::query::{Applies, Condition, Operand, Operands, Operator};
use rusqlite::types::Value as Sql;

use crate::bind::Binder;
use crate::bind_error::BindError;
use crate::bound::{At, Bits, Predicate, Scope, Side, Sign};
use crate::{cell, date_condition, hierarchy, operand, pattern};
use dataverse_model::metadata::{ColumnKind, DateBehavior};

/// Binds a comparison. Its column without a path belongs to the source at `at`.
pub(super) fn bind(
    binder: &Binder<'_>,
    scope: &mut Scope,
    at: usize,
    condition: &Condition,
) -> Result<Predicate, BindError> {
    let column = binder.path(scope, at, &condition.column)?;
    check_count(&column, condition)?;
    if !applies(binder, &column, condition.operator) {
        return Err(inapplicable_operator(&column, condition.operator));
    }
    match condition.operator.negates() {
        None => bind_positive(binder, scope, at, condition, column),
        Some(operator) => {
            let positive = Condition {
                operator,
                ..condition.clone()
            };
            Ok(bind_positive(binder, scope, at, &positive, column)?.negated())
        }
    }
}

fn bind_positive(
    binder: &Binder<'_>,
    scope: &mut Scope,
    at: usize,
    condition: &Condition,
    column: At,
) -> Result<Predicate, BindError> {
    let (operator, operands) = (condition.operator, &condition.operands);
    let compare = |scope: &mut Scope, sign, operand: &Operand| match operand {
        Operand::Column(path) => {
            let other = binder.path(scope, at, path)?;
            let is_image = |at: &At| matches!(at.column().kind, ColumnKind::Image { .. });
            if let Some(image) = [&column, &other].into_iter().find(|at| is_image(at)) {
                let expected = operand::expected(&image.column().kind);
                return Err(misfit(image, operand, expected));
            }
            Ok(Predicate::Compare(
                column.clone(),
                sign,
                Side::Column(other),
            ))
        }
        operand => Ok(against(&column, sign, fit(&column, operand)?)),
    };
    let bits = |wanted| {
        let mask = operand::whole(&operands[0])
            .ok_or_else(|| misfit(&column, &operands[0], "a whole number"))?;
        Ok::<_, BindError>(Predicate::Bits(column.clone(), mask, wanted))
    };
    Ok(match operator {
        Operator::Equal => compare(scope, Sign::Equal, &operands[0])?,
        Operator::GreaterThan => compare(scope, Sign::Greater, &operands[0])?,
        Operator::GreaterEqual => compare(scope, Sign::GreaterOrEqual, &operands[0])?,
        Operator::LessThan => compare(scope, Sign::Less, &operands[0])?,
        Operator::LessEqual => compare(scope, Sign::LessOrEqual, &operands[0])?,
        Operator::Between => Predicate::All(vec![
            compare(scope, Sign::GreaterOrEqual, &operands[0])?,
            compare(scope, Sign::LessOrEqual, &operands[1])?,
        ]),
        Operator::In => {
            let cells = operands
                .iter()
                .map(|operand| fit(&column, operand))
                .collect::<Result<_, _>>()?;
            Predicate::In(column, cells)
        }
        Operator::ContainValues => {
            let one = |operand: &Operand| {
                let number = operand::whole(operand).and_then(|number| i32::try_from(number).ok());
                let number =
                    number.ok_or_else(|| misfit(&column, operand, "the number of an option"))?;
                Ok(pattern::literal(&column, "%", &cell::option(number), "%"))
            };
            Predicate::Any(operands.iter().map(one).collect::<Result<_, BindError>>()?)
        }
        Operator::Null => Predicate::Empty(column),
        Operator::Like => pattern::like(&column, text(binder, &column, condition)?),
        Operator::Contains => {
            pattern::literal(&column, "%", text(binder, &column, condition)?, "%")
        }
        Operator::BeginsWith => {
            pattern::literal(&column, "", text(binder, &column, condition)?, "%")
        }
        Operator::EndsWith => pattern::literal(&column, "%", text(binder, &column, condition)?, ""),
        Operator::Mask => bits(Bits::All)?,
        Operator::MasksSelect => bits(Bits::Some)?,
        Operator::NotMask => bits(Bits::None)?,
        Operator::EqualUserTeams => teams(binder, &column),
        Operator::EqualUserId => {
            compare_cell(&column, Sign::Equal, cell::blob(binder.context.caller))
        }
        Operator::EqualUserOrUserTeams => Predicate::Any(vec![
            compare_cell(&column, Sign::Equal, cell::blob(binder.context.caller)),
            teams(binder, &column),
        ]),
        Operator::EqualUserOrUserHierarchy | Operator::EqualUserOrUserHierarchyAndTeams => {
            let reports = hierarchy::bind_reports(binder, &column)
                .ok_or_else(|| inapplicable_operator(&column, operator))?;
            match operator {
                Operator::EqualUserOrUserHierarchyAndTeams => {
                    Predicate::Any(vec![reports, teams(binder, &column)])
                }
                _ => reports,
            }
        }
        Operator::EqualBusinessId => match binder.context.business_unit {
            Some(unit) => compare_cell(&column, Sign::Equal, cell::blob(unit)),
            None => Predicate::Any(Vec::new()),
        },
        Operator::EqualUserLanguage => {
            compare_cell(&column, Sign::Equal, Sql::Integer(binder.context.language))
        }
        Operator::Under | Operator::UnderOrEqual | Operator::Above | Operator::AboveOrEqual => {
            let root = fit(&column, &operands[0])?;
            hierarchy::of(binder, &column)
                .and_then(|table| hierarchy::bind(&column, table, operator, root))
                .ok_or_else(|| inapplicable_operator(&column, operator))?
        }
        Operator::ChildOf => return Err(BindError::ChildOf),
        Operator::FullText | Operator::NotFullText => {
            return Err(BindError::FullText {
                table: column.table.logical_name.clone(),
                column: column.column().logical_name.clone(),
            });
        }
        operator => date_condition::bind(binder, &column, operator, operands)?,
    })
}

/// Whether the operator applies to the type of the column.
fn applies(binder: &Binder<'_>, column: &At, operator: Operator) -> bool {
    let kind = &column.column().kind;
    match operator.entry().applies {
        Applies::Any => true,
        Applies::Text => matches!(kind, ColumnKind::String { .. } | ColumnKind::Memo { .. }),
        Applies::Date => matches!(kind, ColumnKind::DateTime(_)),
        Applies::Instant => matches!(
            kind,
            ColumnKind::DateTime(DateBehavior::UserLocal | DateBehavior::TimeZoneIndependent)
        ),
        Applies::Id => matches!(
            kind,
            ColumnKind::Lookup { .. } | ColumnKind::Uniqueidentifier | ColumnKind::File { .. }
        ),
        Applies::WholeNumber => matches!(
            kind,
            ColumnKind::Integer { .. } | ColumnKind::BigInt | ColumnKind::Choice { .. }
        ),
        Applies::Hierarchy => hierarchy::of(binder, column).is_some(),
        Applies::Choices => matches!(kind, ColumnKind::MultiSelect { .. }),
    }
}

fn against(column: &At, sign: Sign, cell: Sql) -> Predicate {
    match (cell, sign) {
        (Sql::Null, Sign::Equal) => Predicate::Empty(column.clone()),
        // Null is neither larger nor smaller than any value.
        (Sql::Null, _) => Predicate::Any(Vec::new()),
        (cell, sign) => compare_cell(column, sign, cell),
    }
}

/// The column's id is that of a team of the caller; no id is where the caller is in no team.
fn teams(binder: &Binder<'_>, column: &At) -> Predicate {
    let teams = binder.context.teams.iter().copied().map(cell::blob);
    Predicate::In(column.clone(), teams.collect())
}

fn compare_cell(column: &At, sign: Sign, cell: Sql) -> Predicate {
    Predicate::Compare(column.clone(), sign, Side::Cell(cell))
}

fn fit(column: &At, operand: &Operand) -> Result<Sql, BindError> {
    if matches!(column.column().kind, ColumnKind::DateTime(_)) {
        date_condition::check_range(operand)?;
    }
    operand::cell(column.column(), operand).ok_or_else(|| match (&column.column().kind, operand) {
        (ColumnKind::DateTime(_), Operand::Text(_)) => date_condition::no_date(operand),
        (kind, _) => misfit(column, operand, operand::expected(kind)),
    })
}

pub(super) fn misfit(column: &At, operand: &Operand, expected: &'static str) -> BindError {
    BindError::Operand {
        table: column.table.logical_name.clone(),
        column: column.column().logical_name.clone(),
        given: given(operand),
        expected,
    }
}

/// The operand as an error's text shows it.
pub(super) fn given(operand: &Operand) -> String {
    match operand {
        Operand::Text(text) => text.clone(),
        Operand::Value(dataverse_protocol::value::Value::String(text)) => text.clone(),
        Operand::Value(value) => json::write(value, LargeNumbers::Numbers)
            .map_or_else(|| "a value".to_owned(), |written| written.to_string()),
        Operand::Column(path) => path.column.clone(),
        Operand::Member { member, .. } => member.clone(),
    }
}

fn inapplicable_operator(column: &At, operator: Operator) -> BindError {
    BindError::Inapplicable {
        table: column.table.logical_name.clone(),
        column: column.column().logical_name.clone(),
        kind: column.column().kind.name(),
        operator: operator.entry().sdk,
    }
}

/// The pattern of a text operator.
fn text<'a>(
    binder: &Binder<'_>,
    column: &At,
    condition: &'a Condition,
) -> Result<&'a str, BindError> {
    let pattern = &condition.operands[0];
    let text = operand::text(pattern).ok_or_else(|| misfit(column, pattern, "text"))?;
    let limit = binder.context.limits.pattern_length;
    match text.len() > limit {
        true => Err(BindError::LongPattern {
            table: column.table.logical_name.clone(),
            column: column.column().logical_name.clone(),
            limit,
        }),
        false => Ok(text),
    }
}

fn check_count(column: &At, condition: &Condition) -> Result<(), BindError> {
    let (entry, given) = (condition.operator.entry(), condition.operands.len());
    let (fits, expected) = match entry.operands {
        Operands::None if given > 0 => {
            return Err(BindError::Operands {
                operator: entry.sdk,
                given,
            });
        }
        Operands::None => return Ok(()),
        Operands::One | Operands::OneOrColumn => (given == 1, "1"),
        Operands::Pair | Operands::PeriodAndYear => (given == 2, "2"),
        Operands::Many => (given > 0, "at least 1"),
    };
    fits.then_some(()).ok_or_else(|| BindError::OperandCount {
        operator: entry.sdk,
        parameter: column.column().schema_name.clone(),
        given,
        expected,
    })
}
