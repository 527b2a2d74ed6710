//! What a query is bound with besides the metadata: the caller, the time, the organization's calendar,
//! and the limits.
//!
//! All days, weeks and fiscal periods are those of UTC, which is the time zone of every user.

use dataverse_limits::Limits;
use dataverse_operation::rules::OlderThanFrom;
use jiff::Timestamp;
use jiff::civil::Weekday;
use uuid::Uuid;

/// What a query is bound with besides the metadata.
#[derive(Debug, Clone)]
pub struct QueryContext {
    /// `systemuserid` of the caller, which `eq-userid` compares with; nil for the platform itself.
    pub caller: Uuid,
    /// The teams that the caller is a member of, which `eq-userteams` compares with.
    pub teams: Vec<Uuid>,
    /// The caller's business unit, which `eq-businessid` compares with.
    pub business_unit: Option<Uuid>,
    /// The locale id of the caller's language (1033 for English), which `eq-userlanguage` compares with.
    pub language: i64,
    /// The instant that relative dates start from.
    pub now: Timestamp,
    /// The organization's weeks and fiscal years.
    pub calendar: Calendar,
    /// From when `olderthan-x-days` and longer spans count back.
    pub older_than_from: OlderThanFrom,
    /// How large the query may be.
    pub limits: Limits,
}

impl Default for QueryContext {
    /// The platform's own query: no caller, the beginning of 1970, the platform's defaults.
    fn default() -> Self {
        Self {
            caller: Uuid::nil(),
            teams: Vec::new(),
            business_unit: None,
            language: 1033,
            now: Timestamp::UNIX_EPOCH,
            calendar: Calendar::default(),
            older_than_from: OlderThanFrom::Now,
            limits: Limits::DEFAULT,
        }
    }
}

/// The organization's weeks and fiscal years.
#[derive(Debug, Clone, Copy)]
pub struct Calendar {
    /// The first day of a week.
    pub week_start: Weekday,
    /// The month in which a fiscal year begins, from 1.
    pub fiscal_month: i8,
    /// The day of that month, from 1. In a month without this day the first of the next month stands for it.
    pub fiscal_day: i8,
    /// The length of a fiscal period.
    pub fiscal_period: FiscalPeriod,
    /// The calendar year that gives a fiscal year its number.
    pub fiscal_year_named_by: FiscalYearNamedBy,
    /// What fiscal periods and years are called.
    pub fiscal_names: FiscalNames,
}

/// What fiscal periods and years are called.
#[derive(Debug, Clone, Copy)]
pub struct FiscalNames {
    /// The word before the number of a period, such as `Quarter `; `None` for the name of the period's first month.
    pub period: Option<&'static str>,
    /// The text before the number of a year.
    pub year_prefix: &'static str,
    /// The text behind the number of a year.
    pub year_suffix: &'static str,
    /// How the number of a year is written.
    pub year_digits: YearDigits,
}

/// How the number of a year is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YearDigits {
    /// `2024`.
    All,
    /// `24`.
    LastTwo,
}

/// The length of a fiscal period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FiscalPeriod {
    /// Twelve months.
    Annual,
    /// Six months.
    Semiannual,
    /// Three months.
    Quarterly,
    /// One month.
    Monthly,
    /// Four weeks. Queries by such periods are refused as not emulated.
    FourWeeks,
}

/// The calendar year that gives a fiscal year its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FiscalYearNamedBy {
    /// The year of the first day.
    Start,
    /// The year of the last day.
    End,
}

impl Default for Calendar {
    /// The platform's defaults: weeks from Sunday, quarters from January 1.
    fn default() -> Self {
        Self {
            week_start: Weekday::Sunday,
            fiscal_month: 1,
            fiscal_day: 1,
            fiscal_period: FiscalPeriod::Quarterly,
            fiscal_year_named_by: FiscalYearNamedBy::Start,
            fiscal_names: FiscalNames::default(),
        }
    }
}

impl Default for FiscalNames {
    /// The names in the documentation's examples: `Quarter 3 FY2023`.
    fn default() -> Self {
        Self {
            period: Some("Quarter "),
            year_prefix: "FY",
            year_suffix: "",
            year_digits: YearDigits::All,
        }
    }
}
