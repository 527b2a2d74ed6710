//! The bytes of images: taken out of a row's values, checked, and written apart from the row.

use dataverse_model::metadata::{Column, ColumnKind, Table};
use dataverse_operation::fault::Fault;
use dataverse_protocol::value::{Attributes, Value};
use dataverse_store::{Write, ticks};
use uuid::Uuid;

use super::{KIB, Of, media_type};
use crate::session::Session;

/// ProcessImageFailure: an image is too large, or is none.
const PROCESS_IMAGE_FAILURE: i32 = 0x8007_2553_u32.cast_signed();
/// CannotUploadNonPrimaryImageAttributeOnCreate: a new row has only the image that stands for it.
const NOT_PRIMARY_ON_CREATE: i32 = 0x8009_0487_u32.cast_signed();

/// Whether a row is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowState {
    New,
    Existing,
}

/// Puts the ids of images in the place of their bytes, with what the platform tells about them; returns the writes of the
/// bytes, which come before that of the row.
///
/// # Errors
/// An image is too large, is of no known format, or cannot be set with a new row.
pub(crate) fn take_images(
    session: &mut Session<'_>,
    table: &Table,
    row: Uuid,
    state: RowState,
    values: &mut Attributes,
) -> Result<Vec<Write>, Fault> {
    let mut writes = Vec::new();
    let images = table.columns.values();
    for column in images.filter(|column| matches!(column.kind, ColumnKind::Image { .. })) {
        let given = values.get_mut(column.logical_name.as_str());
        match given.map(|value| std::mem::replace(value, Value::Null)) {
            None => {}
            Some(Value::Bytes(bytes)) => {
                if state == RowState::New && table.primary_image() != Some(&column.logical_name) {
                    return Err(not_primary(table, column));
                }
                let media_type = check(table, row, column, &bytes)?;
                let file = session.new_id();
                let of = Of { table, row, column };
                writes.push(of.write(file, None, media_type, bytes));
                tell(session, table, column, Some(file), values);
            }
            Some(_) => tell(session, table, column, None, values),
        }
    }
    Ok(writes)
}

/// Sets an image's column to the id of its bytes, and the columns beside it.
fn tell(
    session: &Session<'_>,
    table: &Table,
    column: &Column,
    file: Option<Uuid>,
    values: &mut Attributes,
) {
    let name = &column.logical_name;
    let at = ticks(session.now());
    let address = file.map(|file| {
        format!(
            "/Image/download.aspx?Entity={}&Attribute={name}&Id={file}&Timestamp={at}",
            table.logical_name
        )
    });
    let beside = table.columns.values();
    for other in beside.filter(|other| other.attribute_of.as_ref() == Some(name)) {
        let value = match other.kind {
            ColumnKind::BigInt => file.map(|_| at).into(),
            ColumnKind::String { .. } => address.clone().into(),
            _ => file.into(),
        };
        values.insert(other.logical_name.as_str().into(), value);
    }
    values.insert(name.as_str().into(), file.into());
}

/// The media type of an image that a column takes.
fn check(table: &Table, row: Uuid, column: &Column, bytes: &[u8]) -> Result<&'static str, Fault> {
    let ColumnKind::Image { max_size_kb, .. } = column.kind else {
        return Err(Fault::unexpected());
    };
    if bytes.len().div_ceil(KIB) > max_size_kb as usize {
        return Err(Fault::new(
            PROCESS_IMAGE_FAILURE,
            format!(
                "Error occured when processing image. Reason: File size is too big. MaxSize: {} MB, Uploaded filesize: {} MB.",
                max_size_kb as usize / KIB,
                bytes.len() / KIB / KIB
            ),
        ));
    }
    media_type::of_image(bytes).ok_or_else(|| {
        Fault::new(
            PROCESS_IMAGE_FAILURE,
            format!(
                "Error occured when processing image. Reason: Update image properties failed for objectid: {row}, logicalName: {}, attribute: {}: expected the bytes of a GIF, JPEG, TIFF, BMP or PNG image.",
                table.logical_name, column.logical_name
            ),
        )
    })
}

fn not_primary(table: &Table, column: &Column) -> Fault {
    Fault::new(
        NOT_PRIMARY_ON_CREATE,
        format!(
            "Non-primary image attribute {} of entity {} is not allowed to upload during Create operation.",
            column.logical_name, table.logical_name
        ),
    )
}
