//! Errors in definitions: the file, table and column, the problem, and the expected form.

use thiserror::Error;

use crate::metadata::check::TypeMismatch;

/// An invalid table, choice or first row in a data file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}: {error}")]
pub struct MetadataError {
    /// Name of the data file.
    pub file: String,
    /// The error in the file.
    pub error: DefinitionError,
}

/// An invalid definition.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{place}{problem}")]
pub struct DefinitionError {
    /// The part of the definition.
    pub place: DefinitionPlace,
    /// What is wrong.
    pub problem: Box<Problem>,
}

/// The part of a definition that an error is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DefinitionPlace {
    /// The whole of it.
    Whole,
    /// A table as a whole.
    Table(String),
    /// One column of a table.
    Column {
        /// Logical name of the table.
        table: String,
        /// Logical name of the column.
        column: String,
    },
}

impl std::fmt::Display for DefinitionPlace {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Table(table) => write!(formatter, "table '{table}': "),
            Self::Column { table, column } => write!(formatter, "column '{table}.{column}': "),
        }
    }
}

/// The problem, and the expected form.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Problem {
    /// The text is not TOML, or has an unknown key or a missing one.
    #[error("{0}")]
    Syntax(String),
    /// A name has invalid characters.
    #[error("{what} '{name}' is not an identifier: expected {expected}")]
    Identifier {
        /// The kind of name: table, column, option set.
        what: &'static str,
        /// The name.
        name: String,
        /// The form of a valid name.
        expected: &'static str,
    },
    /// The file's name differs from the name of its table.
    #[error("the file defines table '{0}': expected the file to be named '{0}.toml'")]
    FileName(String),
    /// Two definitions have the same name.
    #[error("{what} '{name}' is already defined by {other}: expected a unique name")]
    Duplicate {
        /// The kind of the named thing.
        what: &'static str,
        /// The name.
        name: String,
        /// The other definition with the name.
        other: String,
    },
    /// A reference to a name that does not exist.
    #[error("{what} '{name}' does not exist: expected one of {expected}")]
    Unknown {
        /// The kind of the named thing.
        what: &'static str,
        /// The name.
        name: String,
        /// The existing names, joined by commas.
        expected: String,
    },
    /// The primary key is not a column of type Uniqueidentifier.
    #[error("primary_id '{0}' is not a column of type uniqueidentifier of this table")]
    PrimaryId(String),
    /// The primary name is not a column of type String.
    #[error("primary_name '{0}' is not a column of type string of this table")]
    PrimaryName(String),
    /// A choice column needs either a global option set or options of its own.
    #[error("a choice needs either 'set' (a shared option set) or 'options', not both or neither")]
    ChoiceSource,
    /// A choice has no options.
    #[error("the option set '{0}' has no options: expected at least one")]
    NoOptions(String),
    /// A status reason has no state, or another option has one.
    #[error("option {value} {found}: expected {expected}")]
    OptionState {
        /// Number of the option.
        value: i32,
        /// The state it has.
        found: String,
        /// The expected state.
        expected: &'static str,
    },
    /// A lookup has no target table.
    #[error("the lookup has no target: expected at least one table")]
    NoTarget,
    /// A lookup with several targets needs a navigation property for each.
    #[error(
        "target '{0}' has no 'navigation': expected one, because the lookup has several targets"
    )]
    NavigationMissing(String),
    /// A required column does not say what a create without a value does.
    #[error("the column is required and has no 'unset': expected demanded, platform or empty")]
    Unset,
    /// A column has `unset` although a create never lacks its value.
    #[error(
        "the column has 'unset': expected none, because it is not required, has a default, or is set by the platform alone"
    )]
    UnsetElsewhere,
    /// The smallest value is greater than the largest.
    #[error("min {min} is greater than max {max}")]
    EmptyRange {
        /// The smallest value.
        min: String,
        /// The largest value.
        max: String,
    },
    /// A length or precision is outside the range of its type.
    #[error("{what} is {found}: expected {expected}")]
    Limit {
        /// The name of the limit.
        what: &'static str,
        /// Its value.
        found: u32,
        /// The valid values.
        expected: String,
    },
    /// A custom table has a property that only tables of the platform can have.
    #[error("the table has '{0}': expected no special rules, which are the platform's")]
    Platform(&'static str),
    /// Something that is changed or removed does not exist.
    #[error("{0} does not exist")]
    Gone(&'static str),
    /// Something that is removed belongs to the platform.
    #[error("{0} is the platform's: expected one of the organization's own")]
    OfPlatform(&'static str),
    /// Something that is removed is needed by something else.
    #[error("{what} '{who}' needs it: expected that to be removed before")]
    Needed {
        /// The kind of what needs it.
        what: &'static str,
        /// The name of what needs it.
        who: String,
    },
    /// A changed column would have another type, other targets or another option set.
    #[error(
        "the column would be of type {found}: expected {expected}, with the same targets and option set, because a column keeps its type"
    )]
    Fixed {
        /// The new type.
        found: &'static str,
        /// The type of the column.
        expected: &'static str,
    },
    /// An alternate key cannot have a column of this type.
    #[error(
        "the key '{key}' has the column '{column}' of type {kind}: expected a text, a number, a date, a choice or a lookup"
    )]
    KeyColumn {
        /// Logical name of the key.
        key: String,
        /// Logical name of the column.
        column: String,
        /// The type of the column.
        kind: &'static str,
    },
    /// A first row has no id.
    #[error("a row has no '{0}': expected a guid")]
    RowId(String),
    /// A value does not fit its column.
    #[error("the value {found} does not fit: {misfit}")]
    Misfit {
        /// The literal in the data file.
        found: String,
        /// Why the value does not fit.
        misfit: Box<TypeMismatch>,
    },
    /// A literal is not a value of its column's type.
    #[error("{found} is no value: expected {expected}")]
    Literal {
        /// The literal in the data file.
        found: String,
        /// The expected literal.
        expected: String,
    },
}

impl Problem {
    /// The error for a data file as a whole.
    pub(super) fn in_file(self, file: &str) -> MetadataError {
        self.at(DefinitionPlace::Whole).in_file(file)
    }

    /// The error for a definition that is about no table.
    pub(super) fn whole(self) -> DefinitionError {
        self.at(DefinitionPlace::Whole)
    }

    /// The error for a table as a whole.
    pub fn in_table(self, table: &str) -> DefinitionError {
        self.at(DefinitionPlace::Table(table.to_owned()))
    }

    /// The error for a column of a table.
    pub fn in_column(self, table: &str, column: &str) -> DefinitionError {
        let (table, column) = (table.to_owned(), column.to_owned());
        self.at(DefinitionPlace::Column { table, column })
    }

    fn at(self, place: DefinitionPlace) -> DefinitionError {
        DefinitionError {
            place,
            problem: Box::new(self),
        }
    }
}

impl DefinitionError {
    /// Adds the data file's name.
    pub(super) fn in_file(self, file: &str) -> MetadataError {
        MetadataError {
            file: file.to_owned(),
            error: self,
        }
    }

    /// The table of the error, if it is about one.
    pub(super) fn table(&self) -> Option<&str> {
        match &self.place {
            DefinitionPlace::Whole => None,
            DefinitionPlace::Table(table) | DefinitionPlace::Column { table, .. } => Some(table),
        }
    }
}
