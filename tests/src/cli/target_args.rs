//! The target of a run: an emulator that is started here, an emulator at a URL, or the target of a target file.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Exit, Refusal};
use crate::target::{
    Address, OrganizationKind, Profile, Secret, SignIn, SignInError, Target, TargetError,
    TargetFile, TargetKind, Unusable,
};

/// The arguments that name the target.
#[derive(Debug, Args)]
pub(super) struct TargetArgs {
    /// TOML file that says where the target is, who signs in and what it can do; `init-target` writes one
    #[arg(long, value_name = "FILE", conflicts_with_all = ["token_from", "control_token_from"])]
    target: Option<PathBuf>,

    /// How far the run may go; `full` needs a target file that says `disposable = true`
    #[arg(
        long,
        value_enum,
        default_value_t,
        requires = "target",
        value_name = "PROFILE"
    )]
    profile: Profile,

    /// An emulator that runs elsewhere and has a control door; without it, one is started here
    #[arg(long, env = "DATAVERSE_URL", value_name = "URL")]
    url: Option<String>,

    /// Environment variable that has the bearer token to sign in with
    #[arg(long, value_name = "VARIABLE")]
    token_from: Option<String>,

    /// Environment variable that has the control door's token
    #[arg(long, value_name = "VARIABLE")]
    control_token_from: Option<String>,
}

/// The target that the arguments name, before the first request to it.
#[derive(Debug)]
pub(super) enum TargetChoice {
    /// An emulator that runs in this process.
    Here(SignIn),
    /// An emulator with a control door.
    At(Address, SignIn),
    /// The target of a file.
    Described(Box<TargetFile>, Profile),
}

/// Where a dry run would take place.
#[derive(Debug)]
pub(super) enum Prospect {
    /// An organization for each scenario, created through the control door that the text names.
    Own(String),
    /// The shared organization of a target file.
    Shared(Box<Target>),
}

impl TargetArgs {
    /// Reads the arguments and the target file.
    ///
    /// # Errors
    /// When two targets are named, or one cannot be read.
    pub(super) fn wanted(&self) -> Result<TargetChoice, Refusal> {
        let secret = |name: &Option<String>| {
            let secret = name.as_deref().map(Secret::from_variable);
            secret.transpose().map_err(Refusal::broken)
        };
        match (&self.target, &self.url) {
            (Some(_), Some(url)) => Err(Refusal::broken(format!(
                "two targets are named, a target file and {url} (--url, or the variable DATAVERSE_URL): expected one of them"
            ))),
            (Some(path), None) => {
                let file = TargetFile::load(path).map_err(Refusal::broken)?;
                Ok(TargetChoice::Described(Box::new(file), self.profile))
            }
            (None, url) => {
                let sign_in = SignIn {
                    token: secret(&self.token_from)?,
                    control: secret(&self.control_token_from)?,
                };
                TargetChoice::emulator(url.as_deref(), sign_in)
            }
        }
    }
}

impl TargetChoice {
    /// An emulator at `url`; without a URL an emulator in this process.
    ///
    /// # Errors
    /// When the URL is not valid.
    pub(super) fn emulator(url: Option<&str>, sign_in: SignIn) -> Result<Self, Refusal> {
        let Some(url) = url else {
            return Ok(Self::Here(sign_in));
        };
        let address = url.parse();
        let address = address.map_err(|error| Refusal::broken(format!("--url: {error}")))?;
        Ok(Self::At(address, sign_in))
    }

    /// The file of known failures that the target file names.
    pub(super) fn known_failures(&self) -> Option<&Path> {
        match self {
            Self::Here(_) | Self::At(..) => None,
            Self::Described(file, _) => file.known_failures.as_deref(),
        }
    }

    /// Connects to the target, checks it, and prints what it is. Creates nothing.
    ///
    /// # Errors
    /// When the target cannot be used.
    pub(super) async fn open(self) -> Result<Target, Refusal> {
        let opened = match self {
            Self::Here(sign_in) => Target::in_process(sign_in).await,
            Self::At(address, sign_in) => Target::connect(&address, sign_in).await,
            Self::Described(file, profile) => Target::open(*file, profile).await,
        };
        let target = opened.map_err(|error| Refusal::new(&error.to_string(), exit(&error)))?;
        eprintln!("{}", connected(&target));
        Ok(target)
    }
}

impl TargetChoice {
    /// Where the run would take place. Only the target of a file is sent requests, which read.
    ///
    /// # Errors
    /// When that target cannot be used.
    pub(super) async fn prospect(self) -> Result<Prospect, Refusal> {
        let target = match self {
            Self::Here(_) => {
                return Ok(Prospect::Own("an emulator that is started here".to_owned()));
            }
            Self::At(address, _) => return Ok(Prospect::Own(address.as_str().to_owned())),
            Self::Described(..) => self.open().await?,
        };
        Ok(match target.isolation() {
            OrganizationKind::Own => Prospect::Own(target.url().to_owned()),
            OrganizationKind::Shared => Prospect::Shared(Box::new(target)),
        })
    }
}

/// A line that names the target.
fn connected(target: &Target) -> String {
    let about = target.about();
    let kind = match (about.kind, about.emulator.as_str()) {
        (TargetKind::Organization, _) => String::new(),
        (TargetKind::Emulator, "") => ", an emulator".to_owned(),
        (TargetKind::Emulator, version) => format!(", emulator {version}"),
    };
    let profile = match target.isolation() {
        OrganizationKind::Own => String::new(),
        OrganizationKind::Shared => format!(", profile {}", target.profile().name()),
    };
    format!(
        "connected to {} ({}) at {}, as user {}, version {}{kind}{profile}",
        about.name, about.id, about.url, about.user, about.version
    )
}

/// Whether the error is one of the target or of the arguments.
fn exit(error: &TargetError) -> Exit {
    let of_sign_in = |error: &SignInError| match error {
        SignInError::Secret(_) | SignInError::Start { .. } => Exit::Broken,
        SignInError::Command { .. } | SignInError::Silent { .. } | SignInError::Refused { .. } => {
            Exit::NoTarget
        }
    };
    match error {
        TargetError::SignIn(error) | TargetError::Unusable(Unusable::SignIn(error)) => {
            of_sign_in(error)
        }
        TargetError::Unusable(_) | TargetError::Start(_) => Exit::NoTarget,
        TargetError::Client(_)
        | TargetError::Tls(_)
        | TargetError::File(_)
        | TargetError::NotDisposable => Exit::Broken,
    }
}
