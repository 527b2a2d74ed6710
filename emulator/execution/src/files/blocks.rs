//! Transfers of files in blocks: their tokens, and the blocks that wait for the rest of their file.
//!
//! A token says what is transferred and grants nothing, so each request with one is checked by itself. A block is known by
//! the user, the upload and the client's name for it: no other user's token leads to it.

use std::sync::Arc;

use dataverse_model::message::Right;
use dataverse_operation::fault::Fault;
use dataverse_protocol::file_token::FileToken;
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Attributes, EntityReference, Value};
use dataverse_runtime::identity::named;
use dataverse_store::{Expect, Write, files};
use uuid::Uuid;

use super::Slot;
use crate::error::Error;
use crate::security::may;
use crate::session::Session;

/// A transfer that a token tells of, with the place that it goes to or comes from.
pub(crate) struct Transfer {
    pub(crate) slot: Slot,
    /// The file that is downloaded, or the id of the upload.
    pub(crate) id: Uuid,
}

impl Transfer {
    /// The token of a transfer.
    pub(crate) fn token(slot: &Slot, id: Uuid, media_type: Option<String>) -> String {
        let token = FileToken {
            table: slot.table.logical_name.clone(),
            row: slot.row,
            column: slot.column().to_owned(),
            id,
            media_type,
        };
        token.print()
    }

    /// The transfer that a token tells of.
    ///
    /// # Errors
    /// The text is no token; the caller lacks the right on the row; the row or the column is gone.
    pub(crate) fn of_token(session: &Session<'_>, text: &str, right: Right) -> Result<Self, Fault> {
        let token = FileToken::parse(text).ok_or_else(|| {
            Fault::invalid_argument(
                "The FileContinuationToken is none of this organization: expected one that begins a transfer.",
            )
        })?;
        let row = EntityReference::new(token.table, token.row);
        may(session, right, &row)?;
        let slot = Slot::find(session, &row, &token.column)?;
        Ok(Self { slot, id: token.id })
    }

    fn block(&self, session: &Session<'_>, name: &str) -> Uuid {
        let caller = session.provenance().caller;
        named(&format!("block/{caller}/{}/{name}", self.id))
    }
}

/// Keeps a block until its file is put together. One that is sent again takes the place of the earlier one.
///
/// # Errors
/// The store fails.
pub(crate) fn keep(
    session: &mut Session<'_>,
    transfer: &Transfer,
    name: &str,
    bytes: Vec<u8>,
) -> Result<(), Error> {
    let id = transfer.block(session, name);
    let table = Arc::clone(files::blocks());
    let values = Attributes::from_iter([
        ("createdon".into(), session.now().into()),
        (files::CONTENT.into(), Value::Bytes(bytes)),
    ]);
    let is_known = session.exists(&table, id)?;
    session.write(match is_known {
        true => Write::Update {
            table,
            id,
            values,
            expect: Expect::Exists,
        },
        false => Write::Insert { table, id, values },
    })
}

/// Puts the blocks of a file together, in this order, and forgets them.
///
/// # Errors
/// A block was not sent; the file is larger than the limit `file_size`.
pub(crate) fn join(
    session: &mut Session<'_>,
    transfer: &Transfer,
    names: &[String],
) -> Result<Vec<u8>, Error> {
    let table = Arc::clone(files::blocks());
    let content = Columns::Named(vec![files::CONTENT.to_owned()]);
    let limit = session.limits().file_size;
    let mut whole = Vec::new();
    let mut gone = Vec::with_capacity(names.len());
    for name in names {
        let id = transfer.block(session, name);
        let block = session.retrieve(&table, id, &content)?;
        let bytes = block.and_then(|mut block| block.attributes.swap_remove(files::CONTENT));
        let Some(Value::Bytes(bytes)) = bytes else {
            return Err(Fault::invalid_argument(format!(
                "The block '{name}' of BlockList was not uploaded: expected a BlockId of an UploadBlock with the same FileContinuationToken."
            ))
            .into());
        };
        if whole.len() + bytes.len() > limit {
            return Err(Fault::invalid_argument(format!(
                "The file has more bytes than the limit file_size: expected at most {limit}."
            ))
            .into());
        }
        whole.extend(bytes);
        if !gone.contains(&id) {
            gone.push(id);
        }
    }
    for id in gone {
        session.write(Write::Delete {
            table: Arc::clone(&table),
            id,
            expect: Expect::Exists,
        })?;
    }
    Ok(whole)
}
