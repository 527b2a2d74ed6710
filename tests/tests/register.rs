//! The register, the waivers and the scenarios' tags agree.
#![expect(clippy::unwrap_used, reason = "whatever cannot be read fails the test")]

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use dataverse_conformance::catalogue::{Catalogue, repository};
use dataverse_conformance::needs::Needs;
use dataverse_conformance::register::{Coverage, Register, Waivers, is_id};

fn register() -> Register {
    Register::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("requirements.toml")).unwrap()
}

fn waivers() -> Waivers {
    Waivers::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("waivers.toml")).unwrap()
}

fn catalogue() -> Catalogue {
    Catalogue::load(&repository().join("features")).unwrap()
}

#[test]
fn every_tag_that_looks_like_an_id_is_registered() {
    let register = register();
    let catalogue = catalogue();
    let unknown = catalogue
        .scenarios()
        .iter()
        .flat_map(|entry| {
            entry
                .tags
                .iter()
                .map(|tag| format!("{}: {} @{tag}", entry.file.display(), entry.scenario.name))
        })
        .filter(|place| {
            place
                .rsplit_once('@')
                .is_some_and(|(_, tag)| is_id(tag) && register.get(tag).is_none())
        })
        .collect::<BTreeSet<_>>();
    assert!(
        unknown.is_empty(),
        "not in requirements.toml:\n{}",
        unknown.into_iter().collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn every_scenario_names_what_it_proves() {
    let catalogue = catalogue();
    let idle = |tags: &[&str]| !tags.iter().any(|tag| is_id(tag) || *tag == "emulator");
    let nameless = catalogue
        .scenarios()
        .iter()
        .filter(|entry| idle(&entry.tags))
        .map(|entry| format!("{}: {}", entry.file.display(), entry.scenario.name))
        .collect::<Vec<_>>();
    assert!(
        nameless.is_empty(),
        "neither an id nor @emulator:\n{}",
        nameless.join("\n")
    );
}

#[test]
fn every_documented_requirement_is_proved_or_waived() {
    let (register, waivers, catalogue) = (register(), waivers(), catalogue());
    let scenarios = catalogue.scenarios();
    let coverage = Coverage::new(&register, &waivers, &scenarios);
    // Written directly to standard output, because the test harness captures the output of a passing test.
    writeln!(std::io::stdout(), "\n{coverage}").unwrap();
    let missing = coverage.missing();
    let shown = missing
        .iter()
        .map(|requirement| format!("{}: {}", requirement.id, requirement.statement));
    assert!(
        missing.is_empty(),
        "proved by no scenario and not waived:\n{}",
        shown.collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn every_requirement_says_what_must_hold() {
    let register = register();
    let empty = register
        .requirements()
        .filter(|r| r.statement.len() < 10 || r.source.is_empty() || !is_id(&r.id));
    let empty = empty
        .map(|requirement| requirement.id.as_str())
        .collect::<Vec<_>>();
    assert!(
        empty.is_empty(),
        "no statement, no source, or no proper id: {}",
        empty.join(", ")
    );
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a waiver expires in real time")]
fn waivers_are_few_needed_and_not_expired() {
    let (register, waivers, catalogue) = (register(), waivers(), catalogue());
    let scenarios = catalogue.scenarios();
    let proved = scenarios
        .iter()
        .flat_map(|entry| entry.tags.iter().copied())
        .collect::<BTreeSet<_>>();
    let today = jiff::Timestamp::now().to_string();
    for waiver in &waivers.waiver {
        let id = waiver.id.as_str();
        assert!(
            register
                .get(id)
                .is_some_and(|requirement| requirement.must_be_proved()),
            "{id} needs no waiver"
        );
        assert!(
            !proved.contains(id),
            "{id} is proved by a scenario: remove its waiver"
        );
        assert!(
            waiver.reason.len() >= 20,
            "the waiver of {id} gives no reason"
        );
        assert!(
            !waiver.has_expired(&today[..10]),
            "the waiver of {id} has expired"
        );
    }
    let documented = register
        .requirements()
        .filter(|r| r.id.starts_with("BG-") && r.must_be_proved())
        .count();
    let waived = waivers
        .waiver
        .iter()
        .filter(|waiver| waiver.id.starts_with("BG-"))
        .count();
    assert!(
        waived * 20 <= documented,
        "{waived} of {documented} documented requirements are waived"
    );
}

#[test]
fn what_is_judged_under_a_rule_is_registered() {
    let needs = Needs::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("needs.toml")).unwrap();
    let register = register();
    let unknown: Vec<_> = needs
        .judged_under()
        .filter(|(_, id)| register.get(id).is_none())
        .collect();
    assert_eq!(unknown, []);
}
