//! What time it is in an organization, and what is due.
//!
//! A clock runs in real time, moves only when told (manual), or jumps to the next due work when
//! nothing else can happen (auto). Everything that waits, waits for an instant of this clock; this
//! module and its children are the only ones that know the time of the machine. It knows nothing
//! of what a timer is for, beyond whether it is work or housekeeping.

mod drive;
mod real;
mod timers;

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use crate::activity::{Activity, Class, Pending, Work};

pub use self::real::{Elapsed, in_real_time, real_limit, real_now};
use self::timers::Queue;
pub use self::timers::{Kind, Sleep, Timer};

/// How an organization's time passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// With the machine's clock.
    Real,
    /// Only when it is advanced.
    Manual,
    /// To the next due work as soon as nothing else can happen.
    Auto,
}

/// A clock's mode and instant: what it starts from and what must survive a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockState {
    /// How its time passes.
    pub mode: Mode,
    /// What time it is there; without meaning to a clock that runs in real time.
    pub now: Timestamp,
}

impl Mode {
    /// All modes.
    pub const ALL: [Self; 3] = [Self::Real, Self::Manual, Self::Auto];

    /// The name by which it is chosen and shown.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Real => "real",
            Self::Manual => "manual",
            Self::Auto => "auto",
        }
    }
}

impl FromStr for Mode {
    type Err = ClockStateError;

    fn from_str(text: &str) -> Result<Self, ClockStateError> {
        Self::ALL
            .into_iter()
            .find(|mode| mode.name() == text)
            .ok_or_else(|| ClockStateError::Mode(text.to_owned()))
    }
}

/// A mode's name, a space, and the instant: the form in which a reading is kept.
impl fmt::Display for ClockState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.mode.name(), self.now)
    }
}

impl FromStr for ClockState {
    type Err = ClockStateError;

    fn from_str(text: &str) -> Result<Self, ClockStateError> {
        let (mode, now) = text.split_once(' ').unwrap_or((text, ""));
        Ok(Self {
            mode: mode.parse()?,
            now: now
                .parse()
                .map_err(|_| ClockStateError::Instant(now.to_owned()))?,
        })
    }
}

/// A text that is no reading of a clock.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClockStateError {
    /// No such mode.
    #[error("'{0}' is not a clock mode; known are real, manual and auto")]
    Mode(String),
    /// No instant.
    #[error("'{0}' is not an instant such as 2026-01-02T03:04:05Z")]
    Instant(String),
}

/// Keeps the reading of a manual or automatic clock; done before anything due then happens. The
/// guard counts as the clock's own move.
pub type Remember = Arc<dyn Fn(ClockState, Work) -> BoxFuture<'static, ()> + Send + Sync>;

/// How long an advance takes in real time, whatever happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest that it may take before it says that something does not come to rest.
    pub advance: Duration,
    /// The longest that it waits for calls to the outside of which none begins or ends, before
    /// time moves on under them.
    pub network_grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            advance: Duration::from_secs(30),
            network_grace: Duration::from_secs(3),
        }
    }
}

/// How far to advance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// By a duration, which is not negative.
    By(SignedDuration),
    /// To an instant, which is not in the past.
    At(Timestamp),
    /// Until no work is due any more; housekeeping does not count.
    Idle,
}

/// Why a clock was not advanced, or not all the way.
#[derive(Debug, thiserror::Error)]
pub enum AdvanceError {
    /// It runs by itself.
    #[error("the clock runs in real time and cannot be advanced")]
    Real,
    /// The target lies before now.
    #[error("the clock cannot go back: it is {now}, the target is {target}")]
    Backwards {
        /// What time it is.
        now: Timestamp,
        /// What was asked for.
        target: Timestamp,
    },
    /// The target is not an instant.
    #[error("the target is beyond the last instant a clock can show")]
    Range,
    /// Something did not come to rest in real time.
    #[error("the organization did not come to rest within {limit:?}; pending: {pending}")]
    Unsettled {
        /// The real-time limit.
        limit: Duration,
        /// What still goes on.
        pending: Pending,
    },
}

/// Whether an organization came to rest, and what it waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settlement {
    /// Nothing runs, nothing is under way outside, and no timer is due.
    pub settled: bool,
    /// What goes on or waits.
    pub pending: Pending,
    /// The earliest instant at which something is due, housekeeping included.
    pub next: Option<Timestamp>,
}

/// The clock of one organization; clones share it.
#[derive(Clone)]
pub struct Clock {
    owner: Arc<Owner>,
}

/// Ends the driver together with the last clone of the clock.
struct Owner {
    shared: Arc<Shared>,
    driver: Option<AbortHandle>,
}

struct Shared {
    mode: Mode,
    activity: Activity,
    remember: Remember,
    limits: Limits,
    state: Mutex<State>,
    /// A timer was added or removed.
    changed: Notify,
    /// Held by who moves the time: one at a time.
    turn: tokio::sync::Mutex<()>,
}

struct State {
    now: Timestamp,
    queue: Queue,
}

/// Whether something was due.
#[derive(PartialEq, Eq)]
enum Fires {
    One,
    None,
}

impl Clock {
    /// A clock that goes on from a reading. Must be called within a tokio runtime, which drives a
    /// real or automatic clock.
    pub fn start(from: ClockState, activity: Activity, remember: Remember, limits: Limits) -> Self {
        let shared = Arc::new(Shared {
            mode: from.mode,
            activity,
            remember,
            limits,
            state: Mutex::new(State {
                now: from.now,
                queue: Queue::default(),
            }),
            changed: Notify::new(),
            turn: tokio::sync::Mutex::new(()),
        });
        let driver = match from.mode {
            Mode::Real => Some(tokio::spawn(drive::in_real_time(Arc::clone(&shared)))),
            Mode::Auto => Some(tokio::spawn(drive::by_itself(Arc::clone(&shared)))),
            Mode::Manual => None,
        };
        Self {
            owner: Arc::new(Owner {
                shared,
                driver: driver.map(|task| task.abort_handle()),
            }),
        }
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        self.shared().now()
    }

    /// How the time passes.
    pub fn mode(&self) -> Mode {
        self.shared().mode
    }

    /// Waits for an instant. The timer is set by this call, not by the first poll; it is unset when
    /// the future is dropped. When it fires it hands over a guard that counts as busy from that
    /// very moment. While it waits, a timer for work counts as waiting for time.
    pub fn wait_until(&self, at: Timestamp, kind: Kind) -> Timer {
        self.shared().add(at, kind)
    }

    /// Lets work wait for an instant: it counts as waiting for time from this call on, not from the first poll, and as
    /// busy from the very moment at which the instant comes. Where the future is dropped before, it is for the caller to
    /// say what the work does then.
    pub fn sleep_until(&self, at: Timestamp, work: &Work) -> Sleep {
        Sleep(self.shared().sleep(at, work))
    }

    /// The earliest instant at which something is due, housekeeping included.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.shared().lock().queue.next()
    }

    /// Steps from timer to timer, letting everything come to rest in between, so that what is due at
    /// one instant happens in the order in which it was set; answers the new time after all that was
    /// due has happened. Calls to the outside are waited for no longer than the grace.
    ///
    /// # Errors
    /// In real mode, for a target in the past, and when something does not come to rest within the
    /// real-time limit: the clock then stays at the instant it had reached.
    pub async fn advance(&self, to: To) -> Result<Timestamp, AdvanceError> {
        drive::advance(self.shared(), to).await
    }

    /// Waits, in real time and no longer than `within`, for the organization to come to rest.
    pub async fn settle(&self, within: Duration) -> Settlement {
        let shared = self.shared();
        // Whether it was in time is seen below, from what there is.
        let _ = in_real_time(within, shared.rest()).await;
        shared.settlement()
    }

    /// Lets time pass under work that goes on, as it does in real mode.
    pub fn pass(&self, duration: SignedDuration) {
        let now = {
            let mut state = self.shared().lock();
            state.now += duration;
            state.now
        };
        while self.shared().fire(now) == Fires::One {}
    }

    fn shared(&self) -> &Arc<Shared> {
        &self.owner.shared
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clock")
            .field("mode", &self.mode())
            .field("now", &self.now())
            .field("next", &self.next_due())
            .finish_non_exhaustive()
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        if let Some(driver) = &self.driver {
            driver.abort();
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing in here can leave the state half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Timestamp {
        match self.mode {
            Mode::Real => real::real_now(),
            Mode::Manual | Mode::Auto => self.lock().now,
        }
    }

    fn add(self: &Arc<Self>, at: Timestamp, kind: Kind) -> Timer {
        let mut state = self.lock();
        if at <= self.now_of(&state) {
            return Timer::fired(self.activity.guard(Class::Busy));
        }
        let guard = match kind {
            Kind::Work => Some(self.activity.guard(Class::Time)),
            Kind::Housekeeping => None,
        };
        let timer = state.queue.insert(at, kind, guard, self);
        drop(state);
        self.changed.notify_one();
        timer
    }

    fn sleep(self: &Arc<Self>, at: Timestamp, work: &Work) -> Timer {
        let mut state = self.lock();
        if at <= self.now_of(&state) {
            work.switch(Class::Busy);
            return Timer::fired(work.clone());
        }
        let timer = state.queue.insert(at, Kind::Work, Some(work.clone()), self);
        // Within the lock: the timer cannot have fired yet.
        work.switch(Class::Time);
        drop(state);
        self.changed.notify_one();
        timer
    }

    fn now_of(&self, state: &State) -> Timestamp {
        match self.mode {
            Mode::Real => real::real_now(),
            Mode::Manual | Mode::Auto => state.now,
        }
    }

    /// Fires the first of what is due at an instant, which is counted as busy before anybody can
    /// look again.
    fn fire(&self, now: Timestamp) -> Fires {
        let fired = self.lock().queue.take_due(now, &self.activity);
        match fired {
            Some(timer) => {
                timer.hand_over();
                Fires::One
            }
            None => Fires::None,
        }
    }

    /// Nothing runs, nothing is under way outside, and nothing is due.
    fn is_at_rest(&self) -> bool {
        let state = self.lock();
        let due = match self.mode {
            Mode::Real => state
                .queue
                .next()
                .is_some_and(|next| next <= real::real_now()),
            Mode::Manual => false,
            Mode::Auto => state.queue.next_work().is_some(),
        };
        !due && self.activity.is_quiet()
    }

    async fn rest(&self) {
        loop {
            let quiet = self.activity.next_quiet();
            if self.is_at_rest() {
                return;
            }
            quiet.await;
        }
    }

    fn settlement(&self) -> Settlement {
        Settlement {
            settled: self.is_at_rest(),
            pending: self.activity.pending(),
            next: self.lock().queue.next(),
        }
    }
}

#[cfg(test)]
mod tests;
