//! The requests to a target before anything is created: who the user is, and whether the claims of its file are true.
#![expect(clippy::unwrap_used, reason = "whatever cannot be done fails the test")]

use serde_json::{Value, json};

use dataverse_conformance::target::{Profile, SignIn, Target, TargetFile, TargetKind};

use crate::fake::{Answer, Fake, described, dry};

const NOBODY: &str = "[sign_in]\nmethod = \"none\"\n";
const ALL: &str = "[capabilities]\nemulator = true\nsamples = true\ncustom_apis = true\nsteps = true\nimpersonation = true\n";

/// Opens the target at `url` with these further lines in its file. Returns the reason if the target cannot be used.
async fn opened(url: &str, lines: &str) -> Result<Target, String> {
    let text = format!("url = \"{url}\"\npublisher_prefix = \"new\"\n{lines}");
    let file = TargetFile::parse("target.toml", &text).unwrap();
    let opened = Target::open(file, Profile::Safe).await;
    opened.map_err(|error| error.to_string())
}

/// Opens an organization that gives these answers in place of its own. Also returns the requests that it got.
async fn against(own: &[Answer], claims: &str) -> (Result<Target, String>, Vec<String>) {
    let fake = Fake::organization(own).await;
    let opened = opened(&fake.url, &format!("{NOBODY}{claims}")).await;
    (opened, fake.asked())
}

fn assert_refused(opened: Result<Target, String>, part: &str) {
    let refusal = opened.unwrap_err();
    assert!(refusal.contains(part), "{part}: {refusal}");
    assert!(!refusal.contains('\n'), "{refusal}");
}

#[tokio::test]
async fn it_is_said_where_the_run_is_connected_to() {
    let fake = Fake::organization(&[]).await;
    let claims = "[capabilities]\ncustom_apis = true\nsteps = true\n";
    let folder = described(&fake.url, &format!("{NOBODY}{claims}"));
    let (said, asked) = (dry(&folder, &[]).await, fake.asked());
    assert_eq!(said.code, Some(0), "{said:?}");
    let line = said.stderr.lines().next().unwrap();
    assert!(
        line.starts_with("connected to Fabrikam (0a) at http://127.0.0.1:"),
        "{line}"
    );
    assert!(
        line.ends_with(", as user 0b, version 9.2.24073.198, profile safe"),
        "{line}"
    );
    assert!(
        said.stdout.ends_with(
            " at once; in the organization Fabrikam they would make custom APIs whose names \
             begin with dvc_, webhooks and steps on those, rows, and operations with a short time to live, and remove \
             them again\n"
        ),
        "{said:?}"
    );
    let made: Vec<_> = asked
        .iter()
        .filter(|question| !question.starts_with("GET "))
        .collect();
    let (nobody, rest) = made.split_first().unwrap();
    assert!(
        nobody.contains("(5ca1ab1e-0000-4000-8000-000000000000)"),
        "{asked:?}"
    );
    assert!(rest.is_empty(), "{asked:?}");
}

#[tokio::test]
async fn an_organization_whose_name_may_not_be_read_is_called_by_its_address() {
    let (opened, _) = against(&[("/organizations(", 403, "")], "").await;
    let target = opened.unwrap();
    assert_eq!(target.about().name, target.url());
    assert_eq!(target.about().kind, TargetKind::Organization);
}

#[tokio::test]
async fn the_two_privileges_are_missed_at_once() {
    for (answer, part) in [
        (
            ("GET /api/data/v9.2/backgroundoperations?", 403, "no"),
            "the user 0b at http://",
        ),
        (
            ("GET /api/data/v9.2/backgroundoperations?", 403, "no"),
            "lacks prvReadbackgroundoperation: GET ",
        ),
        (
            ("PATCH /api/data/v9.2/backgroundoperations(", 403, "no"),
            "lacks prvWritebackgroundoperation: PATCH ",
        ),
        (
            ("GET /api/data/v9.2/backgroundoperations?", 404, "no"),
            "has no background operations: GET ",
        ),
        (
            ("RetrieveVersion()", 401, "no"),
            "answered 401; look at [sign_in] in the target file",
        ),
        (
            ("RetrieveVersion()", 404, "no"),
            "is not Dataverse: GET /api/data/v9.2/RetrieveVersion() answered 404",
        ),
    ] {
        assert_refused(against(&[answer], "").await.0, part);
    }
}

#[tokio::test]
async fn a_false_claim_is_told_with_the_answer_that_shows_it() {
    let table: [(&[Answer], &str); 9] = [
        (
            &[("/accounts?", 400, "what?")],
            "emulator: GET /api/data/v9.2/accounts?sql=conformance answered 400",
        ),
        (
            &[("/accounts(", 404, "")],
            "samples: GET /api/data/v9.2/accounts(",
        ),
        (
            &[("%27sample_", 200, r#"{"value":[]}"#)],
            "samples: GET /api/data/v9.2/customapis?",
        ),
        (
            &[("/customapis?", 403, "")],
            "custom_apis: GET /api/data/v9.2/customapis?",
        ),
        (
            &[("/publishers?", 200, r#"{"value":[]}"#)],
            "publisher_prefix: no publisher has the prefix 'new'",
        ),
        (
            &[("/sdkmessages?", 403, "")],
            "steps: GET /api/data/v9.2/sdkmessages?",
        ),
        (&[("/sdkmessages?", 200, r#"{"value":[]}"#)], "steps: "),
        (
            &[],
            "impersonation: GET /api/data/v9.2/WhoAmI for a user that does not exist answered 200",
        ),
        (
            &[("/customapis?", 403, ""), ("/sdkmessages?", 403, "")],
            "\"\"; steps: ",
        ),
    ];
    for (answers, part) in table {
        // The server does not know impersonation; that claim has a case of its own and would fail in all others.
        let claims = match answers {
            [] => ALL.to_owned(),
            _ => ALL.replace("impersonation = true\n", ""),
        };
        let (opened, _) = against(answers, &claims).await;
        assert_refused(opened, part);
    }
    let none: [Answer; 1] = [("/customapis?", 200, r#"{"value":[]}"#)];
    let (opened, _) = against(&none, "[custom_apis]\nslow = \"dvc_Slow\"\n").await;
    assert_refused(
        opened,
        "[custom_apis]: GET /api/data/v9.2/customapis?$select=uniquename&$filter=uniquename eq 'dvc_Slow'",
    );
}

#[tokio::test]
async fn a_target_that_is_not_what_was_claimed_ends_the_command() {
    let fake = Fake::organization(&[("/sdkmessages?", 403, "no")]).await;
    let folder = described(
        &fake.url,
        &format!("{NOBODY}[capabilities]\nsteps = true\n"),
    );
    let part = " is not what its target file claims: steps: GET /api/data/v9.2/sdkmessages?$select=name&$filter=name eq 'Create'&$top=1 answered 403 text/plain; charset=utf-8 \"no\"";
    dry(&folder, &[]).await.refused(4, part);
}

/// The suite does not probe a capability that is not claimed.
#[tokio::test]
async fn an_organization_without_claims_needs_nothing() {
    let refusals: [Answer; 4] = [
        ("/customapis", 403, ""),
        ("/sdkmessages", 403, ""),
        ("/accounts", 403, ""),
        ("/publishers", 403, ""),
    ];
    let (opened, asked) = against(&refusals, "").await;
    opened.unwrap();
    assert_eq!(asked.len(), 5, "{asked:?}");
}

#[tokio::test]
async fn somebody_elses_listener_cannot_be_listened_at() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let listener = format!("[listener]\nlisten = \"{address}\"\n");
    let (refused, _) = against(&[], &listener).await;
    assert_refused(
        refused,
        &format!("[listener]: nothing can listen at {address}: "),
    );
    let (opened, _) = against(&[], "[listener]\nlisten = \"127.0.0.1:0\"\n").await;
    opened.unwrap();
}

/// A sign-in with this token, printed by a command.
fn printed(token: &str) -> String {
    format!("{{ method = \"command\", command = [\"echo\", \"{token}\"] }}")
}

/// An emulator in this process, and the ids of users with these tokens and privileges.
async fn emulator(users: &[(&str, &[&str])]) -> (Target, Vec<String>) {
    let target = Target::in_process(SignIn::default()).await.unwrap();
    let mut ids = Vec::new();
    for (token, verbs) in users {
        let privileges: serde_json::Map<String, Value> = verbs
            .iter()
            .map(|verb| (format!("prv{verb}backgroundoperation"), json!("Global")))
            .collect();
        let wanted =
            json!({ "tokens": [token], "roles": ["Basic User"], "privileges": privileges });
        let url = format!("{}/_emulator/v1/users/{token}", target.url());
        let made = target.control("PUT", &url, Some(&wanted)).await.unwrap();
        let made: Value = serde_json::from_slice(&made.response.body).unwrap();
        ids.push(made["systemuserid"].as_str().unwrap().to_owned());
    }
    (target, ids)
}

#[tokio::test]
async fn an_emulator_is_what_its_file_claims() {
    let users: [(&str, &[&str]); 4] = [
        ("both-of-them", &["Read", "Write"]),
        ("reading-only", &["Read"]),
        ("writing-only", &["Write"]),
        ("none-of-them", &[]),
    ];
    let (target, ids) = emulator(&users).await;
    let own =
        |name: &str, token: &str| format!("[identities.{name}]\nsign_in = {}\n", printed(token));
    let other = |name: &str, id: &str| format!("[identities.{name}]\nimpersonate = \"{id}\"\n");
    let [both, reading] = ["both-of-them", "reading-only"];
    let right = [
        own("both", both),
        own("read_only", reading),
        other("write_only", &ids[2]),
        other("neither", &ids[3]),
    ];
    let as_live = opened(target.url(), &format!("{NOBODY}{ALL}{}", right.concat())).await;
    assert_eq!(as_live.unwrap().about().kind, TargetKind::Emulator);

    for (wrong, part) in [
        (
            own("both", reading),
            "[identities.both]: may not write background operations",
        ),
        (
            own("read_only", both),
            "[identities.read_only]: may write background operations, and should not",
        ),
        (
            other("write_only", &ids[0]),
            "[identities.write_only]: may read background operations, and should not",
        ),
        (
            other("neither", &ids[1]),
            "[identities.neither]: may read background operations, and should not",
        ),
        (
            other("neither", "5ca1ab1e-0000-4000-8000-000000000000"),
            "[identities.neither]: GET /api/data/v9.2/WhoAmI answered 404",
        ),
        (
            other("both", "05e70000-0000-4000-8000-000000000001"),
            "[identities.both]: is the same user as the administrator",
        ),
        (
            own("both", both) + &own("neither", both),
            "[identities.neither]: is the same user as both",
        ),
    ] {
        let lines = format!("{NOBODY}{ALL}{wrong}");
        assert_refused(opened(target.url(), &lines).await, part);
    }
    target.close().await;
}

#[tokio::test]
async fn whoever_lacks_a_privilege_is_no_administrator() {
    let users: [(&str, &[&str]); 2] = [("reading-only", &["Read"]), ("writing-only", &["Write"])];
    let (target, _) = emulator(&users).await;
    let sign_in = |token: &str| format!("sign_in = {}\n", printed(token));
    for (token, part) in [
        ("reading-only", "lacks prvWritebackgroundoperation"),
        ("writing-only", "lacks prvReadbackgroundoperation"),
    ] {
        assert_refused(opened(target.url(), &sign_in(token)).await, part);
    }
    // A user with both privileges who may not impersonate.
    let (other, _) = emulator(&[("both-of-them", &["Read", "Write"])]).await;
    let claim = format!(
        "{}[capabilities]\nimpersonation = true\n",
        sign_in("both-of-them")
    );
    assert_refused(
        opened(other.url(), &claim).await,
        "impersonation: GET /api/data/v9.2/WhoAmI for a user that does not exist answered 403",
    );
    other.close().await;
    target.close().await;
}
