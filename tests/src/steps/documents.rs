//! Documents inside values: base64 and the CSV of the export sample.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cucumber::gherkin::Step;
use serde_json::Value;
use suite_phrase::phrase;

use super::text_of;
use crate::exchange::json;
use crate::failure::Failure;
use crate::world::World;

/// A value in base64 that holds this text, with line breaks as in CSV.
#[phrase(anywhere)]
#[then(regex = r#"^"([^"]+)" decodes to$"#)]
async fn decodes_to(world: &mut World, step: &Step, path: String) -> Result<(), Failure> {
    // Gherkin's lines end with a line feed; those of the document with both.
    let expected = format!(
        "{}\r\n",
        world.memory.fill(text_of(step)?)?.replace('\n', "\r\n")
    );
    let found = decoded(world, &path)?;
    if found == expected {
        Ok(())
    } else {
        Err(world.mismatch(
            &format!("document {path:?}"),
            format!("{expected:?}"),
            format!("{found:?}"),
        ))
    }
}

/// A value in base64 is the CSV of the rows that a query reads: the columns' names, then every row, in any order.
#[phrase(anywhere)]
#[then(regex = r#"^"([^"]+)" decodes to the columns "([^"]+)" of all rows of "([^"]+)"$"#)]
async fn decodes_to_rows(
    world: &mut World,
    path: String,
    columns: String,
    query: String,
) -> Result<(), Failure> {
    let names = columns.split(',').collect::<Vec<_>>();
    let listed = world
        .glance("GET", &format!("/api/data/v9.2/{query}?$select={columns}"))
        .await?;
    let rows = json(&listed.response.body)?
        .get("value")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let quoted = |row: &Value| {
        let cell = |name: &&str| {
            let text = row.get(*name).and_then(Value::as_str).unwrap_or_default();
            ascii(text).replace('"', "\"\"")
        };
        names
            .iter()
            .map(|name| format!("\"{}\"", cell(name)))
            .collect::<Vec<_>>()
            .join(",")
    };
    let mut expected = rows.iter().map(quoted).collect::<Vec<_>>();
    expected.sort();
    let found = decoded(world, &path)?;
    let mut lines = found.trim_end().split("\r\n").map(str::to_owned);
    let heading = lines.next().unwrap_or_default();
    let mut lines = lines.collect::<Vec<_>>();
    lines.sort();
    if rows.is_empty() || heading != columns || lines != expected {
        let wanted = format!("{columns}\n{}", expected.join("\n"));
        return Err(world.mismatch(&format!("document {path:?}"), wanted, found));
    }
    Ok(())
}

fn decoded(world: &World, path: &str) -> Result<String, Failure> {
    let value = world.value(path)?;
    let bytes = STANDARD
        .decode(value.as_str().unwrap_or_default())
        .map_err(|_| world.mismatch(path, "base64", &value))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The sample's encoding: each unit of UTF-16 beyond ASCII becomes a question mark.
fn ascii(text: &str) -> String {
    let units = text.encode_utf16();
    units
        .map(|unit| {
            u8::try_from(unit)
                .ok()
                .filter(u8::is_ascii)
                .map_or('?', char::from)
        })
        .collect()
}
