//! The grammar of RFC 7240: one header line to its well-formed elements.
//!
//! A line is cut at commas, an element at semicolons, both only outside quoted strings (P-10). It
//! does not know what any preference means, except that the url of a callback may lack its quotes
//! (BG-008).

use super::{Parameter, Preference, Quoting, Word};

/// The well-formed elements of a line, in order; empty (P-08) and malformed (P-13) ones left out.
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

/// Which characters a value may have outside quotes.
#[derive(Clone, Copy)]
enum Strictness {
    /// Those of a token.
    Token,
    /// Any visible ones.
    Url,
}

/// `token [ BWS "=" BWS [ word ] ]`, the name in lower case.
fn assignment(text: &str, strictness: Strictness) -> Option<(String, Option<Word>)> {
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (trim(name), word(trim(value), strictness)?),
        None => (trim(text), Word::unquoted("")),
    };
    let some = (!value.text.is_empty()).then_some(value);
    is_token(name).then(|| (name.to_ascii_lowercase(), some))
}

/// `token / quoted-string`, or nothing.
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

/// What follows the opening quote; nothing may follow the closing one.
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

/// The parts between separators that stand outside quoted strings. An unclosed quote reaches to
/// the end of the text.
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

/// Where a scan over a line stands.
#[derive(Clone, Copy)]
enum Inside {
    /// Outside quoted strings.
    Plain,
    /// In a quoted string.
    Quotes,
    /// In a quoted string, behind a backslash.
    Escape,
}

/// Whether a text is a token: at least one character, all of them allowed.
fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}
