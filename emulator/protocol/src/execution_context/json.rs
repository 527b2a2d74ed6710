//! JSON text as .NET's `DataContractJsonSerializer` writes it: the form of strings, instants and numbers.
//!
//! The escaped solidus, the form of instants and the bare numbers are measured (section 3.4). The rest follows the
//! published source of the serializer's writer in .NET Framework, on which Dataverse runs. That writer emits `\u` and
//! four lower-case hex digits for control characters, for the line breaks NEL, LS and PS, for the two surrogates of a
//! character beyond the basic plane, and for U+FFFE and U+FFFF, and keeps all other characters. Processes built for
//! .NET Framework 4.7 and later write `\b`, `\f`, `\n`, `\r` and `\t` instead unless a switch turns that off, and so does
//! the SDK's own serializer: [`ControlCharacters`] chooses. No source says which form Dataverse writes; every JSON reader
//! takes both.

use std::fmt::{Display, Write as _};

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

/// The namespace of the SDK's types.
pub(super) const CONTRACTS: &str = "http://schemas.microsoft.com/xrm/2011/Contracts";

/// The precision that .NET Framework's round-trip format tries first, and the one that it falls back to.
const DIGITS: [usize; 2] = [15, 17];

/// How the control characters are written that JSON has a short escape for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ControlCharacters {
    /// `\t`, as from .NET Framework 4.7 on.
    #[default]
    Short,
    /// `\u0009`, as before.
    Numbered,
}

/// Builds a JSON text.
pub(super) struct Out(String, ControlCharacters);

impl Out {
    pub(super) const fn new(controls: ControlCharacters) -> Self {
        Self(String::new(), controls)
    }

    pub(super) fn finish(self) -> String {
        self.0
    }

    /// Appends JSON as it is.
    pub(super) fn raw(&mut self, json: &str) {
        self.0.push_str(json);
    }

    /// Appends a value whose `Display` is JSON: a whole or decimal number, or a truth value.
    pub(super) fn number(&mut self, number: impl Display) {
        // Writing to a string cannot fail.
        let _ = write!(self.0, "{number}");
    }

    pub(super) fn text(&mut self, text: &str) {
        self.0.push('"');
        for character in text.chars() {
            match character {
                '"' | '\\' | '/' => {
                    self.0.push('\\');
                    self.0.push(character);
                }
                '\u{8}' | '\t' | '\n' | '\u{c}' | '\r' if self.1 == ControlCharacters::Short => {
                    self.0.push('\\');
                    self.0.push(match character {
                        '\u{8}' => 'b',
                        '\t' => 't',
                        '\n' => 'n',
                        '\u{c}' => 'f',
                        _ => 'r',
                    });
                }
                '\0'..='\u{1f}' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{fffe}'.. => {
                    self.escaped(character);
                }
                kept => self.0.push(kept),
            }
        }
        self.0.push('"');
    }

    fn escaped(&mut self, character: char) {
        for unit in character.encode_utf16(&mut [0; 2]) {
            // Writing to a string cannot fail.
            let _ = write!(self.0, "\\u{unit:04x}");
        }
    }

    /// Appends a string or `null`.
    pub(super) fn optional(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.raw("null"),
        }
    }

    pub(super) fn guid(&mut self, id: Uuid) {
        self.number(format_args!("\"{id}\""));
    }

    /// Appends an instant in UTC, in milliseconds.
    pub(super) fn instant(&mut self, at: Timestamp) {
        self.milliseconds(at.as_millisecond());
    }

    /// Appends an instant in whole seconds with an offset. The serializer adds the offset to a .NET time of the kind
    /// *local*; the emulator's local time zone is UTC. The milliseconds before the offset count in UTC as well.
    pub(super) fn local_second(&mut self, at: Timestamp) {
        let whole = at.as_millisecond().div_euclid(1000) * 1000;
        self.number(format_args!(r#""\/Date({whole}+0000)\/""#));
    }

    /// Appends the first instant of a day in UTC: the SDK has no type for a date without a time.
    pub(super) fn midnight(&mut self, day: Date) {
        let since = day.duration_since(Date::constant(1970, 1, 1));
        self.milliseconds(since.as_secs() * 1000);
    }

    fn milliseconds(&mut self, since_1970: i64) {
        self.number(format_args!(r#""\/Date({since_1970})\/""#));
    }

    /// Appends a double in .NET Framework's round-trip format. JSON has no number for infinity and NaN. The serializer
    /// writes the bare words of XML Schema, which no JSON reader takes; this method writes these words as strings.
    pub(super) fn double(&mut self, number: f64) {
        if number.is_nan() {
            self.raw(r#""NaN""#);
        } else if number.is_infinite() {
            self.raw(if number > 0.0 {
                r#""INF""#
            } else {
                r#""-INF""#
            });
        } else {
            self.raw(&round_trip(number));
        }
    }

    pub(super) fn array<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut each: impl FnMut(&mut Self, T),
    ) {
        self.0.push('[');
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                self.0.push(',');
            }
            each(self, item);
        }
        self.0.push(']');
    }

    /// Appends an array of key-value pairs; .NET writes their members in lower case.
    pub(super) fn pairs<'k, K: AsRef<str> + 'k, T>(
        &mut self,
        pairs: impl IntoIterator<Item = (&'k K, T)>,
        mut each: impl FnMut(&mut Self, T),
    ) {
        self.array(pairs, |out, (key, value)| {
            out.object(|object| {
                object.text("key", key.as_ref());
                object.member("value", |out| each(out, value));
            });
        });
    }

    pub(super) fn object(&mut self, write: impl FnOnce(&mut Object<'_>)) {
        self.0.push('{');
        write(&mut Object {
            out: self,
            empty: true,
        });
        self.0.push('}');
    }

    /// Appends an object with a `__type`, which the serializer writes wherever the declared type is not the actual one.
    pub(super) fn typed(
        &mut self,
        name: &str,
        namespace: &str,
        write: impl FnOnce(&mut Object<'_>),
    ) {
        self.object(|object| {
            object.text("__type", &format!("{name}:{namespace}"));
            write(object);
        });
    }
}

/// Builds a JSON object; members appear in the order of the calls.
pub(super) struct Object<'o> {
    out: &'o mut Out,
    empty: bool,
}

impl Object<'_> {
    pub(super) fn member(&mut self, name: &str, write: impl FnOnce(&mut Out)) {
        if !self.empty {
            self.out.raw(",");
        }
        self.empty = false;
        self.out.text(name);
        self.out.raw(":");
        write(self.out);
    }

    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.member(name, |out| out.text(text));
    }

    pub(super) fn optional(&mut self, name: &str, text: Option<&str>) {
        self.member(name, |out| out.optional(text));
    }

    pub(super) fn guid(&mut self, name: &str, id: Uuid) {
        self.member(name, |out| out.guid(id));
    }

    pub(super) fn number(&mut self, name: &str, number: impl Display) {
        self.member(name, |out| out.number(number));
    }

    pub(super) fn boolean(&mut self, name: &str, truth: bool) {
        self.number(name, truth);
    }

    pub(super) fn null(&mut self, name: &str) {
        self.member(name, |out| out.raw("null"));
    }

    pub(super) fn empty_array(&mut self, name: &str) {
        self.member(name, |out| out.raw("[]"));
    }
}

/// .NET's `R` format: fifteen digits if they read back as the same number, otherwise seventeen. A number from 0.0001
/// whose integer part has at most that many digits is plain; any other has an exponent with a sign and at least two
/// digits.
fn round_trip(number: f64) -> String {
    let scientific = DIGITS
        .iter()
        .map(|digits| (*digits, format!("{number:.*e}", digits - 1)))
        .find(|(_, text)| text.parse() == Ok(number));
    let (precision, text) = scientific.expect("seventeen digits tell every double apart");
    let (mantissa, exponent) = text.split_once('e').expect("the format has an exponent");
    let exponent: i32 = exponent.parse().expect("an exponent is a whole number");
    let sign = if mantissa.starts_with('-') { "-" } else { "" };
    let digits = mantissa.replace(['-', '.'], "");
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return format!("{sign}0");
    }
    let point = usize::try_from(exponent + 1);
    match point {
        Ok(point) if point > precision => format!("{sign}{}E+{exponent:02}", pointed(digits, 1)),
        Ok(0) => format!("{sign}0.{digits}"),
        Ok(point) => format!("{sign}{}", pointed(digits, point)),
        Err(_) if exponent < -4 => format!("{sign}{}E-{:02}", pointed(digits, 1), -exponent),
        Err(_) => {
            let zeros = "0".repeat(exponent.unsigned_abs() as usize - 1);
            format!("{sign}0.{zeros}{digits}")
        }
    }
}

/// Inserts the decimal point after `point` digits.
fn pointed(digits: &str, point: usize) -> String {
    if digits.len() <= point {
        format!("{digits:0<point$}")
    } else {
        format!("{}.{}", &digits[..point], &digits[point..])
    }
}
