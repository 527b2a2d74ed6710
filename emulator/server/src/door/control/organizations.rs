//! Organizations: routes to create, list, delete and reset them.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use super::answer::{ControlAnswer, Outcome, Problem, parse};
use crate::host::{Host, Listener, StartError};
use crate::settings::OrganizationSettings;
use dataverse_execution::organization::{Organization, Samples};
use dataverse_runtime::clock::Mode;

/// `POST organizations`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct NewOrganization {
    name: Option<String>,
    clock: NewClock,
    seed: Option<u64>,
    port: u16,
    database: Option<PathBuf>,
    rules: Map<String, Json>,
    limits: Map<String, Json>,
    samples: bool,
    /// Zip archives of solutions, in Base64.
    solutions: Vec<String>,
}

impl Default for NewOrganization {
    fn default() -> Self {
        Self {
            name: None,
            clock: NewClock::default(),
            seed: None,
            port: 0,
            database: None,
            rules: Map::new(),
            limits: Map::new(),
            samples: true,
            solutions: Vec::new(),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct NewClock {
    mode: NewClockMode,
    now: Option<Timestamp>,
}

#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum NewClockMode {
    #[default]
    Real,
    Manual,
    Auto,
}

/// The longest name of an organization.
const NAME_LIMIT: usize = 64;

pub(super) fn health(listener: &Listener) -> Outcome {
    Ok(ControlAnswer::Ok(json!({
        "status": "ready",
        "name": listener.settings().name,
        "version": env!("CARGO_PKG_VERSION"),
        "database": match listener.organization().has_lost_its_database() {
            false => "open",
            true => "removed",
        },
        "storage": storage(&listener.organization()),
    })))
}

/// Whether the database commits at present, why it does not, and how much work waits until it does.
fn storage(organization: &Organization) -> Json {
    let outage = organization.store().outage();
    json!({
        "commits": outage.is_none(),
        "reason": outage,
        "waiting": organization.activity().pending().storage,
    })
}

pub(super) fn list(listener: &Listener) -> Outcome {
    let others: BTreeMap<_, _> = host(listener)?.others().clone();
    let mut all = vec![shape(listener)];
    all.extend(others.values().map(|other| shape(other)));
    Ok(ControlAnswer::Ok(json!({"organizations": all})))
}

pub(super) async fn add(listener: &Listener, body: &[u8]) -> Outcome {
    let host = host(listener)?;
    let wanted: NewOrganization = parse(body)?;
    let mut settings = OrganizationSettings {
        name: match wanted.name {
            Some(name) => addressable(name)?,
            None => free_name(listener, host),
        },
        database: wanted.database,
        clock: match wanted.clock.mode {
            NewClockMode::Real => Mode::Real,
            NewClockMode::Manual => Mode::Manual,
            NewClockMode::Auto => Mode::Auto,
        },
        now: wanted.clock.now,
        seed: wanted.seed,
        limits: *listener.limits(),
        samples: if wanted.samples {
            Samples::Included
        } else {
            Samples::Omitted
        },
        solutions: archives(&wanted.solutions)?,
        ..OrganizationSettings::default()
    };
    if settings.clock == Mode::Real && settings.now.is_some() {
        return Err(Problem::invalid(
            "a real clock cannot start at an instant: leave 'now' out, or use mode 'manual' or 'auto'",
        ));
    }
    settings
        .rules
        .merge(&wanted.rules)
        .map_err(Problem::invalid)?;
    settings
        .limits
        .merge(&wanted.limits)
        .map_err(Problem::invalid)?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, wanted.port));
    match host.add(settings, address, listener).await {
        Ok(added) => Ok(ControlAnswer::Created(shape(&added))),
        Err(error @ (StartError::NameTaken(_) | StartError::Listen { .. })) => {
            Err(Problem::conflict(error))
        }
        Err(StartError::Open(error)) => Err(Problem::invalid(error)),
        Err(error @ StartError::DescriptorsUsedUp) => Err(Problem::used_up(error)),
    }
}

/// Refuses a name that cannot stand in the URL `organizations/{name}`.
fn addressable(name: String) -> Result<String, Problem> {
    let is_plain = |next: char| next.is_ascii_alphanumeric() || "-_.~".contains(next);
    if !name.is_empty() && name.len() <= NAME_LIMIT && name.chars().all(is_plain) {
        Ok(name)
    } else {
        Err(Problem::invalid(format!(
            "'{name}' is not a name: expected 1 to {NAME_LIMIT} letters, digits and -_.~"
        )))
    }
}

/// The archives of solutions.
fn archives(solutions: &[String]) -> Result<Vec<Vec<u8>>, Problem> {
    let archive = |(index, text): (usize, &String)| {
        STANDARD.decode(text).map_err(|_| {
            Problem::invalid(format!(
                "solutions[{index}] is not the Base64 of a zip archive"
            ))
        })
    };
    solutions.iter().enumerate().map(archive).collect()
}

/// The first generated name that is not taken.
fn free_name(first: &Listener, host: &Host) -> String {
    let others = host.others();
    (2_usize..)
        .map(|number| format!("organization-{number}"))
        .find(|name| first.settings().name != *name && !others.contains_key(name))
        .expect("there are more numbers than organizations")
}

pub(super) async fn remove(listener: &Listener, name: &str) -> Outcome {
    let host = host(listener)?;
    if listener.settings().name == name {
        return Err(Problem::conflict(
            "the first organization cannot be deleted: it is the one that deletes others",
        ));
    }
    if host.remove(name).await {
        Ok(ControlAnswer::Done)
    } else {
        Err(Problem::unknown(format!(
            "there is no organization named '{name}'"
        )))
    }
}

pub(super) async fn reset(listener: &Listener) -> Outcome {
    listener.reset().await.map_err(Problem::failed)?;
    Ok(ControlAnswer::Done)
}

fn host(listener: &Listener) -> Result<&Arc<Host>, Problem> {
    listener.host().ok_or_else(|| {
        Problem::unknown(
            "organizations are opened, listed and closed at the first organization's listener only",
        )
    })
}

fn shape(listener: &Listener) -> Json {
    let organization = listener.organization();
    let clock = organization.clock();
    json!({
        "name": listener.settings().name,
        "id": organization.id(),
        "url": listener.url(),
        "clock": {"mode": clock.mode().name(), "now": clock.now()},
        "seed": organization.seed(),
    })
}
