//! A dry run against a shared organization lists every scenario with its result.

use std::collections::BTreeMap;

use dataverse_conformance::assets::Assets;

use crate::fake::{Fake, described};
use crate::run;

const OFFER: &str = "sign_in = { method = \"none\" }\n[capabilities]\ncustom_apis = true\nsteps = true\n\
                     [pace]\nbudget = \"PT30S\"\n[rules]\nmax_retries = 1\n";

#[tokio::test]
async fn every_scenario_is_told_with_what_would_become_of_it() {
    let fake = Fake::organization(&[]).await;
    let folder = described(&fake.url, OFFER);
    let arguments = ["run", "--target", "target.toml", "--dry-run"];
    let said = run(folder.path(), &arguments, &[]).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    let (scenarios, rest) = said
        .stdout
        .split_once("\n\nnot supported, and why:\n")
        .unwrap();
    let (reasons, last) = rest.split_once("\n\n").unwrap();

    let catalogue = Assets::repository().catalogue().unwrap();
    let entries = catalogue.scenarios();
    let lines: Vec<&str> = scenarios.lines().collect();
    assert_eq!(lines.len(), entries.len());
    let mut runs = 0;
    let mut configured = 0;
    for (line, entry) in lines.iter().zip(&entries) {
        let (word, told) = line.split_at("not supported  ".len());
        let behind = told.strip_prefix(entry.id.as_str()).unwrap();
        match word.trim() {
            "runs" => {
                assert!(
                    behind.is_empty() || behind == " (configured: max_retries 1)",
                    "{line}"
                );
                runs += 1;
                configured += usize::from(!behind.is_empty());
            }
            "not supported" => assert!(behind.len() > ": ".len(), "{line}"),
            other => panic!("{other}: {line}"),
        }
    }
    assert!(runs > 10, "{runs}");

    let reasons: BTreeMap<&str, usize> = reasons
        .lines()
        .map(|line| line.trim_start().split_once("  ").unwrap())
        .map(|(count, reason)| (reason, count.parse().unwrap()))
        .collect();
    assert_eq!(reasons.values().sum::<usize>(), lines.len() - runs);
    // A reason of several scenarios is counted once, without the part that differs between scenarios.
    assert!(reasons["it is about a rule whose value the target's file does not say"] > 1);
    assert!(scenarios.contains(
        ": the rule elastic_etag is to be \"cosmos\", and the target's file does not say"
    ));

    let configured = match configured {
        0 => String::new(),
        count => format!(", {count} of them configured"),
    };
    let count = format!(
        "{runs} of {} scenarios would run, {} at once{configured}; in the organization Fabrikam ",
        lines.len(),
        runs.min(64)
    );
    assert!(last.starts_with(&count), "{last}");
    assert!(!folder.path().join("conformance-report").exists());
}
