//! JSON forms in scripts: durations, error codes and HTTP statuses.

use std::fmt;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A duration as ISO 8601 text, such as `PT5S`; a day has 24 hours.
pub(super) mod duration {
    use jiff::{SignedDuration, Span, SpanRelativeTo};

    use super::*;

    pub(in super::super) fn serialize<S: Serializer>(
        duration: &SignedDuration,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(duration)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<SignedDuration, D::Error> {
        let text = String::deserialize(deserializer)?;
        let span: Option<Span> = text.starts_with('P').then(|| text.parse().ok()).flatten();
        span.and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok())
            .ok_or_else(|| {
                D::Error::invalid_value(
                    Unexpected::Str(&text),
                    &"a duration in ISO 8601 form of days or less, such as \"PT5S\"",
                )
            })
    }
}

/// An error code: a signed number, or `0x` and eight hexadecimal digits.
pub(super) mod code {
    use super::*;

    pub(in super::super) fn serialize<S: Serializer>(
        code: &i32,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        code.serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<i32, D::Error> {
        deserializer.deserialize_any(Code)
    }

    struct Code;

    impl Visitor<'_> for Code {
        type Value = i32;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an error code: a number of 32 bits, or \"0x\" and eight digits")
        }

        fn visit_i64<E: Error>(self, number: i64) -> Result<i32, E> {
            i32::try_from(number).map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<i32, E> {
            i32::try_from(number).map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &self))
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<i32, E> {
            text.strip_prefix("0x")
                .filter(|digits| digits.len() == 8)
                .and_then(|digits| u32::from_str_radix(digits, 16).ok())
                .map(u32::cast_signed)
                .ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
        }
    }
}

/// An HTTP status of an error.
pub(super) mod status {
    use super::*;

    pub(in super::super) fn serialize<S: Serializer>(
        status: &Option<u16>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        status.serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<u16>, D::Error> {
        let status = u16::deserialize(deserializer)?;
        if (400..=599).contains(&status) {
            Ok(Some(status))
        } else {
            Err(D::Error::invalid_value(
                Unexpected::Unsigned(status.into()),
                &"an HTTP status from 400 to 599",
            ))
        }
    }
}
