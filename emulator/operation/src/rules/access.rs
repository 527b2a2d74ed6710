//! The values of the rules about who calls and what they may do.

use super::value::choices;

choices! {
    /// Who calls with a bearer token that no user was given.
    UnknownToken {
        /// The System Administrator.
        Administrator = "administrator",
        /// Nobody: the request is answered with the sign-in challenge.
        Refuse = "refuse",
    }
    /// The words of a refusal for want of a privilege or of access to a row.
    PrivilegeMessage {
        /// All that the platform says today of the user, the privilege and the row.
        Long = "long",
        /// User, privilege or right, and row alone.
        Short = "short",
    }
    /// Whose background operations a holder of the privileges may look at and cancel.
    OperationAccess {
        /// Everybody's.
        AnyHolder = "any_holder",
        /// The holder's own.
        OwnerOnly = "owner_only",
    }
    /// Whether an operation's user needs the custom API's privilege when the operation runs, too.
    PrivilegeAtRun {
        /// The user does, and has to be enabled.
        Checked = "checked",
        /// What was accepted is run.
        Trusted = "trusted",
    }
    /// The refusal of impersonation without the privilege for it.
    ImpersonationRefusal {
        /// The privilege is missing: 0x80040220.
        PrivilegeDenied = "privilege_denied",
        /// CannotActOnBehalfOfAnotherUser: 0x8004a110.
        CannotActOnBehalf = "cannot_act_on_behalf",
    }
}
