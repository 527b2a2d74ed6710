//! Where a request waits until a scenario lets it go on.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Semaphore;

/// A gate that is closed until it is opened, once and for all.
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

    /// How many wait before it.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::SeqCst)
    }

    /// Lets pass whoever waits, and whoever comes.
    pub fn open(&self) {
        self.open.close();
    }

    /// Waits until it is open.
    pub(super) async fn pass(&self) {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        // Nothing is ever handed out: it ends with an error, when the gate has been opened.
        drop(self.open.acquire().await);
        self.waiting.fetch_sub(1, Ordering::SeqCst);
    }
}

impl PartialEq for Gate {
    /// A gate is equal to itself alone.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Gate {}
