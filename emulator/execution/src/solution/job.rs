//! The row of an import, which says of each part what became of it (SL-014). That of an import that failed is
//! written beside the import, of which nothing else is kept (SL-023).

use dataverse_operation::fault::Fault;
use dataverse_protocol::solution::{self, Course, ImportOutcome, Solution, Unread};
use dataverse_protocol::value::{Attributes, Value};
use dataverse_store::Refusal;
use uuid::Uuid;

use super::Terms;
use super::records::insert;
use crate::error::Error;
use crate::session::Session;

const JOB: &str = "importjob";

/// Refuses an import with the id of another one.
pub(super) fn is_new(session: &Session<'_>, terms: Terms) -> Result<(), Error> {
    let Some(id) = terms.job else {
        return Ok(());
    };
    let table = session.table(JOB)?;
    match session.exists(&table, id)? {
        false => Ok(()),
        true => Err(Refusal::Duplicate {
            table: table.logical_name.clone(),
            id,
        }
        .into()),
    }
}

/// Writes the row of an import that has succeeded.
pub(super) fn write(
    session: &mut Session<'_>,
    (solution, unread): (&Solution, &[Unread]),
    owner: Uuid,
    terms: Terms,
) -> Result<(), Error> {
    let outcome = ImportOutcome::Succeeded;
    insert_row(session, (solution, unread), outcome, Some(owner), terms)
}

/// Commits the row of an import that has failed with this fault. A failure to write it is logged, and does not replace the
/// fault.
pub(super) fn keep(
    session: &mut Session<'_>,
    (solution, unread): (&Solution, &[Unread]),
    course: &Course,
    fault: &Fault,
    terms: Terms,
) {
    let outcome = ImportOutcome::Failed {
        course,
        code: &fault.hex(),
        text: &fault.message,
    };
    let kept =
        session.commit_beside(|own| insert_row(own, (solution, unread), outcome, None, terms));
    if let Err(error) = kept {
        tracing::error!(?error, "the row of a failed import cannot be kept");
    }
}

fn insert_row(
    session: &mut Session<'_>,
    (solution, unread): (&Solution, &[Unread]),
    outcome: ImportOutcome<'_>,
    owner: Option<Uuid>,
    terms: Terms,
) -> Result<(), Error> {
    let now = session.now();
    let id = match terms.job {
        Some(id) => id,
        None => session.new_id(),
    };
    let name = solution.manifest.unique_name.as_str();
    let data = solution::report(solution, unread, now, outcome);
    let progress = outcome.progress(solution);
    let values = Attributes::from_iter([
        ("name".into(), name.into()),
        ("solutionname".into(), name.into()),
        ("solutionid".into(), owner.into()),
        ("data".into(), data.into()),
        ("progress".into(), Value::Double(progress)),
        ("operationcontext".into(), "Import".into()),
        ("startedon".into(), now.into()),
        ("completedon".into(), now.into()),
    ]);
    insert(session, JOB, id, values)
}
