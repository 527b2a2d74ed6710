//! Plug-in assemblies and types: columns that the platform fills itself.
//!
//! A type repeats the name, version, culture and public key token of its assembly, also after these
//! change (2.9). Whether the type has code is not checked here.

use super::TableBehavior;
use crate::error::Error;
use std::sync::Arc;

use dataverse_operation::fault::Fault;
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Attributes, Entity, Value};

use super::effective_row::EffectiveRow;
use super::find;
use crate::session::Session;
use dataverse_model::metadata::Table;
use dataverse_store::{Expect, Write};

/// Columns of an assembly, and the columns of its types that repeat them.
const TOLD: [(&str, &str); 4] = [
    ("name", "assemblyname"),
    ("version", "version"),
    ("culture", "culture"),
    ("publickeytoken", "publickeytoken"),
];

pub(super) struct Assemblies;

impl TableBehavior for Assemblies {
    fn before_create(
        &self,
        _session: &mut Session<'_>,
        table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Attributes, Error> {
        Ok(before_create_assembly(table, target)?)
    }

    fn before_update(
        &self,
        session: &mut Session<'_>,
        table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Vec<Write>, Error> {
        Ok(before_update_assembly(session, table, target)?)
    }
}

pub(super) struct Types;

impl TableBehavior for Types {
    fn before_create(
        &self,
        session: &mut Session<'_>,
        _table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Attributes, Error> {
        Ok(before_create_type(session, target)?)
    }
}

fn before_create_assembly(table: &Table, target: &Entity) -> Result<Attributes, Fault> {
    Ok(numbers(
        EffectiveRow::of_new(table, target)?.text("version"),
    ))
}

fn before_create_type(session: &Session<'_>, target: &Entity) -> Result<Attributes, Fault> {
    let Some(id) = target.get("pluginassemblyid").and_then(Value::as_guid) else {
        return Ok(Attributes::default());
    };
    // A missing assembly is refused later, with all other invalid references.
    let assemblies = session.table("pluginassembly")?;
    let assembly = session.retrieve(&assemblies, id, &Columns::All)?;
    Ok(assembly.map_or_else(Attributes::default, |row| told(|column| row.get(column))))
}

/// Copies changed columns of an assembly to its types.
fn before_update_assembly(
    session: &mut Session<'_>,
    table: &Arc<Table>,
    target: &Entity,
) -> Result<Vec<Write>, Fault> {
    let assembly = EffectiveRow::of_changed(session, table, target)?;
    let id = target.id.unwrap_or_default();
    if !TOLD.iter().any(|(column, _)| assembly.names(column)) {
        return Ok(Vec::new());
    }
    let types = session.table("plugintype")?;
    let of_assembly = [("pluginassemblyid", Value::Guid(id))];
    let mut writes = vec![update(table, id, numbers(assembly.text("version")))];
    for row in find::rows(session, "plugintype", &of_assembly)? {
        if let Some(id) = row.id {
            writes.push(update(&types, id, told(|column| assembly.get(column))));
        }
    }
    Ok(writes)
}

fn update(table: &Arc<Table>, id: uuid::Uuid, values: Attributes) -> Write {
    Write::Update {
        table: table.clone(),
        id,
        values,
        expect: Expect::Exists,
    }
}

fn told<'v>(of_assembly: impl Fn(&str) -> Option<&'v Value>) -> Attributes {
    let mut values = numbers(of_assembly("version").and_then(Value::as_str));
    for (column, of_type) in TOLD {
        let value = of_assembly(column).cloned().unwrap_or(Value::Null);
        values.insert(of_type.into(), value);
    }
    values
}

/// Major and minor version of a version such as `1.0.0.0`.
fn numbers(version: Option<&str>) -> Attributes {
    let mut parts = version.unwrap_or_default().split('.');
    ["major", "minor"]
        .into_iter()
        .map(|column| {
            let number = parts.next().and_then(|part| part.parse::<u16>().ok());
            (column.into(), number.map(i32::from).into())
        })
        .collect()
}
