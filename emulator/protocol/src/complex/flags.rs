//! Instances of enumerations of flags: several members of the enumeration at once.
//!
//! An instance has one member, which holds the sum of the members' numbers. OData JSON and SOAP XML write the names, with
//! commas or spaces between them; the JSON of an execution context writes the number.

use super::enumeration::Enumeration;
use super::types::Content;
use super::{Complex, ComplexError, ComplexType};
use crate::value::Value;

/// The name of the number, as .NET has it.
pub(crate) const NUMBER: &str = "value__";

impl Complex {
    /// The instance with these flags.
    pub fn of_flags(kind: &'static ComplexType, number: i32) -> Self {
        Self::new(kind).with(NUMBER, number)
    }

    /// The sum of the instance's flags; 0 for an instance of another kind of type.
    pub fn flags(&self) -> i32 {
        match self.get(NUMBER) {
            Some(Value::Integer(number)) => *number,
            _ => 0,
        }
    }

    /// Reads the names or numbers of members, with commas or spaces between them.
    pub(crate) fn parse_flags(
        kind: &'static ComplexType,
        of: &Enumeration,
        text: &str,
    ) -> Result<Self, ComplexError> {
        let names = text.split([',', ' ']).map(str::trim);
        let names = names.filter(|name| !name.is_empty());
        let number = names
            .map(|name| of.parse(name))
            .try_fold(0, |sum, number| Ok::<_, ComplexError>(sum | number?))?;
        Ok(Self::of_flags(kind, number))
    }

    /// The names of the instance's flags; `None` for an instance of another kind of type.
    pub(crate) fn flag_names(&self, separator: &str) -> Option<String> {
        let Content::Flags(of) = &self.kind.content else {
            return None;
        };
        let number = self.flags();
        let none = || of.name_of(0).unwrap_or_default().to_owned();
        let set = of.members.iter().filter(|(_, bits)| number & bits != 0);
        let names: Vec<_> = set.map(|(name, _)| *name).collect();
        Some(match names.is_empty() {
            true => none(),
            false => names.join(separator),
        })
    }
}
