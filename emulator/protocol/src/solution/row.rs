//! Rows in a solution: each format says which part of an element is which column.
//!
//! One table of formats serves both ways, so what is exported is what is imported.

use uuid::Uuid;

use super::error::SolutionError;
use super::reading::Part;
use crate::value::{Entity, ManagedProperty, Value};
use crate::xml::Element;

/// The language of the texts that rows have one of (English, United States).
const ENGLISH: &str = "1033";

/// The form of one table's rows in a solution.
pub(super) struct RowFormat {
    /// Name of the element.
    pub(super) element: &'static str,
    /// Logical name of the table.
    pub(super) table: &'static str,
    /// The attribute that holds the primary key; `None` where the element has none.
    pub(super) id: Option<&'static str>,
    /// The columns, in the order in which they are written.
    pub(super) fields: &'static [Field],
}

/// One column of a row in a solution.
pub(super) struct Field {
    place: Place,
    name: &'static str,
    column: &'static str,
    kind: FieldKind,
}

/// Where an element holds a column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Attribute,
    Child,
}

/// How an element writes a column.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldKind {
    /// A text.
    Text,
    /// A text with one label per language; rows have the English one.
    Label,
    /// `0` or `1`.
    Flag,
    /// A whole number.
    Number,
    /// The number of an option.
    Option,
    /// A managed property that can be changed, as `0` or `1`.
    Managed,
}

impl Field {
    pub(super) const fn attribute(
        name: &'static str,
        column: &'static str,
        kind: FieldKind,
    ) -> Self {
        Self {
            place: Place::Attribute,
            name,
            column,
            kind,
        }
    }

    pub(super) const fn child(name: &'static str, column: &'static str, kind: FieldKind) -> Self {
        Self {
            place: Place::Child,
            name,
            column,
            kind,
        }
    }
}

impl RowFormat {
    /// The row of an element. A column that the element does not have is absent.
    pub(super) fn read(&self, part: &mut Part<'_>) -> Result<Entity, SolutionError> {
        let mut row = Entity::new(self.table);
        if let Some(id) = self.id {
            row.id = Some(part.id(id)?);
        }
        for field in self.fields {
            if let Some(value) = field.read(part)? {
                row.attributes.insert(field.column.into(), value);
            }
        }
        Ok(row)
    }

    /// The element of a row. What the format does not have is left out.
    pub(super) fn write(&self, row: &Entity) -> Element {
        let mut element = Element::new(self.element);
        if let (Some(attribute), Some(id)) = (self.id, row.id) {
            element = element.with_attribute(attribute, braced(id));
        }
        for field in self.fields {
            if let Some(value) = row.get(field.column) {
                element = field.write(element, value);
            }
        }
        element
    }

    /// Whether the format has a child element with this name.
    pub(super) fn has_child(&self, name: &str) -> bool {
        let child = |field: &Field| field.place == Place::Child && field.name == name;
        self.fields.iter().any(child)
    }
}

impl Field {
    fn read(&self, part: &mut Part<'_>) -> Result<Option<Value>, SolutionError> {
        if self.kind == FieldKind::Label {
            return Ok(part.label(self.name, ENGLISH).map(Value::from));
        }
        let text = match self.place {
            Place::Attribute => part.attribute(self.name),
            Place::Child => part.child_text(self.name),
        };
        let Some(text) = text else {
            return Ok(None);
        };
        Ok(Some(match self.kind {
            FieldKind::Text | FieldKind::Label => Value::from(text),
            FieldKind::Flag => Value::Boolean(part.flag(self.name, &text)?),
            FieldKind::Number => Value::Integer(part.number(self.name, &text)?),
            FieldKind::Option => Value::OptionSet(part.number(self.name, &text)?),
            FieldKind::Managed => Value::Managed(ManagedProperty {
                value: part.flag(self.name, &text)?,
                can_be_changed: true,
            }),
        }))
    }

    fn write(&self, element: Element, value: &Value) -> Element {
        let flag = |truth: bool| if truth { "1" } else { "0" }.to_owned();
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Boolean(truth) => flag(*truth),
            Value::Managed(property) => flag(property.value),
            Value::Integer(number) | Value::OptionSet(number) => number.to_string(),
            // The formats name no column of another type.
            _ => return element,
        };
        match (self.kind, self.place) {
            (FieldKind::Label, _) => element.with(labelled(self.name, &text)),
            (_, Place::Attribute) => element.with_attribute(self.name, text),
            (_, Place::Child) => element.with_text(self.name, text),
        }
    }
}

/// An element with a text and its English label.
fn labelled(name: &str, text: &str) -> Element {
    let label = Element::new("label")
        .with_attribute("description", text)
        .with_attribute("languagecode", ENGLISH);
    Element::new(name)
        .with_attribute("default", text)
        .with(label)
}

/// An id as solutions write it in attributes.
pub(super) fn braced(id: Uuid) -> String {
    format!("{{{id}}}")
}
