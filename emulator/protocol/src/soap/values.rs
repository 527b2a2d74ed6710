//! Reads values of the SDK's types, and requests with their parameters (section 7.4).
//!
//! Every value declares its type; an unknown type is refused by name, never ignored.

use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::contract::{self, Content};
use super::error::SoapError;
use super::name::{ARRAYS, CONTRACTS, GENERIC, QualifiedName, SCHEMA, SERIALIZATION};
use super::node::Node;
use super::{arrays, complex, parameters, query, related_query};
use crate::request::OrganizationRequest;
use crate::value::{
    Attributes, Entity, EntityCollection, EntityReference, KeyAttributes, ManagedProperty, Related,
    Value,
};

/// Reads a request: its `RequestName` and `Parameters`, without its own type and its id (SO-020).
pub(super) fn request(node: &Node<'_>) -> Result<OrganizationRequest, SoapError> {
    let mut request = OrganizationRequest::new(node.required("RequestName")?.trim());
    let mut reference_version = None;
    for (name, value) in pairs(node.items("Parameters"))? {
        let read = self::value(value).map_err(|cause| SoapError::Parameter {
            message: request.name.clone(),
            parameter: name.to_owned(),
            cause: Box::new(cause),
        })?;
        if let Value::Reference(_) = read {
            reference_version = row_version(value)?.or(reference_version);
        }
        insert(&mut request.parameters, name, read)?;
    }
    parameters::apply_concurrency(&mut request, reference_version)?;
    Ok(request)
}

/// The keys and values of a collection.
pub(super) fn pairs<'n, 'x>(
    items: &'n [Node<'x>],
) -> Result<Vec<(&'x str, &'n Node<'x>)>, SoapError> {
    items
        .iter()
        .map(|pair| {
            let key = pair
                .child(GENERIC, "key")
                .ok_or_else(|| pair.missing("key"))?;
            let value = pair.child(GENERIC, "value");
            Ok((key.text, value.ok_or_else(|| pair.missing("value"))?))
        })
        .collect()
}

fn insert(into: &mut Attributes, name: &str, value: Value) -> Result<(), SoapError> {
    match into.insert(name.into(), value) {
        None => Ok(()),
        Some(_) => Err(SoapError::Duplicate(name.to_owned())),
    }
}

/// Reads a value of the type that it declares.
pub(super) fn value(node: &Node<'_>) -> Result<Value, SoapError> {
    if node.nil {
        return Ok(Value::Null);
    }
    let kind = node.kind.ok_or_else(|| node.unknown_type())?;
    of_type(node, kind)
}

/// Reads a value of the given type: its own `i:type`, or the declared type of a member.
pub(super) fn of_type(node: &Node<'_>, kind: QualifiedName<'_>) -> Result<Value, SoapError> {
    match kind.namespace {
        SCHEMA => simple(node, kind.local),
        SERIALIZATION if kind.local == "guid" => guid(node).map(Value::from),
        ARRAYS if kind.local == "ArrayOfstring" => Ok(strings(node).into()),
        _ if is_request(node) => request(node).map(Value::from),
        _ => match contract::find(kind).map(|known| known.content) {
            Some(Content::Members) => self::members(node, kind),
            Some(Content::Items) => items(node, kind),
            Some(Content::Enumeration) => Ok(node.text.trim().into()),
            None => arrays::value(node, kind).unwrap_or_else(|| complex::value(node, kind)),
        },
    }
}

fn simple(node: &Node<'_>, kind: &str) -> Result<Value, SoapError> {
    Ok(match kind {
        "string" => node.text.into(),
        "int" => parsed::<i32>(node, "a 32-bit whole number")?.into(),
        "unsignedByte" => i32::from(parsed::<u8>(node, "a whole number from 0 to 255")?).into(),
        "base64Binary" => Value::Bytes(
            STANDARD
                .decode(node.text.trim())
                .map_err(|_| node.bad_value("bytes in Base64"))?,
        ),
        "short" => i32::from(parsed::<i16>(node, "a 16-bit whole number")?).into(),
        "long" => parsed::<i64>(node, "a 64-bit whole number")?.into(),
        "boolean" => boolean(node)?.into(),
        "decimal" => Value::Decimal(decimal(node)?),
        "double" | "float" => double(node)?.into(),
        "dateTime" => instant(node)?.into(),
        _ => return Err(node.unknown_type()),
    })
}

/// Reads the items of a collection of the SDK.
fn items(node: &Node<'_>, kind: QualifiedName<'_>) -> Result<Value, SoapError> {
    let children = node.children.iter();
    Ok(match kind.local {
        "ArrayOfQueryExpression" => {
            Value::Queries(children.map(query::expression).collect::<Result<_, _>>()?)
        }
        "EntityReferenceCollection" => {
            Value::References(children.map(reference).collect::<Result<_, _>>()?)
        }
        "OrganizationRequestCollection" => {
            Value::Requests(children.map(request).collect::<Result<_, _>>()?)
        }
        "RelationshipQueryCollection" => related_query::read(node)?.into(),
        "OptionSetValueCollection" => {
            let option = |child| {
                let number = Node::child(child, CONTRACTS, "Value");
                let number = number.ok_or_else(|| child.missing("Value"))?;
                parsed(number, "the number of an option")
            };
            Value::OptionSets(children.map(option).collect::<Result<_, _>>()?)
        }
        _ => return Err(node.unknown_type()),
    })
}

/// Reads the members of a type of the SDK's core.
fn members(node: &Node<'_>, kind: QualifiedName<'_>) -> Result<Value, SoapError> {
    Ok(match kind.local {
        "OptionSetValue" => {
            Value::OptionSet(parsed(required(node, "Value")?, "the number of an option")?)
        }
        "Money" => Value::Money(decimal(required(node, "Value")?)?),
        "EntityReference" => reference(node)?.into(),
        "Entity" => entity(node)?.into(),
        "EntityCollection" => collection(node)?.into(),
        "BooleanManagedProperty" => ManagedProperty {
            value: boolean(required(node, "Value")?)?,
            can_be_changed: boolean(required(node, "CanBeChanged")?)?,
        }
        .into(),
        // An `AliasedValue` wraps a column of a linked table or an aggregate.
        "AliasedValue" => node.member("Value").map_or(Ok(Value::Null), self::value)?,
        "ColumnSet" => query::columns(node)?.into(),
        "QueryExpression" | "QueryByAttribute" | "FetchExpression" => query::read(node)?.into(),
        _ => return Err(node.unknown_type()),
    })
}

/// Whether a value is a request, typed or not: only requests have a `RequestName`.
fn is_request(node: &Node<'_>) -> bool {
    node.kind
        .is_some_and(|kind| kind.local.ends_with("Request"))
        && node.member("RequestName").is_some()
}

/// Reads the members of an `Entity`; the element need not declare the type. A row without a logical name is one of the
/// open type (CA-088).
pub(super) fn entity(node: &Node<'_>) -> Result<Entity, SoapError> {
    let mut entity = Entity::new(node.optional("LogicalName").unwrap_or_default().trim());
    entity.keys = keys(node)?;
    entity.id = match node.member("Id") {
        // The SDK sends an empty guid for a row that has no id yet.
        Some(id) => Some(guid(id)?).filter(|id| !id.is_nil()),
        None => None,
    };
    entity.row_version = row_version(node)?;
    for (name, value) in pairs(node.items("Attributes"))? {
        insert(&mut entity.attributes, name, self::value(value)?)?;
    }
    for (name, text) in pairs(node.items("FormattedValues"))? {
        entity
            .formatted
            .insert(name.to_owned(), text.text.to_owned());
    }
    for pair in node.items("RelatedEntities") {
        let (name, rows) = related(pair)?;
        if entity.related.insert(name.clone(), rows).is_some() {
            return Err(SoapError::Duplicate(name));
        }
    }
    Ok(entity)
}

/// Reads the rows of one relationship; a row that holds the lookup has at most one.
fn related(pair: &Node<'_>) -> Result<(String, Related), SoapError> {
    let key = pair
        .child(GENERIC, "key")
        .ok_or_else(|| pair.missing("key"))?;
    let value = pair.child(GENERIC, "value");
    let mut rows = collection(value.ok_or_else(|| pair.missing("value"))?)?;
    let name = key.required("SchemaName")?.trim().to_owned();
    let rows = match key.optional("PrimaryEntityRole").map(str::trim) {
        Some("Referencing") if rows.entities.len() > 1 => {
            return Err(SoapError::Duplicate(name));
        }
        Some("Referencing") => Related::One(rows.entities.pop().map(Box::new)),
        _ => Related::Many(rows),
    };
    Ok((name, rows))
}

/// Reads the members of an `EntityCollection`. A collection that a client made of a list has no `EntityName`; the table
/// is then that of its rows, if they are all of one.
fn collection(node: &Node<'_>) -> Result<EntityCollection, SoapError> {
    let entities = node.items("Entities").iter().map(entity);
    let entities = entities.collect::<Result<Vec<_>, _>>()?;
    let table = node.optional("EntityName").map(str::trim);
    let table = table.unwrap_or_else(|| EntityCollection::table_of(&entities));
    Ok(EntityCollection {
        table: table.to_owned(),
        entities,
        more: node.member("MoreRecords").map_or(Ok(false), boolean)?,
        paging_cookie: node.optional("PagingCookie").map(str::to_owned),
        total: match node.member("TotalRecordCount") {
            // Negative where the query did not request the total.
            Some(total) => u64::try_from(parsed::<i64>(total, "a whole number")?).ok(),
            None => None,
        },
    })
}

pub(super) fn reference(node: &Node<'_>) -> Result<EntityReference, SoapError> {
    Ok(EntityReference {
        table: node.required("LogicalName")?.trim().to_owned(),
        id: guid(required(node, "Id")?)?,
        name: node.member("Name").map(|name| name.text.to_owned()),
        keys: keys(node)?,
    })
}

/// Reads the alternate key of a row or of a reference.
fn keys(node: &Node<'_>) -> Result<KeyAttributes, SoapError> {
    let mut keys = Attributes::default();
    for (name, value) in pairs(node.items("KeyAttributes"))? {
        insert(&mut keys, name, self::value(value)?)?;
    }
    Ok((!keys.is_empty()).then(|| Box::new(keys)))
}

fn row_version(node: &Node<'_>) -> Result<Option<i64>, SoapError> {
    node.member("RowVersion")
        .filter(|version| !version.text.trim().is_empty())
        .map(|version| parsed(version, "a row version"))
        .transpose()
}

/// The strings of an array.
pub(super) fn strings(node: &Node<'_>) -> Vec<String> {
    node.children
        .iter()
        .map(|text| text.text.to_owned())
        .collect()
}

fn required<'n, 'x>(node: &'n Node<'x>, member: &'static str) -> Result<&'n Node<'x>, SoapError> {
    node.member(member).ok_or_else(|| node.missing(member))
}

/// Parses a text with `FromStr`, without the white space around it.
pub(super) fn parsed<T: FromStr>(node: &Node<'_>, expected: &'static str) -> Result<T, SoapError> {
    node.text
        .trim()
        .parse()
        .map_err(|_| node.bad_value(expected))
}

pub(super) fn guid(node: &Node<'_>) -> Result<Uuid, SoapError> {
    parsed(node, "a guid")
}

pub(super) fn boolean(node: &Node<'_>) -> Result<bool, SoapError> {
    match node.text.trim() {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(node.bad_value("`true`, `false`, `1` or `0`")),
    }
}

fn decimal(node: &Node<'_>) -> Result<Decimal, SoapError> {
    let expected = "a decimal number without an exponent";
    // `FromStr` also takes exponents and underscores, which XML Schema does not have.
    let is_plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | '+' | '-');
    if node.text.trim().chars().all(is_plain) {
        parsed(node, expected)
    } else {
        Err(node.bad_value(expected))
    }
}

fn double(node: &Node<'_>) -> Result<f64, SoapError> {
    let expected = "a floating point number, `INF`, `-INF` or `NaN`";
    match node.text.trim() {
        "INF" => Ok(f64::INFINITY),
        "-INF" => Ok(f64::NEG_INFINITY),
        "NaN" => Ok(f64::NAN),
        // Rust parses more names, such as `infinity`, than XML Schema has.
        word if word.contains(|c: char| c.is_alphabetic() && !matches!(c, 'e' | 'E')) => {
            Err(node.bad_value(expected))
        }
        number => number.parse().map_err(|_| node.bad_value(expected)),
    }
}

/// Reads an instant. An instant without an offset is in UTC, as in Dataverse; a date without a time is midnight in UTC.
fn instant(node: &Node<'_>) -> Result<Timestamp, SoapError> {
    let text = node.text.trim();
    let local = || {
        let at = text.parse::<DateTime>();
        let at = at.or_else(|_| text.parse::<civil::Date>().map(DateTime::from))?;
        TimeZone::UTC.to_timestamp(at)
    };
    text.parse()
        .or_else(|_: jiff::Error| local())
        .map_err(|_| node.bad_value("a date and time"))
}
