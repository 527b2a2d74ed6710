//! Batches: many requests in one, and what each of them came to.

use cucumber::gherkin::Step;
use serde_json::{Value, json};
use suite_phrase::phrase;

use super::{table_of, text_of};
use crate::exchange::{Exchange, Headers, Request};
use crate::failure::Failure;
use crate::json_batch;
use crate::multipart::{self, Item};
use crate::world::{Caller, Inspected, World};

const ADDRESS: &str = "/api/data/v9.2/$batch";

/// Sends the requests below in one batch. A line `---` stands between them; `--- change set` begins one, which `--- end` ends.
#[phrase]
#[when(regex = r#"^a client sends a batch(?: with the preference "([^"]+)")? of$"#)]
async fn send(world: &mut World, step: &Step, preference: String) -> Result<(), Failure> {
    let mut request = read(text_of(step)?)?;
    prefer(&mut request, preference);
    world.send(request, Caller::Client).await.map(drop)
}

/// Sends the request below many times in one batch.
#[phrase]
#[when(regex = r#"^a client sends a batch(?: with the preference "([^"]+)")? of (\d+) times$"#)]
async fn send_many(
    world: &mut World,
    step: &Step,
    preference: String,
    times: usize,
) -> Result<(), Failure> {
    let request = Request::parse(text_of(step)?)?;
    let items: Vec<Item> = (0..times).map(|_| Item::Request(request.clone())).collect();
    let mut request = batch(&items);
    prefer(&mut request, preference);
    world.send(request, Caller::Client).await.map(drop)
}

/// Sends the request below many times in one JSON batch, with the ids 1, 2 and so on.
#[phrase]
#[when(regex = r"^a client sends a JSON batch of (\d+) times$")]
async fn send_many_as_json(world: &mut World, step: &Step, times: usize) -> Result<(), Failure> {
    let request = Request::parse(text_of(step)?)?;
    let one = |at: usize| json!({"id": (at + 1).to_string(), "method": request.method, "url": request.target});
    let requests: Vec<Value> = (0..times).map(one).collect();
    let batch = Request {
        method: "POST".to_owned(),
        target: ADDRESS.to_owned(),
        headers: Headers(vec![(
            "Content-Type".to_owned(),
            "application/json".to_owned(),
        )]),
        body: json!({"requests": requests}).to_string().into_bytes(),
    };
    world.send(batch, Caller::Client).await.map(drop)
}

/// The batch of the requests in a text, as the phrase above takes it.
pub(super) fn read(text: &str) -> Result<Request, Failure> {
    Ok(batch(&items(text)?))
}

fn batch(items: &[Item]) -> Request {
    Request {
        method: "POST".to_owned(),
        target: ADDRESS.to_owned(),
        headers: Headers(vec![("Content-Type".to_owned(), multipart::content_type())]),
        body: multipart::write(items),
    }
}

fn prefer(request: &mut Request, preference: String) {
    if !preference.is_empty() {
        request.headers.0.push(("Prefer".to_owned(), preference));
    }
}

fn items(text: &str) -> Result<Vec<Item>, Failure> {
    let mut items = Vec::new();
    let mut open: Option<Vec<Request>> = None;
    let mut written = String::new();
    for line in text.lines().chain(["---"]) {
        let Some(kind) = line.strip_prefix("---") else {
            written.push_str(line);
            written.push('\n');
            continue;
        };
        if !written.trim().is_empty() {
            let request = Request::parse(&written)?;
            match &mut open {
                Some(requests) => requests.push(request),
                None => items.push(Item::Request(request)),
            }
        }
        written.clear();
        match kind.trim() {
            "change set" => open = Some(Vec::new()),
            "end" => items.extend(open.take().map(Item::ChangeSet)),
            _ => {}
        }
    }
    match open {
        None => Ok(items),
        Some(_) => Err(Failure::step("a change set has no line `--- end`")),
    }
}

/// The status of every part of the batch's answer, by its number: `1`, and `2.1` inside a change set. In a JSON batch, by
/// its id.
#[phrase]
#[then(regex = r"^the batch is answered with$")]
async fn answered(world: &mut World, step: &Step) -> Result<(), Failure> {
    let (_, rows) = table_of(step)?;
    let found: Vec<Vec<String>> = parts(world)?
        .into_iter()
        .map(|(part, exchange)| vec![part, exchange.response.status.to_string()])
        .collect();
    if found == rows {
        Ok(())
    } else {
        let shown = |rows: &[Vec<String>]| format!("{rows:?}");
        Err(world.mismatch("the answers", shown(rows), shown(&found)))
    }
}

/// Looks at one part of the batch's answer from now on.
#[phrase]
#[when(regex = r#"^the client reads part "([^"]+)"$"#)]
#[then(regex = r#"^the client reads part "([^"]+)"$"#)]
async fn look(world: &mut World, part: String) -> Result<(), Failure> {
    let parts = parts(world)?;
    let found = parts.into_iter().find(|(number, _)| *number == part);
    let (_, exchange) =
        found.ok_or_else(|| world.mismatch("the batch's answers", &part, "none of this number"))?;
    world.look_at(exchange);
    Ok(())
}

/// The answers of the batch that was sent last.
fn parts(world: &World) -> Result<Vec<(String, Exchange)>, Failure> {
    let kind_of = |exchange: &Exchange| exchange.response.headers.get("Content-Type");
    let is_batch = |exchange: &&Exchange| {
        let is_json = exchange.request.target.ends_with(ADDRESS) && exchange.response.status == 200;
        is_json || kind_of(exchange).is_some_and(|kind| kind.starts_with("multipart/mixed"))
    };
    let mut record = world.record().iter().rev().map(Inspected::exchange);
    let batch = record.find(is_batch);
    let batch = batch.ok_or_else(|| world.mismatch("the answer", "a batch's", "none so far"))?;
    let Exchange { request, response } = batch;
    let kind = kind_of(batch).unwrap_or_default();
    let answers = match kind.starts_with("application/json") {
        true => json_batch::read(&response.body)?,
        false => multipart::read(&kind, &response.body)?,
    };
    let exchange = |(number, response)| {
        let request = request.clone();
        (number, Exchange { request, response })
    };
    Ok(answers.into_iter().map(exchange).collect())
}
