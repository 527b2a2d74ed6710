//! The row of an import, which says of each part what became of it (SL-014).

use dataverse_protocol::solution::{self, Solution, Unread};
use dataverse_protocol::value::{Attributes, Value};
use uuid::Uuid;

use super::Terms;
use super::records::insert;
use crate::error::Error;
use crate::session::Session;

const JOB: &str = "importjob";

/// Writes the row of an import that has succeeded.
pub(super) fn write(
    session: &mut Session<'_>,
    solution: &Solution,
    unread: &[Unread],
    owner: Uuid,
    terms: Terms,
) -> Result<(), Error> {
    let now = session.now();
    let id = match terms.job {
        Some(id) => id,
        None => session.new_id(),
    };
    let name = solution.manifest.unique_name.as_str();
    let values = Attributes::from_iter([
        ("name".into(), name.into()),
        ("solutionname".into(), name.into()),
        ("solutionid".into(), owner.into()),
        (
            "data".into(),
            solution::report(solution, unread, now).into(),
        ),
        ("progress".into(), Value::Double(100.0)),
        ("operationcontext".into(), "Import".into()),
        ("startedon".into(), now.into()),
        ("completedon".into(), now.into()),
    ]);
    insert(session, JOB, id, values)
}
