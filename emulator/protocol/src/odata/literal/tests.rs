//! Literals, by their spelling.

use proptest::prelude::*;
use serde_json::json;

use super::*;

#[track_caller]
fn check(text: &str, expected: impl Into<Value>) {
    assert_eq!(
        Literal::parse(text),
        Ok(Literal::Value(expected.into())),
        "{text}"
    );
}

#[track_caller]
fn refuse(text: &str, expected: &str) {
    let error = Literal::parse(text).map_err(|error| error.to_string());
    assert_eq!(error, Err(expected.to_owned()));
}

fn decimal(text: &str) -> Value {
    Value::Decimal(Decimal::from_str_exact(text).unwrap())
}

#[test]
fn words_have_fixed_meanings() {
    check("null", Value::Null);
    check("true", true);
    check(" false ", false);
    check("INF", f64::INFINITY);
    check("-INF", f64::NEG_INFINITY);
    refuse("True", "expected a literal at position 0, found `True`");
}

#[test]
fn whole_numbers_take_the_smallest_type() {
    check("0", 0);
    check("-2147483648", i32::MIN);
    check("2147483648", 2_147_483_648_i64);
    check("9223372036854775807", i64::MAX);
    check("9223372036854775808", decimal("9223372036854775808"));
}

#[test]
fn fractions_are_exact_where_they_fit() {
    check("1.5", decimal("1.5"));
    check("-0.0000000001", decimal("-0.0000000001"));
    check("1.0000000000000000000000000000001", 1.0);
    check("1e3", 1000.0);
    check("-1.5E-3", -0.0015);
    for text in ["1.", ".5", "+5", "1e", "1e999", "--1", "1-2", "0x10"] {
        refuse(
            text,
            &format!("expected a literal at position 0, found `{text}`"),
        );
    }
}

#[test]
fn strings_double_their_quotes() {
    check("'x'", "x");
    check("''", "");
    check("'O''Neil'", "O'Neil");
    check("'2024-01-02'", "2024-01-02");
    check("''''", "'");
    refuse(
        "'x",
        "expected the closing single quote at position 2, found the end",
    );
    refuse(
        "'x' y",
        "expected the end of the literal at position 4, found `y`",
    );
}

#[test]
fn guids_are_hyphenated() {
    let id = Uuid::from_u128(0xa1b2_0000_0000_0000_0000_0000_0000_0001);
    check("a1b20000-0000-0000-0000-000000000001", id);
    check("A1B20000-0000-0000-0000-000000000001", id);
    for text in [
        "a1b20000000000000000000000000001",
        "{a1b20000-0000-0000-0000-000000000001}",
    ] {
        assert!(Literal::parse(text).is_err(), "{text}");
    }
}

#[test]
fn dates_stand_without_quotes() {
    check("2024-01-02", jiff::civil::date(2024, 1, 2));
    let instant: Timestamp = "2024-01-02T03:04:05Z".parse().unwrap();
    for text in [
        "2024-01-02T03:04:05Z",
        "2024-01-02t03:04:05z",
        "2024-01-02T03:04:05.000Z",
        "2024-01-02T04:04:05+01:00",
        "2024-01-01T22:04:05-05:00",
    ] {
        check(text, instant);
    }
    check(
        "2024-01-02T03:04Z",
        "2024-01-02T03:04:00Z".parse::<Timestamp>().unwrap(),
    );
    for text in [
        "2024-13-02",
        "2024-1-2",
        "2024-01-02T03:04:05",
        "20240102T030405Z",
        "2024-02-30",
    ] {
        assert!(Literal::parse(text).is_err(), "{text}");
    }
}

#[test]
fn json_may_use_single_quotes() {
    for (text, expected) in [
        ("[\"a\",\"b\"]", json!(["a", "b"])),
        ("['a', 'it''s \"b\"']", json!(["a", "it's \"b\""])),
        (
            "{'@odata.id':'contacts(1)'}",
            json!({"@odata.id": "contacts(1)"}),
        ),
        (
            r#"{"a":"]'}\"","b":[1,null,{}]}"#,
            json!({"a": "]'}\"", "b": [1, null, {}]}),
        ),
        ("[]", json!([])),
    ] {
        assert_eq!(Literal::parse(text), Ok(Literal::Json(expected)), "{text}");
    }
    refuse(
        "[1",
        "expected the closing bracket of a JSON value at position 2, found the end",
    );
    refuse(
        "[1}",
        "expected a JSON array or object at position 0, found `[1}`",
    );
    refuse(
        "[\"a",
        "expected the closing double quote at position 3, found the end",
    );
}

#[test]
fn enumeration_members_carry_their_type() {
    let expected = Literal::Enumeration {
        type_name: "Microsoft.Dynamics.CRM.EndpointAccessType".to_owned(),
        member: "Default".to_owned(),
    };
    let text = "Microsoft.Dynamics.CRM.EndpointAccessType'Default'";
    assert_eq!(Literal::parse(text), Ok(expected)); // C-27
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
        let _any = Literal::parse(&text);
    }

    #[test]
    fn any_number_like_text_is_read_or_refused(text in "[-+0-9.eETZ:]{0,32}") {
        let _any = Literal::parse(&text);
    }

    #[test]
    fn quoted_text_is_read_back(text in "\\PC{0,20}") {
        prop_assert_eq!(Literal::parse(&quote(&text)), Ok(Literal::Value(text.into())));
    }

    #[test]
    fn numbers_are_read_back(number in any::<i64>(), id in any::<u128>()) {
        let read = Literal::parse(&number.to_string());
        let Ok(Literal::Value(value)) = read else { panic!("{number} is a number") };
        prop_assert_eq!(value.as_integer(), Some(number));
        let id = Uuid::from_u128(id);
        prop_assert_eq!(Literal::parse(&id.to_string()), Ok(Literal::Value(id.into())));
    }
}

/// Writes text as a string literal: in single quotes, with quotes inside doubled.
pub(in crate::odata) fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
