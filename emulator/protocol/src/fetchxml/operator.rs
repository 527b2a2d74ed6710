//! FetchXML's condition operators, and the number of values that each takes.
//!
//! This module knows no column types: `store` refuses an operator that does not fit the column.

use crate::query::Operator;

/// The number of values that an operator takes, and their type where the operator alone determines it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operands {
    /// None.
    None,
    /// One.
    One,
    /// One value, or another column.
    OneOrColumn,
    /// One number of hours, days, months or years, from 1.
    Amount,
    /// Exactly two.
    Two,
    /// At least one.
    Many,
}

/// Name, AST operator and operands of each supported operator.
pub(super) const OPERATORS: &[(&str, Operator, Operands)] = &[
    ("eq", Operator::Equal, Operands::OneOrColumn),
    ("ne", Operator::NotEqual, Operands::OneOrColumn),
    ("neq", Operator::NotEqual, Operands::OneOrColumn),
    ("gt", Operator::GreaterThan, Operands::OneOrColumn),
    ("ge", Operator::GreaterEqual, Operands::OneOrColumn),
    ("lt", Operator::LessThan, Operands::OneOrColumn),
    ("le", Operator::LessEqual, Operands::OneOrColumn),
    ("like", Operator::Like, Operands::One),
    ("not-like", Operator::NotLike, Operands::One),
    ("begins-with", Operator::BeginsWith, Operands::One),
    ("not-begin-with", Operator::NotBeginWith, Operands::One),
    ("ends-with", Operator::EndsWith, Operands::One),
    ("not-end-with", Operator::NotEndWith, Operands::One),
    ("null", Operator::Null, Operands::None),
    ("not-null", Operator::NotNull, Operands::None),
    ("in", Operator::In, Operands::Many),
    ("not-in", Operator::NotIn, Operands::Many),
    ("between", Operator::Between, Operands::Two),
    ("not-between", Operator::NotBetween, Operands::Two),
    ("on", Operator::On, Operands::One),
    ("on-or-before", Operator::OnOrBefore, Operands::One),
    ("on-or-after", Operator::OnOrAfter, Operands::One),
    ("last-x-hours", Operator::LastXHours, Operands::Amount),
    ("last-x-days", Operator::LastXDays, Operands::Amount),
    ("last-x-months", Operator::LastXMonths, Operands::Amount),
    ("last-x-years", Operator::LastXYears, Operands::Amount),
    ("next-x-days", Operator::NextXDays, Operands::Amount),
    ("next-x-months", Operator::NextXMonths, Operands::Amount),
    ("eq-userid", Operator::EqualUserId, Operands::None),
    ("ne-userid", Operator::NotEqualUserId, Operands::None),
];

/// Documented operators that are not emulated, sorted.
pub(super) const NOT_EMULATED: &[&str] = &[
    "above",
    "contain-values",
    "eq-businessid",
    "eq-or-above",
    "eq-or-under",
    "eq-userlanguage",
    "eq-useroruserhierarchy",
    "eq-useroruserhierarchyandteams",
    "eq-useroruserteams",
    "eq-userteams",
    "in-fiscal-period",
    "in-fiscal-period-and-year",
    "in-fiscal-year",
    "in-or-after-fiscal-period-and-year",
    "in-or-before-fiscal-period-and-year",
    "last-fiscal-period",
    "last-fiscal-year",
    "last-month",
    "last-seven-days",
    "last-week",
    "last-x-fiscal-periods",
    "last-x-fiscal-years",
    "last-x-weeks",
    "last-year",
    "ne-businessid",
    "next-fiscal-period",
    "next-fiscal-year",
    "next-month",
    "next-seven-days",
    "next-week",
    "next-x-fiscal-periods",
    "next-x-fiscal-years",
    "next-x-hours",
    "next-x-weeks",
    "next-x-years",
    "next-year",
    "not-contain-values",
    "not-under",
    "olderthan-x-days",
    "olderthan-x-hours",
    "olderthan-x-minutes",
    "olderthan-x-months",
    "olderthan-x-weeks",
    "olderthan-x-years",
    "this-fiscal-period",
    "this-fiscal-year",
    "this-month",
    "this-week",
    "this-year",
    "today",
    "tomorrow",
    "under",
    "yesterday",
];
