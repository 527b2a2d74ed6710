//! What a message is, as data: its name, how it is called, its parameters and results, what the caller needs for it.
//!
//! Platform messages have one static description each; a custom API has the same, made from its rows (CA sections 2.1,
//! 2.2). Doors, authorization and the rows of `sdkmessage` are derived from it. What a message does is not known here.

mod parameter;
mod right;

use std::borrow::Cow;

use dataverse_bug::Bug;
use dataverse_operation::rules::{DefaultOutputs, Rules};
use dataverse_protocol::value::{Attributes, Value};
use uuid::Uuid;

pub use parameter::{Parameter, Presence, ValueType};
pub use right::Right;

/// Name of the parameter that carries the row a message is about (CA-026).
pub const TARGET: &str = "Target";

/// A message of the platform, or a custom API.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// The message name (case-sensitive), for a custom API its unique name.
    pub name: Cow<'static, str>,
    /// How it is called over the Web API.
    pub kind: Kind,
    /// What it is called on over the Web API.
    pub binding: Binding,
    /// Request parameters in the order of their definition; of a custom API without the bound `Target`.
    pub parameters: Cow<'static, [Parameter]>,
    /// Response properties in the order of their definition (CA-058).
    pub response: Cow<'static, [Parameter]>,
    /// Whether it changes anything, and which tables have it as one of their messages.
    pub scope: Scope,
    /// Which custom steps may be registered on it.
    pub steps: StepsAllowed,
    /// Which images a step on it may ask for.
    pub images: Option<Images>,
    /// What the caller needs for it, asked in this order.
    pub rights: Cow<'static, [Access]>,
    /// Messages that its main operation runs as requests of their own, about the same table.
    pub runs: &'static [&'static str],
    /// How much work it is.
    pub weight: Weight,
    /// What only a custom API has.
    pub custom_api: Option<CustomApi>,
}

/// How a message is called over the Web API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// By a verb on the address of rows (`Create`, `Retrieve`), or not at all.
    Rows,
    /// By POST to its name.
    Action,
    /// By GET of its name.
    Function,
}

/// What a message is called on over the Web API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Binding {
    /// Nothing.
    Global,
    /// A row of this table, which comes in this parameter.
    Entity {
        /// Logical name of the table.
        table: Cow<'static, str>,
        /// Name of the parameter: `Target` for a custom API.
        parameter: &'static str,
    },
    /// The rows of this table.
    Collection(Cow<'static, str>),
}

/// Whether a message changes anything, and which tables have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// It reads rows; every table has it.
    ReadsRows,
    /// It changes rows; every table has it whose rows are not the platform's own.
    ChangesRows,
    /// It changes rows; every such table has it whose rows users own.
    ChangesOwnedRows,
    /// It reads, and belongs to no table.
    Reads,
    /// It does something, and belongs to no table.
    Acts,
}

/// Which custom steps may be registered on a message (CA-021).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepsAllowed {
    /// None.
    None,
    /// Those that run as system jobs after the main operation.
    Asynchronous,
    /// All.
    All,
}

/// Which images a step on a message may ask for, and under which property name (PL-014).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Images {
    /// The parameter that names the row.
    pub property: &'static str,
    /// Whether the row exists before the main operation.
    pub pre: bool,
    /// Whether the row exists after the main operation.
    pub post: bool,
}

/// Something that the caller of a message needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// A right on the row that the message is about.
    Row(Right),
    /// A right on the table that the message is about, however far it reaches.
    Table(Right),
    /// A right on this table, however far it reaches.
    TableNamed(Right, &'static str),
    /// What making the row in `Target` takes: the row itself, and the rows it refers to.
    NewRow,
    /// What changing the row in `Target` takes: the row itself, its owner, and the rows it refers to.
    ChangedRow,
    /// This privilege, however far it reaches (CA-029).
    Privilege(String),
}

/// How much work a message is, which decides where it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Reads by key and prepared writes: short enough for the thread that took the request.
    Key,
    /// As `Key`, unless rows around the row are asked for.
    KeyOrRelated,
    /// A query of unknown size: belongs on a blocking thread, under a time limit.
    Query,
}

/// What only a custom API has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomApi {
    /// `customapiid`.
    pub id: Uuid,
    /// Its label.
    pub display_name: String,
    /// Whether plug-ins may call it.
    pub visibility: Visibility,
    /// The plug-in type that does its work, if one is registered for it.
    pub plugin_type: Option<Uuid>,
}

/// Who may call a custom API (`isprivate`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// All callers.
    Public,
    /// Clients, but no plug-in (CA-028).
    Private,
}

impl Message {
    /// Whether it can be called by its name over the Web API: a function without a result has no place there (CA-027).
    pub fn is_reachable(&self) -> bool {
        match self.kind {
            Kind::Rows => false,
            Kind::Action => true,
            Kind::Function => !self.response.is_empty() || Bug::EmptyFunctionsCallable.is_on(),
        }
    }

    /// A request parameter by its name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters
            .iter()
            .find(|parameter| parameter.name == name)
    }

    /// The first required parameter that a call leaves out; null counts as left out.
    pub fn missing_parameter(&self, given: &Attributes) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| {
            parameter.presence == Presence::Required
                && !Bug::NothingRequired.is_on()
                && given
                    .get(parameter.name.as_ref())
                    .is_none_or(Value::is_null)
        })
    }

    /// Every response property with its value: the one that was set, else its type's default (CA-024).
    pub fn completed(&self, mut set: Attributes, rules: &Rules) -> Attributes {
        self.response
            .iter()
            .map(|property| {
                let value = set
                    .swap_remove(property.name.as_ref())
                    .filter(|value| !value.is_null());
                let value = value.unwrap_or_else(|| match rules.default_outputs {
                    _ if Bug::UnsetOutputsNull.is_on() => Value::Null,
                    DefaultOutputs::Typed => property.kind.default_value(),
                    DefaultOutputs::Null => Value::Null,
                });
                (property.name.as_ref().to_owned(), value)
            })
            .collect()
    }
}
