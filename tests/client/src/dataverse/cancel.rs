//! The cancellation by the row: state 2, status 22.

use http::Method;
use serde_json::json;
use uuid::Uuid;

use super::{SET, codes};
use crate::client::Client;
use crate::error::Result;
use crate::status::Status;

pub(super) async fn cancel(client: &Client, id: Uuid) -> Result<()> {
    let (state, reason) = codes::of(Status::Canceling).unwrap_or_default();
    let body = json!({
        "backgroundoperationstatecode": state,
        "backgroundoperationstatuscode": reason,
    });
    let call = client.request(Method::PATCH, format!("{SET}({id})"));
    call.json(&body).send().await
}
