//! The limits of a column that is changed: those that a client gives, and the present ones for the others.

use dataverse_model::metadata::{Column, ColumnKind};
use dataverse_operation::fault::Fault;
use dataverse_protocol::complex::Complex;
use dataverse_protocol::value::Value;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::Draft;
use super::column::{behavior, default, kind};
use super::labels::Merge;
use super::members::Members;
use crate::session::Session;

/// The members that are limits.
const LIMITS: [&str; 7] = [
    "MaxLength",
    "MinValue",
    "MaxValue",
    "Precision",
    "MaxSizeInKB",
    "CanStoreFullImage",
    "IsPrimaryImage",
];

/// Gives a column the limits that are given, in place of the present ones.
///
/// # Errors
/// A limit is outside its range, or cannot be changed.
pub(super) fn change(
    session: &Session<'_>,
    draft: &Draft,
    column: &mut Column,
    given: Members<'_>,
    merge: Merge,
) -> Result<(), Fault> {
    let has = |member: &str| given.value(member).is_some();
    let any = |members: &[&str]| members.iter().any(|member| has(member));
    let default_given = any(&["DefaultValue", "DefaultFormValue"]);
    match &mut column.kind {
        ColumnKind::Boolean {
            false_label,
            true_label,
        } => {
            let labels = given.inner("OptionSet");
            for (option, present) in [("FalseOption", false_label), ("TrueOption", true_label)] {
                let label = labels.and_then(|labels| labels.inner(option));
                let label = label.map_or(Ok(None), |option| option.label("Label"))?;
                *present = merge.labels(label, present);
            }
        }
        ColumnKind::DateTime(present) => {
            if has("DateTimeBehavior") && behavior(given)? != *present {
                return Err(Fault::not_emulated(
                    "A change of a column's DateTimeBehavior",
                ));
            }
        }
        ColumnKind::Choice { .. } | ColumnKind::MultiSelect { .. } | ColumnKind::Lookup { .. } => {}
        present => {
            if any(&LIMITS) {
                let merged = over_present(given, present);
                *present = kind(session, draft, "", Members::of(&merged))?;
            }
        }
    }
    if default_given {
        column.default = default(given, &column.kind)?;
    }
    Ok(())
}

/// What a client gives, with the present limits for those that it does not give.
fn over_present(given: Members<'_>, present: &ColumnKind) -> Complex {
    let number = |length: u32| Value::Integer(i32::try_from(length).unwrap_or(i32::MAX));
    let float = |bound: &Decimal| Value::Double(bound.to_f64().unwrap_or_default());
    let limits = match present {
        ColumnKind::String { max_length } | ColumnKind::Memo { max_length } => {
            vec![("MaxLength", number(*max_length))]
        }
        ColumnKind::Integer { min, max } => {
            vec![("MinValue", (*min).into()), ("MaxValue", (*max).into())]
        }
        ColumnKind::Decimal {
            precision,
            min,
            max,
        } => vec![
            ("Precision", i32::from(*precision).into()),
            ("MinValue", Value::Decimal(*min)),
            ("MaxValue", Value::Decimal(*max)),
        ],
        ColumnKind::Money {
            precision,
            min,
            max,
        } => vec![
            ("Precision", i32::from(*precision).into()),
            ("MinValue", float(min)),
            ("MaxValue", float(max)),
        ],
        ColumnKind::Double {
            precision,
            min,
            max,
        } => vec![
            ("Precision", i32::from(*precision).into()),
            ("MinValue", Value::Double(*min)),
            ("MaxValue", Value::Double(*max)),
        ],
        ColumnKind::Image {
            max_size_kb,
            can_store_full,
            is_primary,
        } => vec![
            ("MaxSizeInKB", number(*max_size_kb)),
            ("CanStoreFullImage", (*can_store_full).into()),
            ("IsPrimaryImage", (*is_primary).into()),
        ],
        ColumnKind::File { max_size_kb } => vec![("MaxSizeInKB", number(*max_size_kb))],
        _ => Vec::new(),
    };
    let mut merged = given.complex().clone();
    for (member, value) in limits {
        if merged.get(member).is_none() {
            merged = merged.with(member, value);
        }
    }
    merged
}
