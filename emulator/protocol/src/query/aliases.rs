//! Unique aliases of the links of a query.

use std::collections::HashSet;

/// The aliases in use, written and generated.
#[derive(Debug, Default)]
pub(crate) struct TakenAliases(HashSet<String>);

impl TakenAliases {
    /// Reserves an alias that the client wrote; `false` if it is in use already.
    pub(crate) fn take(&mut self, alias: &str) -> bool {
        self.0.insert(alias.to_owned())
    }

    /// Generates the alias of a link: the table name with the first number, from 1, that makes the alias unique.
    pub(crate) fn make(&mut self, table: &str) -> String {
        let alias = (1_u32..)
            .map(|number| format!("{table}{number}"))
            .find(|alias| !self.0.contains(alias))
            .expect("there are more numbers than links in a bounded text");
        self.0.insert(alias.clone());
        alias
    }
}
