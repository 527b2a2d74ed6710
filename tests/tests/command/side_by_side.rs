//! Two concurrent runs against one emulator do not collide, and each removes its own organizations.
#![cfg(unix)]

use std::sync::Arc;

use dataverse_conformance::target::{SignIn, Target};
use serde_json::{Value, json};

use crate::{folder, run};

#[tokio::test(flavor = "multi_thread")]
async fn two_runs_make_organizations_of_their_own() {
    let target = Arc::new(Target::in_process(SignIn::default()).await.unwrap());
    // The second organization with this name gets a number.
    let first = target.organization(&json!({"name": "taken"})).await;
    let second = target.organization(&json!({"name": "taken"})).await;
    let [first, second] = [first, second].map(Result::unwrap);
    assert_eq!([first.name(), second.name()], ["taken", "taken-2"]);
    assert_ne!(first.url(), second.url());

    let folders = [folder(), folder()];
    let arguments = [
        "run",
        "--url",
        target.url(),
        "--id",
        "BG-020",
        "--id",
        "BG-073",
    ];
    let (one, other) = tokio::join!(
        run(folders[0].path(), &arguments, &[]),
        run(folders[1].path(), &arguments, &[]),
    );
    for said in [one, other] {
        assert_eq!(said.code, Some(0), "{said:?}");
        assert!(said.stdout.contains(" pass\n"), "{said:?}");
    }
    let url = format!("{}/_emulator/v1/organizations", target.url());
    let left = target.control("GET", &url, None).await.unwrap();
    let left: Value = serde_json::from_slice(&left.response.body).unwrap();
    let left = left["organizations"].as_array().unwrap();
    let names: Vec<&str> = left
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["contoso", "taken", "taken-2"]);
}
