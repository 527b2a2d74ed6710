//! `RolePrivilege`: a privilege by id or by name, with its access level (PV-004).

use super::enumeration::Enumeration;
use super::types::{ComplexType, Content, Member, MemberType, Namespace};
use crate::field_type::FieldType;

/// The namespace of the SDK's message types.
pub(super) const MESSAGES: Namespace = Namespace {
    uri: "http://schemas.microsoft.com/crm/2011/Contracts",
    prefix: "g",
    dotnet: "Microsoft.Crm.Sdk.Messages",
};

/// The item type of the `Privileges` parameter of `AddPrivilegesRole`.
pub static ROLE_PRIVILEGE: ComplexType = ComplexType {
    name: "RolePrivilege",
    namespace: &MESSAGES,
    base: None,
    content: Content::Members(&[
        Member::optional("Depth", MemberType::Enumeration(&PRIVILEGE_DEPTH)),
        Member::optional("PrivilegeId", MemberType::Value(FieldType::Guid)),
        Member::optional("BusinessUnitId", MemberType::Value(FieldType::Guid)),
        Member::optional("PrivilegeName", MemberType::Value(FieldType::String)),
        Member::optional("RecordFilterId", MemberType::Value(FieldType::Guid)),
    ]),
};

static PRIVILEGE_DEPTH: Enumeration = Enumeration::of(
    "PrivilegeDepth",
    &MESSAGES,
    &[("Basic", 0), ("Local", 1), ("Deep", 2), ("Global", 3)],
);
