//! Addresses that can be called: absolute, with a host, of a scheme that a rule allows (U-31).

use dataverse_bug::Bug;
use dataverse_operation::rules::CallbackUri;
use url::Url;

/// A text that is no address to call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("The callback URL '{url}' is not an absolute URL with a host and the scheme {schemes}.")]
pub(crate) struct NoAddress {
    url: String,
    schemes: String,
}

/// Accepts an address to call.
///
/// # Errors
/// It is relative, has no host, or another scheme than the rule allows.
pub(crate) fn accepts(url: &str, rule: CallbackUri) -> Result<(), NoAddress> {
    let schemes: &[&str] = match rule {
        CallbackUri::AnyAbsolute => &["http", "https"],
        CallbackUri::HttpsOnly => &["https"],
    };
    let fits = Url::parse(url).is_ok_and(|url| schemes.contains(&url.scheme()) && url.has_host());
    if fits || Bug::AnyCallbackAddress.is_on() {
        Ok(())
    } else {
        Err(NoAddress {
            url: url.to_owned(),
            schemes: schemes.join(" or "),
        })
    }
}
