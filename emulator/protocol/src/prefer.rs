//! The `Prefer` request header (RFC 7240) with the preferences of Dataverse.
//!
//! Parsing never fails: it drops a malformed element and keeps the others (P-13), and ignores an unknown preference
//! (P-01). The code that honours a preference records that in [`Applied`].

mod annotations;
mod applied;
mod parse;
mod write;

use std::collections::HashSet;

pub use annotations::{AnnotationFilter, TooManyAnnotations};
pub use applied::Applied;
use dataverse_limits::Limits;

/// The preferences of one request; the first of each name counts (P-03).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preferences {
    elements: Vec<Preference>,
}

/// One element of the header's list.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Preference {
    /// In lower case (P-04).
    name: String,
    value: Option<Word>,
    parameters: Vec<Parameter>,
}

/// A parameter of a preference; the first of each name counts (P-11).
#[derive(Debug, Clone, PartialEq, Eq)]
struct Parameter {
    /// In lower case.
    name: String,
    value: Option<Word>,
}

/// A value that is not empty; an empty one counts as absent (P-06).
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    text: String,
    quoting: Quoting,
}

/// The callback that a client requests (BG-004..BG-008). The URL may be relative: parsing does not check it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// The URL, with the escapes of a quoted string resolved.
    pub url: String,
    /// Whether the preference had the `odata.` prefix.
    pub spelling: Spelling,
    /// Whether the URL stood in double quotes.
    pub quoting: Quoting,
}

/// Whether an OData preference has the `odata.` prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Spelling {
    /// `odata.callback`.
    Prefixed,
    /// `callback`.
    Bare,
}

/// Whether a value stands in double quotes.
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
    /// Parses the values of all `Prefer` header lines, in their order (P-02).
    pub fn parse<Line: AsRef<[u8]>>(lines: impl IntoIterator<Item = Line>) -> Self {
        let mut all = Self::default();
        let mut names = HashSet::new();
        for line in lines {
            let line = String::from_utf8_lossy(line.as_ref());
            for element in parse::elements(&line) {
                // A preference that is named again has no effect; the first one counts.
                if names.insert(element.name.clone()) {
                    all.elements.push(element);
                }
            }
        }
        all
    }

    /// Whether the client requests background processing (BG-001).
    pub fn respond_async(&self) -> bool {
        self.get("respond-async").is_some()
    }

    /// The requested callback; `None` also for a callback without a `url` (CB-02). The bare spelling wins over the
    /// prefixed one (P-18).
    pub fn callback(&self) -> Option<Callback> {
        let (preference, spelling) = self.either("callback")?;
        let url = preference.parameter("url")?;
        Some(Callback {
            url: url.text.clone(),
            spelling,
            quoting: url.quoting,
        })
    }

    /// The spelling of a requested callback, with or without its `url` (CB-02).
    pub fn names_callback(&self) -> Option<Spelling> {
        self.either("callback").map(|(_, spelling)| spelling)
    }

    /// Whether a write returns its row (WA-042); an unknown value is ignored.
    pub fn return_(&self) -> Option<Return> {
        match self.get("return")?.text()?.to_ascii_lowercase().as_str() {
            "minimal" => Some(Return::Minimal),
            "representation" => Some(Return::Representation),
            _ => None,
        }
    }

    /// The requested number of rows per page, at least 1 (WA-072); the caller applies the maximum.
    pub fn max_page_size(&self) -> Option<u32> {
        let (preference, _) = self.either("maxpagesize")?;
        digits(preference.text()?)
            .and_then(|size| u32::try_from(size).ok())
            .filter(|size| *size > 0)
    }

    /// Whether the client asks for a link to later changes (WA-210).
    pub fn track_changes(&self) -> bool {
        self.either("track-changes").is_some()
    }

    /// The annotations that the response has (WA-07F, WA-032).
    ///
    /// # Errors
    /// The list of annotations exceeds a limit.
    pub fn include_annotations(
        &self,
        limits: &Limits,
    ) -> Result<Option<AnnotationFilter>, TooManyAnnotations> {
        let found = self.either("include-annotations");
        let text = found.and_then(|(preference, _)| preference.text());
        text.map(|text| AnnotationFilter::parse(text, limits))
            .transpose()
    }

    /// Whether a batch continues after an error (BA-009): without a value or with the value `true` it does. `None` if the
    /// client leaves it to the kind of the batch.
    pub fn continue_on_error(&self) -> Option<bool> {
        let (preference, _) = self.either("continue-on-error")?;
        let text = preference.text();
        Some(text.is_none_or(|text| text.eq_ignore_ascii_case("true")))
    }

    /// How many seconds the client wants to wait for a response at most; `None` also for a value that is no
    /// whole number.
    pub fn wait(&self) -> Option<u64> {
        digits(self.get("wait")?.text()?)
    }

    /// The same without the preferences of these names, with or without the prefix `odata.`.
    #[must_use]
    pub fn without(mut self, names: &[&str]) -> Self {
        self.elements.retain(|element| {
            let bare = element.name.strip_prefix("odata.");
            !names.contains(&bare.unwrap_or(&element.name))
        });
        self
    }

    /// The names of all preferences, in lower case and in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.elements
            .iter()
            .map(|preference| preference.name.as_str())
    }

    fn get(&self, name: &str) -> Option<&Preference> {
        self.elements
            .iter()
            .find(|preference| preference.name == name)
    }

    /// The OData preference with this name, bare or prefixed; the bare one wins (P-18).
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

/// Parses `1*DIGIT`; a sign, a fraction or a number beyond 64 bits is `None`.
fn digits(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests;
