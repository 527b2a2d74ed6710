//! `run`: runs scenarios against a target and writes the reports.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use clap::{Args, Parser};

use super::target_args::{TargetArgs, TargetChoice};
use super::{Exit, Refusal, dry_run};
use crate::assets::{Assets, Embedded};
use crate::catalogue::{Entry, StepPlace};
use crate::known::KnownFailures;
use crate::preflight;
use crate::progress::Progress;
use crate::register::{Register, is_id};
use crate::reports::{Folder, summary};
use crate::results::{Circumstances, Results, assemble};
use crate::runner::{self, Plan, Until};
use crate::selection::{Selection, Wish};
use crate::target::SignIn;
use crate::verdict::Verdict;

/// The arguments of `run`.
#[derive(Debug, Args)]
pub struct RunArguments {
    #[command(flatten)]
    choice: Choice,

    #[command(flatten)]
    target: TargetArgs,

    /// TOML file of failures that are known (id, reason, see, expires), in place of the target file's own
    #[arg(long, value_name = "FILE")]
    known_failures: Option<PathBuf>,

    /// Folder to write results.json, report.html, junit.xml and badge.json to
    #[arg(long, value_name = "FOLDER", default_value = "conformance-report")]
    report_dir: PathBuf,

    /// Scenarios that run at once
    #[arg(long, short, value_name = "NUMBER", default_value = "64")]
    concurrency: NonZeroUsize,

    /// Show which scenarios would run and which the target has not got everything for, and make nothing
    #[arg(long)]
    dry_run: bool,
}

/// The arguments that select scenarios.
#[derive(Debug, Args)]
pub(super) struct Choice {
    /// Tag expression, such as '@BG-020 and not @emulator'
    #[arg(long, short, value_name = "EXPRESSION")]
    tags: Option<String>,

    /// A requirement or a scenario by its id; may be repeated
    #[arg(long, value_name = "ID")]
    id: Vec<String>,

    /// Regular expression that a scenario's name matches
    #[arg(long, short, value_name = "PATTERN")]
    name: Option<String>,
}

/// The arguments of the test target `features`: those of `run`, without the reports.
#[derive(Debug, Parser)]
#[command(name = "features")]
struct FeaturesArguments {
    #[command(flatten)]
    choice: Choice,

    /// An emulator that runs elsewhere and has a control door; without it, one is started here
    #[arg(long, env = "DATAVERSE_URL", value_name = "URL")]
    url: Option<String>,

    /// Scenarios that run at once
    #[arg(long, short, value_name = "NUMBER", default_value = "64")]
    concurrency: NonZeroUsize,

    /// Begin no further scenario once one did not hold, and tell only of those that ran
    #[arg(long)]
    fail_fast: bool,
}

/// A run, independent of the command that asked for it.
struct Job {
    assets: Arc<Assets>,
    choice: Choice,
    wanted: TargetChoice,
    known_failures: Option<PathBuf>,
    at_once: usize,
    until: Until,
}

/// The test target: runs the repository's own features and prints the results to the terminal.
pub async fn features() -> ExitCode {
    let arguments = FeaturesArguments::parse();
    let done = match TargetChoice::emulator(arguments.url.as_deref(), SignIn::default()) {
        Ok(wanted) => {
            let job = Job {
                assets: Arc::new(Assets::repository()),
                choice: arguments.choice,
                wanted,
                known_failures: None,
                at_once: arguments.concurrency.get(),
                until: match arguments.fail_fast {
                    true => Until::OneIsBroken,
                    false => Until::AllHaveRun,
                },
            };
            job.run().await
        }
        Err(refusal) => Err(refusal),
    };
    let done = done.map(|results| {
        print!("{}", summary(&results));
        exit(&results)
    });
    done.unwrap_or_else(Refusal::told).into()
}

pub(super) async fn main(arguments: RunArguments, files: &[Embedded]) -> Result<Exit, Refusal> {
    let wanted = arguments.target.wanted()?;
    let assets =
        Arc::new(Assets::unpack(files).map_err(|error| {
            Refusal::broken(format!("the features cannot be laid out: {error}"))
        })?);
    if arguments.dry_run {
        let at_once = arguments.concurrency.get();
        return dry_run::main(&arguments.choice, &assets, wanted, at_once).await;
    }
    // The folder is opened before the run, so that a folder that cannot be written ends the command early.
    let folder = Folder::open(&arguments.report_dir).map_err(Refusal::broken)?;
    let job = Job {
        assets,
        choice: arguments.choice,
        wanted,
        known_failures: arguments.known_failures,
        at_once: arguments.concurrency.get(),
        until: Until::AllHaveRun,
    };
    let results = job.run().await?;
    // The summary is printed first: it is all that remains if the disk is full.
    print!("{}", summary(&results));
    folder.write(&results).map_err(Refusal::broken)?;
    println!("reports: {}", folder.path().display());
    Ok(exit(&results))
}

impl Job {
    #[expect(
        clippy::disallowed_methods,
        reason = "a report says when it was made, and how long it took in real time"
    )]
    async fn run(self) -> Result<Results, Refusal> {
        let assets = self.assets;
        let register = assets.register().map_err(Refusal::broken)?;
        let waivers = assets.waivers().map_err(Refusal::broken)?;
        let catalogue = assets.catalogue().map_err(Refusal::broken)?;
        let scenarios = catalogue.scenarios();
        let selection = self.choice.selection(&register, &scenarios)?;
        let known = self.known_failures.as_deref();
        let known = match known.or(self.wanted.known_failures()) {
            Some(path) => {
                KnownFailures::load(path, &register, &scenarios).map_err(Refusal::broken)?
            }
            None => KnownFailures::default(),
        };
        let target = Arc::new(self.wanted.open().await?);
        let about = target.about().clone();
        let needs = assets.needs().map_err(Refusal::broken)?;
        let taken = scenarios.iter().filter(|entry| selection.takes(entry));
        let mut selected: Vec<&Entry<'_>> = taken.collect();
        let fits = preflight::fits(&target, &needs, &selected);
        let isolation = preflight::isolation(&target).await.map_err(|error| {
            Refusal::broken(format!(
                "nothing can listen where the target calls: {error}"
            ))
        })?;
        let (date, began) = (jiff::Timestamp::now(), Instant::now());
        let places = preflight::runnable(&fits);
        let running = runner::run(Plan {
            assets: Arc::clone(&assets),
            isolation: isolation.clone(),
            progress: Progress::new(places.len()),
            features: catalogue.only(&places),
            at_once: self.at_once,
            until: self.until,
        });
        let run = tokio::select! {
            run = running => Some(run),
            _ = tokio::signal::ctrl_c() => None,
        };
        let left = preflight::clear(isolation).await;
        // Read after the run, because a token may have been renewed meanwhile.
        let secrets = target.secrets();
        if let Some(target) = Arc::into_inner(target) {
            target.close().await;
        }
        let mut run = run.ok_or_else(|| interrupted(&left))?;
        run.problems.extend(left);
        if self.until == Until::OneIsBroken && run.ran.iter().any(|ran| ran.broke.is_some()) {
            let ran: BTreeSet<&StepPlace> = run.ran.iter().map(|ran| &ran.place).collect();
            selected.retain(|entry| ran.contains(&entry.place));
        }
        let date = date.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        for failure in known
            .failure
            .iter()
            .filter(|one| one.has_expired(&date[..10]))
        {
            eprintln!(
                "the known failure of {} has expired and excuses nothing",
                failure.id
            );
        }
        let around = Circumstances {
            register: &register,
            fingerprint: assets.fingerprint().map_err(Refusal::broken)?,
            proofs: proofs(&scenarios),
            waivers: &waivers,
            known: known.current(&date[..10]),
            about,
            date: date.clone(),
            elapsed: began.elapsed(),
            secrets,
            fits,
        };
        Ok(assemble(around, &selected, &run))
    }
}

impl Choice {
    /// The selected scenarios.
    ///
    /// # Errors
    /// When an id, a tag or a pattern selects nothing.
    pub(super) fn selection(
        &self,
        register: &Register,
        scenarios: &[Entry<'_>],
    ) -> Result<Selection, Refusal> {
        let wish = Wish {
            tags: self.tags.as_deref(),
            ids: &self.id,
            name: self.name.as_deref(),
        };
        Selection::new(wish, register, scenarios).map_err(Refusal::broken)
    }
}

/// An interrupted run has no results, only the rows that it has left behind.
fn interrupted(left: &[String]) -> Refusal {
    Refusal::broken(match left {
        [] => "interrupted: nothing was judged, and what was made is removed".to_owned(),
        left => format!(
            "interrupted: nothing was judged, and something is left that `sweep` removes later: {}",
            left.join("; ")
        ),
    })
}

/// The number of scenarios that prove each requirement.
fn proofs<'a>(scenarios: &[Entry<'a>]) -> BTreeMap<&'a str, usize> {
    let mut proofs = BTreeMap::new();
    for entry in scenarios {
        for id in entry.tags.iter().copied().filter(|tag| is_id(tag)) {
            *proofs.entry(id).or_default() += 1;
        }
    }
    proofs
}

/// A failure comes before an error of the suite, and an unexpected pass last.
fn exit(results: &Results) -> Exit {
    let any = |verdicts: &[Verdict]| verdicts.iter().any(|verdict| results.count(*verdict) > 0);
    if any(&[Verdict::Fail, Verdict::Inconclusive]) {
        Exit::Failed
    } else if any(&[Verdict::Error]) || !results.problems.is_empty() {
        Exit::Broken
    } else if any(&[Verdict::UnexpectedPass]) {
        Exit::UnexpectedPass
    } else {
        Exit::Expected
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{BTreeMap, exit};
    use crate::cli::Exit;
    use crate::results::Results;
    use crate::verdict::Verdict;

    fn results(verdicts: &[Verdict], problems: &[&str]) -> Results {
        let totals: BTreeMap<_, _> = verdicts.iter().map(|verdict| (*verdict, 1)).collect();
        let about = json!({"kind": "emulator", "url": "", "name": "", "id": "", "user": "",
            "version": "", "emulator": ""});
        let results = json!({"format": 1, "suite": "", "register": "", "date": "", "elapsed": 0,
            "target": about, "totals": totals, "problems": problems, "chapters": [], "scenarios": []});
        serde_json::from_value(results).unwrap()
    }

    #[test]
    fn the_code_tells_apart_what_happened() {
        use Verdict::{Error, Fail, Inconclusive, UnexpectedPass};
        let expected = Verdict::ALL.map(|one| one.is_expected().then_some(one));
        let expected: Vec<Verdict> = expected.into_iter().flatten().collect();
        let table = [
            (expected, Exit::Expected),
            (vec![Verdict::Pass, UnexpectedPass], Exit::UnexpectedPass),
            (vec![UnexpectedPass, Error], Exit::Broken),
            (vec![UnexpectedPass, Error, Fail], Exit::Failed),
            (vec![Verdict::Pass, Inconclusive], Exit::Failed),
        ];
        for (verdicts, code) in table {
            assert_eq!(exit(&results(&verdicts, &[])), code, "{verdicts:?}");
        }
        assert_eq!(
            exit(&results(&[Verdict::Pass], &["unreadable"])),
            Exit::Broken
        );
    }
}
