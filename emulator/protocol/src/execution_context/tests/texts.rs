//! Strings, instants and numbers in JSON: every escape and every form.

use rust_decimal::Decimal;

use super::written;
use crate::execution_context::ControlCharacters;
use crate::value::Value;

#[test]
fn what_the_serializer_escapes_is_escaped_and_nothing_else() {
    let cases = [
        ("", r#""""#),
        (r#"a"b\c/d"#, r#""a\"b\\c\/d""#),
        ("\0\u{8}\t\n\u{c}\r\u{1f}", r#""\u0000\b\t\n\f\r\u001f""#),
        ("\u{85}\u{2028}\u{2029}", r#""\u0085\u2028\u2029""#),
        ("\u{fffe}\u{ffff}", r#""\ufffe\uffff""#),
        ("😀", r#""\ud83d\ude00""#),
        (
            "Grüße, 世界 \u{7f}<'&>\u{feff}\u{fffd}",
            "\"Grüße, 世界 \u{7f}<'&>\u{feff}\u{fffd}\"",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(written(text), expected);
        assert_eq!(
            serde_json::from_str::<String>(&written(text))
                .ok()
                .as_deref(),
            Some(text)
        );
    }
}

#[test]
fn control_characters_are_numbers_as_older_versions_of_the_serializer_write_them() {
    let context = crate::execution_context::ExecutionContext {
        message: "\u{8}\t\n\u{c}\r\u{1f}".to_owned(),
        ..super::bare()
    };
    let sized = context.write_within(usize::MAX, ControlCharacters::Numbered);
    let expected = r#""MessageName":"\u0008\u0009\u000a\u000c\u000d\u001f","#;
    assert!(sized.body.contains(expected), "{}", sized.body);
}

#[test]
fn instants_are_milliseconds_since_1970_without_their_fraction() {
    let cases = [
        (
            "2024-01-02T03:04:05.678999Z",
            r#""\/Date(1704164645678)\/""#,
        ),
        ("1970-01-01T00:00:00Z", r#""\/Date(0)\/""#),
        ("1969-12-31T23:59:59.9985Z", r#""\/Date(-1)\/""#),
        ("0001-01-01T00:00:00Z", r#""\/Date(-62135596800000)\/""#),
    ];
    for (instant, expected) in cases {
        let instant: jiff::Timestamp = instant.parse().expect("an instant");
        assert_eq!(written(instant), expected);
    }
}

#[test]
fn a_job_was_created_at_a_whole_second_with_an_offset() {
    let cases = [
        (
            "2024-01-02T03:04:05.678999Z",
            r#""\/Date(1704164645000+0000)\/""#,
        ),
        ("1970-01-01T00:00:00.9Z", r#""\/Date(0+0000)\/""#),
        ("1969-12-31T23:59:59.5Z", r#""\/Date(-1000+0000)\/""#),
    ];
    for (instant, expected) in cases {
        let context = crate::execution_context::ExecutionContext {
            operation_created_on: instant.parse().expect("an instant"),
            mode: crate::execution_context::Mode::Asynchronous,
            ..super::bare()
        };
        let body = context.write();
        assert!(
            body.contains(&format!(r#""OperationCreatedOn":{expected},"#)),
            "{body}"
        );
    }
}

#[test]
fn a_date_is_its_first_instant() {
    let cases = [
        (
            jiff::civil::date(2024, 2, 29),
            r#""\/Date(1709164800000)\/""#,
        ),
        (
            jiff::civil::date(1753, 1, 1),
            r#""\/Date(-6847804800000)\/""#,
        ),
        (jiff::civil::Date::MAX, r#""\/Date(253402214400000)\/""#),
        (jiff::civil::Date::MIN, r#""\/Date(-377705116800000)\/""#),
    ];
    for (date, expected) in cases {
        assert_eq!(written(date), expected);
    }
}

#[test]
fn doubles_have_the_round_trip_format_of_the_framework() {
    let cases = [
        (0.0, "0"),
        (-0.0, "-0"),
        (1.0, "1"),
        (-250.0, "-250"),
        (0.1, "0.1"),
        (10.12, "10.12"),
        (0.1 + 0.2, "0.30000000000000004"),
        (0.0001, "0.0001"),
        (0.00012, "0.00012"),
        (0.00001, "1E-05"),
        (-1.5e-10, "-1.5E-10"),
        (123_456_789_012_345.0, "123456789012345"),
        (1e14, "100000000000000"),
        (1e15, "1E+15"),
        // Sixteen digits exceed the precision of fifteen, so the precision is seventeen and the notation stays plain.
        (1_234_567_890_123_456.0, "1234567890123456"),
        (1e100, "1E+100"),
        (f64::MAX, "1.7976931348623157E+308"),
        (5e-324, "4.94065645841247E-324"),
        (f64::NAN, r#""NaN""#),
        (f64::INFINITY, r#""INF""#),
        (f64::NEG_INFINITY, r#""-INF""#),
    ];
    for (number, expected) in cases {
        assert_eq!(written(number), expected);
    }
}

#[test]
fn other_numbers_keep_their_digits() {
    assert_eq!(written(-42), "-42");
    assert_eq!(written(i64::MAX), "9223372036854775807");
    assert_eq!(written(Value::Decimal(Decimal::new(1050, 2))), "10.50");
    assert_eq!(
        written(Value::Decimal(Decimal::MIN)),
        "-79228162514264337593543950335"
    );
}
