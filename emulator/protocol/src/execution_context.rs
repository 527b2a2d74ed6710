//! What a handler is told about the message it runs for: the SDK's `RemoteExecutionContext`.
//!
//! A webhook gets it as JSON (WH-020), in the bytes that .NET's `DataContractJsonSerializer`
//! writes; a system job keeps it in its stored form ([`codec`](crate::codec)) until it runs.
//! Which steps there are, when they run and what their images hold is not known here.
//!
//! The members, their order and their encodings are those of section 3.4. Where the samples there
//! and the documented delivery of `Update` of `contact` differ, the delivery counts: the rows of
//! `PreEntityImages` and `PostEntityImages` have no `__type`, because their declared type is their
//! real one.

mod complex;
mod json;
mod query;
#[cfg(test)]
mod tests;
mod trim;
mod value;

pub use trim::{Size, Sized};

use indexmap::IndexMap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::codec::instant;
use crate::value::{Attributes, Entity, EntityReference};
use json::{Object, Out};

/// Everything a handler is told about the message it runs for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExecutionContext {
    /// The business unit of [`user`](Self::user) (`BusinessUnitId`).
    pub business_unit: Uuid,
    /// One id for everything that the first request set going (`CorrelationId`).
    pub correlation: Uuid,
    /// How many messages deep this one is, from 1 (`Depth`).
    pub depth: u32,
    /// Who sent the request (`InitiatingUserId`).
    pub initiating_user: User,
    /// As whom the handler acts (`UserId`).
    pub user: User,
    /// The message's parameters (`InputParameters`).
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub inputs: Attributes,
    /// The message's results, where it has run (`OutputParameters`).
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub outputs: Attributes,
    /// What handlers leave each other (`SharedVariables`).
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub shared: Attributes,
    /// The row before the message, by the image's alias (`PreEntityImages`).
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub pre_images: IndexMap<String, Entity>,
    /// The row after the message, by the image's alias (`PostEntityImages`).
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub post_images: IndexMap<String, Entity>,
    /// Whether what the handler writes is undone with the message (`IsInTransaction`).
    pub transaction: Transaction,
    /// 1 for none, which is a webhook's; 2 for the sandbox, which is a plug-in's (`IsolationMode`).
    pub isolation_mode: i32,
    /// The message's name (`MessageName`).
    pub message: String,
    /// Whether the request waits for the handler (`Mode`).
    pub mode: Mode,
    /// When the system job, or the message of a synchronous step, began (`OperationCreatedOn`).
    #[serde(with = "instant")]
    pub operation_created_on: Timestamp,
    /// The system job; nil for a synchronous step (`OperationId`).
    pub operation: Uuid,
    /// The organization's id (`OrganizationId`).
    pub organization: Uuid,
    /// The organization's unique name (`OrganizationName`).
    pub organization_name: String,
    /// The step that the handler was registered with (`OwningExtension`).
    pub owning_extension: EntityReference,
    /// The context of the message within which this one was sent (`ParentContext`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Box<ExecutionContext>>,
    /// The row the message is about, nil for none (`PrimaryEntityId`).
    pub primary_id: Uuid,
    /// Its table, `none` for none (`PrimaryEntityName`).
    pub primary_table: String,
    /// The request's id, where its sender gave one (`RequestId`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Uuid>,
    /// The second table of a message about two, else `none` (`SecondaryEntityName`).
    pub secondary_table: String,
    /// The stage of the pipeline: 10, 20, 30 or 40 (`Stage`).
    pub stage: i32,
}

/// A user, in the organization and in its directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// `systemuserid`.
    pub id: Uuid,
    /// `azureactivedirectoryobjectid`; nil where the directory does not know the user.
    pub object_id: Uuid,
}

/// Whether a handler's writes share the fate of the message's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transaction {
    /// They are undone with it.
    Inside,
    /// They stay.
    Outside,
}

/// Whether the request waits for the handler.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// It waits.
    Synchronous = 0,
    /// A system job runs the handler after the request.
    Asynchronous = 1,
}

impl ExecutionContext {
    /// The JSON of `RemoteExecutionContext`, without any spaces, whatever its size (WH-020).
    pub fn write(&self) -> String {
        self.body(Size::Whole)
    }

    fn body(&self, size: Size) -> String {
        let mut out = Out::default();
        out.object(|object| members(object, self, size));
        out.finish()
    }
}

/// The members in ordinal order, as the serializer has them.
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
    object.member("PreEntityImages", |out| images(out, &of.pre_images, size));
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

fn images(out: &mut Out, images: &IndexMap<String, Entity>, size: Size) {
    match size {
        Size::Whole => out.pairs(images, |out, row| {
            out.object(|object| value::entity(object, row));
        }),
        Size::Exceeded | Size::TooLarge => out.raw("[]"),
    }
}
