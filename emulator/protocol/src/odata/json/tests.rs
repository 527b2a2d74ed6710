//! The table of types of section 2.5, read and written.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::value::EntityReference;

fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn instant(text: &str) -> Value {
    Value::DateTime(text.parse().unwrap())
}

#[test]
fn values_are_written_as_in_the_table() {
    let id = Uuid::from_u128(0xABCD);
    #[rustfmt::skip]
    let cases = [
        (Value::Null, "null"),
        (true.into(), "true"),
        (42.into(), "42"),
        (638_183_964_640_916_096_i64.into(), "638183964640916096"),
        (Value::Decimal(number("1.5")), "1.5"),
        (Value::Decimal(number("0.1000000001")), "0.1000000001"),
        (Value::Decimal(number("-99999999999.9999")), "-99999999999.9999"),
        (Value::Decimal(number("100000000000000001")), "100000000000000001"),
        (Value::Money(number("9.99")), "9.99"),
        (Value::Money(number("0")), "0"),
        (Value::Money(number("20000.0000")), "20000.0"),
        (1.5.into(), "1.5"),
        (f64::NEG_INFINITY.into(), r#""-INF""#),
        (f64::NAN.into(), r#""NaN""#),
        (Value::OptionSet(3), "3"),
        ("a\"b".into(), r#""a\"b""#),
        (instant("2024-01-02T03:04:05Z"), r#""2024-01-02T03:04:05Z""#),
        (instant("2024-01-02T03:04:05.999Z"), r#""2024-01-02T03:04:05Z""#),
        (instant("0001-01-01T00:00:00Z"), r#""0001-01-01T00:00:00Z""#),
        (jiff::civil::date(2024, 1, 2).into(), r#""2024-01-02""#),
        (id.into(), r#""00000000-0000-0000-0000-00000000abcd""#),
        (vec!["a".to_owned(), "b".to_owned()].into(), r#"["a","b"]"#),
    ];
    for (value, expected) in cases {
        assert_eq!(
            write(&value, LargeNumbers::Numbers)
                .map(|json| json.to_string())
                .as_deref(),
            Some(expected)
        );
    }
    assert_eq!(
        write(
            &EntityReference::new("contact", id).into(),
            LargeNumbers::Numbers
        ),
        None
    );
}

#[test]
fn managed_properties_name_themselves() {
    let property = ManagedProperty {
        value: true,
        can_be_changed: false,
    };
    assert_eq!(
        managed(property, "iscustomizableanddeletable").to_string(),
        r#"{"Value":true,"CanBeChanged":false,"ManagedPropertyLogicalName":"iscustomizableanddeletable"}"#
    );
}

#[test]
fn json_is_read_by_the_declared_type() {
    use FieldType as Type;
    #[rustfmt::skip]
    let cases = [
        (Type::Boolean, "true", true.into()),
        (Type::DateTime, r#""2024-01-02T03:04:05Z""#, instant("2024-01-02T03:04:05Z")),
        (Type::DateTime, r#""2024-01-02T03:04:05.1234567+01:00""#, instant("2024-01-02T02:04:05.1234567Z")),
        (Type::Decimal, "1.5", Value::Decimal(number("1.5"))),
        (Type::Decimal, "0.1", Value::Decimal(number("0.1"))),
        (Type::Decimal, "7", Value::Decimal(number("7"))),
        (Type::Decimal, "1e-7", Value::Decimal(number("0.0000001"))),
        (Type::Float, "1.5", 1.5.into()),
        (Type::Float, "2", 2.0.into()),
        (Type::Float, r#""INF""#, f64::INFINITY.into()),
        (Type::Integer, "42", 42.into()),
        (Type::Money, "9.99", Value::Money(number("9.99"))),
        (Type::Picklist, "1", Value::OptionSet(1)),
        (Type::String, r#""x""#, "x".into()),
        (Type::StringArray, r#"["a","b"]"#, vec!["a".to_owned(), "b".to_owned()].into()),
        (Type::Guid, r#""00000000-0000-0000-0000-00000000ABCD""#, Uuid::from_u128(0xABCD).into()),
    ];
    for (kind, json, expected) in cases {
        let json: Json = serde_json::from_str(json).unwrap();
        let read = read(kind, &json, LargeNumbers::Numbers);
        assert_eq!(read, Ok(expected), "{kind:?} {json}");
    }
    for kind in FieldType::ALL {
        let read = read(kind, &Json::Null, LargeNumbers::Numbers);
        assert_eq!(read, Ok(Value::Null));
    }
}

#[test]
fn what_is_no_text_of_an_array_is_refused() {
    let read = |json: &str| {
        let json: Json = serde_json::from_str(json).unwrap();
        read(FieldType::StringArray, &json, LargeNumbers::Numbers)
            .map_err(|error| error.to_string())
            .unwrap_err()
    };
    assert!(read(r#"["a",1]"#).contains("literal '1' to the expected type 'Edm.String'"));
    assert!(read(r#"["a",null]"#).contains("literal 'null' to the expected type 'Edm.String'"));
    assert!(read(r#""a""#).contains("A 'StartArray' node was expected."));
}

#[test]
fn literals_of_addresses_are_fitted_to_the_declared_type() {
    use FieldType as Type;
    #[rustfmt::skip]
    let cases = [
        (Type::Boolean, "true", Ok(true.into())),
        (Type::Integer, "42", Ok(42.into())),
        (Type::Picklist, "42", Ok(Value::OptionSet(42))),
        (Type::Decimal, "5", Ok(Value::Decimal(number("5")))),
        (Type::Decimal, "1.2345678901234567890123", Ok(Value::Decimal(number("1.2345678901234567890123")))),
        (Type::Money, "1.50", Ok(Value::Money(number("1.50")))),
        (Type::Float, "5", Ok(5.0.into())),
        (Type::Float, "1.5", Ok(1.5.into())),
        (Type::String, "'x''y'", Ok("x'y".into())),
        (Type::String, "N.E'Default'", Ok("Default".into())), // C-27
        (Type::String, "null", Ok(Value::Null)),
        (Type::DateTime, "2024-01-02", Ok(instant("2024-01-02T00:00:00Z"))),
        (Type::DateTime, "2024-01-02T03:04:05.5Z", Ok(instant("2024-01-02T03:04:05.5Z"))),
        (Type::DateTime, "'2024-01-02T03:04:05Z'", Ok(instant("2024-01-02T03:04:05Z"))),
        (Type::Guid, "00000000-0000-0000-0000-00000000abcd", Ok(Uuid::from_u128(0xABCD).into())),
        (Type::Guid, "'00000000-0000-0000-0000-00000000abcd'", Ok(Uuid::from_u128(0xABCD).into())),
        (Type::StringArray, "['a','b']", Ok(vec!["a".to_owned(), "b".to_owned()].into())),
        (Type::Integer, "'42'", Ok(42.into())),
        (Type::Decimal, "'1.5'", Ok(Value::Decimal(number("1.5")))),
        (Type::Boolean, "'true'", Ok(true.into())),
        (Type::Integer, "1.5", Err("1.5")),
        (Type::Integer, "true", Err("True")),
        (Type::String, "42", Err("42")),
        (Type::String, "2024-01-02", Err("2024-01-02")),
        (Type::String, "00000000-0000-0000-0000-00000000abcd", Err("00000000-0000-0000-0000-00000000abcd")),
    ];
    for (kind, text, expected) in cases {
        let literal = Literal::parse(text).unwrap();
        let expected = expected.map_err(|literal: &str| ConvertError::Literal {
            literal: literal.to_owned(),
            expected: kind.edm_type(),
        });
        assert_eq!(read_literal(kind, &literal), expected, "{kind:?} {text}");
    }
}

#[test]
fn rows_come_apart_into_their_pieces() {
    let json = json!({
        "@odata.type": "Microsoft.Dynamics.CRM.contact",
        "contactid": "x",
        "account@odata.bind": "/accounts(1)",
        "fullname": null,
    });
    let row = RowJson::of(&json).unwrap();
    assert_eq!((row.table, row.id), (Some("contact"), None));
    let names: Vec<&str> = row.properties().map(|(name, _)| name).collect();
    assert_eq!(names, ["contactid", "fullname"]);
    assert_eq!(row.members.len(), 4);

    for (type_name, table) in [
        ("#Microsoft.Dynamics.CRM.account", "account"),
        ("mscrm.task", "task"),
        ("x", "x"),
    ] {
        let json = json!({"@odata.type": type_name, "@odata.id": "contacts(1)"});
        let row = RowJson::of(&json).unwrap();
        assert_eq!((row.table, row.id), (Some(table), Some("contacts(1)")));
    }
    assert_eq!(RowJson::of(&json!([])), None);
}

fn simple_values() -> impl Strategy<Value = (FieldType, Value)> {
    // A JSON double represents fifteen digits exactly.
    let exact = (-999_999_999_999_999_i64..999_999_999_999_999, 0_u32..10)
        .prop_map(|(digits, scale)| Decimal::new(digits, scale).normalize());
    // Whole seconds of the years 1 to 9999.
    let second = -62_135_596_800_i64..253_402_300_799;
    prop_oneof![
        any::<bool>().prop_map(|truth| (FieldType::Boolean, truth.into())),
        any::<i32>().prop_map(|number| (FieldType::Integer, number.into())),
        any::<i32>().prop_map(|number| (FieldType::Picklist, Value::OptionSet(number))),
        exact
            .clone()
            .prop_map(|number| (FieldType::Decimal, Value::Decimal(number))),
        exact.prop_map(|number| (FieldType::Money, Value::Money(number))),
        prop::num::f64::NORMAL.prop_map(|number| (FieldType::Float, number.into())),
        second.prop_map(|second| (
            FieldType::DateTime,
            Timestamp::from_second(second).unwrap().into()
        )),
        any::<u128>().prop_map(|id| (FieldType::Guid, Uuid::from_u128(id).into())),
        ".*".prop_map(|text: String| (FieldType::String, text.into())),
        prop::collection::vec(".*", 0..4).prop_map(|texts| (FieldType::StringArray, texts.into())),
    ]
}

proptest! {
    #[test]
    fn what_is_written_is_read_back((kind, value) in simple_values()) {
        let text = write(&value, LargeNumbers::Numbers).unwrap().to_string();
        let json: Json = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(read(kind, &json, LargeNumbers::Numbers), Ok(value));
    }
}

#[test]
fn large_numbers_are_texts_where_they_are_asked_for() {
    let texts =
        LargeNumbers::of_accept("text/plain, application/json;ieee754compatible=true;q=0.5");
    assert_eq!(texts, LargeNumbers::Texts);
    assert_eq!(
        LargeNumbers::of_accept("application/json;IEEE754Compatible=false, */*"),
        LargeNumbers::Numbers
    );
    for (value, expected) in [
        (Value::BigInt(i64::MAX), "\"9223372036854775807\""),
        (Value::Decimal("0.10".parse().unwrap()), "\"0.10\""),
        (Value::Money("-5".parse().unwrap()), "\"-5\""),
        (Value::Integer(5), "5"),
        (Value::Double(0.5), "0.5"),
    ] {
        assert_eq!(write(&value, texts).unwrap().to_string(), expected);
    }
}
