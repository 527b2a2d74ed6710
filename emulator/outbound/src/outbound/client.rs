//! The HTTP clients, made for the first call: most processes send none.

use std::sync::{Arc, OnceLock};

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, RequestBuilder, Url};

use super::chain;
use super::own_doors::{OwnDoors, REFUSED, Way};
use dataverse_runtime::way_out::Verb;

/// A call cannot be made; the error text.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct OutboundError(String);

/// The clients for all organizations of a process; clones share them.
#[derive(Debug, Clone, Default)]
pub struct SharedClient(Arc<Clients>);

#[derive(Debug, Default)]
struct Clients {
    own_doors: OwnDoors,
    free: OnceLock<Result<Client, OutboundError>>,
    /// Has connections of its own, none of which leads to this process.
    guarded: OnceLock<Result<Client, OutboundError>>,
}

impl SharedClient {
    /// Clients for calls that stay away from the guarded paths of these doors.
    pub fn avoiding(own_doors: OwnDoors) -> Self {
        Self(Arc::new(Clients {
            own_doors,
            ..Clients::default()
        }))
    }

    /// A request; builds the client at the first call.
    ///
    /// # Errors
    /// The URL leads to an own door. The client cannot be built: later calls return the same error.
    pub(super) fn request(&self, verb: Verb, url: Url) -> Result<RequestBuilder, OutboundError> {
        let Clients {
            own_doors,
            free,
            guarded,
        } = &*self.0;
        let client = match own_doors.way(&url) {
            Way::Free => free.get_or_init(client),
            Way::Guarded => {
                guarded.get_or_init(|| build(|new| new.dns_resolver(own_doors.clone())))
            }
            Way::Refused => return Err(OutboundError(REFUSED.to_owned())),
        };
        match client {
            Ok(client) => Ok(match verb {
                Verb::Post => client.post(url),
                Verb::Get => client.get(url),
            }),
            Err(error) => Err(error.clone()),
        }
    }
}

/// Builds a client that follows no redirects, uses no proxy and trusts the public certificate
/// authorities.
///
/// # Errors
/// The TLS configuration is invalid.
pub fn client() -> Result<Client, OutboundError> {
    build(|builder| builder)
}

fn build(more: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Result<Client, OutboundError> {
    let builder = Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .tls_backend_preconfigured(tls()?);
    more(builder).build().map_err(|error| not_set_up(&error))
}

fn not_set_up(error: &dyn std::error::Error) -> OutboundError {
    OutboundError(format!("outbound calls cannot be set up: {}", chain(error)))
}

/// TLS with ring and the certificate authorities of browsers; the process default is not changed.
fn tls() -> Result<rustls::ClientConfig, OutboundError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let roots = rustls::RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| not_set_up(&error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}
