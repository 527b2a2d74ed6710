//! Which requests a scenario may send to an organization that others use as well.
//!
//! The profile `safe` creates custom APIs, webhooks and their steps, and calls and changes only these. In a disposable
//! organization every request is allowed. The module knows paths and names, and sends nothing.

use std::sync::LazyLock;

use regex::Regex;

use super::names::Names;
use crate::exchange::Request;
use crate::target::Profile;

/// The tables in which the safe profile creates rows.
const TABLES: [&str; 6] = [
    "customapis",
    "customapirequestparameters",
    "customapiresponseproperties",
    "serviceendpoints",
    "sdkmessageprocessingsteps",
    "sdkmessageprocessingstepimages",
];
/// The messages of the SDK that change nothing, or only run the message that they name.
const HARMLESS: [&str; 7] = [
    "ExecuteBackgroundOperation",
    "Retrieve",
    "RetrieveMultiple",
    "RetrieveVersion",
    "RetrieveCurrentOrganization",
    "WhoAmI",
    "Execute",
];

/// The names of an envelope's requests, and the operation in its body.
static ASKED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"RequestName>\s*([^<\s]+)\s*<|Body>\s*<(?:\w+:)?(\w+)")
        .expect("the pattern is constant")
});

/// The reason why `request` must not be sent, if there is one. `path` is below the organization.
///
/// `known` are the ids of rows and operations that the scenario has made.
pub(super) fn refusal(
    profile: Profile,
    path: &str,
    request: &Request,
    names: &Names,
    known: &[String],
) -> Option<String> {
    let harmless = matches!(request.method.as_str(), "GET" | "HEAD" | "OPTIONS");
    if profile == Profile::Full || harmless || path.starts_with("/api/backgroundoperation") {
        return None;
    }
    let body = String::from_utf8_lossy(&request.body);
    if path.starts_with("/XRMServices/") {
        return envelope(&body, names);
    }
    let below = path.splitn(5, '/').nth(4).unwrap_or_default();
    let segment = below.split(['(', '?', '/']).next().unwrap_or_default();
    let is_known = |text: &str| known.iter().any(|id| text.contains(id.as_str()));
    let allowed = match request.method.as_str() {
        "POST" => names.are_in(below) || TABLES.contains(&segment),
        _ => is_known(below),
    };
    (!allowed).then(|| {
        let method = &request.method;
        format!(
            "{method} {segment} touches what is not the suite's own: that takes the full profile"
        )
    })
}

fn envelope(body: &str, names: &Names) -> Option<String> {
    let asked = ASKED
        .captures_iter(body)
        .filter_map(|found| found.get(1).or_else(|| found.get(2)));
    let mut foreign = asked
        .map(|name| name.as_str())
        .filter(|name| !HARMLESS.contains(name) && !names.are_in(name));
    foreign.next().map(|name| {
        format!("the SDK message {name} touches what is not the suite's own: that takes the full profile")
    })
}

#[cfg(test)]
mod tests {
    use super::refusal;
    use crate::exchange::{Headers, Request};
    use crate::live::names::Names;
    use crate::target::Profile;

    fn allowed(method: &str, path: &str, body: &str) -> bool {
        let mut names = Names::new("dvc_conf1".to_owned(), "v9.2");
        names.declare("sample_Report");
        let request = Request {
            method: method.to_owned(),
            target: String::new(),
            headers: Headers::default(),
            body: body.as_bytes().to_vec(),
        };
        let known = ["0b0ad046-3e8f-4ef7-b2ae-4a41eb2aa419".to_owned()];
        let refused = |profile| refusal(profile, path, &request, &names, &known).is_some();
        assert!(!refused(Profile::Full), "{method} {path}");
        !refused(Profile::Safe)
    }

    #[test]
    fn the_safe_profile_touches_nothing_of_others() {
        let own = "0b0ad046-3e8f-4ef7-b2ae-4a41eb2aa419";
        let other = "acc00000-0000-4000-8000-000000000001";
        for (method, path, expected) in [
            ("GET", "/api/data/v9.2/accounts".to_owned(), true),
            ("POST", "/api/data/v9.2/accounts".to_owned(), false),
            ("POST", "/api/data/v9.2/customapis".to_owned(), true),
            ("POST", "/api/data/v9.2/dvc_conf1_Report".to_owned(), true),
            ("POST", "/api/data/v9.2/other_Report".to_owned(), false),
            ("PATCH", format!("/api/data/v9.2/customapis({own})"), true),
            (
                "DELETE",
                format!("/api/data/v9.2/customapis({other})"),
                false,
            ),
            ("DELETE", format!("/api/data/v9.2/accounts({other})"), false),
            ("POST", "/api/data/v9.2/$batch".to_owned(), false),
            ("DELETE", format!("/api/backgroundoperation/{own}"), true),
        ] {
            assert_eq!(allowed(method, &path, ""), expected, "{method} {path}");
        }
    }

    #[test]
    fn an_envelope_is_judged_by_what_it_asks_for() {
        let path = "/XRMServices/2011/Organization.svc/web";
        let execute =
            |name: &str| format!("<s:Body><Execute><request><a:RequestName>{name}</a:RequestName>");
        assert!(allowed("POST", path, &execute("WhoAmI")));
        assert!(allowed("POST", path, &execute("dvc_conf1_Report")));
        assert!(!allowed("POST", path, &execute("Delete")));
        assert!(!allowed("POST", path, "<s:Body><Create xmlns='x'>"));
        assert!(allowed("POST", path, "<s:Body><Retrieve xmlns='x'>"));
    }
}
