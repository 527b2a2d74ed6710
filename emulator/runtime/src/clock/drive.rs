//! What moves an organization's time: the machine's clock, an advance, or the clock by itself.
//!
//! # Calls to the outside
//!
//! A receiver answers in real time, and may never do so. An advance waits for calls under way
//! before each step, so that in every run a receiver that answers promptly has answered before the
//! time moves on: that is what keeps runs repeatable. Once nothing but calls has been left for a
//! grace of real time in which none began or ended, time moves on under them, for the rest of that
//! advance; so a receiver that never answers meets its deadline on the organization's clock. Which
//! receivers are prompt is thus a question of real time, and of nothing else.
//! An advance until idle does not go as far as those deadlines: a call may end before them. A clock
//! in automatic mode has no grace either: nobody asked it to move, and a jump would end every call
//! at its deadline.

use std::sync::Arc;

use jiff::Timestamp;

use super::{AdvanceError, ClockState, Fires, Mode, Shared, To, real};
use crate::activity::Class;

/// Fires what is due as the machine's clock gets there. Never ends.
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

/// Jumps to the next due work whenever nothing else can happen. Never ends.
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
    real::in_real_time(shared.limits.advance, steps)
        .await
        .unwrap_or_else(|_| {
            Err(AdvanceError::Unsettled {
                limit: shared.limits.advance,
                pending: shared.activity.pending(),
            })
        })
}

/// The instant to reach; none where that is known only on arrival.
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

/// Whether an advance still waits for what is under way outside.
enum Patience {
    Left,
    Over,
}

/// Waits until nothing runs; what is due later, and be it right now, is the next step's business.
/// For calls to the outside it waits as long as there is patience left.
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

/// Waits until there are more or fewer calls to the outside. What else comes and goes, such as
/// requests of clients, is no sign that a receiver answers.
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
    /// Something was due on the way and has been fired.
    Fired,
    /// Nothing is due up to the target, and it is the target's time.
    Arrived,
}

/// Goes to the earliest due instant not after the target and fires the first that is due then; goes
/// to the target itself where nothing is due before. Without a target there is nowhere to go.
async fn step(shared: &Shared, target: Option<Timestamp>) -> Step {
    let Some(target) = target else {
        return Step::Arrived;
    };
    // Counts the move itself, so that nobody takes the organization for settled in between.
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
