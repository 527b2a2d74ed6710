//! What Dataverse has beyond OData: the table of background operations, and callbacks with a body.

mod cancel;
pub(crate) mod codes;
mod find;
mod notice;
mod row;

use http::Method;
use uuid::Uuid;

use crate::client::Client;
use crate::error::Result;

pub use find::Find;
pub use notice::{Notice, NoticeError};
pub use row::Row;

/// The entity set of background operations.
const SET: &str = "backgroundoperations";

/// The table of background operations: the same operations that status monitors show, for longer and with more.
#[derive(Debug, Clone, Copy)]
pub struct BackgroundOperations<'a> {
    client: &'a Client,
}

impl<'a> BackgroundOperations<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// One operation.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn get(&self, id: Uuid) -> Result<Row> {
        let path = format!("{SET}({id})?$select={}", row::COLUMNS);
        self.client.request(Method::GET, path).send().await
    }

    /// Those that meet conditions, newest first.
    pub fn find(&self) -> Find<'a> {
        Find::new(self.client)
    }

    /// Asks for the cancellation of an operation by changing its row, as an application without the monitor's address
    /// does.
    ///
    /// # Errors
    /// See [`Error`](crate::Error); [`Error::Refused`](crate::Error::Refused) when the operation has ended.
    pub async fn cancel(&self, id: Uuid) -> Result<()> {
        cancel::cancel(self.client, id).await
    }
}
