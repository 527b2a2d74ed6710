//! The units of limits: how a value is read from a text and written as one.

use std::time::Duration;

use jiff::SignedDuration;

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// What a limit is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Steps of one: `64`.
    Number,
    /// Steps of a byte: `10000`, `8KiB`, `16MiB`, `64GiB`.
    Bytes,
    /// Steps of a millisecond of real time, in ISO 8601: `PT0.05S`, `PT1M`.
    Time,
}

impl Unit {
    /// The unit in words.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Bytes => "bytes",
            Self::Time => "a duration",
        }
    }

    /// The steps that a text says; `None` if it says none, or parts of one.
    pub(crate) fn read(self, text: &str) -> Option<u64> {
        match self {
            Self::Number => whole(text),
            Self::Bytes => {
                let of = |unit: &str, bytes: u64| {
                    let number = text.strip_suffix(unit).and_then(whole);
                    number.and_then(|number| number.checked_mul(bytes))
                };
                whole(text)
                    .or_else(|| of("KiB", KIB))
                    .or_else(|| of("MiB", MIB))
                    .or_else(|| of("GiB", GIB))
            }
            Self::Time => {
                // The parser also accepts prose such as "2 seconds".
                let iso = text.starts_with('P').then_some(text)?;
                let time: SignedDuration = iso.parse().ok()?;
                let time = Duration::try_from(time).ok()?;
                let millis = u64::try_from(time.as_millis()).ok()?;
                (Duration::from_millis(millis) == time).then_some(millis)
            }
        }
    }

    /// A text that [`Unit::read`] reads as these steps.
    pub(crate) fn write(self, steps: u64) -> String {
        match self {
            Self::Number => steps.to_string(),
            Self::Bytes => {
                let units = [(GIB, "GiB"), (MIB, "MiB"), (KIB, "KiB")];
                let fits =
                    |(bytes, _): &&(u64, &str)| steps >= *bytes && steps.is_multiple_of(*bytes);
                match units.iter().find(fits) {
                    Some((bytes, unit)) => format!("{}{unit}", steps / bytes),
                    None => steps.to_string(),
                }
            }
            Self::Time => {
                let millis = i64::try_from(steps).unwrap_or(i64::MAX);
                SignedDuration::from_millis(millis).to_string()
            }
        }
    }
}

/// A number that is written in digits alone.
fn whole(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}
