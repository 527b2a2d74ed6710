//! An envelope as JSON: the values that a client reads from it.
//!
//! The only element of the body becomes a property with that element's name. Elements become objects of their children,
//! lists of pairs become objects of their keys, and values become JSON by their type: a whole number is a number only
//! with a numeric `i:type`, as in the SDK. The type of a typed value that is no primitive is its property `type`.

use serde_json::{Map, Value};

use super::tree::Element;
use crate::failure::Failure;

/// Elements whose children are the items of a list.
const LIST_MEMBERS: [&str; 2] = ["Changes", "Entities"];

/// The values of an envelope, or of any other XML.
///
/// # Errors
/// When the body is not XML.
pub fn facts(body: &[u8]) -> Result<Value, Failure> {
    let root = super::read(body)?;
    let inside = root
        .children
        .iter()
        .find(|child| child.name.local == "Body");
    let said: Vec<&Element> = match inside {
        Some(body) => body.children.iter().collect(),
        None => vec![&root],
    };
    Ok(said
        .into_iter()
        .map(|element| (element.name.local.clone(), value(element)))
        .collect())
}

fn value(element: &Element) -> Value {
    if element.nil {
        return Value::Null;
    }
    let kind = element.kind.as_ref().map(|kind| kind.local.as_str());
    if element.children.is_empty() {
        return match (kind, element.name.local.as_str()) {
            (Some("int" | "long" | "double" | "decimal"), _) => number(&element.text),
            (Some("boolean"), _) => Value::Bool(element.text == "true"),
            (
                None,
                "Attributes" | "FormattedValues" | "Results" | "Parameters" | "ErrorDetails",
            ) => Value::Object(Map::new()),
            (None, name) if LIST_MEMBERS.contains(&name) => Value::Array(Vec::new()),
            (Some(kind), _) if is_list(kind) => Value::Array(Vec::new()),
            _ => Value::String(element.text.clone()),
        };
    }
    if kind.is_some_and(is_list) || LIST_MEMBERS.contains(&element.name.local.as_str()) {
        return element.children.iter().map(value).collect();
    }
    let mut members: Map<String, Value> = match kind {
        Some(kind) => Map::from_iter([("type".to_owned(), kind.into())]),
        None => Map::new(),
    };
    members.extend(
        element
            .children
            .iter()
            .map(|child| pair(child).unwrap_or_else(|| (child.name.local.clone(), value(child)))),
    );
    Value::Object(members)
}

/// Collections of the SDK whose elements are their items.
const LISTS: [&str; 4] = [
    "EntityReferenceCollection",
    "ExecuteMultipleResponseItemCollection",
    "OptionSetValueCollection",
    "OrganizationResponseCollection",
];

fn is_list(kind: &str) -> bool {
    kind.starts_with("ArrayOf") || LISTS.contains(&kind)
}

/// The key and the value of one entry of a list of pairs.
fn pair(element: &Element) -> Option<(String, Value)> {
    let named = |name: &str| {
        element
            .children
            .iter()
            .find(|child| child.name.local == name)
    };
    if !element.name.local.starts_with("KeyValuePairOf") {
        return None;
    }
    Some((named("key")?.text.clone(), value(named("value")?)))
}

/// A number. A text that is no number stays a text, so that the mistake is visible.
fn number(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}
