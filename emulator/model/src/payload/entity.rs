//! Reads a row from a JSON object: columns, bound lookups and nested rows (WA-043, WA-044).

use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::InvalidPropertyCode;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::odata::path::{Argument, Arguments, Path};
use dataverse_protocol::odata::primitive::{EdmType, convert};
use dataverse_protocol::odata::{json, literal, unwrap_lookup};
use dataverse_protocol::value::{
    Attributes, Entity, EntityCollection, EntityReference, ManagedProperty, Related, Value,
};
use serde_json::{Map, Value as Json};

use super::{PayloadReader, body_fault};
use crate::metadata::{Column, ColumnKind, DateBehavior, Metadata, Navigation, Table};
use crate::platform_names;

const BIND: &str = "@odata.bind";
const TYPE: &str = "@odata.type";

/// Reads a row of a table from a JSON object.
pub fn read_entity(
    table: &Table,
    members: &Map<String, Json>,
    reader: PayloadReader<'_>,
) -> Result<Entity, Fault> {
    let mut entity = Entity::new(&table.logical_name);
    for (name, json) in members {
        if let Some(navigation) = name.strip_suffix(BIND) {
            bind(table, navigation, json, reader, &mut entity)?;
        } else if name == TYPE {
            check_type(table, json, reader)?;
        } else if name.contains('@') {
            // Other annotations are control information without data of the row.
        } else if is_lookup_value(table, name, json) {
            return Err(direct_lookup());
        } else if let Some(column) = scalar(table, name) {
            let value = read_column(column, json, reader)
                .map_err(|cause| body_fault(&table.entity_set, &cause))?;
            entity.attributes.insert(name.as_str().into(), value);
        } else {
            read_related(table, name, json, reader, &mut entity)?;
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

/// Whether a member sets a lookup as if it were a plain column: `_name_value`, or the lookup's own name with a text.
fn is_lookup_value(table: &Table, name: &str, json: &Json) -> bool {
    let is_lookup = |name: &str| {
        let column = table.column(name);
        column.is_some_and(|column| matches!(column.kind, ColumnKind::Lookup { .. }))
    };
    match unwrap_lookup(name) {
        Some(column) => is_lookup(column),
        None => is_lookup(name) && json.is_string(),
    }
}

/// The fault for a lookup that is set as if it were a plain column (WA-165).
fn direct_lookup() -> Fault {
    Fault::new(
        code::ODATA,
        "CRM do not support direct update of Entity Reference properties, Use Navigation properties instead.",
    )
    .with_http_status(400)
}

/// Checks that `@odata.type` names the table whose row is read (WA-167).
fn check_type(table: &Table, json: &Json, reader: PayloadReader<'_>) -> Result<(), Fault> {
    let named = json.as_str().unwrap_or_default().trim_start_matches('#');
    let name = named.rsplit('.').next().unwrap_or_default();
    if name == table.logical_name {
        return Ok(());
    }
    let cause = match reader.metadata.table(name) {
        Some(_) => format!(
            "A value with type '{named}' was found, which is not assignable to the expected type 'Microsoft.Dynamics.CRM.{}'.",
            table.logical_name
        ),
        None => format!(
            "A type named '{named}' could not be resolved by the model. When a model is available, each type name must resolve to a valid type."
        ),
    };
    Err(body_fault(&table.entity_set, &cause))
}

fn bind(
    table: &Table,
    navigation: &str,
    json: &Json,
    reader: PayloadReader<'_>,
    entity: &mut Entity,
) -> Result<(), Fault> {
    let metadata = reader.metadata;
    let refuse = |cause: String| body_fault(&table.entity_set, &cause);
    match (metadata.navigation(table, navigation), json) {
        (Some(Navigation::One { column, .. }), Json::Null) => {
            entity
                .attributes
                .insert(column.logical_name.as_str().into(), Value::Null);
            Ok(())
        }
        (Some(Navigation::One { .. }), Json::String(address)) if !is_address(address) => {
            Err(Fault::new(
                code::INVALID_URL_FOR_ODATA_BIND_PROPERTY,
                format!("Invalid url value '{address}' for lookup property '{navigation}'."),
            ))
        }
        (Some(Navigation::One { column, .. }), Json::String(address)) => {
            let reference = reference_of(address, metadata, refuse)?;
            let mut targets = column.targets_at(navigation).map(|target| &target.table);
            if !targets.clone().any(|table| *table == reference.table) {
                let tables = targets.by_ref().map(|table| format!("'{table}'"));
                return Err(refuse(format!(
                    "'{navigation}{BIND}' takes a row of {}, '{address}' is one of '{}'.",
                    tables.collect::<Vec<_>>().join(" or "),
                    reference.table
                )));
            }
            entity
                .attributes
                .insert(column.logical_name.as_str().into(), Value::from(reference));
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

/// Whether a text has the form of a row's address; whether the row's table exists is another question.
fn is_address(text: &str) -> bool {
    last_segment(text)
        .split_once('(')
        .is_some_and(|(set, rest)| !set.is_empty() && rest.ends_with(')'))
}

/// What stands behind the last slash of an address that is not inside a quoted text.
fn last_segment(address: &str) -> &str {
    let mut is_quoted = false;
    let mut begin = 0;
    for (at, character) in address.char_indices() {
        match character {
            '\'' => is_quoted = !is_quoted,
            '/' if !is_quoted => begin = at + 1,
            _ => {}
        }
    }
    &address[begin..]
}

/// The row of a URL: `contacts(<guid>)` or `contacts(<column>=<value>)`, with or without a slash or an organization in
/// front (CA-013, WA-044, WA-04B).
///
/// # Errors
/// The table is not emulated; otherwise what `refuse` makes of a text that says what such a URL looks like.
pub fn reference_of(
    address: &str,
    metadata: &Metadata,
    refuse: impl Fn(String) -> Fault,
) -> Result<EntityReference, Fault> {
    let last = last_segment(address);
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
        Arguments::Named(parts) => match key_of(parts) {
            Some(keys) => Ok(EntityReference::by_key(&table.logical_name, keys)),
            None => Err(unknown()),
        },
        _ => Err(unknown()),
    }
}

/// The columns and the values of a key that names its columns, a lookup as `_name_value`; `None` if a value is none of a
/// column.
pub fn key_of(parts: &[(String, Argument)]) -> Option<Attributes> {
    let part = |(name, argument): &(String, Argument)| match argument {
        Argument::Literal(literal::Literal::Value(value)) => {
            let column = unwrap_lookup(name).unwrap_or(name);
            Some((column.into(), value.clone()))
        }
        _ => None,
    };
    parts.iter().map(part).collect()
}

/// Reads a nested row or nested rows. Null is no row: it clears the lookup, as a binding to null does (WA-166).
fn read_related(
    table: &Table,
    name: &str,
    json: &Json,
    reader: PayloadReader<'_>,
    entity: &mut Entity,
) -> Result<(), Fault> {
    let metadata = reader.metadata;
    let nested = |other: &Table, json: &Json| match json {
        Json::Object(members) => read_entity(other, members, reader),
        _ => Err(body_fault(
            &table.entity_set,
            &format!("Navigation property '{name}' takes JSON objects."),
        )),
    };
    let related = match (metadata.navigation(table, name), json) {
        (Some(Navigation::One { column, .. }), Json::Null) => {
            let column = column.logical_name.clone();
            entity.attributes.insert(column.into(), Value::Null);
            return Ok(());
        }
        (Some(Navigation::One { target, .. }), json) => {
            let other = metadata
                .table(&target.table)
                .ok_or_else(|| invalid_property(table, name, reader))?;
            Related::One(Some(Box::new(nested(other, json)?)))
        }
        (
            Some(Navigation::Many { table: other, .. } | Navigation::Across { table: other, .. }),
            Json::Array(rows),
        ) => {
            let entities = rows
                .iter()
                .map(|row| nested(other, row))
                .collect::<Result<_, _>>()?;
            Related::Many(EntityCollection {
                table: other.logical_name.clone(),
                entities,
                ..EntityCollection::default()
            })
        }
        (Some(Navigation::Many { .. } | Navigation::Across { .. }), _) => {
            return Err(body_fault(
                &table.entity_set,
                &format!("Navigation property '{name}' takes an array."),
            ));
        }
        (None, _) => return Err(invalid_property(table, name, reader)),
    };
    entity.related.insert(name.to_owned(), related);
    Ok(())
}

/// The fault for a property that the table does not have (WA-039, C-16).
fn invalid_property(table: &Table, name: &str, reader: PayloadReader<'_>) -> Fault {
    if let Some(known) = platform_names::find_property(&table.logical_name, name) {
        return known.refusal();
    }
    let cause = format!(
        "Invalid property '{name}' was found in entity 'Microsoft.Dynamics.CRM.{}'. ---> Microsoft.OData.ODataException: Does not support untyped value in non-open type.",
        table.logical_name
    );
    match reader.rules.invalid_property_code {
        InvalidPropertyCode::Payload => body_fault(&table.entity_set, &cause),
        InvalidPropertyCode::Zero => Fault::new(
            0,
            format!("An error occurred while validating input parameters: Microsoft.Crm.CrmException: {cause}"),
        )
        .with_http_status(400),
    }
}

/// Reads the value of a column; an error has OData's name of the expected type.
fn read_column(column: &Column, json: &Json, reader: PayloadReader<'_>) -> Result<Value, String> {
    let numbers = reader.numbers;
    let kind = match &column.kind {
        ColumnKind::Uniqueidentifier | ColumnKind::Lookup { .. } | ColumnKind::File { .. } => {
            FieldType::Guid
        }
        ColumnKind::String { .. } | ColumnKind::Memo { .. } => FieldType::String,
        ColumnKind::Integer { .. } => FieldType::Integer,
        ColumnKind::Boolean { .. } => FieldType::Boolean,
        ColumnKind::Decimal { .. } => FieldType::Decimal,
        ColumnKind::Double { .. } => FieldType::Float,
        ColumnKind::Money { .. } => FieldType::Money,
        ColumnKind::Choice { .. } => FieldType::Picklist,
        ColumnKind::DateTime(DateBehavior::DateOnly) => {
            return convert(EdmType::Date, json, numbers).map_err(|error| error.to_string());
        }
        ColumnKind::DateTime(_) => FieldType::DateTime,
        ColumnKind::BigInt => {
            return convert(EdmType::Int64, json, numbers).map_err(|error| error.to_string());
        }
        ColumnKind::MultiSelect { .. } => return several(json),
        ColumnKind::Managed => return managed(json),
        ColumnKind::Image { .. } => return image(json),
    };
    json::read(kind, json, numbers).map_err(|error| error.to_string())
}

/// The numbers of several options, separated by commas.
fn several(json: &Json) -> Result<Value, String> {
    let wrong = || {
        format!(
            "Cannot convert the literal '{json}' to the expected type 'Edm.String': expected the numbers of options, separated by commas."
        )
    };
    match json {
        Json::Null => Ok(Value::Null),
        Json::String(text) => {
            let numbers = text.split(',').map(str::trim).filter(|one| !one.is_empty());
            let numbers = numbers.map(|one| one.parse::<i32>().map_err(|_| wrong()));
            Ok(Value::OptionSets(numbers.collect::<Result<_, _>>()?))
        }
        _ => Err(wrong()),
    }
}

/// The bytes of an image, as a text in Base64.
fn image(json: &Json) -> Result<Value, String> {
    if json.is_null() {
        return Ok(Value::Null);
    }
    let bytes = json.as_str().and_then(json::bytes);
    bytes.map(Value::Bytes).ok_or_else(|| {
        "Cannot convert the literal to the expected type 'Edm.Binary': expected a text in Base64."
            .to_owned()
    })
}

fn managed(json: &Json) -> Result<Value, String> {
    if json.is_null() {
        return Ok(Value::Null);
    }
    let member = |name: &str| json.get(name).and_then(Json::as_bool);
    let value = member("Value").ok_or_else(|| {
        format!(
            "Cannot convert the literal '{json}' to the expected type 'Microsoft.Dynamics.CRM.BooleanManagedProperty'."
        )
    })?;
    Ok(Value::Managed(ManagedProperty {
        value,
        can_be_changed: member("CanBeChanged").unwrap_or(true),
    }))
}
