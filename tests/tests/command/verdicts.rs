//! Known failures in a run: strict in both directions, and only until they expire.
#![expect(clippy::unwrap_used, reason = "whatever cannot be done fails the test")]

use dataverse_conformance::results::Results;
use dataverse_conformance::target::{SignIn, Target};
use dataverse_conformance::verdict::{Standing, Verdict};

use crate::{Said, folder, run};

async fn with_known(expires: &str) -> (Said, Results) {
    let folder = folder();
    let text = format!(
        "[[failure]]\nid = \"BG-020\"\nreason = \"it was so\"\nsee = \"a note\"\nexpires = {expires}\n"
    );
    std::fs::write(folder.path().join("known.toml"), text).unwrap();
    let arguments = ["run", "--id", "BG-020", "--known-failures", "known.toml"];
    let said = run(folder.path(), &arguments, &[]).await;
    let results = Results::load(&folder.path().join("conformance-report/results.json"));
    (said, results.unwrap())
}

#[tokio::test]
async fn what_is_known_to_fail_and_holds_is_an_unexpected_pass() {
    let (said, results) = with_known("2999-01-01").await;
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.stdout.contains("UNEXPECTED PASS "), "{said:?}");
    assert!(
        said.stdout
            .contains("BG-020 is known to fail (it was so), and held")
    );
    assert_eq!(
        results.count(Verdict::UnexpectedPass),
        results.scenarios.len()
    );
    let requirement = results
        .requirements()
        .find(|one| one.id == "BG-020")
        .unwrap();
    assert_eq!(requirement.verdict, Standing::UnexpectedPass);
}

#[tokio::test]
async fn what_has_expired_excuses_nothing_and_expects_nothing() {
    let (said, results) = with_known("2020-01-01").await;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(
        said.stderr
            .contains("the known failure of BG-020 has expired"),
        "{said:?}"
    );
    assert_eq!(results.count(Verdict::Pass), results.scenarios.len());
}

#[tokio::test]
async fn a_target_file_names_those_beside_it() {
    let target = Target::in_process(SignIn::default()).await.unwrap();
    let folder = folder();
    let beside = folder.path().join("targets");
    std::fs::create_dir(&beside).unwrap();
    let file = format!(
        "url = \"{}\"\npublisher_prefix = \"new\"\nknown_failures = \"known.toml\"\n\
         sign_in = {{ method = \"none\" }}\ncapabilities = {{ control = true }}\n",
        target.url()
    );
    std::fs::write(beside.join("target.toml"), file).unwrap();
    let known = "[[failure]]\nid = \"BG-020\"\nreason = \"r\"\nsee = \"s\"\nexpires = 2999-01-01\n";
    std::fs::write(beside.join("known.toml"), known).unwrap();
    let arguments = ["run", "--id", "BG-020", "--target", "targets/target.toml"];
    let said = run(folder.path(), &arguments, &[]).await;
    assert_eq!(said.code, Some(2), "{said:?}");

    std::fs::write(folder.path().join("none.toml"), "").unwrap();
    let instead = [&arguments[..], &["--known-failures", "none.toml"]].concat();
    let said = run(folder.path(), &instead, &[]).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    target.close().await;
}
