//! Parses XML text into a tree of elements, within limits.
//!
//! The parser reads elements, attributes, character data and the five predefined entities. Document types are refused,
//! so there are no other entities and nothing is loaded. The parser resolves no namespaces and knows no vocabulary.

use quick_xml::XmlVersion;
use quick_xml::errors::Error as ReadError;
use quick_xml::escape::{EscapeError, resolve_xml_entity};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

/// The limits of a document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DocumentLimits {
    /// The length of the text, in bytes.
    pub(crate) bytes: usize,
    /// The depth of nested elements; it limits every recursion over the tree.
    pub(crate) depth: usize,
    /// The number of elements.
    pub(crate) elements: usize,
    /// The number of attributes of one element. The parser compares each with each to find duplicates, so their number
    /// determines the time for a start tag.
    pub(crate) attributes: usize,
}

/// Why a text is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum XmlProblem {
    /// The text is too long.
    TooLong { bytes: usize, limit: usize },
    /// The elements are nested too deeply.
    TooDeep { limit: usize },
    /// The document has too many elements.
    TooManyElements { limit: usize },
    /// An element has too many attributes.
    TooManyAttributes { limit: usize },
    /// The text has a document type declaration, whatever its content.
    DocumentType,
    /// The text refers to an entity other than the five predefined ones.
    UndefinedEntity(String),
    /// The XML is not well-formed.
    NotWellFormed(String),
}

/// A problem at a byte offset of the text.
#[derive(Debug)]
pub(crate) struct XmlError {
    pub(crate) offset: usize,
    pub(crate) problem: XmlProblem,
}

type XmlResult<T> = Result<T, XmlError>;

/// An element with its attributes, children and text.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) name: String,
    /// Name and value in the order of the text, with character and entity references resolved.
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Element>,
    /// The character data directly inside the element, concatenated.
    pub(crate) text: String,
    /// Byte offset of the start tag; unique in the document.
    pub(crate) offset: usize,
}

/// Parses a document and returns its root element.
pub(crate) fn read(text: &str, limits: DocumentLimits) -> XmlResult<Element> {
    if text.len() > limits.bytes {
        let (bytes, limit) = (text.len(), limits.bytes);
        return Err(refuse(0, XmlProblem::TooLong { bytes, limit }));
    }
    let mut reader = Reader::from_str(text);
    let mut document = Document::within(limits);
    loop {
        let offset = offset(reader.buffer_position());
        let event = reader
            .read_event()
            .map_err(|error| broken(self::offset(reader.error_position()), &error))?;
        match event {
            Event::Start(tag) => document.open(&tag, offset)?,
            Event::Empty(tag) => {
                document.open(&tag, offset)?;
                document.close();
            }
            Event::End(_) => document.close(),
            Event::Text(data) => document.text(&data.xml10_content(), offset)?,
            Event::CData(data) => document.text(&data.xml10_content(), offset)?,
            Event::GeneralRef(reference) => document.text(&resolve(&reference, offset)?, offset)?,
            Event::DocType(_) => return Err(refuse(offset, XmlProblem::DocumentType)),
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
            Event::Eof => return document.finish(offset),
        }
    }
}

/// The state of the parser: the open elements, the outermost first, and the root once it is closed.
struct Document {
    limits: DocumentLimits,
    elements: usize,
    open: Vec<Element>,
    root: Option<Element>,
}

impl Document {
    const fn within(limits: DocumentLimits) -> Self {
        Self {
            limits,
            elements: 0,
            open: Vec::new(),
            root: None,
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>, offset: usize) -> XmlResult<()> {
        if self.root.is_some() {
            return Err(ill_formed(offset, "there is a second root element"));
        }
        let (depth, elements) = (self.limits.depth, self.limits.elements);
        if self.open.len() == depth {
            return Err(refuse(offset, XmlProblem::TooDeep { limit: depth }));
        }
        if self.elements == elements {
            return Err(refuse(
                offset,
                XmlProblem::TooManyElements { limit: elements },
            ));
        }
        self.elements += 1;
        self.open.push(Element {
            name: tag.name().as_ref().to_owned(),
            attributes: attributes(tag, self.limits.attributes, offset)?,
            children: Vec::new(),
            text: String::new(),
            offset,
        });
        Ok(())
    }

    fn close(&mut self) {
        let element = self
            .open
            .pop()
            .expect("the reader refuses an end tag without its start tag");
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }

    fn text(&mut self, data: &str, offset: usize) -> XmlResult<()> {
        legal(data, offset)?;
        match self.open.last_mut() {
            Some(element) => element.text.push_str(data),
            None if data.trim().is_empty() => {}
            None => return Err(ill_formed(offset, "there is text outside the root element")),
        }
        Ok(())
    }

    fn finish(self, offset: usize) -> XmlResult<Element> {
        match (self.open.last(), self.root) {
            (Some(element), _) => Err(ill_formed(
                element.offset,
                &format!("`<{}>` is not closed", element.name),
            )),
            (None, Some(root)) => Ok(root),
            (None, None) => Err(ill_formed(offset, "there is no root element")),
        }
    }
}

fn attributes(
    tag: &BytesStart<'_>,
    limit: usize,
    offset: usize,
) -> XmlResult<Vec<(String, String)>> {
    tag.attributes()
        .enumerate()
        .map(|(index, attribute)| {
            if index == limit {
                return Err(refuse(offset, XmlProblem::TooManyAttributes { limit }));
            }
            let attribute = attribute.map_err(|error| broken(offset, &error.into()))?;
            if attribute.value.contains('<') {
                return Err(ill_formed(offset, "an attribute value contains `<`"));
            }
            let value = attribute
                .normalized_value_with(XmlVersion::Implicit1_0, 1, resolve_xml_entity)
                .map_err(|error| broken(offset, &error))?;
            legal(&value, offset)?;
            Ok((attribute.key.as_ref().to_owned(), value.into_owned()))
        })
        .collect()
}

fn resolve(reference: &BytesRef<'_>, offset: usize) -> XmlResult<String> {
    let character = reference
        .resolve_char_ref()
        .map_err(|error| broken(offset, &error))?;
    match character {
        Some(character) => Ok(character.to_string()),
        None => resolve_xml_entity(reference)
            .map(str::to_owned)
            .ok_or_else(|| {
                let name = reference.to_string();
                refuse(offset, XmlProblem::UndefinedEntity(name))
            }),
    }
}

/// Refuses characters that XML 1.0 does not allow, also where a character reference stands for one.
fn legal(data: &str, offset: usize) -> XmlResult<()> {
    let illegal = |c: &char| {
        (c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{7f}'))
            || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    match data.chars().find(illegal) {
        Some(character) => Err(ill_formed(
            offset,
            &format!("U+{:04X} is not an XML character", u32::from(character)),
        )),
        None => Ok(()),
    }
}

fn broken(offset: usize, error: &ReadError) -> XmlError {
    match error {
        ReadError::Escape(EscapeError::UnrecognizedEntity(_, name)) => {
            refuse(offset, XmlProblem::UndefinedEntity(name.clone()))
        }
        ReadError::IllFormed(error) => ill_formed(offset, &error.to_string()),
        other => ill_formed(offset, &other.to_string()),
    }
}

fn ill_formed(offset: usize, what: &str) -> XmlError {
    refuse(offset, XmlProblem::NotWellFormed(what.to_owned()))
}

fn refuse(offset: usize, problem: XmlProblem) -> XmlError {
    XmlError { offset, problem }
}

/// The reader's position as an index; the text is in memory, so the position fits.
fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

impl Element {
    /// The value of the attribute with this name, prefix included.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find_map(|(key, value)| (key == name).then_some(value.as_str()))
    }
}
