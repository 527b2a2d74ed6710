//! How large a query may be. What is over a bound is refused before any SQL is written.
//!
//! The numbers of links and conditions are the platform's. The others keep a statement within SQLite's own limits, so
//! that no query fails for a reason that its author cannot see.

use std::cell::Cell;

use dataverse_protocol::query::Query;

use crate::bind_error::BindError;
use crate::bound::Selected;
use crate::cell;
use crate::readable::Reader;

/// Most links of a query, as in Dataverse: joined tables, tables that are tested for rows, steps of paths.
pub(super) const MOST_LINKS: usize = 15;

/// Most conditions of a caller's query, as in Dataverse.
pub(super) const MOST_CONDITIONS: usize = 500;

/// Most values that the conditions of a query compare with; a statement of SQLite takes 32,766.
pub(super) const MOST_OPERANDS: usize = 32_000;

/// Most sort keys of a query.
pub(super) const MOST_ORDERS: usize = 100;

/// Most values of a row; a statement of SQLite returns 2,000. A lookup takes up to three: its key, its table and the
/// name of the row.
pub(super) const MOST_VALUES: usize = 1_800;

/// How deep conditions may be nested; an expression of SQLite may have a depth of 1,000.
pub(super) const DEEPEST: usize = 100;

/// What has been counted of a query so far.
#[derive(Debug, Default)]
pub(super) struct Bounds {
    links: Cell<usize>,
    conditions: Cell<usize>,
    operands: Cell<usize>,
}

/// The number of links of the query around an expanded one.
#[derive(Debug, Clone, Copy)]
pub(super) struct OuterLinks(usize);

impl Bounds {
    /// Begins to count a query; the query of an expanded property has links of its own.
    pub(super) fn begin_query(&self, query: &Query) -> Result<OuterLinks, BindError> {
        let what = "sort keys";
        let limit = MOST_ORDERS;
        match query.order.len() > limit {
            true => Err(BindError::TooMany { what, limit }),
            false => Ok(OuterLinks(self.links.replace(0))),
        }
    }

    pub(super) fn end_query(&self, outer: OuterLinks) {
        self.links.set(outer.0);
    }

    pub(super) fn count_link(&self) -> Result<(), BindError> {
        match raised(&self.links, 1) > MOST_LINKS {
            true => Err(BindError::TooManyLinks),
            false => Ok(()),
        }
    }

    /// Counts a condition with its operands. The platform's own queries may have any number of conditions.
    pub(super) fn count_condition(&self, reader: Reader, operands: usize) -> Result<(), BindError> {
        if raised(&self.conditions, 1) > MOST_CONDITIONS && reader == Reader::Caller {
            return Err(BindError::TooManyConditions);
        }
        self.count_operands(operands)
    }

    pub(super) fn count_operands(&self, operands: usize) -> Result<(), BindError> {
        match raised(&self.operands, operands) > MOST_OPERANDS {
            true => Err(BindError::TooManyConditions),
            false => Ok(()),
        }
    }

    pub(super) fn check_columns(&self, columns: &[Selected]) -> Result<(), BindError> {
        let values = |selected: &Selected| {
            let column = selected.at.column();
            let name = usize::from(!column.targets().is_empty());
            1 + name + usize::from(cell::type_column(column).is_some())
        };
        match columns.iter().map(values).sum::<usize>() > MOST_VALUES {
            true => Err(BindError::TooMany {
                what: "values of a row",
                limit: MOST_VALUES,
            }),
            false => Ok(()),
        }
    }
}

fn raised(counter: &Cell<usize>, by: usize) -> usize {
    let sum = counter.get().saturating_add(by);
    counter.set(sum);
    sum
}
