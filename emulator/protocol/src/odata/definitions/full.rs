//! The control information of definitions at the metadata level `full`: the type of every instance, and of every value
//! that JSON does not tell; the id and the address of every definition, and those of what lies behind it.

use serde_json::{Map, Value as Json, json};

use super::{Below, NAMESPACE, below};
use crate::complex::{Complex, MemberType};
use crate::field_type::FieldType;
use crate::value::Value;

/// Where a definition is found.
#[derive(Debug, Clone)]
pub struct Place {
    /// The address of the Web API, without a slash at the end.
    pub base: String,
    /// The path of the definition behind it.
    pub path: String,
}

impl Place {
    /// That of what lies behind a navigation property, or of a definition of several.
    pub(super) fn below(&self, step: &str) -> Self {
        Self {
            base: self.base.clone(),
            path: format!("{}/{step}", self.path),
        }
    }

    /// That of one definition of the set or collection here.
    #[must_use]
    pub fn item(&self, of: &Complex) -> Self {
        let id = of.get("MetadataId").and_then(Value::as_guid);
        Self {
            base: self.base.clone(),
            path: format!("{}({})", self.path, id.unwrap_or_default()),
        }
    }
}

/// Adds what stands before the members of a definition.
pub(super) fn head(of: &Complex, place: &Place, object: &mut Map<String, Json>) {
    let Place { base, path } = place;
    object.insert("@odata.type".to_owned(), type_of(of));
    object.insert("@odata.id".to_owned(), json!(format!("{base}/{path}")));
    object.insert("@odata.editLink".to_owned(), json!(path));
}

/// Adds the addresses of what lies behind a definition.
pub(super) fn links(of: &Complex, place: &Place, object: &mut Map<String, Json>) {
    let Place { base, path } = place;
    for member in of.kind().web_members() {
        if let Some((name, Below::Many(_) | Below::One(_))) = below(of.kind(), member.name) {
            let address = format!("{base}/{path}/{name}");
            let links = [("associationLink", "/$ref"), ("navigationLink", "")];
            for (kind, end) in links {
                object.insert(
                    format!("{name}@odata.{kind}"),
                    json!(format!("{address}{end}")),
                );
            }
        }
    }
}

/// Adds a member, after the type of its value where JSON does not tell it.
pub(super) fn member(
    name: &str,
    kind: &MemberType,
    value: &Value,
    json: Json,
    object: &mut Map<String, Json>,
) {
    let (named, json) = typed(kind, value, json);
    if let Some(named) = named.filter(|_| !json.is_null()) {
        object.insert(format!("{name}@odata.type"), json!(format!("#{named}")));
    }
    object.insert(name.to_owned(), json);
}

/// The name of the type of a value, unless JSON tells it, and its JSON with the types inside.
fn typed(kind: &MemberType, value: &Value, json: Json) -> (Option<String>, Json) {
    match (kind, value, json) {
        (MemberType::Complex(_), Value::Complex(of), Json::Object(object)) => {
            (None, Json::Object(instance(of, object)))
        }
        (MemberType::Array(declared), Value::ComplexCollection(of), Json::Array(items)) => {
            let items = of.items().iter().zip(items);
            let items = items.map(|(of, json)| match json {
                Json::Object(object) => Json::Object(instance(of, object)),
                other => other,
            });
            let named = format!("Collection({NAMESPACE}{})", declared.name());
            (Some(named), items.collect())
        }
        (kind, _, json) => (simple(kind), json),
    }
}

/// The name of a simple type; `None` for those that JSON tells apart.
fn simple(kind: &MemberType) -> Option<String> {
    let name = match kind {
        MemberType::Enumeration(of) => return Some(format!("{NAMESPACE}{}", of.name())),
        MemberType::BigInt => "Int64",
        MemberType::Integers => "Collection(Int32)",
        MemberType::Guids => "Collection(Guid)",
        MemberType::Value(FieldType::Guid) => "Guid",
        MemberType::Value(FieldType::DateTime) => "DateTimeOffset",
        MemberType::Value(FieldType::Decimal | FieldType::Money) => "Decimal",
        MemberType::Value(FieldType::Float) => "Double",
        MemberType::Value(FieldType::StringArray) => "Collection(String)",
        _ => return None,
    };
    Some(name.to_owned())
}

/// An instance of a complex type with its type and those of its members.
fn instance(of: &Complex, written: Map<String, Json>) -> Map<String, Json> {
    let mut object = Map::new();
    object.insert("@odata.type".to_owned(), type_of(of));
    for (name, json) in written {
        match of.kind().member(&name) {
            Some(known) => {
                let value = of.get(known.name).unwrap_or(&Value::Null);
                member(&name, &known.kind, value, json, &mut object);
            }
            None => drop(object.insert(name, json)),
        }
    }
    object
}

fn type_of(of: &Complex) -> Json {
    json!(format!("#{NAMESPACE}{}", of.kind().name()))
}
