//! The organization's custom APIs by name, made from the rows of `customapi`, its request parameters and its response
//! properties (CA-015, sections 2.1, 2.2).

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use dataverse_model::message::{
    Access, Binding, CustomApi, JobCommits, Kind, Message, Parameter, Presence, Scope,
    StepsAllowed, TARGET, ValueType, Visibility, Weight,
};
use dataverse_model::metadata::Table;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::value::{Entity, Value};
use dataverse_store::StoreError;
use uuid::Uuid;

use super::rows::{number, rows, text};
use super::{Registry, Source};

const API: &str = "customapi";
const PARAMETER: &str = "customapirequestparameter";
const PROPERTY: &str = "customapiresponseproperty";

#[derive(Debug, Default)]
pub(crate) struct CustomApis {
    by_name: HashMap<String, Arc<Message>>,
}

impl CustomApis {
    /// Finds a custom API by its unique name (case-sensitive, CA-03A).
    pub(crate) fn find(&self, unique_name: &str) -> Option<&Arc<Message>> {
        self.by_name.get(unique_name)
    }

    /// All custom APIs, in no order.
    pub(super) fn all(&self) -> impl Iterator<Item = &Message> {
        self.by_name.values().map(AsRef::as_ref)
    }

    /// The unique names of all custom APIs, in no order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    pub(super) fn is_of(table: &Table) -> bool {
        [API, PARAMETER, PROPERTY].contains(&table.logical_name.as_str())
    }

    pub(super) fn read(registry: &Registry, source: &Source<'_>) -> Result<Self, StoreError> {
        let all = |table| rows(source.store, &registry.metadata, table);
        let mut parameters = parts(&all(PARAMETER)?);
        let mut properties = parts(&all(PROPERTY)?);
        let by_name = all(API)?
            .iter()
            .filter_map(|row| {
                let parameters = parameters.remove(&row.id?).unwrap_or_default();
                let properties = properties.remove(&row.id?).unwrap_or_default();
                let message = message(row, parameters, properties)?;
                Some((message.name.as_ref().to_owned(), Arc::new(message)))
            })
            .collect();
        Ok(Self { by_name })
    }
}

/// The message description of a custom API; `None` for a row without a unique name.
fn message(
    row: &Entity,
    parameters: Vec<Parameter>,
    properties: Vec<Parameter>,
) -> Option<Message> {
    let table = || text(row, "boundentitylogicalname").map(Cow::Owned);
    let flag = |column: &str| row.get(column).and_then(Value::as_bool) == Some(true);
    let privilege = text(row, "executeprivilegename").filter(|name| !name.is_empty());
    Some(Message {
        name: Cow::Owned(text(row, "uniquename")?),
        kind: match flag("isfunction") {
            true => Kind::Function,
            false => Kind::Action,
        },
        binding: match number(row, "bindingtype") {
            Some(1) => Binding::Entity {
                table: table()?,
                parameter: TARGET,
            },
            Some(2) => Binding::Collection(table()?),
            _ => Binding::Global,
        },
        parameters: Cow::Owned(parameters),
        response: Cow::Owned(properties),
        scope: match flag("isfunction") {
            true => Scope::Reads,
            false => Scope::Acts,
        },
        steps: match number(row, "allowedcustomprocessingsteptype") {
            Some(1) => StepsAllowed::Asynchronous,
            Some(2) => StepsAllowed::All,
            _ => StepsAllowed::None,
        },
        images: None,
        rights: privilege
            .map(|name| Access::Privilege(Cow::Owned(name)))
            .into_iter()
            .collect(),
        runs: &[],
        weight: Weight::Key,
        job_commits: JobCommits::WithItsEnd,
        custom_api: Some(CustomApi {
            id: row.id?,
            display_name: text(row, "displayname").unwrap_or_default(),
            visibility: match flag("isprivate") {
                true => Visibility::Private,
                false => Visibility::Public,
            },
            plugin_type: row.get("plugintypeid").and_then(Value::as_guid),
        }),
    })
}

/// Request parameters or response properties, grouped by custom API, in creation order.
fn parts(rows: &[Entity]) -> HashMap<Uuid, Vec<Parameter>> {
    let mut parts: HashMap<Uuid, Vec<Parameter>> = HashMap::new();
    for row in rows {
        if let Some((api, part)) = part(row) {
            parts.entry(api).or_default().push(part);
        }
    }
    parts
}

fn part(row: &Entity) -> Option<(Uuid, Parameter)> {
    let kind = FieldType::from_number(number(row, "type").unwrap_or(0))?;
    let parameter = Parameter {
        name: Cow::Owned(text(row, "uniquename")?),
        kind: ValueType::Field(kind),
        table: text(row, "logicalentityname"),
        presence: match row.get("isoptional").and_then(Value::as_bool) {
            Some(true) => Presence::Optional,
            _ => Presence::Required,
        },
        web: None,
    };
    Some((row.get("customapiid")?.as_guid()?, parameter))
}
