//! XML elements with qualified names, and with their `i:type` and `i:nil`.
//!
//! Clients choose different prefixes, so this module resolves them and no other module sees one. The module does not
//! know the meaning of any element.

use std::collections::HashMap;

use super::contract;
use super::error::SoapError;
use super::name::{CONTRACTS, INSTANCE, QualifiedName};
use crate::xml::{self, DocumentLimits, Element, XmlProblem};
use dataverse_limits::Limits;

/// The prefix that XML defines without a declaration.
const XML: (&str, &str) = ("xml", "http://www.w3.org/XML/1998/namespace");

/// An element with a qualified name.
#[derive(Debug)]
pub(super) struct Node<'x> {
    pub(super) name: QualifiedName<'x>,
    /// The declared type (`i:type`).
    pub(super) kind: Option<QualifiedName<'x>>,
    /// Whether the element is nil (`i:nil`).
    pub(super) nil: bool,
    /// The character data directly inside the element.
    pub(super) text: &'x str,
    pub(super) children: Vec<Node<'x>>,
    /// The limits that the envelope was read with, for what its texts hold.
    pub(super) limits: &'x Limits,
    /// Byte offset of the start tag; unique in an envelope.
    pub(super) at: usize,
}

/// Parses a text and calls `take` with its root element.
pub(super) fn read<T>(
    bytes: &[u8],
    limits: &Limits,
    take: impl FnOnce(&Node<'_>) -> Result<T, SoapError>,
) -> Result<T, SoapError> {
    let document = DocumentLimits {
        bytes: limits.body_size,
        depth: limits.envelope_depth,
        elements: limits.envelope_elements,
        attributes: limits.xml_attributes,
    };
    if bytes.len() > document.bytes {
        return Err(too_large("bytes", document.bytes));
    }
    let text =
        std::str::from_utf8(bytes).map_err(|error| SoapError::NotUtf8(error.valid_up_to()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let root = xml::read(text, document).map_err(refuse)?;
    let mut scope = Scope {
        declared: HashMap::new(),
        limits,
    };
    take(&scope.node(&root)?)
}

fn refuse(refusal: xml::XmlError) -> SoapError {
    let what = match refusal.problem {
        XmlProblem::TooLong { limit, .. } => return too_large("bytes", limit),
        XmlProblem::TooDeep { limit } => return too_large("levels of elements", limit),
        XmlProblem::TooManyElements { limit } => return too_large("elements", limit),
        XmlProblem::TooManyAttributes { limit } => {
            return too_large("attributes of one element", limit);
        }
        XmlProblem::DocumentType => "a document type declaration is not allowed".to_owned(),
        XmlProblem::UndefinedEntity(name) => format!("the entity `&{name};` is not defined"),
        XmlProblem::NotWellFormed(what) => what,
    };
    SoapError::Xml {
        at: refusal.offset,
        what,
    }
}

const fn too_large(what: &'static str, limit: usize) -> SoapError {
    SoapError::TooLarge { what, limit }
}

/// The declared prefixes, each with its namespaces from the outermost declaration to the innermost.
struct Scope<'x> {
    declared: HashMap<&'x str, Vec<&'x str>>,
    limits: &'x Limits,
}

impl<'x> Scope<'x> {
    fn node(&mut self, element: &'x Element) -> Result<Node<'x>, SoapError> {
        let declared: Vec<_> = element
            .attributes
            .iter()
            .filter_map(|(name, value)| Some((declared_prefix(name)?, value.trim())))
            .collect();
        for (prefix, namespace) in &declared {
            self.declared.entry(prefix).or_default().push(namespace);
        }
        let node = self.inside(element)?;
        for (prefix, _) in &declared {
            if let Some(namespaces) = self.declared.get_mut(prefix) {
                namespaces.pop();
            }
        }
        Ok(node)
    }

    fn inside(&mut self, element: &'x Element) -> Result<Node<'x>, SoapError> {
        let (mut kind, mut nil) = (None, false);
        for (name, value) in &element.attributes {
            // Unlike elements, attributes without a prefix are in no namespace.
            if !name.contains(':') || declared_prefix(name).is_some() {
                continue;
            }
            let attribute = self.name(name, element.offset)?;
            match (attribute.namespace, attribute.local) {
                (INSTANCE, "type") => kind = Some(self.name(value.trim(), element.offset)?),
                (INSTANCE, "nil") => nil = matches!(value.trim(), "true" | "1"),
                _ => {}
            }
        }
        Ok(Node {
            name: self.name(&element.name, element.offset)?,
            kind,
            nil,
            text: &element.text,
            children: element
                .children
                .iter()
                .map(|child| self.node(child))
                .collect::<Result<_, _>>()?,
            limits: self.limits,
            at: element.offset,
        })
    }

    fn name(&self, written: &'x str, at: usize) -> Result<QualifiedName<'x>, SoapError> {
        let (prefix, local) = written.split_once(':').unwrap_or(("", written));
        let bound = self
            .declared
            .get(prefix)
            .and_then(|namespaces| namespaces.last());
        let namespace = match bound {
            Some(namespace) => namespace,
            None if prefix.is_empty() => "",
            None if prefix == XML.0 => XML.1,
            None => {
                return Err(SoapError::Xml {
                    at,
                    what: format!("the prefix `{prefix}` is not declared"),
                });
            }
        };
        Ok(QualifiedName { namespace, local })
    }
}

/// The prefix that an attribute declares; empty for the default namespace.
fn declared_prefix(attribute: &str) -> Option<&str> {
    if attribute == "xmlns" {
        Some("")
    } else {
        attribute.strip_prefix("xmlns:")
    }
}

impl<'x> Node<'x> {
    pub(super) fn is(&self, namespace: &str, local: &str) -> bool {
        self.name.namespace == namespace && self.name.local == local
    }

    /// The first child with this name.
    pub(super) fn child(&self, namespace: &str, local: &str) -> Option<&Self> {
        self.children
            .iter()
            .find(|child| child.is(namespace, local))
    }

    /// A member of an SDK type; `None` also for nil.
    pub(super) fn member(&self, local: &str) -> Option<&Self> {
        self.child(CONTRACTS, local).filter(|child| !child.nil)
    }

    /// The elements of a member that is a list.
    pub(super) fn items(&self, local: &str) -> &[Node<'x>] {
        self.member(local).map_or(&[], |list| &list.children)
    }

    /// The text of a required member; an empty text is refused.
    pub(super) fn required(&self, local: &'static str) -> Result<&'x str, SoapError> {
        self.optional(local).ok_or_else(|| self.missing(local))
    }

    /// The text of an optional member; `None` if it is absent, nil or empty.
    pub(super) fn optional(&self, local: &str) -> Option<&'x str> {
        self.member(local)
            .map(|member| member.text)
            .filter(|text| !text.trim().is_empty())
    }

    pub(super) fn missing(&self, element: &'static str) -> SoapError {
        SoapError::Missing {
            at: self.at,
            inside: self.name.local.to_owned(),
            element,
        }
    }

    pub(super) fn bad_value(&self, expected: &'static str) -> SoapError {
        SoapError::BadValue {
            at: self.at,
            element: self.name.local.to_owned(),
            found: self.text.to_owned(),
            expected,
        }
    }

    pub(super) fn unexpected(&self, expected: &'static str) -> SoapError {
        SoapError::Unexpected {
            at: self.at,
            found: self.name.to_string(),
            expected,
        }
    }

    /// The refusal of a value of a type that the reader does not take.
    pub(super) fn unknown_type(&self) -> SoapError {
        let known = self.kind.filter(|kind| contract::is_not_emulated(*kind));
        if let Some(kind) = known {
            return SoapError::NotEmulated(format!("a value of the type `{kind}`"));
        }
        SoapError::UnknownType {
            at: self.at,
            element: self.name.local.to_owned(),
            found: self.kind.map(|kind| kind.to_string()).unwrap_or_default(),
        }
    }
}
