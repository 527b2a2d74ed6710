//! Tests of the expiry of rows.

use proptest::prelude::*;

use super::*;
use crate::attempt::Attempt;
use crate::cancel::cancel;
use crate::outcome::Outputs;
use crate::rules::RuleValue;
use crate::step::{Signal, Step, step, submit};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_767_225_600 + second).unwrap()
}

fn moved(step: Step) -> Phase {
    match step {
        Step::Moved { phase, .. } => phase,
        Step::Ignored(why) => panic!("nothing changed: {why}"),
    }
}

fn running() -> Phase {
    let start = Signal::Start {
        attempt: Attempt::FIRST,
    };
    moved(step(&submit().0, start, at(0), &Rules::default()))
}

fn done() -> Phase {
    let succeeded = Signal::Succeeded {
        attempt: Attempt::FIRST,
        outputs: Outputs::default(),
    };
    moved(step(&running(), succeeded, at(1), &Rules::default()))
}

const DAY: i64 = 86_400;

#[test]
fn a_row_lives_ninety_days_from_its_last_modification() {
    let rules = Rules::default();
    assert_eq!(
        expiry(&done(), at(0), at(1), rules.default_ttl, &rules),
        Expiry::At(at(1 + 90 * DAY))
    );
}

#[test]
fn the_time_to_live_may_count_from_the_creation() {
    let mut rules = Rules::default();
    let ttl = TtlSeconds::new(60).unwrap();
    for (text, second) in [("last_modified", 7 + 60), ("created", 60)] {
        rules.set("ttl_counts_from", text).unwrap();
        assert_eq!(
            expiry(&done(), at(0), at(7), ttl, &rules),
            Expiry::At(at(second))
        );
    }
}

#[test]
fn the_default_time_to_live_is_a_rule_of_the_column_s_range() {
    assert_eq!(Rules::default().default_ttl.get(), 7_776_000);
    let mut rules = Rules::default();
    rules.set("default_ttl", "2147483647").unwrap();
    assert_eq!(rules.default_ttl.get(), 2_147_483_647);
    assert_eq!(TtlSeconds::parse("0"), None);
    assert_eq!(TtlSeconds::parse("2147483648"), None);
}

#[test]
fn what_runs_does_not_expire_and_what_waits_does() {
    let rules = Rules::default();
    let ttl = TtlSeconds::new(1).unwrap();
    let canceled = |phase: &Phase| moved(cancel(phase, at(0), &rules).unwrap());
    let expiry_of = |phase: &Phase| expiry(phase, at(0), at(0), ttl, &rules);
    assert_eq!(expiry_of(&running()), Expiry::Held);
    assert_eq!(expiry_of(&canceled(&running())), Expiry::Held);
    assert_eq!(expiry_of(&submit().0), Expiry::At(at(1)));
    assert_eq!(expiry_of(&canceled(&submit().0)), Expiry::At(at(1)));
}

proptest! {
    #[test]
    fn no_row_expires_before_it_was_modified(
        second in Timestamp::MIN.as_second()..=Timestamp::MAX.as_second(),
        ttl in 1..=2_147_483_647_u32,
    ) {
        let modified = Timestamp::from_second(second).unwrap();
        let ttl = TtlSeconds::new(ttl).unwrap();
        let Expiry::At(instant) = expiry(&done(), modified, modified, ttl, &Rules::default()) else {
            panic!("a finished operation is not held");
        };
        prop_assert!(instant > modified || instant == Timestamp::MAX);
    }
}
