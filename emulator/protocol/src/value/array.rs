//! Arrays of simple values: values of rows of the open type (CA-082), parameters of some messages, members of some
//! complex types.
//!
//! Arrays of strings are [`Value::Strings`], since they are also a type of custom API parameters.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

use crate::odata::primitive::EdmType;
use crate::value::Value;

/// Why values are no array.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("an array of {0} has values of this type only, and no null")]
pub struct MixedArray(&'static str);

/// Values of one simple type other than `Edm.String`; none of them is null.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct SimpleArray {
    of: EdmType,
    items: Vec<Value>,
}

/// The stored form, whose values are not checked yet.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    of: EdmType,
    items: Vec<Value>,
}

impl SimpleArray {
    /// An array of `of`.
    ///
    /// # Errors
    ///
    /// [`MixedArray`] for a null, for a value of another type, and for strings, which [`array_of`] makes an array of.
    pub fn new(of: EdmType, items: Vec<Value>) -> Result<Self, MixedArray> {
        let fits = |item: &Value| of != EdmType::String && EdmType::of(item) == Some(of);
        if of == EdmType::String || !items.iter().all(fits) {
            return Err(MixedArray(of.name()));
        }
        Ok(Self { of, items })
    }

    /// The type of each value.
    pub const fn of(&self) -> EdmType {
        self.of
    }

    /// The whole numbers of an array of `Edm.Int32`; none for another one.
    pub fn integers(&self) -> impl Iterator<Item = i32> {
        self.items.iter().filter_map(|item| match item {
            Value::Integer(number) => Some(*number),
            _ => None,
        })
    }

    /// The values, in their order.
    pub fn items(&self) -> &[Value] {
        &self.items
    }
}

impl From<Vec<i32>> for Value {
    fn from(numbers: Vec<i32>) -> Self {
        let items = numbers.into_iter().map(Self::Integer).collect();
        Self::from(SimpleArray {
            of: EdmType::Int32,
            items,
        })
    }
}

impl From<Vec<Uuid>> for Value {
    fn from(ids: Vec<Uuid>) -> Self {
        let items = ids.into_iter().map(Self::Guid).collect();
        Self::from(SimpleArray {
            of: EdmType::Guid,
            items,
        })
    }
}

impl TryFrom<Stored> for SimpleArray {
    type Error = MixedArray;

    fn try_from(stored: Stored) -> Result<Self, MixedArray> {
        Self::new(stored.of, stored.items)
    }
}

/// An array of a simple type as a value: strings as [`Value::Strings`], all other types as [`Value::Array`].
///
/// # Errors
///
/// [`MixedArray`] for a null and for a value of another type.
pub fn array_of(of: EdmType, items: Vec<Value>) -> Result<Value, MixedArray> {
    if of != EdmType::String {
        return SimpleArray::new(of, items).map(Value::from);
    }
    let text = |item| match item {
        Value::String(text) => Ok(text),
        _ => Err(MixedArray(of.name())),
    };
    let texts = items.into_iter().map(text).collect::<Result<_, _>>()?;
    Ok(Value::Strings(texts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_array_has_values_of_one_type() {
        let whole = |items| SimpleArray::new(EdmType::Int32, items);
        assert!(whole(Vec::new()).is_ok());
        assert!(whole(vec![Value::Integer(1), Value::Integer(2)]).is_ok());
        assert!(whole(vec![Value::Integer(1), Value::BigInt(2)]).is_err());
        assert!(whole(vec![Value::Null]).is_err());
        assert!(SimpleArray::new(EdmType::String, Vec::new()).is_err());
    }

    #[test]
    fn an_array_of_strings_is_the_type_of_parameters() {
        assert_eq!(
            array_of(EdmType::String, vec!["a".into()]),
            Ok(Value::Strings(vec!["a".to_owned()]))
        );
        assert!(array_of(EdmType::String, vec![Value::Null]).is_err());
    }

    #[test]
    fn a_stored_array_is_checked() {
        let stored = r#"{"array":{"of":"Int32","items":[{"int":1}]}}"#;
        let value: Value = serde_json::from_str(stored).expect("it is an array");
        assert_eq!(serde_json::to_string(&value).ok().as_deref(), Some(stored));
        let mixed = r#"{"array":{"of":"Int32","items":[{"long":1}]}}"#;
        assert!(serde_json::from_str::<Value>(mixed).is_err());
    }
}
