//! Calls to listeners in this process: their requests, their endings, and their limits.

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use futures::FutureExt;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use super::*;
use dataverse_runtime::activity::Activity;
use dataverse_runtime::clock::{ClockState, Mode, To};

const PATIENT: Limits = Limits {
    calls: 4,
    calls_per_host: 1,
    slow_calls: 4,
    call_time: Duration::from_secs(20),
    network_grace: Duration::from_millis(5),
    ..Limits::DEFAULT
};

fn outbound(limits: Limits) -> (Outbound, Clock, Activity) {
    outbound_in(Mode::Manual, limits)
}

fn outbound_in(mode: Mode, limits: Limits) -> (Outbound, Clock, Activity) {
    let activity = Activity::new();
    let reading = ClockState {
        mode,
        now: "2026-01-02T03:04:05Z".parse().unwrap(),
    };
    let clock = Clock::start(
        reading,
        activity.clone(),
        Arc::new(|_, guard| async move { drop(guard) }.boxed()),
        limits,
    );
    (
        Outbound::new(SharedClient::default(), clock.clone(), limits),
        clock,
        activity,
    )
}

fn post(url: &str) -> OutboundRequest {
    OutboundRequest {
        verb: Verb::Post,
        url: url.parse().unwrap(),
        headers: HeaderMap::new(),
        body: "{}".to_owned(),
        timeout: SignedDuration::from_secs(60),
    }
}

/// Starts a listener in this process; returns its URL.
async fn listen(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

/// A host that reports accepted connections and never answers.
async fn silent() -> (String, mpsc::UnboundedReceiver<()>) {
    let (arrived, arrivals) = mpsc::unbounded_channel();
    let host = listen(Router::new().fallback(move || {
        let arrived = arrived.clone();
        async move {
            arrived.send(()).unwrap();
            pending::<StatusCode>().await
        }
    }))
    .await;
    (host, arrivals)
}

#[tokio::test]
async fn the_address_and_the_body_arrive_untouched_and_redirects_are_not_followed() {
    let (seen, mut requests) = mpsc::unbounded_channel();
    let host = listen(Router::new().fallback(move |request: Request| {
        let seen = seen.clone();
        async move {
            let (parts, body) = request.into_parts();
            let body = axum::body::to_bytes(body, 1024).await.unwrap();
            seen.send((parts.method, parts.uri.to_string(), body))
                .unwrap();
            (StatusCode::FOUND, [("location", "/elsewhere")])
        }
    }))
    .await;
    let (outbound, _, activity) = outbound(PATIENT);
    let guard = activity.guard(Class::Busy);
    let target = "/a/b?sig=x%2By%3D&se=2026-01-01T00%3A00Z&&flag";
    let called = outbound
        .call(post(&format!("{host}{target}")), &guard)
        .await;
    assert_eq!(called.end, End::Answer(302));
    let (method, uri, body) = requests.recv().await.unwrap();
    assert_eq!((method.as_str(), uri.as_str()), ("POST", target));
    assert_eq!(body, "{}");
    assert!(requests.is_empty());
    assert_eq!(guard.class(), Class::Busy);
}

#[tokio::test]
async fn a_call_ends_at_its_deadline_on_the_organizations_clock() {
    let (host, mut arrivals) = silent().await;
    let (outbound, clock, activity) = outbound(PATIENT);
    let guard = activity.guard(Class::Busy);
    let calling = tokio::spawn(async move { outbound.call(post(&host), &guard).await });
    arrivals.recv().await.unwrap();
    for left in [59, 1] {
        assert_eq!(activity.pending().network, 1);
        assert_eq!(activity.pending().busy, 0);
        let by = To::By(SignedDuration::from_secs(left));
        clock.advance(by).await.unwrap();
    }
    let called = calling.await.unwrap();
    assert_eq!(called.end, End::Deadline);
    assert_eq!(called.elapsed, SignedDuration::from_secs(60));
}

#[tokio::test]
async fn calls_that_wait_for_their_turn_meet_their_deadlines_one_after_the_other() {
    let (host, _arrivals) = silent().await;
    let (outbound, clock, activity) = outbound(PATIENT);
    let calls = (0..3).map(|_| {
        let (outbound, url, guard) = (outbound.clone(), host.clone(), activity.guard(Class::Busy));
        tokio::spawn(async move { outbound.call(post(&url), &guard).await })
    });
    let calls: Vec<_> = calls.collect();
    for _ in 0..3 {
        clock
            .advance(To::By(SignedDuration::from_secs(60)))
            .await
            .unwrap();
    }
    for (call, minute) in calls.into_iter().zip(0..) {
        let called = call.await.unwrap();
        assert_eq!(called.end, End::Deadline);
        assert_eq!(called.elapsed, SignedDuration::from_secs(60));
        let began = "2026-01-02T03:04:05Z".parse::<Timestamp>().unwrap();
        assert_eq!(called.at, began + SignedDuration::from_mins(minute));
    }
}

#[tokio::test]
async fn a_call_ends_at_the_safety_limit_when_the_organizations_time_stands_still() {
    let (host, _arrivals) = silent().await;
    let call_time = Duration::from_millis(10);
    let (outbound, _, activity) = outbound(Limits {
        call_time,
        ..PATIENT
    });
    let guard = activity.guard(Class::Busy);
    let called = outbound.call(post(&host), &guard).await;
    assert_eq!(called.end, End::SafetyLimit(call_time));
    assert_eq!(called.elapsed, SignedDuration::ZERO);
}

#[tokio::test]
async fn no_safety_limit_comes_before_a_deadline_in_real_time() {
    let limit = |mode| {
        outbound_in(mode, PATIENT)
            .0
            .safety(&post("http://receiver/"))
    };
    assert_eq!(limit(Mode::Manual), Duration::from_secs(20));
    assert_eq!(limit(Mode::Auto), Duration::from_secs(20));
    assert_eq!(limit(Mode::Real), Duration::from_secs(60 + 20));
}

#[tokio::test]
async fn a_host_that_never_answers_does_not_hold_up_another() {
    let (dead, mut arrivals) = silent().await;
    let live = listen(Router::new().fallback(|| async { StatusCode::NO_CONTENT })).await;
    let (outbound, _, activity) = outbound(PATIENT);
    for _ in 0..PATIENT.calls {
        let (outbound, url, guard) = (outbound.clone(), dead.clone(), activity.guard(Class::Busy));
        tokio::spawn(async move { outbound.call(post(&url), &guard).await });
    }
    arrivals.recv().await.unwrap();
    let guard = activity.guard(Class::Busy);
    let called = outbound.call(post(&live), &guard).await;
    assert_eq!(called.end, End::Answer(204));
    assert!(arrivals.is_empty(), "one call to the dead host at a time");
    let waiting = u32::try_from(PATIENT.calls).unwrap();
    assert_eq!(activity.pending().network, waiting);
}

#[tokio::test]
async fn a_refused_connection_is_told_without_the_address() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let (outbound, _, activity) = outbound(PATIENT);
    let guard = activity.guard(Class::Busy);
    let url = format!("http://{address}/?sig=secret");
    let End::Connection(error) = outbound.call(post(&url), &guard).await.end else {
        panic!("no listener uses that port");
    };
    assert!(!error.contains("secret"), "{error}");
}

#[tokio::test]
async fn https_is_spoken_and_a_host_without_it_is_refused() {
    let plain = listen(Router::new().fallback(|| async { StatusCode::OK })).await;
    let (outbound, _, activity) = outbound(PATIENT);
    let guard = activity.guard(Class::Busy);
    let url = plain.replace("http://", "https://");
    let End::Connection(error) = outbound.call(post(&url), &guard).await.end else {
        panic!("it does not speak TLS");
    };
    assert!(error.contains("InvalidContentType"), "{error}");
}

#[tokio::test]
async fn a_call_that_its_receiver_holds_keeps_nobody_from_settling_and_meets_its_deadline() {
    let (host, mut arrivals) = silent().await;
    let (outbound, clock, activity) = outbound(PATIENT);
    let calls = Calls::default();
    let outbound = outbound.among(calls.clone());
    let guard = activity.guard(Class::Busy);
    let calling = tokio::spawn({
        let host = host.clone();
        async move { outbound.call(post(&host), &guard).await }
    });
    arrivals.recv().await.unwrap();
    let _held = calls.hold(&host.parse().unwrap()).unwrap();
    let settlement = clock.settle(Duration::from_secs(20)).await;
    assert!(settlement.settled);
    assert_eq!(settlement.pending.time, 1);
    let minute = To::By(SignedDuration::from_secs(60));
    clock.advance(minute).await.unwrap();
    assert_eq!(calling.await.unwrap().end, End::Deadline);
    assert!(activity.is_quiet());
}

#[tokio::test]
async fn hosts_that_do_not_answer_hold_up_no_other() {
    let limits = Limits {
        calls: 1,
        slow_after: Duration::ZERO,
        ..PATIENT
    };
    let (outbound, _, activity) = outbound(limits);
    for _ in 0..limits.slow_calls {
        let (host, mut arrivals) = silent().await;
        let (outbound, guard) = (outbound.clone(), activity.guard(Class::Busy));
        tokio::spawn(async move { outbound.call(post(&host), &guard).await });
        arrivals.recv().await.unwrap();
    }
    let host = listen(Router::new().fallback(|| async { StatusCode::OK })).await;
    let guard = activity.guard(Class::Busy);
    let called = outbound.call(post(&host), &guard).await;
    assert_eq!(called.end, End::Answer(200));
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_not_read() {
    let url = listen(Router::new().fallback(|| async { "12345" })).await;
    for (answer_size, expected) in [(5, Ok(5)), (4, Err(Unanswered::TooLarge(4)))] {
        let (outbound, _, activity) = outbound(Limits {
            answer_size,
            ..PATIENT
        });
        let guard = activity.guard(Class::Busy);
        let answered = outbound.ask(post(&url), &guard).await;
        assert_eq!(answered.map(|answered| answered.body.len()), expected);
    }
}
