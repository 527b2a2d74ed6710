//! Enumerations of the SDK: names with numbers.
//!
//! OData JSON and XML have the name, an execution context's JSON has the number, and a value has the
//! number ([`Value::Integer`]).

use super::ComplexError;
use crate::value::Value;

/// Names with numbers.
pub struct Enumeration {
    pub(crate) name: &'static str,
    pub(crate) members: &'static [(&'static str, i32)],
}

impl Enumeration {
    /// A member as a value.
    ///
    /// # Panics
    ///
    /// When there is no member of that name: it is written in code.
    pub fn value(&self, name: &str) -> Value {
        match self.number(name) {
            Some(number) => Value::Integer(number),
            None => panic!("{} has no member {name}", self.name),
        }
    }

    /// The number of a name.
    pub(crate) fn number(&self, name: &str) -> Option<i32> {
        let mut members = self.members.iter();
        members.find(|(own, _)| *own == name).map(|(_, it)| *it)
    }

    /// The name of a number.
    pub(crate) fn name_of(&self, number: i32) -> Option<&'static str> {
        let mut members = self.members.iter();
        members.find(|(_, own)| *own == number).map(|(it, _)| *it)
    }

    /// The number of a name, or of a number written as text.
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

    fn names(&self) -> String {
        let names: Vec<_> = self.members.iter().map(|(name, _)| *name).collect();
        names.join(", ")
    }
}
