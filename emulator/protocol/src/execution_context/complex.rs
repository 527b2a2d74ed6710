//! Writes instances of complex types as `DataContractJsonSerializer` does: members in the order of the data contract,
//! enumerations as numbers, a dictionary as an array of pairs, and a `__type` only where the declared type is another.

use super::json::{Object, Out};
use super::value;
use crate::complex::types::Content;
use crate::complex::{Complex, ComplexCollection, ComplexType, MemberType};
use crate::value::Value;

/// Writes an instance whose declared type is `object`, so with its `__type`.
pub(super) fn typed(out: &mut Out, of: &Complex) {
    instance(out, None, of);
}

/// Writes an array whose declared type is `object`: a bare array of items with their `__type`.
pub(super) fn array(out: &mut Out, of: &ComplexCollection) {
    out.array(of.items(), typed);
}

fn instance(out: &mut Out, declared: Option<&ComplexType>, of: &Complex) {
    let kind = of.kind();
    match &kind.content {
        Content::Dictionary(dictionary) => out.array(of.entries(), |out, (key, value)| {
            out.object(|pair| {
                pair.member("key", |out| match dictionary.key.number(key) {
                    Some(number) => out.number(number),
                    None => out.raw("null"),
                });
                pair.member("value", |out| member(out, &dictionary.value, value));
            });
        }),
        Content::Flags(_) => out.number(of.flags()),
        Content::Members(_) if declared == Some(kind) => out.object(|it| members(it, of)),
        Content::Members(_) => {
            out.typed(kind.name, kind.namespace.uri, |it| members(it, of));
        }
    }
}

fn members(object: &mut Object<'_>, of: &Complex) {
    for (_, own) in of.kind().contract_members() {
        let value = of.get(own.name).unwrap_or(&Value::Null);
        object.member(own.name, |out| member(out, &own.kind, value));
    }
}

fn member(out: &mut Out, kind: &MemberType, of: &Value) {
    match (kind, of) {
        (MemberType::Complex(kind), Value::Complex(of)) => instance(out, Some(kind), of),
        (MemberType::Array(kind), Value::ComplexCollection(items)) => {
            out.array(items.items(), |out, item| instance(out, Some(kind), item));
        }
        // An enumeration value holds its number already.
        (_, of) => value::value(out, of),
    }
}
