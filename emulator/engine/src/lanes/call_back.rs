//! Delivers one callback, which stays due until its result is committed (BG-087).

use crate::EngineParts;
use dataverse_runtime::activity::Work;
use dataverse_runtime::crash_points::CrashPoint;
use dataverse_runtime::way_out::{Callback, Verdict};
use dataverse_store::{AfterTry, CallbackDue, Refusal, Write};

/// Delivers a callback; `work` counts until the follow-up is counted.
pub(super) async fn run(parts: &EngineParts, mut due: CallbackDue, work: &Work) {
    parts.clock.sleep_until(due.due, work).await;
    loop {
        let verdict = parts
            .callbacks
            .attempt(callback(&due), &parts.rules(), work)
            .await;
        parts.faults.reach(CrashPoint::CallbackAnswered);
        let then = match verdict {
            Verdict::Done => AfterTry::Finished,
            Verdict::Again => AfterTry::Again(parts.clock.now()),
        };
        let tried = Write::CallbackTried {
            callback: due.id,
            then,
        };
        match parts.commit(vec![tried], work).await {
            Ok(_) => parts.faults.reach(CrashPoint::CallbackMarked),
            Err(Refusal::Closed) => return,
            Err(refusal) => {
                let operation = due.operation;
                tracing::error!(%operation, %refusal, "a callback is not marked as tried");
            }
        }
        match verdict {
            Verdict::Done => return,
            Verdict::Again => due.tries += 1,
        }
    }
}

fn callback(due: &CallbackDue) -> Callback<'_> {
    Callback {
        operation: due.operation,
        url: &due.url,
        verb: due.verb,
        payload: &due.payload,
        tries: due.tries,
    }
}
