//! A service that speaks OData, in memory, with a clock that the client's waiting moves.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use dataverse_client::{BoxFuture, Client, Clock, Retry, Transport, TransportError};
use http::{Method, Request, Response};
use serde_json::json;

use crate::served::{Outcome, Work};

/// A service with one operation at a time.
#[derive(Debug, Default)]
pub(crate) struct Service(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    now: Duration,
    work: Work,
    accepted: Option<Accepted>,
}

#[derive(Debug)]
struct Accepted {
    ends: Duration,
    /// The numbers of the requests of a batch.
    ids: Vec<String>,
}

/// The way to the service.
#[derive(Debug, Clone)]
struct Way(Arc<Service>);

impl Service {
    /// A client of the service.
    pub(crate) fn client(self: &Arc<Self>) -> Client {
        let way = Way(Arc::clone(self));
        let builder = Client::builder("http://service.example/odata");
        let builder = builder.transport(way.clone()).clock(Arc::new(way));
        builder.retry(Retry::never()).build().unwrap()
    }

    /// Sets what the next request does, and returns its path.
    pub(crate) fn path(&self, work: &Work) -> String {
        self.0.lock().unwrap().work = work.clone();
        match work.outcome {
            Outcome::Batch => "Products",
            Outcome::Unknown => "Nothing",
            Outcome::Outputs(_) | Outcome::Failure(_) => "Reports/Namespace.GenerateLargeReport",
        }
        .into()
    }
}

impl State {
    fn answer(&mut self, request: &Request<Bytes>) -> Response<Bytes> {
        let answer = Response::builder().header("odata-version", "4.01");
        let empty = |status: u16| {
            Response::builder()
                .status(status)
                .body(Bytes::new())
                .unwrap()
        };
        if *request.method() == Method::POST {
            assert_eq!(request.headers()["prefer"], "respond-async");
            if matches!(self.work.outcome, Outcome::Unknown) {
                return failure(404, "No such path.");
            }
            let ends = self.now + Duration::from_secs(self.work.waits + self.work.seconds);
            let body = String::from_utf8(request.body().to_vec()).unwrap();
            let ids = body
                .lines()
                .filter_map(|line| line.strip_prefix("Content-ID: "));
            let ids = ids.map(|id| id.trim().to_owned()).collect();
            self.accepted = Some(Accepted { ends, ids });
            let answer = answer.status(202).header("location", "/monitors/1");
            return answer
                .header("preference-applied", "respond-async")
                .body(Bytes::new())
                .unwrap();
        }
        assert_eq!(request.uri(), "http://service.example/monitors/1");
        let Some(accepted) = &self.accepted else {
            return empty(404);
        };
        if *request.method() == Method::DELETE {
            self.accepted = None;
            return empty(204);
        }
        if self.now < accepted.ends {
            let answer = answer.status(202).header("location", "/monitors/1");
            return answer.body(Bytes::new()).unwrap();
        }
        let mut ended = match &self.work.outcome {
            Outcome::Outputs(outputs) => Response::new(Bytes::from(outputs.to_string())),
            Outcome::Failure(message) => failure(400, message),
            Outcome::Batch => batch(&accepted.ids),
            Outcome::Unknown => empty(404),
        };
        let status = ended.status().as_str().parse().unwrap();
        ended.headers_mut().insert("asyncresult", status);
        *ended.status_mut() = http::StatusCode::OK;
        ended
    }
}

fn failure(status: u16, message: &str) -> Response<Bytes> {
    let body = json!({"error": {"code": "Wrong", "message": message}}).to_string();
    Response::builder()
        .status(status)
        .body(body.into())
        .unwrap()
}

/// A new row for each request.
fn batch(ids: &[String]) -> Response<Bytes> {
    let part = |id: &String| {
        format!(
            "--b\r\nContent-Type: application/http\r\nContent-ID: {id}\r\n\r\n\
             HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n\r\n{{}}\r\n"
        )
    };
    let parts: String = ids.iter().map(part).collect();
    let answer = Response::builder().header("content-type", "multipart/mixed; boundary=b");
    answer
        .body(Bytes::from(format!("{parts}--b--\r\n")))
        .unwrap()
}

impl Transport for Way {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let answer = self.0.0.lock().unwrap().answer(&request);
        Box::pin(async { Ok(answer) })
    }
}

impl Clock for Way {
    fn elapsed(&self) -> Duration {
        self.0.0.lock().unwrap().now
    }

    fn wall(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + self.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let way = self.clone();
        Box::pin(async move {
            way.0.0.lock().unwrap().now += duration;
            // Whoever waits beside it is asked in between.
            tokio::task::yield_now().await;
        })
    }
}
