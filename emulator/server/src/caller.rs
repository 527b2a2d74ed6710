//! An HTTP client for unit tests, which calls an emulator in the same process.

use reqwest::{Client, Method, StatusCode};
use serde_json::Value as Json;

/// The path of the Web API.
pub(crate) const API: &str = "/api/data/v9.2";

/// Sends requests to one organization.
pub(crate) struct Caller {
    client: Client,
    url: String,
}

impl Caller {
    pub(crate) fn of(url: &str) -> Self {
        Self {
            client: dataverse_outbound::outbound::client().unwrap(),
            url: url.to_owned(),
        }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// A request with a token, which the caller completes and sends.
    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.url))
            .bearer_auth("me")
    }

    /// Sends a request; the body of a response that is not JSON is null.
    pub(crate) async fn send(&self, method: Method, path: &str, body: Json) -> (StatusCode, Json) {
        let request = self.request(method, path).body(body.to_string());
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let body = answer.text().await.unwrap();
        (status, serde_json::from_str(&body).unwrap_or_default())
    }

    /// Sends a request and asserts that it succeeds.
    pub(crate) async fn ok(&self, method: Method, path: &str, body: Json) -> Json {
        let (status, answer) = self.send(method, path, body).await;
        assert!(status.is_success(), "{path}: {status} {answer}");
        answer
    }

    /// Reads a resource and asserts that it exists.
    pub(crate) async fn get(&self, path: &str) -> Json {
        self.ok(Method::GET, path, Json::Null).await
    }
}
