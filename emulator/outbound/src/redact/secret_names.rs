//! The names of secrets, the same for headers and for parameters of a URL (BG-083).

/// Names that mean a secret by themselves.
const NAMES: [&str; 7] = ["code", "key", "pass", "sas", "sig", "signature", "token"];

/// What names of secrets end with.
const ENDINGS: [&str; 17] = [
    "accesskey",
    "accesstoken",
    "accountkey",
    "apikey",
    "authkey",
    "authorization",
    "authtoken",
    "cookie",
    "functionskey",
    "passwd",
    "password",
    "pwd",
    "refreshtoken",
    "sastoken",
    "secret",
    "securitytoken",
    "subscriptionkey",
];

/// Whether the value of this name is a secret. Case, hyphens, underscores and dots make no difference.
pub(super) fn is_secret(name: &str) -> bool {
    let letters = name.chars().filter(|letter| !"-_.".contains(*letter));
    let name: String = letters.flat_map(char::to_lowercase).collect();
    NAMES.contains(&name.as_str()) || ENDINGS.iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::is_secret;

    #[test]
    fn secrets_are_known_by_their_names() {
        for name in [
            "Authorization",
            "proxy-authorization",
            "Set-Cookie",
            "api-key",
            "X-API-Key",
            "api_key",
            "apikey",
            "x-auth-token",
            "x-functions-key",
            "Ocp-Apim-Subscription-Key",
            "x-amz-security-token",
            "client_secret",
            "clientSecret",
            "access_token",
            "sas",
            "sig",
            "pwd",
            "user.password",
            "code",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "$skiptoken",
            "content-type",
            "If-Match",
            "postalcode",
            "x-ms-client-request-id",
            "idempotency-key",
            "design",
            "",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
