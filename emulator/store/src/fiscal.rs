//! Fiscal years and periods of an organization: conditions compare with them, and rows are grouped by them.
//!
//! A period is a number here: its year times the periods of a year, plus its place in that year from 0. So the next
//! period is the next number.

use jiff::civil::Date;
use jiff::fmt::strtime;

use crate::bind_error::BindError;
use crate::period::Interval;
use crate::query_context::{Calendar, FiscalPeriod, FiscalYearNamedBy, YearDigits};

/// The fiscal years and periods of an organization.
#[derive(Debug, Clone, Copy)]
pub(super) struct FiscalCalendar {
    calendar: Calendar,
    /// The months of a period.
    months: i64,
}

impl FiscalCalendar {
    /// # Errors
    /// Periods that have no whole number of months are not emulated (WA-111).
    pub(super) fn of(calendar: Calendar) -> Result<Self, BindError> {
        let months = match calendar.fiscal_period {
            FiscalPeriod::Annual => 12,
            FiscalPeriod::Semiannual => 6,
            FiscalPeriod::Quarterly => 3,
            FiscalPeriod::Monthly => 1,
            FiscalPeriod::FourWeeks => {
                return Err(BindError::NotEmulated(
                    "fiscal periods of four weeks (`fiscalperiodtype` 2004)".to_owned(),
                ));
            }
        };
        Ok(Self { calendar, months })
    }

    /// The periods of a year.
    pub(super) const fn periods(self) -> i64 {
        12 / self.months
    }

    /// The period of a day.
    pub(super) fn period_of(self, day: Date) -> Option<i64> {
        let around = i64::from(day.year()) * self.periods();
        // The fiscal year of a day begins in the day's calendar year or in the one before.
        (around - self.periods()..around + self.periods())
            .rev()
            .find(|period| self.first_day(*period).is_some_and(|first| first <= day))
    }

    /// The first day of a period; `None` for a year that dates do not have.
    pub(super) fn first_day(self, period: i64) -> Option<Date> {
        let year = period.div_euclid(self.periods());
        let place = period.rem_euclid(self.periods());
        let month = i64::from(self.calendar.fiscal_month) - 1 + place * self.months;
        let (year, month) = (year + month / 12, month % 12 + 1);
        let (year, month) = (i16::try_from(year).ok()?, i8::try_from(month).ok()?);
        match Date::new(year, month, self.calendar.fiscal_day) {
            Ok(day) => Some(day),
            Err(_) => Date::new(year, month, 1)
                .ok()?
                .last_of_month()
                .tomorrow()
                .ok(),
        }
    }

    /// The periods from one to another, the last included.
    pub(super) fn interval(self, first: i64, last: i64) -> Option<Interval> {
        Interval::of_days(self.first_day(first)?, self.first_day(last + 1)?)
    }

    /// The first period of the fiscal year with this number.
    pub(super) const fn first_of_year(self, number: i64) -> i64 {
        (number - self.years_ahead()) * self.periods()
    }

    /// How far the number of a fiscal year is ahead of the calendar year in which it begins.
    pub(super) const fn years_ahead(self) -> i64 {
        let is_calendar_year = self.calendar.fiscal_month == 1 && self.calendar.fiscal_day == 1;
        match self.calendar.fiscal_year_named_by {
            FiscalYearNamedBy::End if !is_calendar_year => 1,
            FiscalYearNamedBy::End | FiscalYearNamedBy::Start => 0,
        }
    }

    /// The SQL of the period in which an instant lies, given as the SQL of its seconds since 1970. A period that would
    /// begin on a day that its month does not have begins with the next month, as [`Self::first_day`] says, since no
    /// day of the month before reaches the day.
    pub(super) fn period_sql(self, seconds: &str) -> String {
        let part =
            |format: &str| format!("CAST(strftime('{format}', {seconds}, 'unixepoch') AS INTEGER)");
        format!(
            "(({} * 12 + {} - {} - ({} < {})) / {})",
            part("%Y"),
            part("%m"),
            self.calendar.fiscal_month,
            part("%d"),
            self.calendar.fiscal_day,
            self.months
        )
    }

    /// The name of the fiscal year with this number.
    pub(super) fn year_name(self, number: i64) -> String {
        let names = self.calendar.fiscal_names;
        let digits = match names.year_digits {
            YearDigits::All => number.to_string(),
            YearDigits::LastTwo => format!("{:02}", number % 100),
        };
        format!("{}{digits}{}", names.year_prefix, names.year_suffix)
    }

    /// The name of the period at this place of a year, from 0.
    pub(super) fn period_name(self, place: i64) -> String {
        match self.calendar.fiscal_names.period {
            Some(word) => format!("{word}{}", place + 1),
            None => self
                .first_day(place)
                .and_then(|day| strtime::format("%B", day).ok())
                .unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rusqlite::Connection;

    use super::*;

    proptest! {
        #[test]
        fn sql_finds_the_period_of_a_day(
            day in -79_000i64..100_000,
            fiscal_month in 1i8..=12,
            fiscal_day in 1i8..=31,
            fiscal_period in prop::sample::select(vec![
                FiscalPeriod::Annual,
                FiscalPeriod::Semiannual,
                FiscalPeriod::Quarterly,
                FiscalPeriod::Monthly,
            ]),
        ) {
            let calendar = Calendar { fiscal_month, fiscal_day, fiscal_period, ..Calendar::default() };
            let fiscal = FiscalCalendar::of(calendar).unwrap();
            let sql = format!("SELECT {}", fiscal.period_sql(&(day * 86_400 + 86_399).to_string()));
            let found: i64 = Connection::open_in_memory().unwrap().query_row(&sql, [], |row| row.get(0)).unwrap();
            let date = Date::constant(1970, 1, 1) + jiff::Span::new().days(day);
            prop_assert_eq!(Some(found), fiscal.period_of(date));
        }

        #[test]
        fn the_number_of_a_year_is_that_of_its_first_or_last_day(
            number in 1800i64..2200,
            fiscal_month in 1i8..=12,
            fiscal_day in 1i8..=31,
        ) {
            for named_by in [FiscalYearNamedBy::Start, FiscalYearNamedBy::End] {
                let calendar = Calendar {
                    fiscal_month,
                    fiscal_day,
                    fiscal_year_named_by: named_by,
                    ..Calendar::default()
                };
                let fiscal = FiscalCalendar::of(calendar).unwrap();
                let first = fiscal.first_of_year(number);
                let day = match named_by {
                    FiscalYearNamedBy::Start => fiscal.first_day(first),
                    FiscalYearNamedBy::End => fiscal.first_day(first + fiscal.periods()).and_then(|next| next.yesterday().ok()),
                };
                prop_assert_eq!(day.map(|day| i64::from(day.year())), Some(number));
            }
        }
    }
}
