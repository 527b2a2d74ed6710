//! Access to sinks: managing them requires access to the control door, sending to them does not.

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{Method, RequestBuilder, StatusCode};

use crate::caller::Caller;
use crate::settings::{Control, Settings};
use crate::{Running, start};

const SINK: &str = "/_emulator/v1/sinks/hook";

async fn running(control: Control) -> (Running, Caller) {
    let settings = Settings {
        control,
        ..Settings::default()
    };
    let running = start(settings).await.unwrap();
    let caller = Caller::of(running.url());
    (running, caller)
}

async fn status(request: RequestBuilder) -> StatusCode {
    request.send().await.unwrap().status()
}

#[tokio::test]
async fn the_token_is_needed_to_make_a_sink_and_not_to_send_there() {
    let (running, caller) = running(Control::Token("door".to_owned())).await;
    let stranger = |method| caller.request(method, SINK);
    assert_eq!(status(stranger(Method::PUT)).await, 401);
    assert_eq!(status(stranger(Method::POST)).await, 404);
    let keeper = |method| {
        let token = HeaderValue::from_static("Bearer door");
        stranger(method).headers(HeaderMap::from_iter([(AUTHORIZATION, token)]))
    };
    assert_eq!(status(keeper(Method::PUT)).await, 201);
    assert_eq!(status(stranger(Method::POST)).await, 200);
    assert_eq!(status(stranger(Method::GET)).await, 401);
    assert_eq!(status(stranger(Method::DELETE)).await, 401);
    assert_eq!(status(keeper(Method::DELETE)).await, 204);
    running.shutdown().await;
}

#[tokio::test]
async fn a_sink_is_reached_under_any_name_of_its_host() {
    let (running, caller) = running(Control::Open).await;
    let named = |method| caller.request(method, SINK).header("host", "emulator:5050");
    assert_eq!(status(caller.request(Method::PUT, SINK)).await, 201);
    assert_eq!(status(named(Method::POST)).await, 200);
    assert_eq!(status(named(Method::GET)).await, 403);
    running.shutdown().await;
}

#[tokio::test]
async fn without_a_control_door_there_are_no_sinks() {
    let (running, caller) = running(Control::Off).await;
    for method in [Method::PUT, Method::POST, Method::GET] {
        assert_eq!(status(caller.request(method, SINK)).await, 404);
    }
    running.shutdown().await;
}

#[tokio::test]
async fn what_hangs_at_a_sink_ends_with_the_emulator() {
    let (running, caller) = running(Control::Open).await;
    let silent = caller.request(Method::PUT, SINK);
    let silent = silent.body(r#"{"answer":"nothing"}"#);
    assert_eq!(status(silent).await, 201);
    let hanging = tokio::spawn(status(caller.request(Method::POST, SINK)));
    let arrived = format!("{SINK}?count=1&within=PT20S");
    let arrived = caller.get(&arrived).await;
    assert_eq!(arrived["reached"], true, "{arrived}");
    running.shutdown().await;
    assert_eq!(hanging.await.unwrap(), 410);
}
