//! Tests of the table of limits and of the texts of their values.

use std::time::Duration;

use serde_json::json;

use super::*;

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        other => panic!("not an object: {other}"),
    }
}

#[test]
fn every_limit_says_what_it_means_and_takes_its_default() {
    for limit in Limits::catalogue() {
        assert!(limit.meaning.ends_with('.'), "{}", limit.name);
        let range = limit.least..=limit.most;
        assert!(range.contains(&limit.default), "{}", limit.name);
    }
}

/// Each name sets the value of this name, and no other.
#[test]
fn every_limit_is_set_to_each_end_of_its_range_and_not_beyond() {
    for limit in Limits::catalogue() {
        for steps in [limit.least, limit.most] {
            let text = limit.unit.write(steps);
            assert_eq!(limit.unit.read(&text), Some(steps), "{text}");
            let mut limits = Limits::default();
            limits.set(limit.name, &text).unwrap();
            for (other, value) in limits.texts() {
                let is_set = other.name == limit.name;
                let due = if is_set {
                    text.clone()
                } else {
                    other.default_text()
                };
                assert_eq!(value, due, "{} after {}", other.name, limit.name);
            }
        }
        for beyond in [limit.least.checked_sub(1), limit.most.checked_add(1)] {
            let text = beyond.map(|steps| limit.unit.write(steps));
            let set = text.map(|text| Limits::default().set(limit.name, &text));
            assert!(set.is_none_or(|set| set.is_err()), "{}", limit.name);
        }
    }
}

#[test]
fn values_are_numbers_bytes_and_durations() {
    for (unit, text, steps) in [
        (Unit::Number, "64", Some(64)),
        (Unit::Number, "+64", None),
        (Unit::Number, "", None),
        (Unit::Number, "64KiB", None),
        (Unit::Bytes, "10000", Some(10_000)),
        (Unit::Bytes, "8KiB", Some(8_192)),
        (Unit::Bytes, "1024KiB", Some(1 << 20)),
        (Unit::Bytes, "KiB", None),
        (Unit::Bytes, "1.5MiB", None),
        (Unit::Bytes, "99999999999999MiB", None),
        (Unit::Time, "PT0.05S", Some(50)),
        (Unit::Time, "PT1M", Some(60_000)),
        (Unit::Time, "PT0.0001S", None),
        (Unit::Time, "-PT1S", None),
        (Unit::Time, "1 second", None),
        (Unit::Time, "30", None),
    ] {
        assert_eq!(unit.read(text), steps, "{text}");
    }
    let texts = [Unit::Bytes.write(10_000), Unit::Bytes.write(1 << 20)];
    assert_eq!(texts, ["10000", "1MiB"]);
    assert_eq!(Unit::Time.write(130_000), "PT2M10S");
}

#[test]
fn an_unknown_name_and_a_value_out_of_range_are_told() {
    let mut limits = Limits::default();
    let mut refused = |name: &str, text: &str| limits.set(name, text).unwrap_err().to_string();
    assert_eq!(
        refused("databasesize", "1"),
        "there is no limit 'databasesize': did you mean database_size or answer_size?"
    );
    assert_eq!(
        refused("annotation_length", "1"),
        "limit 'annotation_length' does not take '1': expected bytes from 16 to 64KiB"
    );
    assert_eq!(
        refused("slow_after", "PT2H"),
        "limit 'slow_after' does not take 'PT2H': expected a duration from PT0.001S to PT1H"
    );
    let given = limits.set_assignment("sinks").unwrap_err();
    assert_eq!(
        given.to_string(),
        "'sinks' sets no limit: expected name=value"
    );
    assert_eq!(limits, Limits::default());
}

#[test]
fn an_object_sets_all_of_its_limits_or_none() {
    let mut limits = Limits::default();
    let wanted = json!({"connections": 2, "body_size": "1KiB", "idle_timeout": "PT1S"});
    limits.merge(&object(wanted)).unwrap();
    assert_eq!((limits.connections, limits.body_size), (2, 1_024));
    assert_eq!(limits.idle_timeout, Duration::from_secs(1));
    let before = limits;
    for wrong in [
        json!({"connections": 3, "unknown": 1}),
        json!({"connections": 3, "sinks": null}),
        json!({"connections": 2.5}),
        json!({"connections": -1}),
    ] {
        limits.merge(&object(wrong.clone())).unwrap_err();
        assert_eq!(limits, before, "{wrong}");
    }
}
