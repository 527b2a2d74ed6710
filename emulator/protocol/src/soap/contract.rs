//! The SDK's types that a value can declare, as data: the namespace of each type's data contract.
//!
//! Most belong to the contracts of 2011; a type that a later version added has a namespace of its own. The order of the
//! members is in `tests/contracts.rs`, which holds what the writer writes against it. Complex types
//! ([`complex`](crate::complex)) have a table of their own, from which namespaces and order follow.

use super::name::{
    ARRAYS, CONTRACTS, CONTRACTS_7_1, CONTRACTS_9_0, CONTRACTS_2012, QualifiedName, SERIALIZATION,
};

/// A type of the SDK.
pub(super) struct Contract {
    pub(super) name: &'static str,
    pub(super) namespace: &'static str,
    pub(super) content: Content,
}

/// What an element of the type contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Members.
    Members,
    /// Items, each of the same type.
    Items,
    /// The name of a member of an enumeration.
    Enumeration,
}

const fn members(name: &'static str) -> Contract {
    Contract {
        name,
        namespace: CONTRACTS,
        content: Content::Members,
    }
}

const fn items(name: &'static str, namespace: &'static str) -> Contract {
    Contract {
        name,
        namespace,
        content: Content::Items,
    }
}

const fn enumeration(name: &'static str, namespace: &'static str) -> Contract {
    Contract {
        name,
        namespace,
        content: Content::Enumeration,
    }
}

/// Every type that the reader takes as a value, apart from requests, complex types and their enumerations.
pub(super) static ALL: [Contract; 17] = [
    members("AliasedValue"),
    members("BooleanManagedProperty"),
    members("ColumnSet"),
    members("Entity"),
    members("EntityCollection"),
    members("EntityReference"),
    members("FetchExpression"),
    members("Money"),
    members("OptionSetValue"),
    members("QueryByAttribute"),
    members("QueryExpression"),
    items("ArrayOfQueryExpression", CONTRACTS),
    items("EntityReferenceCollection", CONTRACTS),
    items("OptionSetValueCollection", CONTRACTS_9_0),
    items("OrganizationRequestCollection", CONTRACTS_2012),
    items("RelationshipQueryCollection", CONTRACTS),
    enumeration("ConcurrencyBehavior", CONTRACTS_7_1),
];

/// The types of values that the SDK has and the reader does not take, each with its namespace (SO-061).
static NOT_READ: [(&str, &str); 3] = [
    (SERIALIZATION, "char"),
    (SERIALIZATION, "duration"),
    (ARRAYS, "ArrayOfanyType"),
];

/// Whether the SDK has this type, and the reader does not take it.
pub(super) fn is_not_emulated(kind: QualifiedName<'_>) -> bool {
    NOT_READ.contains(&(kind.namespace, kind.local))
}

/// The contract of a declared type.
pub(super) fn find(kind: QualifiedName<'_>) -> Option<&'static Contract> {
    ALL.iter()
        .find(|known| known.name == kind.local && known.namespace == kind.namespace)
}
