//! Puts bugs into the emulator's source text, each as a switch. Knows texts; reads and writes no file.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::bug::{Bug, Edit};

/// What stands for the condition in the text of an edit.
const PLACEHOLDER: &str = "{bug}";

/// Why a bug cannot be planted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PlantError {
    /// The text to be replaced is not in the file, or more than once.
    #[error("the bug {bug} is stale: {file} has this text {times} times instead of once:\n{find}")]
    Stale {
        /// The name of the bug.
        bug: String,
        /// The file.
        file: String,
        /// The text.
        find: String,
        /// How many times the file has it.
        times: usize,
    },
    /// The replacing text would be there always.
    #[error("the bug {bug} could not be switched off: its text for {file} has no {PLACEHOLDER}")]
    NoSwitch {
        /// The name of the bug.
        bug: String,
        /// The file.
        file: String,
    },
    /// Two edits change the same text.
    #[error("the bugs {first} and {second} change the same text of {file}")]
    Overlap {
        /// The bug whose text begins first.
        first: String,
        /// The other one.
        second: String,
        /// The file.
        file: String,
    },
}

/// Plants every edit of the bugs: the new texts by the paths of their files. `read` answers a file's text, and an empty
/// one for a file that is not there.
///
/// # Errors
/// Everything that keeps an edit from being planted.
pub(crate) fn plant(
    bugs: &[Bug],
    read: impl Fn(&str) -> String,
) -> Result<BTreeMap<String, String>, Vec<PlantError>> {
    let mut by_file: BTreeMap<&str, Vec<(&Bug, &Edit)>> = BTreeMap::new();
    for bug in bugs {
        for edit in &bug.edits {
            by_file.entry(&edit.file).or_default().push((bug, edit));
        }
    }
    let mut planted = BTreeMap::new();
    let mut errors = Vec::new();
    for (file, edits) in by_file {
        match plant_file(&read(file), &edits) {
            Ok(text) => drop(planted.insert(file.to_owned(), text)),
            Err(more) => errors.extend(more),
        }
    }
    if errors.is_empty() {
        Ok(planted)
    } else {
        Err(errors)
    }
}

/// A place in a text, the bug and what it puts there.
type Change<'a> = (Range<usize>, &'a Bug, String);

/// The text of one file with its edits, all of which speak of the text as it is shipped.
fn plant_file(text: &str, edits: &[(&Bug, &Edit)]) -> Result<String, Vec<PlantError>> {
    let file = || edits[0].1.file.clone();
    let mut changes: Vec<Change<'_>> = Vec::new();
    let mut errors = Vec::new();
    for &(bug, edit) in edits {
        match change(text, bug, edit) {
            Ok(range) => changes.push(range),
            Err(error) => errors.push(error),
        }
    }
    changes.sort_by_key(|(place, ..)| place.start);
    for pair in changes.windows(2) {
        if pair[0].0.end > pair[1].0.start {
            errors.push(PlantError::Overlap {
                first: pair[0].1.name.clone(),
                second: pair[1].1.name.clone(),
                file: file(),
            });
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut planted = text.to_owned();
    for (place, _, replacing) in changes.into_iter().rev() {
        planted.replace_range(place, &replacing);
    }
    Ok(planted)
}

fn change<'a>(text: &str, bug: &'a Bug, edit: &Edit) -> Result<Change<'a>, PlantError> {
    let (name, file) = (bug.name.clone(), edit.file.clone());
    if !edit.replace.contains(PLACEHOLDER) {
        return Err(PlantError::NoSwitch { bug: name, file });
    }
    let mut places = text.match_indices(&edit.find);
    match (places.next(), places.count()) {
        (Some((start, found)), 0) => {
            let replacing = edit.replace.replace(PLACEHOLDER, &condition(&name));
            Ok((start..start + found.len(), bug, replacing))
        }
        (first, more) => Err(PlantError::Stale {
            bug: name,
            file,
            find: edit.find.clone(),
            times: usize::from(first.is_some()) + more,
        }),
    }
}

/// The condition that a bug is on, as Rust that needs no import: `tests/bugs/switch.rs` answers it.
fn condition(bug: &str) -> String {
    format!("::planted::is_on(\"{bug}\")")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bug(name: &str, edits: &[(&str, &str)]) -> Bug {
        let edit = |(find, replace): &(&str, &str)| Edit {
            file: "a.rs".to_owned(),
            find: (*find).to_owned(),
            replace: (*replace).to_owned(),
        };
        Bug {
            name: name.to_owned(),
            breaks: "BG-001".to_owned(),
            what: String::new(),
            rule: None,
            edits: edits.iter().map(edit).collect(),
        }
    }

    fn planted(bugs: &[Bug], text: &str) -> Result<String, Vec<PlantError>> {
        plant(bugs, |_| text.to_owned()).map(|texts| texts["a.rs"].clone())
    }

    #[test]
    fn an_edit_becomes_a_switch() {
        let odd = bug("odd", &[("n % 2 == 1", "n % 2 == 1 || {bug}")]);
        let expected = "if n % 2 == 1 || ::planted::is_on(\"odd\") {}";
        assert_eq!(planted(&[odd], "if n % 2 == 1 {}").unwrap(), expected);
    }

    #[test]
    fn edits_of_one_file_speak_of_the_shipped_text() {
        // The text of one has the text that the other one replaces.
        let one = bug("one", &[("a", "{bug}c")]);
        let two = bug("two", &[("c", "a{bug}"), ("b", "{bug}")]);
        let text = planted(&[one, two], "a b c").unwrap();
        let expected =
            "::planted::is_on(\"one\")c ::planted::is_on(\"two\") a::planted::is_on(\"two\")";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_stale_bug_is_named_with_its_file_and_its_text() {
        for (text, times) in [("", 0), ("n + 1", 0), ("n - 1; n - 1", 2)] {
            let errors = planted(&[bug("less", &[("n - 1", "n{bug}")])], text).unwrap_err();
            let said = errors[0].to_string();
            let expected = format!(
                "the bug less is stale: a.rs has this text {times} times instead of once:\nn - 1"
            );
            assert_eq!(said, expected);
        }
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let bugs = [
            bug("gone", &[("x", "{bug}")]),
            bug("always", &[("a", "b")]),
            bug("first", &[("a b", "{bug}")]),
            bug("second", &[("b c", "{bug}")]),
        ];
        let errors = planted(&bugs, "a b c").unwrap_err();
        let (file, owned) = (|| "a.rs".to_owned(), str::to_owned);
        let expected = [
            PlantError::Stale {
                bug: owned("gone"),
                file: file(),
                find: owned("x"),
                times: 0,
            },
            PlantError::NoSwitch {
                bug: owned("always"),
                file: file(),
            },
            PlantError::Overlap {
                first: owned("first"),
                second: owned("second"),
                file: file(),
            },
        ];
        assert_eq!(errors, expected);
    }
}
