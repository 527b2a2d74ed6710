//! Settings from the row of `organization`.

use dataverse_model::metadata::Table;
use dataverse_protocol::value::{Entity, Value};
use dataverse_store::{
    Calendar, FiscalNames, FiscalPeriod, FiscalYearNamedBy, StoreError, YearDigits,
};
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use super::rows::{number, rows, text};
use super::{Registry, Source};

const TABLE: &str = "organization";
/// The locale id of English.
const ENGLISH: i64 = 1033;

/// Settings from the row of `organization`.
#[derive(Debug)]
pub(crate) struct OrganizationSettings {
    /// `name`.
    pub(crate) name: Option<String>,
    /// `plugintracelogsetting`.
    pub(crate) trace: TraceSetting,
    /// `languagecode`, which is the language of every user.
    pub(crate) language: i64,
    /// `weekstartdaycode` and the fiscal settings.
    pub(crate) calendar: Calendar,
}

impl Default for OrganizationSettings {
    fn default() -> Self {
        Self {
            name: None,
            trace: TraceSetting::Off,
            language: ENGLISH,
            calendar: Calendar::default(),
        }
    }
}

/// The plug-in runs that are written to the trace log (PL-120).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum TraceSetting {
    #[default]
    Off,
    /// Runs that ended with a fault.
    Exceptions,
    All,
}

impl OrganizationSettings {
    pub(super) fn is_of(table: &Table) -> bool {
        table.logical_name == TABLE
    }

    pub(super) fn read(registry: &Registry, source: &Source<'_>) -> Result<Self, StoreError> {
        let rows = rows(source.store, &registry.metadata, TABLE)?;
        let Some(row) = rows.first() else {
            return Ok(Self::default());
        };
        Ok(Self {
            name: text(row, "name"),
            trace: match number(row, "plugintracelogsetting") {
                Some(1) => TraceSetting::Exceptions,
                Some(2) => TraceSetting::All,
                _ => TraceSetting::Off,
            },
            language: number(row, "languagecode").map_or(ENGLISH, i64::from),
            calendar: calendar(row),
        })
    }
}

/// The weeks and fiscal years; a column without a value stands for the platform's default.
fn calendar(row: &Entity) -> Calendar {
    let default = Calendar::default();
    let start = match row.get("fiscalcalendarstart") {
        Some(Value::DateTime(at)) => Some(at.to_zoned_datetime(TimeZone::UTC).date()),
        _ => None,
    };
    Calendar {
        week_start: number(row, "weekstartdaycode")
            .and_then(|day| i8::try_from(day).ok())
            .and_then(|day| Weekday::from_sunday_zero_offset(day).ok())
            .unwrap_or(default.week_start),
        fiscal_month: start.map_or(default.fiscal_month, Date::month),
        fiscal_day: start.map_or(default.fiscal_day, Date::day),
        fiscal_period: match number(row, "fiscalperiodtype") {
            Some(2000) => FiscalPeriod::Annual,
            Some(2001) => FiscalPeriod::Semiannual,
            Some(2003) => FiscalPeriod::Monthly,
            Some(2004) => FiscalPeriod::FourWeeks,
            _ => FiscalPeriod::Quarterly,
        },
        fiscal_year_named_by: match number(row, "fiscalyeardisplaycode") {
            Some(2) => FiscalYearNamedBy::End,
            _ => FiscalYearNamedBy::Start,
        },
        fiscal_names: fiscal_names(row),
    }
}

/// The names of fiscal periods and years, by the options of the columns.
fn fiscal_names(row: &Entity) -> FiscalNames {
    let default = FiscalNames::default();
    FiscalNames {
        period: match number(row, "fiscalperiodformatperiod") {
            Some(2) => Some("Q"),
            Some(3) => Some("P"),
            Some(4) => Some("Month "),
            Some(5) => Some("M"),
            Some(6) => Some("Semester "),
            Some(7) => None,
            _ => default.period,
        },
        year_prefix: match number(row, "fiscalyearformatprefix") {
            Some(2) => "",
            _ => default.year_prefix,
        },
        year_suffix: match number(row, "fiscalyearformatsuffix") {
            Some(1) => "FY",
            Some(2) => " Fiscal Year",
            _ => default.year_suffix,
        },
        year_digits: match number(row, "fiscalyearformatyear") {
            Some(2) => YearDigits::LastTwo,
            _ => default.year_digits,
        },
    }
}
