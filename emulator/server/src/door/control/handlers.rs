//! Plug-in types and the processes that handle them: bound, listed, unbound.

use std::sync::Arc;

use dataverse_protocol::query::{ColumnPath, Columns, Condition, Filter, Operand, Operator, Query};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::Value;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::answer::{Answer, Outcome, Problem, parse};
use crate::activity::Class;
use crate::handler::{Binding, Bound};
use crate::host::Listener;
use crate::message::Platform;
use crate::metadata::samples::ADMINISTRATOR;
use crate::organization::Organization;
use crate::security::Caller;

/// `PUT handlers/{type}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    url: String,
}

/// A plug-in type that is registered.
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
    let shape = |binding: Binding| {
        let id = binding.plugin_type.parse().ok();
        match id.and_then(|id: Uuid| organization.type_name(id)) {
            Some(name) => {
                let id = binding.plugin_type;
                Registered { id, name }.shape(binding.url.as_str())
            }
            // Bound at the start, whether or not there is such a type by now.
            None => json!({"type": binding.plugin_type, "url": binding.url.as_str()}),
        }
    };
    let handlers: Vec<Json> = organization
        .handlers()
        .all()
        .into_iter()
        .map(shape)
        .collect();
    Ok(Answer::Ok(json!({"handlers": handlers})))
}

pub(super) async fn bind(listener: &Listener, name: &str, body: &[u8]) -> Outcome {
    let organization = listener.organization();
    let wanted: Wanted = parse(body)?;
    let url = Binding::address(&wanted.url).map_err(Problem::invalid)?;
    let registered = find(&organization, name).await?;
    let shape = registered.shape(url.as_str());
    organization.handlers().unbind(&registered.bound());
    organization.handlers().bind(registered.id, url);
    Ok(Answer::Ok(shape))
}

pub(super) async fn unbind(listener: &Listener, name: &str) -> Outcome {
    let organization = listener.organization();
    let registered = find(&organization, name).await?;
    if organization.handlers().unbind(&registered.bound()) {
        Ok(Answer::Done)
    } else {
        Err(Problem::unknown(format!(
            "the plug-in type '{name}' is bound to no handler"
        )))
    }
}

/// The plug-in type of this id or name.
async fn find(organization: &Organization, name: &str) -> Result<Registered, Problem> {
    let (column, operand) = match name.parse() {
        Ok(id) => ("plugintypeid", Value::Guid(id)),
        Err(_) => ("typename", Value::from(name)),
    };
    let mut query = Query::new("plugintype");
    query.columns = Columns::Named(vec!["typename".to_owned()]);
    query.filter = Filter::Condition(Condition {
        column: ColumnPath::of(column),
        operator: Operator::Equal,
        operands: vec![Operand::Value(operand)],
    });
    let request = OrganizationRequest::new(Platform::RetrieveMultiple.name()).with("Query", query);
    let mut guard = organization.activity().guard(Class::Busy);
    let administrator = Caller {
        user: ADMINISTRATOR,
        delegate: None,
    };
    let call = organization.call(&Arc::from(""), administrator);
    let found = organization
        .execute(call, request, &mut guard)
        .await
        .map_err(Problem::failed)?;
    let rows = match found.results.get("EntityCollection") {
        Some(Value::Collection(rows)) => rows.entities.as_slice(),
        _ => &[],
    };
    match rows {
        [row] => Ok(Registered {
            id: row.id.unwrap_or_default().to_string(),
            name: row
                .get("typename")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
        }),
        [] => Err(Problem::unknown(format!(
            "there is no plug-in type '{name}': expected the typename or the plugintypeid of a row of plugintypes"
        ))),
        _ => Err(Problem::conflict(format!(
            "there are {} plug-in types '{name}': expected the plugintypeid of one",
            rows.len()
        ))),
    }
}
