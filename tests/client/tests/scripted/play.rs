//! Plays the script of a row.

use std::sync::Arc;
use std::time::Duration;

use dataverse_client::{
    Cancel, Client, Error, Every, Growing, Method, Operation, Prefer, Result, Retry, Started,
    Token, Wanted, token_from,
};
use serde_json::Value;

use crate::clock::{ManualClock, reached};
use crate::row::Row;
use crate::script::{ROOT, Scripted};

/// What the client does with an operation that it has, and what it says.
struct Player {
    client: Client,
    clock: Arc<ManualClock>,
    operation: Option<Operation<Value>>,
    method: Method,
    prefer: Option<Prefer>,
    said: Vec<String>,
}

/// Does what the row says, and describes what came of it: words of each verb, the result, and the time slept.
pub(crate) async fn play(row: &Row) -> Result<String, String> {
    let clock = Arc::new(ManualClock::default());
    let transport = Scripted::new(&row.exchanges);
    let left = transport.left();
    let retry = Retry {
        jitter: false,
        ..Retry::default()
    };
    let mut builder = Client::builder(ROOT)
        .transport(transport)
        .clock(Arc::clone(&clock) as _)
        .retry(retry);
    let (options, verbs): (Vec<_>, Vec<_>) =
        row.verbs.iter().partition(|verb| verb.starts_with('+'));
    let mut method = Method::POST;
    let mut prefer = None;
    for option in options {
        builder = match option.as_str() {
            "+get" => {
                method = Method::GET;
                builder
            }
            "+mirrored" => builder.mirrored(),
            "+never again" => builder.retry(Retry::never()),
            "+token" => builder.token(token_from(|_, wanted| async move {
                Ok(Token::new(match wanted {
                    Wanted::Any => "kept",
                    Wanted::Fresh => "fresh",
                }))
            })),
            "+growing" => builder.pace(Growing {
                first: Duration::from_secs(1),
                most: Duration::from_secs(4),
            }),
            "+every 2s" => builder.pace(Every(Duration::from_secs(2))),
            "+wait=10" => {
                prefer = Some(Prefer::Wait(Duration::from_secs(10)));
                builder
            }
            other => return Err(format!("{}: no option {other}", row.name)),
        };
    }
    let mut player = Player {
        client: builder.build().unwrap(),
        clock: Arc::clone(&clock),
        operation: None,
        method,
        prefer,
        said: Vec::new(),
    };
    for verb in verbs {
        if let Err(error) = player.act(verb).await {
            player.said.push(described(&error));
        }
    }
    let slept = clock.slept();
    if !slept.is_empty() {
        player.said.push(format!("slept {}", slept.join(" ")));
    }
    let left = left.lock().unwrap().complaint();
    match left {
        Some(complaint) => Err(format!(
            "{}: {complaint}; so far {:?}",
            row.name, player.said
        )),
        None => Ok(player.said.join("; ")),
    }
}

impl Player {
    async fn act(&mut self, verb: &str) -> Result<()> {
        let (verb, argument) = verb.split_once(' ').unwrap_or((verb, ""));
        match verb {
            "send" => {
                let call = self.client.request::<Value>(self.method.clone(), "Make");
                let result = call.send().await?;
                self.said.push(result.to_string());
            }
            "start" => {
                let mut call = self.client.request(self.method.clone(), "Make");
                if let Some(prefer) = self.prefer.take() {
                    call = call.prefer(prefer);
                }
                match call.start().await? {
                    Started::Finished(result) => self.said.push(format!("at once {result}")),
                    Started::Accepted(operation) => self.operation = Some(operation),
                }
            }
            "resume" => {
                self.operation = Some(self.client.resume(argument.parse().unwrap())?);
            }
            "poll" => {
                let status = self.operation.as_mut().unwrap().poll().await?;
                self.said.push(status.to_string());
            }
            "cancel" => {
                let cancel = self.operation.as_mut().unwrap().cancel().await?;
                self.said.push(word(&cancel));
            }
            // Another task cancels: the operation learns of it by looking.
            "canceller" => {
                let canceller = self.operation.as_ref().unwrap().canceller();
                self.said.push(word(&canceller.cancel().await?));
            }
            "interval" => {
                let interval = self.operation.as_ref().unwrap().poll_interval();
                self.said.push(format!("interval {interval:?}"));
            }
            "wait" => self.wait(argument).await?,
            other => panic!("no verb {other}"),
        }
        Ok(())
    }

    /// `wait`, `wait 10s` for a limit, `wait until 7s` for a stop. Without an operation it calls and waits.
    async fn wait(&mut self, argument: &str) -> Result<()> {
        let seconds = |text: &str| Duration::from_secs(text.trim_end_matches('s').parse().unwrap());
        let until = argument.strip_prefix("until ").map(seconds);
        let limit = (until.is_none() && !argument.is_empty()).then(|| seconds(argument));
        let stop = until.map(|instant| reached(&self.clock, instant));
        let result = match self.operation.take() {
            Some(operation) => {
                let mut wait = operation.wait();
                if let Some(limit) = limit {
                    wait = wait.timeout(limit);
                }
                if let Some(stop) = stop {
                    wait = wait.until(stop);
                }
                wait.await
            }
            None => {
                let mut call = self.client.request::<Value>(self.method.clone(), "Make");
                if let Some(limit) = limit {
                    call = call.timeout(limit);
                }
                if let Some(stop) = stop {
                    call = call.until(stop);
                }
                call.wait().await
            }
        };
        self.said.push(result?.to_string());
        Ok(())
    }
}

/// An error: its kind, its monitor, and what it says without them.
fn described(error: &Error) -> String {
    let debug = format!("{error:?}");
    let kind = debug.split([' ', '(']).next().unwrap();
    let text = error.to_string();
    let text = text.split(" (monitor: ").next().unwrap().replace(ROOT, "");
    match error.monitor() {
        Some(monitor) => format!("{kind} {}: {text}", monitor.to_string().replace(ROOT, "")),
        None => format!("{kind}: {text}"),
    }
}

fn word(cancel: &Cancel) -> String {
    match cancel {
        Cancel::Requested { monitor: Some(own) } => {
            format!("requested at {}", own.to_string().replace(ROOT, ""))
        }
        Cancel::Requested { monitor: None } => "requested".into(),
        Cancel::Canceled => "canceled".into(),
        Cancel::TooLate(Some(refusal)) => format!("too late: {refusal}"),
        Cancel::TooLate(None) => "too late".into(),
        Cancel::Unsupported => "unsupported".into(),
    }
}
