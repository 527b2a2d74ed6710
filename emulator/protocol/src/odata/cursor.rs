//! A position in a text, with the steps that the OData grammars need.
//!
//! The cursor knows characters, white space and quoted strings; the parsers know their meaning.

use thiserror::Error;

/// Why a text does not follow its grammar.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("expected {expected} at position {position}, found {found}")]
pub struct SyntaxError {
    /// The position in the percent-decoded text, in characters from 0.
    pub position: usize,
    /// The expected text.
    pub expected: &'static str,
    /// The text at that position, cut off.
    pub found: String,
}

/// A text and a position in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    /// A byte offset on a character boundary.
    offset: usize,
}

/// The number of characters that an error quotes.
const SHOWN: usize = 24;

impl<'a> Cursor<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text, offset: 0 }
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.offset..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn at_end(&self) -> bool {
        self.rest().is_empty()
    }

    /// Consumes one character.
    pub(super) fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.offset += next.len_utf8();
        Some(next)
    }

    /// Consumes `wanted` if it is the next character.
    pub(super) fn eat(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.offset += wanted.len_utf8();
        }
        found
    }

    /// Consumes `wanted`, which must be the next character.
    pub(super) fn expect(
        &mut self,
        wanted: char,
        expected: &'static str,
    ) -> Result<(), SyntaxError> {
        if self.eat(wanted) {
            Ok(())
        } else {
            Err(self.error(expected))
        }
    }

    /// Requires the end of the text.
    pub(super) fn expect_end(&self, expected: &'static str) -> Result<(), SyntaxError> {
        if self.at_end() {
            Ok(())
        } else {
            Err(self.error(expected))
        }
    }

    /// Consumes white space with line breaks; `true` if there was any.
    pub(super) fn skip_space(&mut self) -> bool {
        !self.take_while(char::is_whitespace).is_empty()
    }

    /// Consumes the longest run of characters that fit, which may be empty.
    pub(super) fn take_while(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|next| !fits(next)).unwrap_or(rest.len());
        self.offset += end;
        &rest[..end]
    }

    /// Consumes a name or an unquoted literal: letters, digits and `_-.:+`.
    pub(super) fn word(&mut self) -> &'a str {
        self.take_while(|next| next.is_alphanumeric() || "_-.:+".contains(next))
    }

    /// Consumes a name: letters, digits, `_`, `.`, and `$` or `@` in front.
    pub(super) fn name(&mut self, expected: &'static str) -> Result<&'a str, SyntaxError> {
        let start = *self;
        let _mark = self.eat('$') || self.eat('@');
        let body = self.take_while(|next| next.is_alphanumeric() || next == '_' || next == '.');
        if body.is_empty() {
            *self = start;
            return Err(self.error(expected));
        }
        Ok(start.until(self))
    }

    /// The text between this position and a later one.
    pub(super) fn until(&self, later: &Self) -> &'a str {
        &self.text[self.offset..later.offset]
    }

    /// Consumes a string in single quotes, in which `''` is one quote; returns its content.
    pub(super) fn quoted(&mut self) -> Result<String, SyntaxError> {
        self.expect('\'', "a string in single quotes")?;
        let mut content = String::new();
        loop {
            content.push_str(self.take_while(|next| next != '\''));
            if !self.eat('\'') {
                return Err(self.error("the closing single quote"));
            }
            if !self.eat('\'') {
                return Ok(content);
            }
            content.push('\'');
        }
    }

    /// Consumes a JSON string; returns it with its double quotes and escapes.
    pub(super) fn double_quoted(&mut self) -> Result<&'a str, SyntaxError> {
        let start = *self;
        self.expect('"', "a string in double quotes")?;
        loop {
            match self.bump() {
                None => return Err(self.error("the closing double quote")),
                Some('"') => return Ok(start.until(self)),
                Some('\\') => {
                    self.bump();
                }
                Some(_) => {}
            }
        }
    }

    /// Consumes the text up to one of `stops` outside quotes and brackets, or to the end of the text.
    pub(super) fn balanced_until(&mut self, stops: &[char]) -> Result<&'a str, SyntaxError> {
        let start = *self;
        let mut depth = 0_usize;
        while let Some(next) = self.peek() {
            if depth == 0 && stops.contains(&next) {
                break;
            }
            match next {
                '\'' => {
                    self.quoted()?;
                    continue;
                }
                // Double quotes occur only in JSON, which is inside brackets.
                '"' if depth > 0 => {
                    self.double_quoted()?;
                    continue;
                }
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' if depth == 0 => break,
                ')' | ']' | '}' => depth -= 1,
                _ => {}
            }
            self.bump();
        }
        Ok(start.until(self))
    }

    /// This position, in characters from 0.
    pub(super) fn position(&self) -> usize {
        self.text[..self.offset].chars().count()
    }

    /// An error that quotes the text at this position.
    pub(super) fn error(&self, expected: &'static str) -> SyntaxError {
        let rest = self.rest();
        let shown: String = rest.chars().take(SHOWN).collect();
        let more = if shown.len() < rest.len() { "…" } else { "" };
        SyntaxError {
            position: self.position(),
            expected,
            found: if rest.is_empty() {
                "the end".to_owned()
            } else {
                format!("`{shown}{more}`")
            },
        }
    }
}
