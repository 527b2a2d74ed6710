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

const FLAG: ValueType = ValueType::Field(FieldType::Boolean);

/// What the names of settings begin with.
const SETTING: &str = "Export";

/// A setting of the organization that a solution can have besides its components; none of them is emulated.
const fn setting(name: &'static str) -> Parameter {
    Parameter::optional(name, FLAG)
}

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("ExportSolution"),
    parameters: Cow::Borrowed(&[
        Parameter::required("SolutionName", ValueType::Field(FieldType::String)),
        Parameter::required("Managed", FLAG),
        Parameter::optional("TargetVersion", ValueType::Field(FieldType::String)),
        setting("ExportAutoNumberingSettings"),
        setting("ExportCalendarSettings"),
        setting("ExportCustomizationSettings"),
        setting("ExportEmailTrackingSettings"),
        setting("ExportGeneralSettings"),
        setting("ExportIsvConfig"),
        setting("ExportMarketingSettings"),
        setting("ExportOutlookSynchronizationSettings"),
        setting("ExportRelationshipRoles"),
        setting("ExportSales"),
        setting("ExportExternalApplications"),
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
    let names = MESSAGE.parameters.iter().map(|parameter| &parameter.name);
    for setting in names.filter(|name| name.starts_with(SETTING)) {
        if arguments.flag(setting) {
            let what = format_args!("The export of settings ('{setting}')");
            return Err(Fault::not_emulated(what).into());
        }
    }
    let definitions = definition::definitions(session);
    let solution = solution::export(session, &name, &definitions)?;
    let archive = solution.files().and_then(|files| files.zip());
    let archive = archive.map_err(|error| Fault::invalid_argument(error.to_string()))?;
    Ok(OrganizationResponse::default().with("ExportSolutionFile", Value::Bytes(archive)))
}
