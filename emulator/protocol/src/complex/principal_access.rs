//! `PrincipalAccess`: a user or team with rights on a row, and `AccessRights`, the flags that the rights are (PV-072).

use super::enumeration::Enumeration;
use super::role_privilege::MESSAGES;
use super::types::{ComplexType, Content, Member, MemberType};
use crate::field_type::FieldType;

/// The rights that a principal has on a row.
pub static PRINCIPAL_ACCESS: ComplexType = ComplexType {
    name: "PrincipalAccess",
    namespace: &MESSAGES,
    base: None,
    content: Content::Members(&[
        Member::required("AccessMask", MemberType::Enumeration(&ACCESS_RIGHTS)),
        // A reference: formats that depend on metadata read it apart from the other members.
        Member::optional("Principal", MemberType::Value(FieldType::EntityReference)),
    ]),
};

/// The rights on a row.
pub static ACCESS_RIGHTS: Enumeration = Enumeration::flags(
    "AccessRights",
    &MESSAGES,
    &[
        ("None", 0),
        ("ReadAccess", 1),
        ("WriteAccess", 2),
        ("AppendAccess", 4),
        ("AppendToAccess", 16),
        ("CreateAccess", 32),
        ("DeleteAccess", 0x1_0000),
        ("ShareAccess", 0x4_0000),
        ("AssignAccess", 0x8_0000),
    ],
);
