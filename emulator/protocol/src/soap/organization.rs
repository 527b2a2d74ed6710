//! The members of an `OrganizationDetail`, in the order of its contract.

use super::name::GENERIC;
use super::write::Writer;
use crate::organization_detail::OrganizationDetail;

/// The element of one endpoint; the end of its name is what .NET makes of the namespaces in it.
const ENDPOINT: &str = "KeyValuePairOfEndpointTypestringyDL0RVHi";

/// Writes the members; the element around declares the prefix `o`.
pub(super) fn members(out: &mut Writer<'_>, detail: &OrganizationDetail) {
    element(out, "o:DatacenterId", &detail.datacenter.to_string());
    out.raw(&format!("<o:Endpoints xmlns:b=\"{GENERIC}\">"));
    for endpoint in &detail.endpoints {
        out.raw(&format!("<b:{ENDPOINT}>"));
        element(out, "b:key", endpoint.kind.name());
        element(out, "b:value", &endpoint.address);
        out.raw(&format!("</b:{ENDPOINT}>"));
    }
    out.raw("</o:Endpoints>");
    element(out, "o:EnvironmentId", &detail.environment.to_string());
    element(out, "o:FriendlyName", &detail.friendly_name);
    element(out, "o:Geo", &detail.geo);
    element(out, "o:OrganizationId", &detail.id.to_string());
    element(out, "o:OrganizationVersion", &detail.version);
    element(out, "o:State", OrganizationDetail::STATE);
    element(out, "o:TenantId", &detail.tenant.to_string());
    element(out, "o:UniqueName", &detail.unique_name);
    element(out, "o:UrlName", &detail.url_name);
}

fn element(out: &mut Writer<'_>, name: &str, text: &str) {
    out.raw(&format!("<{name}>"));
    out.text(text);
    out.raw(&format!("</{name}>"));
}
