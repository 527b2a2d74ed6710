//! Finds rows that runs have left in an organization, by the mark in their names and by their age,
//! and removes them.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::created_resource::{self, CreatedResource};
use super::names::MARK;
use super::sign;
use crate::exchange::{Headers, Request, json};
use crate::failure::Failure;
use crate::target::Target;

/// A table in which runs may leave rows.
struct Table {
    set: &'static str,
    key: &'static str,
    /// The column with the mark.
    column: &'static str,
    /// A further condition of the filter.
    and: &'static str,
}

const fn table(set: &'static str, key: &'static str, column: &'static str) -> Table {
    let and = "";
    Table {
        set,
        key,
        column,
        and,
    }
}

/// The tables in the order in which their rows can be removed.
const TABLES: [Table; 6] = [
    table(
        "sdkmessageprocessingsteps",
        "sdkmessageprocessingstepid",
        "name",
    ),
    table("serviceendpoints", "serviceendpointid", "name"),
    table("customapis", "customapiid", "uniquename"),
    // Users cannot be deleted; a disabled one counts as removed.
    Table {
        and: " and isdisabled eq false",
        ..table("systemusers", "systemuserid", "firstname")
    },
    table("roles", "roleid", "name"),
    table("backgroundoperations", "backgroundoperationid", "name"),
];

/// The result of a sweep.
#[derive(Debug, Default)]
pub struct Swept {
    /// A line for each removed row.
    pub removed: Vec<String>,
    /// A line for each row that could not be removed, with the reason.
    pub complaints: Vec<String>,
}

/// Removes the rows that runs have left in an organization and that are older than `age`; `now` is
/// the present.
///
/// # Errors
/// When the organization does not list the rows.
pub async fn sweep(target: &Target, now: Timestamp, age: Duration) -> Result<Swept, Failure> {
    let mark = format!("{}{MARK}", target.prefix());
    let before = now
        .checked_sub(age)
        .map_err(|error| Failure::step(format!("there is no such age: {error}")))?;
    let before = before.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let mut swept = Swept::default();
    for table in TABLES {
        let set = table.set;
        for row in left(target, &table, &mark, &before).await? {
            let text = |member: &str| row.get(member).and_then(Value::as_str).unwrap_or_default();
            let (id, name) = (text(table.key), text(table.column));
            let made = match set {
                "backgroundoperations" => CreatedResource::operation(target.url(), id),
                _ => CreatedResource::Row(format!("{}/{set}({id})", api(target))),
            };
            match created_resource::remove(target, &made).await {
                Ok(()) => swept.removed.push(format!("{set}({id}) {name}")),
                Err(complaint) => swept.complaints.push(complaint),
            }
        }
    }
    Ok(swept)
}

fn api(target: &Target) -> String {
    format!("{}/api/data/{}", target.url(), target.api_version())
}

async fn left(
    target: &Target,
    table: &Table,
    mark: &str,
    before: &str,
) -> Result<Vec<Value>, Failure> {
    let Table {
        set,
        key,
        column,
        and,
    } = table;
    let url = format!(
        "{}/{set}?$select={key},{column}&$filter=startswith({column},'{mark}') and createdon le {before}{and}",
        api(target)
    );
    let request = Request {
        method: "GET".to_owned(),
        target: url.clone(),
        headers: Headers(sign(target, None).await?),
        body: Vec::new(),
    };
    let exchange = target.wire().send(request).await?;
    match (exchange.response.status, json(&exchange.response.body)?) {
        (200, Value::Object(mut body)) => match body.remove("value") {
            Some(Value::Array(rows)) => Ok(rows),
            _ => Ok(Vec::new()),
        },
        _ => Err(Failure::Unmet(format!("{url} found nothing:\n{exchange}"))),
    }
}
