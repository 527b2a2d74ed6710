//! Messages as actions and functions (MD-205 to MD-207).
//!
//! Those that the Web API calls by their names are described, and of the custom APIs those that are not private. The
//! result follows the response of a call: one row or one collection is the answer itself, everything else is an instance
//! of a complex type.

use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::odata::csdl::{
    Binding as CsdlBinding, Operation, OperationKind, Parameter as CsdlParameter, Property,
    RECORD_COUNTS, Returns, Schema, StructuredType, TypeRef, name_of,
};
use dataverse_protocol::odata::primitive::EdmType;

use super::ANY_ROW;
use crate::message::{Binding, Kind, Message, Parameter, Presence, ValueType, Visibility};

/// The names that the platform gives the parameter that an operation is bound to.
const ROW: &str = "entity";
const ROWS: &str = "entityset";

/// Adds the operations of all messages, and the enumerations of their parameters.
pub(super) fn describe<'m>(messages: impl Iterator<Item = &'m Message>, schema: &mut Schema) {
    for message in messages.filter(|message| is_described(message)) {
        let parts = message.parameters.iter().chain(&*message.response);
        for part in parts {
            if let ValueType::Enumeration(of) = part.kind {
                schema.add_enumeration(of);
            }
        }
        schema.operations.extend(operation(message));
    }
}

fn is_described(message: &Message) -> bool {
    let is_private = |visibility| visibility == Visibility::Private;
    let custom_api = message.custom_api.as_ref();
    message.is_reachable() && !custom_api.is_some_and(|api| is_private(api.visibility))
}

/// The operation of a message; `None` if a parameter's type has no name in the schema.
fn operation(message: &Message) -> Option<Operation> {
    let bound = match &message.binding {
        Binding::Global => None,
        Binding::Entity { table, .. } => Some((ROW, TypeRef::Model(table.to_string()))),
        Binding::Collection(table) => Some((ROWS, TypeRef::Models(table.to_string()))),
        Binding::AnyCollection => Some((ROWS, TypeRef::Models(ANY_ROW.to_owned()))),
    };
    let is_given = |parameter: &&Parameter| match message.binding {
        Binding::Entity {
            parameter: bound, ..
        } => parameter.name != bound,
        Binding::Global | Binding::Collection(_) | Binding::AnyCollection => true,
    };
    let given = message.parameters.iter().filter(is_given);
    let given = given.map(|parameter| {
        Some(CsdlParameter {
            name: parameter.web_name().to_owned(),
            kind: type_of(parameter)?,
            nullable: parameter.presence == Presence::Optional,
        })
    });
    let given = given.collect::<Option<Vec<_>>>()?;
    let binding = match bound {
        Some(_) => CsdlBinding::Bound,
        None => CsdlBinding::Unbound,
    };
    let bound = bound.map(|(name, kind)| CsdlParameter {
        name: name.to_owned(),
        kind,
        nullable: false,
    });
    Some(Operation {
        name: message.name.to_string(),
        kind: match message.kind {
            Kind::Function => OperationKind::Function,
            Kind::Action | Kind::Rows => OperationKind::Action,
        },
        binding,
        parameters: bound.into_iter().chain(given).collect(),
        returns: returns(message)?,
    })
}

/// The result, as the response of a call has it (CA-050 to CA-055).
fn returns(message: &Message) -> Option<Returns> {
    let rows = [
        FieldType::Entity,
        FieldType::EntityCollection,
        FieldType::EntityReference,
    ];
    match &*message.response {
        [] => Some(Returns::Nothing),
        [only] if only.kind.field().is_some_and(|kind| rows.contains(&kind)) => {
            type_of(only).map(Returns::One)
        }
        several => {
            let properties = several.iter().map(|property| {
                Some(Property {
                    name: property.name.to_string(),
                    kind: type_of(property)?,
                    nullable: can_be_null(message, property),
                    computed: false,
                })
            });
            Some(Returns::Several(StructuredType {
                name: format!("{}Response", message.name),
                properties: properties.collect::<Option<_>>()?,
                ..StructuredType::default()
            }))
        }
    }
}

/// Whether a property of the response can be null. That of a custom API is where nothing sets it, if the default of its
/// type is null (CA-024).
fn can_be_null(message: &Message, property: &Parameter) -> bool {
    match message.custom_api {
        Some(_) => property.kind.default_value().is_null(),
        None => property.presence == Presence::Optional,
    }
}

/// The type of a parameter or a property; `None` for the types that only the SDK has.
fn type_of(of: &Parameter) -> Option<TypeRef> {
    if let Some(form) = of.web {
        let table = form.table.to_owned();
        return Some(match of.kind {
            ValueType::Guids => TypeRef::Models(table),
            _ => TypeRef::Model(table),
        });
    }
    Some(match of.kind {
        // A collection has no table: it may be one of several.
        ValueType::Field(FieldType::EntityCollection) => {
            TypeRef::of_field(FieldType::EntityCollection, None)
        }
        ValueType::Field(kind) => TypeRef::of_field(kind, of.table.as_deref()),
        ValueType::BigInt => TypeRef::Primitive(EdmType::Int64),
        ValueType::Enumeration(of) => TypeRef::Model(of.name().to_owned()),
        ValueType::Complex(of) => TypeRef::Model(name_of(of)),
        ValueType::ComplexCollection(of) => TypeRef::Models(name_of(of)),
        ValueType::References => TypeRef::Models(ANY_ROW.to_owned()),
        ValueType::Integers => TypeRef::Primitives(EdmType::Int32),
        ValueType::Guids => TypeRef::Primitives(EdmType::Guid),
        ValueType::RecordCounts => TypeRef::Model(RECORD_COUNTS.to_owned()),
        ValueType::Bytes => TypeRef::Bytes,
        ValueType::Queries
        | ValueType::ColumnSet
        | ValueType::Query
        | ValueType::Request
        | ValueType::Requests
        | ValueType::Responses
        | ValueType::ResponseItems => return None,
    })
}
