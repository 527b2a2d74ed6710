//! Writes a row of the plug-in trace log after a plug-in has run, if the organization's setting asks for it (PL-120 to
//! PL-123). The row has a transaction of its own: it remains when an operation is rolled back.

use dataverse_operation::fault::Fault;
use dataverse_protocol::execution_context::{ExecutionContext, Mode};
use dataverse_protocol::value::{Attributes, Entity, Value};
use dataverse_runtime::activity::Class;
use jiff::Timestamp;
use tokio::runtime::Handle;
use uuid::Uuid;

use crate::error::Error;
use crate::registry::TraceSetting;
use crate::seed::seed_rows;
use crate::session::{Session, Start};
use crate::step::Configuration;
use crate::step::STEP;

const TABLE: &str = "plugintracelog";

/// The largest trace in bytes (PL-122).
const BLOCK_LIMIT: usize = 10 * 1024;

/// A completed run of a plug-in.
pub(super) struct Traced<'t> {
    pub(super) type_name: &'t str,
    pub(super) lines: &'t str,
    pub(super) execution: &'t ExecutionContext,
    pub(super) configuration: &'t Configuration,
    pub(super) result: &'t Result<(), Fault>,
    pub(super) begun: Timestamp,
}

/// Writes the trace, if the organization's setting asks for it. A failure to write is logged and does not fail the
/// plug-in.
pub(super) fn keep(session: &mut Session<'_>, traced: &Traced<'_>) {
    let wanted = match session.registry().settings.trace {
        TraceSetting::Off => false,
        TraceSetting::Exceptions => traced.result.is_err(),
        TraceSetting::All => true,
    };
    if wanted && let Err(error) = commit(session, traced) {
        tracing::error!(?error, "a trace log cannot be kept");
    }
}

fn commit(session: &mut Session<'_>, traced: &Traced<'_>) -> Result<(), Error> {
    let core = session.core();
    let elapsed = core.clock.now().duration_since(traced.begun);
    let mut attributes = row(session, traced);
    attributes.insert("performanceexecutionstarttime".into(), traced.begun.into());
    let millis = i32::try_from(elapsed.as_millis()).unwrap_or(i32::MAX);
    attributes.insert("performanceexecutionduration".into(), millis.into());
    let entity = Entity {
        id: Some(session.new_id()),
        attributes,
        ..Entity::new(TABLE)
    };
    let start = Start {
        registry: session.registry().clone(),
        rules: session.shared_rules().clone(),
        provenance: session.provenance().clone(),
        bypass: session.bypass().clone(),
        ids: core.identity.stream(),
    };
    let code = session.code().ok_or_else(Fault::unexpected)?;
    let work = code.work.follow(Class::Busy);
    let mut own = session.beside(start)?;
    seed_rows(&mut own, vec![entity])?;
    let commit = core.commit(own.into_writes(), session.shared_rules(), &work);
    Handle::current().block_on(commit)?;
    Ok(())
}

fn row(session: &Session<'_>, traced: &Traced<'_>) -> Attributes {
    let execution = traced.execution;
    let texts = [
        ("typename", traced.type_name),
        ("messagename", &execution.message),
        ("primaryentity", &execution.primary_table),
        ("messageblock", last(traced.lines, BLOCK_LIMIT)),
        ("configuration", &traced.configuration.unsecure),
        ("secureconfiguration", &traced.configuration.secure),
    ];
    let mut row: Attributes = texts
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(column, text)| (column.into(), Value::from(text)))
        .collect();
    if let Err(fault) = traced.result {
        let details = format!("{} ({})", fault.message, fault.hex());
        let details = first(&details, BLOCK_LIMIT);
        row.insert("exceptiondetails".into(), Value::from(details));
    }
    let mode = match execution.mode {
        Mode::Synchronous => 0,
        Mode::Asynchronous => 1,
    };
    row.extend(
        [
            ("correlationid", Value::Guid(execution.correlation)),
            ("requestid", execution.request.into()),
            ("organizationid", Value::Guid(session.core().id)),
            ("pluginstepid", step_of(execution).into()),
            (
                "depth",
                i32::try_from(execution.depth).unwrap_or(i32::MAX).into(),
            ),
            ("mode", Value::OptionSet(mode)),
            ("operationtype", Value::OptionSet(1)),
            ("issystemcreated", Value::Boolean(false)),
        ]
        .map(|(column, value)| (column.into(), value)),
    );
    row
}

/// The step that the context belongs to; `None` for the main operation of a custom API.
pub fn step_of(execution: &ExecutionContext) -> Option<Uuid> {
    let owner = &execution.owning_extension;
    (owner.table == STEP).then_some(owner.id)
}

/// The last whole lines that fit into `limit` bytes. Of a longer last line, its end.
fn last(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    let mut start = text.len() - limit;
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let end = &text[start..];
    if text[..start].ends_with('\n') {
        return end;
    }
    match end.split_once('\n') {
        Some((_, whole)) if !whole.is_empty() => whole,
        _ => end,
    }
}

fn first(text: &str, limit: usize) -> &str {
    let mut end = text.len().min(limit);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_lines_go_first() {
        assert_eq!(last("one\ntwo\n", 100), "one\ntwo\n");
        assert_eq!(last("one\ntwo\nthree\n", 9), "three\n");
        assert_eq!(last("one\ntwo\nthree\n", 10), "two\nthree\n");
        assert_eq!(last("one\ntwo\nthree\n", 11), "two\nthree\n");
        assert_eq!(last("long line", 4), "line");
        assert_eq!(last("a\nééé\n", 6), "éé\n");
        assert_eq!(first("ééé", 3), "é");
    }
}
