//! The writer: one thread per store, which alone writes to its database.
//!
//! It takes all waiting changes, applies them in one transaction and commits. Only after that it
//! releases effects and answers. A refused change leaves no trace and does not fail the other
//! changes of its group. A definition changes the tables for later writes of its group at once, and
//! for readers after the commit.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use crate::change::{Change, Committed, Write};
use crate::checkpoint::Checkpoints;
use crate::database::Database;
use crate::due_effect::{DueEffect, EffectKind};
use crate::edit::{Edit, Effects, Half, Versions};
use crate::expiry;
use crate::job_queues;
use crate::outage::Outage;
use crate::published::Published;
use crate::recover;
use crate::refusal::Refusal;
use dataverse_model::metadata::{Metadata, Table};
use dataverse_runtime::activity::Class;
use dataverse_runtime::crash_points::{CrashPoint, CrashPoints};

/// Most changes in one group.
const GROUP: usize = 512;
/// Most waiting changes; senders of more wait for space in the channel.
pub(super) const WAITING: usize = 4096;
/// Pages in the write-ahead log at which the writer requests a checkpoint.
const CHECKPOINT_PAGES: u32 = 1000;

/// Pages in the write-ahead log at which the writer runs a checkpoint itself.
pub(super) const PATIENCE_PAGES: u32 = 16_000;

/// A change, and the channel for its answer.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) change: Change,
    pub(super) reply: oneshot::Sender<Answer>,
}

/// The result of a change, and the writes of it. The thread that sent the change frees them,
/// because an allocator takes memory back most cheaply on the thread that allocated it.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) result: Result<Committed, Refusal>,
    _writes: Arc<Vec<Write>>,
}

/// The result of a change inside the transaction.
type Applied = Result<(Committed, Effects), Refusal>;

/// Whether each change of a group has a savepoint of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Savepoints {
    None,
    Each,
}

/// The writer's state beside the database, for a rollback of both.
struct WriterState {
    last_version: i64,
    waiting: u64,
    metadata: Arc<Metadata>,
}

pub(super) struct Writer {
    pub(super) connection: Database,
    /// The tables including uncommitted definitions of the group; published after the commit.
    pub(super) metadata: Arc<Metadata>,
    pub(super) published: Published,
    /// The committed definition of the table of background operations.
    pub(super) operations: Arc<Table>,
    pub(super) versions: Versions,
    /// Number of operations that wait for an attempt to start.
    pub(super) waiting: u64,
    /// The earliest expiry that was released, in microseconds since 1970.
    pub(super) expiry: Option<i64>,
    pub(super) released: mpsc::UnboundedSender<DueEffect>,
    pub(super) faults: CrashPoints,
    pub(super) checkpoints: Checkpoints,
    pub(super) outage: Outage,
    /// Pages in the write-ahead log after the last commit.
    pub(super) log_pages: Arc<AtomicU32>,
    /// Pages in the log at which the writer runs a checkpoint itself.
    pub(super) patience: u32,
}

impl Writer {
    /// Applies changes until no sender is left.
    pub(super) fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        let mut group = Vec::with_capacity(GROUP);
        while let Some(first) = jobs.blocking_recv() {
            group.push(first);
            while group.len() < GROUP
                && let Ok(next) = jobs.try_recv()
            {
                group.push(next);
            }
            self.commit(&mut group);
        }
        self.checkpoints.leave(&self.connection);
    }

    /// Commits a group without savepoints, since most groups have no refused change. If one is
    /// refused, applies the group again with savepoints.
    fn commit(&mut self, group: &mut Vec<Job>) {
        let before = self.state();
        let results = match self.transact(group, Savepoints::None, &before) {
            Ok(results) if results.last().is_some_and(Result::is_err) => {
                self.transact(group, Savepoints::Each, &before)
            }
            results => results,
        };
        self.outage.note(match &results {
            Ok(results) => results
                .iter()
                .find_map(|result| result.as_ref().err()?.outage()),
            Err(refusal) => refusal.outage(),
        });
        match results {
            Ok(results) => {
                if !Arc::ptr_eq(&self.metadata, &before.metadata) {
                    self.publish();
                    self.faults.reach(CrashPoint::DefinitionPublished);
                }
                let answered = results.into_iter().zip(group.drain(..));
                answered.for_each(|(result, job)| self.conclude(result, job));
            }
            Err(refusal) => answer_all(group.drain(..), &refusal),
        }
        self.tend_log();
    }

    /// Applies all changes of a group in one transaction and commits it. Without savepoints the
    /// first refusal ends the transaction: the refusal is the last of the results, and nothing is
    /// committed.
    ///
    /// # Errors
    /// The transaction failed as a whole and nothing is committed. It is not tried again, because
    /// it is unknown which part of it reached the disk.
    fn transact(
        &mut self,
        group: &[Job],
        savepoints: Savepoints,
        before: &WriterState,
    ) -> Result<Vec<Applied>, Refusal> {
        self.run_text("BEGIN IMMEDIATE")?;
        let mut results = Vec::with_capacity(group.len());
        for job in group {
            match self.apply(&job.change, savepoints) {
                // Errors such as a full disk end the transaction, and with it the other changes.
                Err(refusal) if self.connection.is_autocommit() => {
                    self.take_back(before);
                    return Err(refusal);
                }
                Err(refusal) if savepoints == Savepoints::None => {
                    self.take_back(before);
                    results.push(Err(refusal));
                    return Ok(results);
                }
                result => results.push(result),
            }
        }
        match self.finish(before.last_version) {
            Ok(()) => Ok(results),
            Err(error) => {
                self.take_back(before);
                Err(error.into())
            }
        }
    }

    fn state(&self) -> WriterState {
        WriterState {
            last_version: self.versions.last,
            waiting: self.waiting,
            metadata: Arc::clone(&self.metadata),
        }
    }

    /// Rolls back the database and the writer's state.
    fn take_back(&mut self, before: &WriterState) {
        // Fails where the transaction has ended by itself; then there is nothing to roll back.
        let _ = self.connection.execute_batch("ROLLBACK");
        self.versions.last = before.last_version;
        self.waiting = before.waiting;
        self.metadata = Arc::clone(&before.metadata);
    }

    /// Gives the committed tables to readers.
    fn publish(&mut self) {
        if let Some(operations) = self.metadata.table(&self.operations.logical_name) {
            self.operations = Arc::clone(operations);
        }
        self.published.publish(&self.metadata);
    }

    /// Requests a checkpoint from the checkpoint thread. While changes arrive without a pause,
    /// there is always a new page that the thread has not copied, and the log never starts over.
    /// Beyond a limit the writer copies the rest itself.
    fn tend_log(&mut self) {
        let pages = self.log_pages.load(Ordering::Relaxed);
        if pages < CHECKPOINT_PAGES {
            self.patience = PATIENCE_PAGES;
            return;
        }
        self.checkpoints.request();
        if pages >= self.patience {
            self.patience = pages.saturating_add(PATIENCE_PAGES);
            let rest = self
                .connection
                .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
            if let Err(error) = rest {
                tracing::warn!(%error, "a checkpoint failed");
            }
        }
    }

    fn finish(&mut self, last_version: i64) -> rusqlite::Result<()> {
        if self.versions.last != last_version {
            recover::keep_version(&self.connection, self.versions.last)?;
        }
        self.faults.reach(CrashPoint::GroupWritten);
        self.run_text("COMMIT")?;
        self.faults.reach(CrashPoint::GroupCommitted);
        Ok(())
    }

    fn apply(&mut self, change: &Change, savepoints: Savepoints) -> Applied {
        if savepoints == Savepoints::Each {
            self.run_text("SAVEPOINT change")?;
        }
        let mut edit = Edit {
            connection: &self.connection,
            metadata: Arc::clone(&self.metadata),
            operations: &self.operations,
            half: Half::Committed,
            versions: &mut self.versions,
            now: change.now,
            rules: &change.rules,
            event: change.event,
            waiting: self.waiting,
            effects: Effects::default(),
            faults: &self.faults,
        };
        let result = edit.apply(&change.writes);
        let Edit {
            metadata, effects, ..
        } = edit;
        // If the transaction itself has ended, its savepoints no longer exist.
        if savepoints == Savepoints::Each && !self.connection.is_autocommit() {
            if result.is_err() {
                self.run_text("ROLLBACK TO change")?;
            }
            self.run_text("RELEASE change")?;
        }
        let outcomes = result?;
        self.metadata = metadata;
        self.waiting = self.waiting.saturating_add_signed(effects.waiting);
        Ok((Committed { outcomes }, effects))
    }

    fn run_text(&self, sql: &str) -> rusqlite::Result<()> {
        self.connection.prepare_cached(sql)?.execute([]).map(drop)
    }

    /// Releases effects, then answers: a client that has the answer finds the follow-up counted as
    /// work.
    fn conclude(&mut self, result: Applied, job: Job) {
        let Job { change, reply } = job;
        let result = result.map(|(committed, effects)| {
            if change
                .writes
                .iter()
                .any(|write| matches!(write, Write::Submit(_)))
            {
                self.faults.reach(CrashPoint::SubmitCommitted);
            }
            self.release(&change, effects);
            committed
        });
        // The sender may be gone; the change stays committed.
        let _ = reply.send(Answer {
            result,
            _writes: change.writes,
        });
    }

    fn release(&mut self, change: &Change, effects: Effects) {
        let moved = self.moved_expiry(change, &effects);
        let due = effects.dues_moved.then(|| self.next_due()).flatten();
        for (operation, effect) in effects.due.into_iter().chain(moved).chain(due) {
            let guard = change.guard.follow(Class::Busy);
            // There is no receiver while the organization is closing.
            let _ = self.released.send(DueEffect {
                operation,
                effect,
                guard,
            });
        }
    }

    /// The instant at which the first suspended system job is ready again.
    fn next_due(&self) -> Option<(Uuid, EffectKind)> {
        match job_queues::next_due(&self.connection, &self.metadata) {
            Ok(next) => Some((Uuid::nil(), EffectKind::JobsDue { next })),
            Err(error) => {
                tracing::error!(%error, "when system jobs are due cannot be read");
                None
            }
        }
    }

    /// The earliest expiry, if it is earlier than the one released last.
    fn moved_expiry(&mut self, change: &Change, effects: &Effects) -> Option<(Uuid, EffectKind)> {
        if change
            .writes
            .iter()
            .any(|write| matches!(write, Write::Expire))
        {
            // The sweeper gets the next expiry with the outcome, and an effect only for an earlier
            // one.
            self.expiry = expiry::next_expiry(&self.connection, &self.metadata, &self.operations)
                .ok()
                .flatten()
                .map(|at| at.as_microsecond());
            return None;
        }
        let expiry = effects
            .expiry
            .filter(|at| self.expiry.is_none_or(|told| *at < told))?;
        self.expiry = Some(expiry);
        let at = jiff::Timestamp::from_microsecond(expiry).ok()?;
        Some((Uuid::nil(), EffectKind::ExpiryMoved { at }))
    }
}

fn answer_all(jobs: impl Iterator<Item = Job>, refusal: &Refusal) {
    for job in jobs {
        let _ = job.reply.send(Answer {
            result: Err(refusal.clone()),
            _writes: job.change.writes,
        });
    }
}
