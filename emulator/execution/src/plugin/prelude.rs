//! Everything that a plug-in in Rust needs: the trait and its context, rows and values, requests, queries, faults.
//!
//! A plug-in begins with `use dataverse_emulator::plugin::prelude::*;`.

pub use super::{Context, Plugin};
pub use dataverse_operation::fault::Fault;
pub use dataverse_protocol::execution_context::{ExecutionContext, Mode, Transaction};
/// The type of the values of a [`SimpleArray`].
pub use dataverse_protocol::odata::primitive::EdmType;
pub use dataverse_protocol::query::{
    ColumnPath, Columns, Condition, Direction, Filter, Join, Link, Operand, Operator, Order, Query,
    Through,
};
pub use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
pub use dataverse_protocol::value::{
    Attributes, Entity, EntityCollection, EntityReference, ManagedProperty, MixedArray, Related,
    SimpleArray, Value, array_of,
};
/// The instant of [`Value::DateTime`].
pub use jiff::Timestamp;
/// The date of [`Value::Date`].
pub use jiff::civil::Date;
/// The number of [`Value::Decimal`] and [`Value::Money`].
pub use rust_decimal::Decimal;
/// The id of a row.
pub use uuid::Uuid;
