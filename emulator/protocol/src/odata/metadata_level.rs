//! How much control information a response has: the parameter `odata.metadata` of `Accept` (OData JSON Format 4.0: 3.1).

use serde_json::{Map, Value as Json};

/// What a client wants to be told about the values of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MetadataLevel {
    /// What cannot be known from the description of the service; the level where nothing is said.
    #[default]
    Minimal,
    /// Everything: the type of every value that JSON does not tell, ids, addresses.
    Full,
    /// Nothing but the number of items and the address of the next page.
    None,
}

/// What a member of JSON ends with that stays at the level `none`.
const KEPT: [&str; 2] = ["@odata.count", "@odata.nextLink"];

impl MetadataLevel {
    /// The level that a list of accepted media types asks for: that of the first one that names one.
    pub fn of_accept(accept: &str) -> Self {
        let parameters = accept.split([',', ';']);
        let named = parameters.filter_map(|parameter| parameter.split_once('='));
        let mut levels = named
            .filter(|(name, _)| name.trim().eq_ignore_ascii_case("odata.metadata"))
            .map(|(_, value)| value.trim().to_ascii_lowercase());
        match levels.next().as_deref() {
            Some("full") => Self::Full,
            Some("none") => Self::None,
            _ => Self::Minimal,
        }
    }

    /// The level as the content type of a response names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Minimal => "minimal",
            Self::Full => "full",
            Self::None => "none",
        }
    }
}

/// The object without control information, in all of its depth.
pub fn without_control_information(object: Map<String, Json>) -> Map<String, Json> {
    let stays =
        |name: &str| !name.contains("@odata.") || KEPT.iter().any(|kept| name.ends_with(kept));
    let members = object.into_iter().filter(|(name, _)| stays(name));
    members.map(|(name, value)| (name, bare(value))).collect()
}

fn bare(value: Json) -> Json {
    match value {
        Json::Object(object) => Json::Object(without_control_information(object)),
        Json::Array(items) => items.into_iter().map(bare).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_level_that_is_named_counts() {
        for (accept, level) in [
            ("*/*", MetadataLevel::Minimal),
            ("application/json", MetadataLevel::Minimal),
            ("application/json;odata.metadata=full", MetadataLevel::Full),
            (
                "application/json; OData.Metadata=None; q=1",
                MetadataLevel::None,
            ),
            (
                "text/plain, application/json;odata.metadata=none",
                MetadataLevel::None,
            ),
            (
                "application/json;odata.metadata=minimal,application/json;odata.metadata=full",
                MetadataLevel::Minimal,
            ),
            (
                "application/json;odata.metadata=verbose",
                MetadataLevel::Minimal,
            ),
        ] {
            assert_eq!(MetadataLevel::of_accept(accept), level, "{accept}");
        }
    }

    #[test]
    fn numbers_of_items_and_next_pages_stay() {
        let json = json!({
            "@odata.context": "x", "@odata.count": 1, "@odata.nextLink": "y",
            "value": [{"@odata.type": "z", "a": {"@odata.id": "i", "b": 1}, "c@odata.nextLink": "n", "c@odata.type": "t", "c": []}],
        });
        let Json::Object(object) = json else {
            unreachable!()
        };
        assert_eq!(
            Json::Object(without_control_information(object)),
            json!({
                "@odata.count": 1, "@odata.nextLink": "y",
                "value": [{"a": {"b": 1}, "c@odata.nextLink": "n", "c": []}],
            })
        );
    }
}
