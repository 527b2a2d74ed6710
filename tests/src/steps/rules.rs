//! The organization's rules: what is undocumented, and how it is decided.

use std::collections::BTreeSet;

use cucumber::gherkin::Step;
use serde_json::Value;
use suite_phrase::phrase;

use super::table_of;
use crate::catalogue::Catalogue;
use crate::failure::Failure;
use crate::world::World;

/// Rules about the end of the emulator's own process, which no request can bring about.
const BEYOND_REQUESTS: [&str; 1] = ["interrupted_attempt"];

/// Sets a rule of the emulator. An organization without a control door must be declared to behave so already.
#[phrase(anywhere)]
#[given(regex = r#"^the rule "([^"]+)" is "([^"]*)"$"#)]
async fn rule_is(world: &mut World, name: String, value: String) -> Result<(), Failure> {
    set(world, &name, &value).await
}

/// Sets several rules; the table's columns are rule and value.
#[phrase(anywhere)]
#[given(regex = r"^the rules are$")]
async fn rules_are(world: &mut World, step: &Step) -> Result<(), Failure> {
    let (first, rest) = table_of(step)?;
    for row in std::iter::once(first).chain(rest.iter().map(Vec::as_slice)) {
        let [name, value] = row else {
            return Err(Failure::step("the table's columns are rule and value"));
        };
        set(world, name, value).await?;
    }
    Ok(())
}

/// The rules that a step sets, each with the value it gets.
pub(crate) fn rules_of(step: &Step) -> Vec<(String, Value)> {
    let settings = settings_of(step).into_iter();
    settings
        .map(|(name, value)| (name.to_owned(), rule_value(value)))
        .collect()
}

/// The same as it is written.
fn settings_of(step: &Step) -> Vec<(&str, &str)> {
    if step.value == "the rules are" {
        let rows = step.table.iter().flat_map(|table| &table.rows);
        return rows
            .filter_map(|row| Some((row.first()?.as_str(), row.get(1)?.as_str())))
            .collect();
    }
    let parts: Vec<&str> = step.value.split('"').collect();
    match parts.as_slice() {
        ["the rule ", name, " is ", value, ""] => vec![(name, value)],
        _ => Vec::new(),
    }
}

/// A rule's value is a whole number or a text; `null` is a text as well.
fn rule_value(text: &str) -> Value {
    text.parse::<u64>()
        .map_or_else(|_| Value::from(text), Value::from)
}

async fn set(world: &World, name: &str, value: &str) -> Result<(), Failure> {
    let value = rule_value(value);
    world.organization()?.rule(name, &value).await
}

/// Holds the catalogue of rules under inspection against the features: every alternative of every rule is tried.
#[phrase]
#[then(regex = r"^every alternative of every rule is set by a scenario$")]
async fn every_alternative_is_set(world: &mut World) -> Result<(), Failure> {
    let folder = world.assets()?.features();
    let features = tokio::task::spawn_blocking(move || Catalogue::load(&folder));
    let features = features
        .await
        .map_err(|error| Failure::step(error.to_string()))?;
    let set = choices(&features.map_err(|error| Failure::step(error.to_string()))?);
    let rules = world.value("rules")?;
    let mut missing = Vec::new();
    for rule in rules.as_array().into_iter().flatten() {
        let name = rule.get("name").and_then(Value::as_str).unwrap_or_default();
        let alternatives = rule.get("alternatives").and_then(Value::as_array);
        for alternative in alternatives.into_iter().flatten().filter_map(Value::as_str) {
            // A description such as `a whole number from 0 to 3` is met by any value.
            let met = set.iter().any(|(own, value)| {
                own == name && (value == alternative || alternative.contains(' '))
            });
            if !met && !BEYOND_REQUESTS.contains(&name) {
                missing.push(format!("{name}={alternative}"));
            }
        }
    }
    let empty = rules.as_array().is_none_or(Vec::is_empty);
    if missing.is_empty() && !empty {
        Ok(())
    } else {
        Err(world.mismatch("rules no scenario sets", "none", missing.join(", ")))
    }
}

/// Every rule with every value that a scenario gives it.
fn choices(features: &Catalogue) -> BTreeSet<(String, String)> {
    let scenarios = features.scenarios();
    let steps = scenarios.iter().flat_map(|entry| &entry.steps);
    let settings = steps.flat_map(|step| settings_of(step));
    settings
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
