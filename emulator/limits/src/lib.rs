//! The limits: named settings for what a client may take, and for the work that the emulator does at once.
//!
//! A limit is one entry of the table in `table.rs`, which generates the struct, its documentation, the catalogue and
//! the setter by name. What Dataverse documents is no limit: it is a constant beside the code that applies it. What the
//! documentation leaves open is a rule. The code that keeps a limit is not known here.

mod table;
mod unit;

use serde_json::{Map, Value};

pub use table::Limits;
pub use unit::Unit;

/// A catalogue entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitEntry {
    /// The name, as in `name=value` and in JSON.
    pub name: &'static str,
    /// How a value is written.
    pub unit: Unit,
    /// The default, in steps of the unit.
    pub default: u64,
    /// The smallest value, in steps of the unit.
    pub least: u64,
    /// The largest value, in steps of the unit.
    pub most: u64,
    /// What is limited, and what happens beyond.
    pub meaning: &'static str,
}

impl LimitEntry {
    /// The default as it is written.
    pub fn default_text(&self) -> String {
        self.unit.write(self.default)
    }

    /// The values that can be set, in words.
    pub fn takes(&self) -> String {
        let [least, most] = [self.least, self.most].map(|steps| self.unit.write(steps));
        format!("{} from {least} to {most}", self.unit.name())
    }
}

/// Why a limit was not set; no limit has changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// No limit has this name.
    #[error("there is no limit '{name}'{}", suggestion(.near))]
    UnknownName {
        /// The name that was given.
        name: String,
        /// Limits with similar names, the most similar first.
        near: Vec<&'static str>,
    },
    /// The limit does not have this value.
    #[error("limit '{name}' does not take '{given}': expected {takes}")]
    BadValue {
        /// The limit.
        name: &'static str,
        /// The value that was given.
        given: String,
        /// The values that the limit takes.
        takes: String,
    },
    /// An assignment without an equals sign.
    #[error("'{given}' sets no limit: expected name=value")]
    NoAssignment {
        /// The text that was given.
        given: String,
    },
}

fn suggestion(near: &[&str]) -> String {
    match near {
        [] => String::new(),
        near => format!(": did you mean {}?", near.join(" or ")),
    }
}

impl Limits {
    /// The catalogue of all limits, in the order of the table.
    pub fn catalogue() -> &'static [LimitEntry] {
        Self::CATALOGUE
    }

    /// Sets one limit from its text.
    ///
    /// # Errors
    /// No limit has this name, or the limit does not have this value.
    pub fn set(&mut self, name: &str, text: &str) -> Result<(), LimitError> {
        let entry = Self::CATALOGUE.iter().find(|entry| entry.name == name);
        let entry = entry.ok_or_else(|| LimitError::UnknownName {
            name: name.to_owned(),
            near: near(name),
        })?;
        let steps = entry.unit.read(text);
        let steps = steps.filter(|steps| (entry.least..=entry.most).contains(steps));
        let steps = steps.ok_or_else(|| LimitError::BadValue {
            name: entry.name,
            given: text.to_owned(),
            takes: entry.takes(),
        })?;
        self.assign(entry.name, steps);
        Ok(())
    }

    /// Sets one limit from `name=value`.
    ///
    /// # Errors
    /// As [`Limits::set`]; there is no equals sign.
    pub fn set_assignment(&mut self, assignment: &str) -> Result<(), LimitError> {
        let (name, text) = assignment
            .split_once('=')
            .ok_or_else(|| LimitError::NoAssignment {
                given: assignment.to_owned(),
            })?;
        self.set(name.trim(), text.trim())
    }

    /// Sets every limit of the object; if one of them is refused, sets none.
    ///
    /// # Errors
    /// As [`Limits::set`].
    pub fn merge(&mut self, object: &Map<String, Value>) -> Result<(), LimitError> {
        let mut merged = *self;
        for (name, value) in object {
            match value {
                Value::String(text) => merged.set(name, text)?,
                // Of every other JSON value only whole numbers print as a text that a limit accepts.
                other => merged.set(name, &other.to_string())?,
            }
        }
        *self = merged;
        Ok(())
    }

    /// Every limit with its value as it is written, in the order of the table.
    pub fn texts(&self) -> impl Iterator<Item = (&'static LimitEntry, String)> {
        let steps = self.steps();
        let entries = Self::CATALOGUE.iter().zip(steps);
        entries.map(|(entry, steps)| (entry, entry.unit.write(steps)))
    }
}

fn near(name: &str) -> Vec<&'static str> {
    let names: Vec<&'static str> = Limits::CATALOGUE.iter().map(|entry| entry.name).collect();
    similar::get_close_matches(name, &names, 3, 0.6)
}

#[cfg(test)]
mod tests;
