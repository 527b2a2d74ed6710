//! Arrays of simple types in XML: the names that .NET's serializer gives them, and their elements.

use super::error::SoapError;
use super::name::{ARRAYS, QualifiedName, SCHEMA, SERIALIZATION};
use super::node::Node;
use super::values::of_type;
use super::write::{WriteResult, Writer};
use crate::odata::primitive::EdmType;
use crate::value::{SimpleArray, Value, array_of};

/// One array type: the name of its elements, which follows `ArrayOf` in its own, and their type.
struct ArrayType {
    element: &'static str,
    namespace: &'static str,
    of: EdmType,
}

const fn schema(element: &'static str, of: EdmType) -> ArrayType {
    ArrayType {
        element,
        namespace: SCHEMA,
        of,
    }
}

/// Every array type that is read and written, besides `ArrayOfstring`. The first of a type is the one that is written.
static TYPES: [ArrayType; 8] = [
    schema("boolean", EdmType::Boolean),
    schema("int", EdmType::Int32),
    schema("short", EdmType::Int32),
    schema("long", EdmType::Int64),
    schema("decimal", EdmType::Decimal),
    schema("double", EdmType::Double),
    schema("dateTime", EdmType::DateTimeOffset),
    ArrayType {
        element: "guid",
        namespace: SERIALIZATION,
        of: EdmType::Guid,
    },
];

/// Reads an array; `None` if `kind` is the name of no such type.
pub(super) fn value(node: &Node<'_>, kind: QualifiedName<'_>) -> Option<Result<Value, SoapError>> {
    let element = kind.local.strip_prefix("ArrayOf")?;
    let known = TYPES.iter().find(|known| known.element == element)?;
    (kind.namespace == ARRAYS).then(|| items(node, known))
}

fn items(node: &Node<'_>, known: &ArrayType) -> Result<Value, SoapError> {
    let kind = QualifiedName {
        namespace: known.namespace,
        local: known.element,
    };
    let item = |child: &Node<'_>| match child.is(ARRAYS, known.element) && !child.nil {
        true => of_type(child, kind),
        false => Err(child.unexpected("an element of the array, which is not nil")),
    };
    let items = node.children.iter().map(item).collect::<Result<_, _>>()?;
    array_of(known.of, items).map_err(|_| node.bad_value("an array of one type"))
}

/// The type as which an array is written.
fn written(of: &SimpleArray) -> Option<&'static ArrayType> {
    let kind = match of.of() {
        EdmType::Date => EdmType::DateTimeOffset,
        kind => kind,
    };
    TYPES.iter().find(|known| known.of == kind)
}

impl Writer<'_> {
    /// Writes an array with its `i:type`, as the element `tag`. A date is written as its first instant.
    pub(super) fn array(&mut self, tag: &str, of: &SimpleArray) -> WriteResult {
        let Some(known) = written(of) else {
            return Ok(());
        };
        self.raw(&format!(
            "<{tag} i:type=\"d:ArrayOf{}\" xmlns:d=\"{ARRAYS}\">",
            known.element
        ));
        self.items_of(of)?;
        self.raw(&format!("</{tag}>"));
        Ok(())
    }

    /// Writes the items of an array, under the prefix `d`.
    pub(super) fn items_of(&mut self, of: &SimpleArray) -> WriteResult {
        let Some(known) = written(of) else {
            return Ok(());
        };
        let element = known.element;
        for item in of.items() {
            self.raw(&format!("<d:{element}>"));
            self.members(item)?;
            self.raw(&format!("</d:{element}>"));
        }
        Ok(())
    }
}
