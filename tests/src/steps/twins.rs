//! The same request about two rows that the caller must not be able to tell apart.

use cucumber::gherkin::Step;
use suite_phrase::phrase;

use super::{batch, text_of};
use crate::exchange::{Exchange, Request};
use crate::failure::Failure;
use crate::snapshot::{References, render};
use crate::world::{Caller, Inspected, World};

/// Sends the request below twice: `{row}` in it stands for the id that is remembered by the first name, and then for
/// that of the second. A text that begins with `---` is a batch.
#[phrase]
#[when(regex = r#"^a client sends, about "([^"]+)" and then about "([^"]+)"$"#)]
async fn send_about_both(
    world: &mut World,
    step: &Step,
    first: String,
    second: String,
) -> Result<(), Failure> {
    let text = text_of(step)?;
    for name in [first, second] {
        let text = text.replace("{row}", &format!("{{{name}}}"));
        let request = match text.starts_with("---") {
            true => batch::read(&text)?,
            false => Request::parse(&text)?,
        };
        world.send(request, Caller::Client).await?;
    }
    Ok(())
}

/// The last two answers are the same, but for the ids in them.
#[phrase(anywhere)]
#[then(regex = r"^the last two answers are alike$")]
async fn alike(world: &mut World) -> Result<(), Failure> {
    let [.., first, second] = world.record() else {
        return Err(Failure::step("two requests have to be sent before"));
    };
    let shown = |inspected: &Inspected| -> Result<String, Failure> {
        let Exchange { request, response } = inspected.exchange();
        let mut references = References::default();
        references.address(world.memory.get("org")?, "<org>");
        let mut asked = request.clone();
        asked.body.clear();
        let exchange = Exchange {
            request: asked,
            response: response.clone(),
        };
        Ok(render(&exchange, &mut references))
    };
    let (first, second) = (shown(first)?, shown(second)?);
    if first == second {
        Ok(())
    } else {
        Err(world.mismatch("the second answer", first, second))
    }
}
