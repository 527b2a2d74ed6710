//! `ValidateFetchXmlExpressionResult`, the result of `ValidateFetchXmlExpression` (MS-060), with the types of its members.

use super::types::{ComplexType, Content, Member, MemberType, Namespace};
use crate::field_type::FieldType;

/// The namespace of the types that came with the message.
const VALIDATION: Namespace = Namespace {
    uri: "http://schemas.microsoft.com/xrm/9.0/Contracts",
    prefix: "q",
    dotnet: "Microsoft.Xrm.Sdk.Query",
};

/// What was found in a query, and where it is explained.
pub static FETCH_VALIDATION: ComplexType = ComplexType {
    name: "ValidateFetchXmlExpressionResult",
    namespace: &VALIDATION,
    base: None,
    content: Content::Members(&[
        Member::optional("Helplink", MemberType::Value(FieldType::String)),
        Member::required("Messages", MemberType::Array(&VALIDATOR_ISSUE)),
    ]),
};

/// One thing that was found: its text, its severity from 0 (low) to 3 (critical), and the number of an `InfoCode`.
pub static VALIDATOR_ISSUE: ComplexType = ComplexType {
    name: "ValidatorIssue",
    namespace: &VALIDATION,
    base: None,
    content: Content::Members(&[
        Member::required("LocalizedMessageText", MemberType::Value(FieldType::String)),
        Member::optional("OptionalPropertyBag", MemberType::Complex(&PROPERTY_BAG)),
        Member::required("Severity", MemberType::Value(FieldType::Integer)),
        Member::required("TypeCode", MemberType::Value(FieldType::Integer)),
    ]),
};

/// Further properties of an issue. No issue of the emulator has any.
pub(super) static PROPERTY_BAG: ComplexType = ComplexType {
    name: "Collection_String_String",
    namespace: &VALIDATION,
    base: None,
    content: Content::Members(&[]),
};
