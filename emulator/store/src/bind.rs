//! Binds a query to the metadata: turns names into columns and operands into typed cells.
//!
//! Every refusal of a query's content happens here. The module knows no SQL; `condition` binds
//! single comparisons, `operand` their right-hand sides, `paging` the page or the top count.

use std::borrow::Cow;
use std::cell::Cell;
use std::sync::Arc;

use dataverse_protocol::query::{Columns, Filter, Query};
use uuid::Uuid;

use crate::bind_error::BindError;
use crate::bound::{
    At, Bound, Counting, Listed, Predicate, Scope, Selected, Shape, Sort, SortBy, Source,
};
use crate::bounds::Bounds;
use crate::links::name_column;
use crate::query_context::QueryContext;
use crate::readable::Reader;
use crate::schema::CREATED_ON;
use crate::visibility::{Everything, RowCondition, RowVisibility};
use crate::{aggregate, cell, condition, paging};
use dataverse_model::metadata::{Choice, ColumnKind, ENGLISH, LanguageCode, Metadata, Table};

/// Binds a query of the platform's own, which reads every column.
///
/// # Errors
/// The first name, operand or combination that does not fit.
pub fn bind(
    query: &Query,
    metadata: &Metadata,
    context: &QueryContext,
) -> Result<Bound, BindError> {
    bind_for(Reader::Platform, &Everything, query, metadata, context)
}

/// Binds a query whose answer goes to the caller. All columns means all readable columns, and
/// naming a write-only column is an error. Rows outside `sight` are neither returned nor compared.
///
/// # Errors
/// As [`bind`]; a named column is write-only; [`BindError::Denied`] for a table of which the caller
/// may see no row.
pub fn bind_for_caller(
    sight: &dyn RowVisibility,
    query: &Query,
    metadata: &Metadata,
    context: &QueryContext,
) -> Result<Bound, BindError> {
    bind_for(Reader::Caller, sight, query, metadata, context)
}

fn bind_for(
    reader: Reader,
    sight: &dyn RowVisibility,
    query: &Query,
    metadata: &Metadata,
    context: &QueryContext,
) -> Result<Bound, BindError> {
    let binder = Binder {
        reader,
        sight,
        metadata,
        context,
        numbers: Cell::new(0),
        bounds: Bounds::new(&context.limits),
    };
    binder.query(query, binder.table(&query.table)?)
}

/// The columns of a single row that is retrieved by its key, the key included.
pub(super) fn selected(table: &Arc<Table>, columns: &Columns) -> Result<Vec<Selected>, BindError> {
    let all = |column: usize| Selected {
        name: table.columns[column].logical_name.clone(),
        at: At {
            source: 0,
            table: Arc::clone(table),
            column,
        },
    };
    let named = match columns {
        Columns::All => {
            let among = |at: &usize| table.columns[*at].is_among_all();
            return Ok((0..table.columns.len()).filter(among).map(all).collect());
        }
        Columns::Named(names) => names,
    };
    let mut indexes = Vec::with_capacity(named.len() + 1);
    for name in named.iter().chain([&table.primary_id]) {
        let index = index_of(table, name)?;
        if !indexes.contains(&index) {
            indexes.push(index);
        }
    }
    Ok(indexes.into_iter().map(all).collect())
}

/// The columns without those that only have the names of other columns' values: a query may list them, and gets the
/// names as formatted values of the columns that they belong to.
fn real_columns<'c>(table: &Table, columns: &'c Columns) -> Cow<'c, Columns> {
    match columns {
        Columns::Named(names) if names.iter().any(|name| name_column(table, name).is_some()) => {
            let real = names
                .iter()
                .filter(|name| name_column(table, name).is_none());
            Cow::Owned(Columns::Named(real.cloned().collect()))
        }
        columns => Cow::Borrowed(columns),
    }
}

pub(super) fn index_of(table: &Table, column: &str) -> Result<usize, BindError> {
    table
        .columns
        .get_index_of(column)
        .ok_or_else(|| BindError::UnknownColumn {
            table: table.logical_name.clone(),
            column: column.to_owned(),
        })
}

/// The context that all parts of one query are bound with.
pub(super) struct Binder<'a> {
    pub(super) reader: Reader,
    pub(super) sight: &'a dyn RowVisibility,
    pub(super) metadata: &'a Metadata,
    pub(super) context: &'a QueryContext,
    numbers: Cell<usize>,
    bounds: Bounds<'a>,
}

impl Binder<'_> {
    pub(super) fn table(&self, name: &str) -> Result<&Arc<Table>, BindError> {
        self.metadata
            .table(name)
            .ok_or_else(|| BindError::UnknownTable {
                table: name.to_owned(),
            })
    }

    pub(super) fn number(&self) -> usize {
        self.numbers.replace(self.numbers.get() + 1)
    }

    pub(super) fn scope(&self, table: &Arc<Table>) -> Scope {
        let first = Source {
            number: self.number(),
            table: Arc::clone(table),
            alias: None,
            joined: None,
        };
        Scope {
            sources: vec![first],
        }
    }

    /// Counts a table that the query is linked to.
    pub(super) fn count_link(&self) -> Result<(), BindError> {
        self.bounds.count_link()
    }

    pub(super) fn query(&self, query: &Query, table: &Arc<Table>) -> Result<Bound, BindError> {
        let outer = self.bounds.begin_query(query)?;
        let mut scope = self.scope(table);
        let mut columns = match (&query.aggregate, query.distinct, &query.columns) {
            (Some(_), _, _) => Vec::new(),
            (None, true, Columns::Named(names)) => self.named(&scope, 0, names)?,
            (None, ..) => self.whole(&scope, &query.columns)?,
        };
        let mut expands = Vec::new();
        self.links(&mut scope, 0, &query.links, &mut columns, &mut expands)?;
        for column in &query.aliased {
            columns.push(Selected {
                name: column.alias.clone(),
                at: self.path(&mut scope, 0, &column.column)?,
            });
        }
        self.bounds.check_columns(&columns)?;
        let filter = self.filter(&mut scope, 0, &query.filter)?;
        let filter = self.seen(&scope, 0, filter)?;
        let shape = match &query.aggregate {
            Some(aggregate) => aggregate::groups(self, &mut scope, aggregate)?,
            None if query.distinct => Shape::Distinct(columns),
            None => Shape::Rows(columns),
        };
        let order = self.order(&mut scope, query, &shape)?;
        let part = paging::part(&query.page, &scope, &shape, &order)?;
        let counting = if query.count {
            Counting::Wanted
        } else {
            Counting::Skipped
        };
        self.bounds.end_query(outer);
        Ok(Bound {
            scope,
            shape,
            filter,
            order,
            part,
            counting,
            expands,
            aggregated: query.aggregate.as_ref().and_then(|of| of.limit),
        })
    }

    fn whole(&self, scope: &Scope, columns: &Columns) -> Result<Vec<Selected>, BindError> {
        let first = &scope.sources[0];
        let columns = real_columns(&first.table, columns);
        let columns = self.reader.columns(&first.table, &columns)?;
        let mut columns = selected(&first.table, &columns)?;
        for column in &mut columns {
            column.at.source = first.number;
        }
        Ok(columns)
    }

    pub(super) fn named(
        &self,
        scope: &Scope,
        at: usize,
        names: &[String],
    ) -> Result<Vec<Selected>, BindError> {
        let table = &scope.sources[at].table;
        names
            .iter()
            .filter(|name| name_column(table, name).is_none())
            .map(|name| {
                Ok(Selected {
                    name: name.clone(),
                    at: self.column(scope, at, name)?,
                })
            })
            .collect()
    }

    pub(super) fn column(&self, scope: &Scope, at: usize, name: &str) -> Result<At, BindError> {
        let source = &scope.sources[at];
        Ok(At {
            source: source.number,
            table: Arc::clone(&source.table),
            column: self.reader.index_of(&source.table, name)?,
        })
    }

    /// Binds a filter. Its columns without a path belong to the source at `at`.
    pub(super) fn filter(
        &self,
        scope: &mut Scope,
        at: usize,
        filter: &Filter,
    ) -> Result<Predicate, BindError> {
        self.bounds.enter_condition()?;
        let bound = self.nested(scope, at, filter)?;
        self.bounds.leave_condition();
        Ok(bound)
    }

    fn nested(
        &self,
        scope: &mut Scope,
        at: usize,
        filter: &Filter,
    ) -> Result<Predicate, BindError> {
        let all = |scope: &mut Scope, filters: &[Filter]| {
            filters
                .iter()
                .map(|filter| self.filter(scope, at, filter))
                .collect::<Result<Vec<_>, _>>()
        };
        Ok(match filter {
            Filter::And(filters) => Predicate::All(all(scope, filters)?),
            Filter::Or(filters) if filters.is_empty() => Predicate::everything(),
            Filter::Or(filters) => Predicate::Any(all(scope, filters)?),
            Filter::Not(filter) => self.filter(scope, at, filter)?.negated(),
            Filter::Condition(condition) => {
                self.bounds
                    .count_condition(self.reader, condition.operands.len())?;
                condition::bind(self, scope, at, condition)?
            }
            Filter::Related {
                navigation,
                quantifier,
                filter,
            } => self.related(scope, at, navigation, *quantifier, filter)?,
            Filter::Linked(link) => self.linked(scope, at, link)?,
        })
    }

    /// Adds the caller's row filter: the result holds for visible rows only.
    pub(super) fn seen(
        &self,
        scope: &Scope,
        at: usize,
        filter: Predicate,
    ) -> Result<Predicate, BindError> {
        let source = &scope.sources[at];
        let seen = self
            .sight
            .of(&source.table)
            .map_err(|fault| BindError::Denied(Box::new(fault)))?;
        let mut all = Vec::with_capacity(seen.all.len() + 1);
        for any in seen.all {
            let mut parts = Vec::with_capacity(any.len());
            for condition in any {
                parts.push(self.seen_by(source, condition)?);
            }
            all.push(Predicate::Any(parts));
        }
        if all.is_empty() {
            return Ok(filter);
        }
        all.push(filter);
        Ok(Predicate::All(all))
    }

    fn seen_by(&self, source: &Source, condition: RowCondition) -> Result<Predicate, BindError> {
        let at = |column: &str| {
            Ok::<_, BindError>(At {
                source: source.number,
                table: Arc::clone(&source.table),
                column: index_of(&source.table, column)?,
            })
        };
        let cells = |ids: Vec<Uuid>| ids.into_iter().map(cell::blob).collect();
        Ok(match condition {
            RowCondition::Ids(condition) => {
                self.bounds.count_operands(condition.ids.len())?;
                Predicate::In(at(&condition.column)?, cells(condition.ids))
            }
            RowCondition::Listed(rows) => {
                self.bounds.count_operands(rows.holders.len() + 1)?;
                for column in [&rows.key, &rows.holder, &rows.masks[0], &rows.masks[1]] {
                    index_of(&rows.table, column)?;
                }
                Predicate::Listed(Box::new(Listed {
                    at: at(&source.table.primary_id)?,
                    table: rows.table,
                    key: rows.key,
                    holder: rows.holder,
                    holders: cells(rows.holders),
                    masks: rows.masks,
                    bits: rows.bits.into(),
                }))
            }
        })
    }

    fn order(
        &self,
        scope: &mut Scope,
        query: &Query,
        shape: &Shape,
    ) -> Result<Vec<Sort>, BindError> {
        let mut sorts = Vec::with_capacity(query.order.len());
        for order in &query.order {
            let direction = order.direction;
            let by = match shape {
                Shape::Groups { keys, values } => aggregate::sorted(keys, values, order)?,
                Shape::Rows(_) => self.sorted(self.path(scope, 0, &order.column)?, query)?,
                Shape::Distinct(columns) => {
                    let at = self.path(scope, 0, &order.column)?;
                    if !columns.iter().any(|column| same(&column.at, &at)) {
                        return Err(BindError::NotEmulated(format!(
                            "ordering different rows by '{}', which is not among their columns",
                            order.column.column
                        )));
                    }
                    self.sorted(at, query)?
                }
            };
            let created = created(shape, &by);
            sorts.push(Sort { by, direction });
            sorts.extend(created.map(|by| Sort { by, direction }));
        }
        Ok(sorts)
    }
}

impl Binder<'_> {
    /// The sort key of a column: a choice is sorted by its labels in the caller's language (WA-230).
    fn sorted(&self, at: At, query: &Query) -> Result<SortBy, BindError> {
        check_ordered(&at)?;
        let ColumnKind::Choice { options, .. } = &at.column().kind else {
            return Ok(SortBy::Column(at));
        };
        if query.raw_order {
            return Ok(SortBy::Column(at));
        }
        let language = LanguageCode::try_from(self.context.language).unwrap_or(ENGLISH);
        let label = |choice: &&Choice| choice.labels.text(language).to_lowercase();
        let mut choices: Vec<&Choice> = options.options.iter().collect();
        choices.sort_by_cached_key(|choice| (label(choice), choice.value));
        let numbers = choices.iter().map(|choice| choice.value).collect();
        Ok(SortBy::Label(at, numbers))
    }
}

/// Refuses to sort or to group rows by the bytes of an image.
pub(super) fn check_ordered(at: &At) -> Result<(), BindError> {
    match at.column().kind {
        ColumnKind::Image { .. } => Err(BindError::Unordered {
            table: at.table.logical_name.clone(),
            column: at.column().logical_name.clone(),
        }),
        _ => Ok(()),
    }
}

/// The sort key behind `createdon`: rows of one second are in the order of their creation.
fn created(shape: &Shape, by: &SortBy) -> Option<SortBy> {
    match (shape, by) {
        (Shape::Rows(_), SortBy::Column(at)) if at.column().logical_name == CREATED_ON => {
            Some(SortBy::Created { source: at.source })
        }
        _ => None,
    }
}

fn same(one: &At, other: &At) -> bool {
    (one.source, one.column) == (other.source, other.column)
}
