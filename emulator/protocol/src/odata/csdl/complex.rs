//! Complex types and enumerations as elements of a schema.

use super::types::{EnumType, Property, Schema, StructuredType, TypeRef};
use crate::complex::types::{Content, Presence, Surface};
use crate::complex::{ComplexType, Enumeration, MemberType};
use crate::field_type::FieldType;
use crate::odata::primitive::EdmType;

/// The type of values that every table has, in `$metadata`.
const ANY_ROW: &str = "crmbaseentity";
/// The type of a value that says its type.
const ANY_VALUE: &str = "Object";
/// The type of row counts by tables.
pub const RECORD_COUNTS: &str = "EntityRecordCountCollection";

/// Adds every complex type that the emulator knows, and the enumerations of their members.
pub(super) fn describe(schema: &mut Schema) {
    for kind in ComplexType::all() {
        let properties = match &kind.content {
            Content::Members(own) => own
                .iter()
                .filter(|member| member.surface != Surface::Contract)
                .map(|member| property(member.name, &member.kind, member.presence))
                .collect(),
            // A dictionary is written as its keys and its values.
            Content::Dictionary(of) => vec![
                of_type("Count", TypeRef::Primitive(EdmType::Int32), false),
                of_type("IsReadOnly", TypeRef::Primitive(EdmType::Boolean), false),
                of_type("Keys", TypeRef::Models(of.key.name().to_owned()), false),
                of_type("Values", many(type_of(&of.value)), false),
            ],
        };
        schema.complex_types.push(StructuredType {
            name: name_of(kind),
            base: kind.base.map(name_of),
            properties,
            ..StructuredType::default()
        });
        for of in enumerations(kind) {
            schema.add_enumeration(of);
        }
    }
    schema.complex_types.extend([any_value(), record_counts()]);
}

/// The name of a complex type. Definitions are entity types by their own names, and complex types where a message has
/// them as values.
pub fn name_of(kind: &ComplexType) -> String {
    match kind.is_definition() {
        true => format!("Complex{}", kind.name()),
        false => kind.name().to_owned(),
    }
}

/// A value with its type, each as a text.
fn any_value() -> StructuredType {
    StructuredType {
        name: ANY_VALUE.to_owned(),
        properties: vec![
            of_type("Type", TypeRef::Primitive(EdmType::String), true),
            of_type("Value", TypeRef::Primitive(EdmType::String), true),
        ],
        ..StructuredType::default()
    }
}

/// Row counts by the names of tables.
fn record_counts() -> StructuredType {
    StructuredType {
        name: RECORD_COUNTS.to_owned(),
        properties: vec![
            of_type("Count", TypeRef::Primitive(EdmType::Int32), false),
            of_type("IsReadOnly", TypeRef::Primitive(EdmType::Boolean), false),
            of_type("Keys", TypeRef::Primitives(EdmType::String), false),
            of_type("Values", TypeRef::Primitives(EdmType::Int64), false),
        ],
        ..StructuredType::default()
    }
}

fn enumerations(kind: &ComplexType) -> Vec<&'static Enumeration> {
    let of = |member: &MemberType| match member {
        MemberType::Enumeration(of) => Some(*of),
        _ => None,
    };
    match &kind.content {
        Content::Members(own) => own.iter().filter_map(|member| of(&member.kind)).collect(),
        Content::Dictionary(dictionary) => {
            let value = of(&dictionary.value);
            std::iter::once(dictionary.key).chain(value).collect()
        }
    }
}

impl Schema {
    /// Adds an enumeration, unless it is there.
    pub fn add_enumeration(&mut self, of: &Enumeration) {
        if self.enum_types.iter().any(|kind| kind.name == of.name()) {
            return;
        }
        let members = of.members().iter();
        self.enum_types.push(EnumType {
            name: of.name().to_owned(),
            members: members
                .map(|(name, number)| ((*name).to_owned(), *number))
                .collect(),
        });
    }
}

impl TypeRef {
    /// The type of a custom API's parameter or property; rows without a `table` are of any table.
    pub fn of_field(kind: FieldType, table: Option<&str>) -> Self {
        let row = || table.unwrap_or(ANY_ROW).to_owned();
        Self::Primitive(match kind {
            FieldType::Boolean => EdmType::Boolean,
            FieldType::DateTime => EdmType::DateTimeOffset,
            FieldType::Decimal | FieldType::Money => EdmType::Decimal,
            FieldType::Float => EdmType::Double,
            FieldType::Integer | FieldType::Picklist => EdmType::Int32,
            FieldType::String => EdmType::String,
            FieldType::Guid => EdmType::Guid,
            FieldType::Entity | FieldType::EntityReference => return Self::Model(row()),
            FieldType::EntityCollection => return Self::Models(row()),
            FieldType::StringArray => return Self::Primitives(EdmType::String),
        })
    }
}

pub(super) fn property(name: &str, kind: &MemberType, presence: Presence) -> Property {
    of_type(name, type_of(kind), presence == Presence::Optional)
}

fn of_type(name: &str, kind: TypeRef, nullable: bool) -> Property {
    Property {
        name: name.to_owned(),
        kind,
        nullable,
        computed: false,
    }
}

fn type_of(kind: &MemberType) -> TypeRef {
    match kind {
        MemberType::Value(simple) => TypeRef::of_field(*simple, None),
        MemberType::Enumeration(of) => TypeRef::Model(of.name().to_owned()),
        MemberType::Complex(of) => TypeRef::Model(name_of(of)),
        MemberType::Array(of) => TypeRef::Models(name_of(of)),
        MemberType::BigInt => TypeRef::Primitive(EdmType::Int64),
        MemberType::Integers => TypeRef::Primitives(EdmType::Int32),
        MemberType::Guids => TypeRef::Primitives(EdmType::Guid),
        MemberType::Any => TypeRef::Model(ANY_VALUE.to_owned()),
    }
}

fn many(kind: TypeRef) -> TypeRef {
    match kind {
        TypeRef::Primitive(of) | TypeRef::Primitives(of) => TypeRef::Primitives(of),
        TypeRef::Model(of) | TypeRef::Models(of) => TypeRef::Models(of),
        // No complex type has a member with several of them.
        TypeRef::Bytes => TypeRef::Bytes,
    }
}
