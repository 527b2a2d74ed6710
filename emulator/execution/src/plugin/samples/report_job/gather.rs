//! What a report is made of: the rows of an account that the user of the job sees.

use super::metrics::{Case, Contact, Opportunity};
use crate::plugin::prelude::{
    Context, Date, Decimal, Direction, Entity, EntityReference, Fault, Filter, Operator, Query,
    Timestamp, Uuid, Value,
};

/// The days in which notes count for the engagement of a contact.
const ENGAGEMENT_DAYS: u32 = 90;

/// How old a row may be that the report counts, by `createdon`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Period {
    TwelveMonths,
    FiveYears,
}

impl Period {
    pub(super) const fn of(include_historical: bool) -> Self {
        match include_historical {
            true => Self::FiveYears,
            false => Self::TwelveMonths,
        }
    }

    fn filter(self) -> Filter {
        let (operator, number) = match self {
            Self::TwelveMonths => (Operator::LastXMonths, 12),
            Self::FiveYears => (Operator::LastXYears, 5),
        };
        Filter::compare("createdon", operator, [Value::Integer(number)])
    }
}

/// The name of the account.
pub(super) fn account_name(
    context: &mut Context<'_>,
    account: &EntityReference,
) -> Result<String, Fault> {
    Ok(text(&context.retrieve(account, ["name"])?, "name"))
}

pub(super) fn opportunities(
    context: &mut Context<'_>,
    account: Uuid,
    period: Period,
) -> Result<Vec<Opportunity>, Fault> {
    context.trace("Retrieving opportunities...");
    let query = Query::new("opportunity")
        .select([
            "name",
            "statecode",
            "estimatedvalue",
            "actualvalue",
            "closeprobability",
            "actualclosedate",
        ])
        .matching(Filter::equal("parentaccountid", account))
        .matching(period.filter())
        .sorted_by("name", Direction::Ascending);
    let rows = context.retrieve_all(query)?;
    let opportunity = |row: &Entity| Opportunity {
        name: text(row, "name"),
        state: integer(row, "statecode").unwrap_or_default(),
        estimated_value: money(row, "estimatedvalue"),
        actual_value: money(row, "actualvalue"),
        close_probability: integer(row, "closeprobability"),
        closed_on: day(row, "actualclosedate"),
    };
    Ok(rows.iter().map(opportunity).collect())
}

pub(super) fn cases(
    context: &mut Context<'_>,
    account: Uuid,
    period: Period,
) -> Result<Vec<Case>, Fault> {
    context.trace("Retrieving cases...");
    let query = Query::new("incident")
        .select([
            "title",
            "ticketnumber",
            "statecode",
            "createdon",
            "modifiedon",
            "primarycontactid",
        ])
        .matching(Filter::equal("customerid", account))
        .matching(period.filter())
        .sorted_by("title", Direction::Ascending);
    let rows = context.retrieve_all(query)?;
    let case = |row: &Entity| Case {
        title: text(row, "title"),
        ticket_number: text(row, "ticketnumber"),
        state: integer(row, "statecode").unwrap_or_default(),
        created_on: instant(row, "createdon"),
        modified_on: instant(row, "modifiedon"),
        contact: row.get("primarycontactid").and_then(Value::as_guid),
    };
    Ok(rows.iter().map(case).collect())
}

pub(super) fn contacts(context: &mut Context<'_>, account: Uuid) -> Result<Vec<Contact>, Fault> {
    context.trace("Retrieving contacts...");
    let query = Query::new("contact")
        .select(["fullname"])
        .matching(Filter::equal("parentcustomerid", account))
        .sorted_by("fullname", Direction::Ascending);
    let rows = context.retrieve_all(query)?;
    let notes = context.fetch_xml(&notes_by_contact(account))?;
    let notes = context.retrieve_all(notes)?;
    let notes_of = |contact: Option<Uuid>| {
        let mut of = notes.iter();
        let found = of.find(|row| row.get("contact").and_then(Value::as_guid) == contact);
        found.and_then(|row| row.get("notes")?.as_integer())
    };
    let contact = |row: &Entity| Contact {
        id: row.id.unwrap_or_default(),
        name: text(row, "fullname"),
        notes: notes_of(row.id).unwrap_or(0),
    };
    Ok(rows.iter().map(contact).collect())
}

/// The query that counts the recent notes of each contact of an account that has any.
fn notes_by_contact(account: Uuid) -> String {
    format!(
        "<fetch aggregate='true'>
           <entity name='annotation'>
             <attribute name='annotationid' alias='notes' aggregate='count' />
             <attribute name='objectid' alias='contact' groupby='true' />
             <filter><condition attribute='createdon' operator='last-x-days' value='{ENGAGEMENT_DAYS}' /></filter>
             <link-entity name='contact' from='contactid' to='objectid'>
               <filter><condition attribute='parentcustomerid' operator='eq' value='{account}' /></filter>
             </link-entity>
           </entity>
         </fetch>"
    )
}

fn text(row: &Entity, column: &str) -> String {
    let text = row.get(column).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

fn integer(row: &Entity, column: &str) -> Option<i64> {
    row.get(column)?.as_integer()
}

fn money(row: &Entity, column: &str) -> Option<Decimal> {
    match row.get(column)? {
        Value::Money(amount) => Some(*amount),
        _ => None,
    }
}

fn day(row: &Entity, column: &str) -> Option<Date> {
    match row.get(column)? {
        Value::Date(day) => Some(*day),
        _ => None,
    }
}

fn instant(row: &Entity, column: &str) -> Timestamp {
    match row.get(column) {
        Some(Value::DateTime(at)) => *at,
        _ => Timestamp::UNIX_EPOCH,
    }
}
