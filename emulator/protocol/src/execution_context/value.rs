//! Writes the value of a parameter or a column, whose declared type is `object`, as the serializer does.
//!
//! A value that JSON has a type for is written bare, and an object of an SDK type has a `__type`. Inside such an object
//! the declared type is mostly the actual one, so the rows of a collection, the key of a relationship and the columns
//! of a query have no `__type`. .NET has two more rules: an array declared as `object` is a bare JSON array, and an
//! enumeration is its number.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use uuid::Uuid;

use super::json::{CONTRACTS, Object, Out};
use super::{complex, query};
use crate::query::Columns;
use crate::request::{MessageResponse, OrganizationRequest, Outcome, ResponseItem};
use crate::value::{
    Attributes, Entity, EntityCollection, EntityReference, KeyAttributes, ManagedProperty, Related,
    Value,
};

/// `MinActiveRowVersion` of a query without change tracking.
const NO_VERSION: &str = "-1";
/// The namespace of the SDK's types for several requests in one.
const SEVERAL: &str = "http://schemas.microsoft.com/xrm/2012/Contracts";
/// `EntityRole.Referencing`: the row has the lookup of the relationship.
const REFERENCING: i32 = 0;

/// Writes parameters, results or columns as an array of pairs, in their order.
pub(super) fn bag(out: &mut Out, values: &Attributes) {
    out.pairs(values, value);
}

/// Writes a value of any type.
pub(super) fn value(out: &mut Out, value: &Value) {
    match value {
        Value::Null => out.raw("null"),
        Value::Boolean(truth) => out.number(truth),
        Value::Integer(number) => out.number(number),
        Value::BigInt(number) => out.number(number),
        Value::Decimal(number) => out.number(number),
        Value::Double(number) => out.double(*number),
        Value::String(text) => out.text(text),
        Value::DateTime(at) => out.instant(*at),
        Value::Date(day) => out.midnight(*day),
        Value::Guid(id) => out.guid(*id),
        Value::Strings(texts) => out.array(texts, |out, text| out.text(text)),
        Value::OptionSets(numbers) => out.array(numbers, |out, number| {
            contract(out, "OptionSetValue", |it| it.number("Value", number));
        }),
        Value::Bytes(bytes) => out.text(&STANDARD.encode(bytes)),
        Value::References(of) => out.array(of, |out, of| {
            contract(out, "EntityReference", |it| reference(it, of));
        }),
        Value::RecordCounts(counts) => out.pairs(&**counts, |out, count| out.number(count)),
        Value::Requests(requests) => out.array(requests, |out, of| {
            contract(out, "OrganizationRequest", |it| request(it, of));
        }),
        Value::Responses(responses) => out.array(responses, response),
        Value::ResponseItems(items) => out.array(items, response_item),
        Value::Array(of) => out.array(of.items(), self::value),
        Value::Money(amount) => contract(out, "Money", |it| it.number("Value", amount)),
        Value::OptionSet(number) => {
            contract(out, "OptionSetValue", |it| it.number("Value", number));
        }
        Value::Reference(of) => contract(out, "EntityReference", |it| reference(it, of)),
        Value::Entity(of) => contract(out, "Entity", |it| entity(it, of)),
        Value::Collection(of) => contract(out, "EntityCollection", |it| collection(it, of)),
        Value::Managed(of) => contract(out, "BooleanManagedProperty", |it| managed(it, *of)),
        Value::Columns(of) => contract(out, "ColumnSet", |it| columns(it, of)),
        Value::Query(of) => contract(out, "QueryExpression", |it| query::members(it, of)),
        Value::Queries(all) => out.array(all, |out, of| {
            contract(out, "QueryExpression", |it| query::members(it, of));
        }),
        Value::Request(of) => contract(out, "OrganizationRequest", |it| request(it, of)),
        Value::Complex(of) => complex::typed(out, of),
        Value::ComplexCollection(of) => complex::array(out, of),
    }
}

fn contract(out: &mut Out, name: &str, write: impl FnOnce(&mut Object<'_>)) {
    out.typed(name, CONTRACTS, write);
}

/// Writes the members of an `EntityReference`.
pub(super) fn reference(object: &mut Object<'_>, of: &EntityReference) {
    object.guid("Id", of.id);
    keys(object, &of.keys);
    object.text("LogicalName", &of.table);
    object.optional("Name", of.name.as_deref());
    object.null("RowVersion");
}

/// Writes the members of an `Entity`; a row without an id has the empty guid.
pub(super) fn entity(object: &mut Object<'_>, of: &Entity) {
    object.member("Attributes", |out| bag(out, &of.attributes));
    object.null("EntityState");
    object.member("FormattedValues", |out| {
        out.pairs(&of.formatted, |out, text| out.text(text));
    });
    object.guid("Id", of.id.unwrap_or(Uuid::nil()));
    keys(object, &of.keys);
    object.optional("LogicalName", named(&of.table));
    object.member("RelatedEntities", |out| {
        out.array(&of.related, |out, (name, rows)| relation(out, name, rows));
    });
    let version = of.row_version.map(|version| version.to_string());
    object.optional("RowVersion", version.as_deref());
}

fn keys(object: &mut Object<'_>, of: &KeyAttributes) {
    match of {
        Some(keys) => object.member("KeyAttributes", |out| bag(out, keys)),
        None => object.empty_array("KeyAttributes"),
    }
}

/// The name of a table; rows of the open type have none.
fn named(table: &str) -> Option<&str> {
    Some(table).filter(|name| !name.is_empty())
}

/// Writes one relationship with its rows. The members are those that the SDK's SOAP service writes for the same type in
/// XML. `PrimaryEntityRole` tells a single row (`Referencing`) from a collection (null).
fn relation(out: &mut Out, name: &str, rows: &Related) {
    out.object(|pair| {
        pair.member("key", |out| {
            out.object(|relationship| {
                match rows {
                    Related::One(_) => relationship.number("PrimaryEntityRole", REFERENCING),
                    Related::Many(_) => relationship.null("PrimaryEntityRole"),
                }
                relationship.text("SchemaName", name);
            });
        });
        pair.member("value", |out| {
            out.object(|it| match rows {
                Related::One(row) => alone(it, row.as_deref()),
                Related::Many(rows) => collection(it, rows),
            });
        });
    });
}

fn alone(object: &mut Object<'_>, row: Option<&Entity>) {
    let around = EntityCollection {
        table: row.map(|row| row.table.clone()).unwrap_or_default(),
        ..EntityCollection::default()
    };
    page(object, &around, row);
}

/// Writes the members of an `EntityCollection`: an object, not an array, as in the SDK's SOAP service. Its rows have no
/// `__type`, because their declared type is their actual type. (A measured delivery has the parties of an activity as a
/// bare array of rows with `__type`: that value is an `Entity[]`.)
fn collection(object: &mut Object<'_>, of: &EntityCollection) {
    page(object, of, &of.entities);
}

fn page<'r>(
    object: &mut Object<'_>,
    of: &EntityCollection,
    rows: impl IntoIterator<Item = &'r Entity>,
) {
    object.member("Entities", |out| {
        out.array(rows, |out, row| out.object(|it| entity(it, row)));
    });
    object.optional("EntityName", named(&of.table));
    object.text("MinActiveRowVersion", NO_VERSION);
    object.boolean("MoreRecords", of.more);
    object.optional("PagingCookie", of.paging_cookie.as_deref());
    object.number("TotalRecordCount", of.total_record_count());
    let exceeded = of.count_limit_exceeded();
    object.boolean("TotalRecordCountLimitExceeded", exceeded);
}

/// Writes a managed property without its logical name, which only the metadata knows.
fn managed(object: &mut Object<'_>, of: ManagedProperty) {
    object.boolean("CanBeChanged", of.can_be_changed);
    object.null("ManagedPropertyLogicalName");
    object.boolean("Value", of.value);
}

/// Writes the members of a `ColumnSet`.
pub(super) fn columns(object: &mut Object<'_>, of: &Columns) {
    let (all, names) = match of {
        Columns::All => (true, &[][..]),
        Columns::Named(names) => (false, names.as_slice()),
    };
    object.boolean("AllColumns", all);
    object.empty_array("AttributeExpressions");
    object.member("Columns", |out| {
        out.array(names, |out, name| out.text(name));
    });
}

fn response_item(out: &mut Out, of: &ResponseItem) {
    out.typed("ExecuteMultipleResponseItem", SEVERAL, |object| {
        object.member("Fault", |out| match &of.outcome {
            Outcome::Response(_) => out.raw("null"),
            Outcome::Fault(fault) => out.object(|object| {
                object.number("ErrorCode", fault.code);
                object.text("Message", &fault.message);
            }),
        });
        object.number("RequestIndex", of.index);
        object.member("Response", |out| match &of.outcome {
            Outcome::Response(of) => response(out, of),
            Outcome::Fault(_) => out.raw("null"),
        });
    });
}

fn response(out: &mut Out, of: &MessageResponse) {
    contract(out, "OrganizationResponse", |object| {
        object.text("ResponseName", &of.message);
        object.member("Results", |out| bag(out, &of.results));
    });
}

/// Writes a request inside a request, always as an `OrganizationRequest`.
fn request(object: &mut Object<'_>, of: &OrganizationRequest) {
    object.member("Parameters", |out| bag(out, &of.parameters));
    object.null("RequestId");
    object.text("RequestName", &of.name);
}
