//! `list`: prints requirements and scenarios as text or as JSON.

use clap::Args;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Exit, Refusal};
use crate::assets::{Assets, Embedded};
use crate::catalogue::Entry;
use crate::register::{Evidence, Level, is_id};

/// The arguments of `list`.
#[derive(Debug, Args)]
pub(super) struct ListArguments {
    /// Requirements of this level alone: must, should or unspecified
    #[arg(long, value_name = "LEVEL", value_parser = word::<Level>)]
    level: Option<Level>,

    /// Requirements of this evidence alone: documented, example, measured, client, users, inferred or invented
    #[arg(long, value_name = "EVIDENCE", value_parser = word::<Evidence>)]
    evidence: Option<Evidence>,

    /// A requirement or a scenario by its id; may be repeated
    #[arg(long, value_name = "ID")]
    id: Vec<String>,

    /// As JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Listed<'a> {
    requirements: Vec<Requirement<'a>>,
    scenarios: Vec<Scenario<'a>>,
}

#[derive(Serialize)]
struct Requirement<'a> {
    id: &'a str,
    chapter: &'a str,
    statement: &'a str,
    level: Level,
    evidence: Evidence,
    source: &'a str,
    live: bool,
    scenarios: Vec<String>,
    waiver: Option<&'a str>,
}

#[derive(Serialize)]
struct Scenario<'a> {
    id: String,
    name: &'a str,
    file: String,
    line: usize,
    requirements: Vec<&'a str>,
    tags: Vec<&'a str>,
}

pub(super) fn main(arguments: &ListArguments, files: &[Embedded]) -> Result<Exit, Refusal> {
    let assets = Assets::unpack(files).map_err(Refusal::broken)?;
    let register = assets.register().map_err(Refusal::broken)?;
    let waivers = assets.waivers().map_err(Refusal::broken)?;
    let catalogue = assets.catalogue().map_err(Refusal::broken)?;
    let entries = catalogue.scenarios();
    let mut requirements = Vec::new();
    for chapter in &register.chapter {
        for one in &chapter.requirement {
            let proofs = entries
                .iter()
                .filter(|entry| entry.tags.contains(&one.id.as_str()));
            requirements.push(Requirement {
                id: &one.id,
                chapter: &chapter.title,
                statement: &one.statement,
                level: one.level,
                evidence: one.evidence,
                source: &one.source,
                live: one.live,
                scenarios: proofs.map(|entry| entry.id.clone()).collect(),
                waiver: waivers.get(&one.id).map(|waiver| waiver.reason.as_str()),
            });
        }
    }
    let mut listed = Listed {
        requirements,
        scenarios: entries.iter().map(scenario).collect(),
    };
    arguments.narrow(&mut listed)?;
    if arguments.json {
        let json = serde_json::to_string_pretty(&listed).map_err(Refusal::broken)?;
        println!("{json}");
    } else {
        show(&listed);
    }
    Ok(Exit::Expected)
}

fn scenario<'a>(entry: &Entry<'a>) -> Scenario<'a> {
    let (requirements, tags) = entry.tags.iter().partition(|tag| is_id(tag));
    Scenario {
        id: entry.id.clone(),
        name: &entry.scenario.name,
        file: entry.file.display().to_string(),
        line: entry.scenario.position.line,
        requirements,
        tags,
    }
}

impl ListArguments {
    /// Keeps the requirements of the given level, evidence and ids, and the scenarios that prove one of them.
    fn narrow(&self, listed: &mut Listed<'_>) -> Result<(), Refusal> {
        for id in &self.id {
            let known = listed.requirements.iter().any(|one| one.id == id)
                || listed.scenarios.iter().any(|one| one.id == *id);
            if !known {
                let line = format!("--id: no requirement and no scenario has the id {id}");
                return Err(Refusal::broken(line));
            }
        }
        let asked = |id: &str| self.id.iter().any(|own| own == id);
        let all = self.level.is_none() && self.evidence.is_none() && self.id.is_empty();
        if all {
            return Ok(());
        }
        listed.requirements.retain(|one| {
            self.level.is_none_or(|level| one.level == level)
                && self
                    .evidence
                    .is_none_or(|evidence| one.evidence == evidence)
                && (self.id.is_empty()
                    || asked(one.id)
                    || one.scenarios.iter().any(|scenario| asked(scenario)))
        });
        let left: Vec<&str> = listed.requirements.iter().map(|one| one.id).collect();
        listed.scenarios.retain(|one| {
            let proves = one.requirements.iter().any(|id| left.contains(id));
            asked(&one.id)
                || (proves && (self.id.is_empty() || one.requirements.iter().any(|id| asked(id))))
        });
        Ok(())
    }
}

fn show(listed: &Listed<'_>) {
    let mut chapter = "";
    for one in &listed.requirements {
        if one.chapter != chapter {
            chapter = one.chapter;
            println!("\n{chapter}");
        }
        let behind = match (one.scenarios.len(), one.waiver) {
            (0, Some(_)) => "waived".to_owned(),
            (0, None) => "unproved".to_owned(),
            (1, _) => "1 scenario".to_owned(),
            (count, _) => format!("{count} scenarios"),
        };
        let live = if one.live { "live" } else { "" };
        println!(
            "  {:<8} {:<11} {:<10} {:<12} {live:<4} {}",
            one.id,
            name(one.level),
            name(one.evidence),
            behind,
            one.statement
        );
    }
    println!();
    for one in &listed.scenarios {
        println!("  {}  {}", one.id, one.requirements.join(" "));
    }
    println!(
        "\n{} requirements, {} of them live (to be proved without a control door), {} scenarios",
        listed.requirements.len(),
        listed.requirements.iter().filter(|one| one.live).count(),
        listed.scenarios.len()
    );
}

/// The word of a value in the register's files.
fn name(value: impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// The value of a word in the register's files.
fn word<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(text.into()).map_err(|error| error.to_string())
}
