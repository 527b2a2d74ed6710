//! Parses XML text into a tree of elements, within limits, and writes such a tree.
//!
//! The parser reads elements, attributes, character data and the five predefined entities. Document types are refused,
//! so there are no other entities and nothing is loaded. The parser resolves no namespaces and knows no vocabulary.

use quick_xml::XmlVersion;
use quick_xml::errors::Error as ReadError;
use quick_xml::escape::{EscapeError, resolve_xml_entity};
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, BytesText, Event};
use quick_xml::reader::Reader;
use quick_xml::writer::Writer;

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
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum XmlProblem {
    /// The text is too long.
    #[error("it has {bytes} bytes, more than {limit}")]
    TooLong { bytes: usize, limit: usize },
    /// The elements are nested too deeply.
    #[error("its elements are nested more than {limit} levels deep")]
    TooDeep { limit: usize },
    /// The document has too many elements.
    #[error("it has more than {limit} elements")]
    TooManyElements { limit: usize },
    /// An element has too many attributes.
    #[error("an element has more than {limit} attributes")]
    TooManyAttributes { limit: usize },
    /// The text has a document type declaration, whatever its content.
    #[error("it has a document type declaration")]
    DocumentType,
    /// The text refers to an entity other than the five predefined ones.
    #[error("it refers to the undefined entity '{0}'")]
    UndefinedEntity(String),
    /// The XML is not well-formed.
    #[error("it is not well-formed XML: {0}")]
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

/// Writes a document: a declaration, and the element with two spaces for each level.
pub(crate) fn write(root: &Element) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    let declaration = Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None));
    let written = writer
        .write_event(declaration)
        .and_then(|()| write_element(&mut writer, root));
    written.expect("a vector takes every byte");
    String::from_utf8(writer.into_inner()).expect("the writer writes UTF-8")
}

fn write_element(writer: &mut Writer<Vec<u8>>, element: &Element) -> std::io::Result<()> {
    let attributes = element
        .attributes
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let tag = BytesStart::new(element.name.as_str()).with_attributes(attributes);
    if element.children.is_empty() && element.text.is_empty() {
        return writer.write_event(Event::Empty(tag));
    }
    writer.write_event(Event::Start(tag.borrow()))?;
    if !element.text.is_empty() {
        writer.write_event(Event::Text(BytesText::new(&element.text)))?;
    }
    for child in &element.children {
        write_element(writer, child)?;
    }
    writer.write_event(Event::End(tag.to_end()))
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
    /// An element to be written.
    pub(crate) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            attributes: Vec::new(),
            children: Vec::new(),
            text: String::new(),
            offset: 0,
        }
    }

    /// The same element with one more attribute.
    pub(crate) fn with_attribute(mut self, name: &str, value: impl Into<String>) -> Self {
        self.attributes.push((name.to_owned(), value.into()));
        self
    }

    /// The same element with one more child.
    pub(crate) fn with(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    /// The same element with a child that holds a text.
    pub(crate) fn with_text(self, name: &str, text: impl Into<String>) -> Self {
        let mut child = Self::new(name);
        child.text = text.into();
        self.with(child)
    }

    /// The first child with this name.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first child with this name, without space around it; `None` for an empty one.
    pub(crate) fn text_of(&self, name: &str) -> Option<&str> {
        let text = self.child(name)?.text.trim();
        (!text.is_empty()).then_some(text)
    }

    /// The children of the first child with this name.
    pub(crate) fn items(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.child(name)
            .into_iter()
            .flat_map(|list| list.children.iter())
    }

    /// The value of the attribute with this name, prefix included.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find_map(|(key, value)| (key == name).then_some(value.as_str()))
    }
}
