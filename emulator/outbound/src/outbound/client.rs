//! The HTTP client behind the calls: made for the first of them, since most processes make none.

use std::sync::{Arc, OnceLock};

use reqwest::Client;
use reqwest::redirect::Policy;

use super::chain;

/// The client cannot be built; says why.
#[derive(Debug, thiserror::Error)]
#[error("outbound calls cannot be set up: {0}")]
pub struct OutboundError(String);

/// One client for all organizations of a process; clones share it.
#[derive(Debug, Clone, Default)]
pub struct SharedClient(Arc<OnceLock<Result<Client, OutboundError>>>);

impl SharedClient {
    /// The client.
    ///
    /// # Errors
    /// It cannot be built, and never could.
    pub(super) fn get(&self) -> Result<&Client, &OutboundError> {
        self.0.get_or_init(client).as_ref()
    }
}

/// A client that follows no redirects, uses no proxy and trusts the public authorities.
///
/// # Errors
/// The TLS set-up is unusable.
pub fn client() -> Result<Client, OutboundError> {
    Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .tls_backend_preconfigured(tls()?)
        .build()
        .map_err(|error| OutboundError(chain(&error)))
}

/// TLS by ring with the authorities that browsers trust; nothing is installed for the process.
fn tls() -> Result<rustls::ClientConfig, OutboundError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let roots = rustls::RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| OutboundError(chain(&error)))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}
