//! The table of complex types, and the types that describe them.
//!
//! Members have the order of the Web API. The SDK's serializers use another order, which follows from the members'
//! names and, where a later version has added a member, from its number ([`ComplexType::contract_members`]).

use std::fmt;
use std::ptr;

use super::entity_changes::{
    BUSINESS_ENTITY_CHANGES, CHANGED_ITEM, NEW_OR_UPDATED_ITEM, PAGING_INFO,
    REMOVED_OR_DELETED_ITEM,
};
use super::enumeration::Enumeration;
use super::execute_multiple_settings::EXECUTE_MULTIPLE_SETTINGS;
use super::fetch_validation::{FETCH_VALIDATION, PROPERTY_BAG, VALIDATOR_ISSUE};
use super::metadata;
use super::organization_detail::{ENDPOINT_COLLECTION, ORGANIZATION_DETAIL};
use super::principal_access::PRINCIPAL_ACCESS;
use super::relationship::RELATIONSHIP;
use super::role_privilege::ROLE_PRIVILEGE;
use crate::field_type::FieldType;
use crate::odata::primitive::EdmType;
use crate::value::Value;

/// Every complex type that the emulator knows, apart from those of metadata ([`metadata::TYPES`]).
static TYPES: [&ComplexType; 14] = [
    &BUSINESS_ENTITY_CHANGES,
    &CHANGED_ITEM,
    &ENDPOINT_COLLECTION,
    &EXECUTE_MULTIPLE_SETTINGS,
    &FETCH_VALIDATION,
    &NEW_OR_UPDATED_ITEM,
    &ORGANIZATION_DETAIL,
    &PAGING_INFO,
    &PRINCIPAL_ACCESS,
    &PROPERTY_BAG,
    &RELATIONSHIP,
    &REMOVED_OR_DELETED_ITEM,
    &ROLE_PRIVILEGE,
    &VALIDATOR_ISSUE,
];

/// The namespaces of an SDK type in XML and in .NET.
#[derive(Debug)]
pub(crate) struct Namespace {
    /// The XML namespace of the data contract.
    pub(crate) uri: &'static str,
    /// The XML prefix. The envelope declares `a`; every other prefix is declared on the element that uses it.
    pub(crate) prefix: &'static str,
    /// The .NET namespace of the class.
    pub(crate) dotnet: &'static str,
}

/// A complex type of the Web API and the SDK.
pub struct ComplexType {
    pub(crate) name: &'static str,
    pub(crate) namespace: &'static Namespace,
    /// The base type, whose members are inherited.
    pub(crate) base: Option<&'static ComplexType>,
    pub(crate) content: Content,
}

/// The content of an instance.
pub(crate) enum Content {
    /// Members, in the order of the Web API.
    Members(&'static [Member]),
    /// A dictionary whose keys are the members of an enumeration.
    Dictionary(Dictionary),
}

/// The key and value types of a dictionary.
pub(crate) struct Dictionary {
    pub(crate) key: &'static Enumeration,
    pub(crate) value: MemberType,
    /// The XML element name of one pair, which .NET derives from the key type and the value type.
    pub(crate) pair: &'static str,
}

/// One member of a complex type.
pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) kind: MemberType,
    pub(crate) presence: Presence,
    /// The member's place among those of its type in the data contract: members with equal numbers are sorted by name.
    pub(crate) order: u8,
    pub(crate) surface: Surface,
}

impl Member {
    pub(crate) const fn required(name: &'static str, kind: MemberType) -> Self {
        Self {
            presence: Presence::Required,
            ..Self::optional(name, kind)
        }
    }

    pub(crate) const fn optional(name: &'static str, kind: MemberType) -> Self {
        Self {
            name,
            kind,
            presence: Presence::Optional,
            order: 0,
            surface: Surface::Both,
        }
    }

    /// The same member, which is never nil.
    pub(crate) const fn not_nil(self) -> Self {
        Self {
            presence: Presence::NotNil,
            ..self
        }
    }

    /// The same member, with its number in the data contract.
    pub(crate) const fn at(self, order: u8) -> Self {
        Self { order, ..self }
    }

    /// The same member, on these surfaces.
    pub(crate) const fn on(self, surface: Surface) -> Self {
        Self { surface, ..self }
    }
}

/// Where a member exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Surface {
    /// In the SDK, and in the Web API as a property.
    Both,
    /// In the SDK, and in the Web API as a navigation property, which an answer has only where it was expanded.
    Navigation,
    /// A navigation property of the Web API that the SDK does not have.
    WebNavigation,
    /// In the SDK only.
    Contract,
}

/// Whether a member must have a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// Every instance has a value.
    Required,
    /// The value may be missing; the member is then written as null.
    Optional,
    /// The value may be missing. The SDK has no nil for it, so that XML leaves the member out.
    NotNil,
}

/// The type of a member of a complex type, or of a message's parameter.
pub enum MemberType {
    /// A type of custom API parameters.
    Value(FieldType),
    /// A number with a name.
    Enumeration(&'static Enumeration),
    /// An instance of a complex type or of one derived from it.
    Complex(&'static ComplexType),
    /// An array of such instances.
    Array(&'static ComplexType),
    /// A 64-bit whole number.
    BigInt,
    /// An array of 32-bit whole numbers.
    Integers,
    /// An array of guids.
    Guids,
    /// A value that says its type (`xs:anyType`, the complex type `Object` of the Web API).
    Any,
}

impl ComplexType {
    /// The name in the SDK and in the Web API, such as `RolePrivilege`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The full .NET class name, such as `Microsoft.Crm.Sdk.Messages.RolePrivilege`.
    pub fn dotnet_name(&self) -> String {
        format!("{}.{}", self.namespace.dotnet, self.name)
    }

    /// The members that refer to rows, which formats that depend on metadata read and write apart from the others.
    pub fn references(&self) -> impl Iterator<Item = &'static str> {
        let members = self.members();
        let references = members
            .filter(|member| matches!(member.kind, MemberType::Value(FieldType::EntityReference)));
        references.map(|member| member.name)
    }

    /// Every complex type.
    pub(crate) fn all() -> impl Iterator<Item = &'static Self> {
        #[cfg(not(test))]
        const OF_TESTS: [&ComplexType; 0] = [];
        #[cfg(test)]
        use super::tests::TYPES as OF_TESTS;
        let known = TYPES.into_iter().chain(metadata::TYPES);
        known.chain(OF_TESTS)
    }

    /// The type with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::all().find(|kind| kind.name == name)
    }

    /// The type with this name in the XML namespace `uri`.
    pub(crate) fn of_contract(uri: &str, name: &str) -> Option<&'static Self> {
        Self::all().find(|kind| kind.namespace.uri == uri && kind.name == name)
    }

    /// Whether the type is `other` or derived from it.
    pub fn is_a(&self, other: &Self) -> bool {
        self == other || self.base.is_some_and(|base| base.is_a(other))
    }

    /// The inherited members, the outermost base first, and then the type's own.
    pub(crate) fn members(&self) -> impl Iterator<Item = &'static Member> {
        self.levels().into_iter().flat_map(Self::own)
    }

    /// The members in the order of the Web API: the type's own, then those of its base types.
    pub(crate) fn web_members(&self) -> impl Iterator<Item = &'static Member> {
        let levels = self.levels().into_iter().rev();
        levels.flat_map(Self::own)
    }

    /// A member by its name (case-sensitive).
    pub(crate) fn member(&self, name: &str) -> Option<&'static Member> {
        let mut level = Some(self);
        while let Some(kind) = level {
            if let Some(member) = kind.own().iter().find(|member| member.name == name) {
                return Some(member);
            }
            level = kind.base;
        }
        None
    }

    /// The members in the order of the SDK's serializers, each with the namespace of the type that declares it: the
    /// outermost base first, and the members of one type sorted by number and name (ordinal comparison).
    pub(crate) fn contract_members(
        &self,
    ) -> impl Iterator<Item = (&'static Namespace, &'static Member)> {
        self.levels().into_iter().flat_map(|level| {
            let mut own: Vec<_> = level
                .own()
                .iter()
                .filter(|member| member.surface != Surface::WebNavigation)
                .collect();
            own.sort_unstable_by_key(|member| (member.order, member.name));
            own.into_iter().map(|member| (level.namespace, member))
        })
    }

    /// The name and the value type of a member, or of a dictionary entry by its key.
    pub(crate) fn entry(&self, name: &str) -> Option<(&'static str, &MemberType)> {
        match &self.content {
            Content::Members(_) => self.member(name).map(|member| (member.name, &member.kind)),
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

    /// The type and its base types, the outermost base first.
    pub(crate) fn levels(&self) -> Vec<&Self> {
        let mut levels = self.base.map(Self::levels).unwrap_or_default();
        levels.push(self);
        levels
    }
}

/// Compares by address: each type is one static.
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
            (Self::Enumeration(of), Value::Integer(number)) => of.has(*number),
            (Self::Complex(kind), Value::Complex(instance)) => instance.kind().is_a(kind),
            (Self::Array(kind), Value::ComplexCollection(items)) => items.kind() == *kind,
            (Self::BigInt, Value::BigInt(_)) | (Self::Any, _) => true,
            (Self::Integers, Value::Array(of)) => of.of() == EdmType::Int32,
            (Self::Guids, Value::Array(of)) => of.of() == EdmType::Guid,
            (
                Self::Enumeration(_)
                | Self::Complex(_)
                | Self::Array(_)
                | Self::BigInt
                | Self::Integers
                | Self::Guids,
                _,
            ) => false,
        }
    }
}
