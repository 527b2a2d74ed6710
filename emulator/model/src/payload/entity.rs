//! Reads a row from a JSON object: columns, bound lookups and nested rows (WA-043, WA-044).

use dataverse_operation::fault::Fault;
use dataverse_operation::rules::{InvalidPropertyCode, Rules};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::odata::path::{Arguments, Path};
use dataverse_protocol::odata::{json, literal};
use dataverse_protocol::value::{
    Entity, EntityCollection, EntityReference, ManagedProperty, Related, Value,
};
use serde_json::{Map, Value as Json};

use super::body_fault;
use crate::metadata::{Column, ColumnKind, DateBehavior, Metadata, Navigation, Table};
use crate::platform_names;

const BIND: &str = "@odata.bind";

/// Reads a row of a table from a JSON object.
pub fn read_entity(
    table: &Table,
    members: &Map<String, Json>,
    metadata: &Metadata,
    rules: &Rules,
) -> Result<Entity, Fault> {
    let mut entity = Entity::new(&table.logical_name);
    for (name, json) in members {
        if let Some(navigation) = name.strip_suffix(BIND) {
            bind(table, navigation, json, metadata, &mut entity)?;
        } else if name.contains('@') {
            // Other annotations are control information without data of the row.
        } else if let Some(column) = scalar(table, name) {
            let value =
                read_column(column, json).map_err(|cause| body_fault(&table.entity_set, &cause))?;
            entity.attributes.insert(name.clone(), value);
        } else {
            let related = read_related(table, name, json, metadata, rules)?;
            entity.related.insert(name.clone(), related);
        }
    }
    Ok(entity)
}

/// The column of a member; `None` for a lookup, which must be bound.
fn scalar<'a>(table: &'a Table, name: &str) -> Option<&'a Column> {
    table
        .column(name)
        .filter(|column| !matches!(column.kind, ColumnKind::Lookup { .. }))
}

fn bind(
    table: &Table,
    navigation: &str,
    json: &Json,
    metadata: &Metadata,
    entity: &mut Entity,
) -> Result<(), Fault> {
    let refuse = |cause: String| body_fault(&table.entity_set, &cause);
    match (metadata.navigation(table, navigation), json) {
        (Some(Navigation::One { column, .. }), Json::Null) => {
            entity
                .attributes
                .insert(column.logical_name.clone(), Value::Null);
            Ok(())
        }
        (Some(Navigation::One { column, target }), Json::String(address)) => {
            let reference = reference_of(address, metadata, refuse)?;
            if reference.table != target.table {
                return Err(refuse(format!(
                    "'{navigation}{BIND}' takes a row of '{}', '{address}' is one of '{}'.",
                    target.table, reference.table
                )));
            }
            entity
                .attributes
                .insert(column.logical_name.clone(), Value::Reference(reference));
            Ok(())
        }
        (Some(Navigation::One { .. }), _) => Err(refuse(format!(
            "'{navigation}{BIND}' takes the address of a row such as '/contacts(<guid>)', or null."
        ))),
        (Some(Navigation::Many { .. } | Navigation::Across { .. }), _) => Err(Fault::not_emulated(
            format_args!("Associating existing rows with a new one by '{navigation}{BIND}'"),
        )),
        (None, _) => Err(
            match platform_names::find_property(&table.logical_name, navigation) {
                Some(known) => known.refusal(),
                None => refuse(format!(
                    "An undeclared property '{navigation}' which only has property annotations in the payload but no property value was found in the payload. In OData, only declared navigation properties and declared named streams can be represented as properties without values."
                )),
            },
        ),
    }
}

/// The row of a URL: `contacts(<guid>)`, with or without a slash or an organization in front
/// (CA-013, WA-044).
///
/// # Errors
/// The table is not emulated; otherwise what `refuse` makes of a text that says what such a URL looks like.
pub fn reference_of(
    address: &str,
    metadata: &Metadata,
    refuse: impl Fn(String) -> Fault,
) -> Result<EntityReference, Fault> {
    let last = address.rsplit('/').next().unwrap_or_default();
    let unknown = || {
        refuse(format!(
            "'{address}' is not the address of a row such as 'contacts(<guid>)'."
        ))
    };
    let path = Path::parse(last).map_err(|_| unknown())?;
    let [segment] = path.segments.as_slice() else {
        return Err(unknown());
    };
    let table =
        metadata.by_entity_set(&segment.name).ok_or_else(|| {
            match platform_names::find_set(&segment.name) {
                Some(known) => known.refusal(),
                None => refuse(format!(
                    "Resource not found for the segment '{}'.",
                    segment.name
                )),
            }
        })?;
    match &segment.arguments {
        Arguments::Key(literal::Literal::Value(Value::Guid(id))) => {
            Ok(EntityReference::new(&table.logical_name, *id))
        }
        _ => Err(unknown()),
    }
}

fn read_related(
    table: &Table,
    name: &str,
    json: &Json,
    metadata: &Metadata,
    rules: &Rules,
) -> Result<Related, Fault> {
    let nested = |other: &Table, json: &Json| match json {
        Json::Object(members) => read_entity(other, members, metadata, rules),
        _ => Err(body_fault(
            &table.entity_set,
            &format!("Navigation property '{name}' takes JSON objects."),
        )),
    };
    match (metadata.navigation(table, name), json) {
        (Some(Navigation::One { .. }), Json::Null) => Ok(Related::One(None)),
        (Some(Navigation::One { target, .. }), json) => {
            let other = metadata
                .table(&target.table)
                .ok_or_else(|| invalid_property(table, name, rules))?;
            Ok(Related::One(Some(Box::new(nested(other, json)?))))
        }
        (
            Some(Navigation::Many { table: other, .. } | Navigation::Across { table: other, .. }),
            Json::Array(rows),
        ) => {
            let entities = rows
                .iter()
                .map(|row| nested(other, row))
                .collect::<Result<_, _>>()?;
            Ok(Related::Many(EntityCollection {
                table: other.logical_name.clone(),
                entities,
                ..EntityCollection::default()
            }))
        }
        (Some(Navigation::Many { .. } | Navigation::Across { .. }), _) => Err(body_fault(
            &table.entity_set,
            &format!("Navigation property '{name}' takes an array."),
        )),
        (None, _) => Err(invalid_property(table, name, rules)),
    }
}

/// The fault for a property that the table does not have (WA-039, C-16).
fn invalid_property(table: &Table, name: &str, rules: &Rules) -> Fault {
    if let Some(known) = platform_names::find_property(&table.logical_name, name) {
        return known.refusal();
    }
    let cause = format!(
        "Invalid property '{name}' was found in entity 'Microsoft.Dynamics.CRM.{}'. ---> Microsoft.OData.ODataException: Does not support untyped value in non-open type.",
        table.logical_name
    );
    match rules.invalid_property_code {
        InvalidPropertyCode::Payload => body_fault(&table.entity_set, &cause),
        InvalidPropertyCode::Zero => Fault::new(
            0,
            format!("An error occurred while validating input parameters: Microsoft.Crm.CrmException: {cause}"),
        )
        .with_http_status(400),
    }
}

/// Reads the value of a column; an error has OData's name of the expected type.
fn read_column(column: &Column, json: &Json) -> Result<Value, String> {
    if json.is_null() {
        return Ok(Value::Null);
    }
    let mismatch = |expected: &str| {
        let shown = json
            .as_str()
            .map_or_else(|| json.to_string(), str::to_owned);
        format!("Cannot convert the literal '{shown}' to the expected type '{expected}'.")
    };
    let kind = match &column.kind {
        ColumnKind::Uniqueidentifier | ColumnKind::Lookup { .. } => FieldType::Guid,
        ColumnKind::String { .. } | ColumnKind::Memo { .. } => FieldType::String,
        ColumnKind::Integer { .. } => FieldType::Integer,
        ColumnKind::Boolean { .. } => FieldType::Boolean,
        ColumnKind::Decimal { .. } => FieldType::Decimal,
        ColumnKind::Double { .. } => FieldType::Float,
        ColumnKind::Money { .. } => FieldType::Money,
        ColumnKind::Choice { .. } => FieldType::Picklist,
        ColumnKind::DateTime(DateBehavior::DateOnly) => {
            return json
                .as_str()
                .and_then(|text| literal::date(text.get(..10).unwrap_or(text)))
                .map(Value::Date)
                .ok_or_else(|| mismatch("Edm.Date"));
        }
        ColumnKind::DateTime(_) => FieldType::DateTime,
        ColumnKind::BigInt => {
            return json
                .as_i64()
                .map(Value::BigInt)
                .ok_or_else(|| mismatch("Edm.Int64"));
        }
        ColumnKind::Managed => {
            let member = |name: &str| json.get(name).and_then(Json::as_bool);
            return member("Value")
                .map(|value| {
                    Value::Managed(ManagedProperty {
                        value,
                        can_be_changed: member("CanBeChanged").unwrap_or(true),
                    })
                })
                .ok_or_else(|| mismatch("Microsoft.Dynamics.CRM.BooleanManagedProperty"));
        }
    };
    json::read(kind, json).map_err(|error| error.to_string())
}
