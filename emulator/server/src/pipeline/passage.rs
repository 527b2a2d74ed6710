//! One request on its way through its steps.

use std::sync::Arc;

use dataverse_bug::Bug;
use dataverse_operation::fault::Fault;
use dataverse_protocol::execution_context::{ExecutionContext, Transaction};
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Attributes, EntityReference, Value};
use jiff::Timestamp;
use uuid::Uuid;

use super::bypass::Bypass;
use super::context::{Images, Told, context, of_job};
use super::handle;
use super::images::{Moment, Row, name_key, name_row};
use super::reach::{Outside, Reach};
use super::registry::Steps;
use super::step::{Handler, Jobs, Mode, NO_TABLE, Stage, Step};
use crate::activity::Work;
use crate::message::Session;
use crate::message::custom_api::TARGET;
use crate::security;
use crate::store::{JobSubmission, KeepJob, Write};

/// What the platform runs as two pipelines, one inside the other: the first stage belongs to the
/// outer one, the others to the inner (PL-050, PL-052).
const LAYERED: [&str; 3] = ["Create", "Update", "Delete"];

/// The parameter of a deletion that no handler is told of.
const ROW_VERSION: &str = "RowVersion";

/// What a result is called in the pipeline, where that is not its name for the caller (PL-091).
const RESULTS: [(&str, &str, &str); 2] = [
    ("Retrieve", "Entity", "BusinessEntity"),
    (
        "RetrieveMultiple",
        "EntityCollection",
        "BusinessEntityCollection",
    ),
];

/// The table a request is about, and the row where it names one.
pub(crate) fn subject(request: &OrganizationRequest) -> (&str, Option<Uuid>) {
    match request.parameters.get(TARGET) {
        Some(Value::Entity(target)) => (&target.table, target.id),
        Some(Value::Reference(target)) => (&target.table, Some(target.id)),
        _ => match request.parameters.get("Query") {
            Some(Value::Query(query)) => (&query.table, None),
            _ => (NO_TABLE, None),
        },
    }
}

/// A request and its steps.
pub(crate) struct Passage {
    steps: Vec<Arc<Step>>,
    table: String,
    primary_id: Uuid,
    request: OrganizationRequest,
    /// The version at which a row is to be deleted: a matter of the main operation alone (PL-090).
    version: Option<Value>,
    shared: Attributes,
    /// The outer pipeline, once its stage is over.
    outer: Option<Arc<ExecutionContext>>,
    begun: Timestamp,
}

impl Passage {
    /// A request and the steps it will pass. Which ones its columns let pass is decided by what the
    /// caller supplied; what a handler adds makes no difference (PL-0B0, PL-0B4).
    pub(crate) fn new(
        steps: &Steps,
        bypass: &Bypass,
        mut request: OrganizationRequest,
        begun: Timestamp,
    ) -> Self {
        let (table, id) = subject(&request);
        let mut steps = steps.on(&request.name, table);
        steps.retain(|step| step.wants(&request.parameters) && !bypass.skips(step));
        let (table, primary_id) = (table.to_owned(), id.unwrap_or_default());
        let version = match request.name.as_str() {
            "Delete" => request.parameters.shift_remove(ROW_VERSION),
            _ => None,
        };
        Self {
            steps,
            table,
            primary_id,
            request,
            version,
            shared: Attributes::new(),
            outer: None,
            begun,
        }
    }

    pub(super) fn message(&self) -> &str {
        &self.request.name
    }

    pub(super) fn table(&self) -> &str {
        &self.table
    }

    pub(super) const fn primary_id(&self) -> Uuid {
        self.primary_id
    }

    pub(super) const fn begun(&self) -> Timestamp {
        self.begun
    }

    pub(super) const fn inputs(&self) -> &Attributes {
        &self.request.parameters
    }

    pub(super) const fn shared(&self) -> &Attributes {
        &self.shared
    }

    /// What a handler has made of the request.
    pub(super) fn change(&mut self, inputs: Attributes, shared: Attributes) {
        if !Bug::TargetUnchangeable.is_on() {
            self.request.parameters = inputs;
        }
        if !Bug::SharedVariablesLost.is_on() {
            self.shared = shared;
        }
    }

    /// The first stage: outside the unit of work, unless the request is nested (PL-030, PL-031).
    ///
    /// # Errors
    /// The fault of the first step that fails.
    pub(crate) fn validate(&mut self, reach: &mut Reach<'_, '_>) -> Result<(), Fault> {
        if self.steps.is_empty() {
            return Ok(());
        }
        self.name_new_row(reach);
        self.stage(reach, Stage::PreValidation)?;
        if LAYERED.contains(&self.message()) {
            let nothing = Attributes::new();
            let mut outer = context(reach, self, Told::outer(&nothing))?;
            name_key(reach, &mut outer.inputs);
            // Told as seen from the inner pipeline, whose unit of work is the outer one's (PL-034).
            self.outer = Some(Arc::new(ExecutionContext {
                transaction: Transaction::Inside,
                ..outer
            }));
        }
        Ok(())
    }

    /// The main operation and the stages on both of its sides, if the caller may (PL-032).
    ///
    /// # Errors
    /// The fault of the main operation, or of the first step that fails.
    pub(crate) fn operate(
        mut self,
        session: &mut Session<'_>,
        main: impl FnOnce(&mut Session<'_>, OrganizationRequest) -> Result<OrganizationResponse, Fault>,
    ) -> Result<OrganizationResponse, Fault> {
        security::permit(session, &self.request)?;
        if self.steps.is_empty() {
            return main(session, self.of_main());
        }
        self.stage(&mut Reach::Inside(session), Stage::PreOperation)?;
        let after = self.at(Stage::PostOperation);
        if after.is_empty() {
            return main(session, self.of_main());
        }
        let before = self.images_before(&Reach::Inside(session), &after)?;
        let mut results = main(session, self.of_main())?.results;
        rename(self.message(), &mut results, |(_, outside, inside)| {
            (outside, inside)
        });
        if let Some(id) = results.get("id").and_then(Value::as_guid) {
            self.primary_id = id;
        }
        self.complete(&Reach::Inside(session))?;
        for (step, before) in after.iter().zip(&before) {
            if step.mode == Mode::Synchronous {
                self.step(&mut Reach::Inside(session), step, &mut results, before)?;
            }
        }
        for (step, before) in after.iter().zip(before) {
            if step.mode == Mode::Asynchronous {
                let job = self.job(&mut Reach::Inside(session), step, &results, before)?;
                session.write(Write::Job(Box::new(job)))?;
            }
        }
        rename(self.message(), &mut results, |(_, outside, inside)| {
            (inside, outside)
        });
        Ok(OrganizationResponse { results })
    }

    /// The request as the main operation gets it.
    fn of_main(&self) -> OrganizationRequest {
        let mut request = self.request.clone();
        if let Some(version) = &self.version {
            request
                .parameters
                .insert(ROW_VERSION.to_owned(), version.clone());
        }
        request
    }

    fn at(&self, stage: Stage) -> Vec<Arc<Step>> {
        let at = self.steps.iter().filter(|step| step.stage == stage);
        at.cloned().collect()
    }

    /// The steps of a stage before the main operation.
    fn stage(&mut self, reach: &mut Reach<'_, '_>, stage: Stage) -> Result<(), Fault> {
        for step in self.at(stage) {
            let before = self.row(reach).images(reach, &step, Moment::Before)?;
            self.step(reach, &step, &mut Attributes::new(), &before)?;
        }
        Ok(())
    }

    /// One synchronous step.
    fn step(
        &mut self,
        reach: &mut Reach<'_, '_>,
        step: &Step,
        outputs: &mut Attributes,
        before: &Images,
    ) -> Result<(), Fault> {
        let after = self.row(reach).images(reach, step, Moment::After)?;
        reach.as_user(step.user, |reach| {
            let told = Told {
                before: before.clone(),
                after,
                parent: self.outer.clone(),
                ..Told::step(step, outputs)
            };
            let execution = context(reach, self, told)?;
            handle::run(self, reach, step, execution, outputs)
        })
    }

    /// What an asynchronous step leaves to be done.
    fn job(
        &self,
        reach: &mut Reach<'_, '_>,
        step: &Step,
        outputs: &Attributes,
        before: Images,
    ) -> Result<JobSubmission, Fault> {
        let after = self.row(reach).images(reach, step, Moment::After)?;
        let id = reach.new_id();
        let execution = reach.as_user(step.user, |reach| {
            let told = Told {
                before,
                after,
                parent: self.outer.clone(),
                ..Told::step(step, outputs)
            };
            context(reach, self, told)
        })?;
        let named = execution.owning_extension.clone();
        let execution = of_job(execution, id);
        let call = reach.call();
        let is_of_a_row = self.table != NO_TABLE && !self.primary_id.is_nil();
        Ok(JobSubmission {
            id,
            step: named,
            message: self.message().to_owned(),
            regarding: is_of_a_row.then(|| EntityReference::new(&self.table, self.primary_id)),
            lane: match &step.handler {
                Handler::Endpoint(endpoint) => endpoint.lane(),
                Handler::Plugin(_) | Handler::Unusable(_) => String::new(),
            },
            context: execution.keep().map_err(|error| {
                tracing::error!(%error, "a context cannot be kept");
                Fault::unexpected()
            })?,
            caller: execution.user.id,
            delegate: call.delegate,
            correlation: call.correlation,
            request: call.request,
            depth: call.depth,
            origin: call.origin.to_string(),
            chain: call.chain,
            keep: match step.jobs {
                Jobs::Kept => KeepJob::Always,
                Jobs::Removed => KeepJob::UntilSuccess,
            },
        })
    }

    /// The row that the request is about.
    fn row(&self, reach: &Reach<'_, '_>) -> Row<'_> {
        Row {
            message: self.message(),
            table: reach.organization().metadata().table(&self.table).cloned(),
            id: self.primary_id,
        }
    }

    /// The images of before the main operation, for each of these steps.
    fn images_before(
        &self,
        reach: &Reach<'_, '_>,
        steps: &[Arc<Step>],
    ) -> Result<Vec<Images>, Fault> {
        let row = self.row(reach);
        let images = |step: &Arc<Step>| row.images(reach, step, Moment::Before);
        steps.iter().map(images).collect()
    }

    fn name_new_row(&mut self, reach: &mut Reach<'_, '_>) {
        let Some(table) = reach.organization().metadata().table(&self.table) else {
            return;
        };
        if self.message() == "Create"
            && let Some(Value::Entity(target)) = self.request.parameters.get_mut(TARGET)
        {
            self.primary_id = name_row(target, &table.primary_id, || reach.new_id());
        }
    }

    fn complete(&mut self, reach: &Reach<'_, '_>) -> Result<(), Fault> {
        let mut inputs = std::mem::take(&mut self.request.parameters);
        let completed = self.row(reach).complete(reach, &mut inputs);
        self.request.parameters = inputs;
        completed
    }
}

/// What a passage through all stages leaves: the response with what is to be committed, or the
/// fault; and what counts the request as work.
pub(crate) type Passed = (
    Result<(OrganizationResponse, Vec<Write>), Fault>,
    Option<Work>,
);

/// Takes a request that nothing caused through all of its stages.
pub(crate) fn through(
    mut outside: Outside<'_>,
    request: OrganizationRequest,
    main: impl FnOnce(&mut Session<'_>, OrganizationRequest) -> Result<OrganizationResponse, Fault>,
) -> Passed {
    let begun = outside.organization.clock().now();
    let mut passage = Passage::new(&outside.steps, &outside.call.bypass, request, begun);
    if let Err(fault) = passage.validate(&mut Reach::Outside(&mut outside)) {
        return (Err(fault), Some(outside.guard));
    }
    let mut session = match outside.into_session() {
        Ok(session) => session,
        Err((fault, guard)) => return (Err(fault), Some(guard)),
    };
    let result = passage.operate(&mut session, main);
    let (writes, guard) = session.into_parts();
    (result.map(|response| (response, writes)), guard)
}

/// What the code of a main operation is told.
pub(crate) fn main_context(
    session: &mut Session<'_>,
    request: &OrganizationRequest,
    plugin_type: Option<Uuid>,
) -> Result<ExecutionContext, Fault> {
    let passage = Passage::new(
        &Steps::default(),
        &Bypass::default(),
        request.clone(),
        session.now(),
    );
    let nothing = Attributes::new();
    let told = Told::main(&nothing, plugin_type);
    context(&Reach::Inside(session), &passage, told)
}

/// Gives the results of a message the names that one side has for them.
fn rename<'n>(
    message: &str,
    results: &mut Attributes,
    way: impl Fn((&'n str, &'n str, &'n str)) -> (&'n str, &'n str),
) {
    let names = RESULTS.into_iter().find(|(name, ..)| *name == message);
    if let Some((from, to)) = names.map(way)
        && let Some(value) = results.shift_remove(from)
    {
        results.insert(to.to_owned(), value);
    }
}
