//! Random sequences of signals, at random instants (equal ones included), under random rules.

use proptest::prelude::*;

use super::*;
use crate::phase::Ran;
use crate::record::record;

#[derive(Clone, Debug)]
enum Input {
    Signal(Signal),
    Cancel,
}

fn an_input() -> impl Strategy<Value = Input> {
    let signal = (0..6_u8, 1..=4_u8, any::<bool>()).prop_map(|(kind, number, lasting)| {
        let attempt = attempt(number);
        match kind {
            0 => Signal::Start { attempt },
            1 => Signal::Succeeded {
                attempt,
                outputs: outputs(),
            },
            2 if lasting => faulted(number, code::ISV_ABORTED),
            2 => faulted(number, code::SQL_TIMEOUT),
            3 => timed_out(number),
            4 => Signal::Interrupted { attempt },
            _ => Signal::CancelDue,
        }
    });
    prop_oneof![9 => signal.prop_map(Input::Signal), 1 => Just(Input::Cancel)]
}

/// Rules with random values, durations of zero included.
fn some_rules() -> impl Strategy<Value = Rules> {
    let choice = |name: &'static str, texts: &'static [&'static str]| {
        proptest::sample::select(texts).prop_map(move |text| (name, text))
    };
    (
        choice("max_retries", &["0", "1", "2", "3"]),
        choice("retry_policy", &["all", "transient_only", "none"]),
        choice("backoff_base", &["PT0S", "PT2S", "PT3H"]),
        choice("execution_limit", &["PT0S", "PT5S", "PT2M"]),
        choice("cancel_settles_after", &["PT0S", "PT1S"]),
        choice("interrupted_attempt", &["error", "rerun"]),
        choice("retry_count_moves", &["at_scheduling", "at_start"]),
        choice("between_attempts", &["ready", "locked"]),
    )
        .prop_map(|(a, b, c, d, e, f, g, h)| {
            let mut rules = Rules::default();
            for (name, text) in [a, b, c, d, e, f, g, h] {
                rules.set(name, text).unwrap();
            }
            rules
        })
}

fn ran(phase: &Phase) -> Ran {
    match phase {
        Phase::Waiting(waiting) => waiting.ran,
        Phase::Running(running) => running.ran(),
        Phase::Canceling(canceling) => canceling.ran,
        Phase::Done(done) => done.ran,
    }
}

proptest! {
    #[test]
    fn a_life_only_goes_forward(
        rules in some_rules(),
        happenings in proptest::collection::vec((an_input(), 0..200_i64), 1..40),
    ) {
        let (mut phase, _) = submit();
        let mut completions = 0;
        let mut second = 0;
        for (input, pause) in happenings {
            second += pause;
            let step = match input {
                Input::Signal(signal) => step(&phase, signal, at(second), &rules),
                Input::Cancel => match cancel(&phase, at(second), &rules) {
                    Ok(step) => step,
                    Err(CancelRefused) => continue,
                },
            };
            let Step::Moved { phase: next, effects } = step else { continue };
            completions += effects.iter().filter(|effect| matches!(effect, Effect::Complete(_))).count();
            let (was, is) = (record(&phase, &rules), record(&next, &rules));
            prop_assert!(was.status.pair().0 < 3);
            prop_assert!(is.retrycount >= was.retrycount, "retrycount went back");
            prop_assert!(is.retrycount <= i32::try_from(rules.max_retries.get()).unwrap());
            prop_assert!(was.starttime.is_none() || is.starttime == was.starttime, "starttime moved");
            if let (Some(before), Some(after)) = (ran(&phase).starts(), ran(&next).starts()) {
                prop_assert!(after.first == before.first && after.latest >= before.latest);
            }
            let stored = serde_json::to_string(&next).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Phase>(&stored).unwrap(), &next);
            phase = next;
        }
        prop_assert_eq!(completions, usize::from(matches!(phase, Phase::Done(_))));
    }
}
