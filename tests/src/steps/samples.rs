//! The documentation's C# samples: the requests that their compiled form sends, whole in `features/sdk/samples/`,
//! and what it prints of the answer.
//!
//! A printer follows its sample line by line, with the exceptions that .NET raises on the way.

use cucumber::gherkin::Step;
use regex::Regex;
use serde_json::Value;
use suite_phrase::phrase;

use super::text_of;
use crate::envelope;
use crate::exchange::Request;
use crate::failure::Failure;
use crate::world::{Caller, World};

/// Sends the request of a sample in `features/sdk/samples/`, as it goes over the wire.
#[phrase(anywhere)]
#[given(regex = r#"^the sample "(\w+)" has run$"#)]
#[when(regex = r#"^the sample "(\w+)" runs$"#)]
async fn run(world: &mut World, name: String) -> Result<(), Failure> {
    let samples = world.assets()?.features().join("sdk/samples");
    let path = samples.join(format!("{name}.http"));
    let text = std::fs::read_to_string(&path)
        .map_err(|error| Failure::step(format!("there is no sample {name:?}: {error}")))?;
    let request = Request::parse(&text)?;
    world.send(request, Caller::Client).await.map(drop)
}

/// What a submission's sample prints; the values that it prints are remembered.
#[phrase(anywhere)]
#[then(regex = r"^the submitting sample prints$")]
async fn submission_prints(world: &mut World, step: &Step) -> Result<(), Failure> {
    let facts = envelope::facts(world.inspected()?.body())?;
    let result = |name: &str| {
        let path = format!("/ExecuteResponse/ExecuteResult/Results/{name}");
        let value = facts.pointer(&path).and_then(Value::as_str);
        value
            .map(str::to_owned)
            .ok_or_else(|| world.mismatch(&path, "a text", "none"))
    };
    let (id, location) = (result("BackgroundOperationId")?, result("Location")?);
    let printed = format!("BackgroundOperationId: {id}\nLocation: {location}");
    world.memory.keep("operation", id);
    world.memory.keep("monitor", location);
    compare(world, text_of(step)?, &printed)
}

/// What the polling sample prints of the answer.
#[phrase(anywhere)]
#[then(regex = r"^the polling sample prints$")]
async fn poll_prints(world: &mut World, step: &Step) -> Result<(), Failure> {
    let facts = envelope::facts(world.inspected()?.body())?;
    let mut printed = Vec::new();
    if let Some(fault) = facts.pointer("/Fault/detail/OrganizationServiceFault") {
        let text = |name: &str| fault[name].as_str().unwrap_or_default().to_owned();
        printed.push(format!("ErrorCode:{}", text("ErrorCode")));
        printed.push(format!("Message:{}", text("Message")));
    } else {
        let row = facts.pointer("/ExecuteResponse/ExecuteResult/Results/Entity");
        if let Err(exception) = print_row(row.unwrap_or(&Value::Null), &mut printed) {
            printed.push(format!("Some other error occurred: '{exception}'"));
        }
    }
    compare(world, text_of(step)?, &printed.join("\n"))
}

/// The body of the sample's `try`; the error is the message of the exception that ends it.
fn print_row(row: &Value, printed: &mut Vec<String>) -> Result<(), String> {
    let label = |name| indexed(&row["FormattedValues"], name);
    printed.push(format!("Name: {}", indexed(&row["Attributes"], "name")?));
    let state = label("backgroundoperationstatecode")?;
    printed.push(format!("State Code: {state}"));
    let status = label("backgroundoperationstatuscode")?;
    printed.push(format!("Status Code: {status}"));
    printed.push("Output Parameters:".to_owned());
    let outputs = indexed(&row["Attributes"], "outputparameters")?;
    for (key, value) in pairs(&outputs)? {
        printed.push(format!("\t{key}: {value}"));
    }
    let code = text_or_null(&row["Attributes"]["errorcode"])?;
    printed.push(format!("Error Code: {code}"));
    let message = text_or_null(&row["Attributes"]["errormessage"])?;
    printed.push(format!("Error Message: {message}"));
    Ok(())
}

/// `collection[name]`, which insists on a value.
fn indexed(collection: &Value, name: &str) -> Result<String, String> {
    match collection.get(name) {
        Some(value) => text_or_null(value),
        None => Err(format!(
            "The given key '{name}' was not present in the dictionary."
        )),
    }
}

/// `GetAttributeValue<string>`: nothing for null, and nothing but texts.
fn text_or_null(value: &Value) -> Result<String, String> {
    match value {
        Value::Null => Ok(String::new()),
        Value::String(text) => Ok(text.clone()),
        _ => {
            Err("Unable to cast object of type 'System.Int32' to type 'System.String'.".to_owned())
        }
    }
}

/// `JsonSerializer.Deserialize<List<KeyValuePair<string, string>>>`.
fn pairs(json: &str) -> Result<Vec<(String, String)>, String> {
    let refused = || "The JSON value could not be converted.".to_owned();
    let items: Vec<Value> = serde_json::from_str(json).map_err(|_| refused())?;
    let texts = |item: &Value| {
        let text = |name: &str| item[name].as_str().map(str::to_owned);
        text("Key").zip(text("Value")).ok_or_else(refused)
    };
    items.iter().map(texts).collect()
}

/// Holds what was printed against the documentation's text, in which `[Organization URI]`,
/// `<backgroundoperationid value>` and `{value}` stand for values, and white space for nothing in particular.
fn compare(world: &World, documented: &str, printed: &str) -> Result<(), Failure> {
    let (expected, printed) = (squeezed(documented), squeezed(printed));
    let values = [
        ("[Organization URI]", world.memory.get("org")?),
        ("<backgroundoperationid value>", known(world, "operation")),
    ];
    let filled = values
        .into_iter()
        .fold(expected.clone(), |text, (name, value)| {
            text.replace(name, value)
        });
    let guid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    let pattern = regex::escape(&filled).replace(&regex::escape("{value}"), guid);
    let pattern =
        Regex::new(&format!("^{pattern}$")).map_err(|error| Failure::step(error.to_string()))?;
    if pattern.is_match(&printed) {
        Ok(())
    } else {
        Err(world.mismatch("what the sample prints", expected, printed))
    }
}

fn known<'w>(world: &'w World, name: &str) -> &'w str {
    world.memory.get(name).unwrap_or("<none>")
}

fn squeezed(text: &str) -> String {
    let line = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}
