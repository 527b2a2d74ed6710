//! The text of simple values in XML, and the escapes of any text.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::civil::{Date, time};
use jiff::tz::TimeZone;

/// Escapes character data: markup, and characters that an XML reader would drop or change. Characters that XML does not
/// allow become character references, as the SDK's serializer writes them.
pub(super) fn escape(text: &str, into: &mut String) {
    for character in text.chars() {
        match character {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '\t' | '\n' => into.push(character),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                // Writing to a string cannot fail.
                let _ = write!(into, "&#x{:X};", u32::from(character));
            }
            other => into.push(other),
        }
    }
}

/// `2024-01-02T03:04:05Z`, with at most seven digits of a second, as .NET has, and no trailing zeros.
pub(super) fn date_time(at: Timestamp) -> String {
    let text = at.strftime("%Y-%m-%dT%H:%M:%S%.7f").to_string();
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text}Z")
}

/// The first instant of a day in UTC: the SDK has no type for a date without a time.
pub(super) fn midnight(day: Date) -> String {
    TimeZone::UTC
        .to_timestamp(day.to_datetime(time(0, 0, 0, 0)))
        .map_or_else(|_| format!("{day}T00:00:00Z"), date_time)
}

/// A double with XML Schema's names for infinity and NaN; very large and very small numbers have an exponent.
pub(super) fn double(number: f64) -> String {
    let size = number.abs();
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.is_infinite() {
        if number > 0.0 { "INF" } else { "-INF" }.to_owned()
    } else if size == 0.0 || (1e-5..1e15).contains(&size) {
        number.to_string()
    } else {
        format!("{number:E}")
    }
}
