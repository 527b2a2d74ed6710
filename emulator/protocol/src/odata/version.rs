//! The versioned root of the Web API: `/api/data/v9.2/`.
//!
//! All versions have the same behavior (WA-001). This module does not parse the OData path after the root.

use thiserror::Error;

/// A version of the Web API; the URLs in a response contain it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Version {
    /// `v9.0`.
    V9_0,
    /// `v9.1`.
    V9_1,
    /// `v9.2`.
    V9_2,
}

impl Version {
    /// Every version that is served.
    pub(crate) const ALL: [Self; 3] = [Self::V9_0, Self::V9_1, Self::V9_2];

    /// The path segment, such as `v9.2`.
    pub const fn segment(self) -> &'static str {
        match self {
            Self::V9_0 => "v9.0",
            Self::V9_1 => "v9.1",
            Self::V9_2 => "v9.2",
        }
    }
}

/// A path that is not below a served root.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VersionError {
    /// The path does not begin with `/api/data/`.
    #[error("expected a path below `/api/data/`, found `{path}`")]
    NotWebApi {
        /// The whole path.
        path: String,
    },
    /// The version is not served.
    #[error("expected a Web API version of v9.0, v9.1 or v9.2, found `{found}`")]
    Unknown {
        /// The segment in place of the version.
        found: String,
    },
}

/// Splits a raw path into its version and the path after `/api/data/v9.x/`, which stays percent-encoded. The part up to
/// and including the version is case-insensitive (WA-002).
///
/// # Errors
/// [`VersionError`] with the accepted root or versions.
pub fn split(path: &str) -> Result<(Version, &str), VersionError> {
    const ROOT: &str = "/api/data/";
    let below = path
        .get(..ROOT.len())
        .filter(|root| root.eq_ignore_ascii_case(ROOT))
        .map(|_| &path[ROOT.len()..])
        .ok_or_else(|| VersionError::NotWebApi {
            path: path.to_owned(),
        })?;
    let (segment, rest) = below.split_once('/').unwrap_or((below, ""));
    Version::ALL
        .into_iter()
        .find(|version| version.segment().eq_ignore_ascii_case(segment))
        .map(|version| (version, rest))
        .ok_or_else(|| VersionError::Unknown {
            found: segment.to_owned(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_case_insensitive_and_the_rest_untouched() {
        for (path, version, rest) in [
            ("/api/data/v9.2/accounts", Version::V9_2, "accounts"),
            (
                "/API/Data/V9.0/Accounts(1)/x",
                Version::V9_0,
                "Accounts(1)/x",
            ),
            ("/api/data/v9.1/", Version::V9_1, ""),
            ("/api/data/v9.2", Version::V9_2, ""),
            ("/api/data/v9.2/a%2Fb", Version::V9_2, "a%2Fb"),
        ] {
            assert_eq!(split(path), Ok((version, rest)), "{path}");
        }
    }

    #[test]
    fn the_error_names_what_is_accepted() {
        for (path, text) in [
            (
                "/api/data/v8.2/accounts",
                "expected a Web API version of v9.0, v9.1 or v9.2, found `v8.2`",
            ),
            (
                "/api/v9.1/accounts",
                "expected a path below `/api/data/`, found `/api/v9.1/accounts`",
            ),
            ("/é", "expected a path below `/api/data/`, found `/é`"),
        ] {
            assert_eq!(split(path).unwrap_err().to_string(), text);
        }
    }
}
