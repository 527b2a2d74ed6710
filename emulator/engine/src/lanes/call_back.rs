//! Delivers one callback; it is due until what came of it is committed (BG-087).

use std::sync::Arc;

use crate::EngineParts;
use dataverse_runtime::activity::Work;
use dataverse_runtime::clock::Kind;
use dataverse_runtime::faults::Point;
use dataverse_runtime::way_out::{Callback, Verdict};
use dataverse_store::{AfterTry, CallbackDue, Refusal, Write};

/// Delivers a callback. The guard that is returned counts for what follows.
pub(super) async fn run(parts: Arc<EngineParts>, mut due: CallbackDue, guard: Work) -> Work {
    let timer = parts.clock.wait_until(due.due, Kind::Work);
    drop(guard);
    let guard = timer.await;
    loop {
        let verdict = parts
            .callbacks
            .attempt(callback(&due), &parts.rules(), &guard)
            .await;
        parts.faults.reach(Point::CallbackAnswered);
        let then = match verdict {
            Verdict::Done => AfterTry::Finished,
            Verdict::Again => AfterTry::Again(parts.clock.now()),
        };
        let tried = Write::CallbackTried {
            callback: due.id,
            then,
        };
        match parts.commit(vec![tried], &guard).await {
            Ok(_) => parts.faults.reach(Point::CallbackMarked),
            Err(Refusal::Closed) => return guard,
            Err(refusal) => {
                let operation = due.operation;
                tracing::error!(%operation, %refusal, "a callback is not marked as tried");
            }
        }
        match verdict {
            Verdict::Done => return guard,
            Verdict::Again => due.tries += 1,
        }
    }
}

fn callback(due: &CallbackDue) -> Callback<'_> {
    Callback {
        operation: due.operation,
        url: &due.url,
        payload: &due.payload,
        tries: due.tries,
    }
}
