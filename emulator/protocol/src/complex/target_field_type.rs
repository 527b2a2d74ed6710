//! `TargetFieldType`: which columns of a new row `InitializeFrom` fills in (MS-064).

use super::enumeration::Enumeration;
use super::role_privilege::MESSAGES;

/// By what clients may do with a column.
pub static TARGET_FIELD_TYPE: Enumeration = Enumeration::of(
    "TargetFieldType",
    &MESSAGES,
    &[
        ("All", 0),
        ("ValidForCreate", 1),
        ("ValidForUpdate", 2),
        ("ValidForRead", 3),
    ],
);
