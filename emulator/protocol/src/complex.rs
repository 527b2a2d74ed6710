//! Instances of complex types and collections of them.
//!
//! The table of complex types is [`types`]; each type has a file of its own beside it. This module knows no text
//! format: [`odata::complex`](crate::odata::complex) reads and writes OData JSON, `soap::complex` the XML of the SDK's
//! contracts, and `execution_context::complex` writes the JSON of an execution context.

mod entity_changes;
mod enumeration;
mod execute_multiple_settings;
mod fetch_validation;
pub mod matching;
pub mod metadata;
pub mod metadata_query;
mod organization_detail;
mod principal_access;
mod relationship;
mod role_privilege;
mod stored;
mod target_field_type;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod types;

pub use entity_changes::{
    BUSINESS_ENTITY_CHANGES, CHANGE_TYPE, CHANGED_ITEM, NEW_OR_UPDATED_ITEM, PAGING_INFO,
    REMOVED_OR_DELETED_ITEM,
};
pub use enumeration::Enumeration;
pub use execute_multiple_settings::EXECUTE_MULTIPLE_SETTINGS;
pub use fetch_validation::{FETCH_VALIDATION, VALIDATOR_ISSUE};
pub use organization_detail::{
    ENDPOINT_ACCESS_TYPE, ENDPOINT_COLLECTION, ORGANIZATION_DETAIL, ORGANIZATION_STATE,
};
pub use principal_access::{ACCESS_RIGHTS, PRINCIPAL_ACCESS};
pub use relationship::{ENTITY_ROLE, RELATIONSHIP};
pub use role_privilege::ROLE_PRIVILEGE;
pub use target_field_type::TARGET_FIELD_TYPE;
pub use types::{ComplexType, MemberType};

use indexmap::IndexMap;
use thiserror::Error;

use crate::value::Value;
use types::{Namespace, Presence};

/// Why a value is not an instance of a complex type.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ComplexError {
    /// The type has no such member, or the value is not of the member's type.
    #[error("'{member}' is no property of {kind}, or not of its type.")]
    Member {
        /// Name of the member, as given.
        member: String,
        /// Name of the complex type.
        kind: &'static str,
    },
    /// A required member is missing.
    #[error("{kind} needs '{member}'.")]
    Missing {
        /// Name of the member.
        member: &'static str,
        /// Name of the complex type.
        kind: &'static str,
    },
    /// The text is neither the name nor the number of a member of an enumeration.
    #[error("'{given}' is no member of {enumeration}: expected one of {expected}, or its number.")]
    Enumeration {
        /// The text.
        given: String,
        /// Name of the enumeration.
        enumeration: &'static str,
        /// Names of the enumeration's members, separated by commas.
        expected: String,
    },
    /// The type is unknown, or not derived from the declared one.
    #[error("'{given}' is not {declared}, nor a complex type derived from it.")]
    Type {
        /// Name of the type, as given.
        given: String,
        /// Name of the declared type.
        declared: &'static str,
    },
}

/// An instance of a complex type.
///
/// Each value is of the member's declared type; a member without a value is absent. An enumeration member holds its
/// number ([`Value::Integer`]). The members of a dictionary type are its entries, by key.
#[derive(Debug, Clone, PartialEq)]
pub struct Complex {
    kind: &'static ComplexType,
    members: IndexMap<&'static str, Value>,
}

impl Complex {
    /// An instance without any values.
    pub fn new(kind: &'static ComplexType) -> Self {
        Self {
            kind,
            members: IndexMap::new(),
        }
    }

    /// The complex type of the instance.
    pub const fn kind(&self) -> &'static ComplexType {
        self.kind
    }

    /// The value of a member; `None` for a member that is absent or null.
    pub fn get(&self, member: &str) -> Option<&Value> {
        self.members.get(member)
    }

    /// The same instance with one more value.
    ///
    /// # Panics
    ///
    /// When the type has no such member, or the value is not of the member's type. Both are constants of the caller.
    #[must_use]
    pub fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        if let Err(error) = self.set(member, value.into()) {
            panic!("{error}");
        }
        self
    }

    /// Sets the value of a member; null removes the member.
    ///
    /// # Errors
    ///
    /// [`ComplexError::Member`] when the type has no such member, or the value is not of the member's type.
    pub fn set(&mut self, member: &str, value: Value) -> Result<(), ComplexError> {
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

    /// Lays a value over the one of a member: instances are laid over each other member by member, at any depth, and
    /// everything else is replaced. Null, and a value that the type has no place for, change nothing.
    pub fn lay_over(&mut self, member: &str, value: &Value) {
        let value = match (self.get(member), value) {
            (Some(Value::Complex(own)), Value::Complex(given)) if own.kind == given.kind => {
                let mut laid = (**own).clone();
                for (name, value) in &given.members {
                    laid.lay_over(name, value);
                }
                laid.into()
            }
            _ => value.clone(),
        };
        if let Some((name, kind)) = self.kind.entry(member)
            && kind.accepts(&value)
            && !value.is_null()
        {
            self.members.insert(name, value);
        }
    }

    /// The same instance with those of its values whose members are wanted.
    #[must_use]
    pub fn with_only(&self, is_wanted: impl Fn(&str) -> bool) -> Self {
        let members = self.members.iter().filter(|(name, _)| is_wanted(name));
        Self {
            kind: self.kind,
            members: members
                .map(|(name, value)| (*name, value.clone()))
                .collect(),
        }
    }

    /// The same instance with what `replace` has for the instances inside, at any depth; `None` keeps one and looks
    /// inside it.
    ///
    /// # Panics
    ///
    /// When a replacement is of another type than what it replaces.
    #[must_use]
    pub fn map_instances(&self, replace: &dyn Fn(&Self) -> Option<Self>) -> Self {
        let inside = |of: &Self| replace(of).unwrap_or_else(|| of.map_instances(replace));
        let members = self.members.iter().map(|(name, value)| {
            let value = match value {
                Value::Complex(of) => inside(of).into(),
                Value::ComplexCollection(of) => {
                    let items = of.items.iter().map(inside).collect();
                    ComplexCollection::of(of.kind, items).into()
                }
                other => other.clone(),
            };
            (*name, value)
        });
        Self {
            kind: self.kind,
            members: members.collect(),
        }
    }

    /// The entries of a dictionary, or the members that have values, in the order in which they were set.
    pub(crate) fn entries(&self) -> impl ExactSizeIterator<Item = (&'static str, &Value)> {
        self.members.iter().map(|(name, value)| (*name, value))
    }

    /// The instance, unless a required member is missing ([`ComplexError::Missing`]).
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

/// Instances of one complex type or of types derived from it.
#[derive(Debug, Clone, PartialEq)]
pub struct ComplexCollection {
    kind: &'static ComplexType,
    items: Vec<Complex>,
    contract: Option<&'static CollectionContract>,
}

/// The SDK's name of a collection that is no array: its type, whose namespace its items have, too.
#[derive(Debug)]
pub struct CollectionContract {
    pub(crate) name: &'static str,
    pub(crate) namespace: &'static Namespace,
}

/// Compares by address: each contract is one static.
impl PartialEq for CollectionContract {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl ComplexCollection {
    /// A collection with this declared type.
    ///
    /// # Errors
    ///
    /// [`ComplexError::Type`] for an instance whose type is neither the declared one nor derived from it.
    pub fn new(kind: &'static ComplexType, items: Vec<Complex>) -> Result<Self, ComplexError> {
        match items.iter().find(|item| !item.kind.is_a(kind)) {
            None => Ok(Self {
                kind,
                items,
                contract: None,
            }),
            Some(other) => Err(ComplexError::Type {
                given: other.kind.name.to_owned(),
                declared: kind.name,
            }),
        }
    }

    /// A collection of instances that are all of this type or of derived ones.
    ///
    /// # Panics
    ///
    /// When an instance is of another type. The types are constants of the caller.
    pub fn of(kind: &'static ComplexType, items: Vec<Complex>) -> Self {
        match Self::new(kind, items) {
            Ok(collection) => collection,
            Err(error) => panic!("{error}"),
        }
    }

    /// The same collection, as the SDK's type of this name.
    #[must_use]
    pub fn with_contract(self, contract: &'static CollectionContract) -> Self {
        Self {
            contract: Some(contract),
            ..self
        }
    }

    /// The SDK's name of the collection; `None` for an array.
    pub(crate) const fn contract(&self) -> Option<&'static CollectionContract> {
        self.contract
    }

    /// The declared type: every instance is of this type or of one derived from it.
    pub const fn kind(&self) -> &'static ComplexType {
        self.kind
    }

    /// The instances, in their order.
    pub fn into_items(self) -> Vec<Complex> {
        self.items
    }

    /// The instances, in their order.
    pub fn items(&self) -> &[Complex] {
        &self.items
    }
}
