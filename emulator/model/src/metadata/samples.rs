//! The first rows of an organization, from data files.
//!
//! Rows are typed by the metadata, in the order of the files. Rows refer to each other in cycles (a
//! user belongs to a business unit that belongs to a user), so they must be inserted in one change.
//! The inserting code sets who created them and when.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dataverse_protocol::value::{Entity, Value};
use indexmap::IndexMap;
use uuid::{Uuid, uuid};

use crate::metadata::Metadata;
use crate::metadata::define::joined;
use crate::metadata::error::{MetadataError, Problem};
use crate::metadata::file::Source;
use crate::metadata::literal;
use crate::metadata::load::parse;
use crate::metadata::table::Table;

/// The user of requests without a token, and the first owner of every row.
pub const ADMINISTRATOR: Uuid = uuid!("05e70000-0000-4000-8000-000000000001");

/// The root business unit.
pub const ROOT_BUSINESS_UNIT: Uuid = uuid!("b0000000-0000-4000-8000-000000000001");

/// The organization.
pub const ORGANIZATION: Uuid = uuid!("09a00000-0000-4000-8000-000000000001");

/// The custom API that is raised when a background operation is completed.
pub const ON_COMPLETE: Uuid = uuid!("0bc00000-0000-4000-8000-000000000001");

/// The ids of the environment, data center and tenant that the organization reports.
pub const ENVIRONMENT: Uuid = uuid!("e2700000-0000-4000-8000-000000000001");
/// See [`ENVIRONMENT`].
pub const DATACENTER: Uuid = uuid!("dc000000-0000-4000-8000-000000000001");
/// See [`ENVIRONMENT`].
pub const TENANT: Uuid = uuid!("7e4a0000-0000-4000-8000-000000000001");

/// The groups of first rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The rows that every organization has: its own row, the root business unit, the
    /// administrator, the custom APIs of the documentation's examples, the report job with its web page, and views of
    /// accounts and contacts.
    Base,
    /// Sample accounts and contacts with their opportunities and cases.
    Samples,
    /// The rows of the platform, which no user may change: the custom API that is raised when a
    /// background operation is completed (BG-0A0).
    System,
}

const BASE: [Source<'static>; 4] = [
    Source {
        name: "base.toml",
        text: include_str!("samples/base.toml"),
    },
    Source {
        name: "report_job.toml",
        text: include_str!("samples/report_job.toml"),
    },
    Source {
        name: "web_resources.toml",
        text: include_str!("samples/web_resources.toml"),
    },
    Source {
        name: "views.toml",
        text: include_str!("samples/views.toml"),
    },
];

const SAMPLES: [Source<'static>; 2] = [
    Source {
        name: "samples.toml",
        text: include_str!("samples/samples.toml"),
    },
    Source {
        name: "sales.toml",
        text: include_str!("samples/sales.toml"),
    },
];

const SYSTEM: [Source<'static>; 1] = [Source {
    name: "system.toml",
    text: include_str!("samples/system.toml"),
}];

/// The files that a row has in Base64, as `content = { file = "name" }`.
const FILES: [(&str, &[u8]); 3] = [
    (
        "report_job.html",
        include_bytes!("samples/web/report_job.html"),
    ),
    ("report_job.js", include_bytes!("samples/web/report_job.js")),
    ("xrm.js", include_bytes!("samples/web/xrm.js")),
];

/// Rows by table, literals by column.
type RowsFile = IndexMap<String, Vec<IndexMap<String, toml::Value>>>;

/// The rows of a part. Each has an id, and every value fits its column.
pub fn rows(metadata: &Metadata, part: Part) -> Result<Vec<Entity>, MetadataError> {
    let files: &[Source<'_>] = match part {
        Part::Base => &BASE,
        Part::Samples => &SAMPLES,
        Part::System => &SYSTEM,
    };
    let read = files.iter().map(|file| read(metadata, file));
    Ok(read.collect::<Result<Vec<_>, _>>()?.concat())
}

/// The rows of a data file.
pub(super) fn read(metadata: &Metadata, source: &Source<'_>) -> Result<Vec<Entity>, MetadataError> {
    let file: RowsFile = parse(source)?;
    let mut entities = Vec::new();
    for (table_name, rows) in file {
        let table = metadata.table(&table_name).ok_or_else(|| {
            let problem = Problem::Unknown {
                what: "table",
                name: table_name.clone(),
                expected: joined(metadata.tables().map(|table| &table.logical_name)),
            };
            problem.in_file(source.name)
        })?;
        for row in rows {
            entities.push(entity(source.name, table, row)?);
        }
    }
    Ok(entities)
}

fn entity(
    file: &str,
    table: &Table,
    row: IndexMap<String, toml::Value>,
) -> Result<Entity, MetadataError> {
    let mut entity = Entity::new(&table.logical_name);
    for (name, literal) in row {
        let column = table.column(&name).ok_or_else(|| {
            let problem = Problem::Unknown {
                what: "column",
                name: name.clone(),
                expected: joined(table.columns.keys()),
            };
            problem.in_table(&table.logical_name).in_file(file)
        })?;
        let literal = with_file(literal).map_err(|problem| problem.in_file(file))?;
        let value = literal::typed(&table.logical_name, column, &literal)
            .map_err(|problem| problem.in_column(&table.logical_name, &name).in_file(file))?;
        entity.attributes.insert(name.into(), value);
    }
    entity.id = entity.get(&table.primary_id).and_then(Value::as_guid);
    if entity.id.is_none() {
        return Err(Problem::RowId(table.primary_id.clone())
            .in_table(&table.logical_name)
            .in_file(file));
    }
    Ok(entity)
}

/// The literal, or the content of the file that it names.
fn with_file(literal: toml::Value) -> Result<toml::Value, Problem> {
    let Some(name) = literal.get("file").and_then(toml::Value::as_str) else {
        return Ok(literal);
    };
    match FILES.iter().find(|(known, _)| *known == name) {
        Some((_, bytes)) => Ok(toml::Value::String(STANDARD.encode(bytes))),
        None => Err(Problem::Unknown {
            what: "file",
            name: name.to_owned(),
            expected: FILES.map(|(known, _)| known).join(", "),
        }),
    }
}
