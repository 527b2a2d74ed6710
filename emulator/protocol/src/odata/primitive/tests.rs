//! Every primitive type against every kind of JSON value, in all three forms of large numbers.

use std::fmt::Write as _;

use super::*;

const KINDS: [EdmType; 9] = [
    EdmType::Boolean,
    EdmType::Int32,
    EdmType::Int64,
    EdmType::Decimal,
    EdmType::Double,
    EdmType::String,
    EdmType::Guid,
    EdmType::DateTimeOffset,
    EdmType::Date,
];

/// At least one value of each kind of JSON, and those at the edges of the types.
const VALUES: [&str; 40] = [
    "null",
    "true",
    "false",
    "0",
    "7",
    "-7",
    "1.0",
    "1.5",
    "1e2",
    "2147483647",
    "2147483648",
    "9223372036854775808",
    "1e300",
    "{}",
    "[]",
    r#""""#,
    r#"" ""#,
    r#""x""#,
    r#""true""#,
    r#"" FALSE ""#,
    r#""1""#,
    r#""7""#,
    r#"" +7 ""#,
    r#""-7""#,
    r#""1.5""#,
    r#""1,234.5""#,
    r#""1e2""#,
    r#""2147483648""#,
    r#""9223372036854775808""#,
    r#""INF""#,
    r#""NaN""#,
    r#""00000000-0000-0000-0000-00000000abcd""#,
    r#""{00000000-0000-0000-0000-00000000ABCD}""#,
    r#""0000000000000000000000000000abcd""#,
    r#""2024-01-02""#,
    r#""2024-1-2""#,
    r#""0000-01-02""#,
    r#""2024-01-02T03:04:05Z""#,
    r#""2024-01-02T03:04:05""#,
    r#""2024-01-02T03:04:05.1234567+01:00""#,
];

#[test]
fn every_type_reads_every_kind_of_value_or_says_why_not() {
    let mut table = String::new();
    for kind in KINDS {
        writeln!(table, "{}", kind.name()).unwrap();
        for text in VALUES {
            let json: Json = serde_json::from_str(text).unwrap();
            let read = |numbers| match convert(kind, &json, numbers) {
                Ok(value) => format!("{value:?}"),
                Err(error) => error.to_string(),
            };
            let plain = read(LargeNumbers::Numbers);
            writeln!(table, "  {text:<42} {plain}").unwrap();
            for (numbers, name) in [
                (LargeNumbers::Texts, "IEEE754Compatible=true"),
                (LargeNumbers::Either, "in a URL"),
            ] {
                let other = read(numbers);
                if other != plain {
                    writeln!(table, "    {name:<40} {other}").unwrap();
                }
            }
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn the_media_type_says_how_large_numbers_are_written() {
    for (media_type, expected) in [
        ("application/json", LargeNumbers::Numbers),
        (
            "application/json; IEEE754Compatible=true",
            LargeNumbers::Texts,
        ),
        (
            "application/json;odata.metadata=minimal;ieee754compatible = True",
            LargeNumbers::Texts,
        ),
        (
            "application/json; IEEE754Compatible=false",
            LargeNumbers::Numbers,
        ),
        ("", LargeNumbers::Numbers),
    ] {
        let read = LargeNumbers::of_media_type(media_type);
        assert_eq!(read, expected, "{media_type}");
    }
}
