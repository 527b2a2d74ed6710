//! Requests written as they go over the wire, and what is remembered from their answers.

use cucumber::gherkin::Step;
use serde_json::Value;
use suite_phrase::phrase;

use super::rows::new_id;
use super::{table_of, text_of};
use crate::exchange::Request;
use crate::failure::Failure;
use crate::world::{Caller, World};

/// Sends the request below: a request line, header lines, an empty line and a body. `{name}` stands for what is
/// remembered as `name`.
#[phrase(anywhere)]
#[given(regex = r"^a client has sent$")]
#[when(regex = r"^a client sends$")]
async fn send(world: &mut World, step: &Step) -> Result<(), Failure> {
    world
        .send(Request::parse(text_of(step)?)?, Caller::Client)
        .await
        .map(drop)
}

/// Asks for accounts in a query with so many parts of one kind; none of them leaves out a row for its own sake.
#[phrase(anywhere)]
#[when(
    regex = r"^a client asks for accounts with (\d+) (links|conditions|path steps|lambdas) in (FetchXML|OData)$"
)]
async fn ask_with_parts(
    world: &mut World,
    count: usize,
    parts: String,
    language: String,
) -> Result<(), Failure> {
    let inside = match parts.as_str() {
        "links" => {
            "<link-entity name='contact' from='contactid' to='primarycontactid' link-type='outer'/>"
                .repeat(count)
        }
        "conditions" if language == "FetchXML" => {
            let one = "<condition attribute='name' operator='not-null'/>";
            format!("<filter>{}</filter>", one.repeat(count))
        }
        "conditions" => vec!["name ne null"; count].join(" and "),
        "path steps" => format!("{}name eq null", "parentaccountid/".repeat(count)),
        _ => lambdas(count),
    };
    let query = match language.as_str() {
        "FetchXML" => format!(
            "fetchXml=<fetch top='1'><entity name='account'><attribute name='name'/>{inside}</entity></fetch>"
        ),
        _ => format!("$select=name&$top=1&$filter={inside}"),
    };
    let request = Request::parse(&format!("GET /api/data/v9.2/accounts?{query}"))?;
    world.send(request, Caller::Client).await.map(drop)
}

/// A lambda over the contacts of an account, with one over the accounts of each contact in it, and so on.
fn lambdas(count: usize) -> String {
    let mut filter = String::new();
    for level in 0..count {
        let before = match level {
            0 => String::new(),
            level => format!("x{}/", level - 1),
        };
        let collection = match level % 2 {
            0 => "contact_customer_accounts",
            _ => "account_primary_contact",
        };
        filter.push_str(&format!("{before}{collection}/any(x{level}:"));
    }
    let last = match count % 2 {
        1 => "contactid",
        _ => "accountid",
    };
    format!(
        "{filter}x{}/{last} ne null{}",
        count.saturating_sub(1),
        ")".repeat(count)
    )
}

/// Sends the request below without a token.
#[phrase(anywhere)]
#[when(regex = r"^a client without a token sends$")]
async fn send_as_stranger(world: &mut World, step: &Step) -> Result<(), Failure> {
    world
        .send(Request::parse(text_of(step)?)?, Caller::Stranger)
        .await
        .map(drop)
}

/// Sends the request below; the next step begins before its answer is there.
#[phrase(anywhere)]
#[when(regex = r"^a client sends, without waiting for the answer$")]
async fn send_without_waiting(world: &mut World, step: &Step) -> Result<(), Failure> {
    let request = Request::parse(text_of(step)?)?;
    let request = world.complete(request, Caller::Client).await?;
    let organization = world.organization()?.clone();
    world.pending = Some(tokio::spawn(
        async move { organization.send(request).await },
    ));
    Ok(())
}

/// Waits for the answer to a request that was sent without waiting.
#[phrase(anywhere)]
#[when(regex = r"^the answer arrives$")]
#[then(regex = r"^the answer arrives$")]
async fn await_answer(world: &mut World) -> Result<(), Failure> {
    let pending = world
        .pending
        .take()
        .ok_or_else(|| Failure::step("no answer is awaited"))?;
    let exchange = pending
        .await
        .map_err(|error| Failure::step(format!("the client ended early: {error}")))??;
    world.answered(exchange);
    Ok(())
}

/// Sends a request per line and compares its status; the table's columns are method, path and status.
#[phrase(anywhere)]
#[when(regex = r"^a client sends, for every row, a request that is answered with its status$")]
async fn send_each(world: &mut World, step: &Step) -> Result<(), Failure> {
    let (_, rows) = table_of(step)?;
    for row in rows {
        let [method, target, status] = row.as_slice() else {
            return Err(Failure::step(
                "the table's columns are method, path and status",
            ));
        };
        let request = Request::parse(&format!("{method} {target}"))?;
        let found = world.send(request, Caller::Client).await?.response.status;
        if found.to_string() != *status {
            return Err(world.mismatch(&format!("status of {method} {target}"), status, found));
        }
    }
    Ok(())
}

/// Remembers a header of the answer under inspection.
#[phrase(anywhere)]
#[given(regex = r#"^the header "([^"]+)" is remembered as "([^"]+)"$"#)]
#[when(regex = r#"^the header "([^"]+)" is remembered as "([^"]+)"$"#)]
#[then(regex = r#"^the header "([^"]+)" is remembered as "([^"]+)"$"#)]
async fn remember_header(world: &mut World, header: String, name: String) -> Result<(), Failure> {
    let value = world.inspected()?.headers().get(&header);
    let value = value
        .ok_or_else(|| world.mismatch(&format!("header {header}"), "to be there", "absent"))?;
    world.memory.keep(&name, value);
    Ok(())
}

/// Remembers a value of the body under inspection, named by its property or by a path such as `/value/0/name`.
#[phrase(anywhere)]
#[given(regex = r#"^"([^"]+)" is remembered as "([^"]+)"$"#)]
#[when(regex = r#"^"([^"]+)" is remembered as "([^"]+)"$"#)]
#[then(regex = r#"^"([^"]+)" is remembered as "([^"]+)"$"#)]
async fn remember_value(world: &mut World, path: String, name: String) -> Result<(), Failure> {
    let value = match world.value(&path)? {
        Value::String(text) => text,
        other => other.to_string(),
    };
    world.memory.keep(&name, value);
    Ok(())
}

/// Remembers the id at the end of the header `OData-EntityId`, such as `…/accounts(<id>)`.
#[phrase(anywhere)]
#[given(regex = r#"^the id of the new row is remembered as "([^"]+)"$"#)]
#[when(regex = r#"^the id of the new row is remembered as "([^"]+)"$"#)]
#[then(regex = r#"^the id of the new row is remembered as "([^"]+)"$"#)]
async fn remember_row(world: &mut World, name: String) -> Result<(), Failure> {
    let id = new_id(world)?;
    world.memory.keep(&name, id);
    Ok(())
}

/// Remembers a text too long to be written down: so many times `x`, or another text.
#[phrase(anywhere)]
#[given(regex = r#"^a text of (\d+) (?:characters|times "(.+)") is remembered as "([^"]+)"$"#)]
async fn remember_long(
    world: &mut World,
    length: usize,
    unit: String,
    name: String,
) -> Result<(), Failure> {
    let unit = match unit.as_str() {
        "" => "x",
        unit => unit,
    };
    world.memory.keep(&name, unit.repeat(length));
    Ok(())
}

/// Remembers a text.
#[phrase(anywhere)]
#[given(regex = r#"^the text "([^"]*)" is remembered as "([^"]+)"$"#)]
async fn remember_text(world: &mut World, text: String, name: String) -> Result<(), Failure> {
    world.memory.keep(&name, text);
    Ok(())
}
