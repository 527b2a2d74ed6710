//! The raw server: the least code that commits a row before it answers, and reads a row by its key.
//!
//! It starts from a copy of an emulator's database that holds one operation, and copies that row.
//! It validates nothing and executes nothing.

use std::cell::RefCell;
use std::error::Error;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode};
use axum::routing::{get, post};
use dataverse_conformance::command::{Command, Running};
use rusqlite::Connection;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::rows::{self, Model, id};

/// Makes this process the raw server; a database file and its durability follow.
pub(crate) const FLAG: &str = "--raw";
/// The largest number of inserts in one commit.
const GROUP: usize = 512;
/// Inserts between two checkpoints of the write-ahead log; an insert writes about one page.
const CHECKPOINT_INSERTS: usize = 1000;

/// SQLite's `synchronous`: whether a commit is on the disk when the server answers.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Durability {
    /// The emulator's setting with `--database`.
    Full,
    /// The emulator's setting without `--database`.
    Off,
}

/// Starts a raw server as a process of its own.
pub(crate) async fn start(
    database: &std::path::Path,
    durability: Durability,
) -> Result<Running, Box<dyn Error>> {
    let durability = match durability {
        Durability::Full => "full",
        Durability::Off => "off",
    };
    let command = Command::new(&std::env::current_exe()?).args([
        FLAG.as_ref(),
        database.as_os_str(),
        durability.as_ref(),
    ]);
    Ok(command.start().await?)
}

struct Server {
    database: PathBuf,
    inserts: mpsc::Sender<Insert>,
    next: AtomicU64,
}

struct Insert {
    id: Uuid,
    committed: oneshot::Sender<()>,
}

/// Serves until the process is killed.
pub(crate) async fn serve(database: &str, durability: &str) -> Result<(), Box<dyn Error>> {
    let file = Connection::open(database)?;
    file.pragma_update(None, "journal_mode", "wal")?;
    file.pragma_update(None, "synchronous", durability)?;
    file.pragma_update(None, "wal_autocheckpoint", 0)?;
    let model = Model::take(&file)?;
    let (inserts, received) = mpsc::channel();
    let checkpoints = checkpoints(Connection::open(database)?);
    std::thread::spawn(move || write(&file, model, &received, &checkpoints));
    let server = Server {
        database: database.into(),
        inserts,
        next: AtomicU64::new(1),
    };
    let router = Router::new()
        .route("/api/data/v9.2/{custom_api}", post(submit))
        .route("/api/backgroundoperation/{id}", get(poll))
        .with_state(Arc::new(server));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("ready http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, router).await?)
}

/// Starts a thread that makes a checkpoint of the log for each message that it receives.
fn checkpoints(file: Connection) -> mpsc::Sender<()> {
    let (due, told) = mpsc::channel();
    std::thread::spawn(move || {
        while told.recv().is_ok() {
            file.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
                .expect("the raw server owns its database");
        }
    });
    due
}

/// Commits the inserts that have arrived since the last commit as one group, then answers each.
fn write(
    file: &Connection,
    mut model: Model,
    received: &mpsc::Receiver<Insert>,
    checkpoints: &mpsc::Sender<()>,
) {
    let mut inserted = 0;
    while let Ok(first) = received.recv() {
        let group: Vec<_> = std::iter::once(first)
            .chain(received.try_iter().take(GROUP - 1))
            .collect();
        let written = file
            .execute_batch("BEGIN IMMEDIATE")
            .and_then(|()| {
                group
                    .iter()
                    .try_for_each(|insert| model.insert(file, insert.id))
            })
            .and_then(|()| file.execute_batch("COMMIT"));
        written.expect("the raw server owns its database");
        inserted += group.len();
        if inserted >= CHECKPOINT_INSERTS {
            inserted = 0;
            // The thread lives as long as the process.
            let _ = checkpoints.send(());
        }
        for insert in group {
            // A client that has disconnected needs no answer.
            let _ = insert.committed.send(());
        }
    }
}

async fn submit(State(server): State<Arc<Server>>, body: Bytes) -> Response<Body> {
    let id = id(server.next.fetch_add(1, Ordering::Relaxed));
    let (committed, answer) = oneshot::channel();
    let sent = server.inserts.send(Insert { id, committed });
    if body.is_empty() || sent.is_err() || answer.await.is_err() {
        return plain(StatusCode::INTERNAL_SERVER_ERROR);
    }
    Response::builder()
        .status(StatusCode::ACCEPTED)
        .header(
            "Location",
            format!("http://localhost/api/backgroundoperation/{id}"),
        )
        .header("x-ms-dyn-backgroundoperationid", id.to_string())
        .header("Preference-Applied", "respond-async")
        .body(Body::empty())
        .expect("the head is made of ids and constants")
}

async fn poll(State(server): State<Arc<Server>>, Path(id): Path<String>) -> Response<Body> {
    let Ok(id) = Uuid::parse_str(&id) else {
        return plain(StatusCode::BAD_REQUEST);
    };
    match select(&server.database, id) {
        Ok(json) => Response::builder()
            .header("Content-Type", "application/json; charset=utf-8")
            .body(Body::from(json))
            .expect("the head is made of constants"),
        Err(_) => plain(StatusCode::NOT_FOUND),
    }
}

fn plain(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

thread_local! {
    static READER: RefCell<Option<Connection>> = const { RefCell::new(None) };
}

/// Reads the row with the connection of this thread.
fn select(database: &std::path::Path, id: Uuid) -> rusqlite::Result<String> {
    READER.with_borrow_mut(|reader| {
        let reader = match reader {
            Some(reader) => reader,
            None => reader.insert(rows::reader(database)?),
        };
        reader
            .prepare_cached(
                "SELECT backgroundoperationstatecode, backgroundoperationstatuscode, \
                 outputparameters, errorcode, errormessage \
                 FROM backgroundoperation WHERE backgroundoperationid = ?1",
            )?
            .query_row([id.as_bytes()], |row| {
                let (state, status): (i64, i64) = (row.get(0)?, row.get(1)?);
                let _outputs: Option<String> = row.get(2)?;
                let _error: (Option<i64>, Option<String>) = (row.get(3)?, row.get(4)?);
                Ok(format!(
                    r#"{{"backgroundOperationStateCode":{state},"backgroundOperationStatusCode":{status}}}"#
                ))
            })
    })
}
