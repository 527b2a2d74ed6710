//! `Relationship`: a relationship of two tables by its schema name, and the role of the first table in it.

use super::enumeration::Enumeration;
use super::types::{ComplexType, Content, Member, MemberType, Namespace};
use crate::field_type::FieldType;

/// The namespace of the SDK's core types.
const SDK: Namespace = Namespace {
    uri: "http://schemas.microsoft.com/xrm/2011/Contracts",
    prefix: "a",
    dotnet: "Microsoft.Xrm.Sdk",
};

/// The parameter `Relationship` of `Associate` and `Disassociate`.
pub static RELATIONSHIP: ComplexType = ComplexType {
    name: "Relationship",
    namespace: &SDK,
    base: None,
    content: Content::Members(&[
        Member::required("SchemaName", MemberType::Value(FieldType::String)),
        Member::optional("PrimaryEntityRole", MemberType::Enumeration(&ENTITY_ROLE)),
    ]),
};

/// The role of a table in a relationship with itself: whether its row has the lookup, or is referred to.
pub static ENTITY_ROLE: Enumeration =
    Enumeration::of("EntityRole", &SDK, &[("Referencing", 0), ("Referenced", 1)]);
