//! What is sent again, when, and how often.

use std::time::{Duration, SystemTime};

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use http::header::{DATE, RETRY_AFTER};
use http::{HeaderMap, StatusCode};

use crate::answer::text;
use crate::transport::Stage;

/// The longest pause that a service or a pace is believed.
pub(crate) const LONGEST: Duration = Duration::from_secs(600);

/// How often a request is sent, and the pauses between. `Retry-After` wins over these pauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// How often a request is sent at most; one means never again.
    pub tries: usize,
    /// The first pause; each further one is twice as long.
    pub first: Duration,
    /// The longest pause.
    pub most: Duration,
    /// Whether a random part is added to each pause, so that many clients do not come back together.
    pub jitter: bool,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            tries: 4,
            first: Duration::from_millis(500),
            most: Duration::from_secs(30),
            jitter: true,
        }
    }
}

impl Retry {
    /// Nothing is sent twice.
    pub fn never() -> Self {
        Self {
            tries: 1,
            ..Self::default()
        }
    }

    /// The pauses after one try and before the next.
    pub(crate) fn pauses(&self) -> ExponentialBackoff {
        let pauses = ExponentialBuilder::default()
            .with_min_delay(self.first)
            .with_max_delay(self.most)
            .with_max_times(self.tries.saturating_sub(1));
        match self.jitter {
            true => pauses.with_jitter().build(),
            false => pauses.build(),
        }
    }
}

/// Which faults allow a request to be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// Sending it twice does no harm: reading, and the DELETE of a monitor.
    Harmless,
    /// Like `Harmless`, at a service whose monitor answers with the operation's own status: most passing faults could
    /// be the operation's end.
    Mirrored,
    /// Sending it twice could do the work twice: only what certainly was not taken up is sent again.
    Once,
}

impl Repeat {
    /// Whether a request may be sent again that got no answer.
    pub(crate) fn after_silence(self, stage: Stage) -> bool {
        stage == Stage::BeforeSending || self != Self::Once
    }

    /// Whether a request may be sent again that got this answer.
    pub(crate) fn after_answer(self, status: StatusCode, retry_after: Option<Duration>) -> bool {
        let turned_away = retry_after.is_some() && matches!(status.as_u16(), 429 | 503);
        turned_away || (self == Self::Harmless && is_passing(status))
    }
}

/// Whether a status says that the same request may succeed later.
pub(crate) fn is_passing(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 500 | 502..=504)
}

/// The pause that an answer asks for: seconds, or a date in one of the three forms, held against the answer's own
/// `Date` where there is one. What is neither is not there.
pub(crate) fn retry_after(headers: &HeaderMap, wall: SystemTime) -> Option<Duration> {
    let value = text(headers, &RETRY_AFTER)?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    let sent = text(headers, &DATE).and_then(|text| httpdate::parse_http_date(text).ok());
    let pause = date.duration_since(sent.unwrap_or(wall));
    Some(pause.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{Repeat, retry_after};
    use crate::transport::Stage;
    use http::{HeaderMap, StatusCode};
    use std::time::{Duration, SystemTime};

    #[test]
    fn a_pause_is_seconds_or_a_date() {
        let seven = Some(Duration::from_secs(7));
        let zero = Some(Duration::ZERO);
        let date = "Fri, 31 Dec 1999 23:59:52 GMT";
        for (value, date, expected) in [
            ("7", None, seven),
            (" 0 ", None, zero),
            (
                "99999999999999999999",
                None,
                Some(Duration::from_secs(u64::MAX)),
            ),
            ("Fri, 31 Dec 1999 23:59:59 GMT", Some(date), seven),
            ("Friday, 31-Dec-99 23:59:59 GMT", Some(date), seven),
            ("Fri Dec 31 23:59:59 1999", Some(date), seven),
            ("Fri, 31 Dec 1999 23:59:51 GMT", Some(date), zero),
            ("Thu, 01 Jan 1970 00:00:07 GMT", None, seven),
            ("-1", None, None),
            ("1.5", None, None),
            ("soon", None, None),
            ("", None, None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("retry-after", value.parse().unwrap());
            if let Some(date) = date {
                headers.insert("date", date.parse().unwrap());
            }
            let found = retry_after(&headers, SystemTime::UNIX_EPOCH);
            assert_eq!(found, expected, "{value:?}");
        }
    }

    #[test]
    fn what_could_be_done_twice_is_sent_again_only_if_it_was_turned_away() {
        let pause = Some(Duration::ZERO);
        for (status, pause, harmless, mirrored, once) in [
            (408, None, true, false, false),
            (429, None, true, false, false),
            (429, pause, true, true, true),
            (500, pause, true, false, false),
            (502, None, true, false, false),
            (503, None, true, false, false),
            (503, pause, true, true, true),
            (504, pause, true, false, false),
            (400, pause, false, false, false),
            (501, pause, false, false, false),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            let again = |repeat: Repeat| repeat.after_answer(status, pause);
            assert_eq!(again(Repeat::Harmless), harmless, "{status} {pause:?}");
            assert_eq!(again(Repeat::Mirrored), mirrored, "{status} {pause:?}");
            assert_eq!(again(Repeat::Once), once, "{status} {pause:?}");
        }
        for (repeat, stage, again) in [
            (Repeat::Once, Stage::BeforeSending, true),
            (Repeat::Once, Stage::MaybeSent, false),
            (Repeat::Mirrored, Stage::MaybeSent, true),
            (Repeat::Harmless, Stage::MaybeSent, true),
        ] {
            assert_eq!(repeat.after_silence(stage), again, "{repeat:?} {stage:?}");
        }
    }
}
