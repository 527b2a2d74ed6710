//! `ExportSolution`: an unmanaged solution as the file that another organization imports (SL-016).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Message, Parameter, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_operation::fault::Fault;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Value;

use super::arguments::Arguments;
use super::{MessageResult, definition};
use crate::session::Session;
use crate::solution;

/// Settings of the organization that a solution can have besides its components; none of them is emulated.
const SETTINGS: [&str; 10] = [
    "ExportAutoNumberingSettings",
    "ExportCalendarSettings",
    "ExportCustomizationSettings",
    "ExportEmailTrackingSettings",
    "ExportGeneralSettings",
    "ExportIsvConfig",
    "ExportMarketingSettings",
    "ExportOutlookSynchronizationSettings",
    "ExportRelationshipRoles",
    "ExportSales",
];

const FLAG: ValueType = ValueType::Field(FieldType::Boolean);

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("ExportSolution"),
    parameters: Cow::Borrowed(&[
        Parameter::required("SolutionName", ValueType::Field(FieldType::String)),
        Parameter::required("Managed", FLAG),
        Parameter::optional("TargetVersion", ValueType::Field(FieldType::String)),
        Parameter::optional(SETTINGS[0], FLAG),
        Parameter::optional(SETTINGS[1], FLAG),
        Parameter::optional(SETTINGS[2], FLAG),
        Parameter::optional(SETTINGS[3], FLAG),
        Parameter::optional(SETTINGS[4], FLAG),
        Parameter::optional(SETTINGS[5], FLAG),
        Parameter::optional(SETTINGS[6], FLAG),
        Parameter::optional(SETTINGS[7], FLAG),
        Parameter::optional(SETTINGS[8], FLAG),
        Parameter::optional(SETTINGS[9], FLAG),
        Parameter::optional("ExportExternalApplications", FLAG),
    ]),
    response: Cow::Borrowed(&[Parameter::required("ExportSolutionFile", ValueType::Bytes)]),
    scope: Scope::Reads,
    steps: StepsAllowed::None,
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvExportCustomization"))]),
    weight: Weight::Query,
    ..Message::ACTION
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let name = arguments.text("SolutionName")?;
    if arguments.flag("Managed") {
        return Err(Fault::not_emulated("The export of a solution as a managed one").into());
    }
    if arguments.optional_text("TargetVersion")?.is_some() {
        return Err(Fault::not_emulated(
            "The export of a solution for another version ('TargetVersion')",
        )
        .into());
    }
    let others = SETTINGS.iter().chain(&["ExportExternalApplications"]);
    for setting in others {
        if arguments.flag(setting) {
            return Err(
                Fault::not_emulated(format_args!("The export of settings ('{setting}')")).into(),
            );
        }
    }
    let definitions = definition::definitions(session);
    let solution = solution::export(session, &name, &definitions)?;
    let archive = solution.files().and_then(|files| files.zip());
    let archive = archive.map_err(|error| Fault::invalid_argument(error.to_string()))?;
    Ok(OrganizationResponse::default().with("ExportSolutionFile", Value::Bytes(archive)))
}
