//! Reproducible ids.
//!
//! An id is a function of the organization's seed, its restart count, a stream and the position in
//! that stream, and looks like a random id. Each request has a stream of its own and so has each
//! attempt of an operation, so concurrent requests do not affect each other's ids. Where the seed
//! and the restart count are stored is not known here.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub use dataverse_protocol::named::named;
use uuid::{Builder, Uuid};

/// The source of an organization's ids; clones share it.
#[derive(Debug, Clone)]
pub struct Identity {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    seed: u64,
    restart: u32,
    streams: AtomicU64,
}

/// The greatest seed: the greatest integer that every JSON reader reads without loss.
pub const MAX_SEED: u64 = (1 << 53) - 1;

impl Identity {
    /// The ids for a seed and for the number of earlier starts of the organization.
    pub fn new(seed: u64, restart: u32) -> Self {
        Self {
            shared: Arc::new(Shared {
                seed,
                restart,
                streams: AtomicU64::new(0),
            }),
        }
    }

    /// A random seed from the operating system, at most [`MAX_SEED`], for an organization without a
    /// configured one.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where chance comes in"
    )]
    pub fn random_seed() -> u64 {
        (Uuid::new_v4().as_u128() as u64) & MAX_SEED
    }

    /// The seed.
    pub fn seed(&self) -> u64 {
        self.shared.seed
    }

    /// Number of earlier starts of the organization.
    pub fn restart(&self) -> u32 {
        self.shared.restart
    }

    /// The next numbered stream; each request has one.
    pub fn stream(&self) -> IdStream {
        let number = self.shared.streams.fetch_add(1, Ordering::Relaxed);
        self.open(number, Uuid::nil())
    }

    /// The stream of an attempt (1 is the first) of an operation: the same on every run.
    pub fn attempt_stream(&self, operation: Uuid, attempt: u32) -> IdStream {
        self.open(u64::from(attempt), operation)
    }

    fn open(&self, number: u64, name: Uuid) -> IdStream {
        IdStream {
            origin: Origin {
                seed: self.shared.seed,
                restart: self.shared.restart,
                number,
                name,
            },
            key: None,
            position: 0,
        }
    }
}

/// A sequence of ids.
#[derive(Debug, Clone)]
pub struct IdStream {
    origin: Origin,
    /// Computed with the first id, because most requests need none.
    key: Option<Uuid>,
    position: u64,
}

/// The values that distinguish a stream from all others.
#[derive(Debug, Clone, Copy)]
struct Origin {
    seed: u64,
    restart: u32,
    number: u64,
    name: Uuid,
}

impl Origin {
    fn key(self) -> Uuid {
        let mut text = Vec::with_capacity(36);
        text.extend_from_slice(&self.seed.to_be_bytes());
        text.extend_from_slice(&self.restart.to_be_bytes());
        text.extend_from_slice(&self.number.to_be_bytes());
        text.extend_from_slice(self.name.as_bytes());
        Uuid::new_v5(&Uuid::NAMESPACE_OID, &text)
    }
}

impl IdStream {
    /// The next id, in the form of a random one (version 4).
    #[expect(
        clippy::should_implement_trait,
        reason = "it never ends, so `Option` would promise too little"
    )]
    pub fn next(&mut self) -> Uuid {
        let key = self.key.get_or_insert_with(|| self.origin.key());
        let digest = Uuid::new_v5(key, &self.position.to_be_bytes());
        self.position += 1;
        Builder::from_random_bytes(digest.into_bytes()).into_uuid()
    }

    /// A stream of its own for a request that follows from this stream's. It depends on this stream and its position
    /// alone, not on what runs beside it.
    pub fn branch(&mut self) -> Self {
        let name = self.next();
        Self {
            // No attempt has number 0, and a numbered stream has no name.
            origin: Origin {
                number: 0,
                name,
                ..self.origin
            },
            key: None,
            position: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn draw(mut stream: IdStream) -> Vec<Uuid> {
        (0..3).map(|_| stream.next()).collect()
    }

    #[test]
    fn the_same_seed_repeats_the_same_ids() {
        let (first, second) = (Identity::new(7, 0), Identity::new(7, 0));
        assert_eq!(draw(first.stream()), draw(second.stream()));
        assert_eq!(draw(first.stream()), draw(second.stream()));
    }

    #[test]
    fn seeds_restarts_streams_and_positions_never_share_an_id() {
        let operation = Uuid::from_u128(1);
        let mut seen = HashSet::new();
        for identity in [
            Identity::new(7, 0),
            Identity::new(7, 1),
            Identity::new(8, 0),
        ] {
            for stream in [
                identity.stream(),
                identity.stream(),
                identity.attempt_stream(operation, 1),
                identity.attempt_stream(operation, 2),
            ] {
                seen.extend(draw(stream));
            }
        }
        assert_eq!(seen.len(), 3 * 4 * 3);
    }

    #[test]
    fn an_attempt_draws_the_same_ids_whatever_ran_before_it() {
        let identity = Identity::new(7, 0);
        let expected = draw(identity.attempt_stream(Uuid::from_u128(9), 2));
        let _request = identity.stream();
        assert_eq!(
            draw(identity.attempt_stream(Uuid::from_u128(9), 2)),
            expected
        );
    }

    #[test]
    fn a_branch_depends_on_its_stream_alone_and_shares_no_id_with_it() {
        let branches = |identity: &Identity| {
            let mut stream = identity.attempt_stream(Uuid::from_u128(9), 1);
            let (first, second) = (draw(stream.branch()), draw(stream.branch()));
            [first, second, draw(stream)].concat()
        };
        let identity = Identity::new(7, 0);
        let expected = branches(&identity);
        assert_eq!(expected.iter().collect::<HashSet<_>>().len(), 9);
        let _request = identity.stream();
        assert_eq!(branches(&identity), expected);
    }

    #[test]
    fn an_id_looks_random() {
        let id = Identity::new(7, 0).stream().next();
        assert_eq!(id.get_version_num(), 4);
        assert_eq!(id.get_variant(), uuid::Variant::RFC4122);
        assert!(Identity::random_seed() <= MAX_SEED);
    }
}
