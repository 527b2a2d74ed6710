//! The clock: routes to read it, to advance it, and to wait until the organization is idle.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::answer::{ControlAnswer, Outcome, Problem, parse};
use super::within::{duration, real_time};
use crate::host::Listener;
use dataverse_runtime::activity::Pending;
use dataverse_runtime::clock::{AdvanceError, Clock, To};

/// `POST clock/advance`: exactly one of the three members.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ClockChange {
    by: Option<String>,
    to: Option<Timestamp>,
    until: Option<Until>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Until {
    Idle,
}

/// `POST settle`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Within {
    within: Option<String>,
}

pub(super) fn show(listener: &Listener) -> Outcome {
    Ok(ControlAnswer::Ok(shape(listener.organization().clock())))
}

pub(super) async fn advance(listener: &Listener, body: &[u8]) -> Outcome {
    let wanted: ClockChange = parse(body)?;
    let to = match (wanted.by, wanted.to, wanted.until) {
        (Some(by), None, None) => To::By(duration(&by)?),
        (None, Some(to), None) => To::At(to),
        (None, None, Some(Until::Idle)) => To::Idle,
        _ => {
            return Err(Problem::invalid(
                r#"expected exactly one of {"by":"PT5S"} (not negative), {"to":"2026-01-02T03:04:05Z"} and {"until":"idle"}"#,
            ));
        }
    };
    let organization = listener.organization();
    match organization.clock().advance(to).await {
        Ok(_) => Ok(ControlAnswer::Ok(shape(organization.clock()))),
        Err(error @ (AdvanceError::Backwards { .. } | AdvanceError::Range)) => {
            Err(Problem::invalid(error))
        }
        Err(error @ (AdvanceError::Real | AdvanceError::Unsettled { .. })) => {
            Err(Problem::conflict(error))
        }
    }
}

pub(super) async fn settle(listener: &Listener, body: &[u8]) -> Outcome {
    let wanted: Within = parse(body)?;
    let within = real_time(wanted.within.as_deref())?;
    let settlement = listener.organization().clock().settle(within).await;
    Ok(ControlAnswer::Ok(json!({
        "settled": settlement.settled,
        "pending": pending(&settlement.pending),
        "next": settlement.next,
    })))
}

fn pending(pending: &Pending) -> Json {
    json!({
        "busy": pending.busy,
        "network": pending.network,
        "time": pending.time,
        "release": pending.release,
        "polls": pending.polls,
        "storage": pending.storage,
    })
}

fn shape(clock: &Clock) -> Json {
    json!({"mode": clock.mode().name(), "now": clock.now(), "next": clock.next_due()})
}
