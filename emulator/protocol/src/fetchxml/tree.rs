//! The XML of a query: its limits, and how its elements and attributes are asked for.
//!
//! Reading XML itself is [`crate::xml`]'s business; nothing here knows FetchXML's own elements.

use super::error::{FetchXmlProblem, Problem, Read};
use crate::xml::{self, Limits};

pub(super) use crate::xml::Element;

/// The longest text that is read, in bytes.
pub(super) const MAX_BYTES: usize = 1024 * 1024;

/// The deepest nesting of elements that is read. It bounds every recursion over the tree.
pub(super) const MAX_DEPTH: usize = 32;

/// The most attributes of one element that are read.
pub(super) const MAX_ATTRIBUTES: usize = 64;

/// The most elements that are read.
pub(super) const MAX_ELEMENTS: usize = 100_000;

/// Reads a document into its root element.
pub(super) fn read(text: &str) -> Read<Element> {
    let limits = Limits {
        bytes: MAX_BYTES,
        depth: MAX_DEPTH,
        elements: MAX_ELEMENTS,
        attributes: MAX_ATTRIBUTES,
    };
    xml::read(text, limits).map_err(|refusal| FetchXmlProblem {
        offset: refusal.offset,
        problem: refusal.problem.into(),
    })
}

impl From<xml::XmlProblem> for Problem {
    fn from(problem: xml::XmlProblem) -> Self {
        match problem {
            xml::XmlProblem::TooLong { bytes, limit } => Self::TooLong { bytes, limit },
            xml::XmlProblem::TooDeep { limit } => Self::TooDeep { limit },
            xml::XmlProblem::TooManyElements { limit } => Self::TooMany {
                what: "elements",
                found: limit + 1,
                limit,
            },
            xml::XmlProblem::TooManyAttributes { limit } => Self::TooManyAttributes { limit },
            xml::XmlProblem::DocumentType => Self::DocumentType,
            xml::XmlProblem::UndefinedEntity(name) => Self::UndefinedEntity(name),
            xml::XmlProblem::NotWellFormed(what) => Self::NotWellFormed(what),
        }
    }
}

impl Element {
    pub(super) fn refuse(&self, problem: Problem) -> FetchXmlProblem {
        FetchXmlProblem {
            offset: self.offset,
            problem,
        }
    }

    /// The value of an attribute that must be there and must not be empty.
    pub(super) fn required(&self, attribute: &'static str) -> Read<&str> {
        match self.attribute(attribute) {
            Some(value) if !value.trim().is_empty() => Ok(value),
            Some(_) | None => Err(self.refuse(Problem::MissingAttribute {
                element: self.name.clone(),
                attribute,
            })),
        }
    }

    /// Whether a yes-or-no attribute says yes; it does not when it is absent.
    pub(super) fn flag(&self, attribute: &'static str) -> Read<bool> {
        match self.attribute(attribute) {
            None | Some("false" | "0") => Ok(false),
            Some("true" | "1") => Ok(true),
            Some(found) => Err(self.bad_value(attribute, found, "`true`, `false`, `1` or `0`")),
        }
    }

    /// The value of an attribute that is a whole number.
    pub(super) fn number(&self, attribute: &'static str) -> Read<Option<u32>> {
        self.attribute(attribute)
            .map(|found| {
                found
                    .parse()
                    .map_err(|_| self.bad_value(attribute, found, "a whole number"))
            })
            .transpose()
    }

    pub(super) fn bad_value(
        &self,
        attribute: &'static str,
        found: &str,
        expected: &'static str,
    ) -> FetchXmlProblem {
        self.refuse(Problem::BadValue {
            element: self.name.clone(),
            attribute,
            found: found.to_owned(),
            expected,
        })
    }

    pub(super) fn children_named<'e>(
        &'e self,
        name: &'static str,
    ) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter(move |child| child.name == name)
    }
}
