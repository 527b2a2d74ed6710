//! Names of the platform that are known and not emulated: messages, tables, properties of tables, metadata sets, services,
//! query options, headers and optional parameters.
//!
//! The names are data (`platform_names/*.toml`). Every door looks a name up here before it says that the name does not
//! exist, so that a feature which is missing is refused as missing and a misspelling as unknown. FetchXML and the query
//! functions keep the names of their operators in tables of their own. A name leaves the list when it is emulated;
//! `execution/src/organization/tests.rs` holds the list against the tables and the messages that are.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use dataverse_operation::fault::Fault;
use serde::Deserialize;

/// The data files.
const FILES: [&str; 4] = [
    include_str!("platform_names/messages.toml"),
    include_str!("platform_names/tables.toml"),
    include_str!("platform_names/properties.toml"),
    include_str!("platform_names/requests.toml"),
];

/// What a name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    /// A message: an action or a function of the Web API, a request of the SDK.
    Message,
    /// A table, by its logical name.
    Table,
    /// A column or a navigation property of a table that is emulated.
    Property,
    /// An entity set of the Web API with descriptions of tables.
    MetadataSet,
    /// A segment at the root of the Web API that is neither a set nor an operation.
    Address,
    /// A service beside the Web API, by the path at which it begins.
    Service,
    /// An option in the query string.
    QueryOption,
    /// A request header.
    Header,
    /// A parameter that every request of the SDK may have.
    Parameter,
}

/// A name of the platform that is not emulated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformName {
    /// What it is the name of.
    pub kind: NameKind,
    /// The name, as the platform spells it.
    pub name: String,
    /// The entity set of a table; `None` for other kinds.
    pub entity_set: Option<String>,
    /// The table of a property; `None` for other kinds.
    pub table: Option<String>,
}

/// One group of names in a data file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    kind: NameKind,
    /// The table of properties.
    table: Option<String>,
    /// The names between white space; `table=set` for a table whose set has no regular name.
    names: String,
    /// What the names belong to, for readers of the file.
    #[serde(rename = "of")]
    _of: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    names: Vec<Group>,
}

static ALL: LazyLock<Vec<PlatformName>> = LazyLock::new(|| {
    let files = FILES.iter().flat_map(|text| {
        let file: File = toml::from_str(text).expect("a test reads the data files");
        file.names
    });
    files
        .flat_map(|group| {
            let words = group.names.split_whitespace();
            words
                .map(|word| PlatformName::read(&group, word))
                .collect::<Vec<_>>()
        })
        .collect()
});

/// What tells names apart: the kind, the table of a property, the name.
type Key<'n> = (NameKind, Option<&'n str>, &'n str);

/// The names, and the entity sets of the tables, to their places in `ALL`.
static PLACES: LazyLock<HashMap<Key<'static>, usize>> = LazyLock::new(|| {
    let names = ALL.iter().enumerate();
    names
        .map(|(at, known)| {
            (
                (known.kind, known.table.as_deref(), known.name.as_str()),
                at,
            )
        })
        .collect()
});
static SETS: LazyLock<HashMap<&str, usize>> = LazyLock::new(|| {
    let names = ALL.iter().enumerate();
    names
        .filter_map(|(at, known)| Some((known.entity_set.as_deref()?, at)))
        .collect()
});

/// The few names that are compared without regard to case: every request has headers to look up.
static HEADERS: LazyLock<Vec<&PlatformName>> = LazyLock::new(|| of_kind(NameKind::Header));
static SERVICES: LazyLock<Vec<&PlatformName>> = LazyLock::new(|| of_kind(NameKind::Service));

fn of_kind(kind: NameKind) -> Vec<&'static PlatformName> {
    ALL.iter().filter(|known| known.kind == kind).collect()
}

/// All names, in the order of the data files.
pub fn all() -> &'static [PlatformName] {
    &ALL
}

/// The name, if the platform has it and the emulator does not (case-sensitive).
pub fn find(kind: NameKind, name: &str) -> Option<&'static PlatformName> {
    PLACES.get(&(kind, None, name)).map(|at| &ALL[*at])
}

/// The column or the navigation property of a table, if the platform has it and the emulator does not (case-sensitive).
pub fn find_property(table: &str, name: &str) -> Option<&'static PlatformName> {
    let place = PLACES.get(&(NameKind::Property, Some(table), name));
    place.map(|at| &ALL[*at])
}

/// The table with this entity set, if the platform has it and the emulator does not (case-sensitive).
pub fn find_set(entity_set: &str) -> Option<&'static PlatformName> {
    SETS.get(entity_set).map(|at| &ALL[*at])
}

/// The request header, if the platform has it and the emulator does not (not case-sensitive).
pub fn find_header(name: &str) -> Option<&'static PlatformName> {
    let mut headers = HEADERS.iter().copied();
    headers.find(|known| known.name.eq_ignore_ascii_case(name))
}

/// What the first segment of an address of the Web API names, if the platform has it and the emulator does not.
pub fn find_segment(segment: &str) -> Option<&'static PlatformName> {
    find_set(segment).or_else(|| {
        [NameKind::MetadataSet, NameKind::Message, NameKind::Address]
            .into_iter()
            .find_map(|kind| find(kind, segment))
    })
}

/// The service that serves a path, if the platform has it and the emulator does not (not case-sensitive).
pub fn find_service(path: &str) -> Option<&'static PlatformName> {
    let mut services = SERVICES.iter().copied();
    services.find(|known| {
        let (start, rest) = path.split_at_checked(known.name.len()).unwrap_or_default();
        start.eq_ignore_ascii_case(&known.name) && (rest.is_empty() || rest.starts_with('/'))
    })
}

impl PlatformName {
    fn read(group: &Group, word: &str) -> Self {
        let kind = group.kind;
        let (name, set) = match word.split_once('=') {
            Some((name, set)) => (name, Some(set.to_owned())),
            None => (word, None),
        };
        let entity_set = match kind {
            NameKind::Table => Some(set.unwrap_or_else(|| plural(name))),
            _ => set,
        };
        Self {
            kind,
            name: name.to_owned(),
            entity_set,
            table: group.table.clone(),
        }
    }

    /// The refusal of the name, which is the same in every door.
    pub fn refusal(&self) -> Fault {
        match self.kind {
            NameKind::Message => Fault::message_not_emulated(&self.name),
            _ => Fault::not_emulated(self),
        }
    }
}

/// The name with what it is the name of, as the beginning of a sentence.
impl fmt::Display for PlatformName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            NameKind::Message => "The message ",
            NameKind::Table => "The table ",
            NameKind::Property => "The property ",
            NameKind::MetadataSet => "The metadata set ",
            NameKind::Address => "",
            NameKind::Service => "The service ",
            NameKind::QueryOption => "The query option ",
            NameKind::Header => "The header ",
            NameKind::Parameter => "The parameter ",
        };
        write!(f, "{kind}'{}'", self.name)?;
        match &self.table {
            Some(table) => write!(f, " of the table '{table}'"),
            None => Ok(()),
        }
    }
}

/// The name of a table's entity set, as the platform forms it where no other is given.
pub fn plural(table: &str) -> String {
    let hisses = ["s", "x", "z", "ch", "sh"]
        .iter()
        .any(|end| table.ends_with(end));
    match table.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if hisses => format!("{table}es"),
        _ => format!("{table}s"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_name_and_every_entity_set_is_listed_once() {
        let mut seen = HashSet::new();
        for known in all() {
            assert!(
                seen.insert((known.kind, &known.table, &known.name)),
                "{known} is listed twice"
            );
        }
        let mut sets = HashSet::new();
        for set in all().iter().filter_map(|known| known.entity_set.as_ref()) {
            assert!(sets.insert(set), "the set {set} is listed twice");
        }
        assert!(all().len() > 900, "{} names", all().len());
    }

    #[test]
    fn a_segment_is_found_by_any_kind_that_has_addresses() {
        let kind = |segment| find_segment(segment).map(|known| known.kind);
        assert_eq!(kind("invoices"), Some(NameKind::Table));
        assert_eq!(kind("faxes"), Some(NameKind::Table));
        assert_eq!(kind("categories"), Some(NameKind::Table));
        assert_eq!(kind("accountleadscollection"), Some(NameKind::Table));
        assert_eq!(
            kind("ManagedPropertyDefinitions"),
            Some(NameKind::MetadataSet)
        );
        assert_eq!(kind("CloneAsPatch"), Some(NameKind::Message));
        assert_eq!(kind("$all"), Some(NameKind::Address));
        assert_eq!(kind("invoice"), None);
        assert_eq!(kind("cloneaspatch"), None);
        assert_eq!(kind("sql"), None);
    }

    #[test]
    fn a_refusal_names_the_name() {
        let refusal = |kind, name| find(kind, name).unwrap().refusal();
        let table = refusal(NameKind::Table, "invoice");
        assert_eq!(table.message, "The table 'invoice' is not emulated.");
        assert_eq!(table.hex(), "emulator:not_emulated");
        let message = refusal(NameKind::Message, "CloneAsPatch");
        assert_eq!(
            message.message,
            "The message 'CloneAsPatch' is not emulated."
        );
        assert_eq!((message.http_status(), message.hex()), (501, table.hex()));
    }
}
