//! The rows of an organization, as far as two organizations can be compared by them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::caller::{API, Caller};

/// What no row is compared by: its version, and its place among others.
const UNCOMPARED: [&str; 3] = ["@odata.etag", "versionnumber", "sequence"];

/// The text with one word in the place of every id.
fn without_ids(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let id = rest.get(..36).filter(|id| id.parse::<uuid::Uuid>().is_ok());
        match id {
            Some(_) => {
                out.push_str("<id>");
                rest = &rest[36..];
            }
            None => {
                out.push(next);
                rest = &rest[next.len_utf8()..];
            }
        }
    }
    out
}

/// Every row of every table, without its ids, by entity set.
pub(super) async fn rows(caller: &Caller) -> BTreeMap<String, Vec<String>> {
    let sets = caller
        .get(&format!("{API}/EntityDefinitions?$select=EntitySetName"))
        .await;
    let sets: BTreeSet<&str> = sets["value"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|table| table["EntitySetName"].as_str())
        // Its name is that of the test's organization.
        .filter(|set| *set != "organizations")
        .collect();
    let mut all = BTreeMap::new();
    for set in sets {
        let found = caller.get(&format!("{API}/{set}")).await;
        let found = found["value"].as_array().unwrap().iter();
        let mut rows: Vec<String> = found
            .map(|row| {
                let mut row = row.as_object().unwrap().clone();
                row.retain(|name, _| !UNCOMPARED.contains(&name.as_str()));
                without_ids(&Json::Object(row).to_string())
            })
            .collect();
        rows.sort_unstable();
        all.insert(set.to_owned(), rows);
    }
    all
}
