//! The rows of a solution itself and of its publisher.

use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::solution::{Manifest, Publisher, Version};
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};
use dataverse_store::{Expect, Write};
use uuid::Uuid;

use super::find;
use crate::error::Error;
use crate::seed::seed_rows;
use crate::session::Session;

const SOLUTION: &str = "solution";
const PUBLISHER: &str = "publisher";

/// The language of the texts that rows have one of (English, United States).
const ENGLISH: u16 = 1033;

/// Refuses a solution of which a newer version is installed (SL-015).
pub(super) fn check_version(session: &mut Session<'_>, manifest: &Manifest) -> Result<(), Fault> {
    let installed = installed(session, &manifest.unique_name)?;
    let version = installed
        .as_ref()
        .and_then(|row| row.get("version")?.as_str()?.parse::<Version>().ok());
    match version.filter(|version| *version > manifest.version) {
        None => Ok(()),
        Some(version) => Err(Fault::new(
            code::INVALID_ARGUMENT,
            format!(
                "The solution '{}' is installed in version {version}, which is newer than version {}: expected that version or a newer one.",
                manifest.unique_name, manifest.version
            ),
        )),
    }
}

fn installed(session: &mut Session<'_>, name: &str) -> Result<Option<Entity>, Fault> {
    let name = [("uniquename", Value::from(name))];
    find(session, SOLUTION, &name, &["solutionid", "version"])
}

/// Writes the publisher and the solution; returns the id of the solution.
pub(super) fn write(session: &mut Session<'_>, manifest: &Manifest) -> Result<Uuid, Error> {
    let publisher = publisher(session, &manifest.publisher)?;
    let now = Value::from(session.now());
    let friendly = text(&manifest.names).unwrap_or(&manifest.unique_name);
    let mut values = Attributes::from_iter([
        ("friendlyname".into(), friendly.into()),
        (
            "description".into(),
            text(&manifest.descriptions).map(str::to_owned).into(),
        ),
        ("version".into(), manifest.version.to_string().into()),
        ("publisherid".into(), publisher.into()),
        ("ismanaged".into(), manifest.managed.into()),
    ]);
    if let Some(id) = installed(session, &manifest.unique_name)?.and_then(|row| row.id) {
        values.insert("updatedon".into(), now);
        update(session, SOLUTION, id, values)?;
        return Ok(id);
    }
    let id = session.new_id();
    values.insert("uniquename".into(), manifest.unique_name.as_str().into());
    values.insert("installedon".into(), now);
    insert(session, SOLUTION, id, values)?;
    Ok(id)
}

/// The row of the publisher, which is made if there is none with its name.
fn publisher(session: &mut Session<'_>, publisher: &Publisher) -> Result<EntityReference, Error> {
    let name = [("uniquename", Value::from(publisher.unique_name.as_str()))];
    let known = find(session, PUBLISHER, &name, &["publisherid"])?;
    if let Some(id) = known.and_then(|row| row.id) {
        return Ok(EntityReference::new(PUBLISHER, id));
    }
    let friendly = text(&publisher.names).unwrap_or(&publisher.unique_name);
    let values = Attributes::from_iter([
        ("uniquename".into(), publisher.unique_name.as_str().into()),
        ("friendlyname".into(), friendly.into()),
        (
            "description".into(),
            text(&publisher.descriptions).map(str::to_owned).into(),
        ),
        (
            "customizationprefix".into(),
            publisher.prefix.as_str().into(),
        ),
        (
            "customizationoptionvalueprefix".into(),
            publisher.option_prefix.into(),
        ),
    ]);
    let id = session.new_id();
    insert(session, PUBLISHER, id, values)?;
    Ok(EntityReference::new(PUBLISHER, id))
}

fn text(texts: &[(u16, String)]) -> Option<&str> {
    let english = texts.iter().find(|(language, _)| *language == ENGLISH);
    let text = english.or_else(|| texts.first())?.1.as_str();
    Some(text).filter(|text| !text.is_empty())
}

/// Inserts a row as the platform does, columns included that no caller writes.
pub(super) fn insert(
    session: &mut Session<'_>,
    table: &str,
    id: Uuid,
    values: Attributes,
) -> Result<(), Error> {
    let mut row = Entity::new(table);
    row.id = Some(id);
    row.attributes = values;
    seed_rows(session, vec![row])
}

pub(super) fn update(
    session: &mut Session<'_>,
    table: &str,
    id: Uuid,
    values: Attributes,
) -> Result<(), Error> {
    session.write(Write::Update {
        table: session.table(table)?,
        id,
        values,
        expect: Expect::Exists,
    })
}
