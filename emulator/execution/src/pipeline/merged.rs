//! What a step sees that is registered on the message of many rows, when a message of one row runs it (MS-011): one row
//! among `Targets`, and images of each row.

use dataverse_model::message::{TARGET, TARGETS};
use dataverse_protocol::execution_context::ExecutionContext;
use dataverse_protocol::value::{Attributes, EntityCollection, Name, Value};
use uuid::Uuid;

use crate::step::Step;

/// The results of a create, of one row and of many.
const ID: &str = "id";
const IDS: &str = "Ids";

/// The context of a request as a step of `message` sees it: of many rows if the request is of one.
pub(super) fn widen(mut execution: ExecutionContext, step: &Step) -> ExecutionContext {
    if execution.message == step.message {
        return execution;
    }
    execution.message.clone_from(&step.message);
    execution.primary_id = Uuid::nil();
    execution.inputs = replaced(execution.inputs, |name, value| match (name, value) {
        (TARGET, Value::Entity(row)) => {
            let rows = EntityCollection {
                table: row.table.clone(),
                entities: vec![*row],
                ..EntityCollection::default()
            };
            (TARGETS.into(), Value::from(rows))
        }
        (name, value) => (name.into(), value),
    });
    execution.outputs = replaced(execution.outputs, |name, value| match (name, value) {
        (ID, Value::Guid(id)) => (IDS.into(), vec![id].into()),
        (name, value) => (name.into(), value),
    });
    execution.pre_images_collection = vec![std::mem::take(&mut execution.pre_images)];
    execution.post_images_collection = vec![std::mem::take(&mut execution.post_images)];
    execution
}

/// Parameters and results as a handler has left them, as those of the request's own message.
pub(super) fn narrow(values: Attributes) -> Attributes {
    replaced(values, |name, value| match (name, value) {
        (TARGETS, Value::Collection(mut rows)) if rows.entities.len() == 1 => {
            let row = rows.entities.pop().unwrap_or_default();
            (TARGET.into(), Value::from(row))
        }
        (IDS, Value::Array(ids)) if ids.items().len() == 1 => (ID.into(), ids.items()[0].clone()),
        (name, value) => (name.into(), value),
    })
}

fn replaced(values: Attributes, with: impl Fn(&str, Value) -> (Name, Value)) -> Attributes {
    values
        .into_iter()
        .map(|(name, value)| with(&name, value))
        .collect()
}
