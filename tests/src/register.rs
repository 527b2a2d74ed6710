//! The requirements, the scenarios that prove them, and the waivers.
//!
//! A scenario carries the ids of its requirements as tags. A requirement that is documented or shown in an example must
//! be proved by a scenario, or waived with a reason and an expiry date.

mod coverage;
mod requirement;
mod waiver;

pub use coverage::Coverage;
pub use requirement::{Chapter, Evidence, Level, Register, Requirement};
pub use waiver::{Waiver, Waivers};

/// Why a file of the register cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// A file cannot be read.
    #[error("{path}: {source}")]
    Read {
        /// The file.
        path: String,
        /// The I/O error.
        source: std::io::Error,
    },
    /// A file is not valid.
    #[error("{path}: {source}")]
    Parse {
        /// The file.
        path: String,
        /// The parser's error.
        source: toml::de::Error,
    },
    /// One id stands for two requirements.
    #[error("{0} is registered twice")]
    Twice(String),
}

/// Whether a tag has the form of a requirement id, such as `BG-05A`.
pub fn is_id(tag: &str) -> bool {
    tag.split_once('-').is_some_and(|(chapter, row)| {
        chapter.len() == 2
            && chapter.bytes().all(|byte| byte.is_ascii_uppercase())
            && row.len() >= 3
            && row.starts_with(|first: char| first.is_ascii_digit())
            && row.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::is_id;

    #[test]
    fn ids_are_told_from_other_tags() {
        assert!(is_id("BG-05L") && is_id("CA-001") && is_id("BG-0D6a"));
        assert!(!is_id("no-samples") && !is_id("emulator") && !is_id("C-03"));
    }
}
