//! Which annotations a client wants: the value of `odata.include-annotations`.
//!
//! It answers for any annotation name and knows none itself.

/// The list of wanted and unwanted annotations, as `*`, `OData.*` or `-name` in a comma list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnotationFilter {
    original: String,
}

impl AnnotationFilter {
    pub(super) fn parse(text: &str) -> Self {
        Self {
            original: text.to_owned(),
        }
    }

    /// The value as the client wrote it, without quotes, for the echo (WA-015).
    pub(crate) fn original(&self) -> &str {
        &self.original
    }

    /// Whether the annotation of this qualified name is wanted. The most specific pattern that
    /// fits decides; of equally specific ones an exclusion does.
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

/// How closely a pattern describes a name; `None` if it does not.
fn specificity(pattern: &str, annotation: &str) -> Option<usize> {
    match pattern.strip_suffix('*') {
        Some("") => Some(0),
        Some(namespace) => (namespace.ends_with('.') && annotation.starts_with(namespace))
            .then_some(namespace.len()),
        None => (pattern == annotation).then_some(usize::MAX),
    }
}
