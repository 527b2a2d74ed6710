//! Reads `LinkEntity` and gives every link an alias.

use super::super::error::SoapError;
use super::super::node::Node;
use super::{condition, direction, member_columns, refuse_member};
use crate::fetchxml::MAX_LINKS;
use crate::query::aliases::TakenAliases;
use crate::query::{ColumnPath, Columns, Join, Link, Order, Through};

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
        let mut links = Vec::new();
        collect(query, &mut links);
        if links.len() > MAX_LINKS {
            return Err(SoapError::TooLarge {
                what: "joined tables",
                limit: MAX_LINKS,
            });
        }
        let mut aliases = TakenAliases::default();
        for link in &links {
            if let Some(alias) = written(link)
                && !aliases.take(alias)
            {
                return Err(SoapError::Duplicate(alias.to_owned()));
            }
        }
        let mut names = Vec::new();
        for link in links {
            let table = link.required("LinkToEntityName")?.trim();
            let alias = written(link).map_or_else(|| aliases.make(table), str::to_owned);
            let at = link.at;
            names.push(LinkAlias { at, alias, table });
        }
        let root = query.optional("EntityName").unwrap_or_default().trim();
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

    /// The links directly inside a query or link, each with its own links.
    pub(super) fn read(&self, parent: &Node<'_>) -> Result<Vec<Link>, SoapError> {
        let links = parent.items("LinkEntities").iter();
        links.map(|link| self.link(link)).collect()
    }

    fn link(&self, node: &Node<'_>) -> Result<Link, SoapError> {
        let alias = self.alias(node);
        let text = |member| Ok::<_, SoapError>(node.required(member)?.trim().to_owned());
        Ok(Link {
            through: Through::Columns {
                table: text("LinkToEntityName")?,
                from: text("LinkToAttributeName")?,
                to: text("LinkFromAttributeName")?,
            },
            join: join(node)?,
            columns: match member_columns(node, "Columns")? {
                Columns::Named(names) if names.is_empty() => None,
                columns => Some(columns),
            },
            filter: condition::filter(node.member("LinkCriteria"), Some(alias), self)?,
            links: self.read(node)?,
            alias: Some(alias.to_owned()),
            order: Vec::new(),
            top: None,
        })
    }

    /// The sort keys of the links, which follow those of the query itself.
    pub(super) fn orders(&self, parent: &Node<'_>) -> Result<Vec<Order>, SoapError> {
        let mut found = Vec::new();
        for link in parent.items("LinkEntities") {
            for order in link.items("Orders") {
                refuse_member(order, "EntityName")?;
                found.push(Order {
                    column: path(self.alias(link), order.required("AttributeName")?.trim()),
                    direction: direction(order)?,
                });
            }
            found.extend(self.orders(link)?);
        }
        Ok(found)
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

fn collect<'n, 'x>(node: &'n Node<'x>, into: &mut Vec<&'n Node<'x>>) {
    for link in node.items("LinkEntities") {
        into.push(link);
        collect(link, into);
    }
}

fn written<'x>(link: &Node<'x>) -> Option<&'x str> {
    link.optional("EntityAlias").map(str::trim)
}

fn join(link: &Node<'_>) -> Result<Join, SoapError> {
    match link.optional("JoinOperator").map(str::trim) {
        None | Some("Inner") => Ok(Join::Inner),
        Some("LeftOuter") => Ok(Join::Outer),
        Some(other) => Err(SoapError::NotEmulated(format!(
            "the join operator `{other}`"
        ))),
    }
}
