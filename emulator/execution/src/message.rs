//! The platform's messages: one file each, with its description and what it does in a session.
//!
//! A message that is not found here is looked up among the organization's custom APIs, whose description is of the same
//! type. A new message is a file with `MESSAGE` and `run`, and its name in the list below: doors, authorization, the rows
//! of `sdkmessage` and validation read the description. How a message is called and which steps run around it is not
//! known here.

mod arguments;
mod background;
mod bound_row;
mod elastic;
mod validate;

use dataverse_model::message::Message;
use dataverse_operation::fault::Fault;
use dataverse_operation::rules::Rules;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use crate::error::Error;
use crate::session::Session;

pub(crate) use bound_row::find_bound_row;
pub(crate) use validate::validate;

/// Declares the files of the messages and lists what is in them.
macro_rules! messages {
    ($($name:ident),* $(,)?) => {
        $(mod $name;)*

        /// Every message that the platform brings along.
        pub(crate) static PLATFORM: &[Platform] = &[
            $(Platform { message: &$name::MESSAGE, run: $name::run }),*
        ];
    };
}

messages! {
    create,
    retrieve,
    retrieve_multiple,
    update,
    upsert,
    delete,
    who_am_i,
    retrieve_version,
    retrieve_current_organization,
    execute_background_operation,
    add_privileges_role,
    assign,
    set_state,
}

/// What a message does in a session.
pub(crate) type Run =
    fn(&mut Session<'_>, OrganizationRequest) -> Result<OrganizationResponse, Error>;

/// A message that the platform brings along.
pub(crate) struct Platform {
    /// What it is.
    pub(crate) message: &'static Message,
    /// What it does.
    pub(crate) run: Run,
}

/// What a message of the platform does.
pub(crate) fn run_of(message: &Message) -> Option<Run> {
    PLATFORM
        .iter()
        .find(|platform| std::ptr::eq(platform.message, message))
        .map(|platform| platform.run)
}

/// The fault of a message that does not exist; its code is rule `unknown_message_code` (SO-024).
pub(crate) fn unknown(name: &str, rules: &Rules) -> Fault {
    Fault::new(
        rules.unknown_message_code.code(),
        format!("The message requested is not supported on the server: '{name}'."),
    )
}
