//! The Web API, `/api/data/v9.x/`: translates each OData request into one organization request, and
//! its response back.

mod apply;
mod association;
mod batch;
mod below_row;
mod bound_operation;
mod changes;
mod conditions;
mod definition_changes;
mod definitions;
mod details;
mod document;
mod effect;
mod expansion;
mod files;
mod links;
mod operation;
mod page;
mod properties;
mod property;
mod query;
mod references;
mod resolve;
mod resource;
mod row_key;
mod rows;
mod steps;
mod stored;
mod web_api_request;

use axum::http::{Method, StatusCode};
use dataverse_execution::Registry;
use dataverse_limits::Limits;
use dataverse_operation::fault::Fault;
use dataverse_operation::rules::{AsyncProtocol, RespondAsyncElsewhere};
use dataverse_protocol::odata::path::Path;
use dataverse_protocol::odata::version;
use dataverse_protocol::prefer::Preferences;
use futures::FutureExt;
use serde_json::Value as Json;

pub(super) use self::definitions::definition_sets;
pub(super) use self::resource::UnknownSegment;

use self::resource::Resource;
use self::steps::End;
use self::web_api_request::WebApiRequest;
use super::http_request::HttpRequest;
use super::reply::Reply;
use super::suggestion;
use crate::organization::Organization;

pub(crate) async fn answer(organization: &Organization, inbound: &mut HttpRequest) -> Reply {
    let reply = match dispatch(organization, inbound).await {
        Ok(reply) => reply,
        Err(fault) => refusal(&fault, &inbound.preferences(), organization.limits()),
    };
    reply
        .with_large_numbers(inbound.large_numbers(&organization.rules()))
        .with_notes(std::mem::take(&mut inbound.notes))
}

/// The response to a request that is refused, with the annotations that the client asks for.
pub(crate) fn refusal(fault: &Fault, preferences: &Preferences, limits: &Limits) -> Reply {
    match preferences.include_annotations(limits) {
        Ok(Some(wanted)) => Reply::fault_with(fault, details::details(fault, &wanted)),
        Ok(None) | Err(_) => Reply::fault(fault),
    }
}

async fn dispatch(organization: &Organization, inbound: &mut HttpRequest) -> Result<Reply, Fault> {
    let rules = organization.rules();
    let (version, rest) = version::split(&inbound.head.path)
        .map_err(|error| Fault::routing(404, error.to_string()))?;
    let path = Path::parse(rest).map_err(|error| {
        resolve::not_emulated(rest).unwrap_or_else(|| web_api_request::malformed(&error))
    })?;
    let registry = organization.registry();
    let resource = match definition_changes::addressed(&path) {
        Some(of) if inbound.head.method != Method::GET => Resource::DefinitionChange(of),
        _ => resolve::resolve(&path, &registry, &rules)?,
    };
    let resource = known(resource, organization, &registry, inbound)?;
    let mut exchange = WebApiRequest::new(organization, &registry, inbound, version, rules)?;
    let resource = match steps::follow(&mut exchange, resource, &registry)
        .boxed()
        .await?
    {
        End::Resource(resource) => known(resource, organization, &registry, exchange.inbound)?,
        End::Null(reply) => return Ok(reply),
    };
    exchange.refuse_background(&resource)?;
    effect::check(&mut exchange, &resource)?;
    // Each future is boxed: otherwise every request would allocate the size of the largest one.
    match resource {
        Resource::Root => document::service(&exchange),
        Resource::Metadata => document::metadata(&mut exchange, &registry),
        Resource::Batch => batch::answer(&mut exchange).boxed().await,
        Resource::References(references) => {
            references::answer(&mut exchange, references).boxed().await
        }
        Resource::Definitions(path) => definitions::answer(&mut exchange, &path).boxed().await,
        Resource::Link(link) => links::answer(&mut exchange, link).boxed().await,
        Resource::Rows(table) => match *exchange.method() {
            Method::GET => query::list(&mut exchange, &table).boxed().await,
            Method::POST => rows::create(&mut exchange, &table).boxed().await,
            _ => Err(exchange.no_verb()),
        },
        Resource::Count(table) => query::count(&mut exchange, &table).boxed().await,
        Resource::Row(row) => match *exchange.method() {
            Method::GET => rows::retrieve(&mut exchange, &row).boxed().await,
            Method::PATCH => rows::patch(&mut exchange, &row).boxed().await,
            Method::DELETE => rows::delete(&mut exchange, &row).boxed().await,
            _ => Err(exchange.no_verb()),
        },
        Resource::NewRow(table, key) => rows::patch_new(&mut exchange, &table, key).boxed().await,
        Resource::Property(property) => match *exchange.method() {
            Method::GET => property::retrieve(&mut exchange, &property).boxed().await,
            Method::PUT => property::set(&mut exchange, &property).boxed().await,
            Method::DELETE => {
                property::write(&mut exchange, &property, Json::Null)
                    .boxed()
                    .await
            }
            _ => Err(exchange.no_verb()),
        },
        Resource::RawValue(property) => match *exchange.method() {
            Method::GET => property::raw(&mut exchange, &property).boxed().await,
            Method::PUT | Method::DELETE => {
                Ok(Reply::not_emulated("Writing the plain value of a property"))
            }
            _ => Err(exchange.no_verb()),
        },
        Resource::Content(property) => match *exchange.method() {
            Method::GET => property::retrieve(&mut exchange, &property).boxed().await,
            Method::PATCH => files::upload(&mut exchange, &property).boxed().await,
            Method::PUT => files::set(&mut exchange, &property).boxed().await,
            Method::DELETE => files::delete(&mut exchange, &property).boxed().await,
            _ => Err(exchange.no_verb()),
        },
        Resource::ContentValue(property) => match *exchange.method() {
            Method::GET => files::download(&mut exchange, &property).boxed().await,
            _ => Err(exchange.no_verb()),
        },
        Resource::Related(related) => match *exchange.method() {
            Method::GET => query::related(&mut exchange, &related).boxed().await,
            Method::POST => rows::create_related(&mut exchange, &related).boxed().await,
            _ => Err(exchange.no_verb()),
        },
        Resource::RelatedCount(related) => {
            query::count_related(&mut exchange, &related).boxed().await
        }
        Resource::DefinitionChange(address) => {
            definition_changes::answer(&mut exchange, address)
                .boxed()
                .await
        }
        Resource::Operation(call) => operation::call(&mut exchange, call).boxed().await,
        Resource::NotEmulated(refusal) => Err(*refusal),
        Resource::Unknown(_) | Resource::Step(_) => Err(exchange.no_resource()),
    }
}

/// Refuses a resource that does not exist or is not emulated, and notes for the journal what its name could have meant.
fn known(
    resource: Resource,
    organization: &Organization,
    registry: &Registry,
    inbound: &mut HttpRequest,
) -> Result<Resource, Fault> {
    match resource {
        Resource::NotEmulated(refusal) => Err(*refusal),
        Resource::Unknown(segment) => {
            if organization.journal().is_kept() {
                inbound.notes.did_you_mean = suggestion::of_segment(&segment, registry);
            }
            let code = organization.rules().unknown_segment_code.code();
            Err(Fault::segment_not_found(code, &segment.name))
        }
        resource => Ok(resource),
    }
}

impl WebApiRequest<'_> {
    /// Whether the request asks to be run in the background as Dataverse has it. Under OData's protocol requests were
    /// deferred before they came here, and the preference has no effect on parts of a batch (BA-02).
    fn asks_for_background(&self) -> bool {
        self.preferences.respond_async() && self.rules.async_protocol == AsyncProtocol::Dataverse
    }

    /// Applies `respond-async` to a request that calls no custom API (BG-012).
    fn refuse_background(&self, resource: &Resource) -> Result<(), Fault> {
        let is_custom_api = match resource {
            Resource::Operation(call) => call.message.custom_api.is_some(),
            _ => false,
        };
        let elsewhere = !is_custom_api || !self.inbound.place.allows_background();
        if elsewhere
            && self.asks_for_background()
            && self.rules.respond_async_elsewhere == RespondAsyncElsewhere::Reject
        {
            return Err(Fault::invalid_argument(
                "Only custom APIs can be run in the background: 'Prefer: respond-async' is not accepted on this request.",
            )
            .with_http_status(StatusCode::BAD_REQUEST.as_u16()));
        }
        Ok(())
    }
}
