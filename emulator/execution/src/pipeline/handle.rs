//! Runs a synchronous step: by a plug-in in the session of the request, or by a service endpoint whose answer the
//! request waits for.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dataverse_operation::fault::{Fault, code};
use dataverse_operation::job::Retry;
use dataverse_operation::rules::{Rules, WebhookControlCharacters};
use dataverse_protocol::execution_context::{ControlCharacters, ExecutionContext, Size};
use dataverse_protocol::value::Attributes;
use dataverse_runtime::way_out::{Delivery, ServiceEndpoint, Undelivered};
use tokio::runtime::Handle;
use uuid::Uuid;

use super::merged::narrow;
use super::run::PipelineRun;
use super::trace_log::{self, Traced};
use super::trace_text::trace_text;
use crate::plugin::{Context, Plugin};
use crate::session::Session;
use crate::step::Configuration;
use crate::step::{Handler, Step};

/// The largest body in bytes that an endpoint receives untrimmed (WH-023).
const BODY_LIMIT: usize = 256 * 1024;

/// How often a request calls an endpoint that is unavailable (WH-031).
const TRIES: u32 = 2;

/// Runs a synchronous step. A plug-in's changes to inputs, outputs and shared variables are copied to the request.
pub(super) fn handle(
    run: &mut PipelineRun,
    session: &mut Session<'_>,
    step: &Step,
    execution: ExecutionContext,
    outputs: &mut Attributes,
) -> Result<(), Fault> {
    match &step.handler {
        Handler::Unusable(fault) => Err(fault.clone()),
        Handler::Endpoint(endpoint) => deliver(session, &**endpoint, &execution),
        Handler::Plugin(_) => {
            let (result, execution) = perform_step(session, step, execution);
            result?;
            let (inputs, results) = match step.message == run.message() {
                true => (execution.inputs, execution.outputs),
                false => (narrow(execution.inputs), narrow(execution.outputs)),
            };
            run.change(inputs, execution.shared);
            *outputs = results;
            Ok(())
        }
    }
}

/// Sends a context to an endpoint and waits for the answer.
fn deliver(
    session: &Session<'_>,
    endpoint: &dyn ServiceEndpoint,
    execution: &ExecutionContext,
) -> Result<(), Fault> {
    let origin = &session.provenance().origin;
    let mut delivery = delivery(origin, execution, None, 1, session.rules())?;
    let work = &session.code().ok_or_else(Fault::unexpected)?.work;
    loop {
        let delivered = endpoint.deliver(&delivery, session.rules(), work);
        match Handle::current().block_on(delivered) {
            Ok(()) => return Ok(()),
            Err(Undelivered {
                again: Retry::Transient,
                ..
            }) if delivery.attempt < TRIES => delivery.attempt += 1,
            Err(undelivered) => return Err(undelivered.fault),
        }
    }
}

/// Runs the plug-in of a step, with the step's configuration. Returns the result, and the context as the plug-in left
/// it.
pub(crate) fn perform_step(
    session: &mut Session<'_>,
    step: &Step,
    execution: ExecutionContext,
) -> (Result<(), Fault>, ExecutionContext) {
    let type_id = match &step.handler {
        Handler::Plugin(type_id) => *type_id,
        Handler::Endpoint(_) | Handler::Unusable(_) => {
            return (Err(Fault::unexpected()), execution);
        }
    };
    match session.core().plugin(session.registry(), type_id) {
        Some(plugin) => run_plugin(session, plugin.as_ref(), execution, &step.configuration),
        None => (Err(no_code(type_id)), execution),
    }
}

/// Runs a plug-in. Its fault carries the trace (PL-124). A panic is a fault.
pub(super) fn run_plugin(
    session: &mut Session<'_>,
    plugin: &dyn Plugin,
    execution: ExecutionContext,
    configuration: &Configuration,
) -> (Result<(), Fault>, ExecutionContext) {
    let begun = session.core().clock.now();
    let mut context = Context::new(session, execution, configuration.clone());
    // Unwind safety: the writes of a plug-in that panics are rolled back with the request, as after any fault.
    let executed = catch_unwind(AssertUnwindSafe(|| plugin.execute(&mut context)));
    let result = executed.unwrap_or_else(|_| {
        tracing::error!(type_name = plugin.type_name(), "a plug-in panicked");
        Err(Fault::isv_unexpected(
            "An unexpected error occurred from ISV code.",
        ))
    });
    let lines = context.take_trace();
    let execution = context.into_execution();
    let traced = Traced {
        type_name: plugin.type_name(),
        lines: &lines,
        execution: &execution,
        configuration,
        result: &result,
        begun,
    };
    trace_log::keep(session, &traced);
    let result = result.map_err(|fault| match fault.trace {
        // The fault came from a nested plug-in and already carries its trace.
        Some(_) => fault.from_plug_in(),
        None => {
            let text = trace_text(session, &execution, plugin.type_name(), &lines);
            fault.from_plug_in().with_trace(text)
        }
    });
    (result, execution)
}

/// Makes the request body and the header values that an endpoint receives.
pub(super) fn delivery(
    origin: &str,
    execution: &ExecutionContext,
    job: Option<Uuid>,
    attempt: u32,
    rules: &Rules,
) -> Result<Delivery, Fault> {
    let controls = match rules.webhook_control_characters {
        WebhookControlCharacters::Short => ControlCharacters::Short,
        WebhookControlCharacters::Numbered => ControlCharacters::Numbered,
    };
    let sized = execution.write_within(BODY_LIMIT, controls);
    if sized.size == Size::TooLarge {
        return Err(too_large(sized.body.len()));
    }
    Ok(Delivery {
        body: sized.body,
        size: sized.size,
        organization: origin
            .split_once("://")
            .map_or(origin, |(_, host)| host)
            .to_owned(),
        table: execution.primary_table.clone(),
        message: execution.message.clone(),
        correlation: execution.correlation,
        request: execution.request,
        step: execution.owning_extension.id,
        job,
        attempt,
    })
}

/// The fault for a context that is too large even after trimming (WH-026).
fn too_large(bytes: usize) -> Fault {
    Fault::new(
        code::WEBHOOKS_MAX_SIZE_EXCEEDED,
        format!(
            "The context of the step is too large to be sent to a webhook: {bytes} bytes after trimming, {BODY_LIMIT} at most."
        ),
    )
}

/// The fault for a plug-in type that has a row, and no code in this process or any handler.
fn no_code(type_id: Uuid) -> Fault {
    Fault::new(
        code::NOT_SUPPORTED,
        format!(
            "The plug-in type {type_id} has no code in this emulator: its steps cannot run. Bind it to a handler of your own at PUT /_emulator/v1/handlers/{type_id}, give its steps a webhook, or register the type when the emulator is started from Rust."
        ),
    )
}
