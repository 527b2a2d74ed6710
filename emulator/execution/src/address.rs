//! Validation of the URLs that an organization calls: absolute, with a host, and with a scheme that
//! rule `callback_uri` allows (U-31).

use dataverse_operation::rules::CallbackUri;
use url::Url;

/// The URL is relative, has no host, or has a scheme that the rule does not allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("The callback URL '{url}' is not an absolute URL with a host and the scheme {schemes}.")]
pub(crate) struct NoAddress {
    url: String,
    schemes: String,
}

/// Checks a callback URL against rule `callback_uri`.
///
/// # Errors
/// [`NoAddress`] if the URL is relative, has no host, or has a scheme that the rule does not allow.
pub(crate) fn accepts(url: &str, rule: CallbackUri) -> Result<(), NoAddress> {
    let schemes: &[&str] = match rule {
        CallbackUri::AnyAbsolute => &["http", "https"],
        CallbackUri::HttpsOnly => &["https"],
    };
    let fits = Url::parse(url).is_ok_and(|url| schemes.contains(&url.scheme()) && url.has_host());
    if fits {
        Ok(())
    } else {
        Err(NoAddress {
            url: url.to_owned(),
            schemes: schemes.join(" or "),
        })
    }
}
