//! The backoff of retries: base, factor and cap, without jitter (BG-091, U-01).
//!
//! Whether an attempt is retried is not known here.

use std::time::Duration;

use crate::attempt::Attempt;
use crate::rules::Rules;

/// The wait between the failure of `failed` and its retry: `base * factor^(failed - 1)`, at most
/// the cap. By default 2, 4 and 8 seconds.
pub fn delay_after(failed: Attempt, rules: &Rules) -> Duration {
    let factor = rules
        .backoff_factor
        .get()
        .saturating_pow(u32::from(failed.retries()));
    rules
        .backoff_base
        .get()
        .saturating_mul(factor)
        .min(rules.backoff_cap.get())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delays(assignments: &[&str]) -> Vec<Duration> {
        let mut rules = Rules::default();
        for assignment in assignments {
            rules.set_assignment(assignment).unwrap();
        }
        (1..=3)
            .map(|number| delay_after(Attempt::try_from(number).unwrap(), &rules))
            .collect()
    }

    fn seconds(counts: [u64; 3]) -> Vec<Duration> {
        counts.map(Duration::from_secs).to_vec()
    }

    #[test]
    fn retries_wait_two_four_and_eight_seconds() {
        assert_eq!(delays(&[]), seconds([2, 4, 8]));
    }

    #[test]
    fn base_and_factor_are_rules() {
        assert_eq!(delays(&["backoff_base=PT1M"]), seconds([60, 120, 240]));
        assert_eq!(delays(&["backoff_factor=10"]), seconds([2, 20, 200]));
        assert_eq!(delays(&["backoff_factor=1"]), seconds([2, 2, 2]));
        assert_eq!(delays(&["backoff_base=PT0S"]), seconds([0, 0, 0]));
    }

    #[test]
    fn no_wait_exceeds_the_cap() {
        assert_eq!(delays(&["backoff_cap=PT5S"]), seconds([2, 4, 5]));
        assert_eq!(
            delays(&[
                "backoff_base=P1000000W",
                "backoff_factor=1000",
                "backoff_cap=P7D"
            ]),
            seconds([604_800; 3])
        );
    }
}
