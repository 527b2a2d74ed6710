//! Enumerations of the SDK: names with numbers.
//!
//! OData JSON and SOAP XML write the name, the JSON of an execution context writes the number, and a value holds the
//! number ([`Value::Integer`]).

use std::fmt;
use std::ptr;

use super::ComplexError;
use crate::value::Value;

/// An SDK enumeration with the names and numbers of its members.
pub struct Enumeration {
    pub(crate) name: &'static str,
    pub(crate) members: &'static [(&'static str, i32)],
}

impl Enumeration {
    /// The name in the SDK and in the Web API, such as `EndpointAccessType`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The members with their numbers.
    pub const fn members(&self) -> &'static [(&'static str, i32)] {
        self.members
    }

    /// Whether a member has this name.
    pub fn has(&self, name: &str) -> bool {
        self.number(name).is_some()
    }

    /// The names of the members, with commas between them.
    pub fn names(&self) -> String {
        let names: Vec<_> = self.members.iter().map(|(name, _)| *name).collect();
        names.join(", ")
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
    pub(crate) fn number(&self, name: &str) -> Option<i32> {
        let mut members = self.members.iter();
        members.find(|(own, _)| *own == name).map(|(_, it)| *it)
    }

    /// The name of the member with this number.
    pub(crate) fn name_of(&self, number: i32) -> Option<&'static str> {
        let mut members = self.members.iter();
        members.find(|(_, own)| *own == number).map(|(it, _)| *it)
    }

    /// The number of the member with this name, or with this number written as text.
    pub(crate) fn parse(&self, text: &str) -> Result<i32, ComplexError> {
        let by_number = || text.parse().ok().filter(|it| self.name_of(*it).is_some());
        self.number(text)
            .or_else(by_number)
            .ok_or_else(|| ComplexError::Enumeration {
                given: text.to_owned(),
                enumeration: self.name,
                expected: self.names(),
            })
    }
}

/// Compares by address: each enumeration is one static.
impl PartialEq for Enumeration {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self, other)
    }
}

impl Eq for Enumeration {}

impl fmt::Debug for Enumeration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
