//! The table of complex types, and what it is made of.
//!
//! Members stand in the order in which the Web API has them. The SDK's serializers have another
//! one, which follows from the names ([`ComplexType::contract_members`]).

use std::fmt;
use std::ptr;

use super::enumeration::Enumeration;
use super::organization_detail::{ENDPOINT_COLLECTION, ORGANIZATION_DETAIL};
use super::role_privilege::ROLE_PRIVILEGE;
use crate::field_type::FieldType;
use crate::value::Value;

/// Every complex type.
static TYPES: [&ComplexType; 3] = [&ENDPOINT_COLLECTION, &ORGANIZATION_DETAIL, &ROLE_PRIVILEGE];

/// Where the SDK has a type.
#[derive(Debug)]
pub(crate) struct Namespace {
    /// The namespace of its contract.
    pub(crate) uri: &'static str,
    /// The prefix that is written for it. The envelope binds `a`; any other is bound where it is used.
    pub(crate) prefix: &'static str,
    /// The namespace of its class in .NET.
    pub(crate) dotnet: &'static str,
}

/// A complex type: a structure without an identity of its own.
pub struct ComplexType {
    pub(crate) name: &'static str,
    pub(crate) namespace: &'static Namespace,
    /// The type whose members it has as well.
    pub(crate) base: Option<&'static ComplexType>,
    pub(crate) content: Content,
}

/// What an instance holds.
pub(crate) enum Content {
    /// Members by name, in the order of the Web API.
    Members(&'static [Member]),
    /// Values by the names of an enumeration.
    Dictionary(Dictionary),
}

/// A dictionary's keys and values.
pub(crate) struct Dictionary {
    pub(crate) key: &'static Enumeration,
    pub(crate) value: MemberType,
    /// The element of one pair in XML, which .NET makes of both types' names.
    pub(crate) pair: &'static str,
}

/// A member of a complex type.
pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) kind: MemberType,
    pub(crate) presence: Presence,
}

impl Member {
    pub(crate) const fn required(name: &'static str, kind: MemberType) -> Self {
        Self {
            name,
            kind,
            presence: Presence::Required,
        }
    }

    pub(crate) const fn optional(name: &'static str, kind: MemberType) -> Self {
        Self {
            name,
            kind,
            presence: Presence::Optional,
        }
    }
}

/// Whether every instance has a value for a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// It has.
    Required,
    /// It may have none; then the member is written as null.
    Optional,
}

/// The type of a member, or of a message's parameter.
pub enum MemberType {
    /// One of the simple custom API types.
    Value(FieldType),
    /// A number that has a name.
    Enumeration(&'static Enumeration),
    /// An instance of a complex type, or of one derived from it.
    Complex(&'static ComplexType),
    /// Any number of such instances.
    Array(&'static ComplexType),
}

impl ComplexType {
    /// Its name in the SDK and in the Web API.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The full name of its class in .NET.
    pub fn dotnet_name(&self) -> String {
        format!("{}.{}", self.namespace.dotnet, self.name)
    }

    /// The type of a name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        all().find(|kind| kind.name == name)
    }

    /// The type of a name in a contract's namespace.
    pub(crate) fn of_contract(uri: &str, name: &str) -> Option<&'static Self> {
        all().find(|kind| kind.namespace.uri == uri && kind.name == name)
    }

    /// Whether it is another type or derived from it.
    pub(crate) fn is_a(&self, other: &Self) -> bool {
        self == other || self.base.is_some_and(|base| base.is_a(other))
    }

    /// Its own members and those of the types it is derived from, the base's first.
    pub(crate) fn members(&self) -> impl Iterator<Item = &'static Member> {
        self.levels().into_iter().flat_map(Self::own)
    }

    /// The same members in the order of the SDK's serializers, each with the namespace it stands
    /// in: the base's first, those of one type by ordinal comparison of their names.
    pub(crate) fn contract_members(
        &self,
    ) -> impl Iterator<Item = (&'static Namespace, &'static Member)> {
        self.levels().into_iter().flat_map(|level| {
            let mut own: Vec<_> = level.own().iter().collect();
            own.sort_unstable_by_key(|member| member.name);
            own.into_iter().map(|member| (level.namespace, member))
        })
    }

    /// The member of a name, or the entry of a key, with the type of its value.
    pub(crate) fn entry(&self, name: &str) -> Option<(&'static str, &MemberType)> {
        match &self.content {
            Content::Members(_) => self
                .members()
                .find(|member| member.name == name)
                .map(|member| (member.name, &member.kind)),
            Content::Dictionary(dictionary) => {
                let key = dictionary.key.number(name)?;
                Some((dictionary.key.name_of(key)?, &dictionary.value))
            }
        }
    }

    fn own(&self) -> &'static [Member] {
        match &self.content {
            Content::Members(members) => members,
            Content::Dictionary(_) => &[],
        }
    }

    /// The types it is made of, the outermost base first.
    fn levels(&self) -> Vec<&Self> {
        let mut levels = self.base.map(Self::levels).unwrap_or_default();
        levels.push(self);
        levels
    }
}

fn all() -> impl Iterator<Item = &'static ComplexType> {
    #[cfg(not(test))]
    const OF_TESTS: [&ComplexType; 0] = [];
    #[cfg(test)]
    use super::tests::TYPES as OF_TESTS;
    TYPES.into_iter().chain(OF_TESTS)
}

/// Types are the same where they are the same entry of the table.
impl PartialEq for ComplexType {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self, other)
    }
}

impl Eq for ComplexType {}

impl fmt::Debug for ComplexType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl MemberType {
    /// Whether a value is of this type; null is of every type.
    pub(crate) fn accepts(&self, value: &Value) -> bool {
        match (self, value) {
            (_, Value::Null) => true,
            (Self::Value(kind), value) => kind.accepts(value),
            (Self::Enumeration(of), Value::Integer(number)) => of.name_of(*number).is_some(),
            (Self::Complex(kind), Value::Complex(instance)) => instance.kind().is_a(kind),
            (Self::Array(kind), Value::ComplexCollection(items)) => items.kind() == *kind,
            (Self::Enumeration(_) | Self::Complex(_) | Self::Array(_), _) => false,
        }
    }
}
