//! The names of joined tables within a query.

use std::collections::HashSet;

/// The names that are taken: those that were written, and those that were made.
#[derive(Debug, Default)]
pub(crate) struct TakenAliases(HashSet<String>);

impl TakenAliases {
    /// Takes one that was written; whether it was free.
    pub(crate) fn take(&mut self, alias: &str) -> bool {
        self.0.insert(alias.to_owned())
    }

    /// Makes one for a table: its name with the first number, from 1, that makes it unique.
    pub(crate) fn make(&mut self, table: &str) -> String {
        let alias = (1_u32..)
            .map(|number| format!("{table}{number}"))
            .find(|alias| !self.0.contains(alias))
            .expect("there are more numbers than links in a bounded text");
        self.0.insert(alias.clone());
        alias
    }
}
