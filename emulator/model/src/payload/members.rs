//! Where the members of a row go: into an object, or into text at once.

use serde::ser::SerializeMap;
use serde_json::{Map, Value as Json};

use super::written::Written;

/// Takes the members of a row, each of which comes once.
pub(super) trait Members {
    fn add<'v>(&mut self, name: &str, value: impl Into<Written<'v>>);
}

impl Members for Map<String, Json> {
    fn add<'v>(&mut self, name: &str, value: impl Into<Written<'v>>) {
        self.insert(name.to_owned(), value.into().into());
    }
}

/// Members that become text at once; the first error is kept.
pub(super) struct Text<M: SerializeMap> {
    pub(super) members: M,
    pub(super) error: Option<M::Error>,
}

impl<M: SerializeMap> Members for Text<M> {
    fn add<'v>(&mut self, name: &str, value: impl Into<Written<'v>>) {
        if self.error.is_none() {
            self.error = self.members.serialize_entry(name, &value.into()).err();
        }
    }
}
