//! A service that follows a script: each request must be the next one of it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use dataverse_client::{BoxFuture, Stage, Transport, TransportError};
use http::{Request, Response};

use crate::row::Exchange;

/// The root of every scripted service.
pub(crate) const ROOT: &str = "https://service.example/odata/";

/// What is left of a script.
#[derive(Debug, Default)]
pub(crate) struct Left {
    exchanges: VecDeque<Expected>,
    wrong: Option<String>,
}

#[derive(Debug)]
struct Expected {
    request: String,
    must_have: Vec<(String, String)>,
    answer: Result<Response<Bytes>, Stage>,
}

/// A transport that follows a script.
#[derive(Debug)]
pub(crate) struct Scripted(Arc<Mutex<Left>>);

impl Scripted {
    pub(crate) fn new(exchanges: &[Exchange]) -> Self {
        let exchanges = exchanges.iter().map(expected).collect();
        let left = Left {
            exchanges,
            wrong: None,
        };
        Self(Arc::new(Mutex::new(left)))
    }

    pub(crate) fn left(&self) -> Arc<Mutex<Left>> {
        Arc::clone(&self.0)
    }
}

impl Left {
    /// What did not go by the script.
    pub(crate) fn complaint(&self) -> Option<String> {
        let unsent = self
            .exchanges
            .front()
            .map(|next| format!("not sent: {}", next.request));
        self.wrong.clone().or(unsent)
    }

    fn answer(&mut self, request: &Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let line = format!("{} {}", request.method(), request.uri()).replace(ROOT, "");
        let next = self.exchanges.pop_front();
        let wrong = match &next {
            None => Some(format!("sent beyond the script: {line}")),
            Some(next) if next.request != line => {
                Some(format!("sent {line}, not {}", next.request))
            }
            Some(next) => next.must_have.iter().find_map(|(name, value)| {
                let sent = request
                    .headers()
                    .get(name)
                    .map(|sent| sent.to_str().unwrap());
                let sent = sent.unwrap_or_default();
                (sent != value)
                    .then(|| format!("{line} was sent with {name}: {sent:?}, not {value:?}"))
            }),
        };
        if let Some(wrong) = wrong {
            self.wrong.get_or_insert(wrong.clone());
            return Err(TransportError::new(Stage::MaybeSent, wrong));
        }
        let answer = next.unwrap().answer;
        answer.map_err(|stage| TransportError::new(stage, "as scripted"))
    }
}

impl Transport for Scripted {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let answer = self.0.lock().unwrap().answer(&request);
        Box::pin(async { answer })
    }
}

fn expected(exchange: &Exchange) -> Expected {
    let answer = match exchange.answer.as_str() {
        "dropped" => Err(Stage::MaybeSent),
        "unreachable" => Err(Stage::BeforeSending),
        status => {
            let mut response = Response::builder().status(status);
            for (name, value) in &exchange.headers {
                response = response.header(name, value);
            }
            Ok(response.body(Bytes::from(exchange.body.clone())).unwrap())
        }
    };
    Expected {
        request: exchange.request.clone(),
        must_have: exchange.must_have.clone(),
        answer,
    }
}
