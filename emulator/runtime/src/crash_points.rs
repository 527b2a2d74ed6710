//! Crash points: places at which a test makes the process abort.
//!
//! A [`CrashPoints`] handle is configured with points and counts (`submit.committed:3`): the process
//! aborts when it reaches that point for the n-th time, without unwinding, flushing or answering,
//! as in a power failure. An unconfigured point costs one comparison. Each point documents the
//! state at which it is reached; the purpose of a crash is known to the test only.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

macro_rules! points {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// A crash point, named after the event that precedes it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum CrashPoint {
            $($(#[$doc])* $variant,)+
        }

        impl CrashPoint {
            /// All points, in the order in which an operation reaches them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name of the point in a configuration.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }
    };
}

points! {
    /// The database's tables are changed by a definition that is not yet stored; nothing is committed.
    DefinitionAltered = "definition.altered",
    /// A group of changes is written and not yet committed.
    GroupWritten = "group.written",
    /// A group of changes is committed and no sender has been answered.
    GroupCommitted = "group.committed",
    /// A group with a definition is committed and every reader has the new tables; no sender has been answered.
    DefinitionPublished = "definition.published",
    /// A submission is committed and not yet answered.
    SubmitCommitted = "submit.committed",
    /// An attempt is marked as running and not yet begun.
    StartCommitted = "start.committed",
    /// An attempt's work is done and not yet committed.
    AttemptPerformed = "attempt.performed",
    /// An attempt's end is committed and its effects are not yet performed.
    AttemptCommitted = "attempt.committed",
    /// The end of an operation is committed and its completion event is not yet raised.
    EventDue = "event.due",
    /// The change with the system jobs of a completion event is committed.
    EventRaised = "event.raised",
    /// A system job is marked as in progress and not yet begun.
    JobStarted = "job.started",
    /// A system job's work is done and not yet committed.
    JobPerformed = "job.performed",
    /// A system job's end is committed.
    JobFinished = "job.finished",
    /// A callback was answered and is not yet marked as sent.
    CallbackAnswered = "callback.answered",
    /// A callback is marked as sent.
    CallbackMarked = "callback.marked",
}

/// The configured crash points; clones share the counts.
#[derive(Clone, Default)]
pub struct CrashPoints {
    configured: Option<Arc<[Countdown]>>,
}

struct Countdown {
    point: CrashPoint,
    left: AtomicU64,
}

impl CrashPoints {
    /// No crash point.
    pub const fn none() -> Self {
        Self { configured: None }
    }

    /// Parses `point:n` items separated by commas; an empty text configures no point.
    ///
    /// # Errors
    /// An item that is not a known point, a colon and a count of at least one.
    pub fn parse(text: &str) -> Result<Self, CrashPointsError> {
        let countdowns = text
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .map(countdown)
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            configured: (!countdowns.is_empty()).then(|| countdowns.into()),
        })
    }

    /// Counts an arrival at a point. Does not return if it is the configured one.
    #[inline]
    pub fn reach(&self, point: CrashPoint) {
        if self.configured.is_some() && self.arrive(point) == Arrival::Fatal {
            eprintln!("fault {}: aborting", point.name());
            std::process::abort();
        }
    }

    fn arrive(&self, point: CrashPoint) -> Arrival {
        let fatal = self
            .configured
            .iter()
            .flat_map(|countdowns| countdowns.iter())
            .filter(|countdown| countdown.point == point)
            .any(|countdown| countdown.left.fetch_sub(1, Ordering::SeqCst) == 1);
        if fatal { Arrival::Fatal } else { Arrival::Pass }
    }
}

impl fmt::Debug for CrashPoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.configured.iter().flat_map(|countdowns| {
                countdowns
                    .iter()
                    .map(|c| (c.point.name(), c.left.load(Ordering::SeqCst)))
            }))
            .finish()
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Arrival {
    Pass,
    Fatal,
}

fn countdown(item: &str) -> Result<Countdown, CrashPointsError> {
    let (name, count) = item
        .split_once(':')
        .ok_or_else(|| CrashPointsError::Shape(item.to_owned()))?;
    let point = CrashPoint::ALL
        .iter()
        .copied()
        .find(|point| point.name() == name)
        .ok_or_else(|| CrashPointsError::Unknown(name.to_owned()))?;
    match count.parse() {
        Ok(left) if left > 0 => Ok(Countdown {
            point,
            left: AtomicU64::new(left),
        }),
        _ => Err(CrashPointsError::Count(item.to_owned())),
    }
}

/// Why a text does not configure crash points.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CrashPointsError {
    /// An item has no colon.
    #[error("fault '{0}' is not of the form 'point:count'")]
    Shape(String),
    /// The point does not exist.
    #[error("'{0}' is not a crash point; known are {known}", known = known())]
    Unknown(String),
    /// The count is not a positive number.
    #[error("fault '{0}' does not end in a count of at least 1")]
    Count(String),
}

fn known() -> String {
    let names: Vec<_> = CrashPoint::ALL.iter().map(|point| point.name()).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configured_arrival_is_fatal_and_no_other() {
        let faults = CrashPoints::parse("submit.committed:2, callback.answered:1").unwrap();
        assert_eq!(faults.arrive(CrashPoint::GroupWritten), Arrival::Pass);
        assert_eq!(faults.arrive(CrashPoint::SubmitCommitted), Arrival::Pass);
        assert_eq!(
            faults.clone().arrive(CrashPoint::SubmitCommitted),
            Arrival::Fatal
        );
        assert_eq!(faults.arrive(CrashPoint::CallbackAnswered), Arrival::Fatal);
    }

    #[test]
    fn nothing_is_fatal_when_nothing_is_configured() {
        for faults in [CrashPoints::none(), CrashPoints::parse(" , ").unwrap()] {
            assert!(faults.configured.is_none());
            for point in CrashPoint::ALL {
                faults.reach(*point);
            }
        }
    }

    #[test]
    fn a_bad_text_is_refused_with_what_was_expected() {
        let refused = |text| CrashPoints::parse(text).unwrap_err().to_string();
        assert_eq!(
            refused("submit.committed"),
            "fault 'submit.committed' is not of the form 'point:count'"
        );
        assert_eq!(
            refused("submit.committed:0"),
            "fault 'submit.committed:0' does not end in a count of at least 1"
        );
        assert!(
            refused("submit:1")
                .starts_with("'submit' is not a crash point; known are definition.altered")
        );
    }
}
