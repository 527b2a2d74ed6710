//! The first rows of a new organization, the rows that an older database gets, and how requests run.

mod definitions;
mod harness;
mod joined_definitions;
mod open_types;
mod plug_ins;
mod stamps;
mod units;

use std::collections::BTreeSet;
use std::time::Duration;

use dataverse_limits::Limits;
use dataverse_model::metadata::samples::ON_COMPLETE;
use dataverse_model::platform_names::{self, NameKind};
use dataverse_protocol::query::{Columns, Query};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};
use dataverse_runtime::activity::Class;
use dataverse_runtime::clock::{Mode, To};
use dataverse_runtime::deadline::Deadline;
use dataverse_store::{Expect, Limit, Names, QueryContext, Write, bind};
use jiff::SignedDuration;
use uuid::Uuid;

use super::Organization;
use super::users::administrator;
use crate::bypass::Bypass;
use crate::plugin::Service;
use crate::sdk_messages::{filter_id, message_id};
use crate::seed::{missing_rows, seed_rows};
use crate::session::{Session, Start};
use harness::{create, execute, open, opening, step_on_contacts};

fn row(organization: &Organization, table: &str, id: Uuid) -> Option<Entity> {
    let table = organization.metadata().table(table).unwrap().clone();
    let view = organization.store().view().unwrap();
    view.retrieve(&table, id, &Columns::All, Names::Unwanted)
        .unwrap()
}

fn ids(organization: &Organization, table: &str) -> BTreeSet<Uuid> {
    let bound = bind(
        &Query::new(table),
        &organization.metadata(),
        &QueryContext::default(),
    );
    let mut view = organization.store().view().unwrap();
    let rows = view.query(&bound.unwrap(), Names::Unwanted, &Limit::Unlimited);
    rows.unwrap()
        .entities
        .iter()
        .filter_map(|row| row.id)
        .collect()
}

/// What the administrator's code starts from.
fn start(organization: &Organization) -> Start {
    Start {
        registry: organization.registry(),
        rules: organization.rules(),
        provenance: administrator(Uuid::nil()),
        bypass: Bypass::default(),
        ids: organization.core().identity.stream(),
    }
}

fn filter(organization: &Organization, message: &str, table: &str) -> Option<bool> {
    let row = row(organization, "sdkmessagefilter", filter_id(message, table))?;
    assert_eq!(row.get("primaryobjecttypecode"), Some(&table.into()));
    row.get("iscustomprocessingstepallowed")?.as_bool()
}

#[tokio::test]
async fn every_message_is_a_row_and_has_a_filter_for_each_table_that_has_it() {
    let organization = open(&opening()).await;
    let name = |message: &str| {
        let row = row(&organization, "sdkmessage", message_id(message))?;
        row.get("name").cloned()
    };
    for message in [
        "Create",
        "WhoAmI",
        "OnBackgroundOperationComplete",
        "sample_CleanupExportedDataAnnotations",
    ] {
        assert_eq!(name(message), Some(message.into()));
    }
    let tables = organization.metadata().tables().count();
    for (message, table, allowed) in [
        ("Create", "account", Some(true)),
        ("Upsert", "account", Some(false)),
        ("RetrieveMultiple", "backgroundoperation", Some(true)),
        ("Create", "sdkmessageprocessingstep", Some(false)),
        ("Retrieve", "sdkmessage", Some(false)),
        ("Create", "sdkmessage", None),
        ("WhoAmI", "account", None),
    ] {
        assert_eq!(
            filter(&organization, message, table),
            allowed,
            "{message} {table}"
        );
    }
    // Twelve tables are read-only (those that the platform writes, the pairs of four relationships and the activities of
    // all kinds): they lack four of the six messages.
    let filters = ids(&organization, "sdkmessagefilter");
    let metadata = organization.metadata();
    let having = |message: &str| {
        let of = |table: &str| filters.contains(&filter_id(message, table));
        metadata
            .tables()
            .filter(|table| of(&table.logical_name))
            .count()
    };
    for message in ["Retrieve", "RetrieveMultiple"] {
        assert_eq!(having(message), tables, "{message}");
    }
    for message in ["Create", "Update", "Upsert", "Delete"] {
        assert_eq!(having(message), tables - 12, "{message}");
    }
    organization.close().await;
}

#[tokio::test]
async fn a_database_of_an_older_version_gets_what_it_lacks_and_keeps_what_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = opening();
    settings.database = Some(folder.path().join("organization.db"));
    let organization = open(&settings).await;
    let tables = ["sdkmessage", "sdkmessagefilter", "customapi"];
    let whole = tables.map(|table| ids(&organization, table));
    let table = |name: &str| organization.metadata().table(name).unwrap().clone();
    let mut older = Vec::new();
    for id in &whole[2] {
        let none = Attributes::from_iter([("sdkmessageid".into(), Value::Null)]);
        older.push(match *id {
            ON_COMPLETE => Write::Delete {
                table: table("customapi"),
                id: *id,
                expect: Expect::Exists,
            },
            id => Write::Update {
                table: table("customapi"),
                id,
                values: none,
                expect: Expect::Exists,
            },
        });
    }
    // A message with a step stays.
    for id in ids(&organization, "sdkmessageprocessingstep") {
        older.push(Write::Delete {
            table: table("sdkmessageprocessingstep"),
            id,
            expect: Expect::Exists,
        });
    }
    for id in &whole[0] {
        older.push(Write::Delete {
            table: table("sdkmessage"),
            id: *id,
            expect: Expect::Exists,
        });
    }
    let guard = organization.activity().guard(Class::Busy);
    organization.commit(older, &guard).await.unwrap();
    drop(guard);
    assert!(ids(&organization, "sdkmessagefilter").is_empty());
    organization.close().await;
    drop(organization);

    let organization = open(&settings).await;
    assert_eq!(tables.map(|table| ids(&organization, table)), whole);
    let api = row(&organization, "customapi", ON_COMPLETE).unwrap();
    let message = api.get("sdkmessageid").and_then(Value::as_guid);
    assert_eq!(message, Some(message_id("OnBackgroundOperationComplete")));
    assert!(
        organization
            .registry()
            .message("OnBackgroundOperationComplete")
            .is_some_and(|api| api.parameters.len() == 4 && api.response.len() == 3)
    );
    organization.close().await;
}

/// A page has five thousand rows at most.
#[tokio::test]
async fn each_user_of_an_older_version_gets_into_the_team_of_the_business_unit() {
    let organization = open(&opening()).await;
    let unit = organization.core().business_unit;
    let users = (1..=5100_u128).map(|number| {
        let mut user = Entity::new("systemuser")
            .with("domainname", format!("{number}@contoso.example"))
            .with("businessunitid", EntityReference::new("businessunit", unit));
        user.id = Some(Uuid::from_u128(number));
        user
    });
    let users = users.collect();
    let older = organization.here(start(&organization), |session| seed_rows(session, users));
    let guard = organization.activity().guard(Class::Busy);
    organization.commit(older.unwrap().1, &guard).await.unwrap();
    let missing = organization.here(start(&organization), |session| missing_rows(session, &[]));
    let (_, writes) = missing.unwrap();
    let members = writes.iter().filter(|write| match write {
        Write::Insert { table, .. } => table.logical_name == "teammembership",
        _ => false,
    });
    assert_eq!(members.count(), 5100);
}

#[tokio::test]
async fn a_request_without_steps_opens_no_unit_of_work() {
    let organization = open(&opening()).await;
    // Steps on another table make no difference.
    step_on_contacts(&organization).await;
    let id = create(&organization, "account", &[("name", "A".into())]).await;
    let mut change = Entity::new("account");
    change.id = Some(id);
    change.attributes.insert("name".into(), "B".into());
    let row = EntityReference::new("account", id);
    for request in [
        OrganizationRequest::new("Update").with("Target", change.clone()),
        OrganizationRequest::new("Upsert").with("Target", change),
        OrganizationRequest::new("Retrieve")
            .with("Target", row.clone())
            .with("ColumnSet", Columns::All),
        OrganizationRequest::new("RetrieveMultiple").with("Query", Query::new("account")),
        OrganizationRequest::new("Delete").with("Target", row),
        OrganizationRequest::new("WhoAmI"),
    ] {
        execute(&organization, request).await;
    }
    assert_eq!(organization.store().units(), 0);
    create(&organization, "contact", &[("lastname", "C".into())]).await;
    assert_eq!(organization.store().units(), 1);
}

#[tokio::test]
async fn no_name_that_is_emulated_is_listed_as_one_that_is_not() {
    let organization = open(&opening()).await;
    let (registry, metadata) = (organization.registry(), organization.metadata());
    for known in platform_names::all() {
        match known.kind {
            NameKind::Message => assert!(registry.message(&known.name).is_none(), "{known}"),
            NameKind::Table => {
                assert!(metadata.table(&known.name).is_none(), "{known}");
                let set = known.entity_set.as_deref().unwrap();
                assert!(metadata.by_entity_set(set).is_none(), "{known}, {set}");
            }
            NameKind::Property => {
                let table = metadata.table(known.table.as_deref().unwrap()).unwrap();
                assert!(table.column(&known.name).is_none(), "{known}");
                assert!(metadata.navigation(table, &known.name).is_none(), "{known}");
            }
            NameKind::MetadataSet | NameKind::Address => {
                assert!(metadata.by_entity_set(&known.name).is_none(), "{known}");
            }
            NameKind::Service | NameKind::QueryOption | NameKind::Header | NameKind::Parameter => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn code_waits_for_a_turn() {
    let mut opening = opening();
    opening.limits = Limits {
        code: 1,
        ..Limits::DEFAULT
    };
    let organization = open(&opening).await;
    let work = organization.activity().guard(Class::Busy);
    let (deadline, _waiting) = Deadline::new(jiff::Timestamp::MAX);
    let (end, ended) = std::sync::mpsc::channel::<()>();
    let run = |until: Option<std::sync::mpsc::Receiver<()>>| {
        let work = work.follow(Class::Busy);
        organization.code(start(&organization), deadline.clone(), work, move |_| {
            until.map(|until| until.recv());
            Ok(())
        })
    };
    let (mut first, mut second) = (Box::pin(run(Some(ended))), Box::pin(run(None)));
    assert!(futures::poll!(&mut first).is_pending());
    assert!(futures::poll!(&mut second).is_pending());
    assert_eq!(organization.parts.code.available_permits(), 0);
    drop(end);
    assert!(first.await.is_ok() && second.await.is_ok());
}

/// The waiting side and code that waits have timers for the same instant. The code goes on after the waiting side, so
/// that whatever the code asks for then finds its time to be up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn code_that_waits_goes_on_after_its_waiting_side() {
    let mut opening = opening();
    opening.clock = Mode::Manual;
    let organization = open(&opening).await;
    let work = organization.activity().guard(Class::Busy);
    let at = organization.clock().now() + SignedDuration::from_secs(1);
    let (deadline, waiting) = Deadline::new(at);
    let own = work.follow(Class::Busy);
    let other = organization.clone();
    let running = tokio::spawn(async move {
        let run = |session: &mut Session<'_>| {
            let in_time = session.wait(Duration::from_secs(2));
            Ok((in_time, Service::deadline(session).is_over()))
        };
        other.code(start(&other), deadline, own, run).await
    });
    work.switch(Class::Time);
    while organization.activity().pending().time < 2 {
        tokio::task::yield_now().await;
    }
    let advancing = organization.clone();
    let advancing = tokio::spawn(async move {
        let to = To::By(SignedDuration::from_secs(1));
        advancing.clock().advance(to).await
    });
    while organization.clock().now() < at {
        tokio::task::yield_now().await;
    }
    for _ in 0..1000 {
        tokio::task::yield_now().await;
    }
    assert!(!running.is_finished());
    drop(waiting);
    advancing.await.unwrap().unwrap();
    let (ended, _writes) = running.await.unwrap().unwrap();
    assert_eq!(ended, (false, true));
    organization.close().await;
}
