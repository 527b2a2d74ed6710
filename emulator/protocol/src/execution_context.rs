//! The context of a message that a step's handler receives: the SDK's `RemoteExecutionContext`.
//!
//! A webhook receives it as the JSON that .NET's `DataContractJsonSerializer` writes (WH-020); a system job stores it
//! in the stored form ([`codec`](crate::codec)) until the job runs. This module knows no steps, and it fills no images.
//!
//! Section 3.4 lists the members, their order and their encodings. The samples there and the documented delivery of
//! `Update` of `contact` differ in one point, in which this module follows the delivery: the rows of `PreEntityImages`
//! and `PostEntityImages` have no `__type`, because their declared type is their actual type.

mod complex;
mod json;
mod query;
#[cfg(test)]
mod tests;
mod trim;
mod value;

pub use json::ControlCharacters;
pub use trim::{Size, Sized};

use indexmap::IndexMap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::codec::instant;
use crate::value::{Attributes, Entity, EntityReference};
use json::{Object, Out};

/// The context of a message, as a handler receives it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExecutionContext {
    /// The business unit of [`user`](Self::user) (`BusinessUnitId`).
    pub business_unit: Uuid,
    /// One id for the first request and every message and job that follows from it (`CorrelationId`).
    pub correlation: Uuid,
    /// The number of nested messages, from 1 (`Depth`).
    pub depth: u32,
    /// The user that sent the request (`InitiatingUserId`).
    pub initiating_user: User,
    /// The user that the handler acts as (`UserId`).
    pub user: User,
    /// The parameters of the message (`InputParameters`).
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub inputs: Attributes,
    /// The results of the message; empty before the main operation has run (`OutputParameters`).
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub outputs: Attributes,
    /// The values that handlers of one pipeline pass to each other (`SharedVariables`).
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub shared: Attributes,
    /// The row before the main operation, by the alias of the image (`PreEntityImages`).
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub pre_images: IndexMap<String, Entity>,
    /// The row after the main operation, by the alias of the image (`PostEntityImages`).
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub post_images: IndexMap<String, Entity>,
    /// For a message of many rows, the images of each row before the main operation, in the order of the rows
    /// (`PreEntityImagesCollection`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pre_images_collection: Vec<IndexMap<String, Entity>>,
    /// The same after the main operation (`PostEntityImagesCollection`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub post_images_collection: Vec<IndexMap<String, Entity>>,
    /// Whether the handler runs in the transaction of the message (`IsInTransaction`).
    pub transaction: Transaction,
    /// 1 (none) for a webhook, 2 (sandbox) for a plug-in (`IsolationMode`).
    pub isolation_mode: i32,
    /// The name of the message (`MessageName`).
    pub message: String,
    /// The mode of the step (`Mode`).
    pub mode: Mode,
    /// When the pipeline of the message began, also in the context of a system job (`OperationCreatedOn`).
    #[serde(with = "instant")]
    pub operation_created_on: Timestamp,
    /// Id of the system job; nil for a synchronous step (`OperationId`).
    pub operation: Uuid,
    /// The organization's id (`OrganizationId`).
    pub organization: Uuid,
    /// The organization's unique name (`OrganizationName`).
    pub organization_name: String,
    /// The step that the handler is registered with (`OwningExtension`).
    pub owning_extension: EntityReference,
    /// The context of the message whose handler sent this message (`ParentContext`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Box<ExecutionContext>>,
    /// Id of the row that the message is about; nil for none (`PrimaryEntityId`).
    pub primary_id: Uuid,
    /// Logical name of that row's table; `none` for none (`PrimaryEntityName`).
    pub primary_table: String,
    /// The id that the client gave the request (`RequestId`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Uuid>,
    /// Logical name of the second table of a message about two tables, otherwise `none` (`SecondaryEntityName`).
    pub secondary_table: String,
    /// The stage of the pipeline: 10, 20, 30 or 40 (`Stage`).
    pub stage: i32,
}

/// A user's ids in the organization and in its directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// `systemuserid`.
    pub id: Uuid,
    /// `azureactivedirectoryobjectid`; nil for a user that the directory does not have.
    pub object_id: Uuid,
}

/// Whether a handler's writes belong to the transaction of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transaction {
    /// A rollback of the message undoes the writes.
    Inside,
    /// The writes are kept if the message fails.
    Outside,
}

/// The mode of a step, with its number in Dataverse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// The request waits for the handler.
    Synchronous = 0,
    /// A system job runs the handler after the request.
    Asynchronous = 1,
}

impl ExecutionContext {
    /// Writes the JSON of `RemoteExecutionContext` without white space and without a size limit (WH-020).
    pub fn write(&self) -> String {
        self.body(Size::Whole, ControlCharacters::default())
    }

    fn body(&self, size: Size, controls: ControlCharacters) -> String {
        let mut out = Out::new(controls);
        out.object(|object| members(object, self, size));
        out.finish()
    }
}

/// Writes the members in ordinal order of their names, as the serializer does.
fn members(object: &mut Object<'_>, of: &ExecutionContext, size: Size) {
    object.guid("BusinessUnitId", of.business_unit);
    object.guid("CorrelationId", of.correlation);
    object.number("Depth", of.depth);
    object.guid(
        "InitiatingUserAzureActiveDirectoryObjectId",
        of.initiating_user.object_id,
    );
    object.guid("InitiatingUserId", of.initiating_user.id);
    object.member("InputParameters", |out| match size {
        Size::Whole => value::bag(out, &of.inputs),
        Size::Exceeded | Size::TooLarge => out.raw("[]"),
    });
    object.boolean("IsExecutingOffline", false);
    object.boolean("IsInTransaction", of.transaction == Transaction::Inside);
    object.boolean("IsOfflinePlayback", false);
    object.number("IsolationMode", of.isolation_mode);
    object.text("MessageName", &of.message);
    object.number("Mode", of.mode as i32);
    object.member("OperationCreatedOn", |out| match of.mode {
        Mode::Synchronous => out.instant(of.operation_created_on),
        Mode::Asynchronous => out.local_second(of.operation_created_on),
    });
    object.guid("OperationId", of.operation);
    object.guid("OrganizationId", of.organization);
    object.text("OrganizationName", &of.organization_name);
    object.member("OutputParameters", |out| value::bag(out, &of.outputs));
    object.member("OwningExtension", |out| {
        out.object(|object| value::reference(object, &of.owning_extension));
    });
    object.member("ParentContext", |out| match (&of.parent, size) {
        (Some(parent), Size::Whole) => out.object(|object| members(object, parent, size)),
        (None, _) | (_, Size::Exceeded | Size::TooLarge) => out.raw("null"),
    });
    object.member("PostEntityImages", |out| images(out, &of.post_images, size));
    of_each_row(
        object,
        "PostEntityImagesCollection",
        &of.post_images_collection,
        size,
    );
    object.member("PreEntityImages", |out| images(out, &of.pre_images, size));
    of_each_row(
        object,
        "PreEntityImagesCollection",
        &of.pre_images_collection,
        size,
    );
    object.guid("PrimaryEntityId", of.primary_id);
    object.text("PrimaryEntityName", &of.primary_table);
    object.member("RequestId", |out| match of.request {
        Some(id) => out.guid(id),
        None => out.raw("null"),
    });
    object.text("SecondaryEntityName", &of.secondary_table);
    object.member("SharedVariables", |out| value::bag(out, &of.shared));
    object.number("Stage", of.stage);
    object.guid("UserAzureActiveDirectoryObjectId", of.user.object_id);
    object.guid("UserId", of.user.id);
}

/// Writes the images of each row of a message of many rows; other messages have no such member.
fn of_each_row(object: &mut Object<'_>, name: &str, rows: &[IndexMap<String, Entity>], size: Size) {
    if !rows.is_empty() {
        object.member(name, |out| {
            out.array(rows, |out, row| images(out, row, size));
        });
    }
}

fn images(out: &mut Out, images: &IndexMap<String, Entity>, size: Size) {
    match size {
        Size::Whole => out.pairs(images, |out, row| {
            out.object(|object| value::entity(object, row));
        }),
        Size::Exceeded | Size::TooLarge => out.raw("[]"),
    }
}
