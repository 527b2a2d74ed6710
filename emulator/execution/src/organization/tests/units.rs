//! Units of work that several requests join: a plug-in panics, or a client disconnects.

use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{Entity, Value};
use dataverse_runtime::activity::{Class, Work};
use dataverse_runtime::clock::{Mode, To};
use jiff::SignedDuration;
use uuid::Uuid;

use super::harness::{SCRIPTED, call, create, open_with, opening, step_on_contacts};
use crate::organization::{ChangeSet, Organization};
use crate::plugin::{Context, Plugin, Plugins};

struct Panics;

impl Plugin for Panics {
    fn type_name(&self) -> &'static str {
        "Panics"
    }

    fn execute(&self, _: &mut Context<'_>) -> Result<(), Fault> {
        panic!("as a test wants it")
    }
}

/// An organization with a manual clock, in which creating a contact panics.
async fn panicking() -> Organization {
    let mut settings = opening();
    settings.clock = Mode::Manual;
    let plugins = Plugins::samples().with(SCRIPTED, Panics);
    let organization = open_with(&settings, plugins).await;
    step_on_contacts(&organization).await;
    organization
}

/// Creates a row in a change set.
async fn make(
    organization: &Organization,
    set: &ChangeSet,
    (table, column): (&str, &str),
    work: &Work,
) -> Result<Uuid, Fault> {
    let mut target = Entity::new(table);
    target.attributes.insert(column.into(), "A".into());
    let request = OrganizationRequest::new("Create").with("Target", target);
    let response = organization.execute(set.call(), request, work).await?;
    Ok(response.results.get("id").and_then(Value::as_guid).unwrap())
}

fn exists(organization: &Organization, table: &str, id: Uuid) -> bool {
    let table = organization.metadata().table(table).unwrap().clone();
    organization
        .store()
        .view()
        .unwrap()
        .exists(&table, id)
        .unwrap()
}

/// Asserts that no work keeps the clock from advancing, and that rows can be committed.
async fn goes_on(organization: &Organization) {
    let clock = organization.clock();
    clock
        .advance(To::By(SignedDuration::from_secs(1)))
        .await
        .unwrap();
    let id = create(organization, "account", &[("name", "Later".into())]).await;
    assert!(exists(organization, "account", id));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_ends_the_request_that_it_happens_in_and_the_unit_goes_on() {
    let organization = panicking().await;
    let work = organization.activity().guard(Class::Busy);
    let set = organization.change_set(call(&organization), &work).unwrap();
    let before = make(&organization, &set, ("account", "name"), &work)
        .await
        .unwrap();
    let refused = make(&organization, &set, ("contact", "lastname"), &work).await;
    assert_eq!(refused.unwrap_err().code, code::ISV_UNEXPECTED);
    let after = make(&organization, &set, ("account", "name"), &work)
        .await
        .unwrap();
    let ended = set.end(Ok::<_, Fault>(())).await;
    assert_eq!(ended.break_value(), Some(Ok(())));
    drop(work);
    assert!(exists(&organization, "account", before) && exists(&organization, "account", after));
    goes_on(&organization).await;
    organization.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_set_that_nothing_finishes_keeps_nothing() {
    let organization = panicking().await;
    let work = organization.activity().guard(Class::Busy);
    let set = organization.change_set(call(&organization), &work).unwrap();
    let id = make(&organization, &set, ("account", "name"), &work)
        .await
        .unwrap();
    drop(set);
    drop(work);
    goes_on(&organization).await;
    assert!(!exists(&organization, "account", id));
    organization.close().await;
}
