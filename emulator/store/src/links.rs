//! Binds the parts of a query that reach other tables: paths, joins, expands, related rows.

use std::sync::Arc;

use dataverse_protocol::query::{
    ColumnPath, Columns, Filter, Join, Link, Quantifier, Query, Through,
};

use crate::bind::{Binder, index_of};
use crate::bind_error::BindError;
use crate::bound::{
    At, Expand, ExpandKind, Joined, Partner, Predicate, Related, Scope, Selected, Source,
};
use dataverse_model::metadata::{ColumnKind, LookupTarget, Navigation, Table, TableKind};

impl Binder<'_> {
    /// The column at the end of a path. Joins the tables on the way.
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
        match name_column(&scope.sources[at].table, &path.column) {
            None => self.column(scope, at, &path.column),
            Some(NameColumn::Of(target)) => {
                let navigation = target.navigation.clone();
                let reached = self.step(scope, at, &navigation)?;
                let table = Arc::clone(&scope.sources[reached].table);
                let name = table.primary_name.as_deref().unwrap_or(&table.primary_id);
                self.column(scope, reached, name)
            }
            Some(NameColumn::Other) => Err(BindError::NotEmulated(format!(
                "the column '{}', which has the names of another column's values",
                path.column
            ))),
        }
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
            Some(Navigation::Many { .. } | Navigation::Across { .. }) | None => {
                return Err(BindError::UnknownNavigation {
                    table: from.logical_name.clone(),
                    name: name.to_owned(),
                });
            }
        };
        self.count_link()?;
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
        let reached = scope.sources.len() - 1;
        self.narrow(scope, reached, Predicate::everything())?;
        Ok(reached)
    }

    pub(super) fn links(
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
                    expands.extend(self.expand(&scope.sources[0].table, name, link)?);
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
        self.count_link()?;
        let table = self.table(table)?;
        let outer = self.column(scope, at, to)?;
        if link.join != Join::Outer {
            check_standard(&outer.table, table)?;
        }
        let inner = At {
            source: self.number(),
            table: Arc::clone(table),
            column: self.reader.index_of(table, from)?,
        };
        let position = scope.sources.len();
        let partner = if from == table.primary_id || link.join == Join::FirstMatch {
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
        self.narrow(scope, position, filter)?;
        Ok(position)
    }

    /// Gives a joined source its filter, which holds for visible rows only.
    fn narrow(&self, scope: &mut Scope, at: usize, filter: Predicate) -> Result<(), BindError> {
        let filter = self.seen(scope, at, filter)?;
        if let Some(joined) = &mut scope.sources[at].joined {
            joined.filter = filter;
        }
        Ok(())
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
            Some(Columns::All) => self.reader.all(&source.table),
        };
        let alias = source.alias.clone().unwrap_or_default();
        for mut column in self.named(scope, at, &names)? {
            column.name = match link.join {
                Join::Inner | Join::Outer => format!("{alias}.{}", column.name),
                // As documented: without the alias, and with the schema name.
                Join::FirstMatch => column.at.column().schema_name.clone(),
            };
            columns.push(column);
        }
        Ok(())
    }

    /// The related rows of a navigation property: one query, or one for each table where several share the property. Of
    /// these, only the tables that have the selected columns are read.
    fn expand(
        &self,
        table: &Arc<Table>,
        name: &str,
        link: &Link,
    ) -> Result<Vec<Expand>, BindError> {
        let Some(Navigation::One { column, .. }) = self.metadata.navigation(table, name) else {
            return Ok(vec![self.expand_to(table, name, link, None)?]);
        };
        let mut reached = self.metadata.reached(column, name);
        let fits = |table: &Arc<Table>| match &link.columns {
            Some(Columns::Named(names)) => names.iter().all(|name| table.column(name).is_some()),
            Some(Columns::All) | None => true,
        };
        if reached.len() > 1 && reached.iter().any(fits) {
            reached.retain(fits);
        }
        let expand = |other| self.expand_to(table, name, link, Some(other));
        reached.iter().map(expand).collect()
    }

    fn expand_to(
        &self,
        table: &Arc<Table>,
        name: &str,
        link: &Link,
        reached: Option<&Arc<Table>>,
    ) -> Result<Expand, BindError> {
        let unknown = || BindError::UnknownNavigation {
            table: table.logical_name.clone(),
            name: name.to_owned(),
        };
        let navigation = self.metadata.navigation(table, name).ok_or_else(unknown)?;
        let (kind, nested) = match navigation {
            Navigation::One { column, target } => {
                let lookup = index_of(table, &column.logical_name)?;
                let nested = match reached {
                    Some(reached) => reached,
                    None => self.table(&target.table)?,
                };
                (ExpandKind::One { lookup }, nested)
            }
            Navigation::Many { table: nested, .. } | Navigation::Across { table: nested, .. } => {
                (ExpandKind::Many, nested)
            }
        };
        let mut query = Query::new(nested.logical_name.clone());
        query.columns = link.columns.clone().unwrap_or(Columns::All);
        query.filter = link.filter.clone();
        query.links = link.links.clone();
        query.order = link.order.clone();
        query.page.top = link.top;
        query.page.size = link.page_size;
        let mut query = self.query(&query, nested)?;
        let inner = match navigation {
            Navigation::One { .. } => self.column(&query.scope, 0, &nested.primary_id)?,
            Navigation::Many { column, .. } => {
                self.column(&query.scope, 0, &column.logical_name)?
            }
            Navigation::Across {
                between,
                here,
                there,
                ..
            } => {
                let outer = self.column(&query.scope, 0, &nested.primary_id)?;
                let at = self.partner(&mut query.scope, between, &there.logical_name, outer)?;
                self.column(&query.scope, at, &here.logical_name)?
            }
        };
        Ok(Expand {
            navigation: name.to_owned(),
            kind,
            query,
            inner,
            is_paged: link.page_size.is_some(),
        })
    }

    /// Joins a table of which each row has at most one match, and answers its position in the
    /// scope.
    fn partner(
        &self,
        scope: &mut Scope,
        table: &Arc<Table>,
        column: &str,
        outer: At,
    ) -> Result<usize, BindError> {
        let number = self.number();
        scope.sources.push(Source {
            number,
            table: Arc::clone(table),
            alias: None,
            joined: Some(Joined {
                parent: 0,
                join: Join::Inner,
                inner: At {
                    source: number,
                    table: Arc::clone(table),
                    column: index_of(table, column)?,
                },
                outer,
                filter: Predicate::everything(),
                partner: Partner::One,
                navigation: None,
            }),
        });
        Ok(scope.sources.len() - 1)
    }

    pub(super) fn related(
        &self,
        scope: &Scope,
        at: usize,
        name: &str,
        quantifier: Quantifier,
        filter: &Filter,
    ) -> Result<Predicate, BindError> {
        self.count_link()?;
        let from = Arc::clone(&scope.sources[at].table);
        // The lookup that refers to the row, and the position of the related rows in that scope.
        let (mut inner_scope, inner, rows) = match self.metadata.navigation(&from, name) {
            Some(Navigation::Many { table, column, .. }) => {
                let scope = self.scope(table);
                let inner = self.column(&scope, 0, &column.logical_name)?;
                (scope, inner, 0)
            }
            Some(Navigation::Across {
                table,
                between,
                here,
                there,
            }) => {
                let mut scope = self.scope(between);
                let inner = self.column(&scope, 0, &here.logical_name)?;
                let outer = self.column(&scope, 0, &there.logical_name)?;
                let rows = self.partner(&mut scope, table, &table.primary_id, outer)?;
                (scope, inner, rows)
            }
            Some(Navigation::One { .. }) | None => {
                return Err(BindError::UnknownNavigation {
                    table: from.logical_name.clone(),
                    name: name.to_owned(),
                });
            }
        };
        let outer = self.column(scope, at, &from.primary_id)?;
        let fits = self.filter(&mut inner_scope, rows, filter)?;
        let fits = match quantifier {
            Quantifier::Any => fits,
            // All rows match if none exists that does not match.
            Quantifier::All => fits.negated(),
        };
        let filter = self.seen(&inner_scope, rows, fits)?;
        let exists = Predicate::Exists(Box::new(Related {
            scope: inner_scope,
            inner,
            outer,
            filter,
        }));
        Ok(match quantifier {
            Quantifier::Any => exists,
            Quantifier::All => exists.negated(),
        })
    }

    /// The condition that a link has a row.
    pub(super) fn linked(
        &self,
        scope: &Scope,
        at: usize,
        link: &Link,
    ) -> Result<Predicate, BindError> {
        let Through::Columns { table, from, to } = &link.through else {
            return Err(BindError::NotEmulated(
                "a filter on a link through a navigation property".to_owned(),
            ));
        };
        self.count_link()?;
        let table = self.table(table)?;
        let outer = self.column(scope, at, to)?;
        check_standard(&outer.table, table)?;
        let mut inner_scope = self.scope(table);
        let inner = self.column(&inner_scope, 0, from)?;
        let (mut columns, mut expands) = (Vec::new(), Vec::new());
        self.links(&mut inner_scope, 0, &link.links, &mut columns, &mut expands)?;
        let filter = self.filter(&mut inner_scope, 0, &link.filter)?;
        let filter = self.seen(&inner_scope, 0, filter)?;
        Ok(Predicate::Exists(Box::new(Related {
            scope: inner_scope,
            inner,
            outer,
            filter,
        })))
    }
}

/// Rows of elastic tables can be joined with `outer` only (BG-0DE).
fn check_standard(outer: &Table, inner: &Table) -> Result<(), BindError> {
    let elastic = outer.kind == TableKind::Elastic || inner.kind == TableKind::Elastic;
    match elastic {
        true => Err(BindError::ElasticJoin),
        false => Ok(()),
    }
}

/// A column that a table does not have, and whose name says that it has the names of another column's values.
#[derive(Debug, Clone)]
pub(super) enum NameColumn {
    /// The primary names of the rows that a lookup refers to.
    Of(Box<LookupTarget>),
    /// The labels of options, or names of rows of several tables.
    Other,
}

/// What the platform takes a name such as `primarycontactidname` or `statecodename` for; `None` for every other name.
pub(super) fn name_column(table: &Table, name: &str) -> Option<NameColumn> {
    if table.column(name).is_some() {
        return None;
    }
    let named = table.column(name.strip_suffix("name")?)?;
    match (&named.kind, named.targets()) {
        (
            ColumnKind::Choice { .. } | ColumnKind::MultiSelect { .. } | ColumnKind::Boolean { .. },
            _,
        ) => Some(NameColumn::Other),
        (_, [only]) => Some(NameColumn::Of(Box::new(only.clone()))),
        (ColumnKind::Lookup { .. }, _) => Some(NameColumn::Other),
        _ => None,
    }
}
