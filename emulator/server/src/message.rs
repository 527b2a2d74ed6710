//! The message catalogue: every organization request, whatever door it came by, is run here.
//!
//! A platform message is one file with the same three parts: the name it is known by, how its
//! parameters are read, and what it does in a session. A message that is not found here is looked
//! up among the organization's custom APIs. Nothing in this module knows HTTP or SQLite.

pub(crate) mod add_privileges_role;
pub(crate) mod announced;
mod arguments;
mod create;
pub(crate) mod custom_api;
mod delete;
mod elastic;
pub(crate) mod execute_background_operation;
mod first_rows;
mod ground;
pub(crate) mod keeper;
mod refusal;
mod retrieve;
mod retrieve_current_organization;
mod retrieve_multiple;
mod retrieve_version;
pub(crate) mod row;
pub(crate) mod session;
mod update;
mod upsert;
mod who_am_i;

use std::sync::Arc;

use dataverse_operation::fault::Fault;
use dataverse_operation::rules::Rules;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Entity, Value};

pub(crate) use arguments::missing as missing_parameter;
pub(crate) use custom_api::CustomApi;
pub(crate) use first_rows::{first_rows, missing_rows};
pub(crate) use refusal::{fault_of, not_found, store_fault};
pub(crate) use session::{Call, Session, no_table};

use crate::organization::Organization;
use crate::pipeline::{Passage, Reach};
use crate::security;

/// How much work a message is, which decides where it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// Reads by key and prepared writes: short enough for the thread that took the request.
    Key,
    /// A query of unknown size: belongs on a blocking thread, under a time limit.
    Query,
}

/// A message that the platform brings along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Platform {
    /// Makes a row.
    Create,
    /// Reads a row.
    Retrieve,
    /// Reads many rows.
    RetrieveMultiple,
    /// Changes a row.
    Update,
    /// Changes a row or makes it.
    Upsert,
    /// Removes a row.
    Delete,
    /// Tells who asks.
    WhoAmI,
    /// Tells the platform's version.
    RetrieveVersion,
    /// Tells about the organization.
    RetrieveCurrentOrganization,
    /// Sends a custom API to the background.
    ExecuteBackgroundOperation,
    /// Gives a role privileges.
    AddPrivilegesRole,
}

/// Finds a platform message by its name (case-sensitive).
pub(crate) fn platform(name: &str) -> Option<Platform> {
    Platform::ALL
        .into_iter()
        .find(|message| message.name() == name)
}

impl Platform {
    /// Every one of them; what is not here is not found.
    pub(crate) const ALL: [Self; 11] = [
        Self::Create,
        Self::Retrieve,
        Self::RetrieveMultiple,
        Self::Update,
        Self::Upsert,
        Self::Delete,
        Self::WhoAmI,
        Self::RetrieveVersion,
        Self::RetrieveCurrentOrganization,
        Self::ExecuteBackgroundOperation,
        Self::AddPrivilegesRole,
    ];

    /// The name it is known by.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Create => create::NAME,
            Self::Retrieve => retrieve::NAME,
            Self::RetrieveMultiple => retrieve_multiple::NAME,
            Self::Update => update::NAME,
            Self::Upsert => upsert::NAME,
            Self::Delete => delete::NAME,
            Self::WhoAmI => who_am_i::NAME,
            Self::RetrieveVersion => retrieve_version::NAME,
            Self::RetrieveCurrentOrganization => retrieve_current_organization::NAME,
            Self::ExecuteBackgroundOperation => execute_background_operation::NAME,
            Self::AddPrivilegesRole => add_privileges_role::NAME,
        }
    }

    /// Where the message runs.
    pub(crate) fn weight(self, request: &OrganizationRequest) -> Weight {
        match self {
            Self::RetrieveMultiple => Weight::Query,
            Self::Retrieve if retrieve::has_related(request) => Weight::Query,
            Self::Create
            | Self::Retrieve
            | Self::Update
            | Self::Upsert
            | Self::Delete
            | Self::WhoAmI
            | Self::RetrieveVersion
            | Self::RetrieveCurrentOrganization
            | Self::ExecuteBackgroundOperation
            | Self::AddPrivilegesRole => Weight::Key,
        }
    }

    /// What the message takes as a function of the Web API; `None` for one that is none there.
    /// Rows have addresses instead, and a request inside a request has no form there (BG-036).
    pub(crate) const fn as_function(self) -> Option<&'static [&'static str]> {
        match self {
            Self::WhoAmI | Self::RetrieveVersion => Some(&[]),
            Self::RetrieveCurrentOrganization => {
                Some(&[retrieve_current_organization::ACCESS_TYPE])
            }
            Self::Create
            | Self::Retrieve
            | Self::RetrieveMultiple
            | Self::Update
            | Self::Upsert
            | Self::Delete
            | Self::ExecuteBackgroundOperation
            | Self::AddPrivilegesRole => None,
        }
    }

    /// Whether the message looks at rows that it has written itself: only a create of rows that
    /// hang on each other does.
    pub(crate) fn reads_its_own_writes(self, request: &OrganizationRequest) -> bool {
        match (self, request.parameters.get("Target")) {
            (Self::Create | Self::Upsert, Some(Value::Entity(target))) => {
                !target.related.is_empty()
            }
            _ => false,
        }
    }

    /// The row that the message leaves behind as it was written; none for one that reads, removes
    /// or has no row of its own (BG-0D4).
    pub(crate) fn written(self, request: &OrganizationRequest) -> Option<&Entity> {
        match (self, request.parameters.get("Target")) {
            (Self::Create | Self::Update | Self::Upsert, Some(Value::Entity(target))) => {
                Some(target)
            }
            _ => None,
        }
    }

    /// Runs the message in a session.
    pub(crate) fn run(
        self,
        session: &mut Session<'_>,
        request: OrganizationRequest,
    ) -> Result<OrganizationResponse, Fault> {
        let parameters = request.parameters;
        match self {
            Self::Create => create::run(session, create::read(parameters)?),
            Self::Retrieve => retrieve::run(session, retrieve::read(parameters)?),
            Self::RetrieveMultiple => {
                retrieve_multiple::run(session, retrieve_multiple::read(parameters)?)
            }
            Self::Update => update::run(session, update::read(parameters)?),
            Self::Upsert => upsert::run(session, upsert::read(parameters)?),
            Self::Delete => delete::run(session, delete::read(parameters)?),
            Self::WhoAmI => who_am_i::run(session, who_am_i::read(parameters)?),
            Self::RetrieveVersion => Ok(retrieve_version::run(retrieve_version::read(parameters)?)),
            Self::RetrieveCurrentOrganization => retrieve_current_organization::run(
                session,
                retrieve_current_organization::read(parameters)?,
            ),
            Self::ExecuteBackgroundOperation => execute_background_operation::run(
                session,
                execute_background_operation::read(parameters)?,
            ),
            Self::AddPrivilegesRole => {
                add_privileges_role::run(session, add_privileges_role::read(parameters)?)
            }
        }
    }
}

/// Runs any message inside a session, with all of its steps: this is what a plug-in's own calls
/// come to, and the rows that one request makes beside the one it names.
pub(crate) fn execute(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Fault> {
    let main = Main::find(session.organization(), session.call(), &request)?;
    let Some(steps) = session.steps() else {
        security::permit(session, &request)?;
        return main.run(session, request);
    };
    let mut passage = Passage::new(steps, &session.call().bypass, request, session.now());
    passage.validate(&mut Reach::Inside(session))?;
    passage.operate(session, |session, request| main.run(session, request))
}

/// The main operation of a message.
pub(crate) enum Main {
    /// The platform's own.
    Platform(Platform),
    /// A custom API's.
    CustomApi(Arc<CustomApi>),
}

impl Main {
    /// That of a request; a custom API's is checked against its definition.
    ///
    /// # Errors
    /// Nobody knows the message, the caller may not call the custom API, or the request does not fit
    /// it.
    pub(crate) fn find(
        organization: &Organization,
        call: &Call,
        request: &OrganizationRequest,
    ) -> Result<Self, Fault> {
        if let Some(message) = platform(&request.name) {
            return Ok(Self::Platform(message));
        }
        let api = organization
            .catalogue()
            .find(&request.name)
            .ok_or_else(|| unknown(&request.name, &organization.rules()))?;
        custom_api::may_be_used(call, &api)?;
        security::may_execute(organization, call, &api)?;
        custom_api::check(&api, &request.parameters, &organization.rules())?;
        Ok(Self::CustomApi(api))
    }

    /// Does it.
    pub(crate) fn run(
        self,
        session: &mut Session<'_>,
        request: OrganizationRequest,
    ) -> Result<OrganizationResponse, Fault> {
        match self {
            Self::Platform(message) => message.run(session, request),
            Self::CustomApi(api) => custom_api::inside(session, &api, request),
        }
    }
}

/// The refusal of a message that nobody knows; its code is rule `unknown_message_code` (SO-024).
pub(crate) fn unknown(name: &str, rules: &Rules) -> Fault {
    Fault::new(
        rules.unknown_message_code.code(),
        format!("The message requested is not supported on the server: '{name}'."),
    )
}
