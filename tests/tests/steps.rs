//! Every step of every feature has exactly one phrase, every phrase is used, and every phrase says what it needs of a
//! target. The test needs no target.
#![expect(clippy::unwrap_used, reason = "what cannot be read fails the test")]

use std::collections::BTreeSet;

use cucumber::World as _;
use cucumber::codegen::{StepConstructor, WorldInventory, inventory};
use dataverse_conformance::catalogue::{Catalogue, repository};
use dataverse_conformance::phrase::{self, Phrases};
use dataverse_conformance::world::World;

fn catalogue() -> Catalogue {
    Catalogue::load(&repository().join("features")).unwrap()
}

#[test]
fn every_step_is_defined_once() {
    let catalogue = catalogue();
    let (definitions, phrases) = (World::collection(), Phrases::compile().unwrap());
    let mut wrong = Vec::new();
    for entry in catalogue.scenarios() {
        for step in entry.steps {
            let place = format!(
                "{}:{} {}",
                entry.file.display(),
                step.position.line,
                step.value
            );
            match definitions.find(step) {
                Ok(Some(_)) if phrases.of(step).is_some() => {}
                Ok(_) => wrong.push(format!("{place}: no phrase is defined for it")),
                Err(error) => wrong.push(format!("{place}: {error}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A step definition of cucumber's own would run without having said what it needs.
#[test]
fn every_step_definition_is_a_phrase() {
    type Given = <World as WorldInventory>::Given;
    type When = <World as WorldInventory>::When;
    type Then = <World as WorldInventory>::Then;
    let pattern = |keyword: &str, pattern: &str| format!("{keyword} {pattern}");
    let given = inventory::iter::<Given>.into_iter();
    let when = inventory::iter::<When>.into_iter();
    let then = inventory::iter::<Then>.into_iter();
    let defined: BTreeSet<String> = given
        .map(|step| pattern("Given", step.inner().1().as_str()))
        .chain(when.map(|step| pattern("When", step.inner().1().as_str())))
        .chain(then.map(|step| pattern("Then", step.inner().1().as_str())))
        .collect();
    let phrases = phrase::all().into_iter().flat_map(|phrase| phrase.patterns);
    let said: BTreeSet<String> = phrases
        .map(|(keyword, text)| pattern(&keyword.to_string(), text))
        .collect();
    let unsaid: Vec<&String> = defined.difference(&said).collect();
    assert!(
        unsaid.is_empty(),
        "without `#[phrase]`, which says what they need: {unsaid:#?}"
    );
}

#[test]
fn every_phrase_is_used() {
    let (catalogue, phrases) = (catalogue(), Phrases::compile().unwrap());
    let scenarios = catalogue.scenarios();
    let steps = scenarios.iter().flat_map(|entry| &entry.steps);
    let used: BTreeSet<(&str, u32)> = steps
        .filter_map(|step| phrases.of(step))
        .map(|phrase| (phrase.file, phrase.line))
        .collect();
    let unused: Vec<_> = phrase::all()
        .into_iter()
        .filter(|phrase| !used.contains(&(phrase.file, phrase.line)))
        .map(|phrase| phrase.patterns)
        .collect();
    assert!(unused.is_empty(), "no scenario says this: {unused:#?}");
}
