//! `ExecuteMultipleSettings`: what `ExecuteMultiple` does after a fault, and which responses it returns.

use super::types::{ComplexType, Content, Member, MemberType, Namespace};
use crate::field_type::FieldType;

/// The namespace of the SDK's types for several requests in one.
const SEVERAL: Namespace = Namespace {
    uri: "http://schemas.microsoft.com/xrm/2012/Contracts",
    prefix: "l",
    dotnet: "Microsoft.Xrm.Sdk",
};

/// The parameter `Settings` of `ExecuteMultiple`.
pub static EXECUTE_MULTIPLE_SETTINGS: ComplexType = ComplexType {
    name: "ExecuteMultipleSettings",
    namespace: &SEVERAL,
    base: None,
    content: Content::Members(&[
        Member::required("ContinueOnError", MemberType::Value(FieldType::Boolean)),
        Member::required("ReturnResponses", MemberType::Value(FieldType::Boolean)),
    ]),
};
