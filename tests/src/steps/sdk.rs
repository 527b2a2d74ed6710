//! What an SDK client sends: envelopes, whole but for what all of them have around them.

use cucumber::gherkin::Step;
use cucumber::{given, when};

use super::text_of;
use crate::envelope;
use crate::exchange::{Headers, Request};
use crate::failure::Failure;
use crate::world::{Caller, World};

/// Where the SDK's clients send everything.
const SERVICE: &str = "/XRMServices/2011/Organization.svc/web?SDKClientVersion=9.2.49.14585";
/// The last part of it is the operation.
const ACTION: &str =
    "http://schemas.microsoft.com/xrm/2011/Contracts/Services/IOrganizationService";

/// Sends the `request` element below the step as any message goes.
#[given(regex = r"^the SDK has executed$")]
#[when(regex = r"^the SDK executes$")]
async fn execute(world: &mut World, step: &Step) -> Result<(), Failure> {
    call(world, "Execute", text_of(step)?).await
}

/// Sends the elements below the step to an operation of its own.
#[given(regex = r#"^the SDK has called "([^"]+)"$"#)]
#[when(regex = r#"^the SDK calls "([^"]+)"$"#)]
async fn call_operation(world: &mut World, step: &Step, operation: String) -> Result<(), Failure> {
    call(world, &operation, text_of(step)?).await
}

/// Executes a message without parameters, with the type that its class of the SDK has.
#[when(regex = r#"^the SDK executes "([^"]+)"$"#)]
async fn execute_named(world: &mut World, message: String) -> Result<(), Failure> {
    let request = format!(
        "<request i:type=\"g:{message}Request\"><a:Parameters/><a:RequestId i:nil=\"true\"/>\
         <a:RequestName>{message}</a:RequestName></request>"
    );
    call(world, "Execute", &request).await
}

async fn call(world: &mut World, operation: &str, inside: &str) -> Result<(), Failure> {
    let declared = envelope::declarations();
    let body = format!(
        "<s:Envelope{declared}><s:Body><{operation}>{inside}</{operation}></s:Body></s:Envelope>"
    );
    let header = |name: &str, value: String| (name.to_owned(), value);
    let request = Request {
        method: "POST".to_owned(),
        target: SERVICE.to_owned(),
        headers: Headers(vec![
            header("Content-Type", "text/xml; charset=utf-8".to_owned()),
            header("SOAPAction", format!("\"{ACTION}/{operation}\"")),
        ]),
        body: body.into_bytes(),
    };
    world.send(request, Caller::Administrator).await.map(drop)
}
