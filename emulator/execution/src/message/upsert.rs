//! `Upsert`: updates the row if it exists, otherwise creates it (WA-050).

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, Scope, StepsAllowed, ValueType};
use dataverse_model::metadata::TableKind;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::EntityReference;

use super::MessageResult;
use super::arguments::Arguments;
use crate::alternate_key;
use crate::error::not_found;
use crate::security::is_hidden;
use crate::session::Session;
use crate::{behavior, row};

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("Upsert"),
    parameters: Cow::Borrowed(&[
        Parameter::required("Target", ValueType::Field(FieldType::Entity)),
        Parameter::optional("SolutionUniqueName", ValueType::Field(FieldType::String)),
    ]),
    response: Cow::Borrowed(&[
        Parameter::required("RecordCreated", ValueType::Field(FieldType::Boolean)),
        Parameter::required("Target", ValueType::Field(FieldType::EntityReference)),
    ]),
    scope: Scope::ChangesRows,
    steps: StepsAllowed::None,
    runs: &["Create", "Update"],
    ..Message::ROWS
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut target = Arguments::of(request).entity("Target")?;
    let table = session.table(&target.table)?;
    let id = row::id_of(&table, &target)?.unwrap_or_else(|| session.new_id());
    // A row that is hidden from the caller is not updated: its create is refused as that of any key that is taken.
    let created = !session.exists(&table, id)? || is_hidden(session, &table, id)?;
    target.id = Some(id);
    if let Some(keys) = target.keys.take() {
        alternate_key::adopt(&mut target, *keys);
    }
    if created && !behavior::of(&table).upsert_creates() {
        return Err(not_found(&table, id).into());
    }
    let name = if created { "Create" } else { "Update" };
    let request = OrganizationRequest::new(name).with("Target", target);
    // A request with steps of its own (PL-0F0). In elastic tables, an upsert raises neither the steps of Create nor
    // those of Update (PL-0F1).
    match table.kind {
        TableKind::Elastic => session.without_steps(|session| session.execute(request))?,
        TableKind::Standard => session.execute(request)?,
    };
    Ok(OrganizationResponse::default()
        .with("RecordCreated", created)
        .with("Target", EntityReference::new(&table.logical_name, id)))
}
