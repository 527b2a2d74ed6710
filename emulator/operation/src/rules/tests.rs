//! Tests of the table of rules, its parsers and its catalogue.

use std::fmt::Write as _;
use std::time::Duration;

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        other => panic!("not an object: {other}"),
    }
}

/// A value in the form of `name=value`.
fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// The values of a rule with named choices; none for numbers and durations.
fn choices(entry: &RuleEntry) -> Vec<&'static str> {
    let describes = |text: &&str| text.contains(' ');
    if entry.alternatives.len() == 1 && entry.alternatives.iter().any(describes) {
        Vec::new()
    } else {
        entry
            .alternatives
            .iter()
            .copied()
            .filter(|text| !describes(text))
            .collect()
    }
}

#[test]
fn the_catalogue() {
    let mut document = String::from("# Rules\n");
    for entry in Rules::catalogue() {
        write!(
            document,
            "\n- `{}` = `{}` — {}\n  {}\n  {}\n",
            entry.name,
            entry.default,
            entry.meaning,
            entry.alternatives.join(" | "),
            entry.evidence
        )
        .unwrap();
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../snapshots" }, {
        insta::assert_snapshot!("rules", document);
    });
}

#[test]
fn every_default_is_written_as_it_prints() {
    let defaults = Rules::default().to_json();
    assert_eq!(defaults.len(), Rules::catalogue().len());
    for entry in Rules::catalogue() {
        assert_eq!(text(&defaults[entry.name]), entry.default, "{}", entry.name);
    }
}

#[test]
fn every_alternative_can_be_set_and_is_printed_back() {
    for entry in Rules::catalogue() {
        for choice in choices(entry) {
            let mut rules = Rules::default();
            rules.set(entry.name, choice).unwrap();
            assert_eq!(text(&rules.to_json()[entry.name]), choice, "{}", entry.name);
            let changes_something = rules != Rules::default();
            assert_eq!(changes_something, choice != entry.default, "{}", entry.name);
        }
    }
}

#[test]
fn every_rule_says_what_it_means_and_rests_on() {
    for entry in Rules::catalogue() {
        assert!(entry.meaning.ends_with('.'), "{}", entry.name);
        assert!(entry.evidence.ends_with(')'), "{}", entry.name);
        assert!(!entry.alternatives.is_empty(), "{}", entry.name);
    }
}

#[test]
fn an_unknown_name_is_refused_with_names_like_it() {
    let mut rules = Rules::default();
    let error = rules.set("max_retry", "1").unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no rule 'max_retry': did you mean max_retries or callback_retry?"
    );
    let error = rules.set("xyzzy", "1").unwrap_err();
    assert_eq!(error.to_string(), "there is no rule 'xyzzy'");
    assert_eq!(rules, Rules::default());
}

#[test]
fn a_value_that_is_no_alternative_is_refused_with_the_alternatives() {
    let refused = |assignment| {
        Rules::default()
            .set_assignment(assignment)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refused("retry_policy=some"),
        "rule 'retry_policy' does not take 'some': expected all | transient_only | none"
    );
    assert_eq!(
        refused("max_retries=4"),
        "rule 'max_retries' does not take '4': expected a whole number from 0 to 3"
    );
    assert_eq!(
        refused("retry_policy"),
        "'retry_policy' sets no rule: expected name=value"
    );
    for duration in ["2 seconds", "-PT1S", "P1M", "PT", "2", ""] {
        let error = Rules::default().set("backoff_base", duration).unwrap_err();
        assert!(matches!(error, RuleError::BadValue { .. }), "{duration}");
    }
}

#[test]
fn durations_may_have_weeks_days_and_fractions() {
    for (text, expected) in [
        ("PT0S", Duration::ZERO),
        ("PT0.25S", Duration::from_millis(250)),
        ("P90D", Duration::from_secs(7_776_000)),
        ("P1W", Duration::from_secs(604_800)),
        ("P1DT1H", Duration::from_secs(90_000)),
    ] {
        assert_eq!(IsoDuration::parse(text), Some(expected.into()), "{text}");
    }
}

#[test]
fn retry_after_is_none_or_seconds() {
    let mut rules = Rules::default();
    rules.set("retry_after", "10").unwrap();
    assert_eq!(rules.retry_after, RetryAfter::Seconds(10));
    assert_eq!(rules.to_json()["retry_after"], json!(10));
    rules.set("retry_after", "none").unwrap();
    assert_eq!(rules.retry_after, RetryAfter::None);
    assert!(rules.set("retry_after", "-1").is_err());
}

#[test]
fn merging_sets_all_or_nothing() {
    let mut rules = Rules::default();
    rules
        .merge(&object(json!({ "max_retries": 1, "backoff_base": "PT9S" })))
        .unwrap();
    assert_eq!(rules.max_retries.get(), 1);
    assert_eq!(rules.backoff_base.get(), Duration::from_secs(9));
    let before = rules.clone();
    for refused in [
        json!({ "max_retries": 2, "max_retrys": 1 }),
        json!({ "max_retries": 2, "retry_policy": null }),
        json!({ "max_retries": 2, "concurrency": 1.5 }),
        json!({ "max_retries": 2, "concurrency": [1] }),
    ] {
        assert!(rules.merge(&object(refused.clone())).is_err(), "{refused}");
        assert_eq!(rules, before, "{refused}");
    }
}

#[test]
fn codes_are_the_platform_s() {
    assert_eq!(UnknownSegmentCode::OData.code(), -2_147_088_248);
    assert_eq!(UnknownSegmentCode::CrmHttpError.code(), -2_147_088_246);
    assert_eq!(UnknownPropertyCode::OData.code(), -2_147_088_248);
    assert_eq!(UnknownPropertyCode::Zero.code(), 0);
}

#[test]
fn rules_are_read_over_the_defaults_and_written_whole() {
    let mut rules = Rules::default();
    rules.merge(&object(json!({ "concurrency": 1 }))).unwrap();
    assert_eq!(rules.concurrency.get(), 1);
    let mut read = Rules::default();
    read.merge(&rules.to_json()).unwrap();
    assert_eq!(read, rules);
}

proptest! {
    #[test]
    fn every_duration_is_read_as_it_was_written(seconds in 0..600_000_000_000_u64, nanos in 0..1_000_000_000_u32) {
        let duration = IsoDuration::from(Duration::new(seconds, nanos));
        prop_assert_eq!(IsoDuration::parse(&text(&duration.json())), Some(duration));
    }
}
