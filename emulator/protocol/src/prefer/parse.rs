//! The grammar of RFC 7240: splits one header line into its well-formed elements.
//!
//! Commas separate elements and semicolons separate parameters, both only outside quoted strings (P-10). This module
//! knows no preference, with one exception: the `url` of a callback may lack its quotes (BG-008).

use super::{Parameter, Preference, Quoting, Word};

/// The well-formed elements of a line, in their order, without empty (P-08) and malformed (P-13) ones.
pub(super) fn elements(line: &str) -> impl Iterator<Item = Preference> {
    split(line, ',').filter_map(element)
}

fn element(text: &str) -> Option<Preference> {
    let mut parts = split(text, ';');
    let (name, value) = assignment(parts.next()?, Strictness::Token)?;
    let strictness = |parameter: &str| {
        let callback = name == "callback" || name == "odata.callback";
        if callback && parameter == "url" {
            Strictness::Url
        } else {
            Strictness::Token
        }
    };
    let mut parameters = Vec::new();
    for part in parts.filter(|part| !trim(part).is_empty()) {
        let key = part.split('=').next().unwrap_or(part);
        let key = trim(key).to_ascii_lowercase();
        let (name, value) = assignment(part, strictness(&key))?;
        parameters.push(Parameter { name, value });
    }
    Some(Preference {
        name,
        value,
        parameters,
    })
}

/// The characters that a value may have outside quotes.
#[derive(Clone, Copy)]
enum Strictness {
    /// The characters of a token.
    Token,
    /// All visible characters.
    Url,
}

/// `token [ BWS "=" BWS [ word ] ]`, with the name in lower case.
fn assignment(text: &str, strictness: Strictness) -> Option<(String, Option<Word>)> {
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (trim(name), word(trim(value), strictness)?),
        None => (trim(text), Word::unquoted("")),
    };
    let some = (!value.text.is_empty()).then_some(value);
    is_token(name).then(|| (name.to_ascii_lowercase(), some))
}

/// `token / quoted-string`, or an empty text.
fn word(text: &str, strictness: Strictness) -> Option<Word> {
    if let Some(rest) = text.strip_prefix('"') {
        return quoted(rest);
    }
    let fits = text.is_empty()
        || match strictness {
            Strictness::Token => is_token(text),
            Strictness::Url => text
                .chars()
                .all(|next| next.is_ascii_graphic() && next != '"'),
        };
    fits.then(|| Word::unquoted(text))
}

impl Word {
    fn unquoted(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            quoting: Quoting::Unquoted,
        }
    }
}

/// Parses a quoted string after its opening quote; `None` if text follows the closing quote.
fn quoted(rest: &str) -> Option<Word> {
    let mut text = String::new();
    let mut characters = rest.chars();
    loop {
        match characters.next()? {
            '"' => break,
            '\\' => text.push(characters.next()?),
            plain => text.push(plain),
        }
    }
    characters.as_str().is_empty().then_some(Word {
        text,
        quoting: Quoting::Quoted,
    })
}

/// Splits at separators outside quoted strings. A string without a closing quote extends to the end of the text.
fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut inside = Inside::Plain;
    text.split(move |next| {
        inside = match (inside, next) {
            (Inside::Plain, '"') | (Inside::Escape, _) => Inside::Quotes,
            (Inside::Quotes, '"') => Inside::Plain,
            (Inside::Quotes, '\\') => Inside::Escape,
            (same, _) => same,
        };
        matches!(inside, Inside::Plain) && next == separator
    })
}

/// The state of the scan over a line.
#[derive(Clone, Copy)]
enum Inside {
    /// Outside quoted strings.
    Plain,
    /// Inside a quoted string.
    Quotes,
    /// Inside a quoted string, after a backslash.
    Escape,
}

/// Whether a text is a token of RFC 7230: at least one character, and only allowed ones.
pub(super) fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}
