//! Parses the JSON of a body as the Web API does: duplicate names are refused (C-11).

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value as Json};

/// Parses JSON.
///
/// # Errors
/// The text is not JSON, or an object has two members of the same name.
pub fn parse(bytes: &[u8]) -> serde_json::Result<Json> {
    serde_json::from_slice::<Strict>(bytes).map(|strict| strict.0)
}

struct Strict(Json);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Self)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Json;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Json, E> {
        Ok(Json::Bool(truth))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Json, E> {
        Ok(number.into())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Json, E> {
        Ok(number.into())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Json, E> {
        Ok(Number::from_f64(number).map_or(Json::Null, Json::Number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut array = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            array.push(item);
        }
        Ok(Json::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut object = Map::new();
        while let Some((name, Strict(value))) = members.next_entry::<String, Strict>()? {
            if object.contains_key(&name) {
                return Err(A::Error::custom(format!(
                    "Multiple properties with the name '{name}' were detected in a JSON object"
                )));
            }
            object.insert(name, value);
        }
        Ok(Json::Object(object))
    }
}

/// Escapes control characters inside JSON strings, which a strict parser refuses.
pub fn escape_controls(bytes: &[u8]) -> Vec<u8> {
    let mut escaped = Vec::with_capacity(bytes.len());
    let (mut in_string, mut after_backslash) = (false, false);
    for &byte in bytes {
        if in_string && byte < 0x20 {
            escaped.extend_from_slice(format!("\\u{byte:04x}").as_bytes());
            after_backslash = false;
            continue;
        }
        in_string ^= byte == b'"' && !after_backslash;
        after_backslash = in_string && byte == b'\\' && !after_backslash;
        escaped.push(byte);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_line_breaks_are_escaped_inside_strings_only() {
        let lenient = escape_controls(b"{\n \"a\\\"b\": \"x\n\ty\\\\\"\n}");
        assert_eq!(parse(&lenient).unwrap()["a\"b"], "x\n\ty\\");
    }

    #[test]
    fn a_name_stands_once_in_an_object_at_any_depth() {
        assert!(parse(br#"{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}"#).is_ok());
        for twice in [r#"{"a":1,"a":1}"#, r#"[{"b":{"a":1,"a":2}}]"#] {
            let refusal = parse(twice.as_bytes()).unwrap_err().to_string();
            assert!(refusal.contains("'a'"), "{refusal}");
        }
    }

    #[test]
    fn values_are_read_as_they_are() {
        let text = r#"{"n":null,"t":true,"i":-1,"u":18446744073709551615,"f":1.5,"s":"\u00e9","a":[1,"x"]}"#;
        let plain: Json = serde_json::from_str(text).unwrap();
        assert_eq!(parse(text.as_bytes()).unwrap(), plain);
    }
}
