//! The store's handle: opening, committing, closing, and lending views and units of work.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use dataverse_limits::Limits;
use dataverse_operation::rules::Rules;
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use crate::change::{Change, Committed};
use crate::checkpoint::Checkpointer;
use crate::connections::Connections;
use crate::database::Database;
use crate::definitions;
use crate::due_effect::DueEffect;
use crate::edit::Versions;
use crate::location::{DatabaseFile, DatabaseLocation, OpenError, Origin};
use crate::outage::Outage;
use crate::published::Published;
use crate::read::StoreError;
use crate::recover::{self, Recovered};
use crate::refusal::Refusal;
use crate::schema;
use crate::template::{Beginning, Template};
use crate::unit::Unit;
use crate::view::View;
use crate::writer::{Job, PATIENCE_PAGES, WAITING, Writer};
use dataverse_model::metadata::{EngineTable, Metadata, Table};
use dataverse_runtime::crash_points::CrashPoints;

/// Prepared statements that the writer keeps.
const PREPARED: usize = 256;

/// The parameters of [`Store::open`] and [`Store::begin`].
pub struct Opening<'a> {
    /// Where the rows are kept.
    pub place: &'a DatabaseLocation,
    /// The system tables. The organization's custom definitions are in its database.
    pub metadata: Arc<Metadata>,
    /// The content of a new database; made from the same metadata.
    pub template: &'a Template,
    /// The checkpoint thread of the process.
    pub checkpointer: &'a Checkpointer,
    /// Receives effects, in the order of the commits that made them due.
    pub released: mpsc::UnboundedSender<DueEffect>,
    /// The crash point at which the process aborts, if one is set.
    pub faults: CrashPoints,
    /// The limits `database_connections` and `database_size` are the store's.
    pub limits: &'a Limits,
}

/// The rows of one organization. Clones are handles of the same store; dropping the last one waits
/// until the writer has committed all pending changes.
#[derive(Debug, Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    metadata: Published,
    /// The table of background operations at the time when the store was opened.
    operations: Arc<Table>,
    /// The pool for reading.
    views: Arc<Connections>,
    /// The pool for units of work; its connections keep the units' shadow tables.
    units: Arc<Connections>,
    opened_units: AtomicU64,
    outage: Outage,
    /// Taken when the store is closed or dropped, which ends the writer.
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
    /// Dropped last: the file may be removed only after all connections are closed.
    file: DatabaseFile,
}

impl Store {
    /// Opens or creates a database and starts its writer. Answers what was found in the database.
    ///
    /// # Errors
    /// The file belongs to another application, has another schema version, is in use, or cannot be
    /// read or written; [`OpenError::NoBeginning`] where the template of a new database has rows.
    pub fn open(opening: Opening<'_>) -> Result<(Self, Recovered), OpenError> {
        Self::start(opening, None)
    }

    /// As [`Store::open`]; a new database gets the first rows of its template, with the id and the
    /// instant of this organization.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn begin(
        opening: Opening<'_>,
        beginning: &Beginning,
    ) -> Result<(Self, Recovered), OpenError> {
        Self::start(opening, Some(beginning))
    }

    fn start(
        opening: Opening<'_>,
        beginning: Option<&Beginning>,
    ) -> Result<(Self, Recovered), OpenError> {
        let Opening {
            place,
            metadata,
            template,
            checkpointer,
            released,
            faults,
            limits,
        } = opening;
        let file = DatabaseFile::prepare(place, template)?;
        let mut connection = Database::new(Connection::open(&file.path)?, PREPARED)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        file.durability.apply(&connection)?;
        limit_size(&connection, limits.database_size)?;
        let metadata = match file.origin {
            Origin::Made => {
                template.begin(&connection, beginning)?;
                metadata
            }
            Origin::Found => up_to_date(&connection, metadata)?,
        };
        let operations = metadata
            .tables()
            .find(|table| table.engine == Some(EngineTable::Operations))
            .map(Arc::clone)
            .ok_or(OpenError::NoOperations)?;
        let published = Published::new(Arc::clone(&metadata));
        let recovered = recover::recover(&connection, &metadata, &operations)?;
        let log_pages = count_log_pages(&mut connection)?;
        let outage = Outage::default();
        let writer = Writer {
            versions: Versions {
                last: recover::last_version(&connection)?,
            },
            connection,
            metadata,
            published: published.clone(),
            operations: Arc::clone(&operations),
            waiting: recovered.waiting(),
            expiry: recovered.next_expiry.map(|at| at.as_microsecond()),
            released,
            faults,
            checkpoints: checkpointer.register(&file.path, file.durability),
            outage: outage.clone(),
            log_pages,
            patience: PATIENCE_PAGES,
        };
        let (jobs, received) = mpsc::channel(WAITING);
        let thread = std::thread::Builder::new()
            .name("store writer".to_owned())
            .spawn(move || writer.run(received))
            .map_err(|source| OpenError::Io {
                path: file.path.clone(),
                source,
            })?;
        let shared = Shared {
            metadata: published,
            operations,
            views: Connections::new(&file.path, limits.database_connections),
            units: Connections::new(&file.path, limits.database_connections),
            opened_units: AtomicU64::default(),
            outage,
            jobs: Mutex::new(Some(jobs)),
            writer: Mutex::new(Some(thread)),
            file,
        };
        Ok((
            Self {
                shared: Arc::new(shared),
            },
            recovered,
        ))
    }

    /// Commits a change. Returns after the commit, when its effects are released.
    ///
    /// # Errors
    /// The reason why the change was not committed.
    pub async fn commit(&self, change: Change) -> Result<Committed, Refusal> {
        let (reply, answer) = oneshot::channel();
        let jobs = self.shared.jobs().clone().ok_or(Refusal::Closed)?;
        jobs.send(Job { change, reply })
            .await
            .map_err(|_| Refusal::Closed)?;
        let result = answer.await.map_err(|_| Refusal::Closed)?.result;
        self.shared.file.warn_if_lost();
        result
    }

    /// Whether the database's file was removed or replaced although it is open. What is written then is gone at the end
    /// of the process.
    pub fn has_lost_its_file(&self) -> bool {
        self.shared.file.is_lost()
    }

    /// Refuses new changes, waits until all pending changes are committed, and releases the file.
    pub async fn close(&self) {
        drop(self.shared.jobs().take());
        let shared = Arc::clone(&self.shared);
        let join = move || {
            shared.join();
            shared.file.release();
        };
        let joined = tokio::task::spawn_blocking(join).await;
        if let Err(error) = joined {
            tracing::error!(%error, "waiting for the store's writer failed");
        }
    }

    /// The current tables. A request takes them once, so that they stay the same while it runs.
    pub fn metadata(&self) -> Arc<Metadata> {
        self.shared.metadata.current()
    }

    /// Borrows a connection for reading.
    ///
    /// # Errors
    /// [`StoreError::TooManyConnections`], and failures of the database.
    pub fn view(&self) -> Result<View, StoreError> {
        self.shared.view(&self.shared.views)
    }

    /// Why the latest change could not be committed, if the database commits nothing at present.
    pub fn outage(&self) -> Option<String> {
        self.shared.outage.reason()
    }

    /// How many units of work were opened since the store was opened.
    pub fn units(&self) -> u64 {
        self.shared.opened_units.load(Ordering::Relaxed)
    }

    /// Begins a unit of work. `rules` decide which columns an operation's row shows in it.
    ///
    /// # Errors
    /// [`StoreError::TooManyConnections`], and failures of the database.
    pub fn unit(&self, rules: Arc<Rules>) -> Result<Unit, StoreError> {
        self.shared.opened_units.fetch_add(1, Ordering::Relaxed);
        Ok(Unit::new(self.shared.view(&self.shared.units)?, rules))
    }
}

#[cfg(test)]
impl Store {
    pub(super) fn path(&self) -> &std::path::Path {
        self.shared.views.path()
    }
}

impl Shared {
    fn view(&self, connections: &Arc<Connections>) -> Result<View, StoreError> {
        let metadata = self.metadata.current();
        let operations = metadata.table(&self.operations.logical_name);
        Ok(View {
            connection: connections.borrow()?,
            operations: Arc::clone(operations.unwrap_or(&self.operations)),
            metadata,
        })
    }

    fn jobs(&self) -> MutexGuard<'_, Option<mpsc::Sender<Job>>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the writer's end. The writer ends when no sender of changes is left.
    fn join(&self) {
        let writer = self
            .writer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(writer) = writer
            && writer.join().is_err()
        {
            tracing::error!("the store's writer ended in a panic");
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        drop(self.jobs().take());
        self.join();
    }
}

/// The tables of an existing file, its custom definitions included. Adds system tables and columns
/// that an older emulator did not have, unless the file's own definitions conflict with them.
fn up_to_date(connection: &Connection, system: Arc<Metadata>) -> Result<Arc<Metadata>, OpenError> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    schema::create(connection, &system)?;
    let metadata = definitions::recover(connection, system)?;
    connection.execute_batch("COMMIT")?;
    Ok(metadata)
}

/// Has changes refused that need a larger database; one that is larger already does not grow.
fn limit_size(connection: &Connection, bytes: usize) -> rusqlite::Result<()> {
    let page: u32 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
    let pages = u32::try_from(bytes as u64 / u64::from(page.max(1))).unwrap_or(u32::MAX - 1);
    connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))
}

/// Stores the number of pages in the write-ahead log after each commit.
fn count_log_pages(connection: &mut Connection) -> rusqlite::Result<Arc<AtomicU32>> {
    let pages = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&pages);
    connection.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, count: i32| {
        counted.store(count.unsigned_abs(), Ordering::Relaxed);
        Ok(())
    }))?;
    Ok(pages)
}
