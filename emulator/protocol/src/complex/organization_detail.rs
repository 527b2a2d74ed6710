//! `OrganizationDetail`, the result of `RetrieveCurrentOrganization` (section 6.1), and the types of its members.

use super::enumeration::Enumeration;
use super::types::{ComplexType, Content, Dictionary, Member, MemberType, Namespace};
use crate::field_type::FieldType;

/// The namespace of the SDK's types that describe organizations.
const ORGANIZATION: Namespace = Namespace {
    uri: "http://schemas.microsoft.com/xrm/2014/Contracts",
    prefix: "o",
    dotnet: "Microsoft.Xrm.Sdk.Organization",
};

/// Ids, names, version, state and endpoints of an organization.
pub static ORGANIZATION_DETAIL: ComplexType = ComplexType {
    name: "OrganizationDetail",
    namespace: &ORGANIZATION,
    base: None,
    content: Content::Members(&[
        Member::required("OrganizationId", MemberType::Value(FieldType::Guid)),
        Member::required("FriendlyName", MemberType::Value(FieldType::String)),
        Member::required("OrganizationVersion", MemberType::Value(FieldType::String)),
        Member::required("EnvironmentId", MemberType::Value(FieldType::String)),
        Member::required("DatacenterId", MemberType::Value(FieldType::Guid)),
        Member::required("Geo", MemberType::Value(FieldType::String)),
        Member::required("TenantId", MemberType::Value(FieldType::String)),
        Member::required("UrlName", MemberType::Value(FieldType::String)),
        Member::required("UniqueName", MemberType::Value(FieldType::String)),
        Member::required("State", MemberType::Enumeration(&ORGANIZATION_STATE)),
        Member::required("Endpoints", MemberType::Complex(&ENDPOINT_COLLECTION)),
    ]),
};

/// The absolute URLs of an organization's endpoints, by endpoint type.
pub static ENDPOINT_COLLECTION: ComplexType = ComplexType {
    name: "EndpointCollection",
    namespace: &ORGANIZATION,
    base: None,
    content: Content::Dictionary(Dictionary {
        key: &ENDPOINT_TYPE,
        value: MemberType::Value(FieldType::String),
        pair: "KeyValuePairOfEndpointTypestringyDL0RVHi",
    }),
};

static ENDPOINT_TYPE: Enumeration = Enumeration::of(
    "EndpointType",
    &ORGANIZATION,
    &[
        ("OrganizationService", 0),
        ("OrganizationDataService", 1),
        ("WebApplication", 2),
    ],
);

/// From where a client wants to reach an organization.
pub static ENDPOINT_ACCESS_TYPE: Enumeration = Enumeration::of(
    "EndpointAccessType",
    &ORGANIZATION,
    &[("Default", 0), ("Internet", 1), ("Intranet", 2)],
);

/// Whether an organization is enabled or disabled.
pub static ORGANIZATION_STATE: Enumeration = Enumeration::of(
    "OrganizationState",
    &ORGANIZATION,
    &[("Enabled", 0), ("Disabled", 1)],
);
