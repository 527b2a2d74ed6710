//! Faults of authorization, with the platform's texts; rule `privilege_message` chooses the long or
//! the short form (PV-010, PV-012, U-21).

use dataverse_model::Provenance;
use dataverse_model::message::Right;
use dataverse_model::metadata::{ENGLISH, Ownership, Table};
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::{PrivilegeMessage, Rules};
use dataverse_protocol::value::EntityReference;
use serde_json::json;
use uuid::Uuid;

use crate::privilege::Privilege;
use crate::registry::{Principals, User};

/// The number of a user among the types of principals.
const TYPE_OF_USER: i32 = 8;

/// Labels of `accessmode`.
const ACCESS_MODES: [&str; 6] = [
    "Read-Write",
    "Administrative",
    "Read",
    "Support User",
    "Non-interactive",
    "Delegated Admin",
];

/// The fault for a missing privilege.
pub(super) fn missing(
    principals: &Principals,
    user: &User,
    privilege: &Privilege,
    caller: Uuid,
    rules: &Rules,
) -> Fault {
    let known = match rules.privilege_message {
        PrivilegeMessage::Long => long_user(principals, user),
        PrivilegeMessage::Short => format!("(Id={}, type={TYPE_OF_USER})", user.id),
    };
    let lacks = format!("missing {} privilege (Id={})", privilege.name, privilege.id);
    let message = match rules.privilege_message {
        PrivilegeMessage::Short => format!("Principal user {known} is {lacks}"),
        PrivilegeMessage::Long => format!(
            "Principal user {known}, is {lacks}{}. context.Caller={}. Consider adding missed privilege to one of the principal (user/team) roles.",
            of_table(privilege),
            caller
        ),
    };
    Fault::new(code::PRIVILEGE_DENIED, message)
}

fn of_table(privilege: &Privilege) -> String {
    privilege.table.as_ref().map_or_else(String::new, |table| {
        format!(
            " on OTC={} for entity '{}' (LocalizedName='{}')",
            table.object_type_code,
            table.logical_name,
            display_name(table)
        )
    })
}

fn long_user(principals: &Principals, user: &User) -> String {
    let all = principals.privileges().all().len();
    let count = user.privileges().map_or(all, |granted| granted.len());
    let mode = usize::try_from(user.access_mode)
        .ok()
        .and_then(|mode| ACCESS_MODES.get(mode))
        .unwrap_or(&"Unknown");
    format!(
        "(Id={}, type={TYPE_OF_USER}, roleCount={}, privilegeCount={count}, accessMode='{} {mode}', AADObjectId='{}', MetadataCachePrivilegesCount={all}, businessUnitId={})",
        user.id,
        user.count_roles(),
        user.access_mode,
        user.object_id.unwrap_or_default(),
        user.unit
    )
}

/// The fault for a privilege whose depth does not include the row.
pub(super) fn out_of_reach(
    user: &User,
    right: Right,
    table: &Table,
    row: &EntityReference,
    provenance: &Provenance,
    rules: &Rules,
) -> Fault {
    let (user, id, right) = (user.id, row.id, right.name());
    let message = match rules.privilege_message {
        PrivilegeMessage::Short => format!(
            "Principal with id {user} does not have {right}Access right(s) for record with id {id} of entity {}.",
            table.logical_name
        ),
        PrivilegeMessage::Long => format!(
            "user with id {user} does not have {right}Access right(s) for record with id {id} of entity {}. Consider assigning a role with the required access level to the user or team. For further troubleshooting, please work with a system administrator to use the Access Checker tool on this record: {}/main.aspx?forceUCI=1&pagetype=entityrecord&etn={}&id={id}. More details: {}",
            display_name(table),
            provenance.answer_origin(),
            table.logical_name,
            details(user, right, table, id)
        ),
    };
    Fault::new(code::ROW_ACCESS_DENIED, message)
}

/// The details in the platform's text, as far as they are known; the platform lists more.
fn details(user: Uuid, right: &str, table: &Table, id: Uuid) -> String {
    let ownership = match table.ownership {
        Ownership::None => "None",
        Ownership::User => "UserOwned",
        Ownership::Organization => "OrganizationOwned",
        Ownership::BusinessUnit => "BusinessOwned",
    };
    let principal = json!({"PrincipalId": user, "Type": TYPE_OF_USER, "IsUserPrincipal": true});
    json!({
        "CallerPrincipal": principal,
        "ObjectId": id,
        "ObjectTypeCode": table.object_type_code,
        "EntityName": table.logical_name,
        "RightsToCheck": format!("{right}Access"),
        "GrantedAccessRights": "None",
        "EntityOwnershipTypeMask": ownership,
    })
    .to_string()
}

fn display_name(table: &Table) -> String {
    table.display_name.text(ENGLISH).to_owned()
}

/// The fault for a user without any role (PV-008).
pub(super) fn no_roles(user: &User) -> Fault {
    Fault::new(
        code::USER_NOT_ASSIGNED_ROLES,
        format!(
            "The user (Id = {}) has not been assigned any roles.",
            user.id
        ),
    )
}

/// The fault for a disabled user (PV-027).
pub(super) fn disabled() -> Fault {
    Fault::new(code::USER_NOT_ENABLED, "The specified user is disabled.")
}

/// The fault for a change of the access mode by another user than a System Administrator, with the text of the
/// platform's error list (PV-047).
pub(super) fn access_mode(caller: Uuid) -> Fault {
    Fault::new(
        code::ACCESS_MODE_CHANGE_NEEDS_ADMINISTRATOR,
        format!(
            "You need to have system administrator role and access mode Full to change access mode of a user. Details: systemuser {caller}"
        ),
    )
}

/// The fault for a change of a column by which a token names its user (PV-04A). The text is the emulator's.
pub(super) fn identity(column: &str) -> Fault {
    Fault::new(
        code::ACCESS_DENIED,
        format!(
            "Access is denied. Column '{column}' of 'systemuser' says who signs in as the user: only a System Administrator changes it (rule user_identity)."
        ),
    )
}

/// The fault for a user who is not a member of the organization (AU-007, PV-025).
pub(super) fn no_member() -> Fault {
    Fault::new(
        code::USER_NOT_MEMBER_OF_ORGANIZATION,
        "The user is not a member of the organization.",
    )
}

/// The fault for impersonation without the privilege, with the text of the platform's error list
/// (IM-003).
pub(super) fn cannot_act_on_behalf() -> Fault {
    Fault::new(
        code::CANNOT_ACT_ON_BEHALF_OF_ANOTHER_USER,
        "User does not have the privilege to act on behalf another user.",
    )
}
