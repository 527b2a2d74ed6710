//! Columns of images and files: their limits, and the columns that tell about them.

use dataverse_model::metadata::{Column, ColumnKind, Labels, Table, Writable};
use dataverse_operation::fault::Fault;

use super::column::plain;
use super::members::Members;

/// `MaxSizeInKB` of an image and of a file for which none is given, and the largest.
const IMAGE: (i64, i64) = (10_240, 30_720);
const FILE: (i64, i64) = (32_768, 10_485_760);

/// Most characters of the name of a file, and of the address of an image.
const TEXT: u32 = 255;

/// The type of a column of images.
///
/// # Errors
/// The size is outside its range.
pub(super) fn image(given: Members<'_>) -> Result<ColumnKind, Fault> {
    Ok(ColumnKind::Image {
        max_size_kb: size(given, IMAGE)?,
        can_store_full: given.flag("CanStoreFullImage") == Some(true),
        is_primary: given.flag("IsPrimaryImage") == Some(true),
    })
}

/// The type of a column of files.
///
/// # Errors
/// The size is outside its range.
pub(super) fn file(given: Members<'_>) -> Result<ColumnKind, Fault> {
    let max_size_kb = size(given, FILE)?;
    Ok(ColumnKind::File { max_size_kb })
}

fn size(given: Members<'_>, (unset, most): (i64, i64)) -> Result<u32, Fault> {
    let size = given.number("MaxSizeInKB").unwrap_or(unset);
    match u32::try_from(size) {
        Ok(fitting) if (1..=most).contains(&size) => Ok(fitting),
        _ => Err(Fault::invalid_argument(format!(
            "The MaxSizeInKB {size} of {} is outside the valid range: expected 1 to {most}.",
            given.type_name()
        ))),
    }
}

/// The column as a new one: the first image of a table stands for its rows, and a later one only once it is chosen. A
/// file is not set with its row.
pub(super) fn as_new(mut column: Column) -> Column {
    match &mut column.kind {
        ColumnKind::Image { is_primary, .. } => *is_primary = false,
        ColumnKind::File { .. } => column.write = Writable::Never,
        _ => {}
    }
    column
}

/// Checks that the image that stands for a row is not given up without another one.
///
/// # Errors
/// `IsPrimaryImage` is false for it.
pub(super) fn check_primary(
    table: &Table,
    column: &Column,
    given: Members<'_>,
) -> Result<(), Fault> {
    let name = column.logical_name.as_str();
    if given.flag("IsPrimaryImage") != Some(false) || table.primary_image() != Some(name) {
        return Ok(());
    }
    Err(Fault::invalid_argument(format!(
        "IsPrimaryImage of the column '{name}' of '{}' cannot be set to false: expected it to be set to true for another image of the table.",
        table.logical_name
    )))
}

/// The columns that the platform adds beside one of images or files.
pub(super) fn beside(column: &Column) -> Vec<Column> {
    let text = || ColumnKind::String { max_length: TEXT };
    let added = match column.kind {
        ColumnKind::Image { .. } => vec![
            ("Id", ColumnKind::Uniqueidentifier),
            ("_Timestamp", ColumnKind::BigInt),
            ("_URL", text()),
        ],
        ColumnKind::File { .. } => vec![("_Name", text())],
        _ => Vec::new(),
    };
    let added = added.into_iter().map(|(ending, kind)| {
        let schema_name = format!("{}{ending}", column.schema_name);
        let logical_name = format!("{}{}", column.logical_name, ending.to_ascii_lowercase());
        Column {
            kind,
            write: Writable::Never,
            attribute_of: Some(column.logical_name.clone()),
            ..plain(
                &logical_name,
                &schema_name,
                Some(Labels::english(&schema_name)),
            )
        }
    });
    added.collect()
}
