//! Requirements that no scenario proves for now, each with a reason and the last day of the waiver.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::RegisterError;

/// The waivers.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waivers {
    /// The entries.
    #[serde(default)]
    pub waiver: Vec<Waiver>,
}

/// A requirement that stays unproved for now.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The requirement's id.
    pub id: String,
    /// Why no scenario proves it.
    pub reason: String,
    /// The last day it holds.
    pub expires: toml::value::Datetime,
}

impl Waivers {
    /// Reads the waivers.
    ///
    /// # Errors
    /// When the file cannot be read or is not a list of waivers.
    pub fn load(path: &Path) -> Result<Self, RegisterError> {
        let shown = path.display().to_string();
        let text = fs::read_to_string(path).map_err(|source| RegisterError::Read {
            path: shown.clone(),
            source,
        })?;
        toml::from_str(&text).map_err(|source| RegisterError::Parse {
            path: shown,
            source,
        })
    }

    /// The waiver of the requirement `id`.
    pub fn get(&self, id: &str) -> Option<&Waiver> {
        self.waiver.iter().find(|waiver| waiver.id == id)
    }
}

impl Waiver {
    /// Whether the last day lies before `today` (`YYYY-MM-DD`). A waiver without a date has expired.
    pub fn has_expired(&self, today: &str) -> bool {
        self.expires
            .date
            .is_none_or(|date| date.to_string().as_str() < today)
    }
}

#[cfg(test)]
mod tests {
    use super::Waivers;

    #[test]
    fn a_waiver_holds_through_its_last_day() {
        let text = "[[waiver]]\nid = \"BG-001\"\nreason = \"because\"\nexpires = 2026-06-30\n";
        let waivers: Waivers = toml::from_str(text).unwrap();
        assert!(!waivers.get("BG-001").unwrap().has_expired("2026-06-30"));
        assert!(waivers.get("BG-001").unwrap().has_expired("2026-07-01"));
    }
}
