//! Values of complex types: an instance holds members, and its static type says which ones.
//!
//! The table of types is [`types`]; each type stands in a file of its own beside it. How an
//! instance looks in a format is not known here: OData JSON is [`odata::complex`](crate::odata::complex),
//! XML of the SDK's contracts is in `soap`, and the JSON of an execution context in
//! `execution_context`.

mod enumeration;
mod organization_detail;
mod role_privilege;
mod stored;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod types;

pub use enumeration::Enumeration;
pub use organization_detail::{ENDPOINT_COLLECTION, ORGANIZATION_DETAIL, ORGANIZATION_STATE};
pub use role_privilege::ROLE_PRIVILEGE;
pub use types::{ComplexType, MemberType};

use indexmap::IndexMap;
use thiserror::Error;

use crate::value::Value;
use types::Presence;

/// Why an instance cannot be what was given.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ComplexError {
    /// A member that the type does not have, or a value of another type than the member's.
    #[error("'{member}' is no property of {kind}, or not of its type.")]
    Member {
        /// The member's name, as it was given.
        member: String,
        /// The name of the complex type.
        kind: &'static str,
    },
    /// A member without which there is no such instance.
    #[error("{kind} needs '{member}'.")]
    Missing {
        /// The member's name.
        member: &'static str,
        /// The name of the complex type.
        kind: &'static str,
    },
    /// Neither name nor number of an enumeration's members.
    #[error("'{given}' is no member of {enumeration}: expected one of {expected}, or its number.")]
    Enumeration {
        /// What was given.
        given: String,
        /// The name of the enumeration.
        enumeration: &'static str,
        /// The names of its members.
        expected: String,
    },
    /// A type that is not in the table, or not derived from the declared one.
    #[error("'{given}' is not {declared}, nor a complex type derived from it.")]
    Type {
        /// The name of the type, as it was given.
        given: String,
        /// The declared type.
        declared: &'static str,
    },
}

/// An instance of a complex type.
///
/// Members have values of their declared types only; a member without a value is not there. A
/// member that is an enumeration has its number ([`Value::Integer`]). The members of a dictionary
/// are its entries, by key.
#[derive(Debug, Clone, PartialEq)]
pub struct Complex {
    kind: &'static ComplexType,
    members: IndexMap<&'static str, Value>,
}

impl Complex {
    /// An instance without any members.
    pub fn new(kind: &'static ComplexType) -> Self {
        Self {
            kind,
            members: IndexMap::new(),
        }
    }

    /// Its type.
    pub const fn kind(&self) -> &'static ComplexType {
        self.kind
    }

    /// The value of a member, absent and null alike being `None`.
    pub fn get(&self, member: &str) -> Option<&Value> {
        self.members.get(member)
    }

    /// The same instance with one more member.
    ///
    /// # Panics
    ///
    /// When the type has no such member, or the value is not of the member's type: both are written
    /// in code.
    #[must_use]
    pub fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        if let Err(error) = self.set(member, value.into()) {
            panic!("{error}");
        }
        self
    }

    /// Gives a member its value; null takes it away.
    pub(crate) fn set(&mut self, member: &str, value: Value) -> Result<(), ComplexError> {
        let unfit = || ComplexError::Member {
            member: member.to_owned(),
            kind: self.kind.name,
        };
        let (name, kind) = self.kind.entry(member).ok_or_else(unfit)?;
        if !kind.accepts(&value) {
            return Err(unfit());
        }
        if value.is_null() {
            self.members.shift_remove(name);
        } else {
            self.members.insert(name, value);
        }
        Ok(())
    }

    /// The entries of a dictionary in their order, or the members that have values.
    pub(crate) fn entries(&self) -> impl ExactSizeIterator<Item = (&'static str, &Value)> {
        self.members.iter().map(|(name, value)| (*name, value))
    }

    /// The instance, if it has every member that it needs.
    pub(crate) fn complete(self) -> Result<Self, ComplexError> {
        let missing = self.kind.members().find(|member| {
            member.presence == Presence::Required && self.get(member.name).is_none()
        });
        match missing {
            None => Ok(self),
            Some(member) => Err(ComplexError::Missing {
                member: member.name,
                kind: self.kind.name,
            }),
        }
    }
}

/// Instances of one complex type, or of types derived from it.
#[derive(Debug, Clone, PartialEq)]
pub struct ComplexCollection {
    kind: &'static ComplexType,
    items: Vec<Complex>,
}

impl ComplexCollection {
    /// A collection of these instances.
    ///
    /// # Errors
    ///
    /// [`ComplexError::Type`] for an instance of another type.
    pub(crate) fn new(
        kind: &'static ComplexType,
        items: Vec<Complex>,
    ) -> Result<Self, ComplexError> {
        match items.iter().find(|item| !item.kind.is_a(kind)) {
            None => Ok(Self { kind, items }),
            Some(other) => Err(ComplexError::Type {
                given: other.kind.name.to_owned(),
                declared: kind.name,
            }),
        }
    }

    /// The type that all of them have in common.
    pub const fn kind(&self) -> &'static ComplexType {
        self.kind
    }

    /// The instances.
    pub fn into_items(self) -> Vec<Complex> {
        self.items
    }

    /// The instances, in their order.
    pub(crate) fn items(&self) -> &[Complex] {
        &self.items
    }
}
