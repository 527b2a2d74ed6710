//! What a plug-in traced becomes a row of the trace log, if the organization wants it (PL-120 to
//! PL-123). The row is committed by itself: it outlives an operation that is rolled back.

use dataverse_bug::Bug;
use dataverse_operation::fault::Fault;
use dataverse_protocol::execution_context::{ExecutionContext, Mode};
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Attributes, Entity, Value};
use jiff::Timestamp;
use tokio::runtime::Handle;
use uuid::Uuid;

use super::step::STEP;
use crate::activity::Class;
use crate::message::{Session, first_rows};
use crate::organization::Organization;
use crate::plugin::Context;

const TABLE: &str = "plugintracelog";

/// The most bytes of what was traced (PL-122).
const BLOCK_LIMIT: usize = 10 * 1024;

/// Which runs of plug-ins are kept (PL-120).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Setting {
    Off,
    Exceptions,
    All,
}

/// Keeps what a plug-in traced that has run. That it cannot be kept is no fault of the plug-in's.
pub(super) fn keep(
    context: &mut Context<'_, '_>,
    type_name: &str,
    trace: &str,
    result: &Result<(), Fault>,
    begun: Timestamp,
) {
    let wanted = match setting(context.organization()) {
        Setting::Off => false,
        Setting::Exceptions => result.is_err() || Bug::SuccessfulRunsTraced.is_on(),
        Setting::All => true,
    };
    if !wanted {
        return;
    }
    let organization = context.organization();
    let elapsed = organization.clock().now().duration_since(begun);
    let mut row = row(context, type_name, trace, result);
    row.insert("performanceexecutionstarttime".to_owned(), begun.into());
    let millis = i32::try_from(elapsed.as_millis()).unwrap_or(i32::MAX);
    row.insert("performanceexecutionduration".to_owned(), millis.into());
    let entity = Entity {
        id: Some(context.new_id()),
        attributes: row,
        ..Entity::new(TABLE)
    };
    let guard = context.counting(Class::Busy);
    let call = context.call().clone();
    let ids = organization.identity().stream();
    let committed = Session::committed(organization, call, ids).and_then(|mut session| {
        first_rows(&mut session, vec![entity])?;
        Handle::current()
            .block_on(organization.commit(session.into_writes(), &guard))
            .map_err(|refusal| Fault::isv_unexpected(refusal.to_string()))
    });
    if let Err(error) = committed {
        tracing::error!(%error, "a trace log cannot be kept");
    }
}

/// The organization's own, as it is committed.
fn setting(organization: &Organization) -> Setting {
    const COLUMN: &str = "plugintracelogsetting";
    let columns = Columns::Named(vec![COLUMN.to_owned()]);
    let row = organization
        .metadata()
        .table("organization")
        .and_then(|table| {
            organization
                .retrieve(table, organization.id(), &columns)
                .ok()
        })
        .flatten();
    match row.as_ref().and_then(|row| row.get(COLUMN)?.as_integer()) {
        Some(1) => Setting::Exceptions,
        Some(2) => Setting::All,
        _ => Setting::Off,
    }
}

fn row(
    context: &Context<'_, '_>,
    type_name: &str,
    trace: &str,
    result: &Result<(), Fault>,
) -> Attributes {
    let execution = context.execution();
    let texts = [
        ("typename", type_name),
        ("messagename", context.message()),
        ("primaryentity", &execution.primary_table),
        ("messageblock", last(trace, BLOCK_LIMIT)),
        ("configuration", context.configuration()),
        ("secureconfiguration", context.secure_configuration()),
    ];
    let mut row: Attributes = texts
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(column, text)| (column.to_owned(), Value::from(text)))
        .collect();
    if let Err(fault) = result {
        let details = format!("{} ({})", fault.message, fault.hex());
        let details = first(&details, BLOCK_LIMIT);
        row.insert("exceptiondetails".to_owned(), Value::from(details));
    }
    let mode = match execution.mode {
        Mode::Synchronous => 0,
        Mode::Asynchronous => 1,
    };
    let organization = context.organization().id();
    row.extend(
        [
            ("correlationid", Value::Guid(execution.correlation)),
            ("requestid", execution.request.into()),
            ("organizationid", Value::Guid(organization)),
            ("pluginstepid", step_of(execution).into()),
            (
                "depth",
                i32::try_from(execution.depth).unwrap_or(i32::MAX).into(),
            ),
            ("mode", Value::OptionSet(mode)),
            ("operationtype", Value::OptionSet(1)),
            ("issystemcreated", Value::Boolean(false)),
        ]
        .map(|(column, value)| (column.to_owned(), value)),
    );
    row
}

/// The step that was handled; a custom API's own work has none.
pub(crate) fn step_of(execution: &ExecutionContext) -> Option<Uuid> {
    let owner = &execution.owning_extension;
    (owner.table == STEP).then_some(owner.id)
}

/// The last whole lines that have so many bytes together; of one that is longer, its end.
fn last(text: &str, limit: usize) -> &str {
    if text.len() <= limit || Bug::LongTracesKept.is_on() {
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
