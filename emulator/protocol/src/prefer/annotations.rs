//! The value of `odata.include-annotations`: the annotations that a client requests.
//!
//! The filter matches names against patterns and knows no annotation itself. Its bounds keep the work for one name
//! small, whatever a client sends.

use dataverse_limits::Limits;
use thiserror::Error;

/// A comma-separated list of patterns: `*`, `OData.*`, or a name; a leading `-` excludes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnotationFilter {
    original: String,
}

/// The preference is longer than the emulator reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "the preference 'odata.include-annotations' is too long: expected at most {patterns} patterns in at most {length} \
     bytes"
)]
pub struct TooManyAnnotations {
    patterns: usize,
    length: usize,
}

impl AnnotationFilter {
    pub(super) fn parse(text: &str, limits: &Limits) -> Result<Self, TooManyAnnotations> {
        let (patterns, length) = (limits.annotation_patterns, limits.annotation_length);
        let fits = text.len() <= length && text.split(',').count() <= patterns;
        fits.then(|| Self {
            original: text.to_owned(),
        })
        .ok_or(TooManyAnnotations { patterns, length })
    }

    /// The value as the client wrote it, without quotes, for `Preference-Applied` (WA-015).
    pub(crate) fn original(&self) -> &str {
        &self.original
    }

    /// Whether the response has the annotation with this qualified name. The most specific matching pattern decides; of
    /// equally specific ones an exclusion wins.
    pub fn includes(&self, annotation: &str) -> bool {
        self.patterns()
            .filter_map(|(wanted, pattern)| {
                specificity(pattern, annotation).map(|length| (length, wanted))
            })
            .max_by_key(|(length, wanted)| (*length, *wanted == Inclusion::No))
            .is_some_and(|(_, wanted)| wanted == Inclusion::Yes)
    }

    fn patterns(&self) -> impl Iterator<Item = (Inclusion, &str)> {
        self.original.split(',').map(|pattern| {
            let pattern = pattern.trim();
            match pattern.strip_prefix('-') {
                Some(unwanted) => (Inclusion::No, unwanted),
                None => (Inclusion::Yes, pattern),
            }
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inclusion {
    Yes,
    No,
}

/// The number of characters that a pattern matches: 0 for `*`, the most for a whole name; `None` for no match.
fn specificity(pattern: &str, annotation: &str) -> Option<usize> {
    match pattern.strip_suffix('*') {
        Some("") => Some(0),
        Some(namespace) => (namespace.ends_with('.') && annotation.starts_with(namespace))
            .then_some(namespace.len()),
        None => (pattern == annotation).then_some(usize::MAX),
    }
}
