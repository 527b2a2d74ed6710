//! One address for the sinks of all scenarios, which a distant target can reach.
//!
//! Each sink has a secret path below it. A proxy or a tunnel may add a prefix to the path or remove one.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::connection::{self, Route};
use super::{Place, Shared, Sink, SinkBehavior};
use crate::exchange::Request;

/// The listener. Dropping this value stops it.
#[derive(Debug)]
pub struct Listener {
    url: String,
    paths: Arc<Paths>,
    accepting: JoinHandle<()>,
}

/// The sinks by their part of the path.
#[derive(Debug, Default)]
pub(super) struct Paths {
    sinks: Mutex<HashMap<String, Arc<Shared>>>,
}

impl Listener {
    /// Listens at `address`; `public` is the address that targets use, `None` the bound one.
    ///
    /// # Errors
    /// When the address cannot be bound.
    pub async fn open(address: SocketAddr, public: Option<&str>) -> io::Result<Arc<Self>> {
        let listener = TcpListener::bind(address).await?;
        let own = format!("http://{}", listener.local_addr()?);
        let url = public.unwrap_or(&own).trim_end_matches('/').to_owned();
        let paths = Arc::<Paths>::default();
        let route = Route::Path(Arc::clone(&paths));
        let accepting = tokio::spawn(connection::accept(listener, route));
        Ok(Arc::new(Self {
            url,
            paths,
            accepting,
        }))
    }

    /// Opens a sink with a path of its own.
    #[expect(
        clippy::disallowed_methods,
        reason = "the address may be public: the path of a sink must not be guessed"
    )]
    pub fn sink(self: &Arc<Self>, manners: Vec<SinkBehavior>) -> Sink {
        let name = Uuid::new_v4().simple().to_string();
        let shared = Arc::new(Shared::new(manners));
        self.paths.lock().insert(name.clone(), Arc::clone(&shared));
        Sink {
            url: format!("{}/{name}", self.url),
            shared,
            place: Place::Path(Arc::clone(self), name),
        }
    }

    /// Stops listening, and closes connections that wait for an answer.
    pub fn close(&self) {
        self.accepting.abort();
    }

    pub(super) fn forget(&self, name: &str) {
        self.paths.lock().remove(name);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.close();
    }
}

impl Paths {
    /// The sink of a request. The path of the sink is removed from the request's target.
    pub(super) fn find(&self, request: &mut Request) -> Option<Arc<Shared>> {
        let path = request.target.split('?').next().unwrap_or_default();
        let sinks = self.lock();
        let (name, sink) = path.split('/').find_map(|part| sinks.get_key_value(part))?;
        let begin = request.target.find(name.as_str())? + name.len();
        request.target = match &request.target[begin..] {
            rest if rest.starts_with('/') => rest.to_owned(),
            rest => format!("/{rest}"),
        };
        Some(Arc::clone(sink))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<Shared>>> {
        self.sinks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::Listener;
    use crate::sink::{Gate, SinkBehavior};

    async fn post(address: &str, path: &str) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("POST {path} HTTP/1.1\r\nContent-Length: 0\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn every_sink_gets_what_is_its_own() {
        let listener = Listener::open(([127, 0, 0, 1], 0).into(), None)
            .await
            .unwrap();
        let sinks =
            [503, 204].map(|status| listener.sink(vec![SinkBehavior::Status(status, Vec::new())]));
        let address = listener.url.trim_start_matches("http://");
        let [one, other] = sinks
            .each_ref()
            .map(|sink| sink.url().rsplit_once('/').unwrap().1.to_owned());
        assert!(
            post(address, &format!("/{one}/hook?a=b"))
                .await
                .contains("503")
        );
        assert!(
            post(address, &format!("/tunnel/{other}"))
                .await
                .contains("204")
        );
        assert!(post(address, "/hook").await.contains("404"));
        let targets = sinks
            .each_ref()
            .map(|sink| sink.received()[0].target.clone());
        assert_eq!(targets, ["/hook?a=b", "/"]);
        drop(sinks);
        assert!(post(address, &format!("/{one}/hook")).await.contains("404"));
    }

    #[tokio::test]
    async fn a_request_waits_at_a_gate() {
        let listener = Listener::open(([127, 0, 0, 1], 0).into(), None)
            .await
            .unwrap();
        let gate = Arc::new(Gate::closed());
        let sink = listener.sink(vec![SinkBehavior::Held(Arc::clone(&gate))]);
        let address = listener.url.trim_start_matches("http://").to_owned();
        let path = format!("/{}", sink.url().rsplit_once('/').unwrap().1);
        let caller = tokio::spawn(async move { post(&address, &path).await });
        sink.wait_for(1, crate::sink::PATIENCE).await.unwrap();
        while gate.waiting() == 0 {
            tokio::task::yield_now().await;
        }
        gate.open();
        assert!(caller.await.unwrap().contains("200"));
        assert_eq!(gate.waiting(), 0);
    }
}
