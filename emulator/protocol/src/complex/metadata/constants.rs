//! Names that later versions add to, so that they are texts and not members of an enumeration.
//!
//! The SDK derives each from a generic class, in whose namespace the value stands.

use super::namespaces::{METADATA_7_1, METADATA_9_0, METADATA_2013};
use super::text;
use crate::complex::types::{ComplexType, Content, Namespace};

/// The generic class.
pub(super) static CONSTANTS_BASE: ComplexType = ComplexType {
    name: "ConstantsBase",
    namespace: &METADATA_2013,
    base: None,
    content: Content::Members(&[text("Value")]),
};

const fn constants(name: &'static str, namespace: &'static Namespace) -> ComplexType {
    ComplexType {
        name,
        namespace,
        base: Some(&CONSTANTS_BASE),
        content: Content::Members(&[]),
    }
}

/// The type of a column, such as `StringType`.
pub static ATTRIBUTE_TYPE_DISPLAY_NAME: ComplexType =
    constants("AttributeTypeDisplayName", &METADATA_2013);

/// The behavior of a date column: `UserLocal`, `DateOnly` or `TimeZoneIndependent`.
pub static DATE_TIME_BEHAVIOR: ComplexType = constants("DateTimeBehavior", &METADATA_7_1);

/// The format of a column with several lines of text, such as `TextArea`.
pub static MEMO_FORMAT_NAME: ComplexType = constants("MemoFormatName", &METADATA_9_0);

/// The format of a column with one line of text, such as `Email`.
pub static STRING_FORMAT_NAME: ComplexType = constants("StringFormatName", &METADATA_2013);
