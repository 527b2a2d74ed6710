//! The bugs as they are written down in `tests/bugs/*.toml`.
//!
//! A bug is an alternative of a rule of the emulator or, where no rule has it, a change of the emulator's source
//! text. In the replacing text `{bug}` stands for the condition that the bug is switched on.

use std::fs;
use std::path::Path;

use dataverse_conformance::catalogue::{files, repository};
use serde::Deserialize;

/// A bug, and the requirement that it breaks.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bug {
    /// The name that switches it on.
    pub(crate) name: String,
    /// The id of the requirement.
    pub(crate) breaks: String,
    /// What is wrong while it is on, in one sentence.
    pub(crate) what: String,
    /// The rule that has it as an alternative.
    pub(crate) rule: Option<Rule>,
    /// What makes it of the source text, where no rule has it.
    #[serde(default, rename = "edit")]
    pub(crate) edits: Vec<Edit>,
}

/// A rule of the emulator and the value that is the bug.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    /// The name of the rule.
    pub(crate) name: String,
    /// Its value.
    pub(crate) value: String,
}

/// A change of one file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Edit {
    /// The file's path from the repository's root.
    pub(crate) file: String,
    /// The text as it is shipped; it is in the file exactly once.
    pub(crate) find: String,
    /// The text that takes its place.
    pub(crate) replace: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    bug: Vec<Bug>,
}

/// Every bug, in the order of the files and of the entries in them.
pub(crate) fn all() -> Vec<Bug> {
    let mut paths = files(&repository().join("tests/bugs"), "toml").unwrap();
    paths.sort();
    paths.iter().flat_map(|path| read(path)).collect()
}

fn read(path: &Path) -> Vec<Bug> {
    let text = fs::read_to_string(path).unwrap();
    let file: File =
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    for bug in &file.bug {
        let ways = usize::from(bug.rule.is_some()) + usize::from(!bug.edits.is_empty());
        assert_eq!(ways, 1, "{} needs a rule or edits", bug.name);
    }
    file.bug
}
