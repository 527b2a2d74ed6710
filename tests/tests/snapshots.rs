//! The folder of snapshots is complete and without leftovers: each snapshot is used and names its source.
#![expect(clippy::unwrap_used, reason = "whatever cannot be read fails the test")]

use std::collections::BTreeSet;

use dataverse_conformance::catalogue::{Catalogue, files, repository};
use dataverse_conformance::snapshot;
use regex::Regex;

fn referenced() -> BTreeSet<String> {
    let pattern = Regex::new(r#"matches snapshot "([^"]+)""#).unwrap();
    let catalogue = Catalogue::load(&repository().join("features")).unwrap();
    let steps = catalogue
        .scenarios()
        .into_iter()
        .flat_map(|entry| entry.steps)
        .map(|step| step.value.clone());
    steps
        .filter_map(|step| pattern.captures(&step).map(|found| found[1].to_owned()))
        .collect()
}

fn stored() -> BTreeSet<String> {
    let root = repository().join("snapshots");
    let name = |path: std::path::PathBuf| {
        path.strip_prefix(&root)
            .unwrap()
            .with_extension("")
            .display()
            .to_string()
    };
    files(&root, "snap")
        .unwrap()
        .into_iter()
        .map(name)
        .collect()
}

#[test]
fn every_snapshot_is_used_by_a_scenario() {
    let unused = stored()
        .difference(&referenced())
        .cloned()
        .collect::<Vec<_>>();
    assert!(
        unused.is_empty(),
        "no scenario matches these snapshots: {}",
        unused.join(", ")
    );
}

#[test]
fn every_snapshot_a_scenario_names_exists() {
    let missing = referenced()
        .difference(&stored())
        .cloned()
        .collect::<Vec<_>>();
    assert!(
        missing.is_empty(),
        "no file for these snapshots: {}",
        missing.join(", ")
    );
}

#[test]
fn every_snapshot_names_its_source() {
    for path in files(&repository().join("snapshots"), "snap").unwrap() {
        let stored = snapshot::read(&path).unwrap_or_else(|failure| panic!("{failure}"));
        assert!(
            !stored.description.is_empty(),
            "{} has no description",
            path.display()
        );
        assert!(
            !stored.text.trim().is_empty(),
            "{} is empty",
            path.display()
        );
    }
}
