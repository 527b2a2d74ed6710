//! What is told of an organization, as exact text.

use serde_json::Value as Json;

use super::read::{Read, array, object, parsed, take, text, unexpected};
use super::write::{Fields, tagged};
use crate::organization_detail::{Endpoint, EndpointKind, OrganizationDetail};

/// The kinds of endpoints, by whose names they are told apart.
const KINDS: [EndpointKind; 3] = [
    EndpointKind::WebApplication,
    EndpointKind::OrganizationService,
    EndpointKind::OrganizationDataService,
];

pub(super) fn write(of: &OrganizationDetail) -> Json {
    let mut json = Fields::default();
    json.put("id", of.id.to_string());
    json.put("friendlyName", of.friendly_name.as_str());
    json.put("version", of.version.as_str());
    json.put("environment", of.environment.to_string());
    json.put("datacenter", of.datacenter.to_string());
    json.put("geo", of.geo.as_str());
    json.put("tenant", of.tenant.to_string());
    json.put("urlName", of.url_name.as_str());
    json.put("uniqueName", of.unique_name.as_str());
    let endpoints = of.endpoints.iter();
    let endpoints: Vec<Json> = endpoints
        .map(|endpoint| tagged(endpoint.kind.name(), endpoint.address.as_str()))
        .collect();
    json.put("endpoints", endpoints);
    json.finish()
}

pub(super) fn read(json: Json) -> Read<OrganizationDetail> {
    let mut fields = object("an organization", json)?;
    Ok(OrganizationDetail {
        id: parsed("a guid", take(&mut fields, "id"))?,
        friendly_name: text("a name", take(&mut fields, "friendlyName"))?,
        version: text("a version", take(&mut fields, "version"))?,
        environment: parsed("a guid", take(&mut fields, "environment"))?,
        datacenter: parsed("a guid", take(&mut fields, "datacenter"))?,
        geo: text("a region", take(&mut fields, "geo"))?,
        tenant: parsed("a guid", take(&mut fields, "tenant"))?,
        url_name: text("a name", take(&mut fields, "urlName"))?,
        unique_name: text("a name", take(&mut fields, "uniqueName"))?,
        endpoints: array("endpoints", take(&mut fields, "endpoints"), endpoint)?,
    })
}

fn endpoint(json: Json) -> Read<Endpoint> {
    let (name, address) = super::read::only_property("an endpoint", json)?;
    let kind = KINDS.into_iter().find(|kind| kind.name() == name);
    let kind = kind
        .ok_or_else(|| unexpected("an endpoint", &Json::from(name), "the name of an endpoint"))?;
    Ok(Endpoint {
        kind,
        address: text("an address", address)?,
    })
}
