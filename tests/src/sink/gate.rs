//! Holds requests until a scenario releases them.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Semaphore;

/// A gate that is closed until it is opened once and for all.
#[derive(Debug)]
pub struct Gate {
    waiting: AtomicUsize,
    open: Semaphore,
}

impl Gate {
    /// A closed gate.
    pub fn closed() -> Self {
        Self {
            waiting: AtomicUsize::new(0),
            open: Semaphore::new(0),
        }
    }

    /// The number of requests that wait.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::SeqCst)
    }

    /// Releases all waiting requests, and lets later ones pass.
    pub fn open(&self) {
        self.open.close();
    }

    /// Waits until the gate is open.
    pub(super) async fn pass(&self) {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        // The semaphore has no permits: the wait ends with an error when it is closed, which opens the gate.
        drop(self.open.acquire().await);
        self.waiting.fetch_sub(1, Ordering::SeqCst);
    }
}

impl PartialEq for Gate {
    /// A gate equals only itself.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Gate {}
