//! Accepts the connections of a listener and has a door answer the requests that come over them.

use std::convert::Infallible;
use std::future::pending;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use dataverse_outbound::outbound::OwnDoor;
use dataverse_runtime::clock::in_real_time;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::Listener;
use super::answered_body::AnsweredBody;
use super::timed_stream::{Phase, TimedStream};
use crate::door;

/// How long accepting rests after an error, unless a connection ends earlier.
const REST: Duration = Duration::from_secs(1);

/// Serves the listener until the sender of `stopped` is dropped; then ends each connection after the request that it answers.
pub(super) async fn serve(
    socket: TcpListener,
    listener: Arc<Listener>,
    stopped: watch::Receiver<()>,
    _own_door: OwnDoor,
) {
    let places = Arc::new(Semaphore::new(listener.limits().connections));
    let connections = async {
        loop {
            let place = place(&places, &listener).await;
            let stream = accept(&socket).await;
            let connection = connection(stream, listener.clone(), stopped.clone(), place);
            tokio::spawn(connection);
        }
    };
    let mut until = stopped.clone();
    tokio::select! {
        () = connections => {}
        () = told(&mut until) => {}
    }
}

async fn told(stopped: &mut watch::Receiver<()>) {
    // No value is sent, so a change means that the sender is dropped.
    let _ = stopped.changed().await;
}

/// A place for one more connection. The connections that have none wait in the operating system's queue.
async fn place(places: &Arc<Semaphore>, listener: &Listener) -> OwnedSemaphorePermit {
    if let Ok(place) = Arc::clone(places).try_acquire_owned() {
        return place;
    }
    tracing::warn!(
        organization = listener.settings().name,
        connections = listener.limits().connections,
        "there are as many connections as are served at once; more have to wait"
    );
    let place = Arc::clone(places).acquire_owned().await;
    place.expect("the places of connections are never closed")
}

/// The next connection. An error, such as one descriptor too many, is logged when it first comes.
async fn accept(socket: &TcpListener) -> TcpStream {
    let mut is_told = false;
    loop {
        let error = match socket.accept().await {
            Ok((stream, _)) => return stream,
            Err(error) => error,
        };
        if is_of_the_client(&error) {
            continue;
        }
        if !is_told {
            tracing::error!(%error, "no connection can be accepted; trying again every second");
            is_told = true;
        }
        // The wait is over when its limit is.
        let _ = in_real_time(REST, pending::<()>()).await;
    }
}

/// Whether a connection was broken off before it was accepted.
fn is_of_the_client(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}

/// Answers the requests of one connection, one after the other.
async fn connection(
    stream: TcpStream,
    listener: Arc<Listener>,
    mut stopped: watch::Receiver<()>,
    _place: OwnedSemaphorePermit,
) {
    let phase = Phase::new();
    let stream = TimedStream::new(stream, phase.clone(), listener.limits());
    let service = service_fn(|request: Request<Incoming>| {
        let answering = phase.answer();
        let answer = door::enter(listener.clone(), request.map(Body::new));
        async move {
            let answer = answer.await;
            Ok::<_, Infallible>(answer.map(|body| AnsweredBody::new(body, answering)))
        }
    });
    let mut connection =
        pin!(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = told(&mut stopped) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended with an error");
    }
}
