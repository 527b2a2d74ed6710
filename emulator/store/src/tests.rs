//! Tests of the store through its public interface.

mod aggregates;
mod beginnings;
mod bounds;
mod definitions;
mod events;
mod exchanges;
mod files;
mod jobs;
mod linked;
mod operations;
mod operators;
mod pages;
mod plans;
mod queries;
mod rows;
mod secrets;
mod shared;
mod tidy;
mod unions;
mod units;
mod waiting;

use std::sync::{Arc, LazyLock};

use dataverse_limits::Limits;
use dataverse_operation::rules::Rules;
use dataverse_protocol::query::{Columns, Query};
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};
use jiff::Timestamp;
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::{
    BindError, Bound, Change, Checkpointer, Committed, CompletionEvent, DatabaseLocation,
    DueEffect, Expect, Limit, Names, OpenError, Opening, Outcome, QueryContext, Recovered, Refusal,
    Store, Template, Write, bind,
};
use dataverse_model::Provenance;
use dataverse_model::metadata::{Metadata, Table};
use dataverse_runtime::activity::{Activity, Class};
use dataverse_runtime::crash_points::CrashPoints;

static METADATA: LazyLock<Arc<Metadata>> =
    LazyLock::new(|| Arc::new(Metadata::embedded().unwrap()));
static TEMPLATE: LazyLock<Template> = LazyLock::new(|| Template::new(&METADATA).unwrap());
/// The context of a caller at this instant.
fn context(now: Timestamp) -> QueryContext {
    QueryContext {
        caller: id(0xCA11),
        now,
        ..QueryContext::default()
    }
}

static CHECKPOINTER: LazyLock<Checkpointer> = LazyLock::new(|| Checkpointer::start().unwrap());

/// A store with its received effects, at a fixed instant.
struct World {
    store: Store,
    now: Timestamp,
    rules: Arc<Rules>,
    activity: Activity,
    event: CompletionEvent,
    released: mpsc::UnboundedReceiver<DueEffect>,
}

/// A provenance with all members: impersonated, nested, caused by operations.
fn provenance() -> Provenance {
    Provenance {
        caller: id(0xCA11),
        on_behalf_by: Some(id(0xDE1)),
        initiating_user: id(0xDE1),
        correlation: id(0xC0),
        request: Some(id(0x4E9)),
        origin: "https://org.example".into(),
        client_origin: None,
        depth: 2,
        chain: 3,
    }
}

impl World {
    fn new() -> Self {
        Self::open(&DatabaseLocation::Temporary).unwrap().0
    }

    fn open(place: &DatabaseLocation) -> Result<(Self, Recovered), OpenError> {
        Self::open_with(place, &CHECKPOINTER)
    }

    fn open_with(
        place: &DatabaseLocation,
        checkpointer: &Checkpointer,
    ) -> Result<(Self, Recovered), OpenError> {
        Self::open_dying(place, checkpointer, CrashPoints::none())
    }

    fn open_dying(
        place: &DatabaseLocation,
        checkpointer: &Checkpointer,
        faults: CrashPoints,
    ) -> Result<(Self, Recovered), OpenError> {
        Self::open_within(&Limits::DEFAULT, place, checkpointer, faults)
    }

    fn open_within(
        limits: &Limits,
        place: &DatabaseLocation,
        checkpointer: &Checkpointer,
        faults: CrashPoints,
    ) -> Result<(Self, Recovered), OpenError> {
        let (sender, released) = mpsc::unbounded_channel();
        let (store, recovered) = Store::open(Opening {
            place,
            metadata: Arc::clone(&METADATA),
            template: &TEMPLATE,
            checkpointer,
            released: sender,
            faults,
            limits,
        })?;
        let world = Self {
            store,
            now: "2026-01-02T03:04:05Z".parse().unwrap(),
            rules: Arc::new(Rules::default()),
            activity: Activity::new(),
            event: CompletionEvent::Unsubscribed,
            released,
        };
        Ok((world, recovered))
    }

    fn change(&self, writes: Vec<Write>) -> Change {
        Change {
            writes: writes.into(),
            now: self.now,
            rules: Arc::clone(&self.rules),
            guard: self.activity.guard(Class::Busy),
            event: self.event,
        }
    }

    async fn commit(&self, writes: Vec<Write>) -> Result<Committed, Refusal> {
        self.store.commit(self.change(writes)).await
    }

    async fn write(&self, write: Write) -> Result<Outcome, Refusal> {
        Ok(self.commit(vec![write]).await?.outcomes.remove(0))
    }

    fn row(&self, table: &str, id: Uuid) -> Option<Entity> {
        let view = self.store.view().unwrap();
        view.retrieve(&of(table), id, &Columns::All, Names::Wanted)
            .unwrap()
    }

    fn bind(&self, query: &Query) -> Result<Bound, BindError> {
        bind(query, &METADATA, &context(self.now))
    }

    fn ask(&self, query: &Query) -> dataverse_protocol::value::EntityCollection {
        let bound = self.bind(query).unwrap();
        let mut view = self.store.view().unwrap();
        view.query(&bound, Names::Wanted, &Limit::Unlimited)
            .unwrap()
    }
}

fn of(table: &str) -> Arc<Table> {
    Arc::clone(METADATA.table(table).unwrap())
}

const fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn values<const N: usize>(values: [(&str, Value); N]) -> Attributes {
    values
        .into_iter()
        .map(|(name, value)| (name.into(), value))
        .collect()
}

fn insert<const N: usize>(table: &str, number: u128, with: [(&str, Value); N]) -> Write {
    Write::Insert {
        table: of(table),
        id: id(number),
        values: values(with),
    }
}

fn update<const N: usize>(table: &str, number: u128, with: [(&str, Value); N]) -> Write {
    Write::Update {
        table: of(table),
        id: id(number),
        values: values(with),
        expect: Expect::Exists,
    }
}

fn delete(table: &str, number: u128) -> Write {
    Write::Delete {
        table: of(table),
        id: id(number),
        expect: Expect::Exists,
    }
}

fn reference(table: &str, number: u128) -> Value {
    Value::from(EntityReference::new(table, id(number)))
}

/// The names of an answer's rows, in their order.
fn names(rows: &dataverse_protocol::value::EntityCollection) -> Vec<&str> {
    rows.entities
        .iter()
        .map(|row| {
            row.attributes
                .get("name")
                .and_then(Value::as_str)
                .unwrap_or("-")
        })
        .collect()
}
