//! Reads complex types in the XML of the SDK's serializer; [`write`] writes them.
//!
//! Members have the order of their data contract, each in the namespace of the type that declares it. An instance has
//! an `i:type` where its type is not the declared one. An enumeration is its name, a dictionary a list of pairs, and a
//! member without a value is nil. Unknown elements are ignored, as the serializer does.

mod write;

use super::error::SoapError;
use super::name::{ARRAYS, CONTRACTS, QualifiedName, SCHEMA, SERIALIZATION};
use super::node::Node;
use super::values;
use crate::complex::types::Content;
use crate::complex::{Complex, ComplexCollection, ComplexError, ComplexType, MemberType};
use crate::field_type::FieldType;
use crate::value::Value;

/// The prefix that .NET adds to the name of a type for an array of that type.
const ARRAY: &str = "ArrayOf";

/// Reads an instance of a complex type or an array of them.
pub(super) fn value(node: &Node<'_>, kind: QualifiedName<'_>) -> Result<Value, SoapError> {
    let named = |name| ComplexType::of_contract(kind.namespace, name);
    if let Some(declared) = named(kind.local) {
        return instance(node, declared).map(Value::from);
    }
    match kind.local.strip_prefix(ARRAY).and_then(named) {
        Some(declared) => items(node, declared),
        None => Err(node.unknown_type()),
    }
}

fn items(node: &Node<'_>, declared: &'static ComplexType) -> Result<Value, SoapError> {
    let items = node.children.iter().map(|item| instance(item, declared));
    ComplexCollection::new(declared, items.collect::<Result<_, _>>()?)
        .map(Value::from)
        .map_err(|_| node.unknown_type())
}

fn instance(node: &Node<'_>, declared: &'static ComplexType) -> Result<Complex, SoapError> {
    let kind = match node.kind {
        Some(kind) => ComplexType::of_contract(kind.namespace, kind.local)
            .filter(|kind| kind.is_a(declared))
            .ok_or_else(|| node.unknown_type())?,
        None => declared,
    };
    let mut instance = Complex::new(kind);
    match &kind.content {
        Content::Members(_) => {
            for (namespace, own) in kind.contract_members() {
                if let Some(child) = node.child(namespace.uri, own.name) {
                    set(&mut instance, own.name, child, &own.kind)?;
                }
            }
        }
        Content::Flags(of) => {
            return Complex::parse_flags(kind, of, node.text.trim())
                .map_err(|_| node.bad_value("names of members of its enumeration"));
        }
        Content::Dictionary(of) => {
            for (key, value) in values::pairs(&node.children)? {
                set(&mut instance, key.trim(), value, &of.value)?;
            }
        }
    }
    instance.complete().map_err(|error| match error {
        ComplexError::Missing { member, .. } => node.missing(member),
        ComplexError::Member { .. }
        | ComplexError::Enumeration { .. }
        | ComplexError::Type { .. } => node.unknown_type(),
    })
}

fn set(
    instance: &mut Complex,
    name: &str,
    node: &Node<'_>,
    kind: &MemberType,
) -> Result<(), SoapError> {
    instance
        .set(name, member(node, kind)?)
        .map_err(|_| node.bad_value("a value of the member's type"))
}

fn member(node: &Node<'_>, kind: &MemberType) -> Result<Value, SoapError> {
    if node.nil {
        return Ok(Value::Null);
    }
    match kind {
        MemberType::Value(simple) => values::of_type(node, declared(*simple)),
        MemberType::Enumeration(of) => of
            .parse(node.text.trim())
            .map(Value::from)
            .map_err(|_| node.bad_value("the name of a member of its enumeration")),
        MemberType::Complex(declared) => instance(node, declared).map(Value::from),
        MemberType::Array(declared) => items(node, declared),
    }
}

/// The type that a data contract declares for a member.
const fn declared(kind: FieldType) -> QualifiedName<'static> {
    let (namespace, local) = match kind {
        FieldType::Boolean => (SCHEMA, "boolean"),
        FieldType::DateTime => (SCHEMA, "dateTime"),
        FieldType::Decimal => (SCHEMA, "decimal"),
        FieldType::Float => (SCHEMA, "double"),
        FieldType::Integer => (SCHEMA, "int"),
        FieldType::String => (SCHEMA, "string"),
        FieldType::Guid => (SERIALIZATION, "guid"),
        FieldType::StringArray => (ARRAYS, "ArrayOfstring"),
        FieldType::Entity => (CONTRACTS, "Entity"),
        FieldType::EntityCollection => (CONTRACTS, "EntityCollection"),
        FieldType::EntityReference => (CONTRACTS, "EntityReference"),
        FieldType::Money => (CONTRACTS, "Money"),
        FieldType::Picklist => (CONTRACTS, "OptionSetValue"),
    };
    QualifiedName { namespace, local }
}
