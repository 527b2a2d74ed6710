//! What can be expanded with which options, and the lookups that a query returns with expanded
//! properties.

use dataverse_model::metadata::{Navigation, Table};
use dataverse_operation::fault::Fault;
use dataverse_protocol::odata::expand::{Expand, Returns};
use dataverse_protocol::query::{Columns, Link, Query, Through};

use super::properties::{reached, refusal};
use super::web_api_request::WebApiRequest;

/// Refuses expanded properties with options that the platform does not take (WA-147, WA-148).
pub(super) fn check(
    exchange: &WebApiRequest<'_>,
    table: &Table,
    expand: &[Expand],
) -> Result<(), Fault> {
    check_options(exchange, table, expand, is_nested(expand))
}

fn check_options(
    exchange: &WebApiRequest<'_>,
    table: &Table,
    expand: &[Expand],
    nested: bool,
) -> Result<(), Fault> {
    for property in expand {
        let other = reached(exchange, table, &property.navigation)?;
        let navigation = exchange.metadata.navigation(table, &property.navigation);
        let is_single = matches!(navigation, Some(Navigation::One { .. }));
        if property.returns == Returns::References && !is_single {
            return Err(refusal(
                "Expand with $ref is only supported on lookup type navigation property.".to_owned(),
            ));
        }
        let limits = !property.orderby.is_empty() || property.top.is_some();
        if limits && (is_single || nested) {
            return Err(refusal(
                "Only $select and $filter clause can be provided while doing $expand on many-to-one relationship or nested one-to-many relationship.".to_owned(),
            ));
        }
        check_options(exchange, &other, &property.expand, nested)?;
    }
    Ok(())
}

/// Whether an expanded property has expanded properties itself.
pub(super) fn is_nested(expand: &[Expand]) -> bool {
    expand.iter().any(|property| !property.expand.is_empty())
}

/// Adds the lookups of properties that are expanded to references (WA-148).
pub(super) fn add_lookups(
    exchange: &WebApiRequest<'_>,
    table: &Table,
    expand: &[Expand],
    columns: &mut Columns,
) {
    for property in expand {
        if property.returns == Returns::References
            && let Some(Navigation::One { column, .. }) =
                exchange.metadata.navigation(table, &property.navigation)
        {
            add(columns, &column.logical_name);
        }
    }
}

/// Adds to expanded rows the lookup by which they refer to the row around them; a query with a
/// nested `$expand` does not return it (WA-146).
pub(super) fn add_referring_lookups(
    exchange: &WebApiRequest<'_>,
    table: &Table,
    query: &mut Query,
) {
    let nested = query.links.iter().any(|link: &Link| !link.links.is_empty());
    for link in query.links.iter_mut().filter(|_| !nested) {
        if let Through::Navigation(name) = &link.through
            && let Some(Navigation::Many { column, .. }) = exchange.metadata.navigation(table, name)
            && let Some(columns) = &mut link.columns
        {
            add(columns, &column.logical_name);
        }
    }
}

/// Has every expanded collection return one page, at every depth, as a query with a nested `$expand` does (WA-1B0).
pub(super) fn page(links: &mut [Link], size: u32) {
    for link in links {
        link.page_size = Some(size);
        page(&mut link.links, size);
    }
}

fn add(columns: &mut Columns, name: &str) {
    if let Columns::Named(names) = columns
        && !names.iter().any(|known| known == name)
    {
        names.push(name.to_owned());
    }
}
