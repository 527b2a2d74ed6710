//! The bytes of images and files, which are written apart from the rows that have them.
//!
//! A row keeps the id of the bytes in the column itself and tells about them in the columns beside it. What becomes of
//! bytes that a row no longer has is the store's affair.

mod blocks;
mod images;
mod media_type;

use std::sync::Arc;

use dataverse_model::metadata::{Column, ColumnKind, Table};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};
use dataverse_store::{Expect, Write, files};
use uuid::Uuid;

use crate::error::{Error, no_column, not_found};
use crate::row;
use crate::session::Session;

pub(crate) use blocks::{Transfer, join, keep};
pub(crate) use images::{RowState, take_images};

/// The bytes in a unit of `MaxSizeInKB`.
const KIB: usize = 1024;

/// unManagedidsattachmentinvalidfilesize: a file is too large.
const FILE_TOO_LARGE: i32 = 0x8004_4a02_u32.cast_signed();

/// Most UTF-16 code units of the name of a file.
const NAME: usize = 255;

/// What bytes belong to.
struct Of<'a> {
    table: &'a Table,
    row: Uuid,
    column: &'a Column,
}

impl Of<'_> {
    /// The write of the bytes.
    fn write(&self, id: Uuid, name: Option<&str>, media_type: &str, bytes: Vec<u8>) -> Write {
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let values = [
            (files::NAME, name.into()),
            (files::MEDIA_TYPE, media_type.into()),
            (files::SIZE, size.into()),
            (files::TABLE, self.table.logical_name.as_str().into()),
            (files::ROW, self.row.into()),
            (files::COLUMN, self.column.logical_name.as_str().into()),
            (files::CONTENT, Value::Bytes(bytes)),
        ];
        let values = values.map(|(name, value)| (name.into(), value));
        Write::Insert {
            table: Arc::clone(files::table()),
            id,
            values: values.into_iter().collect(),
        }
    }
}

/// A column of images or files in a row that exists.
pub(crate) struct Slot {
    pub(crate) table: Arc<Table>,
    pub(crate) row: Uuid,
    column: Column,
}

/// What is told of bytes without reading them.
pub(crate) struct Stored {
    pub(crate) id: Uuid,
    pub(crate) name: Option<String>,
    pub(crate) media_type: Option<String>,
    pub(crate) size: i64,
}

/// What a client uploads.
pub(crate) struct Upload {
    pub(crate) name: Option<String>,
    /// The media type; `None` to go by the name.
    pub(crate) media_type: Option<String>,
    pub(crate) bytes: Vec<u8>,
}

impl Slot {
    /// The column with this name in a row.
    ///
    /// # Errors
    /// There is no such row or column, or the column has neither images nor files.
    pub(crate) fn find(
        session: &Session<'_>,
        row: &EntityReference,
        name: &str,
    ) -> Result<Self, Fault> {
        let table = session.table(&row.table)?;
        let column = table.column(name);
        let column = column.ok_or_else(|| no_column(&table.logical_name, name))?;
        if !column.has_content() {
            return Err(Fault::new(
                code::INVALID_ARGUMENT,
                format!(
                    "The column '{name}' of '{}' is of the type {}: expected one of images or files.",
                    table.logical_name,
                    column.kind.name()
                ),
            ));
        }
        if !session.exists(&table, row.id)? {
            return Err(not_found(&table, row.id));
        }
        Ok(Self {
            column: column.clone(),
            row: row.id,
            table,
        })
    }

    /// The column's name.
    pub(crate) fn column(&self) -> &str {
        &self.column.logical_name
    }

    /// Whether the column keeps what can be downloaded in full size.
    pub(crate) fn keeps_full_size(&self) -> bool {
        !matches!(
            self.column.kind,
            ColumnKind::Image {
                can_store_full: false,
                ..
            }
        )
    }

    /// The bytes that the row has; `None` for none.
    pub(crate) fn stored(&self, session: &Session<'_>) -> Result<Option<Stored>, Fault> {
        let id = self.id_column().to_owned();
        let columns = Columns::Named(vec![id.clone()]);
        let row = session.retrieve(&self.table, self.row, &columns)?;
        let file = row.and_then(|row| row.get(&id)?.as_guid());
        let Some(file) = file else {
            return Ok(None);
        };
        let names = [files::NAME, files::MEDIA_TYPE, files::SIZE];
        let Some(told) = read(session, file, &names)? else {
            return Ok(None);
        };
        let text = |name| told.get(name).and_then(Value::as_str).map(str::to_owned);
        Ok(Some(Stored {
            id: file,
            name: text(files::NAME),
            media_type: text(files::MEDIA_TYPE),
            size: told
                .get(files::SIZE)
                .and_then(Value::as_integer)
                .unwrap_or_default(),
        }))
    }

    /// The column that has the id of the bytes as clients read it.
    fn id_column(&self) -> &str {
        let mut beside = self.beside();
        match self.column.kind {
            ColumnKind::Image { .. } => beside
                .find(|column| column.kind == ColumnKind::Uniqueidentifier)
                .map_or(self.column(), |column| &column.logical_name),
            _ => self.column(),
        }
    }

    /// The columns that tell about the bytes.
    fn beside(&self) -> impl Iterator<Item = &Column> {
        let columns = self.table.columns.values();
        columns.filter(|column| column.attribute_of.as_deref() == Some(self.column()))
    }

    /// Writes bytes to the row, in the place of those that it has; returns their id.
    ///
    /// # Errors
    /// They are too large, have no name, or are no image in a column of images; the row is gone.
    pub(crate) fn put(&self, session: &mut Session<'_>, upload: Upload) -> Result<Uuid, Error> {
        let mut values = self.stamps(session)?;
        let name = self.column().to_owned();
        let writes = match self.column.kind {
            ColumnKind::File { max_size_kb } => {
                let id = session.new_id();
                let file = self.file(id, upload, max_size_kb)?;
                let beside = self
                    .beside()
                    .map(|column| column.logical_name.as_str().into());
                values.extend(beside.map(|column| (column, file.name.as_str().into())));
                values.insert(name.as_str().into(), id.into());
                vec![file.write]
            }
            _ => {
                values.insert(name.as_str().into(), Value::Bytes(upload.bytes));
                let (table, row) = (Arc::clone(&self.table), self.row);
                take_images(session, &table, row, RowState::Existing, &mut values)?
            }
        };
        let id = values.get(name.as_str()).and_then(Value::as_guid);
        for write in writes {
            session.write(write)?;
        }
        self.change(session, values)?;
        Ok(id.unwrap_or_default())
    }

    /// Clears the column and those that tell about it; the bytes go with its value.
    ///
    /// # Errors
    /// The row is gone.
    pub(crate) fn clear(&self, session: &mut Session<'_>) -> Result<(), Error> {
        let mut values = self.stamps(session)?;
        let columns = std::iter::once(&self.column).chain(self.beside());
        values.extend(columns.map(|column| (column.logical_name.as_str().into(), Value::Null)));
        self.change(session, values)
    }

    /// What every change of the row sets.
    fn stamps(&self, session: &Session<'_>) -> Result<Attributes, Fault> {
        row::for_update(session, &self.table, self.row, Attributes::default())
    }

    fn change(&self, session: &mut Session<'_>, values: Attributes) -> Result<(), Error> {
        session.write(Write::Update {
            table: Arc::clone(&self.table),
            id: self.row,
            values,
            expect: Expect::Exists,
        })
    }

    fn file(&self, id: Uuid, upload: Upload, max_size_kb: u32) -> Result<File, Fault> {
        if upload.bytes.len() > max_size_kb as usize * KIB {
            return Err(Fault::new(
                FILE_TOO_LARGE,
                "Attachment file size is too big.",
            ));
        }
        let name = upload.name.filter(|name| !name.is_empty());
        let name = name.ok_or_else(|| {
            self.refusal(
                "has no name: expected FileName, or over the Web API the header x-ms-file-name",
            )
        })?;
        if name.encode_utf16().count() > NAME {
            return Err(self.refusal(&format!(
                "has a name that is too long: expected at most {NAME} characters"
            )));
        }
        let by_name = media_type::of_name(&name);
        let media_type = upload.media_type.as_deref().unwrap_or(by_name);
        let of = Of {
            table: &self.table,
            row: self.row,
            column: &self.column,
        };
        let write = of.write(id, Some(&name), media_type, upload.bytes);
        Ok(File { name, write })
    }

    fn refusal(&self, why: &str) -> Fault {
        Fault::invalid_argument(format!(
            "The file for the column '{}' of '{}' {why}.",
            self.column(),
            self.table.logical_name
        ))
    }
}

/// A file that is about to be written.
struct File {
    name: String,
    write: Write,
}

/// The row and the column that have the bytes with this id; `None` where there are none.
///
/// # Errors
/// The store fails.
pub(crate) fn owner_of(
    session: &Session<'_>,
    file: Uuid,
) -> Result<Option<(EntityReference, String)>, Fault> {
    let told = read(session, file, &[files::TABLE, files::ROW, files::COLUMN])?;
    Ok(told.and_then(|told| {
        let table = told.get(files::TABLE)?.as_str()?;
        let row = told.get(files::ROW)?.as_guid()?;
        let column = told.get(files::COLUMN)?.as_str()?;
        Some((EntityReference::new(table, row), column.to_owned()))
    }))
}

/// The bytes with this id; `None` where there are none.
///
/// # Errors
/// The store fails.
pub(crate) fn content(session: &Session<'_>, file: Uuid) -> Result<Option<Vec<u8>>, Fault> {
    let told = read(session, file, &[files::CONTENT])?;
    Ok(told.and_then(
        |mut told| match told.attributes.swap_remove(files::CONTENT) {
            Some(Value::Bytes(bytes)) => Some(bytes),
            _ => None,
        },
    ))
}

fn read(session: &Session<'_>, file: Uuid, columns: &[&str]) -> Result<Option<Entity>, Fault> {
    let columns = columns.iter().map(|name| (*name).to_owned());
    session.retrieve(files::table(), file, &Columns::Named(columns.collect()))
}
