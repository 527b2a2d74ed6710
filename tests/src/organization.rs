//! The organization a scenario takes place in: one of its own, behind a control door, or one that others use as well.
//!
//! What only one of the two can do, the other says it cannot; the steps need not know which they speak to.

mod own;

use std::time::Duration;

use serde_json::{Value, json};

pub use own::Own;

use crate::exchange::{Exchange, Request, json as parse};
use crate::failure::Failure;
use crate::live::Scenario;
use crate::sink::{Manner, PATIENCE, Sink};

/// Where a scenario takes place.
#[derive(Debug, Clone)]
pub enum Organization {
    /// Its own; it is removed with the scenario.
    Own(Own),
    /// That of a live target.
    Shared(Scenario),
}

impl Organization {
    /// Its address, without a slash at the end.
    pub fn url(&self) -> &str {
        match self {
            Self::Own(own) => own.url(),
            Self::Shared(scenario) => scenario.target().url(),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Own(own) => own.name(),
            Self::Shared(scenario) => &scenario.target().about().name,
        }
    }

    /// The address of the target's first organization, whose control door alone makes others.
    pub fn first_url(&self) -> &str {
        match self {
            Self::Own(own) => own.first_url(),
            Self::Shared(scenario) => scenario.target().url(),
        }
    }

    /// The header lines by which `user` signs in; without one, the administrator.
    ///
    /// # Errors
    /// When the organization knows no such user.
    pub async fn sign(&self, user: Option<&str>) -> Result<Vec<(String, String)>, Failure> {
        match self {
            Self::Own(own) => own.sign(user).await,
            Self::Shared(scenario) => scenario.sign(user).await,
        }
    }

    /// Sends what the scenario has written.
    ///
    /// # Errors
    /// When it may not be sent there, or no answer comes.
    pub async fn send(&self, request: Request) -> Result<Exchange, Failure> {
        match self {
            Self::Own(own) => own.wire().send(request).await,
            Self::Shared(scenario) => scenario.send(request).await,
        }
    }

    /// Waits until nothing more happens without time or a release.
    ///
    /// # Errors
    /// When the organization does not come to rest.
    pub async fn settle(&self) -> Result<(), Failure> {
        match self {
            Self::Own(own) => own.settle().await.map(drop),
            Self::Shared(scenario) => scenario.rest().await,
        }
    }

    /// Whether something that is not as expected may yet become so: where nobody can move the clock one looks again
    /// after a while.
    ///
    /// # Errors
    /// When the scenario has waited for as long as it may.
    pub async fn looks_again(&self) -> Result<bool, Failure> {
        match self {
            Self::Own(_) => Ok(false),
            Self::Shared(scenario) => scenario.wait_to_look_again().await.map(|()| true),
        }
    }

    /// How many things wait for `class` (time, release, polls) once nothing more happens by itself.
    ///
    /// # Errors
    /// When it does not come to rest, or does not say.
    pub async fn pending(&self, class: &str) -> Result<u64, Failure> {
        let rest = self.door("what waits there")?.settle().await?;
        let count = rest.pointer(&format!("/pending/{class}"));
        Ok(count.and_then(Value::as_u64).unwrap_or_default())
    }

    /// Lets the time pass that a duration in ISO 8601 says.
    ///
    /// # Errors
    /// When the control door refuses, or so much real time cannot be spent.
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

    /// Lets time pass until nothing is left to do.
    ///
    /// # Errors
    /// When that does not come about.
    pub async fn finish(&self) -> Result<(), Failure> {
        match self {
            Self::Own(own) => own.advance(&json!({ "until": "idle" })).await.map(drop),
            Self::Shared(scenario) => scenario.rest().await,
        }
    }

    /// Sets a rule, or makes sure that it is so.
    ///
    /// # Errors
    /// When a name or a value is refused, or the target is not known to have it.
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

    /// Makes or changes a user; what is known of it.
    ///
    /// # Errors
    /// When what is wanted is refused, or nobody there is like that.
    pub async fn user(&self, name: &str, wanted: &Value) -> Result<Value, Failure> {
        match self {
            Self::Own(own) => parse(&own.user(name, wanted).await?.response.body),
            Self::Shared(scenario) => scenario.user(name, wanted).await,
        }
    }

    /// Says how a custom API progresses and ends.
    ///
    /// # Errors
    /// When the custom API is unknown, or cannot be made to behave like that.
    pub async fn behave(&self, custom_api: &str, behavior: &Value) -> Result<(), Failure> {
        match self {
            Self::Own(own) => own.behave(custom_api, behavior).await,
            Self::Shared(scenario) => scenario.behave(custom_api, behavior).await,
        }
    }

    /// Whether the emulator's sample rows and plug-ins are there.
    pub fn has_samples(&self) -> bool {
        match self {
            Self::Own(_) => true,
            Self::Shared(scenario) => scenario.target().claims().samples,
        }
    }

    /// Whether a custom API is going to be made slow by a step on it.
    pub fn slows(&self, custom_api: &str) -> bool {
        match self {
            Self::Own(_) => false,
            Self::Shared(scenario) => scenario.is_slow(custom_api),
        }
    }

    /// Says that the scenario gives this name to a custom API.
    pub fn declare(&self, custom_api: &str) {
        match self {
            Self::Own(_) => {}
            Self::Shared(scenario) => drop(scenario.declare(custom_api)),
        }
    }

    /// Has a plug-in type handled at an address.
    ///
    /// # Errors
    /// When the type is unknown or the address is refused.
    pub async fn handle(&self, plugin_type: &str, url: &str) -> Result<(), Failure> {
        let door = self.door("a plug-in in a process of its own")?;
        door.handle(plugin_type, url).await
    }

    /// Releases the hold an operation is in.
    ///
    /// # Errors
    /// When it is in none.
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

    /// A sink for callbacks, without a name.
    ///
    /// # Errors
    /// When nothing can listen.
    pub async fn listen(&self, manners: Vec<Manner>) -> Result<Sink, Failure> {
        match self {
            Self::Own(_) => Sink::open(manners)
                .await
                .map_err(|error| Failure::step(format!("no sink could be opened: {error}"))),
            Self::Shared(scenario) => scenario.listen_for_callbacks(manners),
        }
    }

    /// Makes the sink `name`, or has it answer otherwise from now on; its address.
    ///
    /// # Errors
    /// When nothing can listen.
    pub async fn sink(&self, name: &str, manners: Vec<Manner>) -> Result<String, Failure> {
        match self {
            Self::Own(own) => own.sink(name, &manners).await,
            Self::Shared(scenario) => scenario.sink(name, manners),
        }
    }

    /// What a callback sink has received, once that is `count` requests.
    ///
    /// # Errors
    /// When they do not come within a real-time limit.
    pub async fn arrived(&self, sink: &Sink, count: usize) -> Result<Vec<Request>, Failure> {
        match self {
            Self::Own(own) => own.arrived(sink, count).await,
            Self::Shared(_) => sink.wait_for(count, PATIENCE).await,
        }
    }

    /// What the sink `name` has received, once that is `count` requests.
    ///
    /// # Errors
    /// When there is no such sink, or they do not come within a real-time limit.
    pub async fn received(&self, name: &str, count: usize) -> Result<Vec<Request>, Failure> {
        match self {
            Self::Own(own) => own.received(name, count).await,
            Self::Shared(scenario) => scenario.received(name, count).await,
        }
    }

    /// Removes the organization, or what the scenario has made in it.
    ///
    /// # Errors
    /// When something stays.
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
