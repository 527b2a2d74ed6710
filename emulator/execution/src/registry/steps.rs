//! The organization's registered steps, by message.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use dataverse_model::metadata::{Events, Metadata, Table};
use dataverse_operation::fault::Fault;
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Entity, Value};
use dataverse_runtime::way_out::ServiceEndpoints;
use dataverse_store::{Names, Store, StoreError};
use jiff::Timestamp;
use uuid::Uuid;

use super::rows::{rows, text};
use super::{Registry, Source};
use crate::step::Configuration;
use crate::step::{Handler, Image, Step};

const MESSAGE: &str = "sdkmessage";
const FILTER: &str = "sdkmessagefilter";
const STEP: &str = "sdkmessageprocessingstep";
const IMAGE: &str = "sdkmessageprocessingstepimage";
const SECURE: &str = "sdkmessageprocessingstepsecureconfig";
const ENDPOINT: &str = "serviceendpoint";

/// The tables that steps are read from.
const TABLES: [&str; 6] = [MESSAGE, FILTER, STEP, IMAGE, SECURE, ENDPOINT];

/// A snapshot of all registered steps.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    /// In the order of execution.
    by_message: HashMap<String, Vec<Arc<Step>>>,
    by_id: HashMap<Uuid, Arc<Step>>,
    /// Tables whose messages raise no steps, not even steps that are registered for every table.
    silent: HashSet<String>,
}

impl Steps {
    /// The enabled steps of a message and a table, in the order of execution.
    pub(crate) fn on(&self, message: &str, table: &str) -> Vec<Arc<Step>> {
        self.following(message, table).cloned().collect()
    }

    /// Whether a message has an enabled step for the table.
    pub(crate) fn has_any(&self, message: &str, table: &str) -> bool {
        self.following(message, table).next().is_some()
    }

    fn following<'s>(
        &'s self,
        message: &str,
        table: &'s str,
    ) -> impl Iterator<Item = &'s Arc<Step>> {
        let steps = match self.silent.contains(table) {
            true => None,
            false => self.by_message.get(message),
        };
        let steps = steps.map_or(&[][..], Vec::as_slice);
        steps.iter().filter(move |step| step.follows(table))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// A step by its id, enabled or disabled.
    pub(crate) fn get(&self, id: Uuid) -> Option<&Arc<Step>> {
        self.by_id.get(&id)
    }
}

impl Steps {
    pub(super) fn is_of(table: &Table) -> bool {
        TABLES.contains(&table.logical_name.as_str())
    }

    pub(super) fn read(registry: &Registry, source: &Source<'_>) -> Result<Self, StoreError> {
        let (store, metadata) = (source.store, &registry.metadata);
        let mut found = rows(store, metadata, STEP)?;
        if found.is_empty() {
            return Ok(Self::default());
        }
        // By age, then by id: a changed row is read later than the others, and its step must keep
        // its position.
        found.sort_by_key(|row| match row.get("createdon") {
            Some(Value::DateTime(at)) => (*at, row.id),
            _ => (Timestamp::MIN, row.id),
        });
        let mut images: HashMap<Uuid, Vec<Image>> = HashMap::new();
        for row in rows(store, metadata, IMAGE)? {
            if let Some((step, image)) = Image::of_row(&row) {
                images.entry(step).or_default().push(image);
            }
        }
        let related = Related {
            readers: source.endpoints,
            endpoints: by_id(rows(store, metadata, ENDPOINT)?),
            secure: by_id(rows(store, metadata, SECURE)?),
        };
        let messages = by_id(wanted(store, metadata, MESSAGE, &found, "sdkmessageid")?);
        let filters = by_id(wanted(
            store,
            metadata,
            FILTER,
            &found,
            "sdkmessagefilterid",
        )?);
        let silent = metadata
            .tables()
            .filter(|table| table.events == Events::None)
            .map(|table| table.logical_name.clone());
        let mut steps = Self {
            silent: silent.collect(),
            ..Self::default()
        };
        for (row, sequence) in found.iter().zip(0..) {
            let Some(mut step) = related.step(row) else {
                continue;
            };
            let Some(message) =
                referred(row, "sdkmessageid", &messages).and_then(|row| text(row, "name"))
            else {
                continue;
            };
            step.sequence = sequence;
            step.table = referred(row, "sdkmessagefilterid", &filters)
                .and_then(|row| text(row, "primaryobjecttypecode"));
            step.images = images.remove(&step.id).unwrap_or_default();
            step.message.clone_from(&message);
            let step = Arc::new(step);
            steps.by_id.insert(step.id, step.clone());
            steps.by_message.entry(message).or_default().push(step);
        }
        for steps in steps.by_message.values_mut() {
            steps.sort_by_key(|step| step.place());
        }
        Ok(steps)
    }
}

type ById = HashMap<Uuid, Entity>;

/// Rows that steps refer to.
struct Related<'r> {
    readers: &'r dyn ServiceEndpoints,
    endpoints: ById,
    secure: ById,
}

impl Related<'_> {
    fn step(&self, row: &Entity) -> Option<Step> {
        let configuration = Configuration {
            unsecure: text(row, "configuration").unwrap_or_default(),
            secure: referred(row, "sdkmessageprocessingstepsecureconfigid", &self.secure)
                .and_then(|row| text(row, "secureconfig"))
                .unwrap_or_default(),
        };
        Step::of_row(row, self.handler(row), configuration)
    }

    fn handler(&self, row: &Entity) -> Handler {
        let handler = row.get("eventhandler").or_else(|| row.get("plugintypeid"));
        match handler {
            Some(Value::Reference(reference)) if reference.table == ENDPOINT => {
                match self
                    .endpoints
                    .get(&reference.id)
                    .map(|row| self.readers.read(row))
                {
                    Some(Ok(endpoint)) => Handler::Endpoint(endpoint),
                    Some(Err(fault)) => Handler::Unusable(fault),
                    None => Handler::Unusable(no_handler(row)),
                }
            }
            Some(Value::Reference(reference)) => Handler::Plugin(reference.id),
            _ => Handler::Unusable(no_handler(row)),
        }
    }
}

fn no_handler(row: &Entity) -> Fault {
    let name = text(row, "name").unwrap_or_default();
    Fault::invalid_argument(format!("Step '{name}' has no handler."))
}

/// The rows that a lookup of the given rows refers to. Reading only these is faster: messages and
/// their filters are many, steps are few.
fn wanted(
    store: &Store,
    metadata: &Metadata,
    table: &str,
    referring: &[Entity],
    lookup: &str,
) -> Result<Vec<Entity>, StoreError> {
    let ids: HashSet<Uuid> = referring
        .iter()
        .filter_map(|row| row.get(lookup).and_then(Value::as_guid))
        .collect();
    let Some(table) = metadata.table(table) else {
        return Ok(Vec::new());
    };
    let view = store.view()?;
    ids.into_iter()
        .filter_map(|id| {
            view.retrieve(table, id, &Columns::All, Names::Unwanted)
                .transpose()
        })
        .collect()
}

fn by_id(rows: Vec<Entity>) -> ById {
    rows.into_iter()
        .filter_map(|row| Some((row.id?, row)))
        .collect()
}

fn referred<'r>(row: &Entity, lookup: &str, rows: &'r ById) -> Option<&'r Entity> {
    rows.get(&row.get(lookup)?.as_guid()?)
}
