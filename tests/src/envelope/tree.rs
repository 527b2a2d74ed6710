//! Parses XML text into elements with resolved names.

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// The namespace of `i:type` and `i:nil`.
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// A name with the namespace it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) namespace: String,
    pub(super) local: String,
}

/// An element with everything in it.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: Name,
    /// The resolved value of `i:type`.
    pub(super) kind: Option<Name>,
    /// Whether `i:nil` is true.
    pub(super) nil: bool,
    /// All other attributes but namespace declarations, as written.
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Element>,
    /// The character data directly inside the element.
    pub(super) text: String,
    scope: Vec<(String, String)>,
}

/// Parses a document. Returns its root element.
pub(super) fn read(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(tag) => open.push(element(&tag, open.last())?),
            Event::Empty(tag) => {
                let element = element(&tag, open.last())?;
                close(element, &mut open, &mut root)?;
            }
            Event::End(_) => {
                let element = open.pop().ok_or("an end tag without its start")?;
                close(element, &mut open, &mut root)?;
            }
            Event::Text(data) => put(&data.xml10_content(), &mut open)?,
            Event::CData(data) => put(&data.xml10_content(), &mut open)?,
            Event::GeneralRef(reference) => {
                let character = reference
                    .resolve_char_ref()
                    .map_err(|error| error.to_string())?;
                let text = match character {
                    Some(character) => character.to_string(),
                    None => resolve_xml_entity(&reference)
                        .ok_or_else(|| format!("the entity {reference:?} is not XML's own"))?
                        .to_owned(),
                };
                put(&text, &mut open)?;
            }
            Event::DocType(_) => return Err("a document type".to_owned()),
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
            Event::Eof => break,
        }
    }
    match root {
        Some(root) if open.is_empty() => Ok(root),
        _ => Err("the root element is not closed".to_owned()),
    }
}

fn close(element: Element, open: &mut [Element], root: &mut Option<Element>) -> Result<(), String> {
    match (open.last_mut(), &root) {
        (Some(parent), _) => parent.children.push(element),
        (None, None) => *root = Some(element),
        (None, Some(_)) => return Err("a second root element".to_owned()),
    }
    Ok(())
}

fn put(data: &str, open: &mut [Element]) -> Result<(), String> {
    match open.last_mut() {
        Some(element) => element.text.push_str(data),
        None if data.trim().is_empty() => {}
        None => return Err(format!("{data:?} outside the root element")),
    }
    Ok(())
}

fn element(tag: &BytesStart<'_>, parent: Option<&Element>) -> Result<Element, String> {
    let mut scope = parent
        .map(|parent| parent.scope.clone())
        .unwrap_or_default();
    let mut written = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = attribute
            .normalized_value_with(XmlVersion::Implicit1_0, 1, resolve_xml_entity)
            .map_err(|error| error.to_string())?
            .into_owned();
        let key = attribute.key.as_ref();
        match key.strip_prefix("xmlns") {
            Some("") => scope.push((String::new(), value)),
            Some(prefix) if prefix.starts_with(':') => scope.push((prefix[1..].to_owned(), value)),
            _ => written.push((key.to_owned(), value)),
        }
    }
    let mut element = Element {
        name: resolve(tag.name().as_ref(), &scope)?,
        kind: None,
        nil: false,
        attributes: Vec::new(),
        children: Vec::new(),
        text: String::new(),
        scope,
    };
    for (key, value) in written {
        let of_instance = key.contains(':') && resolve(&key, &element.scope)?.namespace == INSTANCE;
        match key.rsplit(':').next() {
            Some("type") if of_instance => element.kind = Some(resolve(&value, &element.scope)?),
            Some("nil") if of_instance => element.nil = value == "true",
            _ => element.attributes.push((key, value)),
        }
    }
    Ok(element)
}

/// Resolves a name with its prefix by the innermost declaration. The empty prefix may be undeclared.
fn resolve(name: &str, scope: &[(String, String)]) -> Result<Name, String> {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    let declared = scope.iter().rev().find(|(known, _)| known == prefix);
    match declared {
        Some((_, uri)) => Ok(Name {
            namespace: uri.clone(),
            local: local.to_owned(),
        }),
        None if prefix.is_empty() || prefix == "xml" => Ok(Name {
            namespace: String::new(),
            local: local.to_owned(),
        }),
        None => Err(format!("the prefix of {name:?} is not declared")),
    }
}
