//! The types of rule values: a named choice, a bounded whole number, a duration.
//!
//! Parses values from text and writes them as JSON. The rules themselves are in the table.

use std::time::Duration;

use jiff::{SignedDuration, Span, SpanRelativeTo};
use serde_json::Value;

/// The value of a rule.
pub trait RuleValue: Sized {
    /// The accepted texts, or one description of them.
    const ALTERNATIVES: &'static [&'static str];

    /// Parses a text; `None` if it is not an accepted one.
    fn parse(text: &str) -> Option<Self>;

    /// The value as JSON: a number, or the text that `parse` accepts.
    fn json(&self) -> Value;
}

/// A non-negative duration, written in ISO 8601 form such as `PT2S` or `P90D`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct IsoDuration(Duration);

impl IsoDuration {
    /// The duration.
    pub fn get(self) -> Duration {
        self.0
    }
}

impl From<Duration> for IsoDuration {
    fn from(duration: Duration) -> Self {
        Self(duration)
    }
}

impl RuleValue for IsoDuration {
    const ALTERNATIVES: &'static [&'static str] = &[
        "an ISO 8601 duration of weeks, days, hours, minutes and seconds such as PT2S or P1DT12H",
    ];

    fn parse(text: &str) -> Option<Self> {
        // The parser also accepts prose such as "2 seconds", which a rule must not have.
        if !text.starts_with('P') {
            return None;
        }
        let span: Span = text.parse().ok()?;
        let length = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
        Duration::try_from(length).ok().map(Self)
    }

    fn json(&self) -> Value {
        let length = SignedDuration::try_from(self.0).unwrap_or(SignedDuration::MAX);
        Value::from(length.to_string())
    }
}

/// Declares enums whose variants are the named choices of a rule.
macro_rules! choices {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident {
            $( $(#[doc = $variant_doc:literal])+ $variant:ident = $text:literal, )+
        }
    )+) => { $(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $( $(#[doc = $variant_doc])+ $variant, )+
        }

        impl $name {
            /// All choices, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The choice in the form of `name=value`.
            pub fn text(self) -> &'static str {
                match self {
                    $( Self::$variant => $text, )+
                }
            }
        }

        impl $crate::rules::RuleValue for $name {
            const ALTERNATIVES: &'static [&'static str] = &[$($text),+];

            fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|choice| choice.text() == text)
            }

            fn json(&self) -> serde_json::Value {
                serde_json::Value::from(self.text())
            }
        }
    )+ };
}

/// Declares whole numbers in a range, both ends included.
macro_rules! whole_numbers {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident = $least:literal to $most:literal;
    )+) => { $(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            /// The number; `None` if it is outside the range.
            pub fn new(number: u32) -> Option<Self> {
                ($least..=$most).contains(&number).then_some(Self(number))
            }

            /// The number.
            pub fn get(self) -> u32 {
                self.0
            }
        }

        impl $crate::rules::RuleValue for $name {
            const ALTERNATIVES: &'static [&'static str] =
                &[concat!("a whole number from ", $least, " to ", $most)];

            fn parse(text: &str) -> Option<Self> {
                text.parse().ok().and_then(Self::new)
            }

            fn json(&self) -> serde_json::Value {
                serde_json::Value::from(self.0)
            }
        }
    )+ };
}

pub(super) use {choices, whole_numbers};
