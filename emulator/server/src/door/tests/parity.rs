//! The same request by both doors leaves the same rows (SO-020): for every message that changes something, a case in
//! `parity/cases.json` sends it over the Web API to one new organization and over the SDK to another, and the rows of all
//! tables are compared.
//!
//! The catalogue of messages says which cases there have to be. The parameters are JSON for both doors.

mod case;
mod envelope;
mod rows;

use std::collections::BTreeSet;

use dataverse_model::message::Scope;
use dataverse_runtime::clock::Mode;
use reqwest::Method;
use serde_json::json;

use self::case::Case;
use self::envelope::{envelope, request_of};
use self::rows::rows;
use crate::caller::Caller;
use crate::{Running, Settings, start};

const SERVICE: &str = "/XRMServices/2011/Organization.svc/web";
const NOW: &str = "2026-01-02T03:04:05Z";

/// A new organization whose clock stands still.
async fn organization() -> (Running, Caller) {
    let mut settings = Settings::default();
    settings.organization.clock = Mode::Manual;
    settings.organization.now = Some(NOW.parse().unwrap());
    let running = start(settings).await.unwrap();
    let caller = Caller::of(running.url());
    (running, caller)
}

async fn settle(caller: &Caller) {
    let path = "/_emulator/v1/settle";
    caller.ok(Method::POST, path, json!({})).await;
}

/// The envelope of a case, for an organization that has what is there before.
async fn envelope_of(case: &Case, running: &Running, caller: &Caller) -> Result<String, String> {
    let remembered = case.prepare(caller).await?;
    let mut parameters = case.sdk.clone().unwrap_or_else(|| case.body.clone());
    parameters.extend(case.more.clone());
    let parameters = remembered.fill_all(&parameters);
    let request = request_of(&running.organization(), &case.message, &parameters);
    Ok(envelope(request, &case.xml))
}

/// Runs a case, and says where the doors differ.
async fn compare(case: &Case) -> Result<(), String> {
    let (by_web, web) = organization().await;
    let (by_sdk, sdk) = organization().await;
    let remembered = case.prepare(&web).await?;
    case.send_to_web(&web, &remembered).await?;
    let envelope = envelope_of(case, &by_sdk, &sdk).await?;
    let sent = sdk.request(Method::POST, SERVICE).body(envelope);
    let answer = sent.send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    if !status.is_success() {
        return Err(format!("over the SDK: {status} {text}"));
    }
    settle(&web).await;
    settle(&sdk).await;
    let difference = difference(&web, &sdk).await;
    by_web.shutdown().await;
    by_sdk.shutdown().await;
    difference
}

/// Says which rows only one of two organizations has.
async fn difference(web: &Caller, sdk: &Caller) -> Result<(), String> {
    let (by_web, by_sdk) = (rows(web).await, rows(sdk).await);
    let sets: BTreeSet<&String> = by_web.keys().chain(by_sdk.keys()).collect();
    for set in sets {
        let (web, sdk) = (by_web.get(set), by_sdk.get(set));
        let without = |own: Option<&Vec<String>>, other: Option<&Vec<String>>| {
            let other: BTreeSet<&String> = other.into_iter().flatten().collect();
            let own = own.into_iter().flatten();
            own.filter(|row| !other.contains(row))
                .cloned()
                .collect::<Vec<_>>()
        };
        if web != sdk {
            return Err(format!(
                "leaves other rows of {set}: by the Web API {:#?}, by the SDK {:#?}",
                without(web, sdk),
                without(sdk, web)
            ));
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_leaves_the_same_rows_by_both_doors() {
    let (running, _) = organization().await;
    let cases = Case::all();
    let registry = running.organization().registry();
    let catalogue = registry.message_names().filter(|name| {
        let message = registry.message(name);
        message.is_some_and(|message| {
            let changes = !matches!(
                message.scope,
                Scope::Reads | Scope::ReadsRows | Scope::ReadsOwnedRows
            );
            message.custom_api.is_none() && changes
        })
    });
    let known: BTreeSet<&str> = cases.iter().map(|case| case.message.as_str()).collect();
    let missing: Vec<&str> = catalogue.filter(|name| !known.contains(name)).collect();
    assert_eq!(
        missing,
        Vec::<&str>::new(),
        "cases.json has no case of these"
    );
    running.shutdown().await;
    let mut different = Vec::new();
    for case in cases.iter().filter(|case| case.apart.is_empty()) {
        if let Err(why) = compare(case).await {
            different.push(format!("{}: {why}", case.message));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}
