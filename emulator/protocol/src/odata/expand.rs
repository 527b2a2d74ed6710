//! `$expand=nav($select=…;$filter=…;$orderby=…;$top=…;$expand=…),nav2` (WA-079).
//!
//! This module does not know which navigation properties exist, or whether one is collection-valued.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::column::is_name;
use super::cursor::{Cursor, SyntaxError};
use super::filter::{self, ParameterAliases};
use super::options::{OptionsError, columns, in_option, order_by, select, top};
use crate::query::{Columns, Filter, Join, Link, Order, Through};

/// The maximum number of expanded properties in one query, nested ones included.
pub(crate) const EXPAND_LIMIT: usize = 15;

/// One expanded navigation property.
#[derive(Debug, Clone, PartialEq)]
pub struct Expand {
    /// Name of the navigation property.
    pub navigation: String,
    /// Whether the response has the related rows or only their references.
    pub returns: Returns,
    /// The nested `$select`: names as written; `None` for all columns.
    pub select: Option<Vec<String>>,
    /// The nested `$filter`.
    pub filter: Option<Filter>,
    /// The nested `$orderby`.
    pub orderby: Vec<Order>,
    /// The nested `$top`.
    pub top: Option<u32>,
    /// The nested `$expand`.
    pub expand: Vec<Expand>,
    /// The nested options as a query string, in the order in which they were written.
    pub options: String,
}

/// The content of an expanded property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returns {
    /// `nav`: the rows.
    Rows,
    /// `nav/$ref`: the references to the rows.
    References,
}

impl Expand {
    /// The link of this property in the query AST. A property with `$ref` returns only the primary key.
    pub fn into_link(self) -> Link {
        Link {
            through: Through::Navigation(self.navigation),
            join: Join::Outer,
            alias: None,
            columns: Some(match self.returns {
                Returns::Rows => columns(self.select),
                Returns::References => Columns::Named(Vec::new()),
            }),
            filter: self.filter.unwrap_or_else(Filter::everything),
            links: self.expand.into_iter().map(Self::into_link).collect(),
            order: self.orderby,
            top: self.top,
            page_size: None,
        }
    }

    /// The number of properties: this one and the nested ones.
    fn size(&self) -> usize {
        1 + self.expand.iter().map(Self::size).sum::<usize>()
    }
}

/// Parses the percent-decoded value of `$expand`.
pub(super) fn parse(text: &str, aliases: &ParameterAliases) -> Result<Vec<Expand>, OptionsError> {
    let expands = nested(text, aliases, 1)?;
    if expands.iter().map(Expand::size).sum::<usize>() > EXPAND_LIMIT {
        return Err(OptionsError::TooManyExpands);
    }
    Ok(expands)
}

fn nested(
    text: &str,
    aliases: &ParameterAliases,
    depth: usize,
) -> Result<Vec<Expand>, OptionsError> {
    if depth > EXPAND_LIMIT {
        return Err(OptionsError::TooManyExpands);
    }
    let mut cursor = Cursor::new(text);
    let mut expands: Vec<Expand> = Vec::new();
    loop {
        let expand = property(&mut cursor, aliases, depth)?;
        if expands
            .iter()
            .any(|known| known.navigation == expand.navigation)
        {
            return Err(OptionsError::Duplicate {
                name: format!("$expand={}", expand.navigation),
            });
        }
        expands.push(expand);
        cursor.skip_space();
        if !cursor.eat(',') {
            cursor
                .expect_end("`,`, `(` or the end of the list")
                .map_err(in_option("$expand"))?;
            return Ok(expands);
        }
    }
}

fn property(
    cursor: &mut Cursor<'_>,
    aliases: &ParameterAliases,
    depth: usize,
) -> Result<Expand, OptionsError> {
    let (navigation, returns) = heading(cursor).map_err(in_option("$expand"))?;
    let mut expand = Expand {
        navigation,
        returns,
        select: None,
        filter: None,
        orderby: Vec::new(),
        top: None,
        expand: Vec::new(),
        options: String::new(),
    };
    if !cursor.eat('(') {
        return Ok(expand);
    }
    let mut seen = Vec::new();
    loop {
        let (name, value) = option(cursor).map_err(in_option("$expand"))?;
        if seen.contains(&name) {
            return Err(OptionsError::Duplicate {
                name: name.to_owned(),
            });
        }
        seen.push(name);
        expand.read(name, value, aliases, depth)?;
        expand.write_option(name, value);
        if !cursor.eat(';') {
            cursor
                .expect(')', "`;` or `)` behind the option")
                .map_err(in_option("$expand"))?;
            return Ok(expand);
        }
    }
}

fn heading(cursor: &mut Cursor<'_>) -> Result<(String, Returns), SyntaxError> {
    cursor.skip_space();
    let start = *cursor;
    let navigation = cursor.word();
    if !is_name(navigation) {
        return Err(start.error("the name of a navigation property"));
    }
    let mut returns = Returns::Rows;
    if cursor.eat('/') {
        let start = *cursor;
        if cursor.name("`$ref`")? != "$ref" {
            return Err(start.error("`$ref`"));
        }
        returns = Returns::References;
    }
    Ok((navigation.to_owned(), returns))
}

/// Parses `$name=value`, which ends at `;` or at the closing bracket.
fn option<'a>(cursor: &mut Cursor<'a>) -> Result<(&'a str, &'a str), SyntaxError> {
    cursor.skip_space();
    let name = cursor.name("a query option of the navigation property")?;
    cursor.skip_space();
    cursor.expect('=', "`=` behind the option")?;
    let value = cursor.balanced_until(&[';'])?;
    Ok((name, value))
}

/// The characters that a value in a query string must not have.
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b'<')
    .add(b'>');

impl Expand {
    fn write_option(&mut self, name: &str, value: &str) {
        let separator = if self.options.is_empty() { "" } else { "&" };
        let value = utf8_percent_encode(value.trim(), ENCODED);
        self.options.push_str(&format!("{separator}{name}={value}"));
    }

    fn read(
        &mut self,
        name: &str,
        value: &str,
        aliases: &ParameterAliases,
        depth: usize,
    ) -> Result<(), OptionsError> {
        match name {
            "$select" => self.select = Some(select(value)?),
            "$filter" => self.filter = Some(filter::parse(value, aliases)?),
            "$orderby" => self.orderby = order_by(value)?,
            "$top" => self.top = Some(top(value)?),
            "$expand" => self.expand = nested(value, aliases, depth + 1)?,
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
