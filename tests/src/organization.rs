//! The organization of a scenario: one of its own behind a control door, or one that others use as well.
//!
//! An operation that only one of them supports fails in the other as unsupported, so steps need not know which one it
//! is.

mod own;

use std::time::Duration;

use serde_json::{Map, Value, json};

pub use own::Own;

use crate::exchange::{Exchange, Request, json as parse};
use crate::failure::Failure;
use crate::live::LiveScenario;
use crate::sink::{PATIENCE, Sink, SinkBehavior};

/// The organization of a scenario.
#[derive(Debug, Clone)]
pub enum Organization {
    /// An organization of the scenario's own; the suite removes it at the end of the scenario.
    Own(Own),
    /// The organization of a live target.
    Shared(LiveScenario),
}

impl Organization {
    /// The organization's address, without a slash at the end.
    pub fn url(&self) -> &str {
        match self {
            Self::Own(own) => own.url(),
            Self::Shared(scenario) => scenario.target().url(),
        }
    }

    /// The organization's name.
    pub fn name(&self) -> &str {
        match self {
            Self::Own(own) => own.name(),
            Self::Shared(scenario) => &scenario.target().about().name,
        }
    }

    /// The address of the target's first organization, the only one that creates others.
    pub fn first_url(&self) -> &str {
        match self {
            Self::Own(own) => own.first_url(),
            Self::Shared(scenario) => scenario.target().url(),
        }
    }

    /// The header lines that sign `user` in; `None` is the administrator.
    ///
    /// # Errors
    /// When the organization has no such user.
    pub async fn sign(&self, user: Option<&str>) -> Result<Vec<(String, String)>, Failure> {
        match self {
            Self::Own(own) => own.sign(user).await,
            Self::Shared(scenario) => scenario.sign(user).await,
        }
    }

    /// Sends the scenario's request.
    ///
    /// # Errors
    /// When the request is not allowed there, or no answer comes.
    pub async fn send(&self, request: Request) -> Result<Exchange, Failure> {
        match self {
            Self::Own(own) => own.wire().send(request).await,
            Self::Shared(scenario) => scenario.send(request).await,
        }
    }

    /// Waits until all remaining work needs time to pass or a release.
    ///
    /// # Errors
    /// When the organization does not come to rest.
    pub async fn settle(&self) -> Result<(), Failure> {
        match self {
            Self::Own(own) => own.settle().await.map(drop),
            Self::Shared(scenario) => scenario.rest().await,
        }
    }

    /// Waits for the polling interval where the suite cannot move the clock, and returns whether a failed check may be
    /// repeated.
    ///
    /// # Errors
    /// When the scenario's budget of real time is used up.
    pub async fn looks_again(&self) -> Result<bool, Failure> {
        match self {
            Self::Own(_) => Ok(false),
            Self::Shared(scenario) => scenario.wait_to_look_again().await.map(|()| true),
        }
    }

    /// The number of pending entries of `class` (time, release, polls) after the organization has come to rest.
    ///
    /// # Errors
    /// When the organization does not come to rest, or does not report the number.
    pub async fn pending(&self, class: &str) -> Result<u64, Failure> {
        let rest = self.door("what waits there")?.settle().await?;
        let count = rest.pointer(&format!("/pending/{class}"));
        Ok(count.and_then(Value::as_u64).unwrap_or_default())
    }

    /// How many changes wait for room in the database. Does not wait for rest, which there is not while one waits.
    ///
    /// # Errors
    /// When there is no control door, or its answer has no number.
    pub async fn waiting_for_storage(&self) -> Result<u64, Failure> {
        self.door("what waits for storage")?
            .waiting_for_storage()
            .await
    }

    /// The values of the limits that the organization was opened with, by name.
    ///
    /// # Errors
    /// When there is no control door, or its answer has no limits.
    pub async fn limits(&self) -> Result<Map<String, Value>, Failure> {
        self.door("the emulator's limits")?.limits().await
    }

    /// Lets an ISO 8601 duration pass.
    ///
    /// # Errors
    /// When the control door refuses, or the budget of real time is too small.
    pub async fn pass(&self, duration: &str) -> Result<(), Failure> {
        match self {
            Self::Own(own) => own.advance(&json!({ "by": duration })).await.map(drop),
            Self::Shared(scenario) => {
                let time = duration.parse::<jiff::SignedDuration>().ok();
                let time = time.and_then(|time| Duration::try_from(time).ok());
                let time =
                    time.ok_or_else(|| Failure::step(format!("{duration:?} is no time to wait")))?;
                scenario.pause(time).await
            }
        }
    }

    /// Moves the clock to an instant.
    ///
    /// # Errors
    /// When the control door refuses.
    pub async fn pass_until(&self, instant: &str) -> Result<(), Failure> {
        let door = self.door("moving the clock")?;
        door.advance(&json!({ "to": instant })).await.map(drop)
    }

    /// Lets time pass until no work is left.
    ///
    /// # Errors
    /// When the organization does not get there.
    pub async fn finish(&self) -> Result<(), Failure> {
        match self {
            Self::Own(own) => own.advance(&json!({ "until": "idle" })).await.map(drop),
            Self::Shared(scenario) => scenario.rest().await,
        }
    }

    /// Sets a rule, or checks that the target is known to have this value.
    ///
    /// # Errors
    /// When the control door refuses name or value, or the target file does not declare the value.
    pub async fn rule(&self, name: &str, value: &Value) -> Result<(), Failure> {
        match self {
            Self::Own(own) => own.rules(&json!({ name: value })).await,
            Self::Shared(scenario) => match scenario.target().rules().get(name) {
                Some(known) if known == value => Ok(()),
                known => Err(Failure::unsupported(format!(
                    "the rule {name} is to be {value}, and the target's file says {}",
                    known.map_or_else(|| "nothing of it".to_owned(), Value::to_string)
                ))),
            },
        }
    }

    /// Creates or changes a user. Returns the known columns of the user's row.
    ///
    /// # Errors
    /// When the control door refuses, or no such user is available.
    pub async fn user(&self, name: &str, wanted: &Value) -> Result<Value, Failure> {
        match self {
            Self::Own(own) => parse(&own.user(name, wanted).await?.response.body),
            Self::Shared(scenario) => scenario.user(name, wanted).await,
        }
    }

    /// Sets how a custom API progresses and ends.
    ///
    /// # Errors
    /// When the custom API is unknown, or cannot be made to behave like that.
    pub async fn behave(&self, custom_api: &str, behavior: &Value) -> Result<(), Failure> {
        match self {
            Self::Own(own) => own.behave(custom_api, behavior).await,
            Self::Shared(scenario) => scenario.behave(custom_api, behavior).await,
        }
    }

    /// Whether the emulator's sample rows and plug-ins exist.
    pub fn has_samples(&self) -> bool {
        match self {
            Self::Own(_) => true,
            Self::Shared(scenario) => scenario.target().claims().samples,
        }
    }

    /// Whether the scenario is going to make a custom API slow with a step on it.
    pub fn slows(&self, custom_api: &str) -> bool {
        match self {
            Self::Own(_) => false,
            Self::Shared(scenario) => scenario.is_slow(custom_api),
        }
    }

    /// Registers a name that the scenario gives to a custom API.
    pub fn declare(&self, custom_api: &str) {
        match self {
            Self::Own(_) => {}
            Self::Shared(scenario) => drop(scenario.declare(custom_api)),
        }
    }

    /// Registers the address of a handler for a plug-in type.
    ///
    /// # Errors
    /// When the type is unknown or the address is refused.
    pub async fn handle(&self, plugin_type: &str, url: &str) -> Result<(), Failure> {
        let door = self.door("a plug-in in a process of its own")?;
        door.handle(plugin_type, url).await
    }

    /// Scripts the requests that are deferred and name this subject.
    ///
    /// # Errors
    /// When the subject is unknown or the behavior is refused, or when there is no control door.
    pub async fn defer(&self, subject: &str, behavior: &Value) -> Result<(), Failure> {
        let door = self.door("a script of deferred requests")?;
        door.defer(subject, behavior).await
    }

    /// Releases a held operation.
    ///
    /// # Errors
    /// When the operation is not held.
    pub async fn release(&self, operation: &str) -> Result<(), Failure> {
        match self {
            Self::Own(own) => own.release(operation).await,
            Self::Shared(scenario) => {
                scenario.release();
                Ok(())
            }
        }
    }

    /// The journal's entries of `kind`, oldest first.
    ///
    /// # Errors
    /// When there is no journal.
    pub async fn journal(&self, kind: &str) -> Result<Vec<Value>, Failure> {
        self.door("the journal")?.journal(kind).await
    }

    /// Opens a sink for callbacks, without a name.
    ///
    /// # Errors
    /// When no address can be bound.
    pub async fn listen(&self, manners: Vec<SinkBehavior>) -> Result<Sink, Failure> {
        match self {
            Self::Own(_) => Sink::open(manners)
                .await
                .map_err(|error| Failure::step(format!("no sink could be opened: {error}"))),
            Self::Shared(scenario) => scenario.listen_for_callbacks(manners),
        }
    }

    /// Opens the sink `name`, or changes its behavior. Returns its address.
    ///
    /// # Errors
    /// When no address can be bound.
    pub async fn sink(&self, name: &str, manners: Vec<SinkBehavior>) -> Result<String, Failure> {
        match self {
            Self::Own(own) => own.sink(name, &manners).await,
            Self::Shared(scenario) => scenario.sink(name, manners),
        }
    }

    /// Waits until a callback sink has received `count` requests, and returns them.
    ///
    /// # Errors
    /// When the requests do not come within a real-time limit.
    pub async fn arrived(&self, sink: &Sink, count: usize) -> Result<Vec<Request>, Failure> {
        match self {
            Self::Own(own) => own.arrived(sink, count).await,
            Self::Shared(_) => sink.wait_for(count, PATIENCE).await,
        }
    }

    /// Waits until the sink `name` has received `count` requests, and returns them.
    ///
    /// # Errors
    /// When there is no such sink, or the requests do not come within a real-time limit.
    pub async fn received(&self, name: &str, count: usize) -> Result<Vec<Request>, Failure> {
        match self {
            Self::Own(own) => own.received(name, count).await,
            Self::Shared(scenario) => scenario.received(name, count).await,
        }
    }

    /// Removes the organization, or everything that the scenario has made in it.
    ///
    /// # Errors
    /// When something remains.
    pub async fn remove(&self) -> Result<(), Failure> {
        match self {
            Self::Own(own) => own.remove().await,
            Self::Shared(scenario) => scenario.end().await,
        }
    }

    fn door(&self, what: &str) -> Result<&Own, Failure> {
        match self {
            Self::Own(own) => Ok(own),
            Self::Shared(_) => Err(Failure::unsupported(format!(
                "{what} takes a control door, and this organization has none"
            ))),
        }
    }
}
