//! What a custom API is, as its three kinds of rows define it (CA sections 2.1, 2.2).

use dataverse_bug::Bug;
use dataverse_operation::rules::{DefaultOutputs, Rules};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::value::{Attributes, Entity, Value};
use uuid::Uuid;

/// A custom API, ready to be called.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CustomApi {
    /// Primary key of its row.
    pub(crate) id: Uuid,
    /// The message name.
    pub(crate) unique_name: String,
    /// Its label.
    pub(crate) display_name: String,
    /// What it is called on.
    pub(crate) binding: Binding,
    /// How it is called.
    pub(crate) kind: Kind,
    /// Whom it is for.
    pub(crate) visibility: Visibility,
    /// The privilege that whoever calls it needs (CA-029).
    pub(crate) execute_privilege: Option<String>,
    /// The plug-in type that does its work, if one is registered for it.
    pub(crate) plugin_type: Option<Uuid>,
    /// Request parameters in creation order, without the bound `Target`.
    pub(crate) parameters: Vec<Field>,
    /// Response properties in creation order (CA-058).
    pub(crate) properties: Vec<Field>,
}

/// What a custom API is called on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Binding {
    /// Nothing.
    Global,
    /// A row of this table.
    Entity(String),
    /// The rows of this table.
    Collection(String),
}

/// How a custom API is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// By POST.
    Action,
    /// By GET.
    Function,
}

/// Whom a custom API is for (`isprivate`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Visibility {
    /// Everybody.
    Public,
    /// Those who know of it, plug-ins excepted (CA-028).
    Private,
}

/// A request parameter or a response property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    /// Its name on the wire (case-sensitive).
    pub(crate) name: String,
    /// Its type.
    pub(crate) kind: FieldType,
    /// The table of an Entity or EntityReference; open where there is none.
    pub(crate) table: Option<String>,
    /// Whether a call may leave it out.
    pub(crate) presence: Presence,
}

/// Whether a request parameter may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// Every call gives it.
    Required,
    /// A call may leave it out.
    Optional,
}

impl CustomApi {
    /// Whether it can be called over the Web API: a function without a result has no place there
    /// (CA-027).
    pub(crate) fn is_reachable(&self) -> bool {
        self.kind == Kind::Action
            || !self.properties.is_empty()
            || Bug::EmptyFunctionsCallable.is_on()
    }

    /// A request parameter by its name.
    pub(crate) fn parameter(&self, name: &str) -> Option<&Field> {
        self.parameters.iter().find(|field| field.name == name)
    }

    /// The first required parameter that a call leaves out.
    pub(crate) fn missing_parameter(&self, given: &Attributes) -> Option<&Field> {
        self.parameters.iter().find(|field| {
            field.presence == Presence::Required
                && !Bug::NothingRequired.is_on()
                && given.get(&field.name).is_none_or(Value::is_null)
        })
    }

    /// Every response property with its value: what was set, else its type's default (CA-024).
    pub(crate) fn completed(&self, mut set: Attributes, rules: &Rules) -> Attributes {
        self.properties
            .iter()
            .map(|field| {
                let value = set
                    .swap_remove(&field.name)
                    .filter(|value| !value.is_null());
                let value = value.unwrap_or_else(|| match rules.default_outputs {
                    _ if Bug::UnsetOutputsNull.is_on() => Value::Null,
                    DefaultOutputs::Typed => field.kind.default_value(),
                    DefaultOutputs::Null => Value::Null,
                });
                (field.name.clone(), value)
            })
            .collect()
    }

    /// Reads the row of a custom API; its parts are added by the catalogue.
    pub(super) fn of_row(row: &Entity) -> Option<Self> {
        let table = || text(row, "boundentitylogicalname");
        Some(Self {
            id: row.id?,
            unique_name: text(row, "uniquename")?,
            display_name: text(row, "displayname").unwrap_or_default(),
            binding: match number(row, "bindingtype") {
                Some(1) => Binding::Entity(table()?),
                Some(2) => Binding::Collection(table()?),
                _ => Binding::Global,
            },
            kind: match row.get("isfunction").and_then(Value::as_bool) {
                Some(true) => Kind::Function,
                _ => Kind::Action,
            },
            visibility: match row.get("isprivate").and_then(Value::as_bool) {
                Some(true) => Visibility::Private,
                _ => Visibility::Public,
            },
            execute_privilege: text(row, "executeprivilegename").filter(|name| !name.is_empty()),
            plugin_type: row.get("plugintypeid").and_then(Value::as_guid),
            parameters: Vec::new(),
            properties: Vec::new(),
        })
    }
}

impl Field {
    /// Reads the row of a parameter or property, and the id of the custom API it belongs to.
    pub(super) fn of_row(row: &Entity) -> Option<(Uuid, Self)> {
        let kind = FieldType::from_number(number(row, "type").unwrap_or(0))?;
        let optional = row.get("isoptional").and_then(Value::as_bool) == Some(true);
        let field = Self {
            name: text(row, "uniquename")?,
            kind,
            table: text(row, "logicalentityname"),
            presence: if optional {
                Presence::Optional
            } else {
                Presence::Required
            },
        };
        Some((row.get("customapiid")?.as_guid()?, field))
    }
}

fn text(row: &Entity, column: &str) -> Option<String> {
    row.get(column).and_then(Value::as_str).map(str::to_owned)
}

fn number(row: &Entity, column: &str) -> Option<i32> {
    row.get(column)
        .and_then(Value::as_integer)
        .and_then(|number| i32::try_from(number).ok())
}
