//! Handlers: binds plug-in types to external processes, lists and removes the bindings.

use serde::Deserialize;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::answer::{ControlAnswer, Outcome, Problem, parse};
use crate::handler::{Binding, Bound};
use crate::host::Listener;
use crate::organization::Organization;

/// `PUT handlers/{type}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewHandler {
    url: String,
}

/// A plug-in type that has a row.
struct Registered {
    id: String,
    name: String,
}

impl Registered {
    fn bound(&self) -> Bound<'_> {
        Bound {
            id: &self.id,
            name: &self.name,
        }
    }

    fn shape(&self, url: &str) -> Json {
        json!({"type": self.name, "plugintypeid": self.id, "url": url})
    }
}

pub(super) fn list(listener: &Listener) -> Outcome {
    let organization = listener.organization();
    let registry = organization.registry();
    let shape = |binding: Binding| {
        let id = binding.plugin_type.parse::<Uuid>().ok();
        let named = id.and_then(|id| registry.plugin_types(&id.to_string()).pop());
        match named {
            Some((_, name)) => {
                let id = binding.plugin_type;
                Registered { id, name }.shape(binding.url.as_str())
            }
            // A binding from the start may name a type that has no row (yet).
            None => json!({"type": binding.plugin_type, "url": binding.url.as_str()}),
        }
    };
    let handlers: Vec<Json> = organization
        .handlers()
        .all()
        .into_iter()
        .map(shape)
        .collect();
    Ok(ControlAnswer::Ok(json!({"handlers": handlers})))
}

pub(super) fn bind(listener: &Listener, name: &str, body: &[u8]) -> Outcome {
    let organization = listener.organization();
    let wanted: NewHandler = parse(body)?;
    let url = Binding::address(&wanted.url).map_err(Problem::invalid)?;
    let registered = find(&organization, name)?;
    let shape = registered.shape(url.as_str());
    organization.handlers().unbind(&registered.bound());
    organization.handlers().bind(registered.id, url);
    Ok(ControlAnswer::Ok(shape))
}

pub(super) fn unbind(listener: &Listener, name: &str) -> Outcome {
    let organization = listener.organization();
    let registered = find(&organization, name)?;
    if organization.handlers().unbind(&registered.bound()) {
        Ok(ControlAnswer::Done)
    } else {
        Err(Problem::unknown(format!(
            "the plug-in type '{name}' is bound to no handler"
        )))
    }
}

/// Finds a plug-in type by id or name.
fn find(organization: &Organization, name: &str) -> Result<Registered, Problem> {
    let mut found = organization.registry().plugin_types(name);
    match (found.pop(), found.len()) {
        (Some((id, name)), 0) => Ok(Registered {
            id: id.to_string(),
            name,
        }),
        (None, _) => Err(Problem::unknown(format!(
            "there is no plug-in type '{name}': expected the typename or the plugintypeid of a row of plugintypes"
        ))),
        (Some(_), others) => Err(Problem::conflict(format!(
            "there are {} plug-in types '{name}': expected the plugintypeid of one",
            others + 1
        ))),
    }
}
