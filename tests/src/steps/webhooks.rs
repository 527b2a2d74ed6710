//! Service endpoints with their steps, and what a webhook was sent: its bytes, and how an independent reader
//! understands them.

use std::path::Path;
use std::process::Stdio;

use cucumber::{given, then, when};
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::custom_apis::create;
use super::rows::new_id;
use crate::exchange::{Exchange, Headers, Request, Response};
use crate::failure::Failure;
use crate::sink::Manner;
use crate::world::World;

/// A webhook whose key is `k3y`, remembered by its name.
#[given(regex = r#"^a webhook "([^"]+)" to "([^"]+)"$"#)]
async fn webhook(world: &mut World, name: String, url: String) -> Result<(), Failure> {
    let row = json!({
        "name": name, "contract": 8, "url": world.memory.fill(&url)?, "authtype": 4, "authvalue": "k3y",
        "path": "", "solutionnamespace": "",
    });
    create(world, "serviceendpoints", &row).await?;
    let id = new_id(world)?;
    world.memory.keep(&name, id);
    Ok(())
}

/// A sink of the control door, its address remembered by its name. It answers 200, or as it is told.
#[given(
    regex = r#"^a sink "([^"]+)"(?: that (answers \d{3}(?: and then \d{3})*|never answers))?$"#
)]
#[given(
    regex = r#"^the sink "([^"]+)" (answers \d{3}(?: and then \d{3})*|never answers) from now on$"#
)]
#[when(
    regex = r#"^the sink "([^"]+)" (answers \d{3}(?: and then \d{3})*|never answers) from now on$"#
)]
async fn sink(world: &mut World, name: String, manner: String) -> Result<(), Failure> {
    let statuses = manner
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|word| word.parse::<u16>().ok());
    let manners = match manner.as_str() {
        "never answers" => vec![Manner::Silence],
        _ => statuses
            .map(|status| Manner::Status(status, Vec::new()))
            .collect(),
    };
    let url = world.organization()?.sink(&name, manners).await?;
    world.memory.keep(&name, url);
    Ok(())
}

/// Lets everything settle first, so that a request too many would have arrived.
#[then(regex = r#"^the sink "([^"]+)" has received (no|\d+) requests?$"#)]
async fn received(world: &mut World, name: String, count: String) -> Result<(), Failure> {
    let expected: usize = count.parse().unwrap_or(0);
    world.organization()?.settle().await?;
    let found = world.organization()?.received(&name, expected).await?.len();
    if found == expected {
        Ok(())
    } else {
        Err(world.mismatch(&format!("requests at the sink {name:?}"), expected, found))
    }
}

/// Holds the request under inspection against a snapshot: its path, its headers, and its body byte for byte.
#[then(regex = r#"^the request matches snapshot "([^"]+)" byte for byte$"#)]
async fn matches_snapshot(world: &mut World, name: String) -> Result<(), Failure> {
    let request = world.inspected()?.exchange().request.clone();
    world.check_delivered(&name, &request)
}

/// Has `readers/execution_context.py` read a body; from now on its summary is looked at.
#[when(regex = r#"^the Python reader accepts the body of request (\d+) at the sink "([^"]+)"$"#)]
#[then(regex = r#"^the Python reader accepts the body of request (\d+) at the sink "([^"]+)"$"#)]
async fn is_read(world: &mut World, number: usize, name: String) -> Result<(), Failure> {
    let mut received = world.organization()?.received(&name, number).await?;
    let received = received.swap_remove(number - 1);
    let reader = world.material()?.reader();
    let summary = summary(&reader, &received.body).await?;
    let request = Request {
        method: "POST".to_owned(),
        target: name,
        headers: Headers::default(),
        body: received.body,
    };
    let response = Response {
        status: 200,
        headers: Headers::default(),
        body: summary,
    };
    drop(world.answered(Exchange { request, response }).clone());
    Ok(())
}

async fn summary(reader: &Path, body: &[u8]) -> Result<Vec<u8>, Failure> {
    let unusable = |error: std::io::Error| {
        Failure::step(format!(
            "the reader of webhook bodies needs `python3`: {error}"
        ))
    };
    let mut reader = Command::new("python3")
        .arg(reader)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(unusable)?;
    if let Some(mut input) = reader.stdin.take() {
        input.write_all(body).await.map_err(unusable)?;
    }
    let output = reader.wait_with_output().await.map_err(unusable)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(Failure::step(format!(
        "the reader refuses the body: {}\n{}",
        String::from_utf8_lossy(&output.stderr).trim_end(),
        String::from_utf8_lossy(body),
    )))
}
