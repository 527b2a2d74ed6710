//! The command line: flags, environment variables, and the settings made of them.

mod limits_help;
mod solution_files;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::builder::BoolishValueParser;
use clap::{ArgAction, Parser};
use dataverse_limits::{LimitError, Limits};
use dataverse_operation::rules::{RuleError, Rules};
use jiff::Timestamp;
use reqwest::Url;

use crate::handler::Binding;
use crate::public_hosts::PublicHost;
use crate::settings::{Control, OrganizationSettings, Settings};
use dataverse_execution::organization::Samples;
use dataverse_runtime::clock::Mode;
use dataverse_runtime::crash_points::{CrashPoints, CrashPointsError};

/// Emulates Microsoft Dataverse's background operations on this machine.
///
/// Serves one organization: the Web API at /api/data/v9.2/, the status monitor at
/// /api/backgroundoperation/{id}, and the control door at /_emulator/v1/ (clock, behaviors,
/// rules, journal). Every emulated request needs a bearer token; a token that is assigned to no
/// user belongs to the administrator.
#[derive(Debug, Parser)]
#[command(name = "dataverse-emulator", version, after_long_help = limits_help::text())]
pub struct Command {
    /// Address to listen on; port 0 takes a free one
    #[arg(
        long,
        env = "DATAVERSE_EMULATOR_LISTEN",
        default_value = "127.0.0.1:5050",
        value_name = "ADDRESS"
    )]
    listen: SocketAddr,

    /// File for the organization's database; without it, a temporary one that is removed at exit
    #[arg(long, env = "DATAVERSE_EMULATOR_DATABASE", value_name = "FILE")]
    database: Option<PathBuf>,

    /// Mode of the clock: real, manual (advanced by tests) or auto (jumps to the next due time);
    /// manual and auto take a first instant, as in manual@2026-01-01T00:00:00Z
    #[arg(long, env = "DATAVERSE_EMULATOR_CLOCK", default_value = "real", value_parser = parse_clock, value_name = "MODE[@INSTANT]")]
    clock: ClockChoice,

    /// Seed of all ids, so that a run can be repeated; random without it
    #[arg(long, env = "DATAVERSE_EMULATOR_SEED_VALUE", value_name = "NUMBER")]
    seed_value: Option<u64>,

    /// Name of the organization
    #[arg(
        long,
        env = "DATAVERSE_EMULATOR_NAME",
        default_value = "contoso",
        value_name = "NAME"
    )]
    name: String,

    /// Start without the sample accounts and contacts
    #[arg(
        long,
        env = "DATAVERSE_EMULATOR_NO_SAMPLES",
        action = ArgAction::Set,
        num_args = 0..=1,
        require_equals = true,
        default_value = "false",
        default_missing_value = "true",
        hide_default_value = true,
        value_parser = BoolishValueParser::new(),
        value_name = "BOOLEAN"
    )]
    no_samples: bool,

    /// Bearer token of a user, named by id, object id, application id, user name or full name; may be
    /// repeated
    #[arg(
        long = "token",
        env = "DATAVERSE_EMULATOR_TOKEN",
        hide_env_values = true,
        value_delimiter = ',',
        value_parser = parse_token,
        value_name = "TOKEN=USER"
    )]
    tokens: Vec<(String, String)>,

    /// JSON file of rules, in the form in which GET /_emulator/v1/rules answers
    #[arg(long, env = "DATAVERSE_EMULATOR_RULES", value_name = "FILE")]
    rules: Option<PathBuf>,

    /// Rule to set, after those of the file; may be repeated
    #[arg(
        long = "rule",
        env = "DATAVERSE_EMULATOR_RULE",
        value_delimiter = ',',
        value_name = "NAME=VALUE"
    )]
    rule: Vec<String>,

    /// Token that the control door asks for; needed to listen beyond loopback
    #[arg(
        long,
        env = "DATAVERSE_EMULATOR_CONTROL_TOKEN",
        hide_env_values = true,
        value_parser = parse_control_token,
        value_name = "TOKEN"
    )]
    control_token: Option<String>,

    /// Address that handlers, webhooks and receivers of callbacks are told, such as
    /// http://emulator:5050; without it, the one that is listened on
    #[arg(
        long,
        env = "DATAVERSE_EMULATOR_PUBLIC_URL",
        value_parser = parse_public_url,
        value_name = "URL"
    )]
    public_url: Option<String>,

    /// Host of the public DNS that requests may name, such as emulator.contoso.com, *.contoso.com or
    /// *; may be repeated. Addresses, names without a dot and private domains need no setting
    #[arg(
        long = "public-host",
        env = "DATAVERSE_EMULATOR_PUBLIC_HOST",
        value_delimiter = ',',
        value_name = "HOST"
    )]
    public_hosts: Vec<PublicHost>,

    /// Limit to set, such as connections=64, body_size=1MiB or head_timeout=PT5S; may be repeated.
    /// --help lists the limits
    #[arg(
        long = "limit",
        env = "DATAVERSE_EMULATOR_LIMIT",
        value_delimiter = ',',
        value_name = "NAME=VALUE"
    )]
    limit: Vec<String>,

    /// Do not serve the control door
    #[arg(
        long,
        env = "DATAVERSE_EMULATOR_NO_CONTROL",
        action = ArgAction::Set,
        num_args = 0..=1,
        require_equals = true,
        default_value = "false",
        default_missing_value = "true",
        hide_default_value = true,
        value_parser = BoolishValueParser::new(),
        value_name = "BOOLEAN"
    )]
    no_control: bool,

    /// Filter of the log on standard error, as in info or dataverse_emulator=debug
    #[arg(
        long,
        env = "DATAVERSE_EMULATOR_LOG",
        default_value = "warn",
        value_name = "FILTER"
    )]
    log: String,

    /// Plug-in type and the URL of the process that handles it; may be repeated
    #[arg(
        long = "handler",
        env = "DATAVERSE_EMULATOR_HANDLER",
        value_delimiter = ',',
        value_name = "TYPE=URL"
    )]
    handlers: Vec<Binding>,

    /// Solution to import at the start: a zip archive, or the folder that the solution packager makes
    /// of one; may be repeated
    #[arg(
        long = "solution",
        env = "DATAVERSE_EMULATOR_SOLUTION",
        value_delimiter = ',',
        value_name = "FILE"
    )]
    solutions: Vec<PathBuf>,

    /// Where to abort, for crash tests: POINT:N, several with commas
    #[arg(
        long,
        env = "DATAVERSE_EMULATOR_FAULTS",
        hide = true,
        value_name = "POINT:N"
    )]
    faults: Option<String>,
}

#[derive(Debug, Clone, Copy)]
struct ClockChoice {
    mode: Mode,
    now: Option<Timestamp>,
}

/// The reasons why flags do not give settings.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// A rule does not exist or does not have the value.
    #[error("{0}")]
    Rule(#[from] RuleError),
    /// A limit does not exist or does not have the value.
    #[error("{0}")]
    Limit(#[from] LimitError),
    /// A file of rules cannot be read.
    #[error("the rules file {path} cannot be read: {reason}")]
    RulesFile {
        /// The path as given.
        path: String,
        /// The cause.
        reason: String,
    },
    /// A solution cannot be read.
    #[error("the solution {path} cannot be read: {reason}")]
    Solution {
        /// The path as given.
        path: String,
        /// The cause.
        reason: String,
    },
    /// A crash point does not exist.
    #[error("{0}")]
    Faults(#[from] CrashPointsError),
    /// The control door would be open to other machines.
    #[error(
        "{0} can be reached from other machines: listening there needs --control-token TOKEN or --no-control"
    )]
    OpenControl(SocketAddr),
    /// A token for a control door that is not served.
    #[error("--control-token TOKEN and --no-control contradict each other: expected one of them")]
    TokenWithoutControl,
}

impl Command {
    /// The filter of the log.
    pub fn log_filter(&self) -> &str {
        &self.log
    }

    /// Makes the settings.
    ///
    /// # Errors
    /// Flags contradict each other or name something that does not exist.
    pub fn settings(self) -> Result<Settings, CommandError> {
        let control = match (self.control_token, self.no_control) {
            (None, true) => Control::Off,
            (Some(_), true) => return Err(CommandError::TokenWithoutControl),
            (Some(token), false) => Control::Token(token),
            (None, false) if self.listen.ip().is_loopback() => Control::Open,
            (None, false) => return Err(CommandError::OpenControl(self.listen)),
        };
        let mut rules = Rules::default();
        if let Some(path) = &self.rules {
            read_rules(path, &mut rules)?;
        }
        for assignment in &self.rule {
            rules.set_assignment(assignment)?;
        }
        let mut limits = Limits::default();
        for assignment in &self.limit {
            limits.set_assignment(assignment)?;
        }
        let faults = match &self.faults {
            Some(text) => CrashPoints::parse(text)?,
            None => CrashPoints::none(),
        };
        Ok(Settings {
            listen: self.listen,
            organization: OrganizationSettings {
                name: self.name,
                database: self.database,
                clock: self.clock.mode,
                now: self.clock.now,
                seed: self.seed_value,
                rules,
                limits,
                samples: if self.no_samples {
                    Samples::Omitted
                } else {
                    Samples::Included
                },
                tokens: self.tokens,
                handlers: self.handlers,
                solutions: solution_files::read_all(&self.solutions, limits.solution_files)?,
            },
            control,
            public_hosts: allowed(self.public_url.as_deref(), self.public_hosts),
            public_url: self.public_url,
            faults,
            ..Settings::default()
        })
    }
}

fn read_rules(path: &Path, rules: &mut Rules) -> Result<(), CommandError> {
    let unreadable = |reason: String| CommandError::RulesFile {
        path: path.display().to_string(),
        reason,
    };
    let text = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
    let object = serde_json::from_slice(&text)
        .map_err(|error| unreadable(format!("expected one JSON object of rules: {error}")))?;
    Ok(rules.merge(&object)?)
}

fn parse_token(text: &str) -> Result<(String, String), String> {
    match text.rsplit_once('=') {
        Some((token, user)) if !token.is_empty() && !user.is_empty() => {
            Ok((token.to_owned(), user.to_owned()))
        }
        _ => Err("expected TOKEN=USER, as in secret=admin@contoso.example".to_owned()),
    }
}

/// The hosts of `--public-host`, and that of `--public-url`.
fn allowed(public_url: Option<&str>, mut hosts: Vec<PublicHost>) -> Vec<PublicHost> {
    let url = public_url.and_then(|url| Url::parse(url).ok());
    let own = url.as_ref().and_then(|url| url.host_str()?.parse().ok());
    hosts.extend(own);
    hosts
}

fn parse_control_token(text: &str) -> Result<String, String> {
    match text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        true => Err("expected visible ASCII characters, at least one".to_owned()),
        false => Ok(text.to_owned()),
    }
}

/// Scheme and authority of a URL that has nothing else.
fn parse_public_url(text: &str) -> Result<String, String> {
    let plain = |url: &Url| {
        matches!(url.scheme(), "http" | "https")
            && url.path() == "/"
            && [url.query(), url.fragment(), url.password()] == [None; 3]
            && url.username().is_empty()
    };
    match Url::parse(text).ok().filter(plain) {
        Some(url) => Ok(url.origin().ascii_serialization()),
        None => Err("expected a scheme and a host, as in http://emulator:5050".to_owned()),
    }
}

fn parse_clock(text: &str) -> Result<ClockChoice, String> {
    let (mode, now) = match text.split_once('@') {
        Some((mode, now)) => (mode, Some(now)),
        None => (text, None),
    };
    let mode = match mode {
        "real" => Mode::Real,
        "manual" => Mode::Manual,
        "auto" => Mode::Auto,
        other => {
            return Err(format!(
                "'{other}' is not a mode: expected real, manual or auto"
            ));
        }
    };
    let now = now
        .map(|now| {
            now.parse().map_err(|_| {
                format!("'{now}' is not an instant: expected one such as 2026-01-01T00:00:00Z")
            })
        })
        .transpose()?;
    match (mode, now) {
        (Mode::Real, Some(_)) => Err("a real clock cannot start at an instant".to_owned()),
        (mode, now) => Ok(ClockChoice { mode, now }),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clap::CommandFactory;

    use super::*;

    fn settings(flags: &[&str]) -> Result<Settings, CommandError> {
        let flags = std::iter::once("dataverse-emulator").chain(flags.iter().copied());
        Command::try_parse_from(flags).unwrap().settings()
    }

    #[test]
    fn the_flags_are_consistent() {
        Command::command().debug_assert();
    }

    #[test]
    fn beyond_loopback_the_control_door_is_never_open() {
        let refused = settings(&["--listen", "0.0.0.0:0"]).unwrap_err();
        assert!(refused.to_string().contains("--control-token"), "{refused}");
        let off = settings(&["--listen", "0.0.0.0:0", "--no-control"]).unwrap();
        assert_eq!(off.control, Control::Off);
        let token = settings(&["--listen", "0.0.0.0:0", "--control-token", "t"]).unwrap();
        assert_eq!(token.control, Control::Token("t".to_owned()));
        let both = settings(&["--no-control", "--control-token", "t"]).unwrap_err();
        assert!(both.to_string().contains("contradict"), "{both}");
    }

    #[test]
    fn a_control_token_is_one_that_a_header_can_carry() {
        for wrong in ["", " ", "a b", "caf\u{e9}"] {
            let flags = ["dataverse-emulator", "--control-token", wrong];
            assert!(Command::try_parse_from(flags).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_public_url_has_a_scheme_and_a_host_and_its_host_is_served() {
        let chosen = settings(&["--public-url", "https://Emulator.contoso.com:5050/"]).unwrap();
        let url = "https://emulator.contoso.com:5050".to_owned();
        assert_eq!(chosen.public_url, Some(url));
        let host = PublicHost::Name("emulator.contoso.com".to_owned());
        assert_eq!(chosen.public_hosts, [host]);
        for wrong in [
            "emulator",
            "ftp://emulator",
            "http://a/b",
            "http://me@a",
            "http://a?b",
        ] {
            assert!(parse_public_url(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn limits_are_set_by_name_and_unknown_ones_refused() {
        let chosen = settings(&["--limit", "head_timeout=PT0.05S,connections=2"]).unwrap();
        let limits = chosen.organization.limits;
        assert_eq!(limits.head_timeout, Duration::from_millis(50));
        assert_eq!(limits.connections, 2);
        let defaults = settings(&[]).unwrap().organization.limits;
        assert_eq!(defaults, Limits::default());
        let refused = settings(&["--limit", "head_time=PT1S"]).unwrap_err();
        assert!(refused.to_string().contains("head_timeout"), "{refused}");
        let refused = settings(&["--limit", "connections=0"]).unwrap_err();
        assert!(refused.to_string().contains("from 1 to"), "{refused}");
    }

    #[test]
    fn a_boolean_flag_takes_a_value_or_none() {
        for off in ["--no-control=0", "--no-control=false", "--no-control=no"] {
            assert_eq!(settings(&[off]).unwrap().control, Control::Open, "{off}");
        }
        for on in [
            "--no-control",
            "--no-control=1",
            "--no-control=true",
            "--no-control=yes",
        ] {
            assert_eq!(settings(&[on]).unwrap().control, Control::Off, "{on}");
        }
        let refused = Command::try_parse_from(["dataverse-emulator", "--no-samples=maybe"]);
        assert!(refused.unwrap_err().to_string().contains("maybe"));
    }

    #[test]
    fn rules_are_set_by_name_and_unknown_ones_refused() {
        let settings_with = settings(&["--rule", "concurrency=3"]).unwrap();
        assert_eq!(settings_with.organization.rules.concurrency.get(), 3);
        let refused = settings(&["--rule", "concurency=3"]).unwrap_err();
        assert!(refused.to_string().contains("concurrency"), "{refused}");
    }

    #[test]
    fn a_clock_takes_its_first_instant() {
        let chosen = settings(&["--clock", "manual@2026-01-01T00:00:00Z"]).unwrap();
        assert_eq!(chosen.organization.clock, Mode::Manual);
        assert_eq!(chosen.organization.now, "2026-01-01T00:00:00Z".parse().ok());
        for wrong in ["later", "real@2026-01-01T00:00:00Z", "manual@noon"] {
            assert!(parse_clock(wrong).is_err(), "{wrong}");
        }
    }
}
