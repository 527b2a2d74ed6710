//! Enumerations of the SDK: names with numbers.
//!
//! OData JSON and SOAP XML write the name, the JSON of an execution context writes the number, and a value holds the
//! number ([`Value::Integer`]). A value of an enumeration of flags is several members at once: OData JSON separates
//! their names by commas, SOAP XML by spaces, and the number is their sum.

use std::fmt;
use std::ptr;

use super::ComplexError;
use super::metadata;
use super::organization_detail::ENDPOINT_ACCESS_TYPE;
use super::target_field_type::TARGET_FIELD_TYPE;
use super::types::Namespace;
use crate::value::Value;

/// An SDK enumeration with the names and numbers of its members.
pub struct Enumeration {
    pub(crate) name: &'static str,
    pub(crate) namespace: &'static Namespace,
    pub(crate) members: &'static [(&'static str, i32)],
    pub(crate) multiplicity: Multiplicity,
}

/// How many members of an enumeration a value has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Multiplicity {
    /// Exactly one.
    One,
    /// Any number: the enumeration's members are flags.
    Flags,
}

impl Enumeration {
    /// An enumeration whose values are one member each.
    pub(crate) const fn of(
        name: &'static str,
        namespace: &'static Namespace,
        members: &'static [(&'static str, i32)],
    ) -> Self {
        Self {
            name,
            namespace,
            members,
            multiplicity: Multiplicity::One,
        }
    }

    /// An enumeration of flags. A member whose number joins those of others (`All`) is read and never written.
    pub(crate) const fn flags(
        name: &'static str,
        namespace: &'static Namespace,
        members: &'static [(&'static str, i32)],
    ) -> Self {
        Self {
            multiplicity: Multiplicity::Flags,
            ..Self::of(name, namespace, members)
        }
    }

    /// The enumeration with this name in the XML namespace `uri`, if a value can declare it as its type.
    pub(crate) fn of_contract(uri: &str, name: &str) -> Option<&'static Self> {
        declared().find(|of| of.namespace.uri == uri && of.name == name)
    }

    /// The enumeration with this full .NET name, if a value can declare it as its type.
    pub(crate) fn of_dotnet(name: &str) -> Option<&'static Self> {
        let (namespace, name) = name.rsplit_once('.')?;
        declared().find(|of| of.namespace.dotnet == namespace && of.name == name)
    }

    /// The name in the SDK and in the Web API, such as `EntityFilters`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The names of the members, each with its number.
    pub const fn members(&self) -> &'static [(&'static str, i32)] {
        self.members
    }

    /// Whether a value can have several members.
    pub fn is_flags(&self) -> bool {
        self.multiplicity == Multiplicity::Flags
    }

    /// The number of a member, as a value.
    ///
    /// # Panics
    ///
    /// When the enumeration has no member of that name. The name is a constant of the caller.
    pub fn value(&self, name: &str) -> Value {
        match self.number(name) {
            Some(number) => Value::Integer(number),
            None => panic!("{} has no member {name}", self.name),
        }
    }

    /// The number of the member with this name.
    pub fn number(&self, name: &str) -> Option<i32> {
        let mut members = self.members.iter();
        members.find(|(own, _)| *own == name).map(|(_, it)| *it)
    }

    /// The name of the member with this number; `None` for a sum of flags.
    pub fn name_of(&self, number: i32) -> Option<&'static str> {
        let mut members = self.members.iter();
        members.find(|(_, own)| *own == number).map(|(it, _)| *it)
    }

    /// Whether a value can have this number: that of a member, or a sum of flags.
    pub fn has(&self, number: i32) -> bool {
        self.name_of(number).is_some()
            || (self.is_flags() && number & !self.members.iter().fold(0, |all, it| all | it.1) == 0)
    }

    /// The names of a value's members, with `separator` between them; empty for a number that no value has.
    pub fn text_of(&self, number: i32, separator: &str) -> String {
        match self.name_of(number) {
            Some(name) if !self.is_flags() || number.count_ones() < 2 => name.to_owned(),
            _ if !self.is_flags() => String::new(),
            _ => {
                let single = |bits: i32| bits.count_ones() == 1 && bits & number != 0;
                let mut names: Vec<&str> = Vec::new();
                let mut seen = 0;
                for (name, bits) in self.members {
                    if single(*bits) && seen & bits == 0 {
                        seen |= bits;
                        names.push(name);
                    }
                }
                names.join(separator)
            }
        }
    }

    /// The number of the member with this name, or with this number written as text; of flags, the sum of all that the
    /// text names, separated by commas or spaces.
    pub(crate) fn parse(&self, text: &str) -> Result<i32, ComplexError> {
        let unknown = || ComplexError::Enumeration {
            given: text.to_owned(),
            enumeration: self.name,
            expected: self.names(),
        };
        let one = |text: &str| {
            let by_number = || text.parse().ok().filter(|it| self.has(*it));
            self.number(text).or_else(by_number).ok_or_else(unknown)
        };
        if !self.is_flags() {
            return one(text);
        }
        let mut parts = text
            .split([',', ' '])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .peekable();
        if parts.peek().is_none() {
            return Err(unknown());
        }
        parts.try_fold(0, |sum, part| Ok(sum | one(part)?))
    }

    /// Reads a text as [`Self::parse`] does. A text that names no member stays one, which whoever checks the value's type
    /// refuses.
    pub fn read(&self, text: &str) -> Value {
        self.parse(text)
            .map_or_else(|_| text.into(), Value::Integer)
    }

    /// The names of the members, separated by commas.
    pub fn names(&self) -> String {
        let names: Vec<_> = self.members.iter().map(|(name, _)| *name).collect();
        names.join(", ")
    }
}

/// Compares by address: each enumeration is one static.
impl PartialEq for Enumeration {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self, other)
    }
}

impl fmt::Debug for Enumeration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// The enumerations that a value can declare as its type; the others are types of members only.
fn declared() -> impl Iterator<Item = &'static Enumeration> {
    metadata::ENUMERATIONS
        .into_iter()
        .chain([&ENDPOINT_ACCESS_TYPE, &TARGET_FIELD_TYPE])
}
