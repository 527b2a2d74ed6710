//! Makes the results from the scenarios' endings: verdicts of scenarios and of requirements.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use super::tell;
use super::{
    FORMAT, Known, Redaction, ReportedChapter, ReportedRequirement, ReportedScenario, Results,
};
use crate::catalogue::Entry;
use crate::known::{KnownFailure, expectation};
use crate::needs::Applicability;
use crate::preflight::Fits;
use crate::recorder::Ran;
use crate::register::{self, Level, Register, Waivers, is_id};
use crate::runner::{Log, Run};
use crate::target::About;
use crate::verdict::{Binding, Ending, Expectation, Standing, Verdict, judge};

/// The run's inputs to the results.
#[derive(Debug)]
pub struct Circumstances<'a> {
    /// The register.
    pub register: &'a Register,
    /// Its fingerprint.
    pub fingerprint: String,
    /// The number of scenarios that prove each requirement, selected or not.
    pub proofs: BTreeMap<&'a str, usize>,
    /// The waivers of the register.
    pub waivers: &'a Waivers,
    /// The known failures that have not expired.
    pub known: Vec<&'a KnownFailure>,
    /// The target.
    pub about: About,
    /// When the run began (UTC).
    pub date: String,
    /// The duration of the run.
    pub elapsed: Duration,
    /// Texts that must not appear in a report.
    pub secrets: Vec<String>,
    /// Whether the target supports each scenario.
    pub fits: Fits,
}

/// Makes the results of a run of the scenarios `selected`.
pub fn assemble(around: Circumstances<'_>, selected: &[&Entry<'_>], run: &Run) -> Results {
    let ran: HashMap<_, _> = run.ran.iter().map(|ran| (&ran.place, ran)).collect();
    let secrets = Redaction::of_secrets(&around.secrets);
    let ended = |entry: &&Entry<'_>| ran.get(&entry.place).map(|ran| ran.ending());
    let scenarios: Vec<ReportedScenario> = selected
        .iter()
        .map(|entry| {
            let ran = ran.get(&entry.place).copied();
            let known = known(&around.known, selected, entry, ended);
            scenario(
                &around,
                &secrets,
                entry,
                ran,
                run.logs.get(&entry.place),
                known,
            )
        })
        .collect();
    let mut totals: BTreeMap<Verdict, usize> = Verdict::ALL.map(|verdict| (verdict, 0)).into();
    for scenario in &scenarios {
        *totals.entry(scenario.verdict).or_default() += 1;
    }
    let problems = run.problems.iter().map(|problem| secrets.text(problem));
    Results {
        format: FORMAT,
        suite: env!("CARGO_PKG_VERSION").to_owned(),
        register: around.fingerprint.clone(),
        date: around.date.clone(),
        elapsed: milliseconds(around.elapsed),
        target: around.about.clone(),
        totals,
        problems: problems.collect(),
        chapters: chapters(&around, &scenarios),
        scenarios,
    }
}

/// The expectation for a scenario, and the known failure that it comes from.
fn known<'a>(
    known: &[&'a KnownFailure],
    selected: &[&Entry<'_>],
    entry: &Entry<'_>,
    ended: impl Fn(&&Entry<'_>) -> Option<Ending>,
) -> (Expectation, Option<&'a KnownFailure>) {
    let Some(failure) = known.iter().find(|one| one.covers(&entry.id, &entry.tags)) else {
        return (Expectation::Holds, None);
    };
    let covered = selected
        .iter()
        .filter(|other| failure.covers(&other.id, &other.tags));
    let endings: Vec<Ending> = covered.filter_map(ended).collect();
    (expectation(&endings), Some(failure))
}

fn scenario(
    around: &Circumstances<'_>,
    secrets: &Redaction,
    entry: &Entry<'_>,
    ran: Option<&Ran>,
    log: Option<&Log>,
    (expectation, failure): (Expectation, Option<&KnownFailure>),
) -> ReportedScenario {
    let (ids, tags): (Vec<&str>, Vec<&str>) =
        entry.tags.iter().copied().partition(|tag| is_id(tag));
    let level = |id: &&str| around.register.get(id).map(|found| found.level);
    let unspecified = ids
        .iter()
        .filter_map(level)
        .filter(|level| *level == Level::Unspecified)
        .count();
    let binding = Binding::of(around.about.kind, ids.len() - unspecified, unspecified);
    // A selected scenario that never began is an error of the suite, so that it cannot go missing silently.
    let fit = around.fits.get(&entry.place);
    let verdict = match (ran, fit) {
        (_, Some(Applicability::Lacks(_))) => Verdict::NotSupported,
        (Some(ran), _) => judge(ran.ending(), binding, expectation),
        (None, _) => Verdict::Error,
    };
    let redaction = match log {
        Some(log) => secrets.clone().with_addresses(&log.addresses),
        None => secrets.clone(),
    };
    let reason = tell::reason(ran, fit, verdict, failure).map(|text| redaction.text(&text));
    let configured = match fit {
        Some(Applicability::Runs(rules)) => rules.clone(),
        Some(Applicability::Lacks(_)) | None => BTreeMap::new(),
    };
    ReportedScenario {
        id: entry.id.clone(),
        name: entry.scenario.name.clone(),
        feature: entry.feature.to_owned(),
        file: entry.file.display().to_string(),
        line: entry.scenario.position.line,
        requirements: ids.into_iter().map(str::to_owned).collect(),
        tags: tags.into_iter().map(str::to_owned).collect(),
        verdict,
        configured,
        reason,
        known: failure.map(|failure| Known {
            id: failure.id.clone(),
            reason: failure.reason.clone(),
            see: failure.see.clone(),
            expires: failure.expires.to_string(),
        }),
        elapsed: ran.map_or(0, |ran| milliseconds(ran.elapsed)),
        steps: tell::steps(entry, ran, &redaction),
        exchanges: log.map_or_else(Vec::new, |log| redaction.exchanges(&log.exchanges)),
    }
}

fn chapters(around: &Circumstances<'_>, scenarios: &[ReportedScenario]) -> Vec<ReportedChapter> {
    let mut proofs: HashMap<&str, Vec<&ReportedScenario>> = HashMap::new();
    for scenario in scenarios {
        for id in &scenario.requirements {
            proofs.entry(id).or_default().push(scenario);
        }
    }
    let requirement = |one: &register::Requirement| {
        let proofs = proofs.get(one.id.as_str()).map_or(&[][..], Vec::as_slice);
        requirement(around, one, proofs)
    };
    let chapter = |chapter: &register::Chapter| ReportedChapter {
        title: chapter.title.clone(),
        requirements: chapter.requirement.iter().map(requirement).collect(),
    };
    around.register.chapter.iter().map(chapter).collect()
}

fn requirement(
    around: &Circumstances<'_>,
    requirement: &register::Requirement,
    proofs: &[&ReportedScenario],
) -> ReportedRequirement {
    let waiver = around.waivers.get(&requirement.id);
    let id = requirement.id.as_str();
    let all = around.proofs.get(id).copied().unwrap_or_default();
    let judged = Standing::of(proofs.iter().map(|scenario| scenario.verdict));
    let recorded = Binding::of(
        around.about.kind,
        usize::from(requirement.level != Level::Unspecified),
        usize::from(requirement.level == Level::Unspecified),
    );
    let verdict = match (judged, recorded) {
        // The scenario may also prove a documented requirement and was therefore judged.
        (Some(Standing::Pass | Standing::Fail), Binding::Recorded) => Standing::Informational,
        (Some(judged), _) => judged,
        (None, _) if all > 0 => Standing::NotRun,
        (None, _) if waiver.is_some() => Standing::Waived,
        (None, _) => Standing::Unproved,
    };
    ReportedRequirement {
        id: id.to_owned(),
        statement: requirement.statement.clone(),
        level: requirement.level,
        evidence: requirement.evidence,
        source: requirement.source.clone(),
        live: requirement.live,
        verdict,
        scenarios: proofs.iter().map(|scenario| scenario.id.clone()).collect(),
        proofs: all,
        waiver: waiver.map(|waiver| waiver.reason.clone()),
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
