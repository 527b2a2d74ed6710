//! The clock by itself: order of timers, steps, the advance's limits, the automatic mode.

use super::*;

const START: &str = "2026-01-02T03:04:05Z";

fn start() -> Timestamp {
    START.parse().unwrap()
}

fn seconds(count: i64) -> SignedDuration {
    SignedDuration::from_secs(count)
}

fn after(count: i64) -> Timestamp {
    start() + seconds(count)
}

type Readings = Arc<Mutex<Vec<Timestamp>>>;

fn clock(mode: Mode) -> (Clock, Activity, Readings) {
    limited_clock(mode, PATIENT)
}

/// Real-time limits that no test reaches.
const PATIENT: Limits = Limits {
    advance_time: Duration::from_secs(20),
    network_grace: Duration::from_secs(20),
    ..Limits::DEFAULT
};

/// A clock with real-time limits for its advance.
fn limited_clock(mode: Mode, limits: Limits) -> (Clock, Activity, Readings) {
    let activity = Activity::new();
    let readings = Readings::default();
    let seen = Arc::clone(&readings);
    let remember: Remember = Arc::new(move |reading, guard| {
        seen.lock().unwrap().push(reading.now);
        Box::pin(async move { drop(guard) })
    });
    let reading = ClockState { mode, now: start() };
    let clock = Clock::start(reading, activity.clone(), remember, limits);
    (clock, activity, readings)
}

/// Waits in a task of its own and logs the name and the instant at which the task wakes.
fn note(clock: &Clock, at: Timestamp, kind: Kind, name: &'static str, log: &Log) {
    let (timer, clock, log) = (clock.wait_until(at, kind), clock.clone(), Arc::clone(log));
    tokio::spawn(async move {
        let guard = timer.await;
        log.lock().unwrap().push((name, clock.now()));
        drop(guard);
    });
}

type Log = Arc<Mutex<Vec<(&'static str, Timestamp)>>>;

#[tokio::test]
async fn an_advance_fires_in_order_of_instant_and_then_of_setting() {
    let (clock, activity, readings) = clock(Mode::Manual);
    let log = Log::default();
    note(&clock, after(3), Kind::Work, "third", &log);
    note(&clock, after(2), Kind::Housekeeping, "first", &log);
    note(&clock, after(2), Kind::Work, "second", &log);
    note(&clock, after(9), Kind::Work, "beyond", &log);
    assert_eq!(activity.pending().time, 3, "housekeeping is not waited for");
    assert_eq!(clock.advance(To::By(seconds(5))).await.unwrap(), after(5));
    assert_eq!(
        *log.lock().unwrap(),
        [
            ("first", after(2)),
            ("second", after(2)),
            ("third", after(3))
        ]
    );
    assert_eq!(clock.next_due(), Some(after(9)));
    assert_eq!(
        *readings.lock().unwrap(),
        [after(2), after(3), after(5)],
        "every instant is remembered"
    );
}

#[tokio::test]
async fn timers_set_while_advancing_fire_at_their_own_instant() {
    let (clock, _, _) = clock(Mode::Manual);
    let log = Log::default();
    let (timer, inner, outer_log) = (
        clock.wait_until(after(1), Kind::Work),
        clock.clone(),
        Arc::clone(&log),
    );
    tokio::spawn(async move {
        let guard = timer.await;
        note(&inner, after(4), Kind::Work, "chained", &outer_log);
        drop(guard);
    });
    note(&clock, after(6), Kind::Work, "later", &log);
    clock.advance(To::At(after(10))).await.unwrap();
    assert_eq!(
        *log.lock().unwrap(),
        [("chained", after(4)), ("later", after(6))]
    );
}

#[tokio::test]
async fn a_dropped_wait_is_no_longer_due() {
    let (clock, activity, _) = clock(Mode::Manual);
    let timer = clock.wait_until(after(1), Kind::Work);
    drop(timer);
    assert_eq!(clock.next_due(), None);
    assert_eq!(activity.pending(), Pending::default());
}

#[tokio::test]
async fn a_wait_dropped_after_it_fired_gives_its_guard_back() {
    let (clock, activity, _) = clock(Mode::Manual);
    let timer = clock.wait_until(after(1), Kind::Work);
    let advancing = clock.advance(To::By(seconds(1)));
    tokio::pin!(advancing);
    assert!(futures::poll!(advancing.as_mut()).is_pending());
    assert_eq!(activity.pending().busy, 1, "the guard waits in the timer");
    drop(timer);
    advancing.await.unwrap();
    assert_eq!(activity.pending(), Pending::default());
}

#[tokio::test]
async fn a_wait_for_a_past_instant_is_over_at_once() {
    let (clock, activity, _) = clock(Mode::Manual);
    let guard = clock.wait_until(start(), Kind::Work).await;
    assert_eq!(guard.class(), Class::Busy);
    assert_eq!(activity.pending().busy, 1);
}

#[tokio::test]
async fn until_idle_goes_to_the_last_work_and_fires_housekeeping_on_the_way_only() {
    let (clock, _, _) = clock(Mode::Manual);
    let log = Log::default();
    note(&clock, after(2), Kind::Housekeeping, "on the way", &log);
    note(&clock, after(5), Kind::Work, "work", &log);
    note(&clock, after(90), Kind::Housekeeping, "beyond", &log);
    assert_eq!(clock.advance(To::Idle).await.unwrap(), after(5));
    assert_eq!(
        *log.lock().unwrap(),
        [("on the way", after(2)), ("work", after(5))]
    );
    assert_eq!(clock.advance(To::Idle).await.unwrap(), after(5));
}

#[tokio::test]
async fn an_automatic_clock_jumps_to_work_when_nothing_else_can_happen() {
    let (clock, activity, _) = clock(Mode::Auto);
    let log = Log::default();
    let busy = activity.guard(Class::Busy);
    note(&clock, after(7), Kind::Work, "work", &log);
    note(&clock, after(90), Kind::Housekeeping, "beyond", &log);
    assert!(!clock.settle(Duration::ZERO).await.settled);
    assert_eq!(clock.now(), start(), "not while something runs");
    drop(busy);
    let settlement = clock.settle(Duration::from_secs(10)).await;
    assert!(settlement.settled);
    assert_eq!(settlement.next, Some(after(90)));
    assert_eq!(*log.lock().unwrap(), [("work", after(7))]);
}

#[tokio::test]
async fn a_clock_in_real_time_fires_what_becomes_due() {
    let (clock, _, readings) = clock(Mode::Real);
    let late = clock.wait_until(clock.now() + seconds(3600), Kind::Work);
    let soon = clock.wait_until(clock.now() + SignedDuration::from_millis(5), Kind::Work);
    assert_eq!(soon.await.class(), Class::Busy);
    drop(late);
    assert_eq!(clock.next_due(), None);
    assert!(readings.lock().unwrap().is_empty());
    assert!(matches!(
        clock.advance(To::Idle).await,
        Err(AdvanceError::Real)
    ));
}

#[tokio::test]
async fn the_past_is_refused() {
    let (clock, _, _) = clock(Mode::Manual);
    let refused = clock.advance(To::By(seconds(-1))).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the clock cannot go back: it is 2026-01-02T03:04:05Z, the target is 2026-01-02T03:04:04Z"
    );
    let beyond = clock.advance(To::By(SignedDuration::MAX)).await;
    assert!(matches!(beyond, Err(AdvanceError::Range)));
}

#[tokio::test]
async fn an_advance_gives_up_on_what_never_rests_and_says_what_that_is() {
    let limits = Limits {
        advance_time: Duration::from_millis(5),
        ..PATIENT
    };
    let (clock, activity, _) = limited_clock(Mode::Manual, limits);
    let stuck = activity.guard(Class::Network);
    let refused = clock.advance(To::By(seconds(1))).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the organization did not come to rest within 5ms; pending: 0 busy, 1 on the network, \
         waiting: 0 for time, 0 for release, 0 for polls"
    );
    assert_eq!(clock.now(), start());
    drop(stuck);
    clock.advance(To::By(seconds(1))).await.unwrap();
}

/// Patient limits, except for outbound calls.
const SHORT_GRACE: Limits = Limits {
    network_grace: Duration::from_millis(25),
    ..PATIENT
};

#[tokio::test]
async fn an_advance_waits_for_calls_that_are_answered() {
    let (clock, activity, _) = clock(Mode::Manual);
    let log = Log::default();
    note(&clock, after(5), Kind::Housekeeping, "deadline", &log);
    for name in ["first", "second"] {
        let (call, log) = (activity.guard(Class::Network), Arc::clone(&log));
        tokio::spawn(async move {
            for _ in 0..100 {
                tokio::task::yield_now().await;
            }
            call.switch(Class::Busy);
            log.lock().unwrap().push((name, start()));
            drop(call);
        });
    }
    clock.advance(To::By(seconds(5))).await.unwrap();
    assert_eq!(
        *log.lock().unwrap(),
        [
            ("first", start()),
            ("second", start()),
            ("deadline", after(5))
        ]
    );
}

#[tokio::test]
async fn an_advance_passes_the_deadlines_of_calls_that_are_never_answered() {
    let (clock, activity, _) = limited_clock(Mode::Manual, SHORT_GRACE);
    for at in [5, 9] {
        let (deadline, call) = (
            clock.wait_until(after(at), Kind::Housekeeping),
            activity.guard(Class::Network),
        );
        tokio::spawn(async move {
            let busy = deadline.await;
            drop(call);
            drop(busy);
        });
    }
    clock.advance(To::Idle).await.unwrap();
    assert_eq!(activity.pending().network, 2, "no work is due");
    clock.advance(To::By(seconds(5))).await.unwrap();
    assert_eq!(activity.pending().network, 1);
    clock.advance(To::By(seconds(5))).await.unwrap();
    assert_eq!(activity.pending(), Pending::default());
    assert_eq!(clock.now(), after(10));
}

#[tokio::test]
async fn the_grace_counts_once_per_advance() {
    let limits = Limits {
        advance_time: Duration::from_secs(5),
        ..SHORT_GRACE
    };
    let (clock, activity, _) = limited_clock(Mode::Manual, limits);
    let log = Log::default();
    let silent = activity.guard(Class::Network);
    // With a grace for each instant, the advance would exceed its limit.
    for at in 1..=1000 {
        note(&clock, after(at), Kind::Work, "work", &log);
    }
    assert_eq!(clock.advance(To::Idle).await.unwrap(), after(1000));
    assert_eq!(log.lock().unwrap().len(), 1000);
    drop(silent);
}

#[tokio::test]
async fn an_advance_notices_that_what_ran_is_a_call_now() {
    let (clock, activity, _) = limited_clock(Mode::Manual, SHORT_GRACE);
    let work = activity.guard(Class::Busy);
    let advancing = clock.advance(To::By(seconds(1)));
    tokio::pin!(advancing);
    assert!(futures::poll!(advancing.as_mut()).is_pending());
    work.switch(Class::Network);
    assert_eq!(advancing.await.unwrap(), after(1));
}

#[tokio::test]
async fn an_automatic_clock_does_not_move_under_a_call() {
    let (clock, activity, _) = limited_clock(
        Mode::Auto,
        Limits {
            network_grace: Duration::ZERO,
            ..PATIENT
        },
    );
    let call = activity.guard(Class::Network);
    let log = Log::default();
    note(&clock, after(7), Kind::Work, "work", &log);
    assert!(!clock.settle(Duration::from_millis(10)).await.settled);
    assert_eq!(clock.now(), start());
    drop(call);
    assert!(clock.settle(Duration::from_secs(10)).await.settled);
    assert_eq!(clock.now(), after(7));
}

#[tokio::test]
async fn settling_never_hangs_and_answers_what_is_pending() {
    let (clock, activity, _) = clock(Mode::Manual);
    let timer = clock.wait_until(after(2), Kind::Work);
    let held = activity.guard(Class::Release);
    let settlement = clock.settle(Duration::from_secs(1)).await;
    assert_eq!(
        settlement,
        Settlement {
            settled: true,
            pending: Pending {
                time: 1,
                release: 1,
                ..Pending::default()
            },
            next: Some(after(2)),
        }
    );
    let busy = activity.guard(Class::Busy);
    let settlement = clock.settle(Duration::from_millis(5)).await;
    assert!(!settlement.settled);
    assert_eq!(settlement.pending.busy, 1);
    drop((busy, timer, held));
}

#[test]
fn a_reading_is_kept_as_text() {
    let reading = ClockState {
        mode: Mode::Auto,
        now: start(),
    };
    assert_eq!(reading.to_string(), "auto 2026-01-02T03:04:05Z");
    assert_eq!(reading.to_string().parse(), Ok(reading));
    let refused = |text: &str| text.parse::<ClockState>().unwrap_err().to_string();
    assert_eq!(
        refused("fast 2026-01-02T03:04:05Z"),
        "'fast' is not a clock mode; known are real, manual and auto"
    );
    assert_eq!(
        refused("manual"),
        "'' is not an instant such as 2026-01-02T03:04:05Z"
    );
}

#[tokio::test]
async fn work_that_sleeps_counts_once_and_is_busy_when_its_instant_comes() {
    let (clock, activity, _) = clock(Mode::Manual);
    let work = activity.guard(Class::Busy);
    let time = Pending {
        time: 1,
        ..Pending::default()
    };
    let sleep = clock.sleep_until(after(2), &work);
    assert_eq!(activity.pending(), time);
    clock.pass(seconds(2));
    assert_eq!(work.class(), Class::Busy);
    sleep.await;
    // Waiting for an instant in the past returns at once.
    clock.sleep_until(after(1), &work).await;
    assert_eq!(work.class(), Class::Busy);
    // A dropped wait removes its timer; the work still exists.
    drop(clock.sleep_until(after(9), &work));
    assert_eq!(clock.next_due(), None);
    assert_eq!(activity.pending(), time);
    drop(work);
    assert_eq!(activity.pending(), Pending::default());
}
