//! Shared contexts and helpers of the tests below.

mod delivered;
mod queries;
mod stored;
mod texts;
mod trim;
mod values;

use indexmap::IndexMap;
use uuid::Uuid;

use super::{ExecutionContext, Mode, Transaction, User};
use crate::value::{Attributes, EntityReference, Value};

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn bag<const N: usize>(values: [(&str, Value); N]) -> Attributes {
    let named = values.into_iter();
    named.map(|(name, value)| (name.into(), value)).collect()
}

/// An asynchronous step's context without parameters, results or images.
fn bare() -> ExecutionContext {
    ExecutionContext {
        business_unit: id(0xb),
        correlation: id(0xc),
        depth: 1,
        initiating_user: User {
            id: id(0x11),
            object_id: id(0x12),
        },
        user: User {
            id: id(0x21),
            object_id: id(0x22),
        },
        inputs: Attributes::default(),
        outputs: Attributes::default(),
        shared: Attributes::default(),
        pre_images: IndexMap::new(),
        pre_images_collection: Vec::new(),
        post_images_collection: Vec::new(),
        post_images: IndexMap::new(),
        transaction: Transaction::Outside,
        isolation_mode: 1,
        message: "sample_Message".to_owned(),
        mode: Mode::Asynchronous,
        operation_created_on: "2024-01-02T03:04:05Z".parse().expect("an instant"),
        operation: id(0x31),
        organization: id(0x41),
        organization_name: "unqorg".to_owned(),
        owning_extension: EntityReference::new("sdkmessageprocessingstep", id(0x51)),
        parent: None,
        primary_id: Uuid::nil(),
        primary_table: "none".to_owned(),
        request: None,
        secondary_table: "none".to_owned(),
        stage: 40,
    }
}

/// The JSON of one value, written as the only input parameter.
fn written(value: impl Into<Value>) -> String {
    let context = ExecutionContext {
        inputs: bag([("P", value.into())]),
        ..bare()
    };
    let body = context.write();
    let (_, rest) = body
        .split_once(r#""InputParameters":[{"key":"P","value":"#)
        .expect("there is one input");
    let (value, _) = rest
        .split_once(r#"}],"IsExecutingOffline":"#)
        .expect("the next member follows");
    value.to_owned()
}
