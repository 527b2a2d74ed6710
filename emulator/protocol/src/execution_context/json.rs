//! JSON as .NET's `DataContractJsonSerializer` writes it: how text, instants and numbers look.
//!
//! What rests on what: the escaped solidus, the form of instants and the bare numbers are
//! measured (section 3.4). The rest follows the published source of the serializer's writer in
//! .NET Framework, on which Dataverse runs: control characters are `\u` with four lower-case hex
//! digits, and so are the line breaks NEL, LS and PS, the two halves of a character beyond the
//! basic plane, and U+FFFE and U+FFFF; all else is kept. Processes built for .NET Framework 4.7
//! and later write `\b`, `\f`, `\n`, `\r` and `\t` instead unless a switch says otherwise; no
//! source tells which of the two Dataverse's are, and every JSON reader takes both.

use std::fmt::{Display, Write as _};

use dataverse_bug::Bug;
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

/// The namespace of the SDK's types.
pub(super) const CONTRACTS: &str = "http://schemas.microsoft.com/xrm/2011/Contracts";

/// Digits that .NET Framework's round-trip format tries first, and those it falls back to.
const DIGITS: [usize; 2] = [15, 17];

/// JSON text in the making.
#[derive(Default)]
pub(super) struct Out(String);

impl Out {
    pub(super) fn finish(self) -> String {
        self.0
    }

    /// Text that is JSON already.
    pub(super) fn raw(&mut self, json: &str) {
        self.0.push_str(json);
    }

    /// Something whose display is JSON already: whole and decimal numbers, truth values.
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

    /// Text or `null`.
    pub(super) fn optional(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.raw("null"),
        }
    }

    pub(super) fn guid(&mut self, id: Uuid) {
        self.number(format_args!("\"{id}\""));
    }

    /// An instant in UTC.
    pub(super) fn instant(&mut self, at: Timestamp) {
        self.milliseconds(at.as_millisecond());
    }

    /// A whole second with an offset, which is what the serializer adds to a time that the server
    /// takes for its local one; here that is UTC. The instant before it is in UTC all the same.
    pub(super) fn local_second(&mut self, at: Timestamp) {
        let whole = at.as_millisecond().div_euclid(1000) * 1000;
        self.number(format_args!(r#""\/Date({whole}+0000)\/""#));
    }

    /// The first instant of a day in UTC: the SDK has no type for a date alone.
    pub(super) fn midnight(&mut self, day: Date) {
        let since = day.duration_since(Date::constant(1970, 1, 1));
        self.milliseconds(since.as_secs() * 1000);
    }

    fn milliseconds(&mut self, since_1970: i64) {
        self.number(format_args!(r#""\/Date({since_1970})\/""#));
    }

    /// A double in .NET Framework's round-trip format. JSON has no number for infinity and
    /// not-a-number; the serializer writes the bare words of XML Schema there, which no JSON
    /// reader takes, so that they are strings here.
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

    /// A collection of named things: .NET's key-value pairs have lower-case members.
    pub(super) fn pairs<'k, T>(
        &mut self,
        pairs: impl IntoIterator<Item = (&'k String, T)>,
        mut each: impl FnMut(&mut Self, T),
    ) {
        self.array(pairs, |out, (key, value)| {
            out.object(|object| {
                object.text("key", key);
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

    /// An object that says its type, which the serializer has it do wherever the declared type is
    /// not the real one.
    pub(super) fn typed(
        &mut self,
        name: &str,
        namespace: &str,
        write: impl FnOnce(&mut Object<'_>),
    ) {
        self.object(|object| {
            if !Bug::NoTypesInContext.is_on() {
                object.text("__type", &format!("{name}:{namespace}"));
            }
            write(object);
        });
    }
}

/// An object in the making. Its members are written in the order in which they are given.
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

/// The `R` format: fifteen digits where these read back as the same number, else seventeen; plain
/// from 0.0001 and as long as the point stands among the digits, else with an exponent of at least
/// two digits and a sign.
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

/// Digits with the point behind so many of them.
fn pointed(digits: &str, point: usize) -> String {
    if digits.len() <= point {
        format!("{digits:0<point$}")
    } else {
        format!("{}.{}", &digits[..point], &digits[point..])
    }
}
