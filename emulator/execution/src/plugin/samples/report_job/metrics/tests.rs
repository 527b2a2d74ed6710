//! Reports of rows that are counted by hand.

use serde_json::{Value as Json, json};

use super::{Case, Contact, Gathered, Opportunity, report};
use crate::plugin::prelude::{Decimal, Timestamp, Uuid};

const ADA: Uuid = Uuid::from_u128(1);

fn sale(state: i64, estimated: &str, actual: Option<&str>, closed_on: Option<&str>) -> Opportunity {
    Opportunity {
        name: "Sale".to_owned(),
        state,
        estimated_value: Some(estimated.parse().unwrap()),
        actual_value: actual.map(|amount| amount.parse().unwrap()),
        close_probability: Some(if state == 0 { 50 } else { 75 }),
        closed_on: closed_on.map(|day| day.parse().unwrap()),
    }
}

fn case(state: i64, created_on: &str, modified_on: &str) -> Case {
    Case {
        title: "Case".to_owned(),
        ticket_number: "CAS-1".to_owned(),
        state,
        created_on: created_on.parse().unwrap(),
        modified_on: modified_on.parse().unwrap(),
        contact: Some(ADA),
    }
}

fn nothing() -> Gathered {
    Gathered {
        account: Uuid::from_u128(7),
        account_name: "Contoso".to_owned(),
        generated_on: Timestamp::UNIX_EPOCH,
        include_historical: false,
        opportunities: Vec::new(),
        cases: Vec::new(),
        contacts: Vec::new(),
    }
}

#[test]
fn a_mean_of_nothing_is_null_and_a_sum_zero() {
    let report = report(nothing()).to_json();
    let metrics = &report["Metrics"];
    assert_eq!(metrics["WonRevenue"], json!(0));
    for mean in [
        "AverageCloseProbability",
        "ResolutionRate",
        "AverageResolutionDays",
        "AverageEngagementScore",
    ] {
        assert_eq!(metrics[mean], Json::Null, "{mean}");
    }
    assert_eq!(report.get("Trends"), None);
}

#[test]
fn amounts_are_added_by_state_and_exactly() {
    let opportunities = vec![
        sale(0, "0.10", None, None),
        sale(0, "0.20", None, None),
        sale(1, "5", Some("4.55"), Some("2025-12-31")),
        sale(2, "9", Some("9"), None),
    ];
    let of = Gathered {
        opportunities,
        ..nothing()
    };
    let metrics = &report(of).to_json()["Metrics"];
    assert_eq!(metrics["OpenPipeline"], json!(0.3));
    assert_eq!(metrics["WonRevenue"], json!(4.55));
    assert_eq!(metrics["TotalOpportunityValue"], json!(14.3));
    assert_eq!(metrics["AverageCloseProbability"], json!(62.5));
}

#[test]
fn a_case_is_resolved_at_its_last_change() {
    let cases = vec![
        case(1, "2026-01-01T00:00:00Z", "2026-01-02T12:00:00Z"),
        case(0, "2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z"),
        case(2, "2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z"),
    ];
    let metrics = &report(Gathered { cases, ..nothing() }).to_json()["Metrics"];
    assert_eq!(metrics["AverageResolutionDays"], json!(1.5));
    assert_eq!(metrics["ResolutionRate"], json!(0.33));
    assert_eq!(
        (&metrics["OpenCases"], &metrics["ResolvedCases"]),
        (&json!(1), &json!(1))
    );
}

#[test]
fn a_score_ends_at_a_hundred() {
    let contact = |id, notes| Contact {
        id,
        name: "Ada".to_owned(),
        notes,
    };
    let contacts = vec![contact(ADA, 2), contact(Uuid::from_u128(2), 11)];
    let cases = vec![case(0, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z")];
    let report = report(Gathered {
        contacts,
        cases,
        ..nothing()
    })
    .to_json();
    assert_eq!(report["Contacts"][0]["EngagementScore"], json!(25));
    assert_eq!(report["Contacts"][1]["EngagementScore"], json!(100));
    assert_eq!(report["Metrics"]["AverageEngagementScore"], json!(62.5));
}

#[test]
fn history_is_shown_by_quarter_in_order() {
    let of = Gathered {
        include_historical: true,
        opportunities: vec![
            sale(1, "1", Some("2"), Some("2025-12-31")),
            sale(1, "1", Some("3"), Some("2025-10-01")),
            sale(1, "1", Some("7"), Some("2024-03-31")),
            sale(1, "1", Some("8"), None),
        ],
        cases: vec![case(0, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z")],
        ..nothing()
    };
    assert_eq!(
        report(of).to_json()["Trends"],
        json!([
            {"Quarter": "2024-Q1", "WonRevenue": 7, "NewCases": 0},
            {"Quarter": "2025-Q4", "WonRevenue": 5, "NewCases": 0},
            {"Quarter": "2026-Q1", "WonRevenue": 0, "NewCases": 1},
        ])
    );
}

#[test]
fn the_greatest_amounts_of_many_rows_are_no_error() {
    let greatest = sale(0, "1000000000000", None, None);
    let of = Gathered {
        opportunities: vec![greatest; 10_000],
        ..nothing()
    };
    let total = report(of).open_pipeline;
    assert_eq!(total, Decimal::from(10_000_000_000_000_000_i64));
}
