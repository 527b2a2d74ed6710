//! XML text to a small tree of elements, within limits.
//!
//! Reads what FetchXML needs of XML: elements, attributes, character data and the five predefined
//! entities. Declares no entities, follows no external ones, resolves no namespaces, and knows
//! nothing of FetchXML's own elements.

use quick_xml::XmlVersion;
use quick_xml::errors::Error as XmlError;
use quick_xml::escape::{EscapeError, resolve_xml_entity};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::error::{Problem, Read, Refusal};

/// The longest text that is read, in bytes.
pub const MAX_BYTES: usize = 1024 * 1024;

/// The deepest nesting of elements that is read. It bounds every recursion over the tree.
pub const MAX_DEPTH: usize = 32;

/// An element with everything in it.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: String,
    /// Name and value, references resolved, in the order they were written.
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Element>,
    /// All character data directly inside, in one piece.
    pub(super) text: String,
    /// Byte offset of the start tag; unique within a document.
    pub(super) offset: usize,
}

/// Reads a document into its root element.
pub(super) fn read(text: &str) -> Read<Element> {
    if text.len() > MAX_BYTES {
        let (bytes, limit) = (text.len(), MAX_BYTES);
        return Err(refuse(0, Problem::TooLong { bytes, limit }));
    }
    let mut reader = Reader::from_str(text);
    let mut document = Document::default();
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
            Event::DocType(_) => return Err(refuse(offset, Problem::DocumentType)),
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
            Event::Eof => return document.finish(offset),
        }
    }
}

/// What has been read so far: the elements still open, outermost first, and the finished root.
#[derive(Default)]
struct Document {
    open: Vec<Element>,
    root: Option<Element>,
}

impl Document {
    fn open(&mut self, tag: &BytesStart<'_>, offset: usize) -> Read<()> {
        if self.root.is_some() {
            return Err(ill_formed(offset, "there is a second root element"));
        }
        if self.open.len() == MAX_DEPTH {
            return Err(refuse(offset, Problem::TooDeep { limit: MAX_DEPTH }));
        }
        self.open.push(Element {
            name: tag.name().as_ref().to_owned(),
            attributes: attributes(tag, offset)?,
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

    fn text(&mut self, data: &str, offset: usize) -> Read<()> {
        legal(data, offset)?;
        match self.open.last_mut() {
            Some(element) => element.text.push_str(data),
            None if data.trim().is_empty() => {}
            None => return Err(ill_formed(offset, "there is text outside the root element")),
        }
        Ok(())
    }

    fn finish(self, offset: usize) -> Read<Element> {
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

fn attributes(tag: &BytesStart<'_>, offset: usize) -> Read<Vec<(String, String)>> {
    tag.attributes()
        .map(|attribute| {
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

fn resolve(reference: &BytesRef<'_>, offset: usize) -> Read<String> {
    let character = reference
        .resolve_char_ref()
        .map_err(|error| broken(offset, &error))?;
    match character {
        Some(character) => Ok(character.to_string()),
        None => resolve_xml_entity(reference)
            .map(str::to_owned)
            .ok_or_else(|| {
                let name = reference.to_string();
                refuse(offset, Problem::UndefinedEntity(name))
            }),
    }
}

/// Refuses characters that XML 1.0 has no way to carry, which references could smuggle in.
fn legal(data: &str, offset: usize) -> Read<()> {
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

fn broken(offset: usize, error: &XmlError) -> Refusal {
    match error {
        XmlError::Escape(EscapeError::UnrecognizedEntity(_, name)) => {
            refuse(offset, Problem::UndefinedEntity(name.clone()))
        }
        other => ill_formed(offset, &other.to_string()),
    }
}

fn ill_formed(offset: usize, what: &str) -> Refusal {
    refuse(offset, Problem::NotWellFormed(what.to_owned()))
}

fn refuse(offset: usize, problem: Problem) -> Refusal {
    Refusal { offset, problem }
}

/// A position of the reader as an index; the text is in memory, so it fits.
fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

impl Element {
    pub(super) fn refuse(&self, problem: Problem) -> Refusal {
        refuse(self.offset, problem)
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find_map(|(key, value)| (key == name).then_some(value.as_str()))
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
    ) -> Refusal {
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
