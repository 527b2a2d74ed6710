//! Moves an organization's time: with the machine's clock, on an advance, or automatically.
//!
//! # Outbound calls
//!
//! A receiver answers in real time, and may never answer. Before each step an advance waits for the
//! calls in progress, so in every run a receiver that answers promptly has answered before the time
//! moves on; this keeps runs repeatable. If only calls are left, and for a grace of real time none
//! of them begins or ends, the time moves on although they are in progress, for the rest of the
//! advance. So a receiver that never answers reaches its deadline on the organization's clock. Real
//! time alone decides which receivers count as prompt.
//! An advance until idle does not go as far as those deadlines, because a call may end earlier. A
//! clock in automatic mode has no grace: no test asked it to move, and a jump would end every call
//! at its deadline.

use std::sync::Arc;

use jiff::Timestamp;

use super::{AdvanceError, ClockState, Fires, Mode, Shared, To, real};
use crate::activity::Class;

/// Fires timers as the machine's clock reaches their instants. Never returns.
pub(super) async fn in_real_time(shared: Arc<Shared>) {
    loop {
        while shared.fire(real::real_now()) == Fires::One {}
        let next = shared.lock().queue.next();
        match next {
            None => shared.changed.notified().await,
            Some(at) => {
                tokio::select! {
                    () = shared.changed.notified() => {}
                    () = real::sleep_until(at) => {}
                }
            }
        }
    }
}

/// Jumps to the next due work whenever nothing else can happen. Never returns.
pub(super) async fn by_itself(shared: Arc<Shared>) {
    loop {
        let quiet = shared.activity.next_quiet();
        let changed = shared.changed.notified();
        if !shared.activity.is_quiet() {
            quiet.await;
            continue;
        }
        let target = shared.lock().queue.next_work();
        match target {
            None => changed.await,
            Some(target) => {
                let _turn = shared.turn.lock().await;
                step(&shared, Some(target)).await;
            }
        }
    }
}

/// See [`Clock::advance`](super::Clock::advance).
pub(super) async fn advance(shared: &Shared, to: To) -> Result<Timestamp, AdvanceError> {
    if shared.mode == Mode::Real {
        return Err(AdvanceError::Real);
    }
    let steps = async {
        let _turn = shared.turn.lock().await;
        let target = target(shared.now(), to)?;
        let mut patience = Patience::Left;
        loop {
            at_rest(shared, &mut patience).await;
            let next = match target {
                Some(_) => target,
                None => shared.lock().queue.next_work(),
            };
            if let Step::Arrived = step(shared, next).await {
                return Ok(shared.now());
            }
        }
    };
    real::in_real_time(shared.limits.advance_time, steps)
        .await
        .unwrap_or_else(|_| {
            Err(AdvanceError::Unsettled {
                limit: shared.limits.advance_time,
                pending: shared.activity.pending(),
            })
        })
}

/// The target instant; `None` for an advance until idle.
fn target(now: Timestamp, to: To) -> Result<Option<Timestamp>, AdvanceError> {
    let target = match to {
        To::Idle => return Ok(None),
        To::At(target) => target,
        To::By(duration) => now.checked_add(duration).map_err(|_| AdvanceError::Range)?,
    };
    if target < now {
        return Err(AdvanceError::Backwards { now, target });
    }
    Ok(Some(target))
}

/// Whether an advance still waits for outbound calls.
enum Patience {
    Left,
    Over,
}

/// Waits until no work is busy; timers that are due now are left to the next step. Waits for
/// outbound calls while `patience` is left.
async fn at_rest(shared: &Shared, patience: &mut Patience) {
    loop {
        let changed = shared.activity.next_quiet();
        let pending = shared.activity.pending();
        match (pending.busy, pending.network, &patience) {
            (0, 0, _) | (0, _, Patience::Over) => return,
            (0, calls, Patience::Left) => {
                let news = other_calls(shared, calls);
                let waited = real::in_real_time(shared.limits.network_grace, news).await;
                if waited.is_err() {
                    *patience = Patience::Over;
                }
            }
            (_, _, _) => changed.await,
        }
    }
}

/// Waits until the number of outbound calls changes. Other work, such as clients' requests, does
/// not show that a receiver answers.
async fn other_calls(shared: &Shared, calls: u32) {
    loop {
        let changed = shared.activity.next_quiet();
        if shared.activity.pending().network != calls {
            return;
        }
        changed.await;
    }
}

enum Step {
    /// A timer was due before or at the target and has fired.
    Fired,
    /// No timer is due up to the target, and the clock is at the target.
    Arrived,
}

/// Moves to the earliest due instant up to the target and fires its first timer. If no timer is due
/// up to the target, moves to the target. Without a target it does nothing.
async fn step(shared: &Shared, target: Option<Timestamp>) -> Step {
    let Some(target) = target else {
        return Step::Arrived;
    };
    // Counts the move itself, so that the organization does not appear settled in between.
    let guard = shared.activity.guard(Class::Busy);
    let due = shared.lock().queue.next().filter(|due| *due <= target);
    let to = due.unwrap_or(target);
    if to > shared.now() {
        let reading = ClockState {
            mode: shared.mode,
            now: to,
        };
        (shared.remember)(reading, guard.follow(Class::Busy)).await;
    }
    let now = {
        let mut state = shared.lock();
        state.now = state.now.max(to);
        state.now
    };
    shared.fire(now);
    match due {
        Some(_) => Step::Fired,
        None => Step::Arrived,
    }
}
