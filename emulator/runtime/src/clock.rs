//! The clock of an organization, and its timers.
//!
//! A clock runs in real time, moves only when a test advances it (manual), or jumps to the next due
//! work when nothing else can happen (auto). Everything that waits, waits for an instant of this
//! clock; only this module and its children read the machine's time. The clock knows nothing about
//! a timer except whether it is work or housekeeping.

mod drive;
mod real;
mod timers;

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use dataverse_limits::Limits;
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use crate::activity::{Activity, Class, Pending, Work};

pub use self::real::{Elapsed, RealTimer, in_real_time, real_delay, real_limit, real_now};
use self::timers::Queue;
pub use self::timers::{Kind, Sleep, Timer};

/// How the time of an organization passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// As the machine's clock does.
    Real,
    /// Only when a test advances it.
    Manual,
    /// Jumps to the next due work as soon as nothing else can happen.
    Auto,
}

/// A clock's mode and instant, which are stored and restored on a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockState {
    /// The mode.
    pub mode: Mode,
    /// The instant of the clock; ignored by a clock in real time.
    pub now: Timestamp,
}

impl Mode {
    /// All modes.
    pub const ALL: [Self; 3] = [Self::Real, Self::Manual, Self::Auto];

    /// The name of the mode in settings and answers.
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

/// A mode's name, a space, and an instant: the stored form.
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

/// Why a text is not the reading of a clock.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClockStateError {
    /// The mode does not exist.
    #[error("'{0}' is not a clock mode; known are real, manual and auto")]
    Mode(String),
    /// The instant cannot be parsed.
    #[error("'{0}' is not an instant such as 2026-01-02T03:04:05Z")]
    Instant(String),
}

/// Stores the reading of a manual or automatic clock, before anything happens that is due at the
/// new instant. The guard counts the move of the clock as work.
pub type Remember = Arc<dyn Fn(ClockState, Work) -> BoxFuture<'static, ()> + Send + Sync>;

/// How far to advance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// By a duration, which must not be negative.
    By(SignedDuration),
    /// To an instant, which must not be in the past.
    At(Timestamp),
    /// Until no work is due; housekeeping does not count.
    Idle,
}

/// Why a clock was not advanced, or not to its target.
#[derive(Debug, thiserror::Error)]
pub enum AdvanceError {
    /// The clock runs in real time.
    #[error("the clock runs in real time and cannot be advanced")]
    Real,
    /// The target is in the past.
    #[error("the clock cannot go back: it is {now}, the target is {target}")]
    Backwards {
        /// The clock's instant.
        now: Timestamp,
        /// The requested instant.
        target: Timestamp,
    },
    /// The target is out of the range of instants.
    #[error("the target is beyond the last instant a clock can show")]
    Range,
    /// The organization did not settle within the real-time limit.
    #[error("the organization did not come to rest within {limit:?}; pending: {pending}")]
    Unsettled {
        /// The real-time limit.
        limit: Duration,
        /// The work in progress.
        pending: Pending,
    },
}

/// Whether an organization has settled, and its remaining work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settlement {
    /// No work runs, no outbound call is in progress, and no timer is due.
    pub settled: bool,
    /// The work that is in progress or waits.
    pub pending: Pending,
    /// The earliest instant of any timer, housekeeping included.
    pub next: Option<Timestamp>,
}

/// The clock of one organization; clones share it.
#[derive(Clone)]
pub struct Clock {
    owner: Arc<Owner>,
}

/// Stops the driver when the last clone of the clock is dropped.
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
    /// Held while the time is moved: one move at a time.
    turn: tokio::sync::Mutex<()>,
}

struct State {
    now: Timestamp,
    queue: Queue,
}

/// Whether a timer fired.
#[derive(PartialEq, Eq)]
enum Fires {
    One,
    None,
}

impl Clock {
    /// Starts a clock at a reading, whose advances keep to the limits `advance_time` and
    /// `network_grace`. Must be called within a tokio runtime, which drives a real or automatic clock.
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

    /// The current instant.
    pub fn now(&self) -> Timestamp {
        self.shared().now()
    }

    /// How the time passes.
    pub fn mode(&self) -> Mode {
        self.shared().mode
    }

    /// Waits for an instant. This call sets the timer, not the first poll; dropping the future
    /// unsets it. A timer for work counts as waiting for time. When the timer fires, it hands over
    /// a guard that is counted as busy from that moment on.
    pub fn wait_until(&self, at: Timestamp, kind: Kind) -> Timer {
        self.shared().add(at, kind)
    }

    /// Makes work wait for an instant. The work counts as waiting for time from this call on, not
    /// from the first poll, and as busy from the moment of the instant. If the future is dropped
    /// earlier, the caller must switch the class of the work.
    pub fn sleep_until(&self, at: Timestamp, work: &Work) -> Sleep {
        Sleep(self.shared().sleep(at, work))
    }

    /// The earliest instant of any timer, housekeeping included.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.shared().lock().queue.next()
    }

    /// Steps from timer to timer and lets the organization settle after each, so timers of one
    /// instant fire in the order in which they were set. Returns the new instant after all due work
    /// is done. Waits for outbound calls no longer than [`Limits::network_grace`].
    ///
    /// # Errors
    /// In real mode, for a target in the past, and if the organization does not settle within the
    /// real-time limit: then the clock stays at the instant that it has reached.
    pub async fn advance(&self, to: To) -> Result<Timestamp, AdvanceError> {
        drive::advance(self.shared(), to).await
    }

    /// Waits until the organization settles, at most for `within` in real time.
    pub async fn settle(&self, within: Duration) -> Settlement {
        let shared = self.shared();
        // The settlement below tells whether the organization has settled in time.
        let _ = in_real_time(within, shared.rest()).await;
        shared.settlement()
    }

    /// Moves the time while work runs, as in real mode.
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
        // No code that holds the lock can panic halfway through a change.
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
        // Under the lock, so the timer cannot have fired yet.
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

    /// Fires the first timer that is due at an instant. The timer's work counts as busy before the
    /// lock is released.
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

    /// No work runs, no outbound call is in progress, and no timer is due.
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
