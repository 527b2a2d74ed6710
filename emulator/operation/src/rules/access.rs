//! Values of the rules about callers and their rights.

use super::value::choices;

choices! {
    /// The caller of a request with a bearer token that belongs to no user.
    UnknownToken {
        /// The System Administrator.
        Administrator = "administrator",
        /// None: the request is refused with the sign-in challenge.
        Refuse = "refuse",
    }
    /// Whether polling and cancelling an operation needs a token.
    MonitorSignIn {
        /// It does.
        Required = "required",
        /// A client that knows the address of the monitor may poll and cancel.
        Anonymous = "anonymous",
    }
    /// The text of an error for a missing privilege or missing access to a row.
    PrivilegeMessage {
        /// The platform's current text about the user, the privilege and the row.
        Long = "long",
        /// User, privilege or right, and row only.
        Short = "short",
    }
    /// The background operations that a user with the privileges may read and cancel.
    OperationAccess {
        /// All operations.
        AnyHolder = "any_holder",
        /// The user's own operations.
        OwnerOnly = "owner_only",
    }
    /// Whether an operation's user needs the custom API's privilege at run time too.
    PrivilegeAtRun {
        /// The user needs it, and must be enabled.
        Checked = "checked",
        /// An accepted operation runs without a check.
        Trusted = "trusted",
    }
    /// The error for impersonation without the privilege for it.
    ImpersonationRefusal {
        /// PrivilegeDenied: 0x80040220.
        PrivilegeDenied = "privilege_denied",
        /// CannotActOnBehalfOfAnotherUser: 0x8004a110.
        CannotActOnBehalf = "cannot_act_on_behalf",
    }
    /// Whether a user may grant privileges that the user does not have.
    PrivilegeElevation {
        /// Neither by assigning a role nor by changing one.
        Refused = "refused",
        /// The privileges on roles are enough.
        Allowed = "allowed",
    }
    /// What registering a step needs that runs as another user.
    StepImpersonation {
        /// The privilege to act on behalf of others.
        ActOnBehalf = "act_on_behalf",
        /// The privileges on steps alone.
        Unchecked = "unchecked",
    }
    /// The answer about a row that the caller names by its key and may not read.
    HiddenRow {
        /// A refusal of its own, so that the caller learns that the row exists.
        Denied = "denied",
        /// The answer about a row that does not exist.
        NotFound = "not_found",
    }
    /// What access to a row gives on the rows that get it as their parent by a parental relationship.
    ParentAccess {
        /// The same access: for the owner of the parent, and for every user and team that shares the parent.
        Inherited = "inherited",
        /// None.
        NoAccess = "none",
    }
    /// Who may change the columns by which a token names its user.
    UserIdentity {
        /// System Administrators.
        Administrator = "administrator",
        /// A user who may write the row of the user.
        Writer = "writer",
    }
    /// What a new address of a service endpoint means for the secret that is stored with the old one.
    EndpointSecret {
        /// The secret stays and is sent to the new address.
        Kept = "kept",
        /// The update has to give the secret again.
        Demanded = "demanded",
    }
    /// The user of a browser that asks for a web resource without a token.
    BrowserSession {
        /// The System Administrator, as if the browser had signed in.
        Administrator = "administrator",
        /// None: the request is refused with the sign-in challenge.
        NoUser = "none",
    }
    /// The origins whose pages may read answers of the Web API and of the status monitor.
    CrossOrigin {
        /// This machine, private names, and the hosts that `--public-host` names.
        Local = "local",
        /// All, as on the platform.
        Any = "any",
        /// None but the organization's own.
        NoOrigin = "none",
    }
}
