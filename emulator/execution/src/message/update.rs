//! `Update`: changes columns of an existing row (WA-04D, WA-051, WA-053).

use std::borrow::Cow;
use std::sync::Arc;

use dataverse_model::message::{Access, Images, Message, Parameter, Scope, ValueType};
use dataverse_model::metadata::Table;
use dataverse_operation::fault::Fault;
use dataverse_operation::rules::NestedRowsInUpdate;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::query::Columns;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Attributes, Entity, Name};
use dataverse_store::{Expect, Write};

use super::MessageResult;
use super::arguments::Arguments;
use crate::error::Error;
use crate::files::{self, RowState};
use crate::session::Session;
use crate::{behavior, cascade, parties, row};

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("Update"),
    parameters: Cow::Borrowed(&[
        Parameter::required("Target", ValueType::Field(FieldType::Entity)),
        Parameter::optional("SolutionUniqueName", ValueType::Field(FieldType::String)),
    ]),
    scope: Scope::ChangesRows,
    images: Some(Images {
        property: "Target",
        pre: true,
        post: true,
    }),
    rights: Cow::Borrowed(&[Access::ChangedRow]),
    ..Message::ROWS
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut target = Arguments::of(request).entity("Target")?;
    let table = session.table(&target.table)?;
    let id = row::id_of(&table, &target)?.ok_or_else(|| {
        Fault::invalid_argument(format!(
            "A row of '{}' can be updated only by its id.",
            table.logical_name
        ))
    })?;
    target.id = Some(id);
    target.attributes.shift_remove(table.primary_id.as_str());
    change(session, table, target)?;
    Ok(OrganizationResponse::default())
}

/// Changes an existing row by the rules of its table. Messages that change particular columns (`Assign`, `SetState`)
/// call this function too.
pub(super) fn change(
    session: &mut Session<'_>,
    table: Arc<Table>,
    mut target: Entity,
) -> Result<(), Error> {
    refuse_nested(session, &table, &target)?;
    let id = target.id.unwrap_or_default();
    let expect = target.row_version.map_or(Expect::Exists, Expect::Version);
    let writes = behavior::of(&table).before_update(session, &table, &mut target)?;
    let mut values = row::for_update(session, &table, id, target.attributes)?;
    for image in files::take_images(session, &table, id, RowState::Existing, &mut values)? {
        session.write(image)?;
    }
    let given = cascade::given(&table, &values);
    let parts = parties::of(&table, &values);
    let before = match given.is_empty() {
        true => None,
        false => session.retrieve(&table, id, &columns_of(&given))?,
    };
    session.write(Write::Update {
        table: table.clone(),
        id,
        values,
        expect,
    })?;
    parties::written(session, (&table, id), &parts)?;
    for write in writes {
        session.write(write)?;
    }
    if let Some(before) = before {
        cascade::changed(session, (&table, id), &given, Some(&before))?;
    }
    Ok(())
}

fn columns_of(values: &Attributes) -> Columns {
    Columns::Named(values.keys().map(Name::to_string).collect())
}

/// Refuses nested rows, which an update does not write (WA-169).
fn refuse_nested(session: &Session<'_>, table: &Table, target: &Entity) -> Result<(), Fault> {
    let rule = session.rules().nested_rows_in_update;
    match target.related.keys().next() {
        Some(name) if rule == NestedRowsInUpdate::Reject => Err(Fault::invalid_argument(format!(
            "An update of '{}' cannot write the nested rows of '{name}': expected a binding to an existing row, or a request of its own for each of them.",
            table.logical_name
        ))),
        _ => Ok(()),
    }
}
