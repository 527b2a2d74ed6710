//! `Create`: writes a new row and its related rows in one transaction (WA-040, WA-041, WA-043).

use std::borrow::Cow;

use dataverse_model::message::{Access, Images, Message, Parameter, Scope, ValueType};
use dataverse_model::metadata::{Navigation, Table};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Entity, EntityReference, Related, Value};
use dataverse_store::Write;
use uuid::Uuid;

use super::MessageResult;
use super::arguments::Arguments;
use crate::error::Error;
use crate::files::{self, RowState};
use crate::session::Session;
use crate::{behavior, cascade, parties, row};

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("Create"),
    parameters: Cow::Borrowed(&[
        Parameter::required("Target", ValueType::Field(FieldType::Entity)),
        Parameter::optional("SolutionUniqueName", ValueType::Field(FieldType::String)),
    ]),
    response: Cow::Borrowed(&[Parameter::required("id", ValueType::Field(FieldType::Guid))]),
    scope: Scope::ChangesRows,
    images: Some(Images {
        property: "Id",
        pre: false,
        post: true,
    }),
    rights: Cow::Borrowed(&[Access::NewRow]),
    ..Message::ROWS
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let target = Arguments::of(request).entity("Target")?;
    let limit = session.limits().insert_depth;
    if levels(&target) > limit {
        return Err(Fault::invalid_argument(format!(
            "Rows hang on rows more than {limit} levels deep; at most {limit} are accepted."
        ))
        .into());
    }
    let id = create(session, target)?;
    Ok(OrganizationResponse::default().with("id", id))
}

/// The number of levels of related rows below a row.
fn levels(target: &Entity) -> usize {
    let below = target.related.values().map(|related| match related {
        Related::One(None) => 0,
        Related::One(Some(row)) => 1 + levels(row),
        Related::Many(rows) => 1 + rows.entities.iter().map(levels).max().unwrap_or(0),
    });
    below.max().unwrap_or(0)
}

/// Creates a row and its related rows; returns its id. Each related row is a request of its own, with its own steps.
fn create(session: &mut Session<'_>, mut target: Entity) -> Result<Uuid, Error> {
    let table = session.table(&target.table)?;
    let id = row::id_of(&table, &target)?.unwrap_or_else(|| session.new_id());
    let related = std::mem::take(&mut target.related);
    let mut after = Vec::new();
    for (name, rows) in related {
        match (nested_row(session, &table, &name)?, rows) {
            (NestedRow::Referred { column, table }, Related::One(Some(entity))) => {
                let reference = EntityReference::new(table, hanging(session, *entity)?);
                target
                    .attributes
                    .insert(column.into(), Value::from(reference));
            }
            (NestedRow::Referred { .. }, Related::One(None)) => {}
            (NestedRow::Referring { column }, Related::Many(rows)) => after.push((column, rows)),
            (NestedRow::Referred { .. }, Related::Many(_)) => {
                return Err(shape(&table, &name, "a single row").into());
            }
            (NestedRow::Referring { .. }, Related::One(_)) => {
                return Err(shape(&table, &name, "an array of rows").into());
            }
        }
    }
    target.id = Some(id);
    let kept = behavior::of(&table).before_create(session, &table, &mut target)?;
    let mut values = row::for_create(session, &table, target.attributes, row::Author::Caller)?;
    values.extend(kept);
    for image in files::take_images(session, &table, id, RowState::New, &mut values)? {
        session.write(image)?;
    }
    let given = cascade::given(&table, &values);
    let parts = parties::of(&table, &values);
    session.write(Write::Insert {
        table: table.clone(),
        id,
        values,
    })?;
    parties::written(session, (&table, id), &parts)?;
    cascade::changed(session, (&table, id), &given, None)?;
    let parent = EntityReference::new(&table.logical_name, id);
    for (column, rows) in after {
        for mut child in rows.entities {
            child
                .attributes
                .insert(column.as_str().into(), Value::from(parent.clone()));
            hanging(session, child)?;
        }
    }
    Ok(id)
}

/// The side of the lookup between the new row and a related row.
enum NestedRow {
    /// The new row refers to the related row by `column`; the related row belongs to `table`.
    Referred { column: String, table: String },
    /// The related row refers to the new row by `column`.
    Referring { column: String },
}

fn nested_row(session: &Session<'_>, table: &Table, name: &str) -> Result<NestedRow, Fault> {
    match session.navigation(table, name)? {
        Navigation::One { column, target } => Ok(NestedRow::Referred {
            column: column.logical_name.clone(),
            table: target.table.clone(),
        }),
        Navigation::Many { column, .. } => Ok(NestedRow::Referring {
            column: column.logical_name.clone(),
        }),
        Navigation::Across { between, .. } => Err(across(table, name, between)),
    }
}

/// Creates a related row.
fn hanging(session: &mut Session<'_>, target: Entity) -> Result<Uuid, Error> {
    let request = OrganizationRequest::new(MESSAGE.name.as_ref()).with("Target", target);
    let response = session.execute(request)?;
    let id = response.results.get("id").and_then(Value::as_guid);
    id.ok_or_else(|| Fault::unexpected().into())
}

/// The fault for related rows of a many-to-many relationship.
fn across(table: &Table, navigation: &str, between: &Table) -> Fault {
    Fault::not_emulated(format_args!(
        "A create with '{navigation}' of '{}', which associates rows by '{}' (a request for {}(<id>)/{navigation}/$ref does),",
        table.logical_name, between.logical_name, table.entity_set
    ))
}

fn shape(table: &Table, navigation: &str, expected: &str) -> Fault {
    Fault::new(
        code::INVALID_ARGUMENT,
        format!(
            "Navigation property '{navigation}' of '{}' takes {expected}.",
            table.logical_name
        ),
    )
}
