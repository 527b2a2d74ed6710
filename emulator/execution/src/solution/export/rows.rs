//! The rows of a solution that is exported: custom APIs with their parameters and properties, plug-in assemblies with their
//! types, steps with their images, web resources.

use std::collections::BTreeSet;

use dataverse_model::metadata::ENGLISH;
use dataverse_operation::fault::Fault;
use dataverse_protocol::query::Columns;
use dataverse_protocol::solution::{Assembly, CustomApi, Solution, Step};
use dataverse_protocol::value::{Entity, Value};
use uuid::Uuid;

use super::Components;
use crate::draft::DefinitionKind;
use crate::error::{Error, not_found};
use crate::sdk_messages::FILTER;
use crate::session::Session;
use crate::solution::rows::{ASSEMBLY, CUSTOM_API, STEP, TYPE, WEB_RESOURCE};
use crate::solution::select;

/// The tables of rows that are parts of others, each with the lookup to these: a solution that has a part has the whole.
const PARTS: [(&str, &str); 4] = [
    (TYPE, "pluginassemblyid"),
    (IMAGE, "sdkmessageprocessingstepid"),
    (PARAMETER, "customapiid"),
    (PROPERTY, "customapiid"),
];

const IMAGE: &str = "sdkmessageprocessingstepimage";
const PARAMETER: &str = "customapirequestparameter";
const PROPERTY: &str = "customapiresponseproperty";

/// Reads the rows that are components into the solution.
///
/// # Errors
/// A component is of a kind that no solution file has here.
pub(super) fn read(
    session: &mut Session<'_>,
    components: &Components,
    solution: &mut Solution,
) -> Result<(), Error> {
    refuse_others(session, components)?;
    for id in wholes(session, components, ASSEMBLY)? {
        let row = row(session, ASSEMBLY, id)?;
        let types = parts(session, TYPE, "pluginassemblyid", id, "typename")?;
        solution.assemblies.push(Assembly { row, types });
    }
    for id in wholes(session, components, STEP)? {
        let step = step(session, id)?;
        solution.steps.push(step);
    }
    for id in wholes(session, components, WEB_RESOURCE)? {
        let row = row(session, WEB_RESOURCE, id)?;
        solution.web_resources.push(row);
    }
    for id in wholes(session, components, CUSTOM_API)? {
        let row = row(session, CUSTOM_API, id)?;
        solution.custom_apis.push(CustomApi {
            plugin_type: row.get("plugintypeid").and_then(Value::as_guid),
            parameters: parts(session, PARAMETER, "customapiid", id, "uniquename")?,
            properties: parts(session, PROPERTY, "customapiid", id, "uniquename")?,
            row,
        });
    }
    let by = |name: &'static str| move |row: &Entity| text(row, name).to_owned();
    let (name, unique_name) = (by("name"), by("uniquename"));
    solution.web_resources.sort_by_key(name);
    solution
        .custom_apis
        .sort_by_key(|api| unique_name(&api.row));
    Ok(())
}

/// Refuses components that are neither definitions nor rows that a solution file has.
fn refuse_others(session: &Session<'_>, components: &Components) -> Result<(), Fault> {
    let metadata = session.metadata();
    let written = [ASSEMBLY, STEP, WEB_RESOURCE, CUSTOM_API];
    let parts = PARTS.iter().map(|(table, _)| *table);
    let known: Vec<_> = written
        .into_iter()
        .chain(parts)
        .filter_map(|table| metadata.table(table)?.component)
        .collect();
    let is_other = |kind: &&i32| !known.contains(kind) && !DefinitionKind::is_one(**kind);
    let Some(kind) = components.ids.keys().filter(is_other).min() else {
        return Ok(());
    };
    let table = metadata
        .tables()
        .find(|table| table.component == Some(*kind));
    let name = table.map_or("", |table| table.display_name.text(ENGLISH));
    Err(Fault::not_emulated(format_args!(
        "The export of a component of the type {kind} ({name})"
    )))
}

/// The rows of a table that are components themselves or by a part of theirs, by id.
fn wholes(
    session: &mut Session<'_>,
    components: &Components,
    table: &str,
) -> Result<BTreeSet<Uuid>, Error> {
    let kind = |session: &Session<'_>, table: &str| session.table(table).map(|of| of.component);
    let own = kind(session, table)?.unwrap_or_default();
    let mut ids: BTreeSet<Uuid> = components.of(own).collect();
    for (part, lookup) in PARTS {
        let leads_here = session.table(part)?.column(lookup).is_some_and(|lookup| {
            let mut targets = lookup.targets().iter();
            targets.any(|target| target.table == table)
        });
        if !leads_here {
            continue;
        }
        for id in components.of(kind(session, part)?.unwrap_or_default()) {
            let row = row(session, part, id)?;
            ids.extend(row.get(lookup).and_then(Value::as_guid));
        }
    }
    Ok(ids)
}

fn step(session: &mut Session<'_>, id: Uuid) -> Result<Step, Error> {
    let row = row(session, STEP, id)?;
    let guid = |column: &str| row.get(column).and_then(Value::as_guid);
    let handler = match row.get("eventhandler") {
        Some(Value::Reference(handler)) if handler.table == TYPE => handler.id,
        _ => {
            return Err(Fault::not_emulated(format_args!(
                "The export of the step '{}', which no plug-in type handles,",
                text(&row, "name")
            ))
            .into());
        }
    };
    let filter = guid("sdkmessagefilterid");
    let filter = filter.map(|filter| self::row(session, FILTER, filter));
    let filter = filter.transpose()?;
    Ok(Step {
        message: guid("sdkmessageid").unwrap_or_default(),
        table: filter.map(|filter| text(&filter, "primaryobjecttypecode").to_owned()),
        plugin_type: handler,
        images: parts(session, IMAGE, "sdkmessageprocessingstepid", id, "name")?,
        row,
    })
}

fn row(session: &Session<'_>, table: &str, id: Uuid) -> Result<Entity, Fault> {
    let table = session.table(table)?;
    let row = session.retrieve(&table, id, &Columns::All)?;
    row.ok_or_else(|| not_found(&table, id))
}

/// The rows that refer to a row, by name.
fn parts(
    session: &mut Session<'_>,
    table: &str,
    lookup: &str,
    of: Uuid,
    name: &str,
) -> Result<Vec<Entity>, Error> {
    let found = select(session, table, &[(lookup, Value::Guid(of))], &[name])?;
    let mut rows = Vec::with_capacity(found.len());
    for row in found {
        rows.push(self::row(session, table, row.id.unwrap_or_default())?);
    }
    rows.sort_by(|one, other| (text(one, name), one.id).cmp(&(text(other, name), other.id)));
    Ok(rows)
}

fn text<'r>(row: &'r Entity, column: &str) -> &'r str {
    row.get(column).and_then(Value::as_str).unwrap_or_default()
}
