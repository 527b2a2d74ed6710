//! What the system job of a bulk deletion does (MS-070 to MS-073): it deletes row by row, each in a transaction of its own,
//! with the caller's rights and with the steps on the deletion, and notes how far it is.

use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::query::{COUNT_LIMIT, Columns, Query};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};
use dataverse_store::{Expect, Write};
use uuid::Uuid;

use super::arguments::Arguments;
use crate::error::Error;
use crate::security::query_visible;
use crate::seed::seed_rows;
use crate::session::Session;

/// The rows of the operations, the rows that they could not delete, and their system jobs.
pub(super) const OPERATION: &str = "bulkdeleteoperation";
const FAILURE: &str = "bulkdeletefailure";
pub(super) const JOB: &str = "asyncoperation";

/// The queries, in the request and in the task of the job.
pub(super) const QUERY_SET: &str = "QuerySet";

/// Most characters of an error in the row of a failure.
const LONGEST_ERROR: usize = 512;

/// What a bulk deletion has come to.
struct Course {
    job: Uuid,
    operation: Uuid,
    deleted: i32,
    failed: i32,
}

/// Deletes the rows of a bulk deletion: query by query, and of each query the rows that the caller sees when it begins.
/// A row that cannot be deleted is noted and does not stop the others (MS-073).
///
/// # Errors
/// The caller may not read a table; the time of the job is up.
pub(super) fn perform(
    session: &mut Session<'_>,
    job: Uuid,
    task: OrganizationRequest,
) -> Result<(), Error> {
    let mut arguments = Arguments::of(task);
    let mut course = Course {
        job,
        operation: arguments.guid(OPERATION)?,
        deleted: 0,
        failed: 0,
    };
    for (at, query) in arguments.queries(QUERY_SET)?.into_iter().enumerate() {
        let index = i32::try_from(at).unwrap_or(i32::MAX);
        let ids = rows_of(session, &query)?;
        for page in ids.chunks(COUNT_LIMIT as usize) {
            let mut failures = Vec::new();
            for id in page {
                in_time(session)?;
                let row = EntityReference::new(&query.table, *id);
                let deletion = OrganizationRequest::new("Delete").with("Target", row.clone());
                match session.execute_apart(deletion) {
                    Ok(_) => course.deleted += 1,
                    Err(error) => {
                        let fault = error.into_fault(session.metadata(), session.rules());
                        // A row that went along with another one is deleted.
                        if fault.code != code::OBJECT_DOES_NOT_EXIST {
                            course.failed += 1;
                            failures.push(course.failure(session, index, &row, &fault));
                        }
                    }
                }
            }
            course.note(session, index, failures)?;
        }
    }
    Ok(())
}

/// Refuses to go on once the time of the job is up: nothing would be committed any more.
fn in_time(session: &Session<'_>) -> Result<(), Fault> {
    match session.code() {
        Some(code) if code.deadline.is_over() => {
            Err(session.rules().time_out_code.fault("BulkDelete"))
        }
        _ => Ok(()),
    }
}

/// The keys of the rows that a query returns to the caller, before any of them is deleted.
fn rows_of(session: &mut Session<'_>, query: &Query) -> Result<Vec<Uuid>, Error> {
    let table = session.table(&query.table)?;
    let mut query = Query {
        columns: Columns::Named(vec![table.primary_id.clone()]),
        ..query.clone()
    };
    let is_whole = query.page.top.is_none();
    let mut ids = Vec::new();
    for number in 1.. {
        if is_whole {
            query.page.size = Some(COUNT_LIMIT);
            query.page.number = Some(number);
            query.page.cookie = None;
        }
        let found = query_visible(session, &query)?;
        ids.extend(found.entities.iter().filter_map(|row| row.id));
        if !is_whole || !found.more {
            break;
        }
    }
    Ok(ids)
}

impl Course {
    /// The row of a deletion that failed.
    fn failure(
        &self,
        session: &Session<'_>,
        query: i32,
        row: &EntityReference,
        fault: &Fault,
    ) -> Entity {
        let text: String = fault.message.chars().take(LONGEST_ERROR).collect();
        let failure = Entity::new(FAILURE)
            .with(
                "bulkdeleteoperationid",
                EntityReference::new(OPERATION, self.operation),
            )
            .with("asyncoperationid", EntityReference::new(JOB, self.job))
            .with("errornumber", fault.code)
            .with("errordescription", text)
            .with("orderedqueryindex", query);
        let failures = session.metadata().table(FAILURE);
        let regarding = failures.and_then(|table| table.column("regardingobjectid"));
        let can_regard = regarding.is_some_and(|column| {
            let mut targets = column.targets().iter();
            targets.any(|target| target.table == row.table)
        });
        match can_regard {
            true => failure.with("regardingobjectid", row.clone()),
            false => failure,
        }
    }

    /// Shows how far the deletion is, and which rows it could not delete.
    fn note(
        &self,
        session: &mut Session<'_>,
        query: i32,
        failures: Vec<Entity>,
    ) -> Result<(), Error> {
        let values = [
            ("successcount", self.deleted),
            ("failurecount", self.failed),
            ("processingqeindex", query),
        ];
        let values: Attributes = values
            .into_iter()
            .map(|(column, number)| (column.into(), Value::Integer(number)))
            .collect();
        let update = Write::Update {
            table: session.table(OPERATION)?,
            id: self.operation,
            values,
            expect: Expect::Exists,
        };
        session.commit_beside(|own| {
            own.write(update)?;
            seed_rows(own, failures)
        })
    }
}
