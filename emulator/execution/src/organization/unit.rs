//! A unit of work that requests from outside join: the thread that owns the unit runs them one at a time.
//!
//! This file has both ends: the handle for joining, and the queue of the owner. The unit belongs to a change set, to a
//! deferred request, or to a request whose plug-in runs in an external process.

use std::fmt;
use std::sync::Arc;

use dataverse_model::Provenance;
use dataverse_operation::fault::Fault;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_runtime::activity::{Class, Work};
use dataverse_runtime::deadline::Deadline;
use tokio::runtime::Handle;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};

use crate::bypass::Bypass;
use crate::plugin::{Context, Ending, ExternalContext, RunAs};

/// Sends requests to a unit of work; clones send to the same unit.
#[derive(Clone)]
pub struct UnitHandle {
    joins: mpsc::Sender<Join>,
    over: Arc<Fault>,
}

/// Receives the requests to a unit of work.
#[derive(Debug)]
pub struct UnitQueue {
    joins: mpsc::Receiver<Join>,
}

/// A request to a unit of work.
#[derive(Debug)]
pub enum Join {
    /// Run an organization request.
    Run(Box<UnitRequest>),
    /// Run a change set inside the unit; later requests wait for its end.
    ChangeSet(Box<UnitChangeSet>),
    /// End. The unit of a change set keeps its writes or takes them back.
    Finish(Ending),
}

/// A change set inside a unit: a queue of its own, so that requests beside it do not come in between.
#[derive(Debug)]
pub struct UnitChangeSet {
    queue: UnitQueue,
    ended: oneshot::Sender<Ended>,
}

/// Whether a change set inside a unit could end as wished, with a guard that counts as work until the requesting side
/// counts again.
pub(super) type Ended = (Result<(), Fault>, Work);

/// The owner of a unit of work: its thread has the requests of others run.
pub trait UnitOwner {
    /// Runs a request for its own caller.
    ///
    /// # Errors
    /// The fault of the request.
    fn execute_for(
        &mut self,
        provenance: Provenance,
        bypass: Bypass,
        request: OrganizationRequest,
    ) -> Result<OrganizationResponse, Fault>;

    /// Runs the requests of a change set inside the unit.
    ///
    /// # Errors
    /// The change set cannot end as wished.
    fn change_set(
        &mut self,
        run: &mut dyn FnMut(&mut dyn UnitOwner) -> Ending,
    ) -> Result<(), Fault>;
}

/// A waiting organization request.
#[derive(Debug)]
pub struct UnitRequest {
    provenance: Provenance,
    bypass: Bypass,
    request: OrganizationRequest,
    /// Counts the request as work until the unit's own thread counts.
    work: Work,
    answer: oneshot::Sender<Answered>,
}

/// The response, with a guard that counts as work until the requesting side counts again.
type Answered = (Result<OrganizationResponse, Fault>, Work);

impl UnitHandle {
    /// Makes the handle and the queue of a unit, in which at most `waiting` requests wait. Requests that come after its
    /// end receive the fault `over`.
    pub fn new(over: Fault, waiting: usize) -> (Self, UnitQueue) {
        let (sender, joins) = mpsc::channel(waiting);
        let handle = Self {
            joins: sender,
            over: Arc::new(over),
        };
        (handle, UnitQueue { joins })
    }

    /// Runs a request in the unit of work, in turn. `work` counts as waiting meanwhile.
    ///
    /// # Errors
    /// The fault of the request; the unit has ended; too many requests wait.
    pub async fn execute(
        &self,
        provenance: Provenance,
        bypass: Bypass,
        request: OrganizationRequest,
        work: &Work,
    ) -> Result<OrganizationResponse, Fault> {
        let (answer, answered) = oneshot::channel();
        let request = UnitRequest {
            provenance,
            bypass,
            request,
            work: work.follow(Class::Busy),
            answer,
        };
        self.send(Join::Run(Box::new(request)))?;
        let waits = work.during(Class::Time);
        let answered = answered.await;
        drop(waits);
        // The guard in the answer counted until `waits` was dropped.
        answered.map_or_else(|_| Err(self.over()), |(result, _work)| result)
    }

    /// Begins a change set inside the unit, after the requests before this one. Its requests go to the handle that is
    /// returned. Without `finish` there it is rolled back.
    ///
    /// # Errors
    /// The unit has ended; too many requests wait.
    pub(super) fn change_set(&self) -> Result<(Self, oneshot::Receiver<Ended>), Fault> {
        let (handle, queue) = Self::new(self.over(), self.joins.max_capacity());
        let (ended, told) = oneshot::channel();
        self.send(Join::ChangeSet(Box::new(UnitChangeSet { queue, ended })))?;
        Ok((handle, told))
    }

    /// Ends the unit after the requests before this one. A unit without this call is rolled back.
    ///
    /// # Errors
    /// The unit has already ended: its deadline has passed.
    pub async fn finish(&self, ending: Ending) -> Result<(), Fault> {
        let finished = self.joins.send(Join::Finish(ending)).await;
        finished.map_err(|_| self.over())
    }

    fn send(&self, join: Join) -> Result<(), Fault> {
        self.joins.try_send(join).map_err(|error| match error {
            TrySendError::Full(_) => too_many(self.joins.max_capacity()),
            TrySendError::Closed(_) => self.over(),
        })
    }

    fn over(&self) -> Fault {
        Fault::clone(&self.over)
    }
}

impl UnitQueue {
    /// Waits for the next request; `None` if all handles are gone.
    pub async fn next(&mut self) -> Option<Join> {
        self.joins.recv().await
    }

    /// Serves the queue until its end, on the thread of the unit, whose `work` counts as waiting in between; `None` if
    /// the deadline passes before, or all handles are gone.
    pub(super) fn serve(
        mut self,
        owner: &mut dyn UnitOwner,
        deadline: &Deadline,
        work: &Work,
    ) -> Option<Ending> {
        let runtime = Handle::current();
        loop {
            work.switch(Class::Time);
            let join = runtime.block_on(self.next_before(deadline));
            work.switch(Class::Busy);
            match join? {
                Join::Finish(ending) => return Some(ending),
                Join::Run(request) => {
                    request.serve(work, |provenance, bypass, request| {
                        owner.execute_for(provenance, bypass, request)
                    });
                }
                Join::ChangeSet(set) => set.serve(owner, deadline, work),
            }
        }
    }

    async fn next_before(&mut self, deadline: &Deadline) -> Option<Join> {
        tokio::select! {
            biased;
            () = deadline.over() => None,
            join = self.next() => join,
        }
    }
}

impl UnitChangeSet {
    /// Runs the change set to its end, on the thread of the unit.
    pub fn serve(self, owner: &mut dyn UnitOwner, deadline: &Deadline, work: &Work) {
        let Self { queue, ended } = self;
        let mut queue = Some(queue);
        let result = owner.change_set(&mut |owner| {
            let queue = queue.take();
            let ending = queue.and_then(|queue| queue.serve(owner, deadline, work));
            ending.unwrap_or(Ending::RollBack)
        });
        // The client may have disconnected.
        drop(ended.send((result, work.follow(Class::Busy))));
    }
}

impl UnitOwner for Context<'_> {
    fn execute_for(
        &mut self,
        provenance: Provenance,
        bypass: Bypass,
        request: OrganizationRequest,
    ) -> Result<OrganizationResponse, Fault> {
        self.execute_as(RunAs::Request(&provenance, &bypass), request)
    }

    fn change_set(
        &mut self,
        run: &mut dyn FnMut(&mut dyn UnitOwner) -> Ending,
    ) -> Result<(), Fault> {
        Context::change_set(self, &mut |context| run(context))
    }
}

impl UnitRequest {
    /// Runs the request on the unit's thread, whose own `work` already counts.
    pub fn serve(
        self,
        work: &Work,
        run: impl FnOnce(Provenance, Bypass, OrganizationRequest) -> Result<OrganizationResponse, Fault>,
    ) {
        // Only the unit's thread counts: a second guard would keep clocks from advancing while the code waits.
        drop(self.work);
        let result = run(self.provenance, self.bypass, self.request);
        // The client may have disconnected; the unit keeps the request's writes.
        drop(self.answer.send((result, work.follow(Class::Busy))));
    }
}

impl fmt::Debug for UnitHandle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("UnitHandle")
    }
}

fn too_many(waiting: usize) -> Fault {
    Fault::routing(
        429,
        format!(
            "The unit of work has {waiting} requests waiting already, which run one after the other: wait for their answers."
        ),
    )
}
