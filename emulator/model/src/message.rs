//! Descriptions of messages as data: name, kind, binding, parameters, response, and the rights that
//! a caller needs.
//!
//! Platform messages have one static description each; a custom API has one of the same type, made
//! from its rows (CA sections 2.1, 2.2). Doors, authorization and the rows of `sdkmessage` are
//! derived from the descriptions. What a message does is not known here.

mod parameter;
mod right;

use std::borrow::Cow;

use dataverse_operation::rules::{DefaultOutputs, Rules};
use dataverse_protocol::complex::Enumeration;
use dataverse_protocol::value::{Attributes, Value};
use uuid::Uuid;

pub use parameter::{Parameter, Presence, ValueType, WebForm};
pub use right::Right;

/// Name of the parameter with the row that a message works on (CA-026).
pub const TARGET: &str = "Target";

/// Name of the parameter with the rows that a message of many rows works on.
pub const TARGETS: &str = "Targets";

/// A message of the platform, or a custom API.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// The message name (case-sensitive); for a custom API its unique name.
    pub name: Cow<'static, str>,
    /// How the Web API calls it.
    pub kind: Kind,
    /// What the Web API binds it to.
    pub binding: Binding,
    /// Request parameters in the order of their definition; for a custom API without the bound
    /// `Target`.
    pub parameters: Cow<'static, [Parameter]>,
    /// Response properties in the order of their definition (CA-058).
    pub response: Cow<'static, [Parameter]>,
    /// Whether the message changes rows, and which tables have it.
    pub scope: Scope,
    /// Which custom steps can be registered on it.
    pub steps: StepsAllowed,
    /// Which images a step on it can have.
    pub images: Option<Images>,
    /// The rights that the caller needs, in the order of the checks.
    pub rights: Cow<'static, [Access]>,
    /// Messages that its main operation runs as requests of their own, on the same table.
    pub runs: &'static [&'static str],
    /// How long it may take.
    pub weight: Weight,
    /// How a system job that does it commits.
    pub job_commits: JobCommits,
    /// The members that only a custom API has.
    pub custom_api: Option<CustomApi>,
}

/// How the Web API calls a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// By an HTTP method on the URL of rows (`Create`, `Retrieve`), or not at all.
    Rows,
    /// By POST to its name.
    Action,
    /// By GET of its name.
    Function,
}

/// What the Web API binds a message to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Binding {
    /// Nothing: the message is unbound.
    Global,
    /// A row of this table, passed in this parameter.
    Entity {
        /// Logical name of the table, or [`PRINCIPAL`].
        table: Cow<'static, str>,
        /// Name of the parameter: `Target` for a custom API.
        parameter: &'static str,
    },
    /// The rows of this table.
    Collection(Cow<'static, str>),
    /// The rows of any table.
    AnyCollection,
}

/// The tables of users and teams, as one type that a message can be bound to.
pub const PRINCIPAL: &str = "principal";

impl Binding {
    /// Whether the message is bound to rows of a table.
    pub fn takes_row_of(&self, table: &str) -> bool {
        match self {
            Self::Entity { table: bound, .. } if bound == PRINCIPAL => {
                matches!(table, "systemuser" | "team")
            }
            Self::Entity { table: bound, .. } => bound == table,
            Self::Global | Self::Collection(_) | Self::AnyCollection => false,
        }
    }
}

/// Whether a message changes rows, and which tables have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Reads rows; every table has it.
    ReadsRows,
    /// Reads who has access to rows; every table has it whose rows users own.
    ReadsOwnedRows,
    /// Changes rows; every table has it, except tables that only the platform writes.
    ChangesRows,
    /// Changes rows; every elastic table has it, except tables that only the platform writes.
    ChangesElasticRows,
    /// Changes rows; every table has it whose rows users own, except tables that only the platform
    /// writes.
    ChangesOwnedRows,
    /// Reads; belongs to no table.
    Reads,
    /// Has an effect; belongs to no table.
    Acts,
}

/// Which custom steps can be registered on a message (CA-021).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepsAllowed {
    /// None.
    None,
    /// Steps that run as system jobs after the main operation.
    Asynchronous,
    /// All.
    All,
}

/// Which images a step on a message can have, and for which property (PL-014).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Images {
    /// The parameter that names the row.
    pub property: &'static str,
    /// Whether the row exists before the main operation.
    pub pre: bool,
    /// Whether the row exists after the main operation.
    pub post: bool,
}

/// A right that the caller of a message needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// The right on the row that the message works on.
    Row(Right),
    /// The right on the table that the message works on, at any depth.
    Table(Right),
    /// The right on this table, at any depth.
    TableNamed(Right, &'static str),
    /// The rights to create the row in `Target`: on the row, and on the rows that it refers to.
    NewRow,
    /// The rights to change the row in `Target`: on the row, for a change of its owner, and on the
    /// rows that it refers to.
    ChangedRow,
    /// The privilege with this name, at any depth (CA-029).
    Privilege(Cow<'static, str>),
}

/// How long a message may take, which decides the thread that it runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Reads by key and prepared writes: short enough for the thread that received the request.
    Key,
    /// As `Key`, unless related rows are requested.
    KeyOrRelated,
    /// A query of unknown size: runs on a blocking thread, under a time limit.
    Query,
    /// Requests of its own, one for each row: on a blocking thread. On an elastic table each is a transaction of its own.
    Rows,
    /// Requests of its own, each of which is a transaction of its own or a part of another one: runs on a blocking
    /// thread, under a time limit.
    Requests,
}

/// How a system job that does a message commits what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobCommits {
    /// As one change with the job's end, or not at all.
    WithItsEnd,
    /// Row by row: each request that the job makes is a transaction of its own, and what was done before a failure stays.
    RowByRow,
}

/// The members that only a custom API has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomApi {
    /// `customapiid`.
    pub id: Uuid,
    /// `displayname`.
    pub display_name: String,
    /// Whether plug-ins may call it.
    pub visibility: Visibility,
    /// The plug-in type with its main operation, if one is registered.
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

/// What a description says where a message says nothing else: it ends with `..Message::ACTION`. Messages that have more in
/// common end with a description of their own, whose lists are constants: a list with calls of functions in it could not
/// be copied at compile time.
impl Message {
    /// An unbound action without parameters, results and rights, which takes every step.
    pub const ACTION: Self = Self {
        name: Cow::Borrowed(""),
        kind: Kind::Action,
        binding: Binding::Global,
        parameters: Cow::Borrowed(&[]),
        response: Cow::Borrowed(&[]),
        scope: Scope::Acts,
        steps: StepsAllowed::All,
        images: None,
        rights: Cow::Borrowed(&[]),
        runs: &[],
        weight: Weight::Key,
        job_commits: JobCommits::WithItsEnd,
        custom_api: None,
    };

    /// The same as a function, which reads.
    pub const FUNCTION: Self = Self {
        kind: Kind::Function,
        scope: Scope::Reads,
        ..Self::ACTION
    };

    /// The same as [`Self::ACTION`], called by an HTTP method on the URL of rows or definitions, or by the SDK alone.
    pub const ROWS: Self = Self {
        kind: Kind::Rows,
        ..Self::ACTION
    };
}

impl Message {
    /// Whether the Web API can call it by its name: a function without a result cannot be called
    /// (CA-027).
    pub fn is_reachable(&self) -> bool {
        match self.kind {
            Kind::Rows => false,
            Kind::Action => true,
            Kind::Function => !self.response.is_empty(),
        }
    }

    /// The response properties that are members of enumerations.
    pub fn enumerations(&self) -> impl Iterator<Item = (String, &'static Enumeration)> {
        self.response
            .iter()
            .filter_map(|property| match property.kind {
                ValueType::Enumeration(of) => Some((property.name.to_string(), of)),
                _ => None,
            })
    }

    /// A request parameter by its name (case-sensitive).
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters
            .iter()
            .find(|parameter| parameter.name == name)
    }

    /// A request parameter by its name in the Web API (case-sensitive).
    pub fn web_parameter(&self, name: &str) -> Option<&Parameter> {
        let mut parameters = self.parameters.iter();
        parameters.find(|parameter| parameter.web_name() == name)
    }

    /// The first required parameter that is missing or null in a call.
    pub fn missing_parameter(&self, given: &Attributes) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| {
            parameter.presence == Presence::Required
                && given
                    .get(parameter.name.as_ref())
                    .is_none_or(Value::is_null)
        })
    }

    /// Every response property with its value: the one that was set, or the default of its type
    /// (CA-024).
    pub fn completed(&self, mut set: Attributes, rules: &Rules) -> Attributes {
        self.response
            .iter()
            .map(|property| {
                let value = set
                    .swap_remove(property.name.as_ref())
                    .filter(|value| !value.is_null());
                let value = value.unwrap_or_else(|| match rules.default_outputs {
                    DefaultOutputs::Typed => property.kind.default_value(),
                    DefaultOutputs::Null => Value::Null,
                });
                (property.name.as_ref().into(), value)
            })
            .collect()
    }
}
