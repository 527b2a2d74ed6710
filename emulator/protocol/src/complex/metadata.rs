//! The complex types of metadata: definitions of tables, columns, option sets, relationships and keys, and queries for
//! them (`Microsoft.Xrm.Sdk.Metadata`).
//!
//! [`TYPES`] and [`ENUMERATIONS`] are the tables; each family of types has a file of its own beside this one. Names,
//! namespaces, bases and numbers of members are those of the SDK's data contracts. In the Web API the types with a
//! `MetadataId` are entity types, the others complex types.

mod attribute;
mod attribute_kinds;
mod constants;
mod entity;
mod enumerations;
mod key;
mod label;
mod managed_property;
mod namespaces;
mod option_set;
mod query;
mod relationship;
mod settings;
#[cfg(test)]
mod tests;

pub use attribute::{ATTRIBUTE, METADATA_BASE};
pub use attribute_kinds::{
    BIG_INT, BOOLEAN, DATE_TIME, DECIMAL, DOUBLE, ENTITY_NAME, ENUM, FILE, IMAGE, INTEGER, LOOKUP,
    MANAGED_PROPERTY, MEMO, MONEY, MULTI_SELECT_PICKLIST, PICKLIST, STATE, STATUS, STRING,
    UNIQUE_IDENTIFIER,
};
pub use constants::{
    ATTRIBUTE_TYPE_DISPLAY_NAME, DATE_TIME_BEHAVIOR, MEMO_FORMAT_NAME, STRING_FORMAT_NAME,
};
pub use entity::{ENTITY, SECURITY_PRIVILEGE};
pub use enumerations::{
    ASSOCIATED_MENU_BEHAVIOR, ASSOCIATED_MENU_GROUP, ATTRIBUTE_REQUIRED_LEVEL, ATTRIBUTE_TYPE_CODE,
    CASCADE_TYPE, DATE_TIME_FORMAT, DELETED_METADATA_FILTERS, ENTITY_FILTERS,
    ENTITY_KEY_INDEX_STATUS, IME_MODE, INTEGER_FORMAT, LOGICAL_OPERATOR, LOOKUP_FORMAT,
    METADATA_CONDITION_OPERATOR, OPTION_SET_TYPE, OWNERSHIP_TYPES, PRIVILEGE_TYPE,
    RELATIONSHIP_TYPE, SECURITY_TYPES, STRING_FORMAT,
};
pub use key::ENTITY_KEY;
pub use label::{LABEL, LOCALIZED_LABEL, in_languages};
pub use managed_property::{ATTRIBUTE_REQUIRED_LEVEL_MANAGED_PROPERTY, BOOLEAN_MANAGED_PROPERTY};
pub use option_set::{
    BOOLEAN_OPTION_SET, OPTION, OPTION_SET, OPTION_SET_BASE, STATE_OPTION, STATUS_OPTION,
};
pub use query::{
    ATTRIBUTE_QUERY, DELETED_METADATA, ENTITY_KEY_QUERY, ENTITY_METADATA_COLLECTION, ENTITY_QUERY,
    LABEL_QUERY, METADATA_CONDITION, METADATA_FILTER, METADATA_PROPERTIES, RELATIONSHIP_QUERY,
};
pub use relationship::{
    ASSOCIATED_MENU_CONFIGURATION, CASCADE_CONFIGURATION, MANY_TO_MANY, ONE_TO_MANY,
    RELATIONSHIP_ATTRIBUTE, RELATIONSHIP_BASE,
};
pub use settings::ENTITY_SETTING;

use super::enumeration::Enumeration;
use super::types::{ComplexType, Member, MemberType};
use crate::field_type::FieldType;

/// Every complex type of metadata.
pub(super) static TYPES: [&ComplexType; 61] = [
    &METADATA_BASE,
    &LABEL,
    &LOCALIZED_LABEL,
    &managed_property::MANAGED_BOOLEAN,
    &managed_property::MANAGED_REQUIRED_LEVEL,
    &BOOLEAN_MANAGED_PROPERTY,
    &ATTRIBUTE_REQUIRED_LEVEL_MANAGED_PROPERTY,
    &constants::CONSTANTS_BASE,
    &ATTRIBUTE_TYPE_DISPLAY_NAME,
    &DATE_TIME_BEHAVIOR,
    &MEMO_FORMAT_NAME,
    &STRING_FORMAT_NAME,
    &ENTITY_SETTING,
    &ENTITY,
    &SECURITY_PRIVILEGE,
    &ATTRIBUTE,
    &ENUM,
    &BIG_INT,
    &BOOLEAN,
    &DATE_TIME,
    &DECIMAL,
    &DOUBLE,
    &ENTITY_NAME,
    &FILE,
    &IMAGE,
    &INTEGER,
    &LOOKUP,
    &MANAGED_PROPERTY,
    &MEMO,
    &MONEY,
    &MULTI_SELECT_PICKLIST,
    &PICKLIST,
    &STATE,
    &STATUS,
    &STRING,
    &UNIQUE_IDENTIFIER,
    &OPTION_SET_BASE,
    &OPTION_SET,
    &BOOLEAN_OPTION_SET,
    &OPTION,
    &STATE_OPTION,
    &STATUS_OPTION,
    &ENTITY_KEY,
    &RELATIONSHIP_BASE,
    &ONE_TO_MANY,
    &MANY_TO_MANY,
    &ASSOCIATED_MENU_CONFIGURATION,
    &CASCADE_CONFIGURATION,
    &RELATIONSHIP_ATTRIBUTE,
    &query::METADATA_QUERY_BASE,
    &query::METADATA_QUERY,
    &METADATA_FILTER,
    &METADATA_CONDITION,
    &METADATA_PROPERTIES,
    &ENTITY_QUERY,
    &ATTRIBUTE_QUERY,
    &RELATIONSHIP_QUERY,
    &ENTITY_KEY_QUERY,
    &LABEL_QUERY,
    &DELETED_METADATA,
    &settings::MANAGED_PROPERTY_METADATA,
];

/// Every enumeration of metadata.
pub(super) static ENUMERATIONS: [&Enumeration; 24] = [
    &ASSOCIATED_MENU_BEHAVIOR,
    &ASSOCIATED_MENU_GROUP,
    &ATTRIBUTE_REQUIRED_LEVEL,
    &ATTRIBUTE_TYPE_CODE,
    &CASCADE_TYPE,
    &DATE_TIME_FORMAT,
    &DELETED_METADATA_FILTERS,
    &enumerations::ENTITY_CLUSTER_MODE,
    &ENTITY_FILTERS,
    &ENTITY_KEY_INDEX_STATUS,
    &IME_MODE,
    &INTEGER_FORMAT,
    &LOGICAL_OPERATOR,
    &LOOKUP_FORMAT,
    &enumerations::MANAGED_PROPERTY_EVALUATION_PRIORITY,
    &enumerations::MANAGED_PROPERTY_OPERATION,
    &enumerations::MANAGED_PROPERTY_TYPE,
    &METADATA_CONDITION_OPERATOR,
    &OPTION_SET_TYPE,
    &OWNERSHIP_TYPES,
    &PRIVILEGE_TYPE,
    &RELATIONSHIP_TYPE,
    &SECURITY_TYPES,
    &STRING_FORMAT,
];

impl ComplexType {
    /// Whether the Web API has the type as an entity type: it has a `MetadataId` and can be addressed.
    pub fn is_definition(&self) -> bool {
        self.is_a(&METADATA_BASE) && !self.is_a(&LOCALIZED_LABEL) && !self.is_a(&OPTION)
    }
}

/// Whether any kind of column has this property.
pub fn attribute_has(property: &str) -> bool {
    let kinds = TYPES.into_iter().filter(|kind| kind.is_a(&ATTRIBUTE));
    kinds
        .into_iter()
        .any(|kind| kind.member(property).is_some())
}

const fn text(name: &'static str) -> Member {
    Member::optional(name, MemberType::Value(FieldType::String))
}

const fn texts(name: &'static str) -> Member {
    Member::optional(name, MemberType::Value(FieldType::StringArray))
}

const fn flag(name: &'static str) -> Member {
    Member::optional(name, MemberType::Value(FieldType::Boolean))
}

const fn integer(name: &'static str) -> Member {
    Member::optional(name, MemberType::Value(FieldType::Integer))
}

const fn decimal(name: &'static str) -> Member {
    Member::optional(name, MemberType::Value(FieldType::Decimal))
}

const fn double(name: &'static str) -> Member {
    Member::optional(name, MemberType::Value(FieldType::Float))
}

const fn guid(name: &'static str) -> Member {
    Member::optional(name, MemberType::Value(FieldType::Guid))
}

const fn instant(name: &'static str) -> Member {
    Member::optional(name, MemberType::Value(FieldType::DateTime))
}

const fn one_of(name: &'static str, of: &'static Enumeration) -> Member {
    Member::optional(name, MemberType::Enumeration(of))
}

const fn one(name: &'static str, kind: &'static ComplexType) -> Member {
    Member::optional(name, MemberType::Complex(kind))
}

const fn list(name: &'static str, kind: &'static ComplexType) -> Member {
    Member::optional(name, MemberType::Array(kind))
}

const fn label(name: &'static str) -> Member {
    one(name, &LABEL)
}

/// A Boolean that a managed solution can lock.
const fn managed(name: &'static str) -> Member {
    one(name, &BOOLEAN_MANAGED_PROPERTY)
}
