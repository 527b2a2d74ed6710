//! Version stamps: by which a client that knows the definitions asks for what has changed since (MD-185).

use dataverse_model::metadata::{Metadata, Removed, RemovedKind};
use dataverse_protocol::complex::Complex;
use dataverse_protocol::complex::metadata::{DELETED_METADATA, DELETED_METADATA_FILTERS};
use dataverse_runtime::identity::named;
use uuid::Uuid;

/// A moment of an organization's definitions. Its text has the form of the platform's stamps: a number, and a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// Of which history the version is: follows from the organization, from the tables of the data files, and from all
    /// definitions so far. A database that was begun anew has another one, even if it was begun in the same way.
    history: u32,
    /// The number of definitions so far.
    version: u32,
}

/// What stands behind the number.
const TIME: &str = "!01/01/1900 00:00:00";

impl Stamp {
    /// That of a snapshot of an organization with this `organizationid`.
    pub(crate) fn of(metadata: &Metadata, organization: Uuid) -> Self {
        let version = u32::try_from(metadata.version()).unwrap_or(u32::MAX);
        Self::at(metadata, organization, version).unwrap_or(Self {
            history: 0,
            version,
        })
    }

    /// That of the moment at which the organization had so many definitions; `None` if it never had.
    fn at(metadata: &Metadata, organization: Uuid, version: u32) -> Option<Self> {
        let definitions = metadata.fingerprint(u64::from(version))?;
        let names = metadata.tables().map(|table| &table.logical_name);
        let system = names.filter(|name| metadata.is_system(name));
        let system = system.map(String::as_str).collect::<Vec<_>>().join(" ");
        let release = env!("CARGO_PKG_VERSION");
        let history = named(&format!(
            "metadata/{release}/{organization}/{definitions}/{system}"
        ));
        Some(Self {
            history: history.as_u128() as u32,
            version,
        })
    }

    /// The stamp with this text; `None` for another text.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let number: u64 = text.strip_suffix(TIME)?.parse().ok()?;
        Some(Self {
            history: (number >> 32) as u32,
            version: number as u32,
        })
    }

    /// Whether the organization was at this moment before it came to the snapshot, or is there.
    pub(crate) fn leads_to(self, metadata: &Metadata, organization: Uuid) -> bool {
        Self::at(metadata, organization, self.version) == Some(self)
    }

    /// Whether a definition has changed the table after this moment.
    pub(crate) fn precedes(self, metadata: &Metadata, table: &str) -> bool {
        metadata.version_of(table) > u64::from(self.version)
    }

    /// Whether a definition has made or changed a column, a key or a relationship of the table after this moment.
    pub(crate) fn precedes_part(self, metadata: &Metadata, table: &str, part: &str) -> bool {
        metadata.version_of_part(table, part) > u64::from(self.version)
    }

    /// What was removed after this moment, of the kinds that are numbered by `filters` (`DeletedMetadataFilters`).
    pub(crate) fn removed(self, metadata: &Metadata, filters: i64) -> Complex {
        let removed = metadata.removed().iter();
        let removed: Vec<&Removed> = removed
            .filter(|removed| removed.at > u64::from(self.version))
            .collect();
        let mut collection = Complex::new(&DELETED_METADATA);
        for (kind, name) in KINDS {
            let number = DELETED_METADATA_FILTERS.number(name).unwrap_or_default();
            let of_kind = removed.iter().filter(|removed| removed.kind == kind);
            let mut ids: Vec<Uuid> = of_kind.map(|removed| removed.id).collect();
            ids.dedup();
            if filters & i64::from(number) != 0 && !ids.is_empty() {
                collection = collection.with(name, ids);
            }
        }
        collection
    }
}

impl std::fmt::Display for Stamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let number = u64::from(self.history) << 32 | u64::from(self.version);
        write!(f, "{number}{TIME}")
    }
}

/// The kinds of removed definitions that clients can ask for. Keys are not among them.
const KINDS: [(RemovedKind, &str); 4] = [
    (RemovedKind::Table, "Entity"),
    (RemovedKind::Column, "Attribute"),
    (RemovedKind::Relationship, "Relationship"),
    (RemovedKind::OptionSet, "OptionSet"),
];
