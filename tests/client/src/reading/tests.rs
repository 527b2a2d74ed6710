//! The rows of the table. What follows from them is in `tests/scripted/`.

use http::HeaderMap;

use super::{CancelReading, Reader, Reading};
use crate::answer::Answer;
use crate::monitor::Protocol;
use crate::status::Status;

fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Answer {
    let mut all = HeaderMap::new();
    for (name, value) in headers {
        all.insert(*name, value.parse().unwrap());
    }
    Answer {
        status: status.try_into().unwrap(),
        headers: all,
        body: body.to_owned().into(),
    }
}

/// The kind of a reading, with the status that matters.
fn kind(reading: Reading) -> String {
    match reading {
        Reading::Open { status, location } => format!("{status} {}", location.unwrap_or_default()),
        Reading::Ended(answer) => format!("ended {}", answer.status.as_u16()),
        Reading::Failed(refusal) => format!("failed {:?}", refusal.status.map(|s| s.as_u16())),
        Reading::Canceled => "canceled".into(),
        Reading::Gone => "gone".into(),
        Reading::Refused => "refused".into(),
        Reading::Unexpected(_) => "unexpected".into(),
    }
}

#[test]
fn every_status_of_a_look_has_one_meaning() {
    for (status, odata, mirrored, dataverse) in [
        (200, "ended 200", "ended 200", "unexpected"),
        (201, "ended 201", "ended 201", "unexpected"),
        (202, "Running m/2", "Running m/2", "Running "),
        (204, "ended 204", "ended 204", "unexpected"),
        (304, "unexpected", "unexpected", "unexpected"),
        (400, "refused", "failed Some(400)", "refused"),
        (401, "refused", "refused", "refused"),
        (403, "refused", "failed Some(403)", "refused"),
        (404, "gone", "failed Some(404)", "gone"),
        (408, "refused", "failed Some(408)", "refused"),
        (410, "gone", "failed Some(410)", "gone"),
        (429, "refused", "failed Some(429)", "refused"),
        (500, "refused", "failed Some(500)", "refused"),
        (501, "refused", "failed Some(501)", "refused"),
        (503, "refused", "failed Some(503)", "refused"),
    ] {
        let answer = answer(status, &[("location", "m/2")], "");
        for (protocol, mirrored, expected) in [
            (Protocol::OData, false, odata),
            (Protocol::OData, true, mirrored),
            (Protocol::Dataverse, false, dataverse),
            (Protocol::Dataverse, true, dataverse),
        ] {
            let reader = Reader { protocol, mirrored };
            assert_eq!(kind(reader.read(&answer)), expected, "{status} {reader:?}");
        }
    }
}

#[test]
fn six_pairs_of_codes_mean_something_and_no_other() {
    let reader = Reader {
        protocol: Protocol::Dataverse,
        mirrored: false,
    };
    let mut known = Vec::new();
    for state in -1..=4 {
        for reason in -1..=40 {
            let body = format!(
                r#"{{"backgroundOperationStateCode":{state},"backgroundOperationStatusCode":{reason}}}"#
            );
            let reading = kind(reader.read(&answer(200, &[], &body)));
            if reading != "unexpected" {
                known.push((state, reason, reading));
            }
        }
    }
    let expected = [
        (0, 0, "Pending "),
        (2, 20, "Running "),
        (2, 22, "Canceling "),
        (3, 30, "ended 200"),
        (3, 31, "failed None"),
        (3, 32, "canceled"),
    ];
    assert_eq!(
        known,
        expected.map(|(state, reason, kind)| (state, reason, kind.to_owned()))
    );
}

#[test]
fn every_status_of_an_operation_ends_it_or_not() {
    let reader = Reader {
        protocol: Protocol::OData,
        mirrored: false,
    };
    for (result, expected) in [
        ("200", "ended 200"),
        ("201", "ended 201"),
        (" 204 ", "ended 204"),
        ("202", "Running m/2"),
        ("304", "failed Some(304)"),
        ("400", "failed Some(400)"),
        ("404", "failed Some(404)"),
        ("503", "failed Some(503)"),
        ("099", "unexpected"),
        ("20", "unexpected"),
        ("+20", "unexpected"),
        ("200 OK", "unexpected"),
        ("", "unexpected"),
    ] {
        let headers = [("asyncresult", result), ("location", "m/2")];
        assert_eq!(
            kind(reader.read(&answer(200, &headers, ""))),
            expected,
            "{result:?}"
        );
    }
}

#[test]
fn every_status_of_a_cancellation_has_one_meaning() {
    let canceling = r#"{"backgroundOperationStateCode":2,"backgroundOperationStatusCode":22}"#;
    let short = |reading: CancelReading| {
        let text = format!("{reading:?}");
        text.split([' ', '(']).next().unwrap().to_owned()
    };
    for (status, odata, dataverse) in [
        (200, "Canceled", "Requested"),
        (202, "Requested", "Requested"),
        (204, "Canceled", "Requested"),
        (206, "Unexpected", "Unexpected"),
        (302, "Unexpected", "Unexpected"),
        (400, "Refused", "TooLate"),
        (401, "Refused", "Refused"),
        (404, "Gone", "Gone"),
        (405, "Unsupported", "Unsupported"),
        (409, "TooLate", "TooLate"),
        (410, "Gone", "Gone"),
        (429, "Refused", "Refused"),
        (500, "Refused", "Refused"),
        (501, "Unsupported", "Unsupported"),
    ] {
        for (protocol, expected) in [(Protocol::OData, odata), (Protocol::Dataverse, dataverse)] {
            let reader = Reader {
                protocol,
                mirrored: false,
            };
            let reading = reader.read_cancel(&answer(status, &[], canceling));
            assert_eq!(short(reading), expected, "{status} {protocol:?}");
        }
    }
    assert!(!Status::Canceling.is_ended());
}
