//! "Did you mean": the known name that is nearest to one that does not exist, for the journal.

use dataverse_execution::Registry;
use dataverse_model::platform_names::{self, NameKind};

use super::web_api::UnknownSegment;

/// The longest name that is looked up; no name of the platform is as long.
const LENGTH_LIMIT: usize = 100;
/// One edit is allowed for so many characters, and two always.
const CHARACTERS_PER_EDIT: usize = 4;
const EDITS: usize = 2;
/// What stands at the root besides sets and operations.
const AT_ROOT: [&str; 2] = ["$batch", "$metadata"];

/// The name that a segment of the Web API could have meant: at the root a set or an operation, below rows a column, a
/// navigation property or an operation.
pub(super) fn of_segment(segment: &UnknownSegment, registry: &Registry) -> Option<String> {
    let metadata = registry.metadata();
    let known = platform_names::all().iter();
    let Some(table) = &segment.below else {
        let sets = metadata.tables().map(|table| table.entity_set.as_str());
        let known = known.filter_map(|known| match known.kind {
            NameKind::Table => known.entity_set.as_deref(),
            NameKind::Message | NameKind::MetadataSet | NameKind::Address => Some(&known.name),
            _ => None,
        });
        return nearest(
            &segment.name,
            sets.chain(registry.message_names())
                .chain(known)
                .chain(AT_ROOT),
        );
    };
    let qualified = segment.name.rsplit_once('.');
    let (namespace, name) = qualified.unwrap_or(("", &segment.name));
    let messages = messages(registry);
    if namespace.is_empty() {
        let columns = table.columns.keys().map(String::as_str);
        let navigations = metadata.navigations(table).map(|(name, _)| name);
        return nearest(name, columns.chain(navigations).chain(messages));
    }
    nearest(name, messages).map(|name| format!("{namespace}.{name}"))
}

/// The message that the name of a message could have meant.
pub(super) fn of_message(name: &str, registry: &Registry) -> Option<String> {
    nearest(name, messages(registry))
}

/// The names of all messages, emulated or not.
fn messages(registry: &Registry) -> impl Iterator<Item = &str> {
    let known = platform_names::all().iter();
    let known = known
        .filter(|known| known.kind == NameKind::Message)
        .map(|known| known.name.as_str());
    registry.message_names().chain(known)
}

/// The candidate with the fewest edits, letter case aside; `None` where every candidate is too far away. Of several
/// the first in the order of the alphabet counts.
fn nearest<'n>(name: &str, candidates: impl Iterator<Item = &'n str>) -> Option<String> {
    if name.len() > LENGTH_LIMIT {
        return None;
    }
    let name = name.to_lowercase();
    let limit = EDITS.max(name.len() / CHARACTERS_PER_EDIT);
    candidates
        .filter(|candidate| candidate.len().abs_diff(name.len()) <= limit)
        .map(|candidate| {
            let edits = strsim::osa_distance(&name, &candidate.to_lowercase());
            (edits, candidate)
        })
        .filter(|(edits, candidate)| *edits <= limit && *edits < candidate.len())
        .min()
        .map(|(_, candidate)| candidate.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_few_edits_away() {
        let known = ["accounts", "contacts", "WhoAmI", "$metadata"];
        let suggest = |name| nearest(name, known.into_iter());
        assert_eq!(suggest("acounts").as_deref(), Some("accounts"));
        assert_eq!(suggest("account").as_deref(), Some("accounts"));
        assert_eq!(suggest("whoami").as_deref(), Some("WhoAmI"));
        assert_eq!(suggest("$metdata").as_deref(), Some("$metadata"));
        assert_eq!(suggest("pencils"), None);
        assert_eq!(suggest(""), None);
        assert_eq!(suggest(&"accounts".repeat(100)), None);
    }
}
