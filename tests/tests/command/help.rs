//! The command's help, and that CONFORMANCE.md tells the same.
#![expect(clippy::unwrap_used, reason = "whatever cannot be read fails the test")]

use std::collections::BTreeSet;

use dataverse_conformance::catalogue::repository;
use regex::Regex;

use crate::{folder, run};

/// The document that describes the command.
fn document() -> String {
    std::fs::read_to_string(repository().join("tests/CONFORMANCE.md")).unwrap()
}

#[tokio::test]
async fn the_document_lists_every_argument_of_run() {
    let folder = folder();
    let said = run(folder.path(), &["run", "--help"], &[]).await;
    let flag = Regex::new(r"(?m)^ +(?:-\w, |    )--([\w-]+)").unwrap();
    let row = Regex::new(r"(?m)^\| `--([\w-]+)").unwrap();
    let named = |pattern: &Regex, text: &str| -> BTreeSet<String> {
        let found = pattern.captures_iter(text).map(|found| found[1].to_owned());
        found.filter(|name| name != "help").collect()
    };
    let taken = named(&flag, &said.stdout);
    assert!(taken.len() > 8, "{said:?}");
    assert_eq!(named(&row, &document()), taken);
}

#[tokio::test]
async fn the_exit_codes_are_told_alike() {
    let folder = folder();
    let said = run(folder.path(), &["--help"], &[]).await;
    assert_eq!(said.code, Some(0));
    let code = Regex::new(r"(?m)^  (\d)  \w").unwrap();
    let row = Regex::new(r"(?m)^\| (\d) \|").unwrap();
    let numbers = |pattern: &Regex, text: &str| -> Vec<String> {
        let found = pattern.captures_iter(text);
        found.map(|found| found[1].to_owned()).collect()
    };
    assert_eq!(numbers(&code, &said.stdout), ["0", "1", "2", "3", "4"]);
    assert_eq!(numbers(&row, &document()), ["0", "1", "2", "3", "4"]);
}

#[tokio::test]
async fn without_a_subcommand_the_help_is_shown() {
    let folder = folder();
    let said = run(folder.path(), &[], &[]).await;
    assert_eq!(said.code, Some(3));
    assert!(
        said.stderr
            .contains("Usage: dataverse-conformance <COMMAND>"),
        "{said:?}"
    );
}

#[tokio::test]
async fn a_dry_run_makes_nothing() {
    let folder = folder();
    let arguments = [
        "run",
        "--id",
        "BG-020",
        "--dry-run",
        "--url",
        "http://organization.invalid",
    ];
    let said = run(folder.path(), &arguments, &[]).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(
        said.stdout.contains("5 scenarios would run, 5 at once"),
        "{said:?}"
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
