//! Parts of dates by which rows are grouped: which part, its SQL, and the name of a fiscal part.
//!
//! A part is a whole number, and dates are those of UTC. Fiscal parts are those of the organization's calendar.

use dataverse_model::metadata::{ColumnKind, DateBehavior};
use dataverse_protocol::query::DateGrouping;

use crate::bind_error::BindError;
use crate::bound::At;
use crate::fiscal::FiscalCalendar;
use crate::predicate::expression;
use crate::query_context::Calendar;

/// A part of a date by which rows are grouped.
#[derive(Debug, Clone, Copy)]
pub(super) enum DatePart {
    Day,
    Week,
    Month,
    Quarter,
    Year,
    /// The number of the fiscal year times 100, plus the place of the period in it, from 1.
    FiscalPeriod(FiscalCalendar),
    /// The number of the fiscal year.
    FiscalYear(FiscalCalendar),
}

impl DatePart {
    /// # Errors
    /// The organization has fiscal periods that are not emulated (WA-111).
    pub(super) fn of(grouping: DateGrouping, calendar: Calendar) -> Result<Self, BindError> {
        Ok(match grouping {
            DateGrouping::Day => Self::Day,
            DateGrouping::Week => Self::Week,
            DateGrouping::Month => Self::Month,
            DateGrouping::Quarter => Self::Quarter,
            DateGrouping::Year => Self::Year,
            DateGrouping::FiscalPeriod => Self::FiscalPeriod(FiscalCalendar::of(calendar)?),
            DateGrouping::FiscalYear => Self::FiscalYear(FiscalCalendar::of(calendar)?),
        })
    }

    /// The SQL of the part of a column.
    pub(super) fn sql(self, at: &At) -> String {
        let seconds = seconds(at);
        let part = |format: &str, begin: &str| {
            format!("CAST(strftime('{format}', {seconds}, 'unixepoch'{begin}) AS INTEGER)")
        };
        let fiscal_year = |fiscal: FiscalCalendar| {
            let period = fiscal.period_sql(&seconds);
            format!(
                "({period} / {} + {})",
                fiscal.periods(),
                fiscal.years_ahead()
            )
        };
        match self {
            Self::Day => part("%d", ""),
            Self::Week => format!(
                "(({} + {} + 6) / 7)",
                part("%j", ""),
                part("%w", ", 'start of year'")
            ),
            Self::Month => part("%m", ""),
            Self::Quarter => format!("(({} + 2) / 3)", part("%m", "")),
            Self::Year => part("%Y", ""),
            Self::FiscalPeriod(fiscal) => format!(
                "({} * 100 + {} % {} + 1)",
                fiscal_year(fiscal),
                fiscal.period_sql(&seconds),
                fiscal.periods()
            ),
            Self::FiscalYear(fiscal) => fiscal_year(fiscal),
        }
    }

    /// The name of a fiscal period or year; `None` for the other parts, which are plain numbers.
    pub(super) fn name(self, part: i64) -> Option<String> {
        match self {
            Self::FiscalPeriod(fiscal) => Some(format!(
                "{} {}",
                fiscal.period_name(part % 100 - 1),
                fiscal.year_name(part / 100)
            )),
            Self::FiscalYear(fiscal) => Some(fiscal.year_name(part)),
            Self::Day | Self::Week | Self::Month | Self::Quarter | Self::Year => None,
        }
    }
}

/// The SQL of the seconds since 1970 of a column with a date; a date without a time stands for its midnight.
pub(super) fn seconds(at: &At) -> String {
    match at.column().kind {
        ColumnKind::DateTime(DateBehavior::DateOnly) => format!("{} * 86400", expression(at)),
        _ => expression(at),
    }
}
