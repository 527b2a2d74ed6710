//! How large a query may be. What is over a bound is refused before any SQL is written.
//!
//! The numbers of links and conditions are the platform's. The others are limits that keep a statement within SQLite's
//! own, so that no query fails for a reason that its author cannot see.

use std::cell::Cell;

use dataverse_limits::Limits;
use dataverse_protocol::query::Query;

use crate::bind_error::BindError;
use crate::bound::Selected;
use crate::cell;
use crate::readable::Reader;

/// Most links of a query, as in Dataverse: joined tables, tables that are tested for rows, steps of paths.
pub(super) const MOST_LINKS: usize = 15;

/// Most conditions of a caller's query, as in Dataverse.
pub(super) const MOST_CONDITIONS: usize = 500;

/// What has been counted of a query so far.
#[derive(Debug)]
pub(super) struct Bounds<'a> {
    limits: &'a Limits,
    /// The depth of the condition that is being bound.
    depth: Cell<usize>,
    links: Cell<usize>,
    conditions: Cell<usize>,
    operands: Cell<usize>,
}

/// The number of links of the query around an expanded one.
#[derive(Debug, Clone, Copy)]
pub(super) struct OuterLinks(usize);

impl<'a> Bounds<'a> {
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            depth: Cell::default(),
            links: Cell::default(),
            conditions: Cell::default(),
            operands: Cell::default(),
        }
    }

    /// Begins to count a query; the query of an expanded property has links of its own.
    pub(super) fn begin_query(&self, query: &Query) -> Result<OuterLinks, BindError> {
        let what = "sort keys";
        let limit = self.limits.query_orders;
        match query.order.len() > limit {
            true => Err(BindError::TooMany { what, limit }),
            false => Ok(OuterLinks(self.links.replace(0))),
        }
    }

    pub(super) fn end_query(&self, outer: OuterLinks) {
        self.links.set(outer.0);
    }

    /// Goes one condition deeper. An expression of SQLite may have a depth of 1,000.
    pub(super) fn enter_condition(&self) -> Result<(), BindError> {
        let limit = self.limits.query_depth;
        match raised(&self.depth, 1) > limit {
            true => Err(BindError::TooMany {
                what: "levels of conditions",
                limit,
            }),
            false => Ok(()),
        }
    }

    pub(super) fn leave_condition(&self) {
        self.depth.set(self.depth.get() - 1);
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

    /// Counts values that conditions compare with. A statement of SQLite takes 32,766.
    pub(super) fn count_operands(&self, operands: usize) -> Result<(), BindError> {
        match raised(&self.operands, operands) > self.limits.query_operands {
            true => Err(BindError::TooManyConditions),
            false => Ok(()),
        }
    }

    /// Counts the values of a row: a lookup takes up to three, its key, its table and the name of the row. A statement
    /// of SQLite returns 2,000.
    pub(super) fn check_columns(&self, columns: &[Selected]) -> Result<(), BindError> {
        let values = |selected: &Selected| {
            let column = selected.at.column();
            let name = usize::from(!column.targets().is_empty());
            1 + name + usize::from(cell::type_column(column).is_some())
        };
        match columns.iter().map(values).sum::<usize>() > self.limits.row_values {
            true => Err(BindError::TooMany {
                what: "values of a row",
                limit: self.limits.row_values,
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
