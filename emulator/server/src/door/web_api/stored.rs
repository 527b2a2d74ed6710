//! Queries that are kept as rows: `savedQuery` names a view, `userQuery` a personal one (WA-220, WA-221).

use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::query::Columns;
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{EntityReference, Value};
use uuid::Uuid;

use super::web_api_request::WebApiRequest;

/// The options, and the tables of the rows that they name.
const STORED: [(&str, &str); 2] = [("savedQuery", "savedquery"), ("userQuery", "userquery")];

/// The column with the query.
const FETCH_XML: &str = "fetchxml";

/// The FetchXML of the query that an option names; `None` without such an option.
///
/// # Errors
/// A value that is no id; a row that does not exist or that the caller may not read.
pub(super) async fn fetch_xml(exchange: &mut WebApiRequest<'_>) -> Result<Option<String>, Fault> {
    let given = STORED.iter().find_map(|(option, table)| {
        let value = exchange.options.custom.get(*option)?;
        Some((*option, *table, value.clone()))
    });
    let Some((option, table, value)) = given else {
        return Ok(None);
    };
    let id = Uuid::try_parse(value.trim()).map_err(|_| {
        let text =
            format!("'{value}' is no id: expected that of a row of '{table}' in '{option}'.");
        Fault::new(code::ODATA, text).with_http_status(400)
    })?;
    let request = OrganizationRequest::new("Retrieve")
        .with("Target", EntityReference::new(table, id))
        .with("ColumnSet", Columns::from([FETCH_XML]));
    let response = exchange.execute(request).await?;
    let text = match response.results.get("Entity") {
        Some(Value::Entity(row)) => row.get(FETCH_XML).and_then(Value::as_str),
        _ => None,
    };
    Ok(Some(text.unwrap_or_default().to_owned()))
}
