//! Bindings of plug-in types to the URLs of external processes. They live in memory, as long as the
//! organization is open. Whether a type has a row is not known here.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use reqwest::Url;

/// A plug-in type and the URL of its handler, as in `Contoso.Report=http://127.0.0.1:7071/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The type's name or its `plugintypeid`.
    pub plugin_type: String,
    /// The URL that receives the execution context by POST.
    pub url: Url,
}

/// An invalid binding.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BindingError {
    /// The text has no `=`.
    #[error(
        "'{0}' binds nothing: expected TYPE=URL, such as Contoso.Report=http://127.0.0.1:7071/"
    )]
    Form(String),
    /// The URL is not absolute, or is neither http nor https.
    #[error("'{0}' is not the address of a handler: expected http://host:port/path or https")]
    Address(String),
}

impl Binding {
    /// Parses the URL of a handler.
    ///
    /// # Errors
    /// The URL is not absolute, or is neither http nor https.
    pub fn address(text: &str) -> Result<Url, BindingError> {
        let url = Url::parse(text).ok();
        url.filter(|url| matches!(url.scheme(), "http" | "https"))
            .ok_or_else(|| BindingError::Address(text.to_owned()))
    }
}

impl FromStr for Binding {
    type Err = BindingError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some((plugin_type, url)) if !plugin_type.is_empty() => Ok(Self {
                plugin_type: plugin_type.to_owned(),
                url: Self::address(url)?,
            }),
            _ => Err(BindingError::Form(text.to_owned())),
        }
    }
}

/// Id and name of a plug-in type; a binding may use either.
pub(crate) struct Bound<'t> {
    /// `plugintypeid`, as text.
    pub(crate) id: &'t str,
    /// `typename`.
    pub(crate) name: &'t str,
}

/// The bindings of one organization; clones share them.
#[derive(Clone, Default)]
pub(crate) struct Bindings {
    by_type: Arc<Mutex<BTreeMap<String, Url>>>,
}

impl Bindings {
    pub(crate) fn new(bindings: &[Binding]) -> Self {
        let first = Self::default();
        for binding in bindings {
            first.bind(binding.plugin_type.clone(), binding.url.clone());
        }
        first
    }

    /// Whether no type is bound, which spares looking up names of types.
    pub(crate) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// Binds a type by its id or name; replaces the previous URL.
    pub(crate) fn bind(&self, plugin_type: String, url: Url) {
        self.lock().insert(plugin_type, url);
    }

    /// Removes the bindings of a type; returns whether it had any.
    pub(crate) fn unbind(&self, bound: &Bound<'_>) -> bool {
        let mut by_type = self.lock();
        let by_id = by_type.remove(bound.id).is_some();
        by_type.remove(bound.name).is_some() || by_id
    }

    /// The URL that handles a type.
    pub(crate) fn find(&self, bound: &Bound<'_>) -> Option<Url> {
        let by_type = self.lock();
        let url = by_type.get(bound.id).or_else(|| by_type.get(bound.name));
        url.cloned()
    }

    /// All bindings, by the id or name that was given.
    pub(crate) fn all(&self) -> Vec<Binding> {
        let by_type = self.lock();
        let binding = |(plugin_type, url): (&String, &Url)| Binding {
            plugin_type: plugin_type.clone(),
            url: url.clone(),
        };
        by_type.iter().map(binding).collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Url>> {
        self.by_type.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Bindings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.lock().keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_binding_is_a_type_and_an_address() {
        let binding: Binding = "Contoso.Report=http://127.0.0.1:7071/a?b=c"
            .parse()
            .unwrap();
        assert_eq!(binding.plugin_type, "Contoso.Report");
        assert_eq!(binding.url.as_str(), "http://127.0.0.1:7071/a?b=c");
        for wrong in [
            "",
            "Contoso.Report",
            "=http://h/",
            "T=",
            "T=ftp://h/",
            "T=/path",
        ] {
            assert!(wrong.parse::<Binding>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn either_name_of_a_type_finds_and_unbinds_it() {
        let bound = Bound {
            id: "17bc8193-e10b-416a-93cf-b2a3847ff97f",
            name: "Contoso.Report",
        };
        let url = Binding::address("http://127.0.0.1:7071/").unwrap();
        for name in [bound.id, bound.name] {
            let bindings = Bindings::default();
            assert!(bindings.is_empty());
            bindings.bind(name.to_owned(), url.clone());
            assert_eq!(bindings.find(&bound), Some(url.clone()));
            assert!(bindings.unbind(&bound));
            assert!(!bindings.unbind(&bound));
        }
    }
}
