//! The platform's messages, one file each: the message's description (`MESSAGE`) and its main operation (`run`).
//!
//! Every other message is a custom API, with a description of the same type. To add a message, add a file with
//! `MESSAGE` and `run`, and its name to the list below: doors, authorization, the rows of `sdkmessage` and validation
//! read the description. A message knows neither the interface through which a client calls it nor the steps that run
//! around it.

mod arguments;
mod association;
mod background;
mod bound_row;
mod bulk_deletion;
mod definition;
mod definition_change;
mod elastic;
mod localized;
mod many_requests;
mod many_rows;
mod members;
mod moniker;
mod options;
mod query_issues;
mod record_team;
mod role_changes;
mod role_privileges;
mod sharing;
mod solution_component;
mod system_job;
mod validate;

use dataverse_model::message::Message;
use dataverse_model::platform_names::{self, NameKind};
use dataverse_operation::fault::Fault;
use dataverse_operation::rules::Rules;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use uuid::Uuid;

use crate::error::Error;
use crate::session::Session;

pub(crate) use bound_row::find_bound_row;
pub(crate) use validate::validate;

/// Declares one module per message and collects them in `PLATFORM`. Behind the arrow stands what a system job does that
/// commits row by row.
macro_rules! messages {
    ($($name:ident $(=> $perform:path)?),* $(,)?) => {
        $(mod $name;)*

        /// All messages of the platform.
        pub(crate) static PLATFORM: &[Platform] = &[
            $(Platform {
                message: &$name::MESSAGE,
                run: $name::run,
                perform: perform!($($perform)?),
            }),*
        ];
    };
}

macro_rules! perform {
    () => {
        None
    };
    ($perform:path) => {
        Some($perform)
    };
}

messages! {
    create,
    retrieve,
    retrieve_multiple,
    update,
    upsert,
    delete,
    create_multiple,
    update_multiple,
    upsert_multiple,
    delete_multiple,
    bulk_delete => bulk_deletion::perform,
    execute_multiple,
    execute_transaction,
    retrieve_total_record_count,
    validate_fetch_xml_expression,
    initialize_from,
    initialize_file_blocks_upload,
    upload_block,
    commit_file_blocks_upload,
    initialize_file_blocks_download,
    download_block,
    delete_file,
    associate,
    disassociate,
    who_am_i,
    retrieve_version,
    retrieve_current_organization,
    retrieve_entity_changes,
    execute_background_operation,
    get_background_operations,
    add_privileges_role,
    replace_privileges_role,
    remove_privilege_role,
    assign,
    set_state,
    create_entity,
    create_entities,
    update_entity,
    delete_entity,
    create_attribute,
    update_attribute,
    delete_attribute,
    create_one_to_many,
    create_many_to_many,
    update_relationship,
    delete_relationship,
    create_entity_key,
    delete_entity_key,
    create_option_set,
    update_option_set,
    delete_option_set,
    insert_option_value,
    insert_status_value,
    update_option_value,
    delete_option_value,
    order_option,
    create_customer_relationships,
    publish_xml,
    publish_all_xml,
    import_solution,
    import_solution_async,
    export_solution,
    add_solution_component,
    remove_solution_component,
    grant_access,
    modify_access,
    revoke_access,
    retrieve_principal_access,
    retrieve_shared_principals_and_access,
    retrieve_user_privileges,
    retrieve_team_privileges,
    add_members_team,
    remove_members_team,
    add_user_to_record_team,
    remove_user_from_record_team,
    set_loc_labels,
    retrieve_loc_labels,
    retrieve_entity,
    retrieve_all_entities,
    retrieve_attribute,
    retrieve_option_set,
    retrieve_all_option_sets,
    retrieve_relationship,
    retrieve_metadata_changes,
}

/// What a message answers.
pub(crate) type MessageResult = Result<OrganizationResponse, Error>;

/// The main operation of a message.
pub(crate) type Run = fn(&mut Session<'_>, OrganizationRequest) -> MessageResult;

/// What a system job with this id does that commits row by row.
pub(crate) type Perform = fn(&mut Session<'_>, Uuid, OrganizationRequest) -> Result<(), Error>;

/// A platform message: its description, its main operation, and what a job does whose description says that it commits
/// row by row.
pub(crate) struct Platform {
    pub(crate) message: &'static Message,
    pub(crate) run: Run,
    perform: Option<Perform>,
}

/// The main operation of a platform message; `None` for a custom API.
pub(crate) fn run_of(message: &Message) -> Option<Run> {
    platform(message).map(|platform| platform.run)
}

/// What a system job does that commits row by row; `None` for a message of which no job does.
pub(crate) fn perform_of(message: &Message) -> Option<Perform> {
    platform(message)?.perform
}

fn platform(message: &Message) -> Option<&'static Platform> {
    let mut platform = PLATFORM.iter();
    platform.find(|platform| std::ptr::eq(platform.message, message))
}

/// The fault for a message that is not emulated or does not exist; for the latter, rule `unknown_message_code` chooses
/// the code (SO-024).
pub fn unknown(name: &str, rules: &Rules) -> Fault {
    if let Some(known) = platform_names::find(NameKind::Message, name) {
        return known.refusal();
    }
    Fault::new(
        rules.unknown_message_code.code(),
        format!("The message requested is not supported on the server: '{name}'."),
    )
}

#[cfg(test)]
mod tests {
    use dataverse_model::message::JobCommits;

    use super::*;

    #[test]
    fn a_message_says_what_its_job_does_if_the_job_commits_row_by_row() {
        for platform in PLATFORM {
            let message = platform.message;
            let is_by_row = message.job_commits == JobCommits::RowByRow;
            assert_eq!(platform.perform.is_some(), is_by_row, "{}", message.name);
        }
    }
}
