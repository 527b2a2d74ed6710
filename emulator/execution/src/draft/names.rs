//! Names of an organization's own tables, columns, relationships, keys and option sets: a publisher's prefix, an
//! underscore, and letters, digits and underscores.

use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::PublisherBounds;

use crate::session::Session;

/// A name does not begin with a publisher's prefix.
pub(crate) const INVALID_PREFIX: i32 = 0x8004_4366_u32.cast_signed();

/// The prefix of the default publisher.
const DEFAULT_PREFIX: &str = "new";
/// The prefix that no publisher can have.
const RESERVED: &str = "mscrm";
/// The first number of the options of the default publisher: its option value prefix, times ten thousand.
pub(super) const FIRST_OPTION: i32 = 100_000_000;
/// The numbers from the first one on that belong to a publisher.
const OPTIONS: i32 = 10_000;
/// Most characters of a schema name.
const LONGEST: usize = 100;

/// Checks a schema name; returns the logical name, which is the same in lower case.
///
/// # Errors
/// The name has no publisher's prefix, a character that names do not have, or too many of them.
pub(super) fn logical(
    session: &Session<'_>,
    what: &str,
    schema_name: &str,
) -> Result<String, Fault> {
    let prefix = schema_name.split_once('_').map(|(prefix, _)| prefix);
    let known = prefix.is_some_and(|prefix| is_publishers(session, prefix));
    if !known {
        return Err(Fault::new(
            INVALID_PREFIX,
            format!(
                "The schema name '{schema_name}' of the {what} must start with a valid customization prefix: {}, and an underscore.",
                expected(session)
            ),
        ));
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let rest = schema_name.split_once('_').map_or("", |(_, rest)| rest);
    if rest.is_empty() || schema_name.len() > LONGEST || !schema_name.bytes().all(plain) {
        return Err(Fault::new(
            code::INVALID_ARGUMENT,
            format!(
                "The schema name '{schema_name}' of the {what} is not valid: expected letters, digits and underscores behind the prefix, {LONGEST} characters at most."
            ),
        ));
    }
    Ok(schema_name.to_ascii_lowercase())
}

/// Whether a publisher has the prefix. By rule, there is a publisher for every prefix that one could have.
fn is_publishers(session: &Session<'_>, prefix: &str) -> bool {
    let well_formed = (2..=8).contains(&prefix.len())
        && prefix.starts_with(|first: char| first.is_ascii_alphabetic())
        && prefix.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && !prefix.to_ascii_lowercase().starts_with(RESERVED);
    match session.rules().publisher_bounds {
        PublisherBounds::Open => well_formed,
        PublisherBounds::Default => prefix.eq_ignore_ascii_case(DEFAULT_PREFIX),
    }
}

fn expected(session: &Session<'_>) -> String {
    match session.rules().publisher_bounds {
        PublisherBounds::Open => format!(
            "two to eight letters or digits, the first a letter, not beginning with '{RESERVED}'"
        ),
        PublisherBounds::Default => format!("'{DEFAULT_PREFIX}'"),
    }
}

/// Checks the number of an option that a client chose.
///
/// # Errors
/// By rule, the number is none of the default publisher's.
pub(super) fn option_value(session: &Session<'_>, value: i32) -> Result<i32, Fault> {
    let own = FIRST_OPTION..FIRST_OPTION + OPTIONS;
    match session.rules().publisher_bounds {
        PublisherBounds::Default if !own.contains(&value) => Err(Fault::new(
            code::INVALID_ARGUMENT,
            format!(
                "The option value {value} is outside the range of the publisher's option value prefix: expected {} to {}.",
                own.start,
                own.end - 1
            ),
        )),
        _ => Ok(value),
    }
}
