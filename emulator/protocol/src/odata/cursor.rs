//! A place in a text, and the few moves the OData grammars make from it.
//!
//! It knows characters, white space and quoted strings; what they mean is known by its callers.

use thiserror::Error;

/// A text that does not follow its grammar.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("expected {expected} at position {position}, found {found}")]
pub struct SyntaxError {
    /// Where, in characters from 0, in the percent-decoded text.
    pub position: usize,
    /// What the grammar allows there.
    pub expected: &'static str,
    /// What stands there, cut short.
    pub found: String,
}

/// A text and a place in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    /// Always on a character boundary.
    offset: usize,
}

/// How much of the offending text an error shows, in characters.
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

    /// Steps over one character.
    pub(super) fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.offset += next.len_utf8();
        Some(next)
    }

    /// Steps over `wanted` if it comes next.
    pub(super) fn eat(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.offset += wanted.len_utf8();
        }
        found
    }

    /// Steps over `wanted`, which has to come next.
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

    /// The text has to be over here.
    pub(super) fn expect_end(&self, expected: &'static str) -> Result<(), SyntaxError> {
        if self.at_end() {
            Ok(())
        } else {
            Err(self.error(expected))
        }
    }

    /// Steps over white space, line breaks included, and tells whether there was any.
    pub(super) fn skip_space(&mut self) -> bool {
        !self.take_while(char::is_whitespace).is_empty()
    }

    /// The longest run of characters that fit, perhaps none.
    pub(super) fn take_while(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|next| !fits(next)).unwrap_or(rest.len());
        self.offset += end;
        &rest[..end]
    }

    /// A name or a bare literal: letters, digits and what stands inside both.
    pub(super) fn word(&mut self) -> &'a str {
        self.take_while(|next| next.is_alphanumeric() || "_-.:+".contains(next))
    }

    /// A name: letters, digits, `_`, `.`, and `$` or `@` in front.
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

    /// The text between this place and a later one.
    pub(super) fn until(&self, later: &Self) -> &'a str {
        &self.text[self.offset..later.offset]
    }

    /// A string in single quotes, `''` standing for one quote.
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

    /// A JSON string with its double quotes and escapes, untouched.
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

    /// Text up to one of `stops` outside quotes and brackets, or to the end; perhaps empty.
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
                // Only JSON has double quotes, and it stands in brackets.
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

    /// This place, in characters from 0.
    pub(super) fn position(&self) -> usize {
        self.text[..self.offset].chars().count()
    }

    /// The error that something else was expected here.
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
