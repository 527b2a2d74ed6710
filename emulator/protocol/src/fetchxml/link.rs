//! Translates `link-entity` and gives every link an alias.
//!
//! This module does not check whether a relationship connects the columns `from` and `to`.

use super::error::{Problem, Read};
use super::filter;
use super::select::{self, SelectKind};
use super::shape::listed;
use super::tree::Element;
use crate::query::aliases::TakenAliases;
use crate::query::{ColumnPath, Join, Link, Through};

/// Link types of Dataverse that are not emulated; most of them test for existence in place of a join.
const REFUSED_TYPES: &[&str] = &[
    "all",
    "any",
    "exists",
    "in",
    "matchfirstrowusingcrossapply",
    "natural",
    "not all",
    "not any",
];

/// The table whose columns an element names.
#[derive(Debug, Clone, Copy)]
pub(super) enum ColumnScope<'n> {
    /// The queried table.
    Root,
    /// A linked table, by its alias.
    Link(&'n str),
}

impl ColumnScope<'_> {
    /// The path of a column of this table, relative to the queried table.
    pub(super) fn column(self, column: &str) -> ColumnPath {
        ColumnPath {
            via: match self {
                Self::Root => Vec::new(),
                Self::Link(alias) => vec![alias.to_owned()],
            },
            column: column.to_owned(),
        }
    }
}

/// The alias of every link of a query.
pub(super) struct LinkNames<'e>(Vec<LinkName<'e>>);

struct LinkName<'e> {
    element: &'e Element,
    alias: String,
}

impl<'e> LinkNames<'e> {
    /// Keeps the aliases in the text and generates the missing ones.
    pub(super) fn assign(entity: &'e Element) -> Read<Self> {
        let mut links = Vec::new();
        collect(entity, &mut links);
        let mut aliases = TakenAliases::default();
        for link in &links {
            if let Some(alias) = written_alias(link)
                && !aliases.take(alias)
            {
                return Err(link.refuse(Problem::DuplicateAlias(alias.to_owned())));
            }
        }
        let mut names = Vec::with_capacity(links.len());
        for element in links {
            let alias = match written_alias(element) {
                Some(alias) => alias.to_owned(),
                None => aliases.make(element.required("name")?),
            };
            names.push(LinkName { element, alias });
        }
        Ok(Self(names))
    }

    /// The alias of a `link-entity` element of this query.
    fn alias_of(&self, link: &Element) -> &str {
        self.0
            .iter()
            .find(|name| name.element.offset == link.offset)
            .map(|name| name.alias.as_str())
            .expect("every link of the query was given a name")
    }

    /// Finds the link that `entityname` or the prefix of a `valueof` refers to: by alias, otherwise by the name of a
    /// table that is linked exactly once.
    pub(super) fn find(&self, found: &str, mentioned_in: &Element) -> Read<ColumnScope<'_>> {
        let by_alias = self.0.iter().find(|name| name.alias == found);
        let mut by_table = self
            .0
            .iter()
            .filter(|name| name.element.attribute("name") == Some(found));
        match (by_alias, by_table.next(), by_table.next()) {
            (Some(name), _, _) | (None, Some(name), None) => Ok(ColumnScope::Link(&name.alias)),
            (None, _, _) => Err(mentioned_in.refuse(Problem::UnknownAlias {
                found: found.to_owned(),
                expected: listed(self.0.iter().map(|name| &name.alias)),
            })),
        }
    }

    /// The table of a `link-entity` element.
    pub(super) fn place_of(&self, link: &Element) -> ColumnScope<'_> {
        ColumnScope::Link(self.alias_of(link))
    }
}

fn collect<'e>(element: &'e Element, into: &mut Vec<&'e Element>) {
    for link in element.children_named("link-entity") {
        into.push(link);
        collect(link, into);
    }
}

fn written_alias(link: &Element) -> Option<&str> {
    link.attribute("alias").filter(|alias| !alias.is_empty())
}

/// The links directly inside an element, each with its own links.
pub(super) fn links(element: &Element, names: &LinkNames<'_>, mode: SelectKind) -> Read<Vec<Link>> {
    element
        .children_named("link-entity")
        .map(|child| link(child, names, mode))
        .collect()
}

fn link(element: &Element, names: &LinkNames<'_>, mode: SelectKind) -> Read<Link> {
    Ok(Link {
        through: Through::Columns {
            table: element.required("name")?.to_owned(),
            from: element.required("from")?.to_owned(),
            to: element.required("to")?.to_owned(),
        },
        join: join(element)?,
        alias: Some(names.alias_of(element).to_owned()),
        columns: match mode {
            SelectKind::Rows => select::columns(element)?,
            SelectKind::Aggregate => None,
        },
        filter: filter::filters(element, names.place_of(element), names)?,
        links: links(element, names, mode)?,
        order: Vec::new(),
        top: None,
    })
}

fn join(element: &Element) -> Read<Join> {
    match element.attribute("link-type") {
        None | Some("inner") => Ok(Join::Inner),
        Some("outer") => Ok(Join::Outer),
        Some(refused) if REFUSED_TYPES.contains(&refused) => {
            let what = format!("the link-type `{refused}`");
            Err(element.refuse(Problem::NotEmulated(what)))
        }
        Some(found) => Err(element.bad_value("link-type", found, "`inner` or `outer`")),
    }
}
