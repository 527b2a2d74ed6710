//! The resource path after `/api/data/v9.x/`: segments, keys and function arguments.
//!
//! The whole path is percent-decoded before it is split, as Dataverse does (CA-045). This module does not know whether
//! a segment is an entity set, a property or an operation.

use percent_encoding::percent_decode_str;
use thiserror::Error;

use super::cursor::{Cursor, SyntaxError};
use super::literal::Literal;

/// A resource path; the service root has no segments.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Path {
    /// The segments from left to right.
    pub segments: Vec<Segment>,
}

/// One segment of a path.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// `accounts`, `name`, `$ref` or `Microsoft.Dynamics.CRM.sample_X`, in the client's spelling.
    pub name: String,
    /// The parentheses after the name.
    pub arguments: Arguments,
}

/// The parentheses after a segment's name.
#[derive(Debug, Clone, PartialEq)]
pub enum Arguments {
    /// No parentheses.
    None,
    /// `()`.
    Empty,
    /// A single unnamed literal: `(00000000-0000-0000-0000-000000000000)`.
    Key(Literal),
    /// `(firstname='Joe',emailaddress1=@p1)`: an alternate key or function arguments, each name once.
    Named(Vec<(String, Argument)>),
}

/// The value of a named argument.
#[derive(Debug, Clone, PartialEq)]
pub enum Argument {
    /// A literal.
    Literal(Literal),
    /// The name of a parameter alias with its `@`; the query string has its value, and an alias without a value is null
    /// (CA-038).
    Alias(String),
}

/// Why a path is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PathError {
    /// The percent-decoded path is not UTF-8.
    #[error("the percent-decoded path is not UTF-8")]
    NotUtf8,
    /// The text does not follow the grammar.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// An argument occurs twice.
    #[error("the argument `{name}` of `{segment}` is given twice")]
    DuplicateArgument {
        /// The segment.
        segment: String,
        /// The argument.
        name: String,
    },
}

impl Path {
    /// Parses a raw, percent-encoded path without its query string; one slash in front and one at the end are ignored.
    ///
    /// # Errors
    /// [`PathError`] with the wrong position and what was expected there.
    pub fn parse(raw: &str) -> Result<Self, PathError> {
        let decoded = percent_decode_str(raw)
            .decode_utf8()
            .map_err(|_| PathError::NotUtf8)?;
        let mut cursor = Cursor::new(&decoded);
        cursor.eat('/');
        let mut segments = Vec::new();
        while !cursor.at_end() {
            segments.push(segment(&mut cursor)?);
            if !cursor.eat('/') {
                cursor.expect_end("`/`, `(` or the end of the path")?;
            }
        }
        Ok(Self { segments })
    }
}

fn segment(cursor: &mut Cursor<'_>) -> Result<Segment, PathError> {
    let name = segment_name(cursor)?.to_owned();
    if !cursor.eat('(') {
        return Ok(Segment {
            name,
            arguments: Arguments::None,
        });
    }
    cursor.skip_space();
    let arguments = if cursor.eat(')') {
        Arguments::Empty
    } else {
        let arguments = arguments(cursor, &name)?;
        cursor.skip_space();
        cursor.expect(')', "`,` or `)` behind the argument")?;
        arguments
    };
    Ok(Segment { name, arguments })
}

/// The name of a segment. In a batch, the name may be a `Content-ID` reference (`$1`, BA-004), which is resolved before
/// the path is parsed.
fn segment_name<'a>(cursor: &mut Cursor<'a>) -> Result<&'a str, SyntaxError> {
    cursor.name("the name of a segment")
}

fn arguments(cursor: &mut Cursor<'_>, segment: &str) -> Result<Arguments, PathError> {
    let mut named: Vec<(String, Argument)> = Vec::new();
    loop {
        cursor.skip_space();
        let Some(name) = argument_name(cursor) else {
            if named.is_empty() {
                return Ok(Arguments::Key(Literal::read(cursor)?));
            }
            return Err(cursor.error("`name=value`").into());
        };
        if named.iter().any(|(known, _)| known == name) {
            return Err(PathError::DuplicateArgument {
                segment: segment.to_owned(),
                name: name.to_owned(),
            });
        }
        cursor.skip_space();
        named.push((name.to_owned(), argument(cursor)?));
        cursor.skip_space();
        if !cursor.eat(',') {
            return Ok(Arguments::Named(named));
        }
    }
}

/// Consumes `name=`; without it, `None` and no text consumed.
fn argument_name<'a>(cursor: &mut Cursor<'a>) -> Option<&'a str> {
    let mut ahead = *cursor;
    let name = ahead.name("").ok()?;
    ahead.skip_space();
    ahead.eat('=').then(|| {
        *cursor = ahead;
        name
    })
}

fn argument(cursor: &mut Cursor<'_>) -> Result<Argument, SyntaxError> {
    if cursor.peek() == Some('@') {
        let alias = cursor.name("the name of a parameter alias")?;
        return Ok(Argument::Alias(alias.to_owned()));
    }
    Literal::read(cursor).map(Argument::Literal)
}

#[cfg(test)]
mod tests;
