//! Which columns a new row takes from the row that it is made of (MS-064, MS-065).
//!
//! The documented default maps are data. Between other tables the platform makes a map with each relationship, which
//! leads from the source's key to the lookup of the target.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{ColumnKind, Table};

/// The data file.
const FILE: &str = include_str!("attribute_maps.toml");

/// The columns of the target by those of the source.
pub type AttributeMap = Vec<(String, String)>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    map: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    source: String,
    target: String,
    #[serde(default)]
    same: Vec<String>,
    #[serde(default)]
    renamed: BTreeMap<String, String>,
}

static MAPS: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let file: File = toml::from_str(FILE).expect("a test reads the data file");
    file.map
});

/// The map from one table to another; `None` where there is none, since they have no relationship.
pub fn attribute_map(source: &Table, target: &Table) -> Option<AttributeMap> {
    let is_between =
        |entry: &&Entry| entry.source == source.logical_name && entry.target == target.logical_name;
    if let Some(entry) = MAPS.iter().find(is_between) {
        let same = entry.same.iter().map(|name| (name, name));
        let pairs = same.chain(&entry.renamed);
        return Some(pairs.map(|(from, to)| (from.clone(), to.clone())).collect());
    }
    let mut lookups = target.columns.values().filter(|column| {
        let mut targets = column.targets().iter();
        matches!(column.kind, ColumnKind::Lookup { .. })
            && targets.any(|one| one.table == source.logical_name)
    });
    let lookup = lookups.next()?;
    Some(vec![(
        source.primary_id.clone(),
        lookup.logical_name.clone(),
    )])
}

#[cfg(test)]
mod tests {
    use std::mem::discriminant;

    use super::*;
    use crate::metadata::Metadata;

    #[test]
    fn a_map_leads_from_columns_that_are_there_to_columns_of_their_kind() {
        let metadata = Metadata::embedded().unwrap();
        for entry in MAPS.iter() {
            let source = metadata.table(&entry.source).unwrap();
            let target = metadata.table(&entry.target).unwrap();
            for (from, to) in attribute_map(source, target).unwrap() {
                let from = source.column(&from).unwrap();
                let to = target.column(&to).unwrap();
                let is_key = from.logical_name == source.primary_id;
                let refers = to.targets().iter().any(|one| one.table == entry.source);
                assert!(
                    discriminant(&from.kind) == discriminant(&to.kind) || (is_key && refers),
                    "{}.{} leads to {}.{}",
                    entry.source,
                    from.logical_name,
                    entry.target,
                    to.logical_name
                );
            }
        }
    }

    #[test]
    fn a_relationship_is_a_map_of_its_own() {
        let metadata = Metadata::embedded().unwrap();
        let table = |name| metadata.table(name).unwrap();
        let map = attribute_map(table("contact"), table("annotation"));
        let expected = ("contactid".to_owned(), "objectid".to_owned());
        assert_eq!(map, Some(vec![expected]));
        assert_eq!(attribute_map(table("annotation"), table("role")), None);
    }
}
