//! Monitors that misbehave, in memory. Each row of `tests/scripted/*.txt` is a conversation and what the client makes
//! of it; `check` plays one.
#![expect(clippy::unwrap_used, reason = "whatever cannot be read fails the test")]

#[path = "scripted/batch.rs"]
mod batch;
#[path = "scripted/clock.rs"]
mod clock;
#[path = "scripted/logged.rs"]
mod logged;
#[path = "scripted/play.rs"]
mod play;
#[path = "scripted/progress.rs"]
mod progress;
#[path = "scripted/row.rs"]
mod row;
#[path = "scripted/script.rs"]
mod script;
#[path = "scripted/tokens.rs"]
mod tokens;

use play::play;
use row::{Row, rows};

/// Plays the script of a row and compares what came of it with what is expected.
async fn check(row: &Row) -> Result<(), String> {
    let played = play(row).await?;
    let Row { name, expected, .. } = row;
    match played == *expected {
        true => Ok(()),
        false => Err(format!(
            "{name}\n  came:     {played}\n  expected: {expected}"
        )),
    }
}

/// Checks every row of a file, of which there are at least `fewest`.
async fn check_all(text: &str, fewest: usize) {
    let rows = rows(text);
    assert!(
        rows.len() >= fewest,
        "{} rows; where are the others?",
        rows.len()
    );
    let mut wrong = Vec::new();
    for row in &rows {
        if let Err(difference) = check(row).await {
            wrong.push(difference);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[tokio::test]
async fn answers_of_odata() {
    check_all(include_str!("scripted/odata.txt"), 20).await;
}

#[tokio::test]
async fn answers_of_dataverse() {
    check_all(include_str!("scripted/dataverse.txt"), 12).await;
}

#[tokio::test]
async fn faults_that_pass_and_faults_that_stay() {
    check_all(include_str!("scripted/faults.txt"), 15).await;
}

#[tokio::test]
async fn addresses_and_where_the_token_goes() {
    check_all(include_str!("scripted/addresses.txt"), 10).await;
}

#[tokio::test]
async fn cancellations() {
    check_all(include_str!("scripted/cancel.txt"), 15).await;
}

#[tokio::test]
async fn limits_and_paces() {
    check_all(include_str!("scripted/limits.txt"), 8).await;
}
