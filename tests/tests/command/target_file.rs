//! Target files: the repository's files can be read, a malformed file is refused by line and key, and the command
//! writes one for a live organization.
#![expect(clippy::unwrap_used, reason = "whatever cannot be read fails the test")]

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use dataverse_conformance::catalogue::repository;
use dataverse_conformance::target::{
    Claims, Identity, Method, OrganizationKind, Output, TargetFile,
};
use serde_json::Value;

use crate::fake::described;
use crate::{folder, run};

/// A file, further arguments, environment variables, and a part of the refusal.
type Case<'a> = (&'a str, &'a [&'a str], &'a [(&'a str, &'a str)], &'a str);

const REST: &str = "[sign_in]\nmethod = \"none\"\n";

fn of_repository(name: &str) -> TargetFile {
    TargetFile::load(&repository().join("tests/targets").join(name)).unwrap()
}

#[test]
fn the_emulators_file_claims_everything() {
    let file = of_repository("emulator.toml");
    assert_eq!(file.capabilities, Claims::EVERYTHING);
    assert_eq!(file.isolation(), OrganizationKind::Own);
    assert_eq!(file.address().unwrap().as_str(), "http://127.0.0.1:5050");
}

#[test]
fn as_live_an_emulator_has_everything_but_its_door() {
    let file = of_repository("emulator-as-live.toml");
    let but_control = Claims {
        control: false,
        ..Claims::EVERYTHING
    };
    assert_eq!(file.capabilities, but_control);
    assert_eq!(file.isolation(), OrganizationKind::Shared);
    assert!(file.disposable);
    assert!(file.pace.poll < Duration::from_secs(1));
    assert!(file.listener.unwrap().listen.ip().is_loopback());
    // The emulator is started with the JSON file, and the target file states the same rules.
    let rules = repository().join("tests/targets/emulator-as-live.rules.json");
    let given: BTreeMap<String, Value> =
        serde_json::from_str(&fs::read_to_string(rules).unwrap()).unwrap();
    assert_eq!(file.rules, given);
}

#[test]
fn the_example_is_safe_as_it_is() {
    let file = of_repository("live.example.toml");
    assert_eq!(file.isolation(), OrganizationKind::Shared);
    assert!(!file.disposable && !file.capabilities.emulator);
    assert!(file.rules.is_empty() && file.identities.is_empty());
    assert!(matches!(
        file.sign_in,
        Method::Command {
            output: Output::Token,
            ..
        }
    ));
}

/// The example stays valid when its commented keys are uncommented.
#[test]
fn the_examples_comments_are_keys_as_well() {
    let text = fs::read_to_string(repository().join("tests/targets/live.example.toml")).unwrap();
    let is_key = |line: &str| {
        let bare = line.split("  #").next().unwrap_or_default();
        bare.parse::<toml::Table>()
            .is_ok_and(|table| !table.is_empty())
    };
    let tables = text.split_once("# [listener]").unwrap().1;
    let uncommented: String = tables
        .lines()
        .map(|line| line.strip_prefix("# ").unwrap_or(line))
        .filter(|line| is_key(line))
        .map(|line| format!("{line}\n"))
        .collect();
    let text = text.replace("impersonation = false", "impersonation = true");
    let text = format!(
        "{}\n[listener]\n{uncommented}",
        text.split_once("# [listener]").unwrap().0
    );
    let file = TargetFile::parse("example", &text).unwrap();
    assert_eq!(file.custom_apis.names().count(), 2);
    assert_eq!(file.rules.len(), 1);
    let all = [
        Identity::Both,
        Identity::ReadOnly,
        Identity::WriteOnly,
        Identity::Neither,
    ];
    assert_eq!(file.identities.into_keys().collect::<Vec<_>>(), all);
}

#[test]
fn a_malformed_file_is_refused_by_line_and_key() {
    let sign_in = |lines: &str| format!("[sign_in]\n{lines}\n");
    let after = |lines: &str| format!("{REST}{lines}\n");
    let table = [
        ("x = [".to_owned(), "target.toml: line 3, x: "),
        ("sign_in = 7".to_owned(), "line 3, sign_in: "),
        (String::new(), "target.toml: missing field `sign_in`"),
        (
            format!("disposable = \"yes\"\n{REST}"),
            "line 3, disposable: invalid type: string \"yes\", expected a boolean",
        ),
        (
            format!("api_version = \"9.2\"\n{REST}"),
            "line 3, api_version: '9.2' is no version of the Web API: expected one such as v9.2",
        ),
        (
            format!("url_from = \"X\"\n{REST}"),
            "expected either `url` or `url_from`",
        ),
        (
            format!("control_token_from = \"X\"\n{REST}"),
            "`control_token_from` without `control`",
        ),
        (
            sign_in("method = \"password\""),
            "line 4, method: unknown variant `password`, expected one of `none`, `token`, `command`, `client-credentials`",
        ),
        (
            sign_in("method = \"token\""),
            "line 3, [sign_in]: missing field `variable`",
        ),
        (
            sign_in("method = \"none\"\ntoken = \"x\""),
            "[sign_in]: unknown field `token`",
        ),
        (
            sign_in("method = \"token\"\nvariable = \"eyJ0.eyJh-canary\""),
            "expected the name of an environment variable",
        ),
        (
            sign_in("method = \"command\"\ncommand = []"),
            "expected a program and its arguments",
        ),
        (
            sign_in("method = \"command\"\ncommand = [\"x\"]\noutput = \"a\""),
            "expected \"token\", or a JSON pointer",
        ),
        (
            sign_in("method = \"command\"\ncommand = [\"x\"]\n[capabilities]\nwings = true"),
            "line 7, wings: unknown field `wings`, expected one of `emulator`, `control`",
        ),
        (
            sign_in(
                "method = \"client-credentials\"\ntenant = \"t\"\nclient_id = \"c\"\nsecret_from = \"S\"\nauthority = \"http://login.example\"",
            ),
            "the secret would go there in the clear: expected https://",
        ),
        (
            after("[capabilities]\nsteps = 1"),
            "line 6, steps: invalid type: integer `1`, expected a boolean",
        ),
        (
            after("[capabilities]\ncontrol = true\n[rules]\nmax_retries = 3"),
            "[rules] with `control`",
        ),
        (
            after("[pace]\npoll = \"5 s\""),
            "line 6, poll: '5 s' is no duration: expected one such as PT5S or PT2M",
        ),
        (
            after("[pace]\nbudget = \"PT0S\""),
            "line 6, budget: 'PT0S' is no duration",
        ),
        (
            after("[pace]\nrequests_per_second = 0"),
            "line 6, requests_per_second: ",
        ),
        (
            after("[listener]\nlisten = \"localhost\""),
            "line 6, listen: ",
        ),
        (
            after("[listener]\nlisten = \"127.0.0.1:0\"\npublic = \"x.example\""),
            "line 7, public: 'x.example' is not a URL",
        ),
        (
            after("[identities.some]\nimpersonate = \"05e70000-0000-4000-8000-000000000001\""),
            "line 5, [identities.some]: unknown variant `some`, expected one of `both`, `read_only`, `write_only`, `neither`",
        ),
        (
            after("[identities.both]\n"),
            "[identities.both]: expected either `sign_in` or `impersonate`",
        ),
        (
            after("[identities.both]\nimpersonate = \"05e70000-0000-4000-8000-000000000001\""),
            "does not claim `impersonation`",
        ),
        (
            after("[custom_apis]\nfast = \"x\""),
            "line 6, fast: unknown field `fast`",
        ),
    ];
    for (rest, part) in table {
        let text = format!("url = \"http://h\"\npublisher_prefix = \"dvc\"\n{rest}");
        let refusal = TargetFile::parse("target.toml", &text)
            .unwrap_err()
            .to_string();
        assert!(refusal.contains(part), "{part}: {refusal}");
        assert!(!refusal.contains("canary"), "{refusal}");
    }
    for (prefix, part) in [
        (
            "d",
            "line 2, publisher_prefix: 'd' is no publisher's prefix",
        ),
        ("mscrmx", "not with 'mscrm'"),
        ("1ab", "begin with a letter"),
        ("ab-c", "letters and digits"),
    ] {
        let text = format!("url = \"http://h\"\npublisher_prefix = \"{prefix}\"\n{REST}");
        let refusal = TargetFile::parse("target.toml", &text)
            .unwrap_err()
            .to_string();
        assert!(refusal.contains(part), "{part}: {refusal}");
    }
}

#[tokio::test]
async fn a_malformed_file_ends_the_command_before_anything_is_written() {
    let folder = described("http://h", "x = [");
    let said = run(folder.path(), &["run", "--target", "target.toml"], &[]).await;
    said.refused(3, "target.toml: line 3, x: unclosed array");
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        1,
        "nothing but the file"
    );
}

#[tokio::test]
async fn what_a_file_needs_must_be_there() {
    let from = "url_from = \"PLACE\"\npublisher_prefix = \"dvc\"\n[sign_in]\nmethod = \"token\"\nvariable = \"TOKEN\"\n";
    let tenant = "url = \"http://contoso.example\"\npublisher_prefix = \"dvc\"\n[sign_in]\nmethod = \"command\"\ncommand = [\"echo\", \"a-real-token\"]\n";
    let here = ("PLACE", "http://127.0.0.1:1");
    let table: [Case<'_>; 7] = [
        (
            from,
            &[],
            &[],
            "the variable PLACE, which has the target's address: it is not set",
        ),
        (from, &[], &[("PLACE", "h")], "'h' is not a URL"),
        (from, &[], &[here], "the environment has no variable TOKEN"),
        (
            from,
            &["--profile", "full"],
            &[here],
            "the profile full needs `disposable = true`",
        ),
        (
            from,
            &["--url", "http://h"],
            &[here],
            "two targets are named",
        ),
        (from, &["--token-from", "X"], &[here], "cannot be used with"),
        (
            tenant,
            &[],
            &[],
            "would go to http://contoso.example in the clear",
        ),
    ];
    for (text, further, variables, part) in table {
        let folder = folder();
        fs::write(folder.path().join("target.toml"), text).unwrap();
        let arguments = [&["run", "--target", "target.toml"], further].concat();
        run(folder.path(), &arguments, variables)
            .await
            .refused(3, part);
    }
    let folder = folder();
    let arguments = ["run", "--target", "nowhere.toml"];
    run(folder.path(), &arguments, &[])
        .await
        .refused(3, "nowhere.toml: ");
    let arguments = ["run", "--profile", "full"];
    run(folder.path(), &arguments, &[])
        .await
        .refused(3, "--target <FILE>");
}

#[tokio::test]
async fn a_file_for_a_live_organization_is_written_once() {
    let folder = folder();
    let url = "https://fabrikam.crm4.dynamics.com/";
    let arguments = [
        "init-target",
        "--url",
        url,
        "--prefix",
        "fab",
        "--output",
        "fabrikam.toml",
    ];
    let said = run(folder.path(), &arguments, &[]).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    let path = folder.path().join("fabrikam.toml");
    let file = TargetFile::load(&path).unwrap();
    assert_eq!(file.address().unwrap().as_str(), url.trim_end_matches('/'));
    assert_eq!(file.publisher_prefix.as_str(), "fab");
    let example = fs::read_to_string(repository().join("tests/targets/live.example.toml")).unwrap();
    let written = fs::read_to_string(&path).unwrap();
    let differing = written
        .lines()
        .zip(example.lines())
        .filter(|(one, other)| one != other);
    assert_eq!(differing.count(), 2, "the address and the prefix");

    fs::write(&path, "mine").unwrap();
    let said = run(folder.path(), &arguments, &[]).await;
    said.refused(3, "fabrikam.toml is there already, and left as it is");
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    for (url, prefix, output, part) in [
        ("contoso", "fab", "a.toml", "--url: 'contoso' is not a URL"),
        (
            url,
            "mscrm",
            "a.toml",
            "--prefix: 'mscrm' is no publisher's prefix",
        ),
        (
            url,
            "fab",
            "nowhere/a.toml",
            "nowhere/a.toml cannot be written: ",
        ),
    ] {
        let arguments = [
            "init-target",
            "--url",
            url,
            "--prefix",
            prefix,
            "--output",
            output,
        ];
        run(folder.path(), &arguments, &[]).await.refused(3, part);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}
