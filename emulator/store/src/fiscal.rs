//! Fiscal years and periods of an organization.
//!
//! A period is a number here: its year times the periods of a year, plus its place in that year from 0. So the next
//! period is the next number.

use jiff::civil::Date;

use crate::period::{Interval, day_before};
use crate::query_context::{Calendar, FiscalPeriod, FiscalYearNamedBy};

/// The fiscal years and periods of an organization.
#[derive(Debug, Clone, Copy)]
pub(super) struct FiscalCalendar<'a> {
    calendar: &'a Calendar,
    /// The months of a period.
    months: i64,
}

impl<'a> FiscalCalendar<'a> {
    /// `None` for periods that have no whole number of months.
    pub(super) fn of(calendar: &'a Calendar) -> Option<Self> {
        let months = match calendar.fiscal_period {
            FiscalPeriod::Annual => 12,
            FiscalPeriod::Semiannual => 6,
            FiscalPeriod::Quarterly => 3,
            FiscalPeriod::Monthly => 1,
            FiscalPeriod::FourWeeks => return None,
        };
        Some(Self { calendar, months })
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
    pub(super) fn first_of_year(self, number: i64) -> Option<i64> {
        let year = match self.calendar.fiscal_year_named_by {
            FiscalYearNamedBy::Start => number,
            FiscalYearNamedBy::End => {
                let first = number * self.periods();
                let last_day = day_before(self.first_day(first + self.periods())?)?;
                number - (i64::from(last_day.year()) - number)
            }
        };
        Some(year * self.periods())
    }

    /// Month and day of the first day of a period in any year, as `MM-DD`, and those of the period after it.
    pub(super) fn month_days(self, place: i64) -> (String, String) {
        let text = |place: i64| {
            let month = i64::from(self.calendar.fiscal_month) - 1 + place * self.months;
            format!("{:02}-{:02}", month % 12 + 1, self.calendar.fiscal_day)
        };
        (text(place), text(place + 1))
    }
}
