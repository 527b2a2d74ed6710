//! The manifest of a solution that is exported: its row, its publisher, and the list of its components.

use dataverse_model::metadata::{ENGLISH, Metadata};
use dataverse_operation::fault::Fault;
use dataverse_protocol::solution::{
    ComponentName, Manifest, Publisher, RootComponent, Solution, Version,
};
use dataverse_protocol::value::{Entity, Value};
use uuid::Uuid;

use super::Components;
use super::definitions::{id, text};
use crate::definitions::Definitions;
use crate::draft::DefinitionKind;
use crate::session::Session;
use crate::solution::components::Extent;
use crate::solution::find;

/// The columns of a solution that its manifest has.
pub(super) const COLUMNS: [&str; 6] = [
    "uniquename",
    "friendlyname",
    "description",
    "version",
    "ismanaged",
    "publisherid",
];

/// The manifest, without the list of components.
pub(super) fn of(session: &mut Session<'_>, solution: &Entity) -> Result<Manifest, Fault> {
    let publisher = solution.get("publisherid").and_then(Value::as_guid);
    let version = column(solution, "version").parse::<Version>();
    Ok(Manifest {
        unique_name: column(solution, "uniquename").to_owned(),
        names: texts(solution, "friendlyname"),
        descriptions: texts(solution, "description"),
        version: version.map_err(Fault::invalid_argument)?,
        managed: false,
        publisher: self::publisher(session, publisher.unwrap_or_default())?,
        components: Vec::new(),
    })
}

fn publisher(session: &mut Session<'_>, id: Uuid) -> Result<Publisher, Fault> {
    let columns = [
        "uniquename",
        "friendlyname",
        "description",
        "customizationprefix",
        "customizationoptionvalueprefix",
    ];
    let equal = [("publisherid", Value::Guid(id))];
    let row = find(session, "publisher", &equal, &columns)?;
    let row = row.ok_or_else(Fault::unexpected)?;
    let number = row.get("customizationoptionvalueprefix");
    let number = number.and_then(Value::as_integer);
    Ok(Publisher {
        unique_name: column(&row, "uniquename").to_owned(),
        names: texts(&row, "friendlyname"),
        descriptions: texts(&row, "description"),
        prefix: column(&row, "customizationprefix").to_owned(),
        option_prefix: number
            .and_then(|number| i32::try_from(number).ok())
            .unwrap_or_default(),
    })
}

/// The components that stand for themselves: parts of a table are not listed, nor is what comes with a custom API or an
/// assembly.
pub(super) fn root_components(
    solution: &Solution,
    components: &Components,
    definitions: &Definitions,
    metadata: &Metadata,
) -> Vec<RootComponent> {
    let root = |kind: i32, name, extent: Extent| RootComponent {
        kind,
        name,
        behavior: extent as i32,
    };
    let schema = |name: &str| ComponentName::Schema(name.to_owned());
    let braced = |row: &Entity| ComponentName::Id(format!("{{{}}}", row.id.unwrap_or_default()));
    let tables = solution.tables.iter().map(|table| {
        let name = text(&table.definition, "LogicalName");
        let extent = definitions.entity(name).and_then(|of| {
            let extent = components.tables.get(&id(&of.entity));
            extent.copied()
        });
        let extent = extent.unwrap_or(Extent::Whole);
        root(DefinitionKind::Table as i32, schema(name), extent)
    });
    let sets = solution.option_sets.iter().map(|set| {
        let name = schema(text(set, "Name"));
        root(DefinitionKind::OptionSet as i32, name, Extent::Whole)
    });
    let mut listed: Vec<_> = tables.chain(sets).collect();
    let rows = |rows: &mut dyn Iterator<Item = &Entity>, named: Option<&str>| {
        rows.map(|row| {
            let name = match named {
                Some(name) => schema(column(row, name)),
                None => braced(row),
            };
            let table = metadata.table(&row.table);
            let kind = table.and_then(|table| table.component);
            root(kind.unwrap_or_default(), name, Extent::Whole)
        })
        .collect::<Vec<_>>()
    };
    listed.extend(rows(&mut solution.web_resources.iter(), Some("name")));
    listed.extend(rows(
        &mut solution.assemblies.iter().map(|of| &of.row),
        None,
    ));
    listed.extend(rows(&mut solution.steps.iter().map(|of| &of.row), None));
    listed.extend(rows(
        &mut solution.custom_apis.iter().map(|of| &of.row),
        Some("uniquename"),
    ));
    listed
}

fn texts(row: &Entity, name: &str) -> Vec<(u16, String)> {
    let text = Some(column(row, name)).filter(|text| !text.is_empty());
    text.map(|text| (ENGLISH, text.to_owned()))
        .into_iter()
        .collect()
}

fn column<'r>(row: &'r Entity, name: &str) -> &'r str {
    row.get(name).and_then(Value::as_str).unwrap_or_default()
}
