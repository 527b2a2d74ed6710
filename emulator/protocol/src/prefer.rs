//! The `Prefer` request header (RFC 7240) and what Dataverse reads in it.
//!
//! Reading never fails: a malformed element is dropped and the rest stands (P-13), an unknown
//! preference is ignored (P-01). Which preference is honoured is decided elsewhere; whoever
//! honours one says so in [`Applied`].

mod annotations;
mod applied;
mod parse;

use dataverse_bug::Bug;

pub use annotations::AnnotationFilter;
pub use applied::Applied;

/// The preferences of one request, each name once: the first instance counts (P-03).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preferences {
    elements: Vec<Preference>,
}

/// One element of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Preference {
    /// In lower case (P-04).
    name: String,
    value: Option<Word>,
    parameters: Vec<Parameter>,
}

/// A parameter of a preference; the first of a name counts (P-11).
#[derive(Debug, Clone, PartialEq, Eq)]
struct Parameter {
    /// In lower case.
    name: String,
    value: Option<Word>,
}

/// A value that is not empty; an empty one is no value (P-06).
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    text: String,
    quoting: Quoting,
}

/// The callback a client asks for (BG-004..BG-008). Whether its url is absolute is not checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// The address, unescaped.
    pub url: String,
    /// How the preference was named.
    pub spelling: Spelling,
    /// How the url was written.
    pub quoting: Quoting,
}

/// Whether an OData preference was named with its prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Spelling {
    /// `odata.callback`.
    Prefixed,
    /// `callback`.
    Bare,
}

/// Whether a value stood in double quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quoting {
    /// `url="https://…"`.
    Quoted,
    /// `url=https://…`, which RFC 7240 does not allow (BG-008).
    Unquoted,
}

/// The `return` preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Return {
    /// `return=minimal`.
    Minimal,
    /// `return=representation`.
    Representation,
}

impl Preferences {
    /// Reads the values of all `Prefer` header lines, in order (P-02).
    pub fn parse<Line: AsRef<[u8]>>(lines: impl IntoIterator<Item = Line>) -> Self {
        let mut all = Self::default();
        for line in lines {
            let line = String::from_utf8_lossy(line.as_ref());
            for element in parse::elements(&line) {
                if all.get(&element.name).is_none() {
                    all.elements.push(element);
                }
            }
            if Bug::SecondPreferLineIgnored.is_on() {
                break;
            }
        }
        all
    }

    /// Whether background processing is asked for (BG-001).
    pub fn respond_async(&self) -> bool {
        self.get("respond-async").is_some() && !Bug::RespondAsyncIgnored.is_on()
    }

    /// The callback asked for; `None` also for one without a url (CB-02). Of both spellings the
    /// bare one counts (P-18).
    pub fn callback(&self) -> Option<Callback> {
        let (preference, spelling) = self.either("callback")?;
        let url = preference.parameter("url")?;
        Some(Callback {
            url: url.text.clone(),
            spelling,
            quoting: url.quoting,
        })
    }

    /// In which spelling a callback is asked for, with or without the `url` it needs (CB-02).
    pub fn names_callback(&self) -> Option<Spelling> {
        self.either("callback").map(|(_, spelling)| spelling)
    }

    /// Whether a write returns its row (WA-042); a value of unknown meaning is ignored.
    pub fn return_(&self) -> Option<Return> {
        match self.get("return")?.text()?.to_ascii_lowercase().as_str() {
            "minimal" => Some(Return::Minimal),
            "representation" => Some(Return::Representation),
            _ => None,
        }
    }

    /// The wanted number of rows a page, at least 1 (WA-072); not yet limited to what is allowed.
    pub fn max_page_size(&self) -> Option<u32> {
        let (preference, _) = self.either("maxpagesize")?;
        digits(preference.text()?)
            .and_then(|size| u32::try_from(size).ok())
            .filter(|size| *size > 0)
    }

    /// Which annotations the answer carries (WA-07F, WA-032).
    pub fn include_annotations(&self) -> Option<AnnotationFilter> {
        let (preference, _) = self.either("include-annotations")?;
        preference.text().map(AnnotationFilter::parse)
    }

    /// Whether a batch goes on after an error (BA-009): stated without a value or with `true`.
    pub fn continue_on_error(&self) -> bool {
        self.either("continue-on-error")
            .is_some_and(|(preference, _)| {
                preference
                    .text()
                    .is_none_or(|text| text.eq_ignore_ascii_case("true"))
            })
    }

    fn get(&self, name: &str) -> Option<&Preference> {
        self.elements
            .iter()
            .find(|preference| preference.name == name)
    }

    /// A preference of OData under its bare or its prefixed name; the bare one wins (P-18).
    fn either(&self, name: &str) -> Option<(&Preference, Spelling)> {
        let bare = self.get(name).map(|found| (found, Spelling::Bare));
        bare.or_else(|| {
            let mut elements = self.elements.iter();
            elements
                .find(|element| element.name.strip_prefix("odata.") == Some(name))
                .map(|found| (found, Spelling::Prefixed))
        })
    }
}

impl Preference {
    fn text(&self) -> Option<&str> {
        self.value.as_ref().map(|word| word.text.as_str())
    }

    fn parameter(&self, name: &str) -> Option<&Word> {
        self.parameters
            .iter()
            .find(|parameter| parameter.name == name)?
            .value
            .as_ref()
    }
}

/// `1*DIGIT`; signs, fractions and numbers beyond 64 bits are no numbers here.
fn digits(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests;
