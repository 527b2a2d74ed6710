//! A synchronous step is handled: by a plug-in in the reach of the request, or by a service endpoint
//! whose answer the request waits for.

use dataverse_bug::Bug;
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::job::Again;
use dataverse_protocol::execution_context::{ExecutionContext, Size};
use dataverse_protocol::value::Attributes;
use tokio::runtime::Handle;
use uuid::Uuid;

use super::passage::Passage;
use super::reach::Reach;
use super::step::{Handler, Step};
use super::trace_log;
use super::trace_text::trace_text;
use crate::notice::delivery::{Delivery, Undelivered};
use crate::plugin::{Context, Plugin};

/// The greatest body that an endpoint is sent whole (WH-023).
const BODY_LIMIT: usize = 256 * 1024;

/// How often a request tries an endpoint that is unavailable (WH-031).
const TRIES: u32 = 2;

/// Handles a step; what a plug-in makes of the request and its outputs is taken over.
pub(super) fn run(
    passage: &mut Passage,
    reach: &mut Reach<'_, '_>,
    step: &Step,
    execution: ExecutionContext,
    outputs: &mut Attributes,
) -> Result<(), Fault> {
    match &step.handler {
        Handler::Unusable(fault) => Err(fault.clone()),
        Handler::Endpoint(endpoint) => {
            let organization = reach.organization();
            let rules = reach.rules();
            let mut delivery = delivery(reach.call().origin.as_ref(), &execution, None, 1)?;
            let guard = reach.guard().ok_or_else(Fault::unexpected)?;
            loop {
                let delivered = organization
                    .deliveries()
                    .deliver(endpoint, &delivery, &rules, guard);
                match Handle::current().block_on(delivered) {
                    Ok(()) => return Ok(()),
                    Err(Undelivered {
                        again: Again::Transient,
                        ..
                    }) if delivery.attempt < TRIES => delivery.attempt += 1,
                    Err(_) if Bug::FailedDeliveryPassedOver.is_on() => return Ok(()),
                    Err(undelivered) => return Err(undelivered.fault),
                }
            }
        }
        Handler::Plugin(type_id) => {
            let plugin = reach
                .organization()
                .plugin(*type_id)
                .ok_or_else(|| no_code(*type_id))?;
            let mut context = Context::new(reach.lend(), execution, step.configuration.clone());
            let done = run_plugin(plugin.as_ref(), &mut context);
            if !Bug::PlugInErrorsSwallowed.is_on() {
                done?;
            }
            let execution = context.into_execution();
            passage.change(execution.inputs, execution.shared);
            if !Bug::OutputsUnchangeable.is_on() {
                *outputs = execution.outputs;
            }
            Ok(())
        }
    }
}

/// Runs a plug-in; the fault carries what it traced (PL-124).
pub(crate) fn run_plugin(plugin: &dyn Plugin, context: &mut Context<'_, '_>) -> Result<(), Fault> {
    let begun = context.organization().clock().now();
    let result = plugin.execute(context);
    let trace = context.take_trace();
    trace_log::keep(context, plugin.type_name(), &trace, &result, begun);
    match result {
        Ok(()) => Ok(()),
        // What it lets pass of another plug-in says already whose it is.
        Err(fault) if fault.trace.is_some() => Err(fault.from_plug_in()),
        Err(fault) => {
            let text = trace_text(context, plugin.type_name(), &trace);
            Err(fault.from_plug_in().with_trace(text))
        }
    }
}

/// What an endpoint is sent.
pub(super) fn delivery(
    origin: &str,
    execution: &ExecutionContext,
    job: Option<Uuid>,
    attempt: u32,
) -> Result<Delivery, Fault> {
    let sized = execution.write_within(BODY_LIMIT);
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

/// The refusal of a context that is too large even without what may be left out (WH-026).
fn too_large(bytes: usize) -> Fault {
    Fault::new(
        code::WEBHOOKS_MAX_SIZE_EXCEEDED,
        format!(
            "The context of the step is too large to be sent to a webhook: {bytes} bytes after trimming, {BODY_LIMIT} at most."
        ),
    )
}

/// The refusal of a plug-in type that is only a row here.
pub(super) fn no_code(type_id: Uuid) -> Fault {
    Fault::new(
        code::NOT_SUPPORTED,
        format!(
            "The plug-in type {type_id} has no code in this emulator: its steps cannot run. Bind it to a handler of your own at PUT /_emulator/v1/handlers/{type_id}, give its steps a webhook, or register the type when the emulator is started from Rust."
        ),
    )
}
