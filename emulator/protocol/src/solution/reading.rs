//! What reading one element of a solution needs: its file for errors, and the list of what is not understood.

use uuid::Uuid;

use super::error::SolutionError;
use crate::xml::Element;

/// A part of a solution that is not emulated, and is therefore not imported.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unread {
    /// Path of the file.
    pub path: String,
    /// The element, with its name where it has one; for a file that is no document, its path.
    pub what: String,
}

/// An element that is being read.
pub(super) struct Part<'s> {
    pub(super) path: &'s str,
    pub(super) element: &'s Element,
    pub(super) unread: &'s mut Vec<Unread>,
}

impl<'s> Part<'s> {
    /// A part of the same file.
    pub(super) fn inner<'i>(&'i mut self, element: &'i Element) -> Part<'i> {
        Part {
            path: self.path,
            element,
            unread: self.unread,
        }
    }

    /// Lists an element as not understood.
    pub(super) fn skip(&mut self, element: &Element) {
        self.unread.push(Unread {
            path: self.path.to_owned(),
            what: described(element),
        });
    }

    /// Lists children that have content and are not among these.
    pub(super) fn skip_other_than(&mut self, known: impl Fn(&str) -> bool) {
        let element: &'s Element = self.element;
        let other = |child: &&Element| {
            let filled = !child.children.is_empty() || !child.text.trim().is_empty();
            filled && !known(&child.name)
        };
        for child in element.children.iter().filter(other) {
            self.skip(child);
        }
    }

    /// An attribute; `None` for an empty one.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let value = self.element.attribute(name)?.trim();
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// The text of a child; `None` for an empty one.
    pub(super) fn child_text(&self, name: &str) -> Option<String> {
        self.element.text_of(name).map(str::to_owned)
    }

    /// The text of a child that must be there.
    pub(super) fn demanded(&self, name: &str) -> Result<String, SolutionError> {
        self.child_text(name)
            .ok_or_else(|| self.missing(format!("<{name}>")))
    }

    /// An attribute that must be there.
    pub(super) fn demanded_attribute(&self, name: &str) -> Result<String, SolutionError> {
        self.attribute(name)
            .ok_or_else(|| self.missing(format!("attribute '{name}'")))
    }

    /// The id in an attribute that must be there.
    pub(super) fn id(&self, name: &str) -> Result<Uuid, SolutionError> {
        let text = self.demanded_attribute(name)?;
        self.guid(name, &text)
    }

    /// The text of a child with one label per language, in this language; labels in others are listed as not read.
    pub(super) fn label(&mut self, name: &str, language: &str) -> Option<String> {
        let child = self.element.child(name)?;
        let mut text = child.attribute("default").map(str::to_owned);
        for label in child.children.iter().filter(|label| label.name == "label") {
            match label.attribute("languagecode") {
                Some(code) if code == language => {
                    text = label.attribute("description").map(str::to_owned);
                }
                code => self.unread.push(Unread {
                    path: self.path.to_owned(),
                    what: format!("<{name}> in language {}", code.unwrap_or("?")),
                }),
            }
        }
        text.filter(|text| !text.is_empty())
    }

    pub(super) fn flag(&self, part: &str, text: &str) -> Result<bool, SolutionError> {
        match text {
            "0" | "false" | "False" => Ok(false),
            "1" | "true" | "True" => Ok(true),
            _ => Err(self.value(part, text, "0 or 1")),
        }
    }

    pub(super) fn number<T: std::str::FromStr>(
        &self,
        part: &str,
        text: &str,
    ) -> Result<T, SolutionError> {
        text.parse()
            .map_err(|_| self.value(part, text, "a number in the range of its type"))
    }

    pub(super) fn guid(&self, part: &str, text: &str) -> Result<Uuid, SolutionError> {
        text.parse().map_err(|_| {
            self.value(
                part,
                text,
                "an id such as 11111111-2222-3333-4444-555555555555",
            )
        })
    }

    pub(super) fn value(&self, part: &str, found: &str, expected: &str) -> SolutionError {
        SolutionError::Value {
            path: self.path.to_owned(),
            element: described(self.element),
            part: part.to_owned(),
            found: found.to_owned(),
            expected: expected.to_owned(),
        }
    }

    pub(super) fn missing(&self, missing: String) -> SolutionError {
        SolutionError::Missing {
            path: self.path.to_owned(),
            element: self.element.name.clone(),
            missing,
        }
    }
}

/// An element's name, with the name that it gives to what it describes.
fn described(element: &Element) -> String {
    const NAMES: [&str; 7] = [
        "Name",
        "name",
        "uniquename",
        "schemaname",
        "FullName",
        "PhysicalName",
        "id",
    ];
    let named = NAMES.iter().find_map(|name| {
        element
            .attribute(name)
            .or_else(|| element.text_of(name))
            .filter(|text| !text.is_empty())
    });
    match named {
        Some(name) => format!("{} {name}", element.name),
        None => element.name.clone(),
    }
}
