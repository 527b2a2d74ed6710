//! One `serde(with)` module for each type that the stored form writes as a string, because a JSON number would change
//! the value or JSON has no type for it.

macro_rules! as_text {
    ($($module:ident: $type:ty, $expected:literal, $write:expr, $read:expr;)*) => {$(
        pub(crate) mod $module {
            use serde::{Deserialize, Deserializer, Serializer, de};

            pub(crate) fn serialize<S: Serializer>(of: &$type, to: S) -> Result<S::Ok, S::Error> {
                let write: fn(&$type) -> String = $write;
                to.serialize_str(&write(of))
            }

            pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<$type, D::Error> {
                let read: fn(&str) -> Option<$type> = $read;
                let text = String::deserialize(from)?;
                read(&text).ok_or_else(|| {
                    de::Error::invalid_value(de::Unexpected::Str(&text), &$expected)
                })
            }
        }
    )*};
}

as_text! {
    // `FromStr` rounds a number with too many digits.
    decimal: rust_decimal::Decimal, "a decimal number",
        ToString::to_string, |text| rust_decimal::Decimal::from_str_exact(text).ok();
    // `Debug` prints the shortest digits that read back as the same number.
    double: f64, "a floating point number",
        |number| format!("{number:?}"), |text| text.parse().ok();
    instant: jiff::Timestamp, "an instant in UTC",
        ToString::to_string, |text| text.parse().ok();
    date: jiff::civil::Date, "a calendar date",
        ToString::to_string, |text| text.parse().ok();
}
