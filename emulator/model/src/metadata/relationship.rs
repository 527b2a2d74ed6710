//! Relationships by their schema names, which the SDK uses where the Web API uses navigation properties.

use super::{Metadata, Navigation, Table};

/// The role of a table in a one-to-many relationship.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntityRole {
    /// Its rows have the lookup.
    Referencing,
    /// The lookup refers to its rows.
    Referenced,
}

impl Navigation<'_> {
    /// The schema name of the relationship; `name` is that of the navigation property.
    pub fn relationship<'n>(&'n self, name: &'n str) -> &'n str {
        match self {
            Self::One { target, .. } | Self::Many { target, .. } => target.relationship(),
            Self::Across { .. } => name,
        }
    }

    /// The role of the table that has the navigation property; `None` in a many-to-many relationship.
    pub const fn role(&self) -> Option<EntityRole> {
        match self {
            Self::One { .. } => Some(EntityRole::Referencing),
            Self::Many { .. } => Some(EntityRole::Referenced),
            Self::Across { .. } => None,
        }
    }
}

impl Metadata {
    /// The ends of a relationship that a table has, by the relationship's schema name (case-sensitive): two if the table
    /// is related to itself, otherwise one; none if the table does not take part.
    pub fn relationship<'m>(&'m self, table: &'m Table, schema_name: &str) -> Vec<Navigation<'m>> {
        self.navigations(table)
            .filter(|(name, navigation)| navigation.relationship(name) == schema_name)
            .map(|(_, navigation)| navigation)
            .collect()
    }
}
