//! The XML elements of a query: the limits of the text, and access to attributes.
//!
//! [`crate::xml`] reads the XML; this module does not know FetchXML's elements.

use quick_xml::escape::escape;

use super::error::{FetchXmlProblem, Problem, Read};
use crate::xml;
use dataverse_limits::Limits;

pub(super) use crate::xml::Element;

/// The maximum length of an element that an error text quotes, in bytes.
const MAX_QUOTED: usize = 1024;

/// Parses a document and returns its root element.
pub(super) fn read(text: &str, limits: &Limits) -> Read<Element> {
    let limits = xml::DocumentLimits {
        bytes: limits.fetch_xml_size,
        depth: limits.fetch_xml_depth,
        elements: limits.fetch_xml_elements,
        attributes: limits.xml_attributes,
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
            xml::XmlProblem::TooManyElements { limit } => Self::TooManyElements { limit },
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
            Some(_) => Err(self.refuse(Problem::BadFlag(attribute))),
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

    /// The element as XML, at most [`MAX_QUOTED`] bytes of it, for an error text.
    pub(super) fn outer_xml(&self) -> String {
        let mut xml = String::new();
        self.write(&mut xml);
        if xml.len() > MAX_QUOTED {
            let end = (0..=MAX_QUOTED).rev().find(|at| xml.is_char_boundary(*at));
            xml.truncate(end.unwrap_or_default());
            xml.push('…');
        }
        xml
    }

    fn write(&self, xml: &mut String) {
        if xml.len() > MAX_QUOTED {
            return;
        }
        xml.push_str(&format!("<{}", self.name));
        for (name, value) in &self.attributes {
            xml.push_str(&format!(" {name}=\"{}\"", escape(value.as_str())));
        }
        if self.children.is_empty() && self.text.is_empty() {
            xml.push_str(" />");
            return;
        }
        xml.push('>');
        xml.push_str(&escape(self.text.as_str()));
        for child in &self.children {
            child.write(xml);
        }
        xml.push_str(&format!("</{}>", self.name));
    }

    pub(super) fn children_named<'e>(
        &'e self,
        name: &'static str,
    ) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter(move |child| child.name == name)
    }
}
