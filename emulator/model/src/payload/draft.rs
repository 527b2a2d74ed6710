//! Writes a row that is not stored yet, as a client would send it to create the row: lookups are bound (MS-066).

use dataverse_protocol::value::{Entity, EntityReference, Value};
use serde_json::{Map, Value as Json};

use super::PayloadWriter;
use super::value::{type_name, write_value};
use crate::metadata::Table;

/// The row with its type. A lookup is `{navigation property}@odata.bind` with the address of the row below the root.
pub fn write_draft(table: &Table, entity: &Entity, writer: PayloadWriter<'_>) -> Map<String, Json> {
    let mut row = Map::new();
    row.insert(
        "@odata.type".to_owned(),
        type_name(&table.logical_name).into(),
    );
    for (name, value) in &entity.attributes {
        match value {
            Value::Reference(reference) => {
                let (property, address) = bound(table, name, reference, writer);
                row.insert(format!("{property}@odata.bind"), address.into());
            }
            value => {
                row.insert(name.to_string(), write_value(value, writer));
            }
        }
    }
    row
}

/// The navigation property of a lookup to a row, and the address of the row.
fn bound(
    table: &Table,
    name: &str,
    reference: &EntityReference,
    writer: PayloadWriter<'_>,
) -> (String, String) {
    let targets = table
        .column(name)
        .map_or(&[][..], |column| column.targets());
    let target = targets.iter().find(|one| one.table == reference.table);
    let property = target.map_or(name, |target| target.navigation.as_str());
    let set = writer.metadata.table(&reference.table);
    let set = set.map_or(reference.table.as_str(), |table| table.entity_set.as_str());
    (property.to_owned(), format!("{set}({})", reference.id))
}
