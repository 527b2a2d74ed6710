//! From names and text to columns and typed cells: binds a query to the metadata.
//!
//! The one place where a query can be refused for what it says. Knows no SQL; `condition` binds
//! single comparisons, `operand` their right-hand sides, `paging` the part that is wanted.

use std::cell::Cell;
use std::sync::Arc;

use dataverse_protocol::query::{
    Aggregate, ColumnPath, Columns, Filter, Join, Link, Order, Quantifier, Query, Through,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::metadata::{Metadata, Navigation, Table, TableKind};
use crate::store::bound::{
    At, Bound, Computed, Counting, Expand, ExpandKind, Joined, Partner, Predicate, Related, Scope,
    Selected, Shape, Sort, SortBy, Source,
};
use crate::store::{condition, paging};

/// Why a query cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BindError {
    /// No such table (0x80041102).
    #[error("there is no table '{table}'")]
    UnknownTable {
        /// The name as it was written.
        table: String,
    },
    /// No such column on the table (0x80041103).
    #[error("there is no column '{column}' on table '{table}'")]
    UnknownColumn {
        /// Logical name of the table.
        table: String,
        /// The name as it was written.
        column: String,
    },
    /// No such navigation property on the table, nor an alias of that name.
    #[error(
        "there is no navigation property '{name}' on table '{table}', and no link of that alias"
    )]
    UnknownNavigation {
        /// Logical name of the table.
        table: String,
        /// The name as it was written.
        name: String,
    },
    /// An operand is not of the column's type.
    #[error(
        "'{given}' cannot be compared with column '{column}' of table '{table}': expected {expected}"
    )]
    Operand {
        /// Logical name of the table.
        table: String,
        /// Logical name of the column.
        column: String,
        /// What was written.
        given: String,
        /// What would fit.
        expected: &'static str,
    },
    /// An operator has too few or too many operands.
    #[error("the comparison of column '{column}' has {given} operands: expected {expected}")]
    OperandCount {
        /// Logical name of the column.
        column: String,
        /// How many were written.
        given: usize,
        /// How many the operator takes.
        expected: &'static str,
    },
    /// An operator does not apply to columns of this type.
    #[error(
        "column '{column}' of table '{table}' is of type {kind}, which operator {operator} does not apply to"
    )]
    Operator {
        /// Logical name of the table.
        table: String,
        /// Logical name of the column.
        column: String,
        /// Its type.
        kind: &'static str,
        /// The operator.
        operator: String,
    },
    /// Rows of an elastic table are joined with `inner` (0x80048d0b, BG-0DE).
    #[error("Link entities are not supported")]
    ElasticJoin,
    /// A paging cookie that this store did not write for this query.
    #[error("'{0}' is not a paging cookie of this query")]
    Cookie(String),
    /// Documented, and not emulated.
    #[error("not emulated: {0}")]
    NotEmulated(String),
}

/// Binds a query. `caller` is who `eq-userid` means, `now` what relative dates are relative to.
///
/// # Errors
/// The first name, operand or combination that does not fit.
pub fn bind(
    query: &Query,
    metadata: &Metadata,
    caller: Uuid,
    now: Timestamp,
) -> Result<Bound, BindError> {
    let numbers = Cell::new(0);
    let binder = Binder {
        metadata,
        caller,
        now,
        numbers: &numbers,
    };
    binder.query(query, binder.table(&query.table)?)
}

/// The columns of a single row that is retrieved by its key.
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
        Columns::All => return Ok((0..table.columns.len()).map(all).collect()),
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

fn index_of(table: &Table, column: &str) -> Result<usize, BindError> {
    table
        .columns
        .get_index_of(column)
        .ok_or_else(|| BindError::UnknownColumn {
            table: table.logical_name.clone(),
            column: column.to_owned(),
        })
}

/// What all parts of one query are bound with.
pub(super) struct Binder<'a> {
    metadata: &'a Metadata,
    pub(super) caller: Uuid,
    pub(super) now: Timestamp,
    numbers: &'a Cell<usize>,
}

impl Binder<'_> {
    fn table(&self, name: &str) -> Result<&Arc<Table>, BindError> {
        self.metadata
            .table(name)
            .ok_or_else(|| BindError::UnknownTable {
                table: name.to_owned(),
            })
    }

    fn number(&self) -> usize {
        self.numbers.replace(self.numbers.get() + 1)
    }

    fn scope(&self, table: &Arc<Table>) -> Scope {
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

    fn query(&self, query: &Query, table: &Arc<Table>) -> Result<Bound, BindError> {
        let mut scope = self.scope(table);
        let mut columns = match (&query.aggregate, query.distinct, &query.columns) {
            (Some(_), _, _) => Vec::new(),
            (None, true, Columns::Named(names)) => self.named(&scope, 0, names)?,
            (None, ..) => self.whole(&scope, &query.columns)?,
        };
        let mut expands = Vec::new();
        self.links(&mut scope, 0, &query.links, &mut columns, &mut expands)?;
        let filter = self.filter(&mut scope, 0, &query.filter)?;
        let shape = match &query.aggregate {
            Some(aggregate) => self.groups(&mut scope, aggregate)?,
            None if query.distinct => Shape::Distinct(columns),
            None => Shape::Rows(columns),
        };
        let order = self.order(&mut scope, &query.order, &shape)?;
        let part = paging::part(&query.page, &scope, &shape, &order)?;
        let counting = if query.count {
            Counting::Wanted
        } else {
            Counting::Skipped
        };
        Ok(Bound {
            scope,
            shape,
            filter,
            order,
            part,
            counting,
            expands,
        })
    }

    fn whole(&self, scope: &Scope, columns: &Columns) -> Result<Vec<Selected>, BindError> {
        let first = &scope.sources[0];
        let mut columns = selected(&first.table, columns)?;
        for column in &mut columns {
            column.at.source = first.number;
        }
        Ok(columns)
    }

    fn named(
        &self,
        scope: &Scope,
        at: usize,
        names: &[String],
    ) -> Result<Vec<Selected>, BindError> {
        names
            .iter()
            .map(|name| {
                Ok(Selected {
                    name: name.clone(),
                    at: self.column(scope, at, name)?,
                })
            })
            .collect()
    }

    fn column(&self, scope: &Scope, at: usize, name: &str) -> Result<At, BindError> {
        let source = &scope.sources[at];
        Ok(At {
            source: source.number,
            table: Arc::clone(&source.table),
            column: index_of(&source.table, name)?,
        })
    }

    /// The column a path leads to, joining what lies on the way.
    pub(super) fn path(
        &self,
        scope: &mut Scope,
        at: usize,
        path: &ColumnPath,
    ) -> Result<At, BindError> {
        let mut at = at;
        for step in &path.via {
            at = match scope
                .sources
                .iter()
                .position(|source| source.alias.as_ref() == Some(step))
            {
                Some(linked) => linked,
                None => self.step(scope, at, step)?,
            };
        }
        self.column(scope, at, &path.column)
    }

    /// The source that a single-valued navigation property leads to.
    fn step(&self, scope: &mut Scope, at: usize, name: &str) -> Result<usize, BindError> {
        let known = scope.sources.iter().position(|source| {
            source.joined.as_ref().is_some_and(|joined| {
                joined.parent == at && joined.navigation.as_deref() == Some(name)
            })
        });
        if let Some(known) = known {
            return Ok(known);
        }
        let from = Arc::clone(&scope.sources[at].table);
        let (lookup, target) = match self.metadata.navigation(&from, name) {
            Some(Navigation::One { column, target }) => (column, self.table(&target.table)?),
            Some(Navigation::Many { .. }) | None => {
                return Err(BindError::UnknownNavigation {
                    table: from.logical_name.clone(),
                    name: name.to_owned(),
                });
            }
        };
        let outer = self.column(scope, at, &lookup.logical_name)?;
        let number = self.number();
        let inner = At {
            source: number,
            table: Arc::clone(target),
            column: index_of(target, &target.primary_id)?,
        };
        scope.sources.push(Source {
            number,
            table: Arc::clone(target),
            alias: None,
            joined: Some(Joined {
                parent: at,
                join: Join::Outer,
                inner,
                outer,
                filter: Predicate::everything(),
                partner: Partner::One,
                navigation: Some(name.to_owned()),
            }),
        });
        Ok(scope.sources.len() - 1)
    }

    fn links(
        &self,
        scope: &mut Scope,
        at: usize,
        links: &[Link],
        columns: &mut Vec<Selected>,
        expands: &mut Vec<Expand>,
    ) -> Result<(), BindError> {
        for link in links {
            match &link.through {
                Through::Navigation(name) if at == 0 => {
                    expands.push(self.expand(&scope.sources[0].table, name, link)?);
                }
                Through::Navigation(name) => {
                    return Err(BindError::NotEmulated(format!(
                        "expanding '{name}' below a joined table"
                    )));
                }
                Through::Columns { table, from, to } => {
                    let linked = self.join(scope, at, link, (table, from, to))?;
                    self.link_columns(scope, linked, link, columns)?;
                    self.links(scope, linked, &link.links, columns, expands)?;
                }
            }
        }
        Ok(())
    }

    fn join(
        &self,
        scope: &mut Scope,
        at: usize,
        link: &Link,
        (table, from, to): (&str, &str, &str),
    ) -> Result<usize, BindError> {
        let table = self.table(table)?;
        let outer = self.column(scope, at, to)?;
        let elastic = outer.table.kind == TableKind::Elastic || table.kind == TableKind::Elastic;
        if elastic && link.join == Join::Inner {
            return Err(BindError::ElasticJoin);
        }
        let inner = At {
            source: self.number(),
            table: Arc::clone(table),
            column: index_of(table, from)?,
        };
        let position = scope.sources.len();
        let partner = if from == table.primary_id {
            Partner::One
        } else {
            Partner::Any
        };
        scope.sources.push(Source {
            number: inner.source,
            table: Arc::clone(table),
            // Dataverse names a link without an alias by its table and its position.
            alias: Some(
                link.alias
                    .clone()
                    .unwrap_or_else(|| format!("{}{position}", table.logical_name)),
            ),
            joined: Some(Joined {
                parent: at,
                join: link.join,
                inner,
                outer,
                filter: Predicate::everything(),
                partner,
                navigation: None,
            }),
        });
        let filter = self.filter(scope, position, &link.filter)?;
        if let Some(joined) = &mut scope.sources[position].joined {
            joined.filter = filter;
        }
        Ok(position)
    }

    fn link_columns(
        &self,
        scope: &Scope,
        at: usize,
        link: &Link,
        columns: &mut Vec<Selected>,
    ) -> Result<(), BindError> {
        let source = &scope.sources[at];
        let names: Vec<String> = match &link.columns {
            None => return Ok(()),
            Some(Columns::Named(names)) => names.clone(),
            Some(Columns::All) => source.table.columns.keys().cloned().collect(),
        };
        let alias = source.alias.clone().unwrap_or_default();
        for mut column in self.named(scope, at, &names)? {
            column.name = format!("{alias}.{}", column.name);
            columns.push(column);
        }
        Ok(())
    }

    fn expand(&self, table: &Arc<Table>, name: &str, link: &Link) -> Result<Expand, BindError> {
        let unknown = || BindError::UnknownNavigation {
            table: table.logical_name.clone(),
            name: name.to_owned(),
        };
        let navigation = self.metadata.navigation(table, name).ok_or_else(unknown)?;
        let (kind, nested, key) = match navigation {
            Navigation::One { column, target } => {
                let nested = self.table(&target.table)?;
                let lookup = index_of(table, &column.logical_name)?;
                (ExpandKind::One { lookup }, nested, &nested.primary_id)
            }
            Navigation::Many {
                table: nested,
                column,
                ..
            } => (ExpandKind::Many, nested, &column.logical_name),
        };
        let mut query = Query::new(nested.logical_name.clone());
        query.columns = link.columns.clone().unwrap_or(Columns::All);
        query.filter = link.filter.clone();
        query.links = link.links.clone();
        query.order = link.order.clone();
        query.page.top = link.top;
        let query = self.query(&query, nested)?;
        let inner = self.column(&query.scope, 0, key)?;
        Ok(Expand {
            navigation: name.to_owned(),
            kind,
            query,
            inner,
        })
    }

    /// Binds a filter whose plain columns are those of the source at `at`.
    fn filter(
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
            Filter::Condition(condition) => condition::bind(self, scope, at, condition)?,
            Filter::Related {
                navigation,
                quantifier,
                filter,
            } => self.related(scope, at, navigation, *quantifier, filter)?,
        })
    }

    fn related(
        &self,
        scope: &Scope,
        at: usize,
        name: &str,
        quantifier: Quantifier,
        filter: &Filter,
    ) -> Result<Predicate, BindError> {
        let from = Arc::clone(&scope.sources[at].table);
        let Some(Navigation::Many { table, column, .. }) = self.metadata.navigation(&from, name)
        else {
            return Err(BindError::UnknownNavigation {
                table: from.logical_name.clone(),
                name: name.to_owned(),
            });
        };
        let mut inner_scope = self.scope(table);
        let inner = self.column(&inner_scope, 0, &column.logical_name)?;
        let outer = self.column(scope, at, &from.primary_id)?;
        let fits = self.filter(&mut inner_scope, 0, filter)?;
        let exists = |filter| {
            Predicate::Exists(Box::new(Related {
                scope: inner_scope,
                inner,
                outer,
                filter,
            }))
        };
        Ok(match quantifier {
            Quantifier::Any => exists(fits),
            // Every one fits: none exists that does not.
            Quantifier::All => exists(fits.negated()).negated(),
        })
    }

    fn groups(&self, scope: &mut Scope, aggregate: &Aggregate) -> Result<Shape, BindError> {
        let mut keys = Vec::with_capacity(aggregate.groups.len());
        for (path, name) in &aggregate.groups {
            keys.push(Selected {
                name: name.clone(),
                at: self.path(scope, 0, path)?,
            });
        }
        let mut values = Vec::with_capacity(aggregate.values.len());
        for value in &aggregate.values {
            let of = match &value.column {
                Some(path) => Some(self.path(scope, 0, path)?),
                None => None,
            };
            condition::check_aggregate(value.function, of.as_ref())?;
            values.push(Computed {
                name: value.alias.clone(),
                function: value.function,
                of,
            });
        }
        Ok(Shape::Groups { keys, values })
    }

    fn order(
        &self,
        scope: &mut Scope,
        order: &[Order],
        shape: &Shape,
    ) -> Result<Vec<Sort>, BindError> {
        order
            .iter()
            .map(|order| {
                let by = match shape {
                    Shape::Groups { keys, values } => grouped(keys, values, order)?,
                    Shape::Rows(_) => SortBy::Column(self.path(scope, 0, &order.column)?),
                    Shape::Distinct(columns) => {
                        let at = self.path(scope, 0, &order.column)?;
                        if !columns.iter().any(|column| same(&column.at, &at)) {
                            return Err(BindError::NotEmulated(format!(
                                "ordering different rows by '{}', which is not among their columns",
                                order.column.column
                            )));
                        }
                        SortBy::Column(at)
                    }
                };
                Ok(Sort {
                    by,
                    direction: order.direction,
                })
            })
            .collect()
    }
}

fn same(one: &At, other: &At) -> bool {
    (one.source, one.column) == (other.source, other.column)
}

/// What an aggregate query is sorted by: the alias or the column of a group, or an aggregate.
fn grouped(keys: &[Selected], values: &[Computed], order: &Order) -> Result<SortBy, BindError> {
    let name = &order.column.column;
    if let Some(position) = values.iter().position(|value| value.name == *name) {
        return Ok(SortBy::Computed(position));
    }
    keys.iter()
        .find(|key| key.name == *name || key.at.column().logical_name == *name)
        .map(|key| SortBy::Column(key.at.clone()))
        .ok_or_else(|| {
            BindError::NotEmulated(format!(
                "ordering groups by '{name}', which is neither a group nor an aggregate"
            ))
        })
}
