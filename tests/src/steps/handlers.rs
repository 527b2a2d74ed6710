//! Plug-ins in processes of their own.

use cucumber::{given, when};
use tokio::net::TcpListener;

use crate::failure::Failure;
use crate::handler::Handler;
use crate::world::World;

/// Starts a handler of `tests/handlers/` for this scenario, and remembers its address as `handler`.
#[given(regex = r#"^the handler "([^"]+)" runs$"#)]
#[when(regex = r#"^the handler "([^"]+)" runs$"#)]
async fn run(world: &mut World, file: String) -> Result<(), Failure> {
    let handler = Handler::start(&file).await?;
    world.memory.keep("handler", handler.url());
    world.references.address(handler.url(), "<handler>");
    world.handlers.push(handler);
    Ok(())
}

/// Remembers an address as `handler` that was free a moment ago.
#[given(regex = r"^the handler does not run$")]
async fn nobody(world: &mut World) -> Result<(), Failure> {
    let failed = |error| Failure::step(format!("there is no free port: {error}"));
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    world.memory.keep("handler", format!("http://{address}/"));
    Ok(())
}
