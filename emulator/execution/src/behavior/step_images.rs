//! Step images: the images and aliases that a message allows (PL-014).
//!
//! Codes and texts come from the platform's error list, except for a duplicate alias (inferred).

use dataverse_model::message::Images;
use dataverse_store::Write;
use std::sync::Arc;

use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::value::{Attributes, Entity, Value};
use uuid::Uuid;

use super::TableBehavior;
use super::effective_row::EffectiveRow;
use super::steps::{POST_OPERATION, StepPlacement, check_columns, registered};
use super::{find, steps};
use crate::error::{Error, not_found};
use crate::session::Session;
use dataverse_model::metadata::Table;

const STEP: &str = "sdkmessageprocessingstepid";

/// The registration of an image.
struct RegisteredImage<'r> {
    /// `entityalias`; unique among the pre-images and among the post-images of a step.
    alias: &'r str,
    /// Number of `imagetype`.
    kind: i64,
    /// `messagepropertyname`: the parameter of the message that names the row.
    property: &'r str,
    /// `attributes`: comma-separated column names; empty for all columns.
    columns: &'r str,
}

impl RegisteredImage<'_> {
    const fn is_pre(&self) -> bool {
        matches!(self.kind, 0 | 2)
    }

    const fn is_post(&self) -> bool {
        matches!(self.kind, 1 | 2)
    }
}

pub(super) struct StepImages;

impl TableBehavior for StepImages {
    fn before_create(
        &self,
        session: &mut Session<'_>,
        table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Attributes, Error> {
        before_create(session, table, target)?;
        Ok(Attributes::default())
    }

    fn before_update(
        &self,
        session: &mut Session<'_>,
        table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Vec<Write>, Error> {
        before_update(session, table, target)?;
        Ok(Vec::new())
    }
}

fn before_create(
    session: &mut Session<'_>,
    table: &Arc<Table>,
    target: &Entity,
) -> Result<(), Fault> {
    check(session, None, &EffectiveRow::of_new(table, target)?)
}

fn before_update(
    session: &mut Session<'_>,
    table: &Arc<Table>,
    target: &Entity,
) -> Result<(), Fault> {
    let merged = EffectiveRow::of_changed(session, table, target)?;
    check(session, target.id, &merged)
}

/// Checks the images of a step whose message, table or stage changes.
pub(super) fn check_all(
    session: &mut Session<'_>,
    step: Uuid,
    place: &StepPlacement,
) -> Result<(), Fault> {
    for row in of_step(session, step)? {
        if let Some(image) = image_of(&row) {
            check_image(session, &image, place)?;
        }
    }
    Ok(())
}

/// Checks an image as it will be after the write. An image without a required column passes: the
/// missing column is refused later.
fn check(session: &mut Session<'_>, id: Option<Uuid>, row: &EffectiveRow<'_>) -> Result<(), Fault> {
    let (Some(step), Some(alias), Some(kind), Some(property)) = (
        row.reference(STEP),
        row.text("entityalias"),
        row.number("imagetype"),
        row.text("messagepropertyname"),
    ) else {
        return Ok(());
    };
    let image = RegisteredImage {
        alias,
        kind,
        property,
        columns: row.text("attributes").unwrap_or_default(),
    };
    let place = steps::placement(session, step.id)?;
    let Some(place) = place else {
        let table = session.table("sdkmessageprocessingstep")?;
        return Err(not_found(&table, step.id));
    };
    check_image(session, &image, &place)?;
    for other in of_step(session, step.id)? {
        let taken = image_of(&other).is_some_and(|other| clash(&image, &other));
        if taken && other.id != id {
            return Err(Fault::invalid_argument(format!(
                "The step has an image of the alias '{alias}' and of this type already."
            )));
        }
    }
    Ok(())
}

/// A pre-image and a post-image may have the same alias: the context keeps them apart.
fn clash(one: &RegisteredImage<'_>, other: &RegisteredImage<'_>) -> bool {
    one.alias == other.alias && (one.is_pre() && other.is_pre() || one.is_post() && other.is_post())
}

fn check_image(
    session: &Session<'_>,
    image: &RegisteredImage<'_>,
    place: &StepPlacement,
) -> Result<(), Fault> {
    let message = place.message.as_str();
    let Some(Images {
        property,
        pre,
        post,
    }) = registered(session, message).and_then(|message| message.images)
    else {
        return Err(Fault::new(
            code::SDK_MESSAGE_DOES_NOT_SUPPORT_IMAGE,
            format!("Message '{message}' does not support image registration."),
        ));
    };
    let given = (pre || !image.is_pre()) && (post || !image.is_post());
    if !given {
        return Err(Fault::new(
            code::SDK_MESSAGE_INVALID_IMAGE_TYPE,
            format!("Message {message} does not support this image type."),
        ));
    }
    // Clients write both `Id` and `id`.
    if !image.property.eq_ignore_ascii_case(property) {
        return Err(Fault::new(
            code::SDK_INVALID_MESSAGE_PROPERTY_NAME,
            format!(
                "Message property name '{}' is not valid on message {message}.",
                image.property
            ),
        ));
    }
    if image.is_post() && place.stage != POST_OPERATION {
        return Err(Fault::new(
            code::SDK_MESSAGE_DOES_NOT_SUPPORT_POST_IMAGE,
            "PreEvent step registration does not support Post Image.",
        ));
    }
    match &place.table {
        Some(table) => check_columns(&*session.table(table)?, image.columns),
        None => Ok(()),
    }
}

fn of_step(session: &mut Session<'_>, step: Uuid) -> Result<Vec<Entity>, Fault> {
    find::rows(
        session,
        "sdkmessageprocessingstepimage",
        &[(STEP, Value::Guid(step))],
    )
}

fn image_of(row: &Entity) -> Option<RegisteredImage<'_>> {
    let text = |column: &str| row.get(column).and_then(Value::as_str);
    Some(RegisteredImage {
        alias: text("entityalias")?,
        kind: row.get("imagetype")?.as_integer()?,
        property: text("messagepropertyname")?,
        columns: text("attributes").unwrap_or_default(),
    })
}
