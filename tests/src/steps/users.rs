//! Users of the organization: arranged at the control door, and who of them the client is from now on.

use serde_json::{Map, Value};
use suite_phrase::phrase;

use crate::failure::Failure;
use crate::world::World;

/// The client that every scenario begins with.
const ADMINISTRATOR: &str = "the administrator";

/// Makes or changes a user, whose token is the name. Remembers the user's id as the name in lower case, the object id as
/// `<name> object` and the business unit as `<name> unit`.
#[phrase(anywhere)]
#[given(regex = r#"^the user "([^"]+)"(?: with (\{.*\}))?$"#)]
#[when(regex = r#"^the user "([^"]+)" is changed to (\{.*\})$"#)]
async fn arrange(world: &mut World, name: String, wanted: String) -> Result<(), Failure> {
    let mut wanted: Map<String, Value> = match wanted.as_str() {
        "" => Map::new(),
        text => serde_json::from_str(&world.memory.fill(text)?)
            .map_err(|error| Failure::step(format!("the user is no JSON object: {error}")))?,
    };
    wanted
        .entry("tokens".to_owned())
        .or_insert_with(|| Value::from(vec![name.clone()]));
    let organization = world.organization()?;
    let user = organization.user(&name, &Value::Object(wanted)).await?;
    for (member, suffix) in [
        ("systemuserid", ""),
        ("azureactivedirectoryobjectid", " object"),
        ("businessunitid", " unit"),
    ] {
        let value = user.get(member).and_then(Value::as_str).unwrap_or_default();
        world
            .memory
            .keep(&format!("{}{suffix}", name.to_lowercase()), value);
    }
    Ok(())
}

/// Says whose token the client sends from now on.
#[phrase(anywhere)]
#[given(regex = r#"^the client is ("[^"]+"|the administrator)$"#)]
#[when(regex = r#"^the client is ("[^"]+"|the administrator)$"#)]
async fn is(world: &mut World, name: String) {
    world.user = match name.as_str() {
        ADMINISTRATOR => None,
        name => Some(name.trim_matches('"').to_owned()),
    };
}
