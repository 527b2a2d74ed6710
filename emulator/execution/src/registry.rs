//! A cache of rows that every request needs: tables, custom APIs, steps, principals, plug-in types, and the settings of
//! the organization.
//!
//! A [`Registry`] is an immutable snapshot: a request takes the latest one and keeps it. [`Registries`] makes the next
//! snapshot after each commit that changes the rows or the tables, before the commit is answered, so that the next
//! request sees the change. Each part names the tables that it is read from.

mod custom_apis;
mod messages;
mod metadata_document;
mod plugin_types;
mod principals;
mod rows;
mod settings;
mod steps;

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use dataverse_model::message::Message;
use dataverse_model::metadata::{Metadata, Table};
use dataverse_runtime::way_out::ServiceEndpoints;
use dataverse_store::{Store, StoreError, Write};

pub(crate) use custom_apis::CustomApis;
pub use messages::MessageRef;
pub(crate) use plugin_types::PluginTypes;
pub(crate) use principals::{Presence, Principals, Rights, User};
pub(crate) use settings::{OrganizationSettings, TraceSetting};
pub(crate) use steps::Steps;

use crate::privilege::Privileges;
use metadata_document::MetadataDocuments;

/// A snapshot of everything that the organization caches.
#[derive(Debug, Clone)]
pub struct Registry {
    /// The messages of the platform, the same for every organization.
    platform: Arc<[&'static Message]>,
    pub(crate) metadata: Arc<Metadata>,
    /// All privileges, which are derived from the tables.
    privileges: Arc<Privileges>,
    pub(crate) custom_apis: Arc<CustomApis>,
    /// Made of tables, messages and custom APIs.
    documents: Arc<MetadataDocuments>,
    pub(crate) steps: Arc<Steps>,
    pub(crate) principals: Arc<Principals>,
    pub(crate) plugin_types: Arc<PluginTypes>,
    pub(crate) settings: Arc<OrganizationSettings>,
}

impl Registry {
    /// The tables.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }
}

/// The sources that a part is read from.
pub(crate) struct Source<'s> {
    store: &'s Store,
    endpoints: &'s dyn ServiceEndpoints,
}

/// A part of the registry: the tables that it is read from, and the function that reads it.
struct Part {
    is_of: fn(&Table) -> bool,
    read: fn(&mut Registry, &Source<'_>) -> Result<(), StoreError>,
}

/// The tables come first: reading any other part needs them.
const PARTS: [Part; 6] = [
    Part {
        // Tables are read from definitions, not from rows.
        is_of: |_| false,
        read: |registry, source| {
            registry.metadata = source.store.metadata();
            registry.privileges = Arc::new(Privileges::of(&registry.metadata));
            registry.documents = Arc::default();
            Ok(())
        },
    },
    Part {
        is_of: CustomApis::is_of,
        read: |registry, source| {
            registry.custom_apis = Arc::new(CustomApis::read(registry, source)?);
            registry.documents = Arc::default();
            Ok(())
        },
    },
    Part {
        is_of: Steps::is_of,
        read: |registry, source| {
            registry.steps = Arc::new(Steps::read(registry, source)?);
            Ok(())
        },
    },
    Part {
        is_of: Principals::is_of,
        read: |registry, source| {
            registry.principals = Arc::new(Principals::read(registry, source)?);
            Ok(())
        },
    },
    Part {
        is_of: PluginTypes::is_of,
        read: |registry, source| {
            registry.plugin_types = Arc::new(PluginTypes::read(registry, source)?);
            Ok(())
        },
    },
    Part {
        is_of: OrganizationSettings::is_of,
        read: |registry, source| {
            registry.settings = Arc::new(OrganizationSettings::read(registry, source)?);
            Ok(())
        },
    },
];

/// The parts that a change affects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Touched([bool; PARTS.len()]);

impl Touched {
    const ALL: Self = Self([true; PARTS.len()]);

    /// The parts whose rows these writes change. A table definition affects all parts, because reading them needs the
    /// tables.
    pub(crate) fn by(writes: &[Write]) -> Self {
        if writes.iter().any(|write| matches!(write, Write::Define(_))) {
            return Self::ALL;
        }
        let mut touched = Self::default();
        for (part, touched) in PARTS.iter().zip(&mut touched.0) {
            let is_of = |table: &Table| (part.is_of)(table);
            *touched = writes.iter().any(|write| write.touches(&is_of));
        }
        touched
    }

    pub(crate) fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

/// Holds the latest registry of an organization and makes the next one.
pub(crate) struct Registries {
    latest: RwLock<Arc<Registry>>,
    /// Held while a registry is read, so that an older one never replaces a newer one.
    reading: Mutex<()>,
    endpoints: Arc<dyn ServiceEndpoints>,
}

impl Registries {
    /// The registries of an organization that has no rows yet.
    pub(crate) fn new(
        metadata: Arc<Metadata>,
        platform: Arc<[&'static Message]>,
        privileges: Arc<Privileges>,
        endpoints: Arc<dyn ServiceEndpoints>,
    ) -> Self {
        let first = Registry {
            platform,
            metadata,
            custom_apis: Arc::default(),
            documents: Arc::default(),
            steps: Arc::default(),
            principals: Arc::new(Principals::none(privileges.clone())),
            privileges,
            plugin_types: Arc::default(),
            settings: Arc::default(),
        };
        Self {
            latest: RwLock::new(Arc::new(first)),
            reading: Mutex::default(),
            endpoints,
        }
    }

    pub(crate) fn latest(&self) -> Arc<Registry> {
        self.latest
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Reads the affected parts again, after the change was committed.
    pub(crate) fn refresh(&self, touched: Touched, store: &Store) -> Result<(), StoreError> {
        let _reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = Registry::clone(&self.latest());
        let source = Source {
            store,
            endpoints: &*self.endpoints,
        };
        for (part, touched) in PARTS.iter().zip(touched.0) {
            if touched {
                (part.read)(&mut next, &source)?;
            }
        }
        *self.latest.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
        Ok(())
    }

    /// Reads all parts.
    pub(crate) fn read(&self, store: &Store) -> Result<(), StoreError> {
        self.refresh(Touched::ALL, store)
    }
}

impl std::fmt::Debug for Registries {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Registries")
    }
}
