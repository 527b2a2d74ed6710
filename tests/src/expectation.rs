//! Compares values of a feature with values that a target sent. Knows JSON and no HTTP.

use serde_json::Value;

/// The value of a cell or of the end of a step: a JSON literal, otherwise the text itself.
pub fn literal(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}

/// Whether two values are equal; `1` and `1.0` are the same number.
pub fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            // Large whole numbers have more digits than a floating-point number can tell apart.
            match (left.as_i128(), right.as_i128()) {
                (Some(left), Some(right)) => left == right,
                _ => left.as_f64() == right.as_f64(),
            }
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(name, value)| right.get(name).is_some_and(|other| same(value, other)))
        }
        (Value::Null | Value::Bool(_) | Value::String(_), _) => left == right,
        (Value::Number(_) | Value::Array(_) | Value::Object(_), _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{literal, same};
    use serde_json::json;

    #[test]
    fn a_literal_is_json_or_text() {
        assert_eq!(literal("3"), json!(3));
        assert_eq!(literal("\"3\""), json!("3"));
        assert_eq!(literal("null"), json!(null));
        assert_eq!(
            literal("Waiting For Resources"),
            json!("Waiting For Resources")
        );
    }

    #[test]
    fn numbers_are_the_same_by_value_and_objects_by_members() {
        assert!(same(
            &json!({"a": 1, "b": [2.0]}),
            &json!({"b": [2], "a": 1.0})
        ));
        assert!(!same(&json!({"a": 1}), &json!({"a": 1, "b": null})));
        assert!(!same(&json!("1"), &json!(1)));
    }
}
