//! `BulkDelete`: submits a system job that deletes the rows of queries (MS-070 to MS-075).
//!
//! The request makes the job and the row of `bulkdeleteoperation` that shows it. What the job does is in `bulk_deletion`.
//! Notices by email, recurrence and the deletion of imported rows are refused by name.

use std::borrow::Cow;

use dataverse_model::message::{Access, JobCommits, Message, Parameter, ValueType, WebForm};
use dataverse_operation::fault::Fault;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::query::Query;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Entity, EntityReference, Value};
use dataverse_store::JobWork;

use super::MessageResult;
use super::arguments::Arguments;
use super::bulk_deletion::{JOB, OPERATION, QUERY_SET};
use super::system_job::{SystemJob, submit};
use crate::error::no_table;
use crate::privilege::BULK_DELETE;
use crate::seed::seed_rows;
use crate::session::Session;

const JOB_NAME: &str = "JobName";
const SEND_EMAIL: &str = "SendEmailNotification";
const RECURRENCE: &str = "RecurrencePattern";
const START: &str = "StartDateTime";
const SOURCE_IMPORT: &str = "SourceImportId";

/// The Web API names users as parties.
const fn recipients(name: &'static str) -> Parameter {
    Parameter::required_rows(
        name,
        ValueType::Guids,
        WebForm {
            name,
            table: "activityparty",
            lookup: Some("partyid"),
        },
    )
}

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("BulkDelete"),
    parameters: Cow::Borrowed(&[
        Parameter::required(QUERY_SET, ValueType::Queries),
        Parameter::required(JOB_NAME, ValueType::Field(FieldType::String)),
        Parameter::required(SEND_EMAIL, ValueType::Field(FieldType::Boolean)),
        recipients("ToRecipients"),
        recipients("CCRecipients"),
        Parameter::optional(RECURRENCE, ValueType::Field(FieldType::String)),
        Parameter::required(START, ValueType::Field(FieldType::DateTime)),
        Parameter::optional(SOURCE_IMPORT, ValueType::Field(FieldType::Guid)),
    ]),
    response: Cow::Borrowed(&[Parameter::required(
        "JobId",
        ValueType::Field(FieldType::Guid),
    )]),
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed(BULK_DELETE))]),
    job_commits: JobCommits::RowByRow,
    ..Message::ACTION
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let queries = arguments.queries(QUERY_SET)?;
    check(session, &queries)?;
    let name = arguments.text(JOB_NAME)?;
    let starts = match arguments.required(START)? {
        Value::DateTime(starts) => starts,
        other => {
            return Err(arguments
                .misshapen(START, "of type DateTime", &other)
                .into());
        }
    };
    refuse(&mut arguments)?;
    let (job, operation) = (session.new_id(), session.new_id());
    let request = OrganizationRequest::new(MESSAGE.name.as_ref())
        .with(OPERATION, operation)
        .with(QUERY_SET, Value::Queries(queries));
    let submission = SystemJob {
        id: job,
        work: JobWork::BulkDeletion(name.clone()),
        starts: Some(starts),
        message: &MESSAGE.name,
        request,
    };
    submit(session, submission)?;
    let waits = starts > session.now();
    let mut row = Entity::new(OPERATION)
        .with("name", name)
        .with("asyncoperationid", EntityReference::new(JOB, job));
    if waits {
        row = row
            .with("statecode", Value::OptionSet(1))
            .with("statuscode", Value::OptionSet(10));
    }
    row.id = Some(operation);
    seed_rows(session, vec![row])?;
    Ok(OrganizationResponse::default().with("JobId", job))
}

/// Checks the queries before any job is made of them.
fn check(session: &Session<'_>, queries: &[Query]) -> Result<(), Fault> {
    if queries.is_empty() {
        return Err(Fault::invalid_argument(
            "'QuerySet' has no query: expected at least one.",
        ));
    }
    for query in queries {
        let table = session.metadata().table(&query.table);
        table.ok_or_else(|| no_table(&query.table))?;
        if query.aggregate.is_some() {
            return Err(Fault::invalid_argument(format!(
                "The query for '{}' groups rows: a bulk deletion deletes the rows that a query returns.",
                query.table
            )));
        }
        session.check_query(query)?;
    }
    Ok(())
}

/// Refuses what is asked for and not emulated.
fn refuse(arguments: &mut Arguments) -> Result<(), Fault> {
    let named = |what: &str| Err(Fault::not_emulated_text(format!("{what} is not emulated.")));
    if arguments.flag(SEND_EMAIL) {
        return named("A notice by email ('SendEmailNotification') of a bulk deletion");
    }
    if arguments.optional_text(RECURRENCE)?.is_some() {
        return named("The recurrence ('RecurrencePattern') of a bulk deletion");
    }
    if arguments.optional_guid(SOURCE_IMPORT)?.is_some() {
        return named("The deletion of imported rows ('SourceImportId')");
    }
    Ok(())
}
