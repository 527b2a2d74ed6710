//! Service endpoints: the destination of a step's execution context, with its authentication (WH-001 to WH-005).
//!
//! Reads a row of `serviceendpoint`, including its write-only columns. Neither the time nor the sender of a call is
//! known here. Debug output of an endpoint contains no secret.

mod authentication;

use std::fmt;

use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::value::{Entity, Value};
use reqwest::Url;
use reqwest::header::HeaderMap;
use uuid::Uuid;

use self::authentication::Authentication;
use super::redact;

/// A service endpoint that can receive a context.
pub struct Endpoint {
    /// `serviceendpointid`.
    pub id: Uuid,
    /// `name`.
    pub name: String,
    /// `contract`.
    pub contract: Contract,
    pub(super) destination: Destination,
}

/// The emulated values of `contract`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contract {
    /// A queue of Azure Service Bus.
    Queue,
    /// A topic of Azure Service Bus.
    Topic,
    /// An Azure Event Hub.
    EventHub,
    /// A URL that receives a POST.
    Webhook,
}

pub(super) enum Destination {
    Webhook(Webhook),
    Azure(Azure),
}

/// The URL of a webhook, with its authentication.
pub(super) struct Webhook {
    /// The complete URL, with its secrets.
    pub(super) url: Url,
    /// The URL with its secrets redacted.
    pub(super) readable: String,
    /// The configured headers.
    pub(super) headers: HeaderMap,
}

/// A queue, topic or Event Hub in a namespace.
pub(super) struct Azure {
    pub(super) namespace: String,
    pub(super) path: String,
}

impl Contract {
    /// The contract with this number; `None` if it is not emulated.
    pub const fn of(number: i64) -> Option<Self> {
        match number {
            2 => Some(Self::Queue),
            5 => Some(Self::Topic),
            7 => Some(Self::EventHub),
            8 => Some(Self::Webhook),
            _ => None,
        }
    }

    /// The label of `contract`.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Queue => "Queue",
            Self::Topic => "Topic",
            Self::EventHub => "Event Hub",
            Self::Webhook => "Webhook",
        }
    }
}

impl Endpoint {
    /// Reads a row with its `authvalue`.
    ///
    /// # Errors
    /// The contract or the kind of authentication is not emulated; the URL (0x80050205), the headers (0x80050203) or
    /// the query parameters (0x80050204) are invalid (WH-026).
    pub fn of_row(row: &Entity) -> Result<Self, Fault> {
        let name = text(row, "name");
        let contract = contract(row, name)?;
        let destination = match contract {
            Contract::Webhook => Destination::Webhook(webhook(row, name)?),
            Contract::Queue | Contract::Topic | Contract::EventHub => {
                Destination::Azure(azure(row))
            }
        };
        Ok(Self {
            id: row.id.unwrap_or_default(),
            name: name.to_owned(),
            contract,
            destination,
        })
    }

    /// The lane of the endpoint's calls: the origin of a webhook's URL, or the namespace. Calls of one lane share a
    /// limit.
    pub fn lane(&self) -> String {
        match &self.destination {
            Destination::Webhook(webhook) => webhook.url.origin().ascii_serialization(),
            Destination::Azure(azure) => azure.namespace.clone(),
        }
    }
}

/// The registration refuses every other contract; a row that an older database brings along is refused here.
fn contract(row: &Entity, name: &str) -> Result<Contract, Fault> {
    let number = row.get("contract").and_then(Value::as_integer);
    let number = number.ok_or_else(|| {
        Fault::new(
            code::NOT_SUPPORTED,
            format!("The service endpoint '{name}' has no contract: expected a number."),
        )
    })?;
    Contract::of(number).ok_or_else(|| {
        Fault::not_emulated(format_args!(
            "The contract {number} of the service endpoint '{name}'"
        ))
    })
}

fn webhook(row: &Entity, name: &str) -> Result<Webhook, Fault> {
    let url = text(row, "url");
    let mut url = Url::parse(url)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .ok_or_else(|| {
            Fault::new(
                code::WEBHOOKS_POST_FAILED,
                format!(
                    "The service endpoint '{name}' cannot be called: its url is not an absolute one with a host and the scheme http or https."
                ),
            )
        })?;
    // HTTP never sends the fragment.
    url.set_fragment(None);
    let authentication = Authentication::of_row(row, name)?;
    let readable = redact::address(url.as_str());
    Ok(Webhook {
        readable: authentication.readable(&readable),
        url: authentication.applied(url),
        headers: authentication.into_headers(),
    })
}

/// Reads the namespace: its address, or its name if it has no address.
fn azure(row: &Entity) -> Azure {
    let namespace = match text(row, "namespaceaddress") {
        "" => text(row, "solutionnamespace"),
        address => address,
    };
    Azure {
        namespace: namespace.to_owned(),
        path: text(row, "path").to_owned(),
    }
}

/// A text column; empty if it has no value.
fn text<'a>(row: &'a Entity, column: &str) -> &'a str {
    row.get(column).and_then(Value::as_str).unwrap_or_default()
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("contract", &self.contract)
            .field("lane", &self.lane())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
