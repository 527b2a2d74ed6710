//! A request as it came in, before anybody knows what it means.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, Uri, header};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::prefer::Preferences;

use uuid::Uuid;

use super::sign_in::SignedIn;
use crate::organization::Organization;
use dataverse_execution::organization::Call;
use dataverse_execution::{Bypass, Caller, Named, caller};
use dataverse_runtime::activity::Work;

/// One request with its body, read within bounds.
pub(crate) struct Inbound {
    pub(crate) method: Method,
    /// The path as sent, still percent-encoded.
    pub(crate) path: String,
    /// The query string as sent, without its `?`; empty where there is none.
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Scheme and authority the caller used.
    pub(crate) origin: Arc<str>,
    /// Whose token it carries.
    pub(crate) signed: SignedIn,
    /// Counts the request as going on.
    pub(crate) work: Work,
    /// What it is a part of.
    pub(crate) place: Place,
}

/// What a request is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Of nothing.
    Alone,
    /// Of a batch.
    Batch,
    /// Of a change set.
    ChangeSet,
}

/// The headers that name whom a request is made for.
const CALLER_ID: &str = "MSCRMCallerID";
const CALLER_OBJECT_ID: &str = "CallerObjectId";

/// The longest address (CA-042).
const ADDRESS_LIMIT: usize = 32_768;

impl Inbound {
    /// Reads a request whose body may have so many bytes.
    pub(crate) async fn read(
        request: Request,
        signed: SignedIn,
        limit: usize,
        work: Work,
    ) -> Result<Self, Fault> {
        let (parts, body) = request.into_parts();
        let origin = origin(&parts.uri, &parts.headers);
        let path = parts.uri.path().to_owned();
        let query = parts.uri.query().unwrap_or_default().to_owned();
        if path.len() + query.len() > ADDRESS_LIMIT {
            return Err(Fault::routing(
                414,
                format!("The request's address is longer than {ADDRESS_LIMIT} characters."),
            ));
        }
        Ok(Self {
            method: parts.method,
            path,
            query,
            headers: parts.headers,
            body: read_body(body, limit).await?,
            origin,
            signed,
            work,
            place: Place::Alone,
        })
    }

    /// What the caller asks for is called as: inside what a running handler works on, if it carries
    /// that handler's token.
    pub(crate) fn call(&self, organization: &Organization, caller: Caller) -> Call {
        match &self.signed.joined {
            Some(joined) => {
                let mut call = joined.clone();
                call.provenance.caller = caller.user;
                // Who acts for the one behind the request that it joins does so here, too.
                if caller.on_behalf_by.is_some() {
                    call.provenance.on_behalf_by = caller.on_behalf_by;
                }
                call
            }
            None => Call {
                provenance: organization.provenance(&self.origin, caller),
                bypass: Bypass::default(),
                unit: None,
            },
        }
    }

    /// Its preferences.
    pub(crate) fn preferences(&self) -> Preferences {
        Preferences::parse(self.headers.get_all("prefer"))
    }

    /// A header's text, where it is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Who calls: the token's user, or whom a header of the Web API names (IM-001..IM-004).
    ///
    /// # Errors
    /// The user may not act for others, or nobody is named who can be.
    pub(crate) fn caller(&self, organization: &Organization) -> Result<Caller, Fault> {
        let named = match (self.id(CALLER_ID)?, self.id(CALLER_OBJECT_ID)?) {
            (Some(id), _) => Named::User(id),
            (None, Some(id)) => Named::Object(id),
            (None, None) => Named::Nobody,
        };
        caller(
            &organization.registry(),
            &organization.rules(),
            self.signed.user,
            named,
        )
    }

    fn id(&self, name: &str) -> Result<Option<Uuid>, Fault> {
        let Some(text) = self.header(name).filter(|text| !text.trim().is_empty()) else {
            return Ok(None);
        };
        match text.trim().parse::<Uuid>() {
            // As in the SDK, the id of nobody names nobody.
            Ok(id) => Ok((!id.is_nil()).then_some(id)),
            Err(_) => Err(Fault::invalid_argument(format!(
                "The header {name} is '{text}': expected the id of a user, a GUID."
            ))),
        }
    }

    /// The absolute address the caller used.
    pub(crate) fn address(&self) -> String {
        format!("{}{}", self.origin, self.target())
    }

    /// Path and query.
    pub(super) fn target(&self) -> String {
        match self.query.as_str() {
            "" => self.path.clone(),
            query => format!("{}?{query}", self.path),
        }
    }
}

/// Self-URLs use the origin the caller used (BG-025), told by the request's own address, else by
/// its host. A proxy that ends TLS says so in `X-Forwarded-Proto`.
pub(super) fn origin(uri: &Uri, headers: &HeaderMap) -> Arc<str> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let scheme = match text("x-forwarded-proto") {
        Some("https") => "https",
        _ => uri.scheme_str().unwrap_or("http"),
    };
    let authority = uri
        .authority()
        .map(|authority| authority.as_str())
        .or_else(|| text(header::HOST.as_str()))
        .unwrap_or("localhost");
    format!("{scheme}://{authority}").into()
}

async fn read_body(body: Body, limit: usize) -> Result<Bytes, Fault> {
    axum::body::to_bytes(body, limit).await.map_err(|_| {
        Fault::new(
            code::REQUEST_LENGTH_TOO_LARGE,
            format!("Request message length is too large: at most {limit} bytes are accepted."),
        )
        .with_http_status(413)
    })
}
