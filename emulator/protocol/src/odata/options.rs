//! The query string: system query options, parameter aliases and custom options (WA-070, WA-071).
//!
//! Names are case-sensitive and occur once. This module does not check which options a resource supports or which
//! columns exist. `$apply` stays text.

use std::borrow::Cow;

use indexmap::{IndexMap, IndexSet};
use percent_encoding::percent_decode_str;
use thiserror::Error;

use super::column::{column_path, is_name};
use super::cursor::{Cursor, SyntaxError};
use super::expand::{self, EXPAND_LIMIT, Expand};
use super::filter::{self, FilterError, ParameterAliases};
use super::literal::Literal;
use crate::query::{Columns, Direction, Filter, Order, Page, Query};
use crate::value::Value;

/// A parsed query string.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Options {
    /// `$select`: names as written, so `_x_value` for a lookup; `None` for all columns.
    pub select: Option<Vec<String>>,
    /// `$filter`.
    pub filter: Option<Filter>,
    /// `$orderby`, most significant first.
    pub orderby: Vec<Order>,
    /// `$top`.
    pub top: Option<u32>,
    /// `$count=true`.
    pub count: bool,
    /// `$expand`.
    pub expand: Vec<Expand>,
    /// `$skiptoken`; [`super::skip_token`] reads it.
    pub skip_token: Option<String>,
    /// `$deltatoken` (WA-081).
    pub delta_token: Option<String>,
    /// `$apply` as text.
    pub apply: Option<String>,
    /// `$id`, the row whose reference is removed (WA-062).
    pub id: Option<String>,
    /// Parameter aliases with their `@`.
    pub aliases: ParameterAliases,
    /// Options without `$`, such as `fetchXml`, `savedQuery`, `userQuery` and `tag`.
    pub custom: IndexMap<String, String>,
}

/// Why a query string is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OptionsError {
    /// The percent-decoded text is not UTF-8.
    #[error("the percent-decoded query option `{raw}` is not UTF-8")]
    NotUtf8 {
        /// The option as sent.
        raw: String,
    },
    /// `$skip` (WA-03C).
    #[error("Skip Clause is not supported in CRM")]
    Skip,
    /// A `$` option that Dataverse does not have.
    #[error("The query parameter {name} is not supported")]
    Unknown {
        /// The option.
        name: String,
    },
    /// An option or alias occurs twice.
    #[error("the query option `{name}` is given more than once")]
    Duplicate {
        /// The option.
        name: String,
    },
    /// The value of an option has the wrong form.
    #[error("the query option `{name}` expects {expected}, found `{found}`")]
    Value {
        /// The option.
        name: &'static str,
        /// The expected form.
        expected: &'static str,
        /// The value.
        found: String,
    },
    /// The value of an option or alias does not follow its grammar.
    #[error("in `{name}`: {source}")]
    Syntax {
        /// The option or alias.
        name: String,
        /// The error, with its position in the value.
        source: SyntaxError,
    },
    /// A filter follows the grammar and is refused for another reason.
    #[error(transparent)]
    Filter(FilterError),
    /// The query expands too many properties (WA-079).
    #[error("at most {EXPAND_LIMIT} properties can be expanded in one query")]
    TooManyExpands,
}

impl From<FilterError> for OptionsError {
    fn from(error: FilterError) -> Self {
        match error {
            FilterError::Syntax(source) => in_option("$filter")(source),
            // Some of these error texts are Dataverse's own, so no prefix is added.
            other => Self::Filter(other),
        }
    }
}

impl Options {
    /// Parses a raw query string without its `?`. A `+` is a space.
    ///
    /// # Errors
    /// [`OptionsError`] with the wrong option, and the position in its value where that is known.
    pub fn parse(raw: &str) -> Result<Self, OptionsError> {
        let given = pairs(raw)?;
        let mut options = Self {
            aliases: aliases(&given)?,
            ..Self::default()
        };
        for (name, value) in &given {
            if name.starts_with('$') {
                options.read(name, value)?;
            } else if !name.starts_with('@') {
                options.custom.insert(name.clone(), value.clone());
            }
        }
        Ok(options)
    }

    /// The names of the options that were given, without the parameter aliases; `$count=false` counts as not given.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let system = [
            ("$select", self.select.is_some()),
            ("$filter", self.filter.is_some()),
            ("$orderby", !self.orderby.is_empty()),
            ("$top", self.top.is_some()),
            ("$count", self.count),
            ("$expand", !self.expand.is_empty()),
            ("$skiptoken", self.skip_token.is_some()),
            ("$deltatoken", self.delta_token.is_some()),
            ("$apply", self.apply.is_some()),
            ("$id", self.id.is_some()),
        ];
        let system = system.into_iter().filter(|(_, given)| *given);
        let custom = self.custom.keys().map(String::as_str);
        system.map(|(name, _)| name).chain(custom)
    }

    /// The percent-decoded value of `fetchXml` (WA-07D).
    pub fn fetch_xml(&self) -> Option<&str> {
        self.custom.get("fetchXml").map(String::as_str)
    }

    /// Whether `annotations=true` asks for the annotations of `$metadata` (MD-208).
    pub fn asks_for_annotations(&self) -> bool {
        let asked = self.custom.get("annotations");
        asked.is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// The query AST of these options for a table. Its names are those of properties, so `_x_value` for a lookup: the
    /// caller, which knows the columns, replaces them. The caller also adds `$apply`, the tokens and the page size.
    pub fn into_query(self, table: &str) -> Query {
        Query {
            columns: columns(self.select),
            filter: self.filter.unwrap_or_else(Filter::everything),
            links: self.expand.into_iter().map(Expand::into_link).collect(),
            order: self.orderby,
            page: Page {
                top: self.top,
                ..Page::default()
            },
            count: self.count,
            ..Query::new(table)
        }
    }

    fn read(&mut self, name: &str, value: &str) -> Result<(), OptionsError> {
        match name {
            "$select" => self.select = Some(select(value)?),
            "$filter" => self.filter = Some(filter::parse(value, &self.aliases)?),
            "$orderby" => self.orderby = order_by(value)?,
            "$top" => self.top = Some(top(value)?),
            "$count" => self.count = count(value)?,
            "$expand" => self.expand = expand::parse(value, &self.aliases)?,
            "$skiptoken" => self.skip_token = Some(value.to_owned()),
            "$deltatoken" => self.delta_token = Some(value.to_owned()),
            "$apply" => self.apply = Some(value.to_owned()),
            "$id" => self.id = Some(value.to_owned()),
            "$skip" => return Err(OptionsError::Skip),
            _ => {
                return Err(OptionsError::Unknown {
                    name: name.to_owned(),
                });
            }
        }
        Ok(())
    }
}

/// Percent-decoded names and values in their order; a name that occurs twice is refused.
fn pairs(raw: &str) -> Result<IndexMap<String, String>, OptionsError> {
    let mut given = IndexMap::new();
    for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = decode(name)?.trim().to_owned();
        if given.insert(name.clone(), decode(value)?).is_some() {
            return Err(OptionsError::Duplicate { name });
        }
    }
    Ok(given)
}

fn decode(raw: &str) -> Result<String, OptionsError> {
    let spaced = raw.replace('+', " ");
    percent_decode_str(&spaced)
        .decode_utf8()
        .map(Cow::into_owned)
        .map_err(|_| OptionsError::NotUtf8 {
            raw: raw.to_owned(),
        })
}

fn aliases(given: &IndexMap<String, String>) -> Result<ParameterAliases, OptionsError> {
    given
        .iter()
        .filter(|(name, _)| name.starts_with('@'))
        .map(|(name, value)| {
            alias(value)
                .map(|literal| (name.clone(), literal))
                .map_err(|source| OptionsError::Syntax {
                    name: name.clone(),
                    source,
                })
        })
        .collect()
}

/// Parses the value of an alias; an empty value is null (CA-038).
fn alias(text: &str) -> Result<Literal, SyntaxError> {
    if text.trim().is_empty() {
        return Ok(Literal::Value(Value::Null));
    }
    Literal::parse(text)
}

/// Parses `name,revenue`; white space and line breaks around the names are ignored.
pub(super) fn select(text: &str) -> Result<Vec<String>, OptionsError> {
    let mut cursor = Cursor::new(text);
    let names = list(&mut cursor, |cursor| {
        let start = *cursor;
        let name = cursor.word();
        if is_name(name) {
            Ok(name.to_owned())
        } else {
            Err(start.error("the name of a column"))
        }
    });
    names.map_err(in_option("$select"))
}

/// Parses `name asc,primarycontactid/fullname desc`.
pub(super) fn order_by(text: &str) -> Result<Vec<Order>, OptionsError> {
    let mut cursor = Cursor::new(text);
    list(&mut cursor, order).map_err(in_option("$orderby"))
}

fn order(cursor: &mut Cursor<'_>) -> Result<Order, SyntaxError> {
    let start = *cursor;
    let path = cursor.take_while(|next| next.is_alphanumeric() || "_/".contains(next));
    let words: Vec<&str> = path.split('/').collect();
    let column = column_path(&words).filter(|_| words.iter().all(|word| is_name(word)));
    let column = column.ok_or_else(|| start.error("a column to order by"))?;
    cursor.skip_space();
    let start = *cursor;
    let direction = match cursor.word() {
        "" | "asc" => Direction::Ascending,
        "desc" => Direction::Descending,
        _ => return Err(start.error("`asc`, `desc` or `,`")),
    };
    Ok(Order { column, direction })
}

/// Parses one or more items between commas, up to the end of the text.
fn list<'a, Item>(
    cursor: &mut Cursor<'a>,
    item: impl Fn(&mut Cursor<'a>) -> Result<Item, SyntaxError>,
) -> Result<Vec<Item>, SyntaxError> {
    let mut items = Vec::new();
    loop {
        cursor.skip_space();
        items.push(item(cursor)?);
        cursor.skip_space();
        if !cursor.eat(',') {
            cursor.expect_end("`,` or the end of the list")?;
            return Ok(items);
        }
    }
}

/// Parses a whole number from 0.
pub(super) fn top(text: &str) -> Result<u32, OptionsError> {
    let text = text.trim();
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    plain
        .then(|| text.parse().ok())
        .flatten()
        .ok_or_else(|| OptionsError::Value {
            name: "$top",
            expected: "a whole number from 0",
            found: text.to_owned(),
        })
}

fn count(text: &str) -> Result<bool, OptionsError> {
    match text.trim() {
        "true" => Ok(true),
        "false" => Ok(false),
        found => Err(OptionsError::Value {
            name: "$count",
            expected: "`true` or `false`",
            found: found.to_owned(),
        }),
    }
}

/// The properties of a `$select`, each once, as written.
pub(super) fn columns(select: Option<Vec<String>>) -> Columns {
    let Some(names) = select else {
        return Columns::All;
    };
    let columns: IndexSet<String> = names.into_iter().collect();
    Columns::Named(columns.into_iter().collect())
}

pub(super) fn in_option(name: &'static str) -> impl Fn(SyntaxError) -> OptionsError {
    move |source| OptionsError::Syntax {
        name: name.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests;
