//! Copies write-ahead logs into their databases, on one thread for all stores of a process.
//!
//! Writers do not run checkpoints themselves, because a commit would wait for the disk. A
//! checkpoint that cannot be completed because a reader still uses old pages is completed by a
//! later one.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use rusqlite::Connection;

use crate::location::Durability;

/// The handle of the thread, which ends when the handle is dropped.
#[derive(Debug)]
pub struct Checkpointer {
    orders: Sender<Order>,
    stores: AtomicU64,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
enum Order {
    Checkpoint(Arc<Target>),
    Forget(u64),
    Stop,
}

#[derive(Debug)]
struct Target {
    number: u64,
    path: PathBuf,
    durability: Durability,
    asked: AtomicBool,
}

impl Checkpointer {
    /// Starts the thread.
    ///
    /// # Errors
    /// The operating system cannot start a thread.
    pub fn start() -> std::io::Result<Self> {
        let (orders, received) = channel();
        let thread = std::thread::Builder::new()
            .name("checkpoints".to_owned())
            .spawn(move || run(&received))?;
        Ok(Self {
            orders,
            stores: AtomicU64::new(0),
            thread: Some(thread),
        })
    }

    /// The handle with which one store requests checkpoints.
    pub(super) fn register(&self, path: &Path, durability: Durability) -> Checkpoints {
        Checkpoints {
            orders: self.orders.clone(),
            target: Arc::new(Target {
                number: self.stores.fetch_add(1, Ordering::Relaxed),
                path: path.to_owned(),
                durability,
                asked: AtomicBool::new(false),
            }),
        }
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        // If the thread has ended already, there is nothing to stop.
        let _ = self.orders.send(Order::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// One store's handle to the thread.
#[derive(Debug)]
pub(super) struct Checkpoints {
    orders: Sender<Order>,
    target: Arc<Target>,
}

impl Checkpoints {
    /// Requests a checkpoint, unless one is requested already.
    pub(super) fn request(&self) {
        if !self.target.asked.swap(true, Ordering::AcqRel) {
            let _ = self
                .orders
                .send(Order::Checkpoint(Arc::clone(&self.target)));
        }
    }

    /// Copies the whole log into the database file before its store is closed, so that the file
    /// alone holds all data. Skips temporary databases, whose files are removed.
    pub(super) fn leave(&self, connection: &Connection) {
        if self.target.durability != Durability::Durable {
            return;
        }
        let done = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        if let Err(error) = done {
            tracing::warn!(database = %self.target.path.display(), %error, "the last checkpoint failed");
        }
    }
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        let _ = self.orders.send(Order::Forget(self.target.number));
    }
}

fn run(orders: &Receiver<Order>) {
    let mut connections = HashMap::new();
    while let Ok(order) = orders.recv() {
        match order {
            Order::Checkpoint(target) => {
                target.asked.store(false, Ordering::Release);
                if let Err(error) = checkpoint(&mut connections, &target) {
                    tracing::warn!(database = %target.path.display(), %error, "a checkpoint failed");
                }
            }
            Order::Forget(number) => {
                connections.remove(&number);
            }
            Order::Stop => return,
        }
    }
}

fn checkpoint(connections: &mut HashMap<u64, Connection>, target: &Target) -> rusqlite::Result<()> {
    let connection = match connections.remove(&target.number) {
        Some(connection) => connection,
        None => {
            let connection = Connection::open(&target.path)?;
            target.durability.apply(&connection)?;
            connection
        }
    };
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
    connections.insert(target.number, connection);
    Ok(())
}
