//! A part of a pattern: characters, places for any character, and classes, without `%`.

use std::collections::HashMap;

/// A part of a pattern, in lower case.
#[derive(Debug)]
pub(super) enum Part {
    /// Characters only.
    Literal(String),
    /// Anything else.
    Places(Vec<Place>),
}

impl Default for Part {
    fn default() -> Self {
        Self::Literal(String::new())
    }
}

/// What one character of the text must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Character(char),
    Any,
    Class {
        negated: bool,
        /// First and last characters.
        ranges: Vec<(char, char)>,
    },
}

impl Place {
    fn accepts(&self, character: char) -> bool {
        match self {
            Self::Character(expected) => *expected == character,
            Self::Any => true,
            Self::Class { negated, ranges } => {
                let found = ranges
                    .iter()
                    .any(|(first, last)| (*first..=*last).contains(&character));
                found != *negated
            }
        }
    }
}

impl Part {
    /// The parts of a pattern in lower case, separated by its `%`; at least one.
    pub(super) fn parse_all(pattern: &str) -> Vec<Self> {
        let mut parts = Vec::new();
        let mut places = Vec::new();
        let mut rest = pattern;
        while let Some(character) = rest.chars().next() {
            rest = &rest[character.len_utf8()..];
            places.push(match character {
                '%' => {
                    parts.push(Self::of(std::mem::take(&mut places)));
                    continue;
                }
                '_' => Place::Any,
                '[' => match class(rest) {
                    Some((class, after)) => {
                        rest = after;
                        class
                    }
                    None => Place::Character('['),
                },
                '\\' => {
                    let escaped = rest.chars().next().unwrap_or('\\');
                    rest = rest.get(escaped.len_utf8()..).unwrap_or_default();
                    Place::Character(escaped)
                }
                other => Place::Character(other),
            });
        }
        parts.push(Self::of(places));
        parts
    }

    fn of(places: Vec<Place>) -> Self {
        let literal = places.iter().map(|place| match place {
            Place::Character(character) => Some(*character),
            Place::Any | Place::Class { .. } => None,
        });
        match literal.collect() {
            Some(literal) => Self::Literal(literal),
            None => Self::Places(places),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::Literal(literal) if literal.is_empty())
    }

    /// The end of the part at the beginning of a text.
    pub(super) fn at_start(&self, text: &str) -> Option<usize> {
        match self {
            // Most patterns begin and end with `%`. To compare no bytes is dearer than to compare some: the processor
            // traps at the address of an empty string, at which nothing is.
            Self::Literal(literal) if literal.is_empty() => Some(0),
            Self::Literal(literal) => text.starts_with(literal).then_some(literal.len()),
            Self::Places(places) => {
                let mut characters = text.chars();
                let fits = places
                    .iter()
                    .all(|place| characters.next().is_some_and(|it| place.accepts(it)));
                fits.then(|| text.len() - characters.as_str().len())
            }
        }
    }

    /// Whether the part is the end of a text.
    pub(super) fn at_end(&self, text: &str) -> bool {
        match self {
            Self::Literal(literal) => literal.is_empty() || text.ends_with(literal),
            Self::Places(places) => {
                let mut characters = text.chars();
                let mut places = places.iter().rev();
                places.all(|place| characters.next_back().is_some_and(|it| place.accepts(it)))
            }
        }
    }

    /// The earliest end of the part in a text.
    pub(super) fn find(&self, text: &str) -> Option<usize> {
        match self {
            // Linear, whatever the two texts are.
            Self::Literal(literal) => text.find(literal).map(|start| start + literal.len()),
            Self::Places(places) => find(places, text),
        }
    }
}

/// Looks for the places at all positions at once: bit `n` of `found` says that the first `n + 1` places match the
/// characters up to the present one.
fn find(places: &[Place], text: &str) -> Option<usize> {
    let words = places.len().div_ceil(64);
    let (last_word, last_bit) = ((places.len() - 1) / 64, (places.len() - 1) % 64);
    let spans = spans(places);
    let mut accepting: HashMap<usize, Vec<u64>> = HashMap::new();
    let mut found = vec![0_u64; words];
    for (start, character) in text.char_indices() {
        let span = spans.partition_point(|begin| *begin <= u32::from(character));
        let accepting = accepting
            .entry(span)
            .or_insert_with(|| positions(places, character, words));
        // A match can begin at every character.
        let mut carried = 1;
        for (found, accepting) in found.iter_mut().zip(accepting.iter()) {
            let out = *found >> 63;
            *found = ((*found << 1) | carried) & accepting;
            carried = out;
        }
        if found[last_word] >> last_bit & 1 == 1 {
            return Some(start + character.len_utf8());
        }
    }
    None
}

/// Where spans of characters begin that all places treat alike. There are few, however many characters a text has.
fn spans(places: &[Place]) -> Vec<u32> {
    let mut begins = Vec::new();
    let mut add = |first: char, last: char| begins.extend([u32::from(first), u32::from(last) + 1]);
    for place in places {
        match place {
            Place::Character(character) => add(*character, *character),
            Place::Any => {}
            Place::Class { ranges, .. } => {
                ranges.iter().for_each(|(first, last)| add(*first, *last));
            }
        }
    }
    begins.sort_unstable();
    begins.dedup();
    begins
}

/// The places that accept a character, one bit for each.
fn positions(places: &[Place], character: char, words: usize) -> Vec<u64> {
    let mut positions = vec![0_u64; words];
    for (position, place) in places.iter().enumerate() {
        if place.accepts(character) {
            positions[position / 64] |= 1 << (position % 64);
        }
    }
    positions
}

/// The class after its opening bracket, and the rest of the pattern; `None` for an empty or unclosed class.
fn class(rest: &str) -> Option<(Place, &str)> {
    let (inside, negated) = match rest.strip_prefix('^') {
        Some(inside) => (inside, true),
        None => (rest, false),
    };
    // The first character belongs to the class even if it is a closing bracket.
    let first = inside.chars().next()?.len_utf8();
    let end = first + inside[first..].find(']')?;
    let mut ranges = Vec::new();
    let mut members = inside[..end].chars().peekable();
    while let Some(from) = members.next() {
        let mut ahead = members.clone();
        match (ahead.next(), ahead.next()) {
            (Some('-'), Some(to)) => {
                members = ahead;
                ranges.push((from, to));
            }
            _ => ranges.push((from, from)),
        }
    }
    Some((Place::Class { negated, ranges }, &inside[end + 1..]))
}
