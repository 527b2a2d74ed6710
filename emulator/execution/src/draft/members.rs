//! The members of a definition as a client gave them, by name and type.

use dataverse_model::metadata::{Details, Labels, LanguageCode};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::complex::Complex;
use dataverse_protocol::value::Value;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use uuid::Uuid;

/// A complex value with its role in error texts.
#[derive(Clone, Copy)]
pub(crate) struct Members<'c> {
    complex: &'c Complex,
}

impl<'c> Members<'c> {
    pub(crate) const fn of(complex: &'c Complex) -> Self {
        Self { complex }
    }

    pub(crate) const fn complex(self) -> &'c Complex {
        self.complex
    }

    /// The complex type's name, such as `StringAttributeMetadata`.
    pub(crate) fn type_name(self) -> &'static str {
        self.complex.kind().name()
    }

    pub(crate) fn value(self, member: &str) -> Option<&'c Value> {
        self.complex.get(member)
    }

    /// A text; `None` for an absent or empty one.
    pub(crate) fn text(self, member: &str) -> Option<&'c str> {
        let text = self.value(member).and_then(Value::as_str);
        text.filter(|text| !text.is_empty())
    }

    /// A text that must be given.
    pub(crate) fn required_text(self, member: &str) -> Result<&'c str, Fault> {
        self.text(member).ok_or_else(|| self.missing(member))
    }

    pub(crate) fn flag(self, member: &str) -> Option<bool> {
        self.value(member).and_then(Value::as_bool)
    }

    /// The number of an integer or of an enumeration's member.
    pub(crate) fn number(self, member: &str) -> Option<i64> {
        self.value(member).and_then(Value::as_integer)
    }

    /// A number with a fraction.
    pub(crate) fn decimal(self, member: &str) -> Option<Decimal> {
        match self.value(member)? {
            Value::Decimal(number) | Value::Money(number) => Some(*number),
            Value::Double(number) => number.to_string().parse().ok(),
            other => other.as_integer().map(Decimal::from),
        }
    }

    /// A floating point number.
    pub(crate) fn double(self, member: &str) -> Option<f64> {
        match self.value(member)? {
            Value::Double(number) => Some(*number),
            Value::Decimal(number) => number.to_f64(),
            other => other.as_integer().map(|number| number as f64),
        }
    }

    pub(crate) fn guid(self, member: &str) -> Option<Uuid> {
        self.value(member).and_then(Value::as_guid)
    }

    pub(crate) fn texts(self, member: &str) -> &'c [String] {
        match self.value(member) {
            Some(Value::Strings(texts)) => texts,
            _ => &[],
        }
    }

    /// A member with members of its own.
    pub(crate) fn inner(self, member: &str) -> Option<Self> {
        match self.value(member)? {
            Value::Complex(inner) => Some(Self::of(inner)),
            _ => None,
        }
    }

    /// The members of a list.
    pub(crate) fn list(self, member: &str) -> Vec<Self> {
        match self.value(member) {
            Some(Value::ComplexCollection(items)) => items.items().iter().map(Self::of).collect(),
            _ => Vec::new(),
        }
    }

    /// The texts of a label; `None` for an absent one or one without texts.
    ///
    /// # Errors
    /// The label has no text in the base language, or a number that is no language.
    pub(crate) fn label(self, member: &str) -> Result<Option<Labels>, Fault> {
        match self.inner(member) {
            Some(label) => label.labels(member),
            None => Ok(None),
        }
    }

    /// The texts of this label.
    ///
    /// # Errors
    /// Those of [`Self::label`].
    pub(crate) fn labels(self, member: &str) -> Result<Option<Labels>, Fault> {
        let mut texts = Vec::new();
        let single = self.inner("UserLocalizedLabel");
        for label in single.into_iter().chain(self.list("LocalizedLabels")) {
            let Some(text) = label.value("Label").and_then(Value::as_str) else {
                continue;
            };
            let language = label.number("LanguageCode").unwrap_or_default();
            let language = LanguageCode::try_from(language).map_err(|_| {
                Fault::invalid_argument(format!(
                    "{language} is no language code of '{member}': expected one such as 1033."
                ))
            })?;
            texts.push((language, text.to_owned()));
        }
        if texts.is_empty() {
            return Ok(None);
        }
        Labels::of(texts).map(Some).ok_or_else(|| {
            Fault::invalid_argument(format!(
                "'{member}' has no text in the base language of the organization: expected one with the language code 1033."
            ))
        })
    }

    /// The details: id, description, and those of the named members that are given.
    ///
    /// # Errors
    /// The description is no label.
    pub(crate) fn details(self, kept: &[&str]) -> Result<Details, Fault> {
        let given = kept
            .iter()
            .filter_map(|name| Some(((*name).into(), self.value(name)?.clone())));
        Ok(Details {
            metadata_id: self.guid("MetadataId").filter(|id| !id.is_nil()),
            description: self.label("Description")?,
            properties: given.collect(),
        })
    }

    /// The fault for a member that must be given.
    pub(crate) fn missing(self, member: &str) -> Fault {
        Fault::new(
            code::INVALID_ARGUMENT,
            format!("{} has no '{member}': expected one.", self.type_name()),
        )
    }
}
