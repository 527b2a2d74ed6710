//! The query string: system query options, parameter aliases and custom options (WA-070, WA-071).
//!
//! Names are case-sensitive and each stands once. Which options an address takes, and whether a
//! named column exists, is the server's business. `$apply` stays text.

use std::borrow::Cow;

use dataverse_bug::Bug;
use indexmap::IndexMap;
use percent_encoding::percent_decode_str;
use thiserror::Error;

use super::column::{column_path, is_name, unwrap_lookup};
use super::cursor::{Cursor, SyntaxError};
use super::expand::{self, EXPAND_LIMIT, Expand};
use super::filter::{self, FilterError, ParameterAliases};
use super::literal::Literal;
use crate::query::{Columns, Direction, Filter, Order, Page, Query};
use crate::value::Value;

/// What a query string says.
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
    /// `$id`, the row whose reference goes (WA-062).
    pub id: Option<String>,
    /// `$format`.
    pub format: Option<String>,
    /// Parameter aliases with their `@`.
    pub aliases: ParameterAliases,
    /// Options without `$`, such as `fetchXml`, `savedQuery`, `userQuery` and `tag`.
    pub custom: IndexMap<String, String>,
}

/// A query string that cannot be read.
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
    /// A `$` option that nobody knows.
    #[error("the query option `{name}` is not supported: expected one of {expected}")]
    Unknown {
        /// The option.
        name: String,
        /// Those that are supported in its place.
        expected: &'static str,
    },
    /// An option or alias given twice.
    #[error("the query option `{name}` is given more than once")]
    Duplicate {
        /// The option.
        name: String,
    },
    /// A value that is not of the option's form.
    #[error("the query option `{name}` expects {expected}, found `{found}`")]
    Value {
        /// The option.
        name: &'static str,
        /// Its form.
        expected: &'static str,
        /// What was given.
        found: String,
    },
    /// A value that does not follow its grammar.
    #[error("in `{name}`: {source}")]
    Syntax {
        /// The option or alias.
        name: String,
        /// Where and what, counted within the value.
        source: SyntaxError,
    },
    /// A filter that follows the grammar and still cannot be taken.
    #[error(transparent)]
    Filter(FilterError),
    /// Too many expanded properties (WA-079).
    #[error("at most {EXPAND_LIMIT} properties can be expanded in one query")]
    TooManyExpands,
}

impl From<FilterError> for OptionsError {
    fn from(error: FilterError) -> Self {
        match error {
            FilterError::Syntax(source) => in_option("$filter")(source),
            // Some of these are texts of Dataverse's own, which nothing may stand before.
            other => Self::Filter(other),
        }
    }
}

const KNOWN: &str = "$select, $filter, $orderby, $top, $count, $expand, $apply, $skiptoken, \
                     $deltatoken, $id, $format";

impl Options {
    /// Reads a raw query string without its `?`. A `+` is a space.
    ///
    /// # Errors
    /// Says which option is wrong, and where in it.
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

    /// `fetchXml`, decoded (WA-07D).
    pub fn fetch_xml(&self) -> Option<&str> {
        self.custom.get("fetchXml").map(String::as_str)
    }

    /// The question these options put to a table. `$apply`, tokens and page size are not in it:
    /// they are nobody's but the server's.
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
            "$format" => self.format = Some(value.to_owned()),
            "$skip" if Bug::SkipIgnored.is_on() => {}
            "$skip" => return Err(OptionsError::Skip),
            _ => {
                return Err(OptionsError::Unknown {
                    name: name.to_owned(),
                    expected: KNOWN,
                });
            }
        }
        Ok(())
    }
}

/// Decoded names and values in order, each name once.
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

/// The value of an alias; an empty one is null (CA-038).
fn alias(text: &str) -> Result<Literal, SyntaxError> {
    if text.trim().is_empty() {
        return Ok(Literal::Value(Value::Null));
    }
    Literal::parse(text)
}

/// `name,revenue`: white space and line breaks around the names do not count.
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

/// `name asc,primarycontactid/fullname desc`.
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
        "desc" if Bug::AlwaysAscending.is_on() => Direction::Ascending,
        "desc" => Direction::Descending,
        _ => return Err(start.error("`asc`, `desc` or `,`")),
    };
    Ok(Order { column, direction })
}

/// One or more items between commas, up to the end of the text.
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

/// A whole number from 0.
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

/// The columns a `$select` means, each once.
pub(super) fn columns(select: Option<Vec<String>>) -> Columns {
    let Some(names) = select else {
        return Columns::All;
    };
    let mut columns: Vec<String> = Vec::new();
    for name in names.iter().map(|name| unwrap_lookup(name)) {
        if !columns.iter().any(|known| known == name) {
            columns.push(name.to_owned());
        }
    }
    Columns::Named(columns)
}

pub(super) fn in_option(name: &'static str) -> impl Fn(SyntaxError) -> OptionsError {
    move |source| OptionsError::Syntax {
        name: name.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests;
