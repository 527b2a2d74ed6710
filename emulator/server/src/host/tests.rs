//! Organizations that are closed or replaced while requests are in progress, over HTTP.

use std::path::Path;

use reqwest::{Method, StatusCode};
use serde_json::{Value as Json, json};

use super::*;
use crate::caller::{API, Caller};
use dataverse_runtime::clock::Mode;

impl Caller {
    /// Defines a custom API whose synchronous calls wait for the clock.
    async fn define_slow(&self) {
        let definition = json!({
            "uniquename": "test_Slow", "name": "test_Slow", "displayname": "Slow",
            "description": "Waits.", "bindingtype": 0, "isfunction": false,
            "allowedcustomprocessingsteptype": 0, "workflowsdkstepenabled": false,
        });
        self.ok(Method::POST, &format!("{API}/customapis"), definition)
            .await;
        let behavior = "/_emulator/v1/custom-apis/test_Slow/behavior";
        let slow = json!({"finish": {"after": "PT1M"}});
        self.ok(Method::PUT, behavior, slow).await;
    }

    /// Waits until no work is busy; returns the number of guards that wait for time.
    async fn waiting_for_time(&self) -> u64 {
        let settled = self
            .ok(Method::POST, "/_emulator/v1/settle", json!({}))
            .await;
        settled["pending"]["time"].as_u64().unwrap()
    }

    /// Calls the custom API; returns the running call as soon as it waits.
    async fn call_slow(&self) -> tokio::task::JoinHandle<(StatusCode, Json)> {
        let before = self.waiting_for_time().await;
        let other = Self::of(self.url());
        let call = tokio::spawn(async move {
            other
                .send(Method::POST, &format!("{API}/test_Slow"), json!({}))
                .await
        });
        while self.waiting_for_time().await == before {}
        call
    }
}

fn manual(database: Option<&Path>) -> Settings {
    let mut settings = Settings::default();
    settings.organization.clock = Mode::Manual;
    settings.organization.database = database.map(Path::to_owned);
    settings
}

#[tokio::test(flavor = "multi_thread")]
async fn reset_replaces_an_organization_that_has_a_database_and_work_under_way() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("organization.db");
    let running = start(manual(Some(&database))).await.unwrap();
    let caller = Caller::of(running.url());
    caller.define_slow().await;
    let call = caller.call_slow().await;

    caller
        .ok(Method::POST, "/_emulator/v1/reset", json!({}))
        .await;

    let (status, answer) = call.await.unwrap();
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{answer}");
    let (status, _) = caller
        .send(Method::POST, &format!("{API}/test_Slow"), json!({}))
        .await;
    assert_eq!(status, StatusCode::NOT_FOUND, "the old custom API is gone");
    let rows = caller
        .ok(
            Method::GET,
            &format!("{API}/accounts?$select=name"),
            json!({}),
        )
        .await;
    assert_eq!(rows["value"].as_array().unwrap().len(), 10);
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_during_a_reset_are_answered_by_one_organization_or_the_other() {
    let running = start(manual(None)).await.unwrap();
    let address = running.url().to_owned();
    let asking = tokio::spawn(async move {
        let caller = Caller::of(&address);
        let mut answers = Vec::new();
        for _ in 0..200 {
            let path = format!("{API}/accounts?$select=name");
            answers.push(caller.send(Method::GET, &path, json!({})).await.0);
        }
        answers
    });
    let caller = Caller::of(running.url());
    while !asking.is_finished() {
        caller
            .ok(Method::POST, "/_emulator/v1/reset", json!({}))
            .await;
    }
    for status in asking.await.unwrap() {
        assert!(
            [StatusCode::OK, StatusCode::SERVICE_UNAVAILABLE].contains(&status),
            "{status}"
        );
    }
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_waits_in_a_deleted_organization_is_answered_and_its_database_is_free() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("other.db");
    let running = start(manual(None)).await.unwrap();
    let host = Caller::of(running.url());
    let wanted = json!({"name": "other", "clock": {"mode": "manual"}, "database": database});
    let other = host
        .ok(Method::POST, "/_emulator/v1/organizations", wanted.clone())
        .await;
    let caller = Caller::of(other["url"].as_str().unwrap());
    caller.define_slow().await;
    let call = caller.call_slow().await;

    host.ok(
        Method::DELETE,
        "/_emulator/v1/organizations/other",
        json!({}),
    )
    .await;

    let (status, answer) = call.await.unwrap();
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{answer}");
    host.ok(Method::POST, "/_emulator/v1/organizations", wanted)
        .await;
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organization_without_a_name_gets_one_that_is_free() {
    let running = start(manual(None)).await.unwrap();
    let host = Caller::of(running.url());
    let path = "/_emulator/v1/organizations";
    let mut given = Vec::new();
    for _ in 0..2 {
        given.push(host.ok(Method::POST, path, json!({})).await["name"].clone());
    }
    assert_eq!(given, ["organization-2", "organization-3"]);
    host.ok(Method::DELETE, &format!("{path}/organization-2"), json!({}))
        .await;
    let again = host.ok(Method::POST, path, json!({})).await;
    assert_eq!(again["name"], "organization-2");
    running.shutdown().await;
}

mod clients;
mod hosts;
