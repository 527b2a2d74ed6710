//! Reads `LinkEntity` and gives every link an alias.

use super::super::error::SoapError;
use super::super::name::CONTRACTS;
use super::super::node::Node;
use super::attribute::SelectKind;
use super::{TESTED, condition, direction, query_columns, refuse_items, refuse_member, sorted};
use crate::fetchxml::{MAX_LINKS, Problem};
use crate::query::aliases::TakenAliases;
use crate::query::{ColumnPath, Columns, Filter, Join, Link, Order, Through};

/// The alias of every link of a query, outer links before inner ones.
#[derive(Default)]
pub(super) struct Links<'x> {
    root: &'x str,
    names: Vec<LinkAlias<'x>>,
}

struct LinkAlias<'x> {
    at: usize,
    alias: String,
    table: &'x str,
}

impl<'x> Links<'x> {
    /// Keeps the aliases in the query and generates the missing ones.
    pub(super) fn assign(query: &Node<'x>) -> Result<Self, SoapError> {
        if count(query) > MAX_LINKS {
            return Err(SoapError::Query(Problem::TooManyLinks));
        }
        let root = query.optional("EntityName").unwrap_or_default().trim();
        Self::rooted(root, query)
    }

    fn rooted(root: &'x str, node: &Node<'x>) -> Result<Self, SoapError> {
        let mut links = Vec::new();
        collect(node, &mut links);
        let mut aliases = TakenAliases::default();
        for link in &links {
            if let Some(alias) = written(link)
                && !aliases.take(alias)
            {
                return Err(SoapError::Query(Problem::DuplicateAlias(alias.to_owned())));
            }
        }
        let mut names = Vec::new();
        for link in links {
            let table = link.required("LinkToEntityName")?.trim();
            let alias = written(link).map_or_else(|| aliases.make(table), str::to_owned);
            let at = link.at;
            names.push(LinkAlias { at, alias, table });
        }
        Ok(Self { root, names })
    }

    /// The path of a column; `name` is an alias, or the name of a table that is linked exactly once. `own` is the link
    /// whose condition names the column.
    pub(super) fn column(
        &self,
        name: &str,
        column: &str,
        own: Option<&str>,
    ) -> Result<ColumnPath, SoapError> {
        let mut by_table = self.names.iter().filter(|link| link.table == name);
        let by_alias = self.names.iter().find(|link| link.alias == name);
        let alias = match (by_alias, by_table.next(), by_table.next()) {
            (Some(link), _, _) => Some(link.alias.as_str()),
            (None, _, _) if own.is_none() && name == self.root => None,
            (None, Some(link), None) => Some(link.alias.as_str()),
            (None, _, _) => return Err(SoapError::UnknownAlias(name.to_owned())),
        };
        match (alias, own) {
            (None, _) => Ok(ColumnPath::of(column)),
            (Some(alias), Some(own)) if alias == own => Ok(ColumnPath::of(column)),
            (Some(alias), None) => Ok(path(alias, column)),
            (Some(_), Some(own)) => Err(SoapError::NotEmulated(format!(
                "a condition in the link `{own}` on another table (`{name}`)"
            ))),
        }
    }

    /// The joined links directly inside a query or link, each with its own links.
    pub(super) fn read(&self, parent: &Node<'_>) -> Result<Vec<Link>, SoapError> {
        joined(parent).map(|link| self.link(link)).collect()
    }

    fn link(&self, node: &Node<'_>) -> Result<Link, SoapError> {
        let alias = self.alias(node);
        let join = join(node)?;
        let filter = condition::filter(node.member("LinkCriteria"), Some(alias), self)?;
        if join == Join::FirstMatch && !node.items("LinkEntities").is_empty() {
            let what = "a link in a link of the kind `MatchFirstRowUsingCrossApply`";
            return Err(SoapError::NotEmulated(what.to_owned()));
        }
        Ok(Link {
            through: through(node)?,
            join,
            columns: match query_columns(node, "Columns")? {
                Columns::Named(names) if names.is_empty() => None,
                columns => Some(columns),
            },
            filter: with_tests(filter, node)?,
            links: self.read(node)?,
            alias: Some(alias.to_owned()),
            order: Vec::new(),
            top: None,
            page_size: None,
        })
    }

    /// The sort keys of the links, which follow those of the query itself.
    pub(super) fn orders(
        &self,
        parent: &Node<'_>,
        mode: SelectKind,
    ) -> Result<Vec<Order>, SoapError> {
        let mut found = Vec::new();
        for link in joined(parent) {
            for order in link.items("Orders") {
                refuse_member(order, "EntityName")?;
                let column = sorted(order, mode)?;
                found.push(Order {
                    column: match mode {
                        SelectKind::Rows => path(self.alias(link), column),
                        SelectKind::Aggregate => ColumnPath::of(column),
                    },
                    direction: direction(order)?,
                });
            }
            found.extend(self.orders(link, mode)?);
        }
        Ok(found)
    }

    /// The path of a column of a link, relative to the query.
    pub(super) fn path(&self, link: &Node<'_>, column: &str) -> ColumnPath {
        path(self.alias(link), column)
    }

    fn alias(&self, link: &Node<'_>) -> &str {
        self.names
            .iter()
            .find(|name| name.at == link.at)
            .map(|name| name.alias.as_str())
            .expect("every link of the query was given a name")
    }
}

fn path(alias: &str, column: &str) -> ColumnPath {
    ColumnPath {
        via: vec![alias.to_owned()],
        column: column.to_owned(),
    }
}

/// The links directly inside a query or link that are joined; the others only test for rows.
pub(super) fn joined<'n, 'x>(parent: &'n Node<'x>) -> impl Iterator<Item = &'n Node<'x>> {
    let links = parent.items("LinkEntities").iter();
    links.filter(|link| !only_tests(link))
}

/// Joins a filter with those of the links directly inside a query or link that only test for rows.
pub(super) fn with_tests(filter: Filter, parent: &Node<'_>) -> Result<Filter, SoapError> {
    let links = parent.items("LinkEntities").iter();
    let tests = links.filter(|link| only_tests(link));
    let mut filters = tests
        .map(|link| tested(link).map(Link::exists))
        .collect::<Result<Vec<_>, _>>()?;
    if filters.is_empty() {
        return Ok(filter);
    }
    filters.insert(0, filter);
    Ok(Filter::And(filters))
}

/// The filter of an `AnyAllFilterLinkEntity`; `All` and `NotAll` mean what `all` and `not all` mean in FetchXML.
pub(super) fn related(link: &Node<'_>) -> Result<Filter, SoapError> {
    let operator = operator(link);
    let link = tested(link)?;
    match operator {
        Some("Any" | "NotAll") => Ok(link.exists()),
        Some("NotAny") => Ok(link.exists().negated()),
        Some("All") => Ok(link.none_of_several()),
        _ => Err(SoapError::Query(Problem::LinkType)),
    }
}

fn tested(node: &Node<'_>) -> Result<Link, SoapError> {
    check_no_columns(node)?;
    let root = node.required("LinkToEntityName")?.trim();
    let links = Links::rooted(root, node)?;
    let filter = condition::filter(node.member("LinkCriteria"), None, &links)?;
    Ok(Link {
        through: through(node)?,
        join: Join::Inner,
        alias: None,
        columns: None,
        filter: with_tests(filter, node)?,
        links: links.read(node)?,
        order: Vec::new(),
        top: None,
        page_size: None,
    })
}

/// Refuses columns and sort keys of a link that returns none.
fn check_no_columns(link: &Node<'_>) -> Result<(), SoapError> {
    let columns = query_columns(link, "Columns")?;
    if columns != Columns::Named(Vec::new()) {
        return Err(SoapError::Query(Problem::Conflict(
            "a column",
            "a link that returns no columns",
        )));
    }
    if let Some(columns) = link.member("Columns") {
        refuse_items(columns, "AttributeExpressions")?;
    }
    refuse_items(link, "Orders")?;
    link.items("LinkEntities")
        .iter()
        .try_for_each(check_no_columns)
}

fn through(link: &Node<'_>) -> Result<Through, SoapError> {
    let text = |member| Ok::<_, SoapError>(link.required(member)?.trim().to_owned());
    Ok(Through::Columns {
        table: text("LinkToEntityName")?,
        from: text("LinkToAttributeName")?,
        to: text("LinkFromAttributeName")?,
    })
}

/// The number of links in a query, wherever they stand.
fn count(node: &Node<'_>) -> usize {
    let itself = ["LinkEntity", TESTED]
        .iter()
        .any(|name| node.is(CONTRACTS, name))
        && !node.children.is_empty();
    usize::from(itself) + node.children.iter().map(count).sum::<usize>()
}

fn collect<'n, 'x>(node: &'n Node<'x>, into: &mut Vec<&'n Node<'x>>) {
    for link in joined(node) {
        into.push(link);
        collect(link, into);
    }
}

fn written<'x>(link: &Node<'x>) -> Option<&'x str> {
    link.optional("EntityAlias").map(str::trim)
}

fn operator<'x>(link: &Node<'x>) -> Option<&'x str> {
    link.optional("JoinOperator").map(str::trim)
}

fn only_tests(link: &Node<'_>) -> bool {
    matches!(operator(link), Some("Exists" | "In"))
}

fn join(link: &Node<'_>) -> Result<Join, SoapError> {
    match operator(link) {
        None | Some("Inner") => Ok(Join::Inner),
        Some("LeftOuter") => Ok(Join::Outer),
        Some("MatchFirstRowUsingCrossApply") => Ok(Join::FirstMatch),
        Some("Natural") => Err(SoapError::NotEmulated(
            "the join operator `Natural`".to_owned(),
        )),
        Some(_) => Err(SoapError::Query(Problem::LinkType)),
    }
}
