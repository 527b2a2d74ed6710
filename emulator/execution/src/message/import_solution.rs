//! `ImportSolution`: brings a solution to the organization, whole or not at all (SL-010).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, StepsAllowed, ValueType, Weight};
use dataverse_operation::fault::Fault;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::solution::{self, FileLimits, Files};

use super::MessageResult;
use super::arguments::Arguments;
use crate::session::Session;
use crate::solution::{Terms, import};

/// The import of a solution failed.
const IMPORT_SOLUTION_ERROR: i32 = 0x8004_8060_u32.cast_signed();

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("ImportSolution"),
    parameters: Cow::Borrowed(&[
        Parameter::required("CustomizationFile", ValueType::Bytes),
        Parameter::optional(
            "OverwriteUnmanagedCustomizations",
            ValueType::Field(FieldType::Boolean),
        ),
        Parameter::optional("PublishWorkflows", ValueType::Field(FieldType::Boolean)),
        Parameter::optional("ImportJobId", ValueType::Field(FieldType::Guid)),
        Parameter::optional("HoldingSolution", ValueType::Field(FieldType::Boolean)),
        Parameter::optional("ConvertToManaged", ValueType::Field(FieldType::Boolean)),
        Parameter::optional(
            "SkipProductUpdateDependencies",
            ValueType::Field(FieldType::Boolean),
        ),
    ]),
    steps: StepsAllowed::None,
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvImportCustomization"))]),
    weight: Weight::Query,
    ..Message::ACTION
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut arguments = Arguments::of(request);
    refuse_kinds(&mut arguments)?;
    let archive = arguments.bytes("CustomizationFile")?;
    let job = arguments.optional_guid("ImportJobId")?;
    // What a request may hold bounds the archive itself.
    let limits = session.limits();
    let files = Files::unzip(&archive, FileLimits::of(limits));
    let read = files
        .map_err(Into::into)
        .and_then(|files| solution::read(&files, limits));
    let (solution, unread) = read.map_err(|error: solution::SolutionError| {
        Fault::new(IMPORT_SOLUTION_ERROR, error.to_string())
    })?;
    import(session, &solution, &unread, Terms { job })?;
    Ok(OrganizationResponse::default())
}

/// Refuses kinds of imports that are not emulated.
pub(super) fn refuse_kinds(arguments: &mut Arguments) -> Result<(), Fault> {
    for (flag, what) in [
        ("HoldingSolution", "The import of a holding solution"),
        (
            "ConvertToManaged",
            "The import of a solution as a managed one",
        ),
    ] {
        if arguments.flag(flag) {
            return Err(Fault::not_emulated(what));
        }
    }
    Ok(())
}
