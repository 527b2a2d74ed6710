//! Runs one request through its steps.

use std::sync::Arc;

use dataverse_model::message::{TARGET, TARGETS};
use dataverse_operation::fault::Fault;
use dataverse_protocol::codec;
use dataverse_protocol::execution_context::{ExecutionContext, Transaction};
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Attributes, EntityReference, Value};
use dataverse_store::{JobSubmission, JobWork, KeepJob, Write};
use jiff::Timestamp;
use uuid::Uuid;

use super::context::{ContextInput, Images, context, of_job};
use super::handle::handle;
use super::images::{ImageMoment, ImageSource, name_key, name_row};
use super::merged::widen;
use crate::error::Error;
use crate::session::{Part, Session};
use crate::step::{Handler, Jobs, Mode, NO_TABLE, Stage, Step, of_many};
use crate::subject::subject;

/// Messages that the platform runs as two nested pipelines: PreValidation belongs to the outer one, the other stages to
/// the inner one (PL-050, PL-052).
const LAYERED: [&str; 3] = ["Create", "Update", "Delete"];

/// The parameter of Delete that no handler sees.
const ROW_VERSION: &str = "RowVersion";

/// Results that have another name in the pipeline than in the response: message, name in the response, name in the
/// pipeline (PL-091).
const RESULTS: [(&str, &str, &str); 2] = [
    ("Retrieve", "Entity", "BusinessEntity"),
    (
        "RetrieveMultiple",
        "EntityCollection",
        "BusinessEntityCollection",
    ),
];

/// The steps of a request in the order of execution, without the bypassed ones: those of its message, and those of the
/// message of many rows unless that one has run them.
pub(crate) fn steps_of(
    session: &Session<'_>,
    request: &OrganizationRequest,
    part: Part,
) -> Vec<Arc<Step>> {
    let steps = &session.registry().steps;
    if steps.is_empty() {
        return Vec::new();
    }
    let table = subject(request).table;
    let mut found = steps.on(&request.name, table);
    if let (Some(many), Part::Whole) = (of_many(&request.name), part) {
        found.extend(steps.on(many, table));
        found.sort_by_key(|step| step.place());
    }
    let mut steps = found;
    let bypass = session.bypass();
    steps.retain(|step| step.wants(&request.parameters) && !bypass.skips(step));
    steps
}

/// Runs a request through its steps: PreValidation before the transaction (PL-030, PL-031) unless the request is nested
/// in one; then authorization (PL-032); then the remaining stages and the main operation in the transaction.
///
/// # Errors
/// The fault of the first step that fails, of the authorization, or of the main operation.
pub(crate) fn run_pipeline(
    session: &mut Session<'_>,
    request: OrganizationRequest,
    steps: Vec<Arc<Step>>,
    permit: impl FnOnce(&Session<'_>, &OrganizationRequest) -> Result<(), Fault>,
    main: impl FnOnce(&mut Session<'_>, OrganizationRequest) -> Result<OrganizationResponse, Error>,
) -> Result<OrganizationResponse, Error> {
    let mut run = PipelineRun::new(steps, request, session.now());
    run.validate(session)?;
    if session.code().is_some() {
        session.begin_unit()?;
    }
    permit(session, &run.request)?;
    run.operate(session, main)
}

/// A running request and its steps.
pub(super) struct PipelineRun {
    steps: Vec<Arc<Step>>,
    table: String,
    primary_id: Uuid,
    request: OrganizationRequest,
    /// The expected row version of a deletion, for the main operation only (PL-090).
    version: Option<Value>,
    shared: Attributes,
    /// The context of the outer pipeline, once PreValidation is over.
    outer: Option<Arc<ExecutionContext>>,
    begun: Timestamp,
}

impl PipelineRun {
    fn new(steps: Vec<Arc<Step>>, mut request: OrganizationRequest, begun: Timestamp) -> Self {
        let about = subject(&request);
        let (table, primary_id) = (about.table.to_owned(), about.id.unwrap_or_default());
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
            shared: Attributes::default(),
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

    /// Takes over the changes that a handler made to the request.
    pub(super) fn change(&mut self, inputs: Attributes, shared: Attributes) {
        self.request.parameters = inputs;
        self.shared = shared;
    }

    /// Runs PreValidation.
    fn validate(&mut self, session: &mut Session<'_>) -> Result<(), Error> {
        self.name_new_rows(session);
        self.stage(session, Stage::PreValidation)?;
        if LAYERED.contains(&self.message()) {
            let nothing = Attributes::default();
            let mut outer = context(session, self, ContextInput::outer(&nothing));
            name_key(session, &mut outer.inputs);
            // In the inner pipeline's view, the outer one runs in the same transaction (PL-034).
            self.outer = Some(Arc::new(ExecutionContext {
                transaction: Transaction::Inside,
                ..outer
            }));
        }
        Ok(())
    }

    /// Runs PreOperation, the main operation and PostOperation.
    fn operate(
        mut self,
        session: &mut Session<'_>,
        main: impl FnOnce(&mut Session<'_>, OrganizationRequest) -> Result<OrganizationResponse, Error>,
    ) -> Result<OrganizationResponse, Error> {
        self.stage(session, Stage::PreOperation)?;
        let after = self.at(Stage::PostOperation);
        if after.is_empty() {
            return main(session, self.into_main());
        }
        let before = self.images_before(session, &after)?;
        let mut results = main(session, self.of_main())?.results;
        rename(self.message(), &mut results, |(_, outside, inside)| {
            (outside, inside)
        });
        if let Some(id) = results.get("id").and_then(Value::as_guid) {
            self.primary_id = id;
        }
        self.complete(session)?;
        for (step, before) in after.iter().zip(&before) {
            if step.mode == Mode::Synchronous {
                self.step(session, step, &mut results, before)?;
            }
        }
        for (step, before) in after.iter().zip(before) {
            if step.mode == Mode::Asynchronous {
                let job = self.job(session, step, &results, before)?;
                session.write(Write::Job(Box::new(job)))?;
            }
        }
        rename(self.message(), &mut results, |(_, outside, inside)| {
            (inside, outside)
        });
        Ok(OrganizationResponse { results })
    }

    /// A copy of the request for the main operation, for requests with later steps, which need the original.
    fn of_main(&self) -> OrganizationRequest {
        let mut request = self.request.clone();
        if let Some(version) = &self.version {
            request
                .parameters
                .insert(ROW_VERSION.into(), version.clone());
        }
        request
    }

    /// The request for the main operation, for requests without later steps.
    fn into_main(self) -> OrganizationRequest {
        let mut request = self.request;
        if let Some(version) = self.version {
            request.parameters.insert(ROW_VERSION.into(), version);
        }
        request
    }

    fn at(&self, stage: Stage) -> Vec<Arc<Step>> {
        let at = self.steps.iter().filter(|step| step.stage == stage);
        at.cloned().collect()
    }

    /// Runs the steps of a stage that precedes the main operation.
    fn stage(&mut self, session: &mut Session<'_>, stage: Stage) -> Result<(), Fault> {
        for step in self.at(stage) {
            let before = self.images(session, &step, ImageMoment::Before)?;
            self.step(session, &step, &mut Attributes::default(), &before)?;
        }
        Ok(())
    }

    /// Runs a synchronous step.
    fn step(
        &mut self,
        session: &mut Session<'_>,
        step: &Step,
        outputs: &mut Attributes,
        before: &[Images],
    ) -> Result<(), Fault> {
        let after = self.images(session, step, ImageMoment::After)?;
        session.as_user(step.user, |session| {
            let input = ContextInput {
                before: before.to_vec(),
                after,
                parent: self.outer.clone(),
                ..ContextInput::step(step, outputs)
            };
            let execution = widen(context(session, self, input), step);
            handle(self, session, step, execution, outputs)
        })
    }

    /// Makes the system job of an asynchronous step.
    fn job(
        &self,
        session: &mut Session<'_>,
        step: &Step,
        outputs: &Attributes,
        before: Vec<Images>,
    ) -> Result<JobSubmission, Fault> {
        let after = self.images(session, step, ImageMoment::After)?;
        let id = session.new_id();
        let (execution, provenance) = session.as_user(step.user, |session| {
            let input = ContextInput {
                before,
                after,
                parent: self.outer.clone(),
                ..ContextInput::step(step, outputs)
            };
            let provenance = session.provenance().clone();
            (widen(context(session, self, input), step), provenance)
        });
        let named = execution.owning_extension.clone();
        let execution = of_job(execution, id);
        let is_of_a_row = self.table != NO_TABLE && !self.primary_id.is_nil();
        Ok(JobSubmission {
            id,
            work: JobWork::Step(named),
            starts: None,
            message: step.message.clone(),
            regarding: is_of_a_row.then(|| EntityReference::new(&self.table, self.primary_id)),
            lane: match &step.handler {
                Handler::Endpoint(endpoint) => endpoint.lane(),
                Handler::Plugin(_) | Handler::Unusable(_) => String::new(),
            },
            context: codec::write(&execution).map_err(|error| {
                tracing::error!(%error, "a context cannot be kept");
                Fault::unexpected()
            })?,
            provenance,
            keep: match step.jobs {
                Jobs::Kept => KeepJob::Always,
                Jobs::Removed => KeepJob::UntilSuccess,
            },
        })
    }

    /// The row that the request is about.
    fn row(&self, session: &Session<'_>) -> ImageSource<'_> {
        ImageSource {
            message: self.message(),
            table: session.metadata().table(&self.table).cloned(),
            id: self.primary_id,
        }
    }

    /// The pre-images of each of these steps.
    fn images_before(
        &self,
        session: &Session<'_>,
        steps: &[Arc<Step>],
    ) -> Result<Vec<Vec<Images>>, Fault> {
        let images = |step: &Arc<Step>| self.images(session, step, ImageMoment::Before);
        steps.iter().map(images).collect()
    }

    /// The images of the row that the request is about, or of each of its rows.
    fn images(
        &self,
        session: &Session<'_>,
        step: &Step,
        moment: ImageMoment,
    ) -> Result<Vec<Images>, Fault> {
        let row = self.row(session);
        let Some(Value::Collection(rows)) = self.request.parameters.get(TARGETS) else {
            return Ok(vec![row.images(session, step, moment)?]);
        };
        let ids = rows.entities.iter().map(|row| row.id.unwrap_or_default());
        ids.map(|id| ImageSource { id, ..row.clone() }.images(session, step, moment))
            .collect()
    }

    /// The images of a context: of one row, or of each row of a message of many rows.
    pub(super) fn arrange(&self, mut images: Vec<Images>) -> (Images, Vec<Images>) {
        match self.request.parameters.get(TARGETS) {
            Some(Value::Collection(_)) => (Images::new(), images),
            _ => (images.pop().unwrap_or_default(), Vec::new()),
        }
    }

    fn name_new_rows(&mut self, session: &mut Session<'_>) {
        let Some(table) = session.metadata().table(&self.table).cloned() else {
            return;
        };
        let name = match self.message() {
            "Create" => TARGET,
            "CreateMultiple" => TARGETS,
            _ => return,
        };
        let fresh = || session.new_id();
        match self.request.parameters.get_mut(name) {
            Some(Value::Entity(target)) => {
                self.primary_id = name_row(target, &table.primary_id, fresh);
            }
            Some(Value::Collection(rows)) => {
                let mut fresh = fresh;
                for target in &mut rows.entities {
                    name_row(target, &table.primary_id, &mut fresh);
                }
            }
            _ => {}
        }
    }

    fn complete(&mut self, session: &Session<'_>) -> Result<(), Fault> {
        let mut inputs = std::mem::take(&mut self.request.parameters);
        let completed = self.row(session).complete(session, &mut inputs);
        self.request.parameters = inputs;
        completed
    }
}

/// The execution context of a custom API's main operation.
pub(super) fn main_context(
    session: &Session<'_>,
    request: OrganizationRequest,
    plugin_type: Option<Uuid>,
) -> ExecutionContext {
    let run = PipelineRun::new(Vec::new(), request, session.now());
    let nothing = Attributes::default();
    context(session, &run, ContextInput::main(&nothing, plugin_type))
}

/// Renames the results of a message between pipeline and response.
fn rename<'n>(
    message: &str,
    results: &mut Attributes,
    way: impl Fn((&'n str, &'n str, &'n str)) -> (&'n str, &'n str),
) {
    let names = RESULTS.into_iter().find(|(name, ..)| *name == message);
    if let Some((from, to)) = names.map(way)
        && let Some(value) = results.shift_remove(from)
    {
        results.insert(to.into(), value);
    }
}
