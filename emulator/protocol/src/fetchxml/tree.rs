//! The XML elements of a query: the limits of the text, and access to attributes.
//!
//! [`crate::xml`] reads the XML; this module does not know FetchXML's elements.

use super::error::{FetchXmlProblem, Problem, Read};
use crate::xml::{self, Limits};

pub(super) use crate::xml::Element;

/// The maximum length of a text, in bytes.
pub(super) const MAX_BYTES: usize = 1024 * 1024;

/// The maximum depth of nested elements; it limits every recursion over the tree.
pub(super) const MAX_DEPTH: usize = 32;

/// The maximum number of attributes of an element.
pub(super) const MAX_ATTRIBUTES: usize = 64;

/// The maximum number of elements.
pub(super) const MAX_ELEMENTS: usize = 100_000;

/// Parses a document and returns its root element.
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

    /// The value of a required attribute; an empty value is refused.
    pub(super) fn required(&self, attribute: &'static str) -> Read<&str> {
        match self.attribute(attribute) {
            Some(value) if !value.trim().is_empty() => Ok(value),
            Some(_) | None => Err(self.refuse(Problem::MissingAttribute {
                element: self.name.clone(),
                attribute,
            })),
        }
    }

    /// The value of a Boolean attribute; `false` if it is absent.
    pub(super) fn flag(&self, attribute: &'static str) -> Read<bool> {
        match self.attribute(attribute) {
            None | Some("false" | "0") => Ok(false),
            Some("true" | "1") => Ok(true),
            Some(found) => Err(self.bad_value(attribute, found, "`true`, `false`, `1` or `0`")),
        }
    }

    /// The value of an attribute that is a whole number; `None` if it is absent.
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
