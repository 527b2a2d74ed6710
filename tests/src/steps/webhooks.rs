//! Service endpoints with their steps, and what a webhook was sent: its bytes, and how an independent reader
//! understands them.

use std::path::Path;
use std::process::Stdio;

use serde_json::json;
use suite_phrase::phrase;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::custom_apis::create;
use super::rows::new_id;
use crate::exchange::{Exchange, Headers, Request, Response};
use crate::failure::Failure;
use crate::world::World;

/// Registers a webhook whose key is `k3y`; its id is remembered by its name.
#[phrase(Steps)]
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

/// The request under inspection is that of a file in `snapshots/`: its path, its headers, and its body byte for byte.
#[phrase(anywhere)]
#[then(regex = r#"^the request matches snapshot "([^"]+)" byte for byte$"#)]
async fn matches_snapshot(world: &mut World, name: String) -> Result<(), Failure> {
    let request = world.inspected()?.exchange().request.clone();
    world.check_delivered(&name, &request)
}

/// Has `tests/readers/execution_context.py` read the body of a request; from now on its summary is looked at.
#[phrase(anywhere)]
#[when(regex = r#"^the Python reader accepts the body of request (\d+) at the sink "([^"]+)"$"#)]
#[then(regex = r#"^the Python reader accepts the body of request (\d+) at the sink "([^"]+)"$"#)]
async fn is_read(world: &mut World, number: usize, name: String) -> Result<(), Failure> {
    let mut received = world.organization()?.received(&name, number).await?;
    let received = received.swap_remove(number - 1);
    let reader = world.assets()?.reader();
    let summary = summary(&reader, &[], &received.body).await?;
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

/// What a reader in Python prints of a body.
pub(super) async fn summary(
    reader: &Path,
    arguments: &[&str],
    body: &[u8],
) -> Result<Vec<u8>, Failure> {
    let unusable = |error: std::io::Error| {
        Failure::step(format!("the reader of bodies needs `python3`: {error}"))
    };
    let mut reader = Command::new("python3")
        .arg(reader)
        .args(arguments)
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
    Err(Failure::Mismatch {
        what: "the body, as an independent reader reads it".to_owned(),
        expected: "a body that the reader accepts".to_owned(),
        found: String::from_utf8_lossy(&output.stderr)
            .trim_end()
            .to_owned(),
        context: String::from_utf8_lossy(body).into_owned(),
    })
}
