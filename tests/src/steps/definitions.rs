//! Tables, columns and lookups of an organization's own, defined over the Web API as any client would.

use cucumber::gherkin::Step;
use serde_json::{Map, Value, json};
use suite_phrase::phrase;

use super::custom_apis::create;
use super::table_of;
use crate::failure::Failure;
use crate::world::World;

/// Defines a table that users own, whose schema name is the given one with a capital behind the prefix, with the primary
/// name `new_name`. The columns of the step's table are the `column`'s schema name, its `type` without
/// `AttributeMetadata`, and the `members` that its definition has besides, as JSON without braces.
#[phrase]
#[given(regex = r#"^the table "([^"]+)"$"#)]
async fn table(world: &mut World, step: &Step, name: String) -> Result<(), Failure> {
    let schema_name = capitalized(&name);
    let mut columns = vec![json!({
        "@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata",
        "SchemaName": "new_Name",
        "IsPrimaryName": true,
        "MaxLength": 100,
        "DisplayName": label("Name"),
    })];
    if step.table().is_some() {
        let (heading, rows) = table_of(step)?;
        for row in rows {
            columns.push(column(heading, row)?);
        }
    }
    let definition = json!({
        "@odata.type": "Microsoft.Dynamics.CRM.EntityMetadata",
        "SchemaName": schema_name,
        "OwnershipType": "UserOwned",
        "DisplayName": label(&schema_name),
        "DisplayCollectionName": label(&format!("{schema_name}s")),
        "Attributes": columns,
    });
    create(world, "EntityDefinitions", &definition).await
}

/// Defines a lookup; its relationship is called after both tables.
#[phrase]
#[given(
    regex = r#"^the lookup "([^"]+)" of "([^"]+)" to "([^"]+)"(?: that (restricts|cascades))?$"#
)]
async fn lookup(
    world: &mut World,
    name: String,
    of: String,
    to: String,
    on_delete: String,
) -> Result<(), Failure> {
    let on_delete = match on_delete.as_str() {
        "restricts" => "Restrict",
        "cascades" => "Cascade",
        _ => "RemoveLink",
    };
    let definition = json!({
        "@odata.type": "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata",
        "SchemaName": format!("new_{to}_{of}"),
        "ReferencedEntity": to,
        "ReferencingEntity": of,
        "CascadeConfiguration": { "Assign": "NoCascade", "Delete": on_delete },
        "Lookup": {
            "@odata.type": "Microsoft.Dynamics.CRM.LookupAttributeMetadata",
            "SchemaName": name,
            "DisplayName": label(&name),
        },
    });
    create(world, "RelationshipDefinitions", &definition).await
}

/// The definition of a column for a row of a step's table.
fn column(heading: &[String], row: &[String]) -> Result<Value, Failure> {
    let cell = |name: &str| {
        let at = heading.iter().position(|column| column == name);
        at.and_then(|at| row.get(at)).map_or("", String::as_str)
    };
    let members = format!("{{{}}}", cell("members"));
    let mut members: Map<String, Value> = serde_json::from_str(&members)
        .map_err(|error| Failure::step(format!("{members} is no JSON: {error}")))?;
    let kind = format!("Microsoft.Dynamics.CRM.{}AttributeMetadata", cell("type"));
    members.insert("@odata.type".to_owned(), json!(kind));
    members.insert("SchemaName".to_owned(), json!(cell("column")));
    members
        .entry("DisplayName")
        .or_insert_with(|| label(cell("column")));
    Ok(Value::Object(members))
}

fn label(text: &str) -> Value {
    json!({ "LocalizedLabels": [{ "Label": text, "LanguageCode": 1033 }] })
}

/// `new_pen` as `new_Pen`.
fn capitalized(name: &str) -> String {
    match name.split_once('_') {
        Some((prefix, rest)) => {
            let (first, rest) = rest.split_at(rest.chars().next().map_or(0, char::len_utf8));
            format!("{prefix}_{}{rest}", first.to_uppercase())
        }
        None => name.to_owned(),
    }
}
