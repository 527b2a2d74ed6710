//! Relationships by their schema names, which the SDK uses where the Web API uses navigation properties.

use dataverse_operation::fault::{Fault, code};

use super::{Association, Metadata, Navigation, Table};

/// The role of a table in a one-to-many relationship, or in a many-to-many relationship with itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntityRole {
    /// Its rows have the lookup, or are on the first side.
    Referencing,
    /// The lookup refers to its rows, or they are on the second side.
    Referenced,
}

/// What the second navigation property of a table that is related to itself has behind the schema name (MD-126).
const REFERENCED: &str = "_referenced";

impl Association {
    /// Whether a table is related to itself.
    pub fn is_reflexive(&self) -> bool {
        let [first, second] = &self.sides;
        first.table == second.table
    }

    /// The navigation property of the table on a side, which leads to the rows on the other side: the schema name, except
    /// on the second side of a table that is related to itself.
    pub fn navigation(&self, side: usize) -> String {
        match side > 0 && self.is_reflexive() {
            true => format!("{}{REFERENCED}", self.name),
            false => self.name.clone(),
        }
    }
}

impl Navigation<'_> {
    /// The schema name of the relationship; `name` is that of the navigation property.
    pub fn relationship<'n>(&'n self, name: &'n str) -> &'n str {
        match self {
            Self::One { target, .. } | Self::Many { target, .. } => target.relationship(),
            Self::Across { between, .. } => {
                let association = between.association.as_ref();
                association.map_or(name, |of| of.name.as_str())
            }
        }
    }

    /// The role of the table that has the navigation property; `None` in a many-to-many relationship of two tables.
    pub fn role(&self) -> Option<EntityRole> {
        match self {
            Self::One { .. } => Some(EntityRole::Referencing),
            Self::Many { .. } => Some(EntityRole::Referenced),
            Self::Across { between, here, .. } => {
                let association = between.association.as_ref();
                let association = association.filter(|of| of.is_reflexive())?;
                let [first, _] = &association.sides;
                match first.column == here.logical_name {
                    true => Some(EntityRole::Referencing),
                    false => Some(EntityRole::Referenced),
                }
            }
        }
    }

    /// The navigation property at the other end; `name` is that of this one.
    pub fn partner(&self, name: &str) -> String {
        match self {
            Self::One { target, .. } => target.collection.clone(),
            Self::Many { target, .. } => target.navigation.clone(),
            Self::Across { between, .. } => {
                let association = between.association.as_ref();
                let other = usize::from(self.role() == Some(EntityRole::Referencing));
                association.map_or_else(|| name.to_owned(), |of| of.navigation(other))
            }
        }
    }
}

/// The fault for the name of a relationship of a table with itself without the role of the row: the platform's text, and
/// behind it what is expected (MD-127).
pub fn role_missing(name: &str, table: &Table) -> Fault {
    Fault::new(
        code::INVALID_ARGUMENT,
        format!(
            "Entity role must be specified for reflexive relationship '{name}'. It relates '{}' to itself: expected PrimaryEntityRole, Referencing or Referenced.",
            table.logical_name
        ),
    )
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
