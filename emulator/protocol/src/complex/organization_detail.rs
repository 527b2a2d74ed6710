//! `OrganizationDetail`: what `RetrieveCurrentOrganization` tells about an organization (section
//! 6.1), with the types of its members.

use super::enumeration::Enumeration;
use super::types::{ComplexType, Content, Dictionary, Member, MemberType, Namespace};
use crate::field_type::FieldType;

/// Where the types of what is told of organizations are.
const ORGANIZATION: Namespace = Namespace {
    uri: "http://schemas.microsoft.com/xrm/2014/Contracts",
    prefix: "o",
    dotnet: "Microsoft.Xrm.Sdk.Organization",
};

/// An organization, as a client that signs in gets to know it.
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

/// Absolute addresses at which an organization is served, by what is served there.
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

static ENDPOINT_TYPE: Enumeration = Enumeration {
    name: "EndpointType",
    members: &[
        ("OrganizationService", 0),
        ("OrganizationDataService", 1),
        ("WebApplication", 2),
    ],
};

/// Whether an organization can be used.
pub static ORGANIZATION_STATE: Enumeration = Enumeration {
    name: "OrganizationState",
    members: &[("Enabled", 0), ("Disabled", 1)],
};
