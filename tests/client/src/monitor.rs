//! The address of an operation: what a program logs, stores, and resumes.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

/// The segments before the id in the address of one of Dataverse's status monitors.
const DATAVERSE: [&str; 2] = ["api", "backgroundoperation"];

/// How a service reports on an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// As OData says: 202 while the operation is open, then its answer.
    OData,
    /// As Dataverse documents: 200 with a state and a status code, and the outputs beside them.
    Dataverse,
}

/// The status monitor of an operation. `Display` writes its URL, and `FromStr` reads one.
///
/// ```
/// use dataverse_client::{Monitor, Protocol};
///
/// let logged = "https://contoso.crm.dynamics.com/api/backgroundoperation/110eaa68-db17-4115-ad74-d185823fc088";
/// let monitor: Monitor = logged.parse()?;
/// assert_eq!(monitor.protocol(), Protocol::Dataverse);
/// assert_eq!(monitor.to_string(), logged);
/// # Ok::<(), dataverse_client::MonitorError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Monitor {
    url: Arc<Url>,
    protocol: Protocol,
}

/// Why a text is not the address of a monitor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is not the address of a monitor: {why}")]
pub struct MonitorError {
    text: String,
    why: String,
}

impl Monitor {
    /// A monitor whose protocol is known. A fragment of the address is dropped: it is never sent.
    pub fn new(mut url: Url, protocol: Protocol) -> Self {
        url.set_fragment(None);
        Self {
            url: Arc::new(url),
            protocol,
        }
    }

    /// The address.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The protocol, which was fixed when the operation was accepted.
    pub fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// The id of a background operation of Dataverse.
    pub fn id(&self) -> Option<Uuid> {
        match self.protocol {
            Protocol::Dataverse => self.url.path_segments()?.next_back()?.parse().ok(),
            Protocol::OData => None,
        }
    }
}

impl FromStr for Monitor {
    type Err = MonitorError;

    /// Reads an address. The protocol follows from its form: `/api/backgroundoperation/{id}` is Dataverse's alone.
    fn from_str(text: &str) -> Result<Self, MonitorError> {
        let refused = |why: String| MonitorError {
            text: text.to_owned(),
            why,
        };
        let url = Url::parse(text.trim()).map_err(|error| refused(error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(refused(
                "it begins neither with http:// nor https://".into(),
            ));
        }
        let protocol = protocol_of(&url);
        Ok(Self::new(url, protocol))
    }
}

impl fmt::Display for Monitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.url.fmt(f)
    }
}

/// The protocol that the documented form of an address belongs to.
fn protocol_of(url: &Url) -> Protocol {
    let segments: Vec<&str> = url.path_segments().into_iter().flatten().collect();
    match segments[..] {
        [api, name, id] if [api, name] == DATAVERSE && Uuid::try_parse(id).is_ok() => {
            Protocol::Dataverse
        }
        _ => Protocol::OData,
    }
}

#[cfg(test)]
mod tests {
    use super::{Monitor, Protocol};

    const ID: &str = "110eaa68-db17-4115-ad74-d185823fc088";

    #[test]
    fn the_protocol_follows_from_the_form_of_the_address() {
        for (path, protocol) in [
            (format!("api/backgroundoperation/{ID}"), Protocol::Dataverse),
            (format!("api/monitor/{ID}"), Protocol::OData),
            (
                format!("odata/api/backgroundoperation/{ID}"),
                Protocol::OData,
            ),
            ("api/backgroundoperation/7".into(), Protocol::OData),
            ("async-monitor-0?x=1#part".into(), Protocol::OData),
        ] {
            let monitor: Monitor = format!("https://h/{path}").parse().unwrap();
            assert_eq!(monitor.protocol(), protocol, "{path}");
            assert_eq!(monitor.url().fragment(), None);
        }
        assert!("ftp://h/x".parse::<Monitor>().is_err());
        assert!("async-monitor-0".parse::<Monitor>().is_err());
    }

    #[test]
    fn what_is_stored_is_read_again() {
        let url = format!("https://h/api/backgroundoperation/{ID}")
            .parse()
            .unwrap();
        let monitor = Monitor::new(url, Protocol::OData);
        let stored = serde_json::to_string(&monitor).unwrap();
        let read: Monitor = serde_json::from_str(&stored).unwrap();
        assert_eq!(read, monitor);
        assert_eq!(
            read.id(),
            None,
            "an address alone makes no background operation"
        );
    }
}
