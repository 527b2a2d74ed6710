//! Version stamps of definitions, over restarts and databases that are begun anew.

use std::path::Path;

use dataverse_model::metadata::{Column, Definition};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::Value;
use dataverse_runtime::activity::Class;
use dataverse_store::Write;

use super::definitions::{pen, text};
use super::harness::{call, open, opening};
use crate::organization::{Opening, Organization};

/// An organization of a seed, in a file.
async fn begun(file: &Path, seed: u64) -> Organization {
    let opening = Opening {
        database: Some(file.to_owned()),
        seed: Some(seed),
        ..opening()
    };
    open(&opening).await
}

async fn define(organization: &Organization, definition: Definition) {
    let work = organization.activity().guard(Class::Busy);
    let writes = vec![Write::Define(Box::new(definition))];
    organization.commit(writes, &work).await.unwrap();
}

fn of_accounts(column: Column) -> Definition {
    let table = "account".to_owned();
    Definition::Column { table, column }
}

/// The stamp of now, told to a client that has this one.
async fn since(organization: &Organization, stamp: &str) -> Result<String, Fault> {
    let request =
        OrganizationRequest::new("RetrieveMetadataChanges").with("ClientVersionStamp", stamp);
    let work = organization.activity().guard(Class::Busy);
    let response = organization.execute(call(organization), request, &work);
    let results = response.await?.results;
    let now = results.get("ServerVersionStamp").and_then(Value::as_str);
    Ok(now.unwrap().to_owned())
}

async fn is_expired(organization: &Organization, stamp: &str) -> bool {
    let refused = since(organization, stamp).await.err();
    refused.is_some_and(|fault| fault.code == code::EXPIRED_VERSION_STAMP)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stamp_lasts_over_a_restart_and_over_later_definitions() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("contoso.db");
    let organization = begun(&file, 7).await;
    define(&organization, Definition::Table(Box::new(pen()))).await;
    let first = since(&organization, "").await.unwrap();
    define(&organization, of_accounts(text("new_motto"))).await;
    let second = since(&organization, &first).await.unwrap();
    assert_ne!(first, second);
    organization.close().await;
    let organization = begun(&file, 7).await;
    assert_eq!(since(&organization, &first).await.unwrap(), second);
    assert_eq!(since(&organization, &second).await.unwrap(), second);
    organization.close().await;
}

/// The same seed makes the same organization, with the same ids, but the stamp is one of other definitions.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stamp_from_before_a_reset_is_expired() {
    let folder = tempfile::tempdir().unwrap();
    let before = begun(&folder.path().join("before.db"), 7).await;
    define(&before, Definition::Table(Box::new(pen()))).await;
    let stamp = since(&before, "").await.unwrap();
    before.close().await;
    let anew = begun(&folder.path().join("anew.db"), 7).await;
    assert!(is_expired(&anew, &stamp).await, "nothing is defined yet");
    define(&anew, of_accounts(text("new_motto"))).await;
    assert!(
        is_expired(&anew, &stamp).await,
        "as many definitions, and others"
    );
    define(&anew, Definition::Table(Box::new(pen()))).await;
    assert!(
        is_expired(&anew, &stamp).await,
        "the same ones, and another before them"
    );
    anew.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stamp_of_another_organization_is_expired() {
    let folder = tempfile::tempdir().unwrap();
    let one = begun(&folder.path().join("one.db"), 7).await;
    let other = begun(&folder.path().join("other.db"), 8).await;
    for organization in [&one, &other] {
        define(organization, Definition::Table(Box::new(pen()))).await;
    }
    let stamp = since(&one, "").await.unwrap();
    assert!(is_expired(&other, &stamp).await);
    assert_eq!(since(&one, &stamp).await.unwrap(), stamp);
    one.close().await;
    other.close().await;
}
