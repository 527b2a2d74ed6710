//! Preferences: what a request asks of its answer, as one `Prefer` header.

use std::time::Duration;

use http::HeaderValue;
use url::Url;

/// A preference of a request. `respond-async` is not among them: the methods of [`Call`](crate::Call) decide on it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Prefer {
    /// `return=representation`: the answer contains the row.
    Representation,
    /// `return=minimal`: the answer may be empty.
    Minimal,
    /// `odata.include-annotations="…"`, such as `*`.
    IncludeAnnotations(String),
    /// `odata.maxpagesize=n`.
    MaxPageSize(u32),
    /// `wait=n`: an answer within so many seconds is awaited, and only otherwise is there a monitor.
    Wait(Duration),
    /// `odata.continue-on-error`, of a batch.
    ContinueOnError(bool),
    /// `odata.callback; url="…"`: the service calls this URL when the operation has ended.
    Callback(Url),
    /// Any other, as it is to be sent.
    Other(String),
}

impl Prefer {
    fn written(&self) -> String {
        match self {
            Self::Representation => "return=representation".into(),
            Self::Minimal => "return=minimal".into(),
            Self::IncludeAnnotations(names) => {
                format!("odata.include-annotations={}", quoted(names))
            }
            Self::MaxPageSize(rows) => format!("odata.maxpagesize={rows}"),
            Self::Wait(time) => format!("wait={}", time.as_secs()),
            Self::ContinueOnError(true) => "odata.continue-on-error".into(),
            Self::ContinueOnError(false) => "odata.continue-on-error=false".into(),
            Self::Callback(url) => format!("odata.callback; url={}", quoted(url.as_str())),
            Self::Other(text) => text.clone(),
        }
    }
}

/// The value of one header with `respond-async` and these preferences, in this order; `None` without any.
///
/// # Errors
/// With the value, when it has characters that no header may have.
pub(crate) fn written(
    respond_async: bool,
    preferences: &[Prefer],
) -> Result<Option<HeaderValue>, String> {
    let first = respond_async.then(|| "respond-async".to_owned());
    let all: Vec<String> = first
        .into_iter()
        .chain(preferences.iter().map(Prefer::written))
        .collect();
    if all.is_empty() {
        return Ok(None);
    }
    let value = all.join(", ");
    match HeaderValue::from_str(&value) {
        Ok(value) => Ok(Some(value)),
        Err(_) => Err(value),
    }
}

/// A quoted string: quotes and backslashes within are escaped.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::{Prefer, written};
    use std::time::Duration;

    #[test]
    fn preferences_are_one_line_in_their_order() {
        let all = [
            Prefer::Callback("https://h/x?a=1,2;b".parse().unwrap()),
            Prefer::Wait(Duration::from_millis(10_900)),
            Prefer::Representation,
            Prefer::IncludeAnnotations("a\"b\\.*,c".into()),
            Prefer::MaxPageSize(50),
            Prefer::ContinueOnError(true),
            Prefer::ContinueOnError(false),
            Prefer::Minimal,
            Prefer::Other("omit-values=nulls".into()),
        ];
        assert_eq!(
            written(true, &all).unwrap().unwrap(),
            "respond-async, odata.callback; url=\"https://h/x?a=1,2;b\", wait=10, return=representation, \
             odata.include-annotations=\"a\\\"b\\\\.*,c\", odata.maxpagesize=50, odata.continue-on-error, \
             odata.continue-on-error=false, return=minimal, omit-values=nulls"
        );
        assert_eq!(written(false, &[]), Ok(None));
        assert!(written(false, &[Prefer::Other("a\r\nb: c".into())]).is_err());
    }
}
