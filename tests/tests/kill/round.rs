//! One round: submit, die, take over, come to rest, and compare the remaining data with the
//! acknowledged requests.

use std::fmt;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;

use dataverse_conformance::command::{Ended, Running, StartFailure};
use dataverse_conformance::wire::{Connection, WireRequest};
use tokio::sync::watch;

use crate::database_files;
use crate::load::{self, Acknowledged, Record};
use crate::plan::{Death, Fault, Pace, Plan, Recovery};
use crate::process::{self, Home};
use crate::sink::Sink;
use crate::witness::{self, Broken, Left, Witness};

const SIGABRT: i32 = 6;
const SIGKILL: i32 = 9;

/// The binary and the folder that all rounds share.
pub(crate) struct Site<'a> {
    binary: &'a Path,
    directory: &'a Path,
}

/// The numbers of a successful round.
pub(crate) struct Report {
    acknowledged: usize,
    unacknowledged: usize,
    /// The operations that were running when the process died for the first time.
    running: i64,
    annotations: usize,
    jobs_kept: usize,
    /// The calls of steps that arrived.
    told: usize,
    deaths: u32,
}

/// Why a round failed or could not run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failed {
    #[error("{0}")]
    Start(#[from] StartFailure),
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("everything came to rest and {0} was never reached")]
    NeverReached(Fault),
    #[error("expected to end {expected}, found: {found}")]
    WrongEnd {
        expected: &'static str,
        found: Ended,
    },
    #[error("operation {id} is not completed after all came to rest: {found}")]
    NotCompleted { id: String, found: String },
    #[error("{0} operations were to be running together and have not started")]
    NotTogether(i64),
    #[error("{0}")]
    Broken(#[from] Broken),
}

impl<'a> Site<'a> {
    /// Creates the databases that rounds start with: custom APIs and steps are defined, and there
    /// is no operation.
    pub(crate) async fn prepare(binary: &'a Path, directory: &'a Path) -> Result<Self, Failed> {
        let site = Self { binary, directory };
        // A database keeps the mode of its clock and its steps, so every pace has one.
        for pace in [Pace::Prompt, Pace::Together] {
            let emulator = site.template(pace).start(None).await?;
            load::define(&emulator, pace.completions()).await?;
            stop(emulator).await?;
        }
        Ok(site)
    }

    fn template(&self, pace: Pace) -> Home<'a> {
        let name = match pace {
            Pace::Prompt | Pace::Slow | Pace::TooSlow => "auto.db",
            Pace::Together => "manual.db",
        };
        Home {
            binary: self.binary,
            database: self.directory.join(name),
            pace,
        }
    }

    fn home(&self, plan: &Plan, sink: &Sink) -> Result<Home<'a>, Failed> {
        let template = self.template(plan.pace);
        let database = self.directory.join(format!("{}.db", plan.seed));
        for (from, to) in database_files(&template.database).zip(database_files(&database)) {
            if from.exists() {
                std::fs::copy(from, to)?;
            }
        }
        // Set before the process starts, which may die at its first commit.
        witness::direct_steps(&database, &sink.steps_url())?;
        Ok(Home {
            database,
            ..template
        })
    }
}

/// Runs a round.
pub(crate) async fn run(site: &Site<'_>, plan: &Plan) -> Result<Report, Failed> {
    let (observed, _) = watch::channel(0);
    let sink = Sink::open(observed.clone()).await?;
    let home = site.home(plan, &sink)?;
    let record = live_and_die(&home, plan, &sink, &observed).await?;
    let left = Left::read(&home.database)?;
    if plan.pace == Pace::Together && matches!(plan.death, Death::After { .. }) && left.waiting > 0
    {
        return Err(Failed::NotTogether(left.waiting));
    }
    let (emulator, deaths) = take_over(&home, &plan.recovery).await?;
    for operation in &record.operations {
        assure_completed(&emulator, operation).await?;
    }
    stop(emulator).await?;
    let witness = Witness::read(&home.database)?;
    witness.testify(&record, &sink, plan.pace.completions())?;
    for file in database_files(&home.database).filter(|file| file.exists()) {
        std::fs::remove_file(file)?;
    }
    Ok(Report {
        acknowledged: record.operations.len(),
        unacknowledged: witness.operations() - record.operations.len(),
        running: left.running,
        annotations: witness.annotations(),
        jobs_kept: witness.jobs(),
        told: sink.told().len(),
        deaths: deaths + 1,
    })
}

/// Submits until the process dies as planned.
async fn live_and_die(
    home: &Home<'_>,
    plan: &Plan,
    sink: &Sink,
    observed: &watch::Sender<u64>,
) -> Result<Record, Failed> {
    match &plan.death {
        Death::At(fault) => match begin(home, plan, Some(fault)).await {
            Ok(emulator) => abort_at(fault, emulator, plan, sink, observed).await,
            // The process has died at one of its first commits and has acknowledged nothing.
            Err(Failed::Start(StartFailure::Ended(ended))) => {
                expect_signal(ended, SIGABRT, "by the configured fault")?;
                Ok(Record::default())
            }
            Err(failed) => Err(failed),
        },
        Death::After { observed: count } => {
            let emulator = begin(home, plan, None).await?;
            kill_after(*count, emulator, plan, sink, observed).await
        }
    }
}

/// Starts the emulator and sets the scripts of the custom APIs.
async fn begin(home: &Home<'_>, plan: &Plan, fault: Option<&Fault>) -> Result<Running, Failed> {
    let emulator = home.start(fault).await?;
    load::prescribe(&emulator, plan.pace).await?;
    Ok(emulator)
}

async fn abort_at(
    fault: &Fault,
    emulator: Running,
    plan: &Plan,
    sink: &Sink,
    observed: &watch::Sender<u64>,
) -> Result<Record, Failed> {
    let acknowledged = load::submit(emulator.address(), plan.operations, sink, observed).await?;
    if process::come_to_rest(emulator.address()).await.is_ok() {
        return Err(Failed::NeverReached(fault.clone()));
    }
    expect_signal(emulator.ended().await?, SIGABRT, "by the configured fault")?;
    Ok(acknowledged)
}

async fn kill_after(
    count: u64,
    mut emulator: Running,
    plan: &Plan,
    sink: &Sink,
    observed: &watch::Sender<u64>,
) -> Result<Record, Failed> {
    let address = emulator.address();
    let submissions = async {
        let acknowledged = load::submit(address, plan.operations, sink, observed).await;
        // The kill ends this call with an error; all acknowledged requests are recorded by then.
        let _ = process::come_to_rest(address).await;
        acknowledged
    };
    let mut watched = observed.subscribe();
    let killing = async {
        // The sender outlives this future, so that the wait ends only when the count is reached.
        let _ = watched.wait_for(|seen| *seen >= count).await;
        emulator.kill()
    };
    let (acknowledged, killed) = tokio::join!(submissions, killing);
    killed?;
    expect_signal(emulator.ended().await?, SIGKILL, "by SIGKILL")?;
    Ok(acknowledged?)
}

/// Starts the emulator on the database of the dead process and waits until it is at rest. Returns
/// the number of further deaths.
async fn take_over(home: &Home<'_>, recovery: &Recovery) -> Result<(Running, u32), Failed> {
    if let Recovery::Dies(fault) = recovery {
        let ended = match home.start(Some(fault)).await {
            Ok(emulator) => match process::come_to_rest(emulator.address()).await {
                Ok(()) => return Ok((emulator, 0)),
                Err(_) => emulator.ended().await?,
            },
            Err(StartFailure::Ended(ended)) => ended,
            Err(failure) => return Err(failure.into()),
        };
        expect_signal(ended, SIGABRT, "by the configured fault")?;
    }
    let emulator = home.start(None).await?;
    process::come_to_rest(emulator.address()).await?;
    let more = u32::from(matches!(recovery, Recovery::Dies(_)));
    Ok((emulator, more))
}

/// Polls the status monitor like the client that got the operation's address.
async fn assure_completed(emulator: &Running, operation: &Acknowledged) -> Result<(), Failed> {
    let mut connection = Connection::open(emulator.address()).await?;
    let id = operation.id.clone();
    let request = WireRequest::get(&format!("/api/backgroundoperation/{id}"));
    let answer = connection.exchange(&request).await?.expect(200)?.json()?;
    if answer["backgroundOperationStateCode"] == 3 {
        return Ok(());
    }
    let found = answer.to_string();
    Err(Failed::NotCompleted { id, found })
}

async fn stop(emulator: Running) -> Result<(), Failed> {
    emulator.signal("TERM").await?;
    let ended = emulator.ended().await?;
    if ended.status.success() {
        return Ok(());
    }
    Err(Failed::WrongEnd {
        expected: "with exit code 0 after SIGTERM",
        found: ended,
    })
}

fn expect_signal(ended: Ended, signal: i32, expected: &'static str) -> Result<(), Failed> {
    if ended.status.signal() == Some(signal) {
        return Ok(());
    }
    Err(Failed::WrongEnd {
        expected,
        found: ended,
    })
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            acknowledged,
            unacknowledged,
            running,
            annotations,
            jobs_kept,
            told,
            deaths,
        } = self;
        write!(
            formatter,
            "{acknowledged} acknowledged, {unacknowledged} not, {running} running at the end, \
             {annotations} annotations, {jobs_kept} jobs kept, {told} calls of steps, {deaths} deaths"
        )
    }
}
