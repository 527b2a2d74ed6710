//! What can be wrong with a definition: in which file, table and column, and what was expected.

use thiserror::Error;

use crate::metadata::check::TypeMismatch;

/// A table definition, choice or first row of a data file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}: {error}")]
pub struct MetadataError {
    /// Name of the data file.
    pub file: String,
    /// What is wrong in it.
    pub error: DefinitionError,
}

/// A definition that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{place}{problem}")]
pub struct DefinitionError {
    /// Which part of it.
    pub place: DefinitionPlace,
    /// What is wrong.
    pub problem: Box<Problem>,
}

/// Which part of a definition a problem is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DefinitionPlace {
    /// All of it.
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

/// What is wrong, and what was expected.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Problem {
    /// The text is not TOML, has an unknown key, or lacks one.
    #[error("{0}")]
    Syntax(String),
    /// A name is not fit to be one.
    #[error("{what} '{name}' is not an identifier: expected {expected}")]
    Identifier {
        /// Whose name it is.
        what: &'static str,
        /// The name.
        name: String,
        /// What a name of this kind looks like.
        expected: &'static str,
    },
    /// The file is named differently from the table in it.
    #[error("the file defines table '{0}': expected the file to be named '{0}.toml'")]
    FileName(String),
    /// Two definitions have the same name.
    #[error("{what} '{name}' is already defined by {other}: expected a name of its own")]
    Duplicate {
        /// What is named.
        what: &'static str,
        /// The name.
        name: String,
        /// Who has the name.
        other: String,
    },
    /// A name that nothing has.
    #[error("{what} '{name}' does not exist: expected one of {expected}")]
    Unknown {
        /// What is named.
        what: &'static str,
        /// The name.
        name: String,
        /// The names there are, joined by commas.
        expected: String,
    },
    /// The primary key is not a column of the right type.
    #[error("primary_id '{0}' is not a column of type uniqueidentifier of this table")]
    PrimaryId(String),
    /// The primary name is not a column of the right type.
    #[error("primary_name '{0}' is not a column of type string of this table")]
    PrimaryName(String),
    /// A choice column has to have a shared set or options of its own.
    #[error("a choice needs either 'set' (a shared option set) or 'options', not both or neither")]
    ChoiceSource,
    /// A choice without options.
    #[error("the option set '{0}' has no options: expected at least one")]
    NoOptions(String),
    /// Only status reasons belong to states, and each of them does.
    #[error("option {value} {found}: expected {expected}")]
    OptionState {
        /// Number of the option.
        value: i32,
        /// What it has.
        found: String,
        /// What it should have.
        expected: &'static str,
    },
    /// A lookup that may refer to nothing.
    #[error("the lookup has no target: expected at least one table")]
    NoTarget,
    /// With several targets, each needs a navigation property of its own.
    #[error(
        "target '{0}' has no 'navigation': expected one, because the lookup has several targets"
    )]
    NavigationMissing(String),
    /// The smallest value is greater than the largest.
    #[error("min {min} is greater than max {max}")]
    EmptyRange {
        /// The smallest value.
        min: String,
        /// The largest value.
        max: String,
    },
    /// A text column that holds no text, or a precision beyond what the type has.
    #[error("{what} is {found}: expected {expected}")]
    Limit {
        /// The limit.
        what: &'static str,
        /// Its value.
        found: u32,
        /// What it may be.
        expected: String,
    },
    /// A table with special rules, which only tables of the platform have.
    #[error("the table has '{0}': expected no special rules, which are the platform's")]
    Platform(&'static str),
    /// A first row without an id.
    #[error("a row has no '{0}': expected a guid")]
    RowId(String),
    /// A value that its column cannot hold.
    #[error("the value {found} does not fit: {misfit}")]
    Misfit {
        /// The literal as it was read.
        found: String,
        /// Why it does not fit.
        misfit: Box<TypeMismatch>,
    },
    /// A literal that stands for no value.
    #[error("{found} is no value: expected {expected}")]
    Literal {
        /// The literal as it was read.
        found: String,
        /// What may be written.
        expected: String,
    },
}

impl Problem {
    /// Says that it is in a data file as a whole.
    pub(super) fn in_file(self, file: &str) -> MetadataError {
        self.at(DefinitionPlace::Whole).in_file(file)
    }

    /// Says that it is in a table as a whole.
    pub fn in_table(self, table: &str) -> DefinitionError {
        self.at(DefinitionPlace::Table(table.to_owned()))
    }

    /// Says that it is in a column of a table.
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
    /// Says in which data file it is.
    pub(super) fn in_file(self, file: &str) -> MetadataError {
        MetadataError {
            file: file.to_owned(),
            error: self,
        }
    }

    /// The table that it is about.
    pub(super) fn table(&self) -> Option<&str> {
        match &self.place {
            DefinitionPlace::Whole => None,
            DefinitionPlace::Table(table) | DefinitionPlace::Column { table, .. } => Some(table),
        }
    }
}
