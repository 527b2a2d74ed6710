//! The HTTP client, made for the first call: most processes send none.

use std::sync::{Arc, OnceLock};

use reqwest::Client;
use reqwest::redirect::Policy;

use super::chain;

/// The client cannot be built; the error text.
#[derive(Debug, thiserror::Error)]
#[error("outbound calls cannot be set up: {0}")]
pub struct OutboundError(String);

/// One client for all organizations of a process; clones share it.
#[derive(Debug, Clone, Default)]
pub struct SharedClient(Arc<OnceLock<Result<Client, OutboundError>>>);

impl SharedClient {
    /// The client; builds it at the first call.
    ///
    /// # Errors
    /// The client cannot be built. Later calls return the same error.
    pub(super) fn get(&self) -> Result<&Client, &OutboundError> {
        self.0.get_or_init(client).as_ref()
    }
}

/// Builds a client that follows no redirects, uses no proxy and trusts the public certificate
/// authorities.
///
/// # Errors
/// The TLS configuration is invalid.
pub fn client() -> Result<Client, OutboundError> {
    Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .tls_backend_preconfigured(tls()?)
        .build()
        .map_err(|error| OutboundError(chain(&error)))
}

/// TLS with ring and the certificate authorities of browsers; the process default is not changed.
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
