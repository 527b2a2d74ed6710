//! `BusinessEntityChanges`, the result of `RetrieveEntityChanges` (WA-210), with the types of its members, and
//! `PagingInfo`, its parameter.

use super::enumeration::Enumeration;
use super::types::{ComplexType, Content, Member, MemberType, Namespace};
use crate::field_type::FieldType;

/// The namespace of the types that came with change tracking.
const CHANGES: Namespace = Namespace {
    uri: "http://schemas.microsoft.com/xrm/7.1/Contracts",
    prefix: "k",
    dotnet: "Microsoft.Xrm.Sdk",
};

/// The namespace of queries.
const QUERIES: Namespace = Namespace {
    uri: "http://schemas.microsoft.com/xrm/2011/Contracts",
    prefix: "a",
    dotnet: "Microsoft.Xrm.Sdk.Query",
};

/// Changed and deleted rows, and the token with which later changes are asked for.
pub static BUSINESS_ENTITY_CHANGES: ComplexType = ComplexType {
    name: "BusinessEntityChanges",
    namespace: &CHANGES,
    base: None,
    content: Content::Members(&[
        Member::required("Changes", MemberType::Array(&CHANGED_ITEM)),
        Member::required("DataToken", MemberType::Value(FieldType::String)),
        Member::required("MoreRecords", MemberType::Value(FieldType::Boolean)),
        Member::optional("PagingCookie", MemberType::Value(FieldType::String)),
    ]),
};

/// What the two kinds of changes have in common.
pub static CHANGED_ITEM: ComplexType = ComplexType {
    name: "IChangedItem",
    namespace: &CHANGES,
    base: None,
    content: Content::Members(&[Member::required(
        "Type",
        MemberType::Enumeration(&CHANGE_TYPE),
    )]),
};

/// A row that was created or updated.
pub static NEW_OR_UPDATED_ITEM: ComplexType = ComplexType {
    name: "NewOrUpdatedItem",
    namespace: &CHANGES,
    base: Some(&CHANGED_ITEM),
    content: Content::Members(&[Member::required(
        "NewOrUpdatedEntity",
        MemberType::Value(FieldType::Entity),
    )]),
};

/// A row that was deleted.
pub static REMOVED_OR_DELETED_ITEM: ComplexType = ComplexType {
    name: "RemovedOrDeletedItem",
    namespace: &CHANGES,
    base: Some(&CHANGED_ITEM),
    content: Content::Members(&[Member::required(
        "RemovedItem",
        MemberType::Value(FieldType::EntityReference),
    )]),
};

/// Whether a row was changed or deleted.
pub static CHANGE_TYPE: Enumeration = Enumeration::of(
    "ChangeType",
    &CHANGES,
    &[("NewOrUpdated", 0), ("RemoveOrDeleted", 1)],
);

/// A page of a query.
pub static PAGING_INFO: ComplexType = ComplexType {
    name: "PagingInfo",
    namespace: &QUERIES,
    base: None,
    content: Content::Members(&[
        Member::optional("Count", MemberType::Value(FieldType::Integer)),
        Member::optional("PageNumber", MemberType::Value(FieldType::Integer)),
        Member::optional("PagingCookie", MemberType::Value(FieldType::String)),
        Member::optional(
            "ReturnTotalRecordCount",
            MemberType::Value(FieldType::Boolean),
        ),
    ]),
};
