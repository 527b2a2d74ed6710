//! The condition of a request in a JSON batch, such as `not $1/$succeeded`.
//!
//! OData allows any expression over the responses of earlier requests. Read here are `$<id>/$succeeded`, `true`,
//! `false`, `not`, `and`, `or` and parentheses.

use thiserror::Error;

/// How deep `not` and parentheses nest.
const DEPTH_LIMIT: usize = 32;

/// A condition on how earlier requests have ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// `true` or `false`.
    Constant(bool),
    /// `$<id>/$succeeded`.
    Succeeded(String),
    /// `not`.
    Not(Box<Self>),
    /// Two or more conditions with `and` between them.
    All(Vec<Self>),
    /// Two or more conditions with `or` between them.
    Any(Vec<Self>),
}

/// Why a text is not read as a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("expected $<id>/$succeeded, true, false, not, and, or and parentheses")]
pub struct ConditionError;

impl Condition {
    /// Reads a condition.
    ///
    /// # Errors
    /// The text is another expression than those that are read here, or none.
    pub fn parse(text: &str) -> Result<Self, ConditionError> {
        let mut words = Words { rest: text };
        let condition = any(&mut words, DEPTH_LIMIT)?;
        match words.next() {
            None => Ok(condition),
            Some(_) => Err(ConditionError),
        }
    }

    /// Whether the condition is true; `succeeded` says it of a request.
    pub fn holds(&self, succeeded: &impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Constant(truth) => *truth,
            Self::Succeeded(id) => succeeded(id),
            Self::Not(inner) => !inner.holds(succeeded),
            Self::All(all) => all.iter().all(|one| one.holds(succeeded)),
            Self::Any(any) => any.iter().any(|one| one.holds(succeeded)),
        }
    }

    /// The first id in the condition that `is_known` does not know.
    pub(crate) fn unknown(&self, is_known: &impl Fn(&str) -> bool) -> Option<&str> {
        match self {
            Self::Constant(_) => None,
            Self::Succeeded(id) => (!is_known(id)).then_some(id.as_str()),
            Self::Not(inner) => inner.unknown(is_known),
            Self::All(several) | Self::Any(several) => {
                several.iter().find_map(|one| one.unknown(is_known))
            }
        }
    }
}

fn any(words: &mut Words<'_>, depth: usize) -> Result<Condition, ConditionError> {
    several(words, "or", Condition::Any, |words| {
        several(words, "and", Condition::All, |words| one(words, depth))
    })
}

/// One condition, or several with a word between them.
fn several<'t>(
    words: &mut Words<'t>,
    between: &str,
    joined: fn(Vec<Condition>) -> Condition,
    read: impl Fn(&mut Words<'t>) -> Result<Condition, ConditionError>,
) -> Result<Condition, ConditionError> {
    let first = read(words)?;
    let mut all = vec![first];
    while words.take(between) {
        all.push(read(words)?);
    }
    match all.len() {
        1 => Ok(all.remove(0)),
        _ => Ok(joined(all)),
    }
}

fn one(words: &mut Words<'_>, depth: usize) -> Result<Condition, ConditionError> {
    let deeper = depth.checked_sub(1).ok_or(ConditionError)?;
    match words.next().ok_or(ConditionError)? {
        "true" => Ok(Condition::Constant(true)),
        "false" => Ok(Condition::Constant(false)),
        "not" => Ok(Condition::Not(Box::new(one(words, deeper)?))),
        "(" => {
            let inner = any(words, deeper)?;
            words.take(")").then_some(inner).ok_or(ConditionError)
        }
        word => {
            let id = word
                .strip_prefix('$')
                .and_then(|word| word.strip_suffix("/$succeeded"));
            let id = id.filter(|id| super::super::json::is_identifier(id));
            let id = id.ok_or(ConditionError)?;
            Ok(Condition::Succeeded(id.to_owned()))
        }
    }
}

/// The words of an expression; a parenthesis is a word.
struct Words<'t> {
    rest: &'t str,
}

impl Words<'_> {
    /// Takes the next word if it is this one.
    fn take(&mut self, word: &str) -> bool {
        let before = self.rest;
        let is_next = self.next() == Some(word);
        if !is_next {
            self.rest = before;
        }
        is_next
    }
}

impl<'t> Iterator for Words<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let rest = self.rest.trim_start();
        let end = match rest.chars().next()? {
            '(' | ')' => 1,
            _ => rest
                .find(|letter: char| letter.is_whitespace() || "()".contains(letter))
                .unwrap_or(rest.len()),
        };
        let (word, rest) = rest.split_at(end);
        self.rest = rest;
        Some(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_hold_or_do_not() {
        let holds = |text: &str| {
            let condition = Condition::parse(text).unwrap_or_else(|_| panic!("{text}"));
            condition.holds(&|id: &str| id == "good")
        };
        for (text, expected) in [
            ("$good/$succeeded", true),
            ("$bad/$succeeded", false),
            ("not $bad/$succeeded", true),
            ("not (not $bad/$succeeded)", false),
            ("$bad/$succeeded or $bad/$succeeded and true or true", true),
            ("true or true and false", true),
            ("(true or true) and false", false),
            ("not false and false", false),
        ] {
            assert_eq!(holds(text), expected, "{text}");
        }
    }

    #[test]
    fn other_expressions_are_not_read() {
        let nested = "(".repeat(DEPTH_LIMIT + 1);
        for text in [
            "",
            "and",
            "$1",
            "$1/name eq 'x'",
            "$/$succeeded",
            "true true",
            "(true",
            "true)",
            "not",
            "true and",
            &nested,
            &"not ".repeat(1_000_000),
        ] {
            assert_eq!(Condition::parse(text), Err(ConditionError));
        }
        let long = vec!["$1/$succeeded"; 100_000].join(" and ");
        let condition = Condition::parse(&long).unwrap();
        assert!(condition.holds(&|_: &str| true));
        assert_eq!(condition.unknown(&|id: &str| id == "2"), Some("1"));
    }
}
