//! A connection with time limits: for a request to begin, for its head to arrive, and for the client to read an answer.
//!
//! The time of a body is limited where the body is read. How long an answer may take is not limited here.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use dataverse_limits::Limits;
use dataverse_runtime::clock::RealTimer;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What a connection waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Awaited {
    /// The rest of a request's head.
    Head,
    /// The emulator, which answers a request.
    Answer,
    /// The next request.
    Request,
}

/// What a connection waits for; the stream and the requests that come over it share this.
#[derive(Debug, Clone)]
pub(super) struct Phase(Arc<AtomicU8>);

/// A request that is being answered, until dropped.
#[derive(Debug)]
pub(super) struct Answering(Phase);

impl Phase {
    /// A new connection, whose first request is to come at once.
    pub(super) fn new() -> Self {
        Self(Arc::new(AtomicU8::new(Awaited::Head as u8)))
    }

    /// The head of a request has arrived.
    pub(super) fn answer(&self) -> Answering {
        self.set(Awaited::Answer);
        Answering(self.clone())
    }

    fn set(&self, awaited: Awaited) {
        self.0.store(awaited as u8, Ordering::Release);
    }

    fn get(&self) -> Awaited {
        [Awaited::Head, Awaited::Answer, Awaited::Request]
            .into_iter()
            .find(|awaited| *awaited as u8 == self.0.load(Ordering::Acquire))
            .unwrap_or(Awaited::Answer)
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.set(Awaited::Request);
    }
}

/// A stream that fails with [`io::ErrorKind::TimedOut`] when its client takes too long.
#[derive(Debug)]
pub(super) struct TimedStream<S> {
    stream: S,
    phase: Phase,
    /// The limits `head_timeout`, `idle_timeout` and `body_timeout`.
    head: Duration,
    idle: Duration,
    body: Duration,
    /// The timer of the present wait for the client's bytes.
    reading: Option<(Awaited, RealTimer)>,
    /// The timer of the present wait for the client to take bytes.
    writing: Option<RealTimer>,
}

impl<S> TimedStream<S> {
    pub(super) const fn new(stream: S, phase: Phase, limits: &Limits) -> Self {
        Self {
            stream,
            phase,
            head: limits.head_timeout,
            idle: limits.idle_timeout,
            body: limits.body_timeout,
            reading: None,
            writing: None,
        }
    }

    /// No bytes have come. Fails once that takes too long.
    fn poll_patience(&mut self, context: &mut Context<'_>) -> Poll<io::Error> {
        let awaited = self.phase.get();
        let limit = match awaited {
            Awaited::Head => self.head,
            Awaited::Request => self.idle,
            Awaited::Answer => {
                self.reading = None;
                return Poll::Pending;
            }
        };
        let timer = match self.reading.take() {
            Some((earlier, timer)) if earlier == awaited => timer,
            _ => RealTimer::after(limit),
        };
        let (_, timer) = self.reading.insert((awaited, timer));
        timer.poll_due(context).map(|()| too_slow(limit))
    }

    /// The client took what was written, or it did not: fails once that takes too long.
    fn watch_writing<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.writing = None;
            // The connection does not ask for bytes again before some come, so the wait for the next request begins here.
            return match self.phase.get() {
                Awaited::Request => match self.poll_patience(context) {
                    Poll::Ready(error) => Poll::Ready(Err(error)),
                    Poll::Pending => written,
                },
                Awaited::Head | Awaited::Answer => written,
            };
        }
        // A client that still reads an answer does not idle.
        self.reading = None;
        let limit = self.body;
        let timer = self.writing.get_or_insert_with(|| RealTimer::after(limit));
        timer.poll_due(context).map(|()| Err(too_slow(limit)))
    }
}

fn too_slow(limit: Duration) -> io::Error {
    let text = format!("the client did nothing for {limit:?}");
    io::Error::new(io::ErrorKind::TimedOut, text)
}

impl<S: AsyncRead + Unpin> AsyncRead for TimedStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buffer.filled().len();
        match Pin::new(&mut this.stream).poll_read(context, buffer) {
            Poll::Ready(read) => {
                if buffer.filled().len() > before && this.phase.get() == Awaited::Request {
                    this.phase.set(Awaited::Head);
                }
                Poll::Ready(read)
            }
            Poll::Pending => this.poll_patience(context).map(Err),
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for TimedStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watch_writing(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.watch_writing(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.watch_writing(context, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.stream).poll_shutdown(context);
        self.watch_writing(context, shut)
    }
}
