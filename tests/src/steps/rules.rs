//! The organization's rules: what is undocumented, and how it is decided.

use std::collections::BTreeSet;

use cucumber::gherkin::Step;
use cucumber::{given, then};
use regex::Regex;
use serde_json::Value;

use super::table_of;
use crate::catalogue::Catalogue;
use crate::failure::Failure;
use crate::needs::rule_value;
use crate::world::World;

/// Rules about the end of the emulator's own process, which no request can bring about.
const BEYOND_REQUESTS: [&str; 1] = ["interrupted_attempt"];

#[given(regex = r#"^the rule "([^"]+)" is "([^"]*)"$"#)]
async fn rule_is(world: &mut World, name: String, value: String) -> Result<(), Failure> {
    set(world, &name, &value).await
}

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

async fn set(world: &World, name: &str, value: &str) -> Result<(), Failure> {
    let value = rule_value(value);
    world.organization()?.rule(name, &value).await
}

/// Holds the catalogue under inspection against the features: a rule without a scenario is an option nobody tries.
#[then(regex = r"^every alternative of every rule is set by a scenario$")]
async fn every_alternative_is_set(world: &mut World) -> Result<(), Failure> {
    let folder = world.material()?.features();
    let features = tokio::task::spawn_blocking(move || Catalogue::load(&folder));
    let features = features
        .await
        .map_err(|error| Failure::step(error.to_string()))?;
    let set = choices(&features.map_err(|error| Failure::step(error.to_string()))?)?;
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
fn choices(features: &Catalogue) -> Result<BTreeSet<(String, String)>, Failure> {
    let pattern = Regex::new(r#"^the rule "([^"]+)" is "([^"]*)"$"#)
        .map_err(|error| Failure::step(error.to_string()))?;
    let mut choices = BTreeSet::new();
    for step in features
        .scenarios()
        .into_iter()
        .flat_map(|entry| entry.steps)
    {
        if let Some(found) = pattern.captures(&step.value) {
            choices.insert((found[1].to_owned(), found[2].to_owned()));
        } else if step.value == "the rules are" {
            let rows = step
                .table()
                .map(|table| table.rows.as_slice())
                .unwrap_or_default();
            let pairs = rows
                .iter()
                .filter_map(|row| row.first().cloned().zip(row.get(1).cloned()));
            choices.extend(pairs);
        }
    }
    Ok(choices)
}
