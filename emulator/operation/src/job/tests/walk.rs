//! All orders of signals and wishes of a system job, under all rules that affect them.

use super::*;

/// Most interruptions and postponements in one walk, so that it ends.
const DETOURS: u32 = 2;

/// A job with the history of its walk.
#[derive(Clone)]
struct Life {
    job: Job,
    now: i64,
    detours: u32,
    canceled: bool,
}

#[derive(Clone)]
enum Input {
    Signal(JobSignal),
    Wish(Wish),
}

/// Counts the completed walks.
struct Walk<'rules> {
    rules: &'rules Rules,
    ends: u32,
}

#[test]
fn every_life_keeps_the_promises() {
    let mut ends = 0;
    for retries in ["job_retries=0", "job_retries=1", "job_retries=2"] {
        for cancel in ["running_job_cancel=canceling", "running_job_cancel=refuse"] {
            let rules = rules(&[retries, cancel, "job_retry_delay=PT1S"]);
            let mut walk = Walk {
                rules: &rules,
                ends: 0,
            };
            walk.follow(&Life {
                job: Job::new(),
                now: 0,
                detours: 0,
                canceled: false,
            });
            assert!(
                walk.ends > 0,
                "no life came to an end with {retries}, {cancel}"
            );
            ends += walk.ends;
        }
    }
    assert!(ends > 1_000, "the walk has become narrow: {ends} lives");
}

fn inputs(job: &Job, now: i64) -> Vec<Input> {
    let mut inputs = vec![
        Input::Signal(JobSignal::Start),
        Input::Signal(JobSignal::Due),
        Input::Wish(Wish::Cancel),
        Input::Wish(Wish::Resume),
        Input::Wish(Wish::Pause),
        Input::Wish(Wish::Postpone { until: at(now + 3) }),
    ];
    // The current attempt, the one before and the one after.
    for attempt in job.attempts.saturating_sub(1)..=job.attempts + 1 {
        inputs.extend(
            [
                JobSignal::Succeeded { attempt },
                faulted(attempt, Retry::Transient),
                faulted(attempt, Retry::Permanent),
                JobSignal::Interrupted { attempt },
            ]
            .map(Input::Signal),
        );
    }
    inputs
}

impl Walk<'_> {
    fn follow(&mut self, life: &Life) {
        check_record(&life.job);
        if life.detours > DETOURS {
            return;
        }
        for passed in [0, 1, 3] {
            let now = life.now + passed;
            for input in inputs(&life.job, now) {
                self.happen(life, input, now);
            }
            if !matches!(life.job.state, State::Suspended { .. }) {
                break;
            }
        }
    }

    fn happen(&mut self, life: &Life, input: Input, now: i64) {
        let before = &life.job;
        let mut next = Life {
            now,
            ..life.clone()
        };
        match input {
            Input::Signal(signal) => {
                let Ok(job) = step(before, signal.clone(), at(now), self.rules) else {
                    return;
                };
                check_step(before, &signal, &job, self.rules);
                next.detours += u32::from(matches!(signal, JobSignal::Interrupted { .. }));
                next.job = job;
            }
            Input::Wish(wanted) => {
                let Ok(job) = wish(before, wanted, at(now), self.rules) else {
                    assert!(wanted != Wish::Cancel || !matches!(before.state, State::Ready));
                    return;
                };
                next.detours += u32::from(wanted != Wish::Cancel);
                next.canceled |= wanted == Wish::Cancel;
                next.job = job;
            }
        }
        assert!(before.is_open(), "what is done has moved");
        if next.job == *before {
            return;
        }
        let runs = u32::from(matches!(next.job.state, State::Running { .. }));
        assert!(!next.canceled || runs * next.job.attempts <= life.job.attempts);
        if let State::Done { outcome, .. } = &next.job.state {
            assert_eq!(next.canceled, *outcome == JobOutcome::Canceled);
            self.ends += 1;
        }
        self.follow(&next);
    }
}

fn check_step(before: &Job, signal: &JobSignal, after: &Job, rules: &Rules) {
    let started = u32::from(*signal == JobSignal::Start);
    assert_eq!(after.attempts, before.attempts + started);
    let granted = after.retries - before.retries;
    let transient = matches!(
        signal,
        JobSignal::Faulted {
            again: Retry::Transient,
            ..
        }
    );
    assert!(granted == 0 || (granted == 1 && transient), "{signal:?}");
    assert!(after.retries <= rules.job_retries.get());
    match signal {
        JobSignal::Succeeded { attempt }
        | JobSignal::Faulted { attempt, .. }
        | JobSignal::Interrupted { attempt } => {
            assert_eq!(
                *attempt, before.attempts,
                "a stale attempt moved {before:?}"
            );
        }
        JobSignal::Start | JobSignal::Due => {}
    }
}

fn check_record(job: &Job) {
    let shown = record(job);
    let (state, status) = shown.pair;
    assert_eq!(shown.completedon.is_some(), state == 3);
    assert_eq!(shown.errorcode.is_some(), status == 31);
    assert_eq!(shown.message.is_some(), status == 31);
    assert_eq!(shown.postponeuntil.is_some(), state == 1);
    assert_eq!(shown.startedon.is_some(), job.attempts > 0);
    assert!(job.attempts > 0 || state != 2);
}
