//! The `Preference-Applied` response header (P-15, P-16, WA-015).
//!
//! Nothing here derives from a request: each entry is made by the code that honours a preference.

use std::borrow::Cow;

use super::{AnnotationFilter, Return, Spelling};

/// The preferences that were honoured, in the order in which they were entered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applied {
    entries: Vec<Cow<'static, str>>,
}

impl Applied {
    /// Nothing honoured yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The request runs in the background (BG-020).
    pub fn respond_async(&mut self) -> &mut Self {
        self.enter("respond-async")
    }

    /// The callback will be made (BG-021); the documented spelling is the bare one.
    pub fn callback(&mut self, spelling: Spelling) -> &mut Self {
        self.enter(match spelling {
            Spelling::Bare => "callback",
            Spelling::Prefixed => "odata.callback",
        })
    }

    /// The answer is as short or as full as wanted.
    pub fn return_(&mut self, wanted: Return) -> &mut Self {
        self.enter(match wanted {
            Return::Minimal => "return=minimal",
            Return::Representation => "return=representation",
        })
    }

    /// Pages have at most so many rows.
    pub fn max_page_size(&mut self, rows: u32) -> &mut Self {
        self.enter(format!("odata.maxpagesize={rows}"))
    }

    /// The answer carries the wanted annotations. The value is always quoted, as Dataverse does.
    pub fn include_annotations(&mut self, filter: &AnnotationFilter) -> &mut Self {
        self.enter(format!(
            "odata.include-annotations={}",
            quoted(filter.original())
        ))
    }

    /// The header's value; `None` if nothing was honoured and the header stays away.
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

/// A quoted string. Characters that no header value may carry are left out.
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
