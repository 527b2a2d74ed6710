//! `ImportSolutionAsync`: brings a solution to the organization in a system job (SL-020).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, StepsAllowed, ValueType};
use dataverse_operation::fault::Fault;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Value;
use dataverse_store::JobWork;

use super::arguments::Arguments;
use super::system_job::{SystemJob, submit};
use super::{MessageResult, import_solution};
use crate::session::Session;

const FLAG: ValueType = ValueType::Field(FieldType::Boolean);

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("ImportSolutionAsync"),
    parameters: Cow::Borrowed(&[
        Parameter::required("CustomizationFile", ValueType::Bytes),
        Parameter::optional("OverwriteUnmanagedCustomizations", FLAG),
        Parameter::optional("PublishWorkflows", FLAG),
        Parameter::optional("ImportJobId", ValueType::Field(FieldType::Guid)),
        Parameter::optional("HoldingSolution", FLAG),
        Parameter::optional("ConvertToManaged", FLAG),
        Parameter::optional("SkipProductUpdateDependencies", FLAG),
        Parameter::optional(
            "ComponentParameters",
            ValueType::Field(FieldType::EntityCollection),
        ),
    ]),
    response: Cow::Borrowed(&[
        Parameter::required("AsyncOperationId", ValueType::Field(FieldType::Guid)),
        Parameter::required("ImportJobKey", ValueType::Field(FieldType::String)),
    ]),
    steps: StepsAllowed::None,
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvImportCustomization"))]),
    ..Message::ACTION
};

/// The file is read by the job alone, as on the platform: what is wrong with it is the job's failure.
pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut arguments = Arguments::of(request);
    import_solution::refuse_kinds(&mut arguments)?;
    match arguments.take("ComponentParameters") {
        Some(Value::Collection(rows)) if !rows.entities.is_empty() => {
            return Err(Fault::not_emulated(
                "The import of connections and variables ('ComponentParameters')",
            )
            .into());
        }
        _ => {}
    }
    let import = match arguments.optional_guid("ImportJobId")? {
        Some(id) => id,
        None => session.new_id(),
    };
    let request = OrganizationRequest::new(import_solution::MESSAGE.name.as_ref())
        .with(
            "CustomizationFile",
            arguments.required("CustomizationFile")?,
        )
        .with("ImportJobId", import);
    let id = session.new_id();
    let job = SystemJob {
        id,
        work: JobWork::SolutionImport(MESSAGE.name.to_string()),
        starts: None,
        message: &MESSAGE.name,
        request,
    };
    submit(session, job)?;
    Ok(OrganizationResponse::default()
        .with("AsyncOperationId", id)
        .with("ImportJobKey", import.to_string()))
}
