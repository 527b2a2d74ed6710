//! The reports of a small run exist, agree, contain no secret, and can be written again.
#![expect(clippy::unwrap_used, reason = "whatever cannot be done fails the test")]

use std::fs;
use std::path::Path;

use dataverse_conformance::catalogue::{Catalogue, repository};
use dataverse_conformance::results::{DESCRIPTION, Results};
use serde_json::Value;

use crate::{folder, run};

const REPORTS: [&str; 4] = ["results.json", "report.html", "junit.xml", "badge.json"];

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join("conformance-report").join(name)).unwrap()
}

#[tokio::test]
async fn a_secret_is_in_no_report() {
    const CANARY: &str = "canary-4711-of-the-mine";
    let folder = folder();
    let variables = [("TOKEN", CANARY), ("CONTROL", "canary-door-4712")];
    let arguments = ["run", "--id", "BG-020", "--id", "BG-073"];
    let tokens = ["--token-from", "TOKEN", "--control-token-from", "CONTROL"];
    let said = run(
        folder.path(),
        &[&arguments[..], &tokens[..]].concat(),
        &variables,
    )
    .await;
    assert_eq!(said.code, Some(0), "{said:?}");
    let mut texts = vec![said.stdout, said.stderr];
    texts.extend(REPORTS.map(|name| read(folder.path(), name)));
    for text in texts {
        assert!(!text.contains("canary"), "{text}");
    }
    // The token was sent nevertheless, and the reports say in which headers.
    let results = Results::load(&folder.path().join("conformance-report/results.json")).unwrap();
    let lines = results.scenarios.iter().flat_map(|one| &one.exchanges);
    let mut lines = lines.flat_map(|one| &one.request_headers);
    assert!(lines.any(|(name, value)| name == "Authorization" && value == "<token>"));
}

#[tokio::test]
async fn reports_agree_and_can_be_made_once_more() {
    let folder = folder();
    let said = run(folder.path(), &["run", "--id", "BG-020"], &[]).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    let path = folder.path().join("conformance-report/results.json");
    let results = Results::load(&path).unwrap();
    let count = results.scenarios.len();
    assert!(count > 2, "{count}");
    assert!(
        said.stdout.contains(&format!("{count} scenarios in ")),
        "{said:?}"
    );
    assert!(
        said.stderr
            .contains(&format!("{count} of {count} scenarios")),
        "{said:?}"
    );
    assert_eq!(results.totals.values().sum::<usize>(), count);
    let junit = read(folder.path(), "junit.xml");
    assert_eq!(junit.matches("<testcase ").count(), count);
    assert_eq!(
        junit
            .matches("name=\"requirement\" value=\"BG-020\"")
            .count(),
        count
    );
    let badge: Value = serde_json::from_str(&read(folder.path(), "badge.json")).unwrap();
    assert_eq!(badge["message"], format!("{count} of {count} scenarios"));

    // Writing and reading the file loses nothing.
    let written: Value = serde_json::from_str(&read(folder.path(), "results.json")).unwrap();
    assert_eq!(serde_json::to_value(&results).unwrap(), written);
    let before = REPORTS.map(|name| read(folder.path(), name));
    for name in &REPORTS[1..] {
        fs::remove_file(folder.path().join("conformance-report").join(name)).unwrap();
    }
    let arguments = ["report", "conformance-report/results.json"];
    let said = run(folder.path(), &arguments, &[]).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(REPORTS.map(|name| read(folder.path(), name)), before);
}

#[tokio::test]
async fn two_runs_of_one_emulator_do_not_differ() {
    let folder = folder();
    for name in ["one", "other"] {
        let arguments = ["run", "--id", "BG-020", "--report-dir", name];
        assert_eq!(run(folder.path(), &arguments, &[]).await.code, Some(0));
    }
    let arguments = ["diff", "one/results.json", "other/results.json"];
    let said = run(folder.path(), &arguments, &[]).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(
        said.stdout
            .contains("0 requirements and 0 scenarios differ"),
        "{said:?}"
    );

    let path = folder.path().join("other/results.json");
    let text = fs::read_to_string(&path).unwrap();
    let mut other: Value = serde_json::from_str(&text).unwrap();
    other["scenarios"][0]["verdict"] = "fail".into();
    other["scenarios"][0]["exchanges"][0]["status"] = 200.into();
    fs::write(&path, other.to_string()).unwrap();
    let said = run(folder.path(), &arguments, &[]).await;
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(
        said.stdout.contains("differs from the documentation"),
        "{said:?}"
    );
    assert!(
        said.stdout.contains(": status\n    - 204\n    + 200\n"),
        "{said:?}"
    );
}

/// Users can rely on described members only, and a described member must be written.
#[tokio::test]
async fn every_member_of_the_results_is_described() {
    let folder = folder();
    let said = run(folder.path(), &["run", "--id", "BG-020"], &[]).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    let results: Value = serde_json::from_str(&read(folder.path(), "results.json")).unwrap();
    let mut members = std::collections::BTreeSet::new();
    gather(&results, &mut members);
    assert!(members.len() > 30, "{members:?}");
    for member in members {
        assert!(
            DESCRIPTION.contains(&format!("`{member}`")),
            "{member} is not described"
        );
    }
    let said = run(folder.path(), &["report", "--format"], &[]).await;
    assert_eq!((said.code, said.stdout.as_str()), (Some(0), DESCRIPTION));
}

fn gather(value: &Value, members: &mut std::collections::BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, member) in object {
                members.insert(name.clone());
                gather(member, members);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, members)),
        _ => {}
    }
}

/// The compiler does not notice a new file beside the embedded ones.
#[tokio::test]
async fn the_command_carries_every_scenario_of_the_repository() {
    let folder = folder();
    let said = run(folder.path(), &["list", "--json"], &[]).await;
    let listed: Value = serde_json::from_str(&said.stdout).unwrap();
    let carried: Vec<&str> = listed["scenarios"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    let catalogue = Catalogue::load(&repository().join("features")).unwrap();
    let there: Vec<String> = catalogue
        .scenarios()
        .into_iter()
        .map(|entry| entry.id)
        .collect();
    assert_eq!(
        carried, there,
        "built before a feature was added: touch tests/src/main.rs"
    );
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        0,
        "nothing is left behind"
    );
}
