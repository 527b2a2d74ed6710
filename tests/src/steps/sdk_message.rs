//! Messages of the SDK with their parameters as a table, where the bytes of the envelope are not the point.

mod parameters;

use cucumber::gherkin::Step;
use suite_phrase::phrase;

use super::sdk::envelope;
use super::table_of;
use crate::failure::Failure;
use crate::world::{Caller, World};
use parameters::Parameters;

/// Messages whose classes are in `Microsoft.Xrm.Sdk.Messages`; those of the others are in `Microsoft.Crm.Sdk.Messages`.
const XRM_SDK_MESSAGES: [&str; 14] = [
    "Associate",
    "Create",
    "CreateMultiple",
    "Delete",
    "DeleteMultiple",
    "Disassociate",
    "ExecuteMultiple",
    "ExecuteTransaction",
    "Retrieve",
    "RetrieveMultiple",
    "Update",
    "UpdateMultiple",
    "Upsert",
    "UpsertMultiple",
];

/// Executes a message of the class that the SDK has for it; one in quotes as a plain `OrganizationRequest`. The table's
/// columns are parameter, type and value; a line without a parameter is left out. The type is .NET's (`Guid`, `String`,
/// `Int32`, `Int64`, `Boolean`, `Decimal`, `Double`, `DateTime`, `Bytes` as Base64) or the SDK's (`OptionSetValue`, `Money`,
/// `EntityReference` and `Entity`, both written like `account(<guid>)`, `ColumnSet`, `FetchExpression`,
/// `OrganizationRequest` with its message, `PrincipalAccess` with rights and a part `PrincipalAccess.Principal`, `ConcurrencyBehavior`, `EndpointAccessType`, `TargetFieldType`, `Guids` with commas
/// between them), or `null`. A parameter such as
/// `Target.name` is a column of the entity `Target`, or a parameter of the request so called; of the type
/// `RowVersion` it is its version, of the type `key` a column of its alternate key. `EntityCollection` (with its table),
/// `EntityReferenceCollection` and `OrganizationRequestCollection` have their items as parts, under any names: a request
/// is of the SDK's class, or in quotes a plain one. `Relationship` is a schema name, with the role behind it where it
/// matters; `ExecuteMultipleSettings` are the settings that are true. The type `header` makes a SOAP header of it.
#[phrase(anywhere)]
#[given(regex = r#"^the SDK has executed ("?)(\w+)"? with$"#)]
#[when(regex = r#"^the SDK executes ("?)(\w+)"? with$"#)]
async fn execute(
    world: &mut World,
    step: &Step,
    quote: String,
    message: String,
) -> Result<(), Failure> {
    let (first, rest) = table_of(step)?;
    let rows = std::iter::once(first).chain(rest.iter().map(Vec::as_slice));
    let parameters = Parameters::read(rows)?;
    send(world, class_of(&quote, &message), &message, &parameters, "").await
}

/// Executes a message without parameters: of its class, or, in quotes, as a plain `OrganizationRequest`; at the SDK's
/// address, or at another.
#[phrase(anywhere)]
#[when(regex = r#"^the SDK executes ("?)(\w+)"? without parameters(?: at "([^"]+)")?$"#)]
async fn execute_bare(
    world: &mut World,
    quote: String,
    message: String,
    address: String,
) -> Result<(), Failure> {
    let none = Parameters::default();
    send(world, class_of(&quote, &message), &message, &none, &address).await
}

/// The attribute that names the class of a request; a message in quotes has none.
pub(super) fn class_of(quote: &str, message: &str) -> String {
    let prefix = match quote {
        "" if XRM_SDK_MESSAGES.contains(&message) => 'a',
        "" => 'g',
        _ => return String::new(),
    };
    format!(" i:type=\"{prefix}:{message}Request\"")
}

async fn send(
    world: &mut World,
    class: String,
    message: &str,
    parameters: &Parameters,
    address: &str,
) -> Result<(), Failure> {
    let written = parameters.written()?;
    let request = format!(
        "<request{class}><a:Parameters>{written}</a:Parameters><a:RequestId i:nil=\"true\"/>\
         <a:RequestName>{message}</a:RequestName></request>"
    );
    let mut request = envelope("Execute", &parameters.headers(), &request);
    if !address.is_empty() {
        request.target = address.to_owned();
    }
    world.send(request, Caller::Client).await.map(drop)
}
