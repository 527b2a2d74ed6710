//! The elements of a schema. Names of the schema's own types have no namespace.

use std::fmt;

use crate::odata::primitive::EdmType;
use crate::odata::type_name::ALIAS;

/// Everything that the document describes, each kind in the order in which it is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schema {
    /// Types with a key: tables, and the abstract types that they are derived from.
    pub entity_types: Vec<EntityType>,
    /// Types without a key.
    pub complex_types: Vec<StructuredType>,
    /// Enumerations.
    pub enum_types: Vec<EnumType>,
    /// Actions and functions.
    pub operations: Vec<Operation>,
    /// Entity sets.
    pub sets: Vec<EntitySet>,
}

/// The type of a property, a parameter or a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeRef {
    /// A primitive type.
    Primitive(EdmType),
    /// Bytes: `Edm.Binary`, which no other part of OData has here.
    Bytes,
    /// A type of the schema, by its name.
    Model(String),
    /// A collection of a primitive type.
    Primitives(EdmType),
    /// A collection of a type of the schema.
    Models(String),
}

impl TypeRef {
    /// The name of the schema's type; `None` for a primitive one.
    pub(super) fn model(&self) -> Option<&str> {
        match self {
            Self::Model(name) | Self::Models(name) => Some(name),
            Self::Primitive(_) | Self::Bytes | Self::Primitives(_) => None,
        }
    }
}

/// The type as an attribute has it: `Edm.Guid`, `mscrm.account`, `Collection(mscrm.account)`.
impl fmt::Display for TypeRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Primitive(kind) => f.write_str(kind.name()),
            Self::Bytes => f.write_str("Edm.Binary"),
            Self::Model(name) => write!(f, "{ALIAS}.{name}"),
            Self::Primitives(kind) => write!(f, "Collection({})", kind.name()),
            Self::Models(name) => write!(f, "Collection({ALIAS}.{name})"),
        }
    }
}

/// A type with properties: a complex type, or what an entity type has in common with one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StructuredType {
    /// The name.
    pub name: String,
    /// The base type.
    pub base: Option<String>,
    /// Whether no value is of this type itself.
    pub is_abstract: bool,
    /// Whether values may have properties that the type does not declare.
    pub is_open: bool,
    /// Properties with values.
    pub properties: Vec<Property>,
}

/// An entity type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EntityType {
    /// Name, base and properties.
    pub structure: StructuredType,
    /// The property that is the key; `None` if the base type has it, and for a type without rows.
    pub key: Option<String>,
    /// The properties of each alternate key.
    pub alternate_keys: Vec<Vec<String>>,
    /// Properties that lead to other rows.
    pub navigations: Vec<Navigation>,
}

/// A property with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// The name.
    pub name: String,
    /// The type.
    pub kind: TypeRef,
    /// Whether a value may be missing.
    pub nullable: bool,
    /// Whether only the service sets it.
    pub computed: bool,
}

/// A property that leads to one row or to several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Navigation {
    /// The name.
    pub name: String,
    /// The entity type, or a collection of it.
    pub kind: TypeRef,
    /// The property of the other type that leads back.
    pub partner: Option<String>,
    /// The property that holds the key of the other row, and the other type's property with this key.
    pub constraint: Option<(String, String)>,
    /// The entity set of the other rows; `None` if they can be of several.
    pub set: Option<String>,
    /// Whether the other rows are part of this one and are found behind it alone.
    pub contained: bool,
}

/// An enumeration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumType {
    /// The name.
    pub name: String,
    /// The members with their numbers.
    pub members: Vec<(String, i32)>,
}

/// How an operation is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperationKind {
    /// By POST.
    Action,
    /// By GET.
    Function,
}

/// What an operation is called on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binding {
    /// Nothing: the container has an import of it.
    Unbound,
    /// Its first parameter.
    Bound,
}

/// An action or a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// The name.
    pub name: String,
    /// How it is called.
    pub kind: OperationKind,
    /// What it is called on.
    pub binding: Binding,
    /// The parameters, the one that it is bound to first.
    pub parameters: Vec<Parameter>,
    /// The result.
    pub returns: Returns,
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// The name.
    pub name: String,
    /// The type.
    pub kind: TypeRef,
    /// Whether a call may leave it out.
    pub nullable: bool,
}

/// The result of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Returns {
    /// None.
    Nothing,
    /// A value of this type.
    One(TypeRef),
    /// Several values: an instance of a complex type that only this operation has.
    Several(StructuredType),
}

/// An entity set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntitySet {
    /// The name.
    pub name: String,
    /// The entity type.
    pub kind: String,
}
