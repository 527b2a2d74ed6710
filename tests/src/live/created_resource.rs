//! Rows and operations that a scenario has made in an organization, and how they are removed.
//!
//! The rows and operations are read from the exchanges of the scenario, whatever its topic is.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use crate::exchange::{Exchange, Headers, Request};
use crate::target::Target;

/// The time to live, in seconds, of an operation's row that the suite leaves behind.
const STAY: u32 = 60;

/// Something that a scenario has made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CreatedResource {
    /// A row, by its address.
    Row(String),
    /// A row by its table's logical name and its id, as the SDK names it.
    Record(String, String),
    /// A background operation, by its status monitor and its id.
    Operation(String, String),
}

static ID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
        .expect("the pattern is constant")
});
static SUBMITTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("BackgroundOperationId</[^>]*>\\s*<[^>]*>([0-9a-fA-F-]{36})")
        .expect("the pattern is constant")
});
static CREATED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("CreateResult[^>]*>([0-9a-fA-F-]{36})").expect("the pattern is constant")
});
static TABLE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("LogicalName>([a-z0-9_]+)<").expect("the pattern is constant"));

impl CreatedResource {
    /// The id of the row.
    pub(super) fn id(&self) -> &str {
        match self {
            Self::Row(url) => ID
                .find_iter(url)
                .last()
                .map_or(url.as_str(), |found| found.as_str()),
            Self::Record(_, id) | Self::Operation(_, id) => id,
        }
    }

    /// The operation with this id.
    pub(super) fn operation(organization: &str, id: &str) -> Self {
        let monitor = format!("{organization}/api/backgroundoperation/{id}");
        Self::Operation(monitor, id.to_owned())
    }

    /// The row or operation that an exchange has made.
    pub(super) fn of(exchange: &Exchange, organization: &str) -> Option<Self> {
        let Exchange { request, response } = exchange;
        let body = String::from_utf8_lossy(&response.body);
        match (request.method.as_str(), response.status) {
            (_, 202) => {
                // A client may have invented the address around the id.
                let id = ID
                    .find(&response.headers.get("Location")?)?
                    .as_str()
                    .to_owned();
                Some(Self::operation(organization, &id))
            }
            ("POST" | "PATCH", 201 | 204) => {
                let address = response.headers.get("OData-EntityId");
                address.or_else(|| shown(request, &body)).map(Self::Row)
            }
            ("POST", 200) if request.target.contains("/XRMServices/") => {
                if let Some(found) = SUBMITTED.captures(&body) {
                    return Some(Self::operation(organization, &found[1]));
                }
                let id = CREATED.captures(&body)?[1].to_owned();
                let asked = String::from_utf8_lossy(&request.body);
                Some(Self::Record(TABLE.captures(&asked)?[1].to_owned(), id))
            }
            _ => None,
        }
    }
}

/// The address of a created row whose answer has a body and no address.
fn shown(request: &Request, body: &str) -> Option<String> {
    let address = request.target.split('?').next()?;
    if address.ends_with(')') {
        return Some(address.to_owned());
    }
    let row: Value = serde_json::from_str(body).ok()?;
    let (_, set) = address.rsplit_once('/')?;
    let mut tables = row.as_object()?.iter().filter_map(|(column, value)| {
        let table = column.strip_suffix("id")?;
        (set_of(table) == set).then_some(value)
    });
    let id = tables.next()?.as_str()?;
    Some(format!("{address}({id})"))
}

/// Removes a row, or cancels an operation and shortens its row's life.
///
/// # Errors
/// The reason why it remains.
pub(super) async fn remove(target: &Target, made: &CreatedResource) -> Result<(), String> {
    let api = format!("{}/api/data/{}", target.url(), target.api_version());
    match made {
        // Users cannot be deleted: they are disabled.
        CreatedResource::Row(url) if url.contains("/systemusers(") => {
            send(target, "PATCH", url, "{\"isdisabled\":true}", &[]).await
        }
        CreatedResource::Row(url) => send(target, "DELETE", url, "", &[]).await,
        CreatedResource::Record(table, id) => {
            let row = format!("{api}/{}({id})", set_of(table));
            send(target, "DELETE", &row, "", &[]).await
        }
        CreatedResource::Operation(monitor, id) => {
            // An operation that has ended cannot be canceled: 409 is as good as success.
            send(target, "DELETE", monitor, "", &[409]).await?;
            let row = format!("{api}/backgroundoperations({id})");
            let short = format!("{{\"ttlinseconds\":{STAY}}}");
            send(target, "PATCH", &row, &short, &[]).await
        }
    }
}

/// The entity set name of a table, as the platform forms it.
fn set_of(table: &str) -> String {
    match table.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None if table.ends_with('s') => format!("{table}es"),
        None => format!("{table}s"),
    }
}

/// A row that does not exist any more counts as removed.
async fn send(
    target: &Target,
    method: &str,
    url: &str,
    body: &str,
    also: &[u16],
) -> Result<(), String> {
    let complaint = |why: &dyn std::fmt::Display| format!("{method} {url}: {why}");
    let mut headers = super::sign(target, None)
        .await
        .map_err(|failure| complaint(&failure))?;
    if !body.is_empty() {
        headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
        headers.push(("If-Match".to_owned(), "*".to_owned()));
    }
    let request = Request {
        method: method.to_owned(),
        target: url.to_owned(),
        headers: Headers(headers),
        body: body.as_bytes().to_vec(),
    };
    let answer = target.wire().send(request).await;
    let answer = answer.map_err(|failure| complaint(&failure))?.response;
    match answer.status {
        200..=299 | 404 => Ok(()),
        status if also.contains(&status) => Ok(()),
        status => Err(complaint(&format!(
            "{status} {}",
            String::from_utf8_lossy(&answer.body)
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::{CreatedResource, set_of};
    use crate::exchange::{Exchange, Headers, Request, Response};

    fn exchange(
        target: &str,
        asked: &str,
        status: u16,
        line: (&str, &str),
        body: &str,
    ) -> Exchange {
        Exchange {
            request: Request {
                method: "POST".to_owned(),
                target: target.to_owned(),
                headers: Headers::default(),
                body: asked.as_bytes().to_vec(),
            },
            response: Response {
                status,
                headers: Headers(vec![(line.0.to_owned(), line.1.to_owned())]),
                body: body.as_bytes().to_vec(),
            },
        }
    }

    const ID: &str = "0b0ad046-3e8f-4ef7-b2ae-4a41eb2aa419";

    #[test]
    fn what_was_made_is_read_from_the_wire() {
        let row = format!("http://h/api/data/v9.2/customapis({ID})");
        let monitor = format!("http://h/api/backgroundoperation/{ID}");
        let envelope = "http://h/XRMServices/2011/Organization.svc/web";
        let submitted = format!(
            "<b:key>BackgroundOperationId</b:key><b:value i:type=\"c:guid\">{ID}</b:value>"
        );
        let created = format!("<CreateResult>{ID}</CreateResult>");
        let table = "<a:LogicalName>account</a:LogicalName>";
        let of = |exchange: Exchange| CreatedResource::of(&exchange, "http://h");
        let operation = CreatedResource::Operation(monitor.clone(), ID.to_owned());
        assert_eq!(
            of(exchange(
                "http://h/x",
                "",
                204,
                ("OData-EntityId", &row),
                ""
            )),
            Some(CreatedResource::Row(row.clone()))
        );
        assert_eq!(
            of(exchange("http://h/x", "", 202, ("location", &monitor), "")),
            Some(operation.clone())
        );
        assert_eq!(
            of(exchange(envelope, "", 200, ("A", ""), &submitted)),
            Some(operation)
        );
        assert_eq!(
            of(exchange(envelope, table, 200, ("A", ""), &created)),
            Some(CreatedResource::Record("account".to_owned(), ID.to_owned()))
        );
        let answered = format!("{{\"customapiid\":\"{ID}\"}}");
        let set = "http://h/api/data/v9.2/customapis";
        assert_eq!(
            of(exchange(set, "", 201, ("A", ""), &answered)),
            Some(CreatedResource::Row(row.clone()))
        );
        assert_eq!(of(exchange("http://h/x", "", 400, ("A", ""), "")), None);
        assert_eq!(CreatedResource::Row(row).id(), ID);
    }

    #[test]
    fn a_table_has_its_set() {
        let sets = ["account", "opportunity", "address"].map(set_of);
        assert_eq!(sets, ["accounts", "opportunities", "addresses"]);
    }
}
