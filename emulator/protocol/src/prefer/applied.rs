//! The `Preference-Applied` response header (P-15, P-16, WA-015).
//!
//! The code that honours a preference adds its entry; nothing is copied from the request.

use std::borrow::Cow;

use super::{AnnotationFilter, Return, Spelling};

/// The honoured preferences, in the order in which they were added.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applied {
    entries: Vec<Cow<'static, str>>,
}

impl Applied {
    /// No honoured preferences.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds `respond-async`: the request runs in the background (BG-020).
    pub fn respond_async(&mut self) -> &mut Self {
        self.enter("respond-async")
    }

    /// Adds the callback in the client's spelling (BG-021); the documented spelling is the bare one.
    pub fn callback(&mut self, spelling: Spelling) -> &mut Self {
        self.enter(match spelling {
            Spelling::Bare => "callback",
            Spelling::Prefixed => "odata.callback",
        })
    }

    /// Adds `return` with the honoured value.
    pub fn return_(&mut self, wanted: Return) -> &mut Self {
        self.enter(match wanted {
            Return::Minimal => "return=minimal",
            Return::Representation => "return=representation",
        })
    }

    /// Adds `odata.maxpagesize` with the maximum number of rows per page.
    pub fn max_page_size(&mut self, rows: u32) -> &mut Self {
        self.enter(format!("odata.maxpagesize={rows}"))
    }

    /// Adds `odata.track-changes`.
    pub fn track_changes(&mut self) -> &mut Self {
        self.enter("odata.track-changes".to_owned())
    }

    /// Adds `odata.include-annotations` with the client's value, always quoted, as Dataverse does.
    pub fn include_annotations(&mut self, filter: &AnnotationFilter) -> &mut Self {
        self.enter(format!(
            "odata.include-annotations={}",
            quoted(filter.original())
        ))
    }

    /// The value of the header; `None` without honoured preferences, when the response has no such header.
    pub fn header(&self) -> Option<Cow<'static, str>> {
        match self.entries.as_slice() {
            [] => None,
            [only] => Some(only.clone()),
            several => Some(Cow::Owned(several.join(","))),
        }
    }

    fn enter(&mut self, entry: impl Into<Cow<'static, str>>) -> &mut Self {
        let entry = entry.into();
        if !self.entries.contains(&entry) {
            self.entries.push(entry);
        }
        self
    }
}

/// A quoted string without the characters that a header value must not contain.
fn quoted(text: &str) -> String {
    let mut result = String::from('"');
    for next in text.chars().filter(|next| !next.is_ascii_control()) {
        if next == '"' || next == '\\' {
            result.push('\\');
        }
        result.push(next);
    }
    result.push('"');
    result
}
