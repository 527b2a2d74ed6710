//! Background operations: releases those that a script holds.

use super::answer::{ControlAnswer, Outcome, Problem};
use crate::host::Listener;

pub(super) fn release(listener: &Listener, id: &str) -> Outcome {
    let operation = id.parse().map_err(|_| {
        Problem::invalid(format!(
            "'{id}' is not the id of an operation: a GUID was expected"
        ))
    })?;
    let organization = listener.organization();
    match organization.release(operation) {
        Ok(()) => Ok(ControlAnswer::Done),
        Err(not_held) => match organization.operation(operation) {
            Ok(None) => Err(Problem::unknown(format!(
                "there is no operation {operation}"
            ))),
            Ok(Some(_)) => Err(Problem::conflict(not_held)),
            Err(fault) => Err(Problem::failed(fault.message)),
        },
    }
}
