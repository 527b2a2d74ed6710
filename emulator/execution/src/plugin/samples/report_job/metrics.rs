//! The report: its numbers, computed from gathered rows, and its form as JSON. Reads nothing.

use std::collections::BTreeMap;

use jiff::tz::Offset;
use serde_json::{Map, Value as Json, json};

use crate::plugin::prelude::{Date, Decimal, Timestamp, Uuid};

const WON: i64 = 1;
const RESOLVED: i64 = 1;
const OPEN: i64 = 0;

/// What a note and a case add to the score of a contact, and the greatest score.
const NOTE: i64 = 10;
const CASE: i64 = 5;
const GREATEST_SCORE: i64 = 100;

const SECONDS_OF_A_DAY: i64 = 86_400;

#[derive(Debug, Clone)]
pub(super) struct Opportunity {
    pub(super) name: String,
    /// 0 open, 1 won, 2 lost.
    pub(super) state: i64,
    pub(super) estimated_value: Option<Decimal>,
    pub(super) actual_value: Option<Decimal>,
    /// Percent.
    pub(super) close_probability: Option<i64>,
    pub(super) closed_on: Option<Date>,
}

#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) title: String,
    pub(super) ticket_number: String,
    /// 0 active, 1 resolved, 2 cancelled.
    pub(super) state: i64,
    pub(super) created_on: Timestamp,
    /// Of a resolved case, the instant of its resolution is taken to be its last change.
    pub(super) modified_on: Timestamp,
    /// The primary contact.
    pub(super) contact: Option<Uuid>,
}

#[derive(Debug, Clone)]
pub(super) struct Contact {
    pub(super) id: Uuid,
    pub(super) name: String,
    /// The number of recent notes.
    pub(super) notes: i64,
}

/// What the rows of an account say.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) account: Uuid,
    pub(super) account_name: String,
    pub(super) generated_on: Timestamp,
    pub(super) include_historical: bool,
    pub(super) opportunities: Vec<Opportunity>,
    pub(super) cases: Vec<Case>,
    pub(super) contacts: Vec<Contact>,
}

/// A report. Means and rates have two digits after the point, and are `None` of nothing.
#[derive(Debug)]
pub(super) struct Report {
    of: Gathered,
    open_pipeline: Decimal,
    won_revenue: Decimal,
    average_close_probability: Option<Decimal>,
    open_cases: usize,
    resolved_cases: usize,
    resolution_rate: Option<Decimal>,
    average_resolution_days: Option<Decimal>,
    /// The cases and the score of each contact, in the order of the contacts.
    engagement: Vec<(i64, i64)>,
    /// Won revenue and new cases by year and quarter; empty without history.
    trends: BTreeMap<(i16, i8), (Decimal, i64)>,
}

/// Computes a report.
pub(super) fn report(of: Gathered) -> Report {
    let (opportunities, cases) = (&of.opportunities, &of.cases);
    let open = opportunities.iter().filter(|sale| sale.state == OPEN);
    let won = opportunities.iter().filter(|sale| sale.state == WON);
    let probabilities = opportunities
        .iter()
        .filter_map(|sale| sale.close_probability);
    let resolved: Vec<_> = cases.iter().filter(|case| case.state == RESOLVED).collect();
    let days = resolved
        .iter()
        .map(|case| days_between(case.created_on, case.modified_on));
    Report {
        open_pipeline: open.filter_map(|sale| sale.estimated_value).sum(),
        won_revenue: won.filter_map(|sale| sale.actual_value).sum(),
        average_close_probability: mean(probabilities.map(Decimal::from)),
        open_cases: cases.iter().filter(|case| case.state == OPEN).count(),
        resolved_cases: resolved.len(),
        resolution_rate: mean(
            cases
                .iter()
                .map(|case| u32::from(case.state == RESOLVED).into()),
        ),
        average_resolution_days: mean(days),
        engagement: of
            .contacts
            .iter()
            .map(|contact| engagement(contact, cases))
            .collect(),
        trends: match of.include_historical {
            true => trends(&of),
            false => BTreeMap::new(),
        },
        of,
    }
}

/// The mean, rounded to two digits; `None` of nothing.
fn mean(numbers: impl Iterator<Item = Decimal>) -> Option<Decimal> {
    let (count, sum) = numbers.fold((0_u32, Decimal::ZERO), |(count, sum), number| {
        (count + 1, sum + number)
    });
    let mean = sum.checked_div(Decimal::from(count))?;
    Some(mean.round_dp(2).normalize())
}

fn days_between(from: Timestamp, to: Timestamp) -> Decimal {
    Decimal::from(to.duration_since(from).as_secs()) / Decimal::from(SECONDS_OF_A_DAY)
}

/// The number of a contact's cases, and its score.
fn engagement(contact: &Contact, cases: &[Case]) -> (i64, i64) {
    let own = cases.iter().filter(|case| case.contact == Some(contact.id));
    let cases = i64::try_from(own.count()).unwrap_or(i64::MAX);
    let score = contact
        .notes
        .saturating_mul(NOTE)
        .saturating_add(cases.saturating_mul(CASE));
    (cases, score.min(GREATEST_SCORE))
}

/// Won revenue by the quarter in which a sale was closed, and cases by the quarter in which they were created.
fn trends(of: &Gathered) -> BTreeMap<(i16, i8), (Decimal, i64)> {
    let mut quarters: BTreeMap<_, (Decimal, i64)> = BTreeMap::new();
    for sale in of.opportunities.iter().filter(|sale| sale.state == WON) {
        if let (Some(day), Some(value)) = (sale.closed_on, sale.actual_value) {
            quarters.entry(quarter(day)).or_default().0 += value;
        }
    }
    for case in &of.cases {
        let day = Offset::UTC.to_datetime(case.created_on).date();
        quarters.entry(quarter(day)).or_default().1 += 1;
    }
    quarters
}

fn quarter(day: Date) -> (i16, i8) {
    (day.year(), (day.month() - 1) / 3 + 1)
}

impl Report {
    /// One sentence, for the text of the note.
    pub(super) fn summary(&self) -> String {
        format!(
            "{}: {} opportunities with {} open and {} won, {} cases of which {} are resolved, {} contacts.",
            self.of.account_name,
            self.of.opportunities.len(),
            self.open_pipeline.normalize(),
            self.won_revenue.normalize(),
            self.of.cases.len(),
            self.resolved_cases,
            self.of.contacts.len(),
        )
    }

    /// The report as JSON, from which the other formats are written.
    pub(super) fn to_json(&self) -> Json {
        let of = &self.of;
        let mut report = Map::new();
        let mut add = |name: &str, value: Json| report.insert(name.to_owned(), value);
        add("AccountId", json!(of.account));
        add("AccountName", json!(of.account_name));
        add("GeneratedOn", json!(of.generated_on.to_string()));
        add("IncludeHistorical", json!(of.include_historical));
        add("Opportunities", of.opportunities.iter().map(sale).collect());
        add("Cases", of.cases.iter().map(case).collect());
        let contacts = of.contacts.iter().zip(&self.engagement);
        add("Contacts", contacts.map(contact).collect());
        add("Metrics", self.metrics());
        if of.include_historical {
            add("Trends", self.trends.iter().map(trend).collect());
        }
        Json::Object(report)
    }

    fn metrics(&self) -> Json {
        let estimates = self
            .of
            .opportunities
            .iter()
            .filter_map(|sale| sale.estimated_value);
        let scores = self
            .engagement
            .iter()
            .map(|(_, score)| Decimal::from(*score));
        json!({
            "TotalOpportunities": self.of.opportunities.len(),
            "TotalOpportunityValue": number(Some(estimates.sum())),
            "OpenPipeline": number(Some(self.open_pipeline)),
            "WonRevenue": number(Some(self.won_revenue)),
            "AverageCloseProbability": number(self.average_close_probability),
            "TotalCases": self.of.cases.len(),
            "OpenCases": self.open_cases,
            "ResolvedCases": self.resolved_cases,
            "ResolutionRate": number(self.resolution_rate),
            "AverageResolutionDays": number(self.average_resolution_days),
            "TotalContacts": self.of.contacts.len(),
            "AverageEngagementScore": number(mean(scores)),
        })
    }
}

fn sale(of: &Opportunity) -> Json {
    json!({
        "Name": of.name,
        "EstimatedValue": number(of.estimated_value),
        "ActualValue": number(of.actual_value),
        "CloseProbability": of.close_probability,
        "Status": of.state,
    })
}

fn case(of: &Case) -> Json {
    json!({ "Title": of.title, "TicketNumber": of.ticket_number, "Status": of.state })
}

fn contact((of, (cases, score)): (&Contact, &(i64, i64))) -> Json {
    json!({ "Name": of.name, "Notes": of.notes, "Cases": cases, "EngagementScore": score })
}

fn trend(((year, quarter), (revenue, cases)): (&(i16, i8), &(Decimal, i64))) -> Json {
    json!({
        "Quarter": format!("{year}-Q{quarter}"),
        "WonRevenue": number(Some(*revenue)),
        "NewCases": cases,
    })
}

/// A decimal as a number of JSON; null for `None`.
fn number(decimal: Option<Decimal>) -> Json {
    let text = decimal.map(|decimal| decimal.normalize().to_string());
    let number = text.and_then(|text| text.parse().ok());
    number.map_or(Json::Null, Json::Number)
}

#[cfg(test)]
mod tests;
