//! What a plug-in in Rust reads, and how it waits on each kind of clock.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use dataverse_operation::fault::code;
use dataverse_protocol::query::Query;
use dataverse_runtime::activity::Class;
use dataverse_runtime::clock::{Mode, To};
use dataverse_store::Write;
use jiff::SignedDuration;

use super::harness::{
    SCRIPTED, call, execute, open_with, opening, step_on_contacts, step_on_contacts_at,
};
use crate::organization::Organization;
use crate::plugin::Plugins;
use crate::plugin::prelude::*;

/// A plug-in that runs a function, and keeps what it answers.
struct Runs<F>(F, Results);

type Results = Arc<Mutex<Vec<Result<(), Fault>>>>;

impl<F> Plugin for Runs<F>
where
    F: Fn(&mut Context<'_>) -> Result<(), Fault> + Send + Sync,
{
    fn type_name(&self) -> &'static str {
        "Runs"
    }

    fn execute(&self, context: &mut Context<'_>) -> Result<(), Fault> {
        let result = self.0(context);
        self.1.lock().unwrap().push(result.clone());
        result
    }
}

/// An organization whose clock has this mode, in which the scripted type runs a function.
async fn organization<F>(mode: Mode, run: F) -> (Organization, Results)
where
    F: Fn(&mut Context<'_>) -> Result<(), Fault> + Send + Sync + 'static,
{
    let mut settings = opening();
    settings.clock = mode;
    let results = Results::default();
    let plugins = Plugins::samples().with(SCRIPTED, Runs(run, results.clone()));
    (open_with(&settings, plugins).await, results)
}

/// Has the step on contacts run.
async fn create_contact(organization: &Organization) -> Result<OrganizationResponse, Fault> {
    let contact = Entity::new("contact").with("lastname", "A");
    let request = OrganizationRequest::new("Create").with("Target", contact);
    let work = organization.activity().guard(Class::Busy);
    let caller = call(organization);
    organization.execute(caller, request, &work).await
}

/// Waits until so many pieces of work wait for time.
async fn waiting_for_time(organization: &Organization, pieces: usize) {
    while organization.activity().pending().time < pieces {
        tokio::task::yield_now().await;
    }
}

async fn names_of_accounts(organization: &Organization) -> Vec<String> {
    let query = Query::new("account")
        .select(["name"])
        .matching(Filter::compare("createdon", Operator::NotNull, []))
        .sorted_by("name", Direction::Ascending);
    let request = OrganizationRequest::new("RetrieveMultiple").with("Query", query);
    let mut results = execute(organization, request).await;
    let Some(Value::Collection(page)) = results.swap_remove("EntityCollection") else {
        panic!("no rows");
    };
    let name = |row: &Entity| Some(row.get("name")?.as_str()?.to_owned());
    page.entities.iter().filter_map(name).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plug_in_reads_every_page_and_counts_beyond_one() {
    const MANY: u128 = 5_003;
    let (organization, results) = organization(Mode::Manual, |context| {
        let many = Query::new("account")
            .select(["name", "accountnumber"])
            .matching(Filter::equal("name", "Many"))
            .sorted_by("accountnumber", Direction::Descending);
        let rows = context.retrieve_all(many.clone())?;
        let mut ids: Vec<_> = rows.iter().filter_map(|row| row.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!((rows.len() as u128, ids.len() as u128), (MANY, MANY));
        assert_eq!(rows[0].get("accountnumber"), Some(&"9".into()));
        assert_eq!(u128::from(context.count(many.clone())?), MANY);
        let one = many.clone().matching(Filter::equal("accountnumber", "9"));
        assert_eq!(context.retrieve_all(one.clone())?.len(), 500);
        assert_eq!(context.count(one)?, 500);
        let nothing = many.clone().matching(Filter::equal("accountnumber", "x"));
        assert_eq!(context.count(nothing.clone())?, 0);
        assert!(context.retrieve_all(nothing)?.is_empty());
        let mut top = many.clone();
        top.page.top = Some(7);
        assert_eq!(context.retrieve_all(top.clone())?.len(), 7);
        assert_eq!(context.count(top)?, 7);
        let mut distinct = many;
        distinct.distinct = true;
        let refused = context.count(distinct).unwrap_err();
        assert_eq!(refused.code, code::INVALID_ARGUMENT);
        Ok(())
    })
    .await;
    let table = organization.metadata().table("account").unwrap().clone();
    let row = |number: u128| {
        let row = Entity::new("account")
            .with("name", "Many")
            .with("accountnumber", (number % 10).to_string());
        Write::Insert {
            table: table.clone(),
            id: Uuid::from_u128(number),
            values: row.attributes,
        }
    };
    let work = organization.activity().guard(Class::Busy);
    let rows = (1..=MANY).map(row).collect();
    organization.commit(rows, &work).await.unwrap();
    drop(work);
    step_on_contacts(&organization).await;
    create_contact(&organization).await.unwrap();
    assert_eq!(*results.lock().unwrap(), [Ok(())]);
    organization.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plug_in_reads_a_row_and_what_its_request_is_about() {
    let (organization, results) = organization(Mode::Manual, |context| {
        let row = context.target_row()?;
        assert_eq!(row.get("lastname"), Some(&"A".into()));
        let contact = context.target()?;
        assert_eq!(contact.table, "contact");
        assert_eq!(contact.id, context.execution().primary_id);
        let account = context.create(Entity::new("account").with("name", "B"))?;
        let account = EntityReference::new("account", account);
        let named = context.retrieve(&account, ["name"])?;
        assert_eq!(
            (named.id, named.get("name")),
            (Some(account.id), Some(&"B".into()))
        );
        assert_eq!(named.get("createdon"), None);
        let whole = context.retrieve(&account, Columns::All)?;
        assert!(whole.get("createdon").is_some());
        let missing = EntityReference::new("account", Uuid::from_u128(1));
        context.retrieve(&missing, ["name"]).map(drop)
    })
    .await;
    step_on_contacts(&organization).await;
    let refused = create_contact(&organization).await.unwrap_err();
    assert_eq!(refused.code, code::OBJECT_DOES_NOT_EXIST);
    assert_eq!(results.lock().unwrap().len(), 1);
    organization.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plug_in_waits_as_long_as_the_clock_needs_on_every_clock() {
    let wait = |context: &mut Context<'_>| context.wait(Duration::from_millis(1500));
    for mode in [Mode::Manual, Mode::Auto, Mode::Real] {
        let (organization, results) = organization(mode, wait).await;
        step_on_contacts(&organization).await;
        let begun = organization.clock().now();
        let other = organization.clone();
        let creating = tokio::spawn(async move { create_contact(&other).await });
        if mode == Mode::Manual {
            let to = To::By(SignedDuration::from_millis(1499));
            waiting_for_time(&organization, 2).await;
            organization.clock().advance(to).await.unwrap();
            assert!(results.lock().unwrap().is_empty());
            organization.clock().advance(To::Idle).await.unwrap();
        }
        creating.await.unwrap().unwrap();
        let passed = organization.clock().now().duration_since(begun);
        assert!(
            passed >= SignedDuration::from_millis(1500),
            "{mode:?}: {passed}"
        );
        assert_eq!(*results.lock().unwrap(), [Ok(())]);
        organization.close().await;
    }
}

/// Code cannot be stopped. One that goes on after its time is up is answered with faults, and nothing is committed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_committed_for_code_whose_time_is_up() {
    for (stage, mode) in [(10, 0), (40, 1)] {
        let (organization, results) = organization(Mode::Manual, |context| {
            let account = |name: &str| Entity::new("account").with("name", name);
            context.create(account("Before"))?;
            let waited = context.wait(Duration::from_secs(121));
            let after = context.create(account("After"));
            assert_eq!(after.unwrap_err().code, waited.clone().unwrap_err().code);
            waited
        })
        .await;
        step_on_contacts_at(&organization, stage, mode).await;
        let before = names_of_accounts(&organization).await;
        let other = organization.clone();
        let creating = tokio::spawn(async move { create_contact(&other).await });
        // The plug-in and, where one waits for it, the request.
        waiting_for_time(&organization, if mode == 1 { 1 } else { 2 }).await;
        let to = To::By(SignedDuration::from_secs(120));
        organization.clock().advance(to).await.unwrap();
        let created = creating.await.unwrap();
        assert_eq!(created.is_ok(), mode == 1, "{created:?}");
        organization.clock().settle(Duration::from_secs(10)).await;
        let results = results.lock().unwrap().clone();
        let fault = results[0].clone().unwrap_err();
        assert_eq!(fault.code, code::SANDBOX_WORKER_PLUGIN_EXECUTE_TIMEOUT);
        let mut expected = before;
        expected.push("Before".to_owned());
        expected.sort();
        assert_eq!(names_of_accounts(&organization).await, expected);
        organization.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plug_in_that_waits_ends_when_the_organization_closes() {
    let (organization, results) = organization(Mode::Manual, |context| {
        context.wait(Duration::from_secs(60))
    })
    .await;
    step_on_contacts(&organization).await;
    let other = organization.clone();
    let creating = tokio::spawn(async move { create_contact(&other).await });
    waiting_for_time(&organization, 2).await;
    organization.close().await;
    let created = creating.await.unwrap();
    assert!(created.is_err(), "{created:?}");
    assert!(results.lock().unwrap()[0].is_err());
}

/// A contact with an id that two requests know.
fn contact(name: &str) -> Entity {
    Entity {
        id: Some(Uuid::from_u128(7)),
        ..Entity::new("contact")
    }
    .with("lastname", name)
}

fn upsert(row: Entity) -> OrganizationRequest {
    OrganizationRequest::new("Upsert").with("Target", row)
}

/// Two requests find that a row does not exist, and both make it: the step on Create of an upsert waits until another
/// request has created the row.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upsert_whose_row_is_created_meanwhile_updates_it() {
    let (arrives, mut arrived) = tokio::sync::mpsc::unbounded_channel();
    let (goes_on, may_go_on) = std::sync::mpsc::channel();
    let may_go_on = Mutex::new(may_go_on);
    let (organization, results) = organization(Mode::Manual, move |context| {
        match context
            .target_row()?
            .get("lastname")
            .and_then(Value::as_str)
        {
            Some("Waits") => {
                arrives.send(()).unwrap();
                may_go_on.lock().unwrap().recv().unwrap();
            }
            Some("Asks") => {
                let response = context.execute(upsert(contact("Waits")))?;
                assert_eq!(response.results.get("RecordCreated"), Some(&false.into()));
            }
            _ => {}
        }
        Ok(())
    })
    .await;
    step_on_contacts_at(&organization, 10, 0).await;
    let asks = Entity::new("contact").with("lastname", "Asks");
    let of_a_plug_in = OrganizationRequest::new("Create").with("Target", asks);
    for request in [upsert(contact("Waits")), of_a_plug_in] {
        let meanwhile = async {
            arrived.recv().await.unwrap();
            let row = contact("Meanwhile");
            let create = OrganizationRequest::new("Create").with("Target", row);
            execute(&organization, create).await;
            goes_on.send(()).unwrap();
        };
        let (results, ()) = tokio::join!(execute(&organization, request), meanwhile);
        assert_ne!(results.get("RecordCreated"), Some(&true.into()));
        let target = EntityReference::new("contact", Uuid::from_u128(7));
        let delete = OrganizationRequest::new("Delete").with("Target", target);
        execute(&organization, delete).await;
    }
    let results = results.lock().unwrap();
    assert!(results.iter().all(Result::is_ok), "{results:?}");
}

/// A change set as the SDK sends it.
fn transaction(requests: Vec<OrganizationRequest>) -> OrganizationRequest {
    OrganizationRequest::new("ExecuteTransaction")
        .with("Requests", Value::Requests(requests))
        .with("ReturnResponses", true)
}

/// The same of a change set: all of its requests run again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_with_an_upsert_whose_row_is_created_meanwhile_runs_again() {
    let (arrives, mut arrived) = tokio::sync::mpsc::unbounded_channel();
    let (goes_on, may_go_on) = std::sync::mpsc::channel();
    let may_go_on = Mutex::new(may_go_on);
    let (organization, results) = organization(Mode::Manual, move |context| {
        let name = context.target_row()?.get("lastname").cloned();
        if name == Some("Waits".into()) {
            arrives.send(()).unwrap();
            may_go_on.lock().unwrap().recv().unwrap();
        }
        Ok(())
    })
    .await;
    step_on_contacts_at(&organization, 10, 0).await;
    let account = Entity::new("account").with("name", "Once");
    let requests = vec![
        OrganizationRequest::new("Create").with("Target", account),
        upsert(contact("Waits")),
    ];
    let meanwhile = async {
        arrived.recv().await.unwrap();
        let create = OrganizationRequest::new("Create").with("Target", contact("Meanwhile"));
        execute(&organization, create).await;
        goes_on.send(()).unwrap();
    };
    let (answers, ()) = tokio::join!(execute(&organization, transaction(requests)), meanwhile);
    let Some(Value::Responses(answers)) = answers.get("Responses") else {
        panic!("{answers:?}");
    };
    assert_eq!(answers[1].results.get("RecordCreated"), Some(&false.into()));
    let query = OrganizationRequest::new("RetrieveMultiple").with("Query", Query::new("account"));
    let accounts = execute(&organization, query).await;
    let Some(Value::Collection(accounts)) = accounts.get("EntityCollection") else {
        panic!("{accounts:?}");
    };
    let once = |row: &&Entity| row.get("name") == Some(&"Once".into());
    assert_eq!(accounts.entities.iter().filter(once).count(), 1);
    let results = results.lock().unwrap();
    assert!(results.iter().all(Result::is_ok), "{results:?}");
}
