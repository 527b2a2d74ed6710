//! Definitions in a solution: which part of an element is which member of a complex type of metadata.
//!
//! One table of formats serves both ways. How a part is read follows from the type of its member; a format only says
//! where the XML has other words than the SDK.

pub(super) mod column;
pub(super) mod image;
pub(super) mod option_set;
pub(super) mod relationship;
pub(super) mod table;

use super::error::SolutionError;
use super::manifest::text_list;
use super::reading::Part;
use crate::complex::metadata::{
    ATTRIBUTE_REQUIRED_LEVEL_MANAGED_PROPERTY, BOOLEAN_MANAGED_PROPERTY, LABEL, LOCALIZED_LABEL,
};
use crate::complex::types::{ComplexType, MemberType};
use crate::complex::{Complex, ComplexCollection};
use crate::field_type::FieldType;
use crate::value::Value;
use crate::xml::Element;

/// The members of a complex type that an element has, in the order in which they are written.
pub(super) type Format = &'static [Field];

/// One member of a complex type in an element.
pub(super) struct Field {
    /// Name of the child element, or of the attribute.
    name: &'static str,
    member: &'static str,
    form: Form,
}

/// How an element holds a member.
#[derive(Clone, Copy)]
enum Form {
    /// A child with a text.
    Child,
    /// A child with one of these words, each with the SDK's.
    Words(&'static [(&'static str, &'static str)]),
    /// An attribute.
    Attribute,
    /// A list of elements of this name, each with a text in one language.
    Labels(&'static str),
    /// A list of elements of this name, each with a text.
    Texts(&'static str),
}

pub(super) const fn child(name: &'static str, member: &'static str) -> Field {
    field(name, member, Form::Child)
}

pub(super) const fn attribute(name: &'static str, member: &'static str) -> Field {
    field(name, member, Form::Attribute)
}

pub(super) const fn labels(name: &'static str, item: &'static str, member: &'static str) -> Field {
    field(name, member, Form::Labels(item))
}

pub(super) const fn texts(name: &'static str, item: &'static str, member: &'static str) -> Field {
    field(name, member, Form::Texts(item))
}

pub(super) const fn words(
    name: &'static str,
    member: &'static str,
    words: &'static [(&'static str, &'static str)],
) -> Field {
    field(name, member, Form::Words(words))
}

const fn field(name: &'static str, member: &'static str, form: Form) -> Field {
    Field { name, member, form }
}

/// Whether a format has a child element with this name.
pub(super) fn has_child(format: Format, name: &str) -> bool {
    let is_child = |field: &Field| !matches!(field.form, Form::Attribute) && field.name == name;
    format.iter().any(is_child)
}

/// Reads an element's members into a definition.
pub(super) fn read(
    format: Format,
    part: &Part<'_>,
    definition: &mut Complex,
) -> Result<(), SolutionError> {
    for field in format {
        let value = match field.form {
            Form::Attribute => part.attribute(field.name),
            Form::Child => part.child_text(field.name),
            Form::Words(words) => part
                .child_text(field.name)
                .map(|found| field.word(part, words, &found))
                .transpose()?,
            Form::Labels(_) => {
                if part.element.child(field.name).is_some() {
                    let texts = super::manifest::texts(part, field.name)?;
                    set(part, definition, field, label(&texts))?;
                }
                continue;
            }
            Form::Texts(item) => {
                let items = part.element.items(field.name);
                let texts: Vec<_> = items
                    .filter(|element| element.name == item)
                    .map(|element| element.text.trim().to_owned())
                    .collect();
                if !texts.is_empty() {
                    set(part, definition, field, texts.into())?;
                }
                continue;
            }
        };
        if let Some(text) = value {
            let value = typed(part, field, definition.kind(), &text)?;
            set(part, definition, field, value)?;
        }
    }
    Ok(())
}

/// Writes a definition's members into an element.
pub(super) fn write(format: Format, definition: &Complex, mut element: Element) -> Element {
    for field in format {
        let Some(value) = definition.get(field.member) else {
            continue;
        };
        element = match (field.form, value) {
            (Form::Labels(item), Value::Complex(label)) => {
                element.with(text_list(field.name, item, &texts_of(label)))
            }
            (Form::Texts(item), Value::Strings(texts)) => {
                element.with(texts.iter().fold(Element::new(field.name), |list, text| {
                    list.with_text(item, text.as_str())
                }))
            }
            (form, value) => match (form, field.text(definition.kind(), value)) {
                (Form::Attribute, Some(text)) => element.with_attribute(field.name, text),
                (_, Some(text)) => element.with_text(field.name, text),
                (_, None) => element,
            },
        };
    }
    element
}

fn set(
    part: &Part<'_>,
    definition: &mut Complex,
    field: &Field,
    value: Value,
) -> Result<(), SolutionError> {
    definition
        .set(field.member, value)
        .map_err(|error| part.value(field.name, field.member, &error.to_string()))
}

/// The value of a member whose text an element has.
fn typed(
    part: &Part<'_>,
    field: &Field,
    kind: &'static ComplexType,
    text: &str,
) -> Result<Value, SolutionError> {
    let name = field.name;
    let unknown = || part.value(name, text, &format!("a value of {}", field.member));
    let (_, member) = kind.entry(field.member).ok_or_else(unknown)?;
    Ok(match member {
        MemberType::Value(FieldType::String) => Value::from(text),
        MemberType::Value(FieldType::Boolean) => Value::Boolean(part.flag(name, text)?),
        MemberType::Value(FieldType::Integer) => Value::Integer(part.number(name, text)?),
        MemberType::Value(FieldType::Decimal) => Value::Decimal(part.number(name, text)?),
        MemberType::Value(FieldType::Float) => Value::Double(part.number(name, text)?),
        MemberType::Value(FieldType::Guid) => Value::Guid(part.guid(name, text)?),
        MemberType::BigInt => Value::BigInt(part.number(name, text)?),
        MemberType::Enumeration(of) => Value::Integer(of.number(text).ok_or_else(unknown)?),
        MemberType::Complex(of) if of.is_a(&BOOLEAN_MANAGED_PROPERTY) => {
            managed(part.flag(name, text)?)
        }
        MemberType::Complex(of) if of.is_a(&ATTRIBUTE_REQUIRED_LEVEL_MANAGED_PROPERTY) => {
            let (_, value) = of.entry("Value").ok_or_else(unknown)?;
            let number = match value {
                MemberType::Enumeration(of) => of.number(text),
                _ => None,
            };
            Complex::new(of)
                .with("Value", number.ok_or_else(unknown)?)
                .with("CanBeChanged", true)
                .into()
        }
        // What is left are names that later versions add to.
        MemberType::Complex(of) if of.entry("Value").is_some() => {
            Complex::new(of).with("Value", text).into()
        }
        _ => return Err(unknown()),
    })
}

impl Field {
    /// The SDK's word for one of the solution's.
    fn word(
        &self,
        part: &Part<'_>,
        words: &[(&str, &str)],
        found: &str,
    ) -> Result<String, SolutionError> {
        let known = words.iter().find(|(word, _)| *word == found);
        match known {
            Some((_, word)) => Ok((*word).to_owned()),
            None => {
                let expected: Vec<_> = words.iter().map(|(word, _)| *word).collect();
                Err(part.value(self.name, found, &format!("one of {}", expected.join(", "))))
            }
        }
    }

    /// The text of a value; `None` for one that no element holds.
    fn text(&self, kind: &'static ComplexType, value: &Value) -> Option<String> {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Boolean(truth) => u8::from(*truth).to_string(),
            Value::Integer(number) => match kind.entry(self.member)?.1 {
                MemberType::Enumeration(of) => of.name_of(*number)?.to_owned(),
                _ => number.to_string(),
            },
            Value::BigInt(number) => number.to_string(),
            Value::Decimal(number) => number.to_string(),
            Value::Double(number) => number.to_string(),
            Value::Guid(id) => id.to_string(),
            Value::Complex(property) => {
                let inner = field("", "Value", Form::Child);
                inner.text(property.kind(), property.get("Value")?)?
            }
            _ => return None,
        };
        match self.form {
            Form::Words(words) => {
                let known = words.iter().find(|(_, word)| *word == text);
                known.map(|(word, _)| (*word).to_owned())
            }
            _ => Some(text),
        }
    }
}

/// A managed property that can be changed.
fn managed(value: bool) -> Value {
    Complex::new(&BOOLEAN_MANAGED_PROPERTY)
        .with("Value", value)
        .with("CanBeChanged", true)
        .into()
}

/// A label of texts by language code; an empty text is none.
pub(super) fn label(texts: &[(u16, String)]) -> Value {
    let texts = texts.iter().filter(|(_, text)| !text.is_empty());
    let labels = texts.map(|(code, text)| {
        Complex::new(&LOCALIZED_LABEL)
            .with("Label", text.as_str())
            .with("LanguageCode", i32::from(*code))
    });
    let labels = ComplexCollection::of(&LOCALIZED_LABEL, labels.collect());
    Complex::new(&LABEL).with("LocalizedLabels", labels).into()
}

/// The texts of a label by language code.
pub(super) fn texts_of(label: &Complex) -> Vec<(u16, String)> {
    let Some(Value::ComplexCollection(labels)) = label.get("LocalizedLabels") else {
        return Vec::new();
    };
    let text = |label: &Complex| {
        let code = label.get("LanguageCode")?.as_integer()?;
        let text = label.get("Label")?.as_str()?;
        Some((u16::try_from(code).ok()?, text.to_owned()))
    };
    labels.items().iter().filter_map(text).collect()
}

/// The instances of a list member; none where it is absent.
pub(super) fn items<'d>(definition: &'d Complex, member: &str) -> &'d [Complex] {
    match definition.get(member) {
        Some(Value::ComplexCollection(items)) => items.items(),
        _ => &[],
    }
}

/// The text of a member.
pub(super) fn text_of<'d>(definition: &'d Complex, member: &str) -> Option<&'d str> {
    definition.get(member).and_then(Value::as_str)
}
