//! The result of each way in which a call can end.

use super::*;
use dataverse_runtime::clock::To;

/// The failure of a delivery to a host with this behavior, and the journal entry of the call.
async fn failure(manner: Manner) -> (Undelivered, Json) {
    let (host, _requests) = host(manner).await;
    let around = Around::new(PATIENT);
    let row = endpoint(&format!("{host}/?sig=secret"), 4, "secret");
    let undelivered = around.deliver(&row, &delivery()).await.unwrap_err();
    let told = format!("{undelivered:?}");
    assert!(!told.contains("secret"), "{told}");
    (undelivered, around.noted().remove(0))
}

#[tokio::test]
async fn an_answer_without_a_2xx_is_a_failure_for_good() {
    for answer in [
        "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 404 Oh\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 429 Oh\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 304 Oh\r\n\r\n",
    ] {
        let (undelivered, noted) = failure(Manner::Says(answer)).await;
        let status = &answer[9..12];
        assert_eq!(undelivered.again, Retry::Permanent);
        assert_eq!(undelivered.fault.hex(), "0x80050201");
        assert_eq!(
            undelivered.fault.trace.unwrap(),
            format!("The service endpoint 'Orders' gave an answer with status {status}.")
        );
        assert_eq!(noted["answer"]["status"].to_string(), status);
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (elsewhere, mut requests) = host(OK).await;
    let answer = format!("HTTP/1.1 307 Oh\r\nLocation: {elsewhere}\r\nContent-Length: 0\r\n\r\n");
    let (undelivered, noted) = failure(Manner::Says(answer.leak())).await;
    assert_eq!(undelivered.fault.hex(), "0x80050201");
    assert_eq!(noted["answer"]["status"], 307);
    assert!(requests.try_recv().is_err());
}

#[tokio::test]
async fn a_receiver_that_is_away_is_worth_one_more_attempt_and_then_no_more() {
    for answer in [
        "HTTP/1.1 502 Oh\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 503 Oh\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 504 Oh\r\nContent-Length: 0\r\n\r\n",
    ] {
        let (host, _requests) = host(Manner::Says(answer)).await;
        let around = Around::new(PATIENT);
        let row = endpoint(&host, 4, "k");
        for (attempt, again) in [(1, Retry::Transient), (2, Retry::Permanent)] {
            let delivery = Delivery {
                attempt,
                ..delivery()
            };
            let undelivered = around.deliver(&row, &delivery).await.unwrap_err();
            assert_eq!(undelivered.again, again);
            assert_eq!(undelivered.fault.hex(), "0x80050201");
        }
        let attempts: Vec<_> = around
            .noted()
            .iter()
            .map(|entry| entry["attempt"].clone())
            .collect();
        assert_eq!(attempts, [1, 2]);
    }
}

#[tokio::test]
async fn a_receiver_that_is_silent_meets_the_deadline_on_the_organizations_clock() {
    let (host, mut requests) = host(Manner::Waits).await;
    let around = Arc::new(Around::new(PATIENT));
    let delivering = tokio::spawn({
        let around = Arc::clone(&around);
        async move { around.deliver(&endpoint(&host, 4, "k"), &delivery()).await }
    });
    requests.recv().await.unwrap();
    assert_eq!(around.activity.pending().network, 1);
    for left in [59, 1] {
        assert!(!delivering.is_finished());
        let by = To::By(SignedDuration::from_secs(left));
        around.clock.advance(by).await.unwrap();
    }
    let undelivered = delivering.await.unwrap().unwrap_err();
    assert_eq!(undelivered.again, Retry::Permanent);
    assert_eq!(undelivered.fault.hex(), "0x80050202");
    let noted = around.noted().remove(0);
    assert_eq!(noted["endedBy"], "deadline");
    assert_eq!(noted["elapsedMs"], 60_000);
    assert_eq!(noted["answer"], Json::Null);
}

#[tokio::test]
async fn how_long_a_receiver_may_take_is_a_rule_and_real_time_ends_it_too() {
    let (host, _requests) = host(Manner::Waits).await;
    let around = Around::new(Duration::from_millis(10));
    let row = endpoint(&host, 4, "k");
    let undelivered = around.deliver(&row, &delivery()).await.unwrap_err();
    assert_eq!(undelivered.fault.hex(), "0x80050202");
    assert_eq!(around.noted()[0]["endedBy"], "safety-limit");
    let mut rules = Rules::default();
    rules.set("webhook_timeout", "PT0S").unwrap();
    let undelivered = around.deliver_by(&row, &delivery(), &rules).await;
    assert_eq!(undelivered.unwrap_err().fault.hex(), "0x80050202");
    assert_eq!(around.noted()[1]["endedBy"], "deadline");
}

#[tokio::test]
async fn what_a_receiver_says_beyond_its_status_is_not_read() {
    let (host, _requests) = host(Manner::GoesOn("HTTP/1.1 200 OK\r\n\r\n")).await;
    let around = Around::new(PATIENT);
    let delivered = around.deliver(&endpoint(&host, 4, "k"), &delivery()).await;
    delivered.unwrap();
}

#[tokio::test]
async fn a_head_that_never_ends_is_a_failure() {
    let (undelivered, noted) = failure(Manner::GoesOn("HTTP/1.1 200 OK\r\nx: ")).await;
    assert_eq!(undelivered.again, Retry::Permanent);
    assert_eq!(undelivered.fault.hex(), "0x80050205");
    assert_eq!(noted["endedBy"], "connection");
}

#[tokio::test]
async fn garbage_and_a_closed_connection_are_no_answers() {
    for manner in [Manner::Says("garbage\r\n\r\n"), Manner::Says("")] {
        let (undelivered, noted) = failure(manner).await;
        assert_eq!(undelivered.again, Retry::Permanent);
        assert_eq!(undelivered.fault.hex(), "0x80050205");
        let message = undelivered.fault.message;
        assert!(message.contains("'Orders'"), "{message}");
        assert_eq!(noted["endedBy"], "connection");
    }
}

#[tokio::test]
async fn nobody_there_and_a_name_that_does_not_resolve_are_failures_for_good() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    // A DNS label of this length is invalid, so that no name server is asked.
    let unknown = format!("http://{}.invalid/", "x".repeat(64));
    for (url, reason) in [(closed, "tcp connect error"), (unknown, "dns error")] {
        let around = Around::new(PATIENT);
        let row = endpoint(&format!("{url}?sig=secret"), 4, "secret");
        let undelivered = around.deliver(&row, &delivery()).await.unwrap_err();
        assert_eq!(undelivered.again, Retry::Permanent);
        assert_eq!(undelivered.fault.hex(), "0x80050205");
        let message = &undelivered.fault.message;
        assert!(message.contains(reason), "{message}");
        let told = format!("{:?} {:?}", undelivered.fault, around.noted());
        assert!(!told.contains("secret"), "{told}");
        assert_eq!(around.noted()[0]["endedBy"], "connection");
    }
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_is_told_and_nothing_goes_out() {
    let (host, mut requests) = host(OK).await;
    let around = Around::new(PATIENT);
    let delivery = Delivery {
        message: "two\nlines".to_owned(),
        ..delivery()
    };
    let undelivered = around.deliver(&endpoint(&host, 4, "k"), &delivery).await;
    let fault = undelivered.unwrap_err().fault;
    assert_eq!(fault.hex(), "0x80050205");
    assert!(
        fault.message.contains("x-ms-dynamics-request-name"),
        "{fault}"
    );
    assert!(requests.try_recv().is_err());
    assert!(around.noted().is_empty());
}
