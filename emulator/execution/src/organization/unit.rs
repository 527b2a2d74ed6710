//! A unit of work that requests from outside join: the thread that owns it runs them one after the other.
//!
//! Both ends are here: the handle by which a request joins, and the queue that the owner of the unit reads. Which unit it
//! is (a change set's, or that of a plug-in which is a process of its own) is not known here.

use std::fmt;
use std::sync::Arc;

use dataverse_model::Provenance;
use dataverse_operation::fault::Fault;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_runtime::activity::{Class, Work};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};

use crate::bypass::Bypass;

/// How many requests may wait for their turn in one unit.
const WAITING: usize = 64;

/// The way into a unit of work; clones lead into the same.
#[derive(Clone)]
pub struct UnitHandle {
    joins: mpsc::Sender<Join>,
    over: Arc<Fault>,
}

/// What comes into a unit of work.
#[derive(Debug)]
pub struct UnitQueue {
    joins: mpsc::Receiver<Join>,
}

/// What a handle asks of a unit.
#[derive(Debug)]
pub enum Join {
    /// To run a request.
    Run(Box<UnitRequest>),
    /// To end, and to hand its writes to the organization, which commits them.
    Finish,
}

/// A request that waits for its turn.
#[derive(Debug)]
pub struct UnitRequest {
    provenance: Provenance,
    bypass: Bypass,
    request: OrganizationRequest,
    /// Counts the request until the unit's own thread counts.
    work: Work,
    answer: oneshot::Sender<Answered>,
}

/// The answer, with what counts until the request itself does again.
type Answered = (Result<OrganizationResponse, Fault>, Work);

impl UnitHandle {
    /// A way into a unit of work, and what comes by it; `over` is what a request is told that comes too late.
    pub fn new(over: Fault) -> (Self, UnitQueue) {
        let (sender, joins) = mpsc::channel(WAITING);
        let handle = Self {
            joins: sender,
            over: Arc::new(over),
        };
        (handle, UnitQueue { joins })
    }

    /// Has a request run inside the unit of work, when it is its turn. The work counts as waiting meanwhile.
    ///
    /// # Errors
    /// The request's own; the unit is over; too many requests wait.
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
        let join = Join::Run(Box::new(request));
        self.joins.try_send(join).map_err(|error| match error {
            TrySendError::Full(_) => too_many(),
            TrySendError::Closed(_) => self.over(),
        })?;
        let waits = work.during(Class::Time);
        let answered = answered.await;
        drop(waits);
        // The work of the answer counted until this one did.
        answered.map_or_else(|_| Err(self.over()), |(result, _work)| result)
    }

    /// Has the unit end after the requests that came before. A unit that nothing has finished keeps nothing.
    ///
    /// # Errors
    /// The unit is over: its time was up.
    pub async fn finish(&self) -> Result<(), Fault> {
        let finished = self.joins.send(Join::Finish).await;
        finished.map_err(|_| self.over())
    }

    fn over(&self) -> Fault {
        Fault::clone(&self.over)
    }
}

impl UnitQueue {
    /// What comes next; waits for it. `None` when nothing can come any more.
    pub async fn next(&mut self) -> Option<Join> {
        self.joins.recv().await
    }
}

impl UnitRequest {
    /// Has it run by the owner of the unit, whose own work counts by now.
    pub fn serve(
        self,
        work: &Work,
        run: impl FnOnce(Provenance, Bypass, OrganizationRequest) -> Result<OrganizationResponse, Fault>,
    ) {
        // One counts: where code waits, clocks move on meanwhile.
        drop(self.work);
        let result = run(self.provenance, self.bypass, self.request);
        // The caller may have gone; the unit keeps what the request did.
        drop(self.answer.send((result, work.follow(Class::Busy))));
    }
}

impl fmt::Debug for UnitHandle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("UnitHandle")
    }
}

fn too_many() -> Fault {
    Fault::routing(
        429,
        format!(
            "The unit of work has {WAITING} requests waiting already, which run one after the other: wait for their answers."
        ),
    )
}
