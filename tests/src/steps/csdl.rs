//! The description of the Web API in CSDL, as an independent reader understands it.

use suite_phrase::phrase;

use super::webhooks::summary;
use crate::exchange::{Exchange, Response};
use crate::failure::Failure;
use crate::world::World;

/// Has `tests/readers/csdl.py` read the body; from now on its summary is looked at. With names, the elements with these
/// names are looked at.
#[phrase(anywhere)]
#[when(regex = r#"^the CSDL reader accepts the body(?: and keeps "([^"]+)")?$"#)]
#[then(regex = r#"^the CSDL reader accepts the body(?: and keeps "([^"]+)")?$"#)]
async fn is_read(world: &mut World, names: String) -> Result<(), Failure> {
    let Exchange { request, response } = world.inspected()?.exchange().clone();
    let names = world.memory.fill(&names)?;
    let names: Vec<&str> = names.split(',').filter(|name| !name.is_empty()).collect();
    let reader = world.assets()?.csdl_reader();
    let response = Response {
        body: summary(&reader, &names, &response.body).await?,
        ..response
    };
    drop(world.answered(Exchange { request, response }).clone());
    Ok(())
}
