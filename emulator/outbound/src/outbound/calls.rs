//! Running calls by URL, so that a receiver in the same process can declare that it makes a call
//! wait.
//!
//! A call counts as *network* until it ends, since the state of its receiver is unknown. A sink
//! that delays its answer by the organization's clock would wait forever if the clock waited for
//! the call. A call that is held counts as *time* instead: it waits for the delayed answer, or for
//! its deadline.
//!
//! The receiver cannot tell which of several calls to one URL it has received. This does not
//! matter: only the number of held calls counts.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use reqwest::Url;
use tokio::sync::{mpsc, oneshot};

use dataverse_runtime::activity::{Class, Work};

/// The running calls of one organization; clones share them.
#[derive(Debug, Clone, Default)]
pub struct Calls {
    by_address: Arc<Mutex<HashMap<String, Address>>>,
}

#[derive(Debug, Default)]
struct Address {
    calls: Vec<Call>,
    /// The number of calls that are held.
    held: usize,
    /// The number of holds whose call has ended before they were released.
    left: usize,
}

#[derive(Debug)]
struct Call {
    number: u64,
    is: Class,
    orders: mpsc::UnboundedSender<Order>,
}

/// The class that a call has to count as. Dropping the sender reports that the call has switched.
type Order = (Class, oneshot::Sender<()>);

/// One receiver per call; each completes when its call has switched.
type Followed = Vec<oneshot::Receiver<()>>;

/// A running call; dropping this ends it.
#[derive(Debug)]
pub(super) struct UnderWay {
    calls: Calls,
    address: String,
    number: u64,
    orders: mpsc::UnboundedReceiver<Order>,
}

/// A hold on a call, until this is dropped.
#[derive(Debug)]
pub struct Held {
    calls: Calls,
    address: String,
}

impl Calls {
    /// Registers a call until the result is dropped.
    pub(super) fn begin(&self, url: &Url) -> UnderWay {
        let (send, orders) = mpsc::unbounded_channel();
        let address = url.as_str().to_owned();
        let mut by_address = self.lock();
        let calls = &mut by_address.entry(address.clone()).or_default().calls;
        let number = calls.last().map_or(0, |last| last.number + 1);
        calls.push(Call {
            number,
            is: Class::Network,
            orders: send,
        });
        UnderWay {
            calls: self.clone(),
            address,
            number,
            orders,
        }
    }

    /// Holds a call to a URL. `None` if every running call to it is held: then the request that
    /// arrived came from another client.
    pub fn hold(&self, url: &Url) -> Option<Held> {
        let mut by_address = self.lock();
        let address = by_address.get_mut(url.as_str())?;
        if address.held == address.calls.len() {
            return None;
        }
        address.held += 1;
        address.balance();
        Some(Held {
            calls: self.clone(),
            address: url.as_str().to_owned(),
        })
    }

    fn change(&self, address: &str, change: impl FnOnce(&mut Address)) -> Followed {
        let mut by_address = self.lock();
        let Some(known) = by_address.get_mut(address) else {
            return Vec::new();
        };
        change(known);
        let followed = known.balance();
        if known.calls.is_empty() && known.left == 0 {
            by_address.remove(address);
        }
        followed
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Address>> {
        self.by_address
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Address {
    /// Orders the calls to switch their class, so that `held` of them count as *time*.
    fn balance(&mut self) -> Followed {
        let surplus = self.held.saturating_sub(self.calls.len());
        self.held -= surplus;
        self.left += surplus;
        let mut followed = Vec::new();
        for (index, call) in self.calls.iter_mut().enumerate() {
            let to_be = if index < self.held {
                Class::Time
            } else {
                Class::Network
            };
            if call.is != to_be {
                call.is = to_be;
                let (done, told) = oneshot::channel();
                // A call that has ended ignores orders.
                drop(call.orders.send((to_be, done)));
                followed.push(told);
            }
        }
        followed
    }

    fn release(&mut self) {
        if self.left > 0 {
            self.left -= 1;
        } else {
            self.held = self.held.saturating_sub(1);
        }
    }
}

impl UnderWay {
    /// Switches the guard's class as ordered. Never returns.
    pub(super) async fn follow(&mut self, guard: &Work) -> Infallible {
        loop {
            match self.orders.recv().await {
                Some((class, _done)) => guard.switch(class),
                None => pending().await,
            }
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let number = self.number;
        self.calls.change(&self.address, |address| {
            address.calls.retain(|call| call.number != number);
        });
    }
}

impl Held {
    /// Ends the hold; waits until the call counts as *network* again.
    pub async fn release(mut self) {
        // With an empty address, dropping `self` does nothing more.
        let address = std::mem::take(&mut self.address);
        for told in self.calls.change(&address, Address::release) {
            // A dropped sender is the report.
            let _ = told.await;
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.calls.change(&self.address, Address::release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dataverse_runtime::activity::Activity;

    fn url() -> Url {
        "http://h/_emulator/v1/sinks/hook?a=1".parse().unwrap()
    }

    /// A call that follows orders until the test ends it.
    struct Calling {
        end: oneshot::Sender<()>,
        task: tokio::task::JoinHandle<()>,
    }

    impl Calling {
        fn begin(calls: &Calls, activity: &Activity) -> Self {
            let mut under_way = calls.begin(&url());
            let guard = activity.guard(Class::Network);
            let (end, ended) = oneshot::channel();
            let task = tokio::spawn(async move {
                tokio::select! {
                    _ = ended => {}
                    never = under_way.follow(&guard) => match never {},
                }
            });
            Self { end, task }
        }

        async fn end(self) {
            self.end.send(()).unwrap();
            self.task.await.unwrap();
        }
    }

    /// Waits until this number of calls counts as *network*.
    async fn network(activity: &Activity, expected: u32) {
        for _ in 0..1_000 {
            if activity.pending().network == expected {
                return;
            }
            tokio::task::yield_now().await;
        }
        panic!("{} calls count as network", activity.pending().network);
    }

    #[tokio::test]
    async fn a_held_call_counts_as_waiting_until_it_is_released() {
        let (calls, activity) = (Calls::default(), Activity::new());
        let calling = Calling::begin(&calls, &activity);
        assert_eq!(activity.pending().network, 1);
        let held = calls.hold(&url()).unwrap();
        network(&activity, 0).await;
        assert_eq!(activity.pending().time, 1);
        held.release().await;
        assert_eq!(activity.pending().network, 1);
        calling.end().await;
        assert!(calls.lock().is_empty());
        assert_eq!(
            activity.pending(),
            dataverse_runtime::activity::Pending::default()
        );
    }

    #[tokio::test]
    async fn as_many_calls_are_held_as_are_under_way() {
        let (calls, activity) = (Calls::default(), Activity::new());
        assert!(calls.hold(&url()).is_none(), "no call is running");
        let first = Calling::begin(&calls, &activity);
        let held = calls.hold(&url()).unwrap();
        assert!(
            calls.hold(&url()).is_none(),
            "the only call is already held"
        );
        let elsewhere: Url = "http://h/".parse().unwrap();
        assert!(calls.hold(&elsewhere).is_none());
        let second = Calling::begin(&calls, &activity);
        network(&activity, 1).await;
        drop(held);
        network(&activity, 2).await;
        first.end().await;
        second.end().await;
    }

    #[tokio::test]
    async fn it_does_not_matter_which_of_several_calls_it_is() {
        let (calls, activity) = (Calls::default(), Activity::new());
        let first = Calling::begin(&calls, &activity);
        let second = Calling::begin(&calls, &activity);
        let one = calls.hold(&url()).unwrap();
        let other = calls.hold(&url()).unwrap();
        network(&activity, 0).await;
        one.release().await;
        assert_eq!(activity.pending().network, 1);
        second.end().await;
        network(&activity, 0).await;
        assert_eq!(activity.pending().time, 1, "the one that is still held");
        other.release().await;
        assert_eq!(activity.pending().network, 1);
        first.end().await;
        assert!(calls.lock().is_empty());
    }

    #[tokio::test]
    async fn a_hold_that_outlives_its_call_holds_no_other() {
        let (calls, activity) = (Calls::default(), Activity::new());
        let first = Calling::begin(&calls, &activity);
        let late = calls.hold(&url()).unwrap();
        network(&activity, 0).await;
        first.end().await;
        let second = Calling::begin(&calls, &activity);
        let held = calls.hold(&url()).unwrap();
        network(&activity, 0).await;
        drop(late);
        assert_eq!(activity.pending().time, 1);
        held.release().await;
        assert_eq!(activity.pending().network, 1);
        second.end().await;
        assert!(calls.lock().is_empty());
    }
}
