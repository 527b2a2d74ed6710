//! XML as text for a snapshot: an element per line, prefixes by namespace, volatile values as
//! references.

use super::NAMESPACES;
use super::tree::{Element, Name};
use crate::failure::Failure;
use crate::snapshot::References;

/// A body as readable text.
///
/// # Errors
/// When the body is not XML.
pub fn shown(body: &[u8], references: &mut References) -> Result<String, Failure> {
    let root = super::read(body)?;
    let mut text = String::new();
    write(&root, 0, references, &mut text);
    Ok(text)
}

fn write(element: &Element, depth: usize, references: &mut References, text: &mut String) {
    let name = prefixed(&element.name);
    text.push_str(&"  ".repeat(depth));
    text.push_str(&format!("<{name}"));
    for (key, value) in &element.attributes {
        text.push_str(&format!(" {key}=\"{value}\""));
    }
    if let Some(kind) = &element.kind {
        text.push_str(&format!(" i:type=\"{}\"", prefixed(kind)));
    }
    if element.nil {
        text.push_str(" i:nil=\"true\"");
    }
    if element.children.is_empty() {
        let content = references.element(&element.name.local, &element.text);
        // A snapshot is stored in lines and would lose a carriage return.
        let content = content.replace('\r', "&#xD;");
        match content.as_str() {
            "" => text.push_str("/>\n"),
            content => text.push_str(&format!(">{content}</{name}>\n")),
        }
        return;
    }
    text.push_str(">\n");
    for child in &element.children {
        write(child, depth + 1, references, text);
    }
    text.push_str(&format!("{}</{name}>\n", "  ".repeat(depth)));
}

/// A name with its snapshot prefix. A namespace outside the SDK is written in full.
fn prefixed(name: &Name) -> String {
    let known = NAMESPACES.iter().find(|(_, uri)| *uri == name.namespace);
    match (known, name.namespace.as_str()) {
        (Some(("", _)), _) => name.local.clone(),
        (Some((prefix, _)), _) => format!("{prefix}:{}", name.local),
        (None, "") => format!("{{}}{}", name.local),
        (None, uri) => format!("{{{uri}}}{}", name.local),
    }
}
