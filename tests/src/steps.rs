//! The vocabulary of the features: few steps that combine, one file per thing they speak about.
//!
//! Each step definition is a [`Phrase`](crate::phrase::Phrase): it says what it needs of a target, and its doc comment
//! is its entry in the list of all phrases. Steps return a [`Failure`](crate::failure::Failure) instead of panicking, so
//! that its text is the report's.

mod batch;
mod clock;
mod csdl;
mod custom_apis;
mod deferred;
mod definitions;
mod documents;
mod handlers;
mod limits;
mod operations;
mod parity;
mod processing;
mod requests;
mod responses;
mod rows;
mod rules;
mod samples;
mod sdk;
mod sdk_message;
mod sinks;
mod solutions;
mod twins;
mod users;
mod values;
mod webhooks;

use cucumber::gherkin::Step;

pub(crate) use clock::wait_of;
pub(crate) use limits::limits_of;
pub(crate) use rules::rules_of;

use crate::failure::Failure;

/// The text below a step, without the line breaks that Gherkin leaves around it.
fn text_of(step: &Step) -> Result<&str, Failure> {
    let text = step
        .docstring()
        .ok_or_else(|| Failure::step(format!("{:?} needs a text below it", step.value)))?;
    Ok(text.trim_matches('\n').trim_end())
}

/// The table below a step: its heading and its rows.
fn table_of(step: &Step) -> Result<(&[String], &[Vec<String>]), Failure> {
    let table = step
        .table()
        .ok_or_else(|| Failure::step(format!("{:?} needs a table below it", step.value)))?;
    table
        .rows
        .split_first()
        .map(|(heading, rows)| (heading.as_slice(), rows))
        .ok_or_else(|| Failure::step(format!("the table below {:?} is empty", step.value)))
}
