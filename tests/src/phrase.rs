//! The phrases of the features: each step definition with what it needs of a target.
//!
//! They register themselves: `#[phrase]` beside a step definition (`steps/`) makes one.

use std::fmt;

use cucumber::codegen::{collect, inventory};
use cucumber::gherkin::{Step, StepType};
use regex::Regex;

use crate::needs::Capability;

/// A step definition with one meaning; its patterns differ in tense, or in Gherkin's keyword.
#[derive(Debug)]
pub struct Phrase {
    /// Each keyword after which it may stand, with the pattern of its text there.
    pub patterns: &'static [(Keyword, &'static str)],
    /// What a target must have for it; nothing where every target will do.
    pub needs: &'static [Capability],
    /// Its doc comment, with line feeds between the lines.
    pub doc: &'static str,
    /// The source file that defines it.
    pub file: &'static str,
    /// The line there.
    pub line: u32,
}

collect!(Phrase);

/// Gherkin's keywords; `And` and `But` repeat the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyword {
    /// `Given`.
    Given,
    /// `When`.
    When,
    /// `Then`.
    Then,
}

impl Keyword {
    fn of(step: &Step) -> Self {
        match step.ty {
            StepType::Given => Self::Given,
            StepType::When => Self::When,
            StepType::Then => Self::Then,
        }
    }
}

impl fmt::Display for Keyword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Given => "Given",
            Self::When => "When",
            Self::Then => "Then",
        })
    }
}

/// Every phrase, by the file and the line where it is defined.
pub fn all() -> Vec<&'static Phrase> {
    let mut phrases: Vec<&Phrase> = inventory::iter::<Phrase>.into_iter().collect();
    phrases.sort_by_key(|phrase| (phrase.file, phrase.line));
    phrases
}

/// Every phrase with its patterns compiled, to find a step's.
#[derive(Debug)]
pub struct Phrases(Vec<(Keyword, Regex, &'static Phrase)>);

impl Phrases {
    /// Compiles the patterns.
    ///
    /// # Errors
    /// When a pattern is no regular expression.
    pub fn compile() -> Result<Self, regex::Error> {
        let patterns = all().into_iter().flat_map(|phrase| {
            let patterns = phrase.patterns.iter();
            patterns.map(move |(keyword, pattern)| Ok((*keyword, Regex::new(pattern)?, phrase)))
        });
        patterns.collect::<Result<_, _>>().map(Self)
    }

    /// The phrase of a step; nothing where none is defined for it.
    pub fn of(&self, step: &Step) -> Option<&'static Phrase> {
        let keyword = Keyword::of(step);
        let mut alike = self.0.iter().filter(|(own, ..)| *own == keyword);
        let found = alike.find(|(_, pattern, _)| pattern.is_match(&step.value));
        found.map(|(_, _, phrase)| *phrase)
    }
}
