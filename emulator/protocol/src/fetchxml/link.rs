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

/// The table whose columns an element names.
#[derive(Debug, Clone, Copy)]
pub(super) enum ColumnScope<'n> {
    /// The queried table; inside a link that only tests for rows, the table of that link.
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

/// The aliases of all links of a query, and those that can be named from one place.
pub(super) struct LinkNames<'e> {
    /// The table that the joined links belong to: the queried one, or one that is only tested for rows.
    root: &'e Element,
    all: Vec<LinkName<'e>>,
    /// Positions in `all` of the links that are joined to the root, directly or by another link.
    joined: Vec<usize>,
}

#[derive(Clone)]
struct LinkName<'e> {
    element: &'e Element,
    alias: String,
}

impl<'e> LinkNames<'e> {
    /// Keeps the aliases in the text and generates the missing ones.
    pub(super) fn assign(entity: &'e Element) -> Read<Self> {
        let mut links = Vec::new();
        collect(entity, Collected::All, &mut links);
        let mut aliases = TakenAliases::default();
        for link in &links {
            if let Some(alias) = written_alias(link)
                && !aliases.take(alias)
            {
                return Err(link.refuse(Problem::DuplicateAlias(alias.to_owned())));
            }
        }
        let mut all = Vec::with_capacity(links.len());
        for element in links {
            let alias = match written_alias(element) {
                Some(alias) => alias.to_owned(),
                None => aliases.make(element.required("name")?),
            };
            all.push(LinkName { element, alias });
        }
        Ok(Self::rooted(entity, all))
    }

    /// The names inside a link that only tests for rows: no other name is known there.
    pub(super) fn within(&self, root: &'e Element) -> Self {
        Self::rooted(root, self.all.clone())
    }

    fn rooted(root: &'e Element, all: Vec<LinkName<'e>>) -> Self {
        let mut joined = Vec::new();
        collect(root, Collected::Joined, &mut joined);
        let position = |link: &Element| {
            all.iter()
                .position(|name| name.element.offset == link.offset)
                .expect("every link of the query was given a name")
        };
        Self {
            joined: joined.into_iter().map(position).collect(),
            root,
            all,
        }
    }

    /// The alias of a `link-entity` element of this query.
    fn alias_of(&self, link: &Element) -> &str {
        self.all
            .iter()
            .find(|name| name.element.offset == link.offset)
            .map(|name| name.alias.as_str())
            .expect("every link of the query was given a name")
    }

    /// Finds the table that `entityname` or the prefix of a `valueof` refers to: by the alias of a link, otherwise by
    /// the name of a table that is linked exactly once, otherwise by the name of the root.
    pub(super) fn find(&self, found: &str, mentioned_in: &Element) -> Read<ColumnScope<'_>> {
        let named = || self.joined.iter().map(|position| &self.all[*position]);
        let by_alias = named().find(|name| name.alias == found);
        let mut by_table = named().filter(|name| name.element.attribute("name") == Some(found));
        let is_root = written_alias(self.root) == Some(found)
            || self.root.attribute("name").map(str::trim) == Some(found);
        match (by_alias, by_table.next(), by_table.next()) {
            (Some(name), _, _) | (None, Some(name), None) => Ok(ColumnScope::Link(&name.alias)),
            (None, None, _) if is_root => Ok(ColumnScope::Root),
            (None, _, _) => Err(mentioned_in.refuse(Problem::UnknownAlias {
                found: found.to_owned(),
                expected: listed(named().map(|name| &name.alias)),
            })),
        }
    }

    /// The table of a `link-entity` element.
    pub(super) fn place_of(&self, link: &Element) -> ColumnScope<'_> {
        ColumnScope::Link(self.alias_of(link))
    }
}

/// Which links are collected.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Collected {
    /// All, wherever they stand.
    All,
    /// Those that are joined, and so return columns.
    Joined,
}

fn collect<'e>(element: &'e Element, which: Collected, into: &mut Vec<&'e Element>) {
    for child in &element.children {
        match child.name.as_str() {
            "link-entity" if which == Collected::All || is_joined(child) => {
                into.push(child);
                collect(child, which, into);
            }
            "filter" if which == Collected::All => collect(child, which, into),
            _ => {}
        }
    }
}

fn written_alias(link: &Element) -> Option<&str> {
    link.attribute("alias").filter(|alias| !alias.is_empty())
}

/// Whether a link below a table is joined; `false` if it only tests for rows.
fn is_joined(link: &Element) -> bool {
    !matches!(link.attribute("link-type"), Some("exists" | "in"))
}

/// The joined links directly inside an element.
pub(super) fn joined(element: &Element) -> impl Iterator<Item = &Element> {
    let links = element.children_named("link-entity");
    links.filter(|link| is_joined(link))
}

/// The links directly inside an element that only test for rows.
pub(super) fn tests(element: &Element) -> impl Iterator<Item = &Element> {
    let links = element.children_named("link-entity");
    links.filter(|link| !is_joined(link))
}

/// The joined links directly inside an element, each with its own links.
pub(super) fn links(element: &Element, names: &LinkNames<'_>, mode: SelectKind) -> Read<Vec<Link>> {
    joined(element)
        .map(|child| link(child, names, mode))
        .collect()
}

fn link(element: &Element, names: &LinkNames<'_>, mode: SelectKind) -> Read<Link> {
    let join = match element.attribute("link-type") {
        None | Some("" | "inner") => Join::Inner,
        Some("outer") => Join::Outer,
        Some("matchfirstrowusingcrossapply") => Join::FirstMatch,
        Some("natural") => {
            let what = "the link-type `natural`".to_owned();
            return Err(element.refuse(Problem::NotEmulated(what)));
        }
        Some(_) => return Err(element.refuse(Problem::LinkType)),
    };
    if join == Join::FirstMatch && element.children_named("link-entity").next().is_some() {
        let what = "a link in a link of the type `matchfirstrowusingcrossapply`".to_owned();
        return Err(element.refuse(Problem::NotEmulated(what)));
    }
    Ok(Link {
        through: through(element)?,
        join,
        alias: Some(names.alias_of(element).to_owned()),
        columns: match mode {
            SelectKind::Rows => select::columns(element)?,
            SelectKind::Aggregate => None,
        },
        filter: filter::filters(element, names.place_of(element), names)?,
        links: links(element, names, mode)?,
        order: Vec::new(),
        top: None,
        page_size: None,
    })
}

/// A link that only tests for rows. It returns no columns, nor do the links in it.
pub(super) fn tested<'e>(element: &'e Element, names: &LinkNames<'e>) -> Read<Link> {
    check_no_columns(element)?;
    let names = names.within(element);
    Ok(Link {
        through: through(element)?,
        join: Join::Inner,
        alias: None,
        columns: None,
        filter: filter::filters(element, ColumnScope::Root, &names)?,
        links: links(element, &names, SelectKind::Rows)?,
        order: Vec::new(),
        top: None,
        page_size: None,
    })
}

fn check_no_columns(element: &Element) -> Read<()> {
    for child in &element.children {
        match child.name.as_str() {
            "attribute" | "all-attributes" | "order" => {
                return Err(child.refuse(Problem::Conflict(
                    "a column or a sort key",
                    "a link that returns no columns",
                )));
            }
            "link-entity" => check_no_columns(child)?,
            _ => {}
        }
    }
    Ok(())
}

fn through(element: &Element) -> Read<Through> {
    let written = |name| {
        element
            .attribute(name)
            .is_some_and(|text| !text.trim().is_empty())
    };
    match (written("from"), written("to")) {
        (true, true) => Ok(Through::Columns {
            table: element.required("name")?.to_owned(),
            from: element.required("from")?.to_owned(),
            to: element.required("to")?.to_owned(),
        }),
        (false, false) => {
            let what = "a `<link-entity>` without `from` and `to`".to_owned();
            Err(element.refuse(Problem::NotEmulated(what)))
        }
        _ => Err(element.refuse(Problem::FromWithoutTo)),
    }
}
