//! `contoso_GenerateAccountReport`: makes a job and answers with its id, without waiting for the report.

use jiff::SignedDuration;

use super::job::{self, Status};
use crate::plugin::prelude::{
    Context, Entity, EntityReference, Fault, Filter, Plugin, Query, Uuid, Value,
};

/// The tables that are counted for the estimate, each with its lookup of the account.
const COUNTED: [(&str, &str); 3] = [
    ("opportunity", "parentaccountid"),
    ("incident", "customerid"),
    ("contact", "parentcustomerid"),
];

pub(in super::super) struct Start;

impl Plugin for Start {
    fn type_name(&self) -> &'static str {
        "Contoso.CustomApis.GenerateAccountReportApi"
    }

    fn execute(&self, context: &mut Context<'_>) -> Result<(), Fault> {
        start(context).map_err(|fault| {
            context.trace(format!("Error: {}", fault.message));
            Fault::invalid_plugin_execution(format!(
                "Failed to initiate report generation: {}",
                fault.message
            ))
        })
    }
}

fn start(context: &mut Context<'_>) -> Result<(), Fault> {
    context.trace("GenerateAccountReportApi: Starting execution");
    let account = context.target()?;
    let historical = context.input("IncludeHistorical").and_then(Value::as_bool);
    let historical = historical.unwrap_or(false);
    let format = context.input("ReportFormat").and_then(Value::as_str);
    let format = format.unwrap_or("JSON").to_owned();
    validate(context, &account)?;
    let job = create(context, &account, historical, &format)?;
    let seconds = estimate(context, account.id, historical)?;
    let ready = context
        .now()
        .checked_add(SignedDuration::from_secs(seconds));
    let ready = ready.map_err(|error| Fault::invalid_plugin_execution(error.to_string()))?;
    // The asynchronous step begins when this transaction is committed.
    context.update(job::change(job).with("contoso_status", Status::Processing))?;
    context.set_output("JobId", job);
    context.set_output("EstimatedCompletionTime", ready);
    let address = format!("/api/data/v9.2/contoso_GetReportStatus(JobId={job})");
    context.set_output("StatusUrl", address);
    context.trace("GenerateAccountReportApi: Completed successfully");
    Ok(())
}

/// Checks that the user can read the account.
fn validate(context: &mut Context<'_>, account: &EntityReference) -> Result<(), Fault> {
    let found = context.retrieve(account, ["name"]).map_err(|_| {
        let id = account.id;
        Fault::invalid_plugin_execution(format!("Account {id} not found or inaccessible."))
    })?;
    let name = found.get("name").and_then(Value::as_str);
    context.trace(format!("Account validated: {}", name.unwrap_or_default()));
    Ok(())
}

fn create(
    context: &mut Context<'_>,
    account: &EntityReference,
    historical: bool,
    format: &str,
) -> Result<Uuid, Fault> {
    let now = context.now();
    let name = format!("Account Report - {}", now.strftime("%Y-%m-%d %H:%M:%S"));
    let row = Entity::new(job::TABLE)
        .with("contoso_name", name)
        .with("contoso_accountid", account.clone())
        .with("contoso_includehistorical", historical)
        .with("contoso_reportformat", format)
        .with("contoso_status", Status::Queued)
        .with("contoso_createdon", now)
        .with("contoso_progress", 0);
    let job = context.create(row)?;
    context.trace(format!("Job record created: {job}"));
    Ok(job)
}

/// The seconds that a report is said to take: ten, one for each hundred rows, and twenty for the history.
fn estimate(context: &mut Context<'_>, account: Uuid, historical: bool) -> Result<i64, Fault> {
    let mut rows = 0;
    for (table, lookup) in COUNTED {
        rows += context.count(Query::new(table).matching(Filter::equal(lookup, account)))?;
    }
    let hundreds = i64::try_from(rows / 100).unwrap_or(i64::MAX / 2);
    Ok(10 + hundreds + if historical { 20 } else { 0 })
}
