//! The resource path after `/api/data/v9.x/`: segments, keys and function arguments.
//!
//! The path is percent-decoded as a whole before anything in it is told apart, as Dataverse does
//! (CA-045). Whether a segment is an entity set, a property or an operation is not known here.

use percent_encoding::percent_decode_str;
use thiserror::Error;

use super::cursor::{Cursor, SyntaxError};
use super::literal::Literal;

/// A resource path; no segments for the service root itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Path {
    /// The segments from left to right.
    pub segments: Vec<Segment>,
}

/// One segment of a path.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// `accounts`, `name`, `$ref`, `Microsoft.Dynamics.CRM.sample_X`, in the caller's spelling.
    pub name: String,
    /// What stands in parentheses behind it.
    pub arguments: Arguments,
}

/// What stands in parentheses behind a segment's name.
#[derive(Debug, Clone, PartialEq)]
pub enum Arguments {
    /// No parentheses.
    None,
    /// `()`.
    Empty,
    /// A single unnamed literal: `(00000000-0000-0000-0000-000000000000)`.
    Key(Literal),
    /// `(firstname='Joe',emailaddress1=@p1)`: an alternate key or function arguments, each name
    /// once.
    Named(Vec<(String, Argument)>),
}

/// The value of a named argument.
#[derive(Debug, Clone, PartialEq)]
pub enum Argument {
    /// Written in place.
    Literal(Literal),
    /// The name of a parameter alias with its `@`; its value stands among the query options, and
    /// without one it is null (CA-038).
    Alias(String),
}

/// A path that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PathError {
    /// The percent-decoded path is not text.
    #[error("the percent-decoded path is not UTF-8")]
    NotUtf8,
    /// The text does not follow the grammar.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// An argument is given twice.
    #[error("the argument `{name}` of `{segment}` is given twice")]
    DuplicateArgument {
        /// The segment.
        segment: String,
        /// The argument.
        name: String,
    },
}

impl Path {
    /// Reads a raw, percent-encoded path without its query; a slash in front or behind is dropped.
    ///
    /// # Errors
    /// Says where the path goes wrong and what was expected there.
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

/// A name may also be a content id reference (`$1`, BA-004), which a batch resolves beforehand.
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

/// Steps over `name=`, or over nothing.
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
