//! The target of a run: an emulator in this process, an emulator elsewhere, or a live organization.
//!
//! Knows the target's address, its users, its claimed capabilities and its pace, and sends bytes to it. Does not know
//! what the bytes mean.

mod address;
mod claims;
mod client;
mod connect;
mod file;
mod organizations;
mod pacer;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use dataverse_emulator::{Running, Settings, StartError};
use serde_json::Value;
use tokio::sync::RwLock;

pub use address::{Address, AddressError, Secret, SecretError};
pub use claims::{Claims, OrganizationKind, Profile};
pub use client::Wire;
pub use connect::{About, TargetKind, Unusable};
pub use file::{
    ApiVersion, Authority, ExistingApis, Identity, ListenAt, Method, Output, Pace, Prefix,
    SignInOrImpersonation, TargetFile, TargetFileError, Variable,
};
pub use tokens::SignInError;

use crate::failure::Failure;
use tokens::Keyring;

/// The tokens for the sign-in of the administrator and for the control door.
#[derive(Debug, Clone, Default)]
pub struct SignIn {
    /// The administrator's bearer token.
    pub token: Option<Secret>,
    /// The control door's bearer token.
    pub control: Option<Secret>,
}

/// The target of a run, shared by all scenarios.
#[derive(Debug)]
pub struct Target {
    url: String,
    wire: Wire,
    file: TargetFile,
    profile: Profile,
    keyring: Keyring,
    about: About,
    /// The names of the organizations that were made and not yet removed.
    made: Mutex<BTreeSet<String>>,
    /// Read-locked while an organization is being made.
    making: Arc<RwLock<()>>,
    started: Started,
}

#[derive(Debug)]
enum Started {
    Here(Running),
    Elsewhere,
}

/// Why a run ended before its first scenario.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// The emulator in this process did not start.
    #[error("the emulator did not start: {0}")]
    Start(#[from] StartError),
    /// The HTTP client could not be built.
    #[error("the HTTP client could not be built: {0}")]
    Client(#[from] reqwest::Error),
    /// The root certificates that are built in were refused.
    #[error("the TLS settings were refused: {0}")]
    Tls(#[from] rustls::Error),
    /// The server at the address cannot be used.
    #[error(transparent)]
    Unusable(#[from] Unusable),
    /// The target file cannot be used.
    #[error(transparent)]
    File(#[from] TargetFileError),
    /// No token could be got.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// The target file does not allow this profile.
    #[error("the profile full needs `disposable = true` in the target file")]
    NotDisposable,
}

impl From<SecretError> for TargetError {
    fn from(error: SecretError) -> Self {
        Self::SignIn(error.into())
    }
}

impl Target {
    /// The target of a file, after it has described itself and its claims were probed.
    ///
    /// # Errors
    /// When the target cannot be reached, refuses the sign-in, is no Dataverse, lacks a claimed capability, or does not
    /// allow this profile.
    pub async fn open(file: TargetFile, profile: Profile) -> Result<Self, TargetError> {
        if profile == Profile::Full && !file.disposable {
            return Err(TargetError::NotDisposable);
        }
        let url = file.address()?;
        let keyring = Keyring::of_file(&file, url.as_str())?;
        Self::new(&url, file, profile, keyring, Started::Elsewhere).await
    }

    /// An emulator elsewhere with a control door, after it has described itself.
    ///
    /// # Errors
    /// When nothing answers, the sign-in is refused, or the server is no emulator with a control door.
    pub async fn connect(address: &Address, sign_in: SignIn) -> Result<Self, TargetError> {
        let file = TargetFile::of_emulator(address.clone());
        let keyring = Keyring::given(sign_in);
        Self::new(address, file, Profile::Full, keyring, Started::Elsewhere).await
    }

    /// Starts an emulator in this process.
    ///
    /// # Errors
    /// When the emulator does not start or answer, or no HTTP client can be built.
    pub async fn in_process(sign_in: SignIn) -> Result<Self, TargetError> {
        let running = dataverse_emulator::start(Settings::default()).await?;
        let url: Address = running.url().parse().expect("an emulator has an address");
        let file = TargetFile::of_emulator(url.clone());
        let keyring = Keyring::given(sign_in);
        Self::new(&url, file, Profile::Full, keyring, Started::Here(running)).await
    }

    async fn new(
        url: &Address,
        file: TargetFile,
        profile: Profile,
        keyring: Keyring,
        started: Started,
    ) -> Result<Self, TargetError> {
        let url = url.as_str().to_owned();
        let wire = match file.isolation() {
            OrganizationKind::Own => Wire::new()?,
            OrganizationKind::Shared => Wire::paced(&file.pace)?,
        };
        let about = connect::ask(&wire, &url, &file, &keyring).await?;
        Ok(Self {
            url,
            wire,
            file,
            profile,
            keyring,
            about,
            made: Mutex::default(),
            making: Arc::default(),
            started,
        })
    }

    /// Address of the first organization, without a slash at its end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The target's description of itself.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// Where scenarios take place.
    pub fn isolation(&self) -> OrganizationKind {
        self.file.isolation()
    }

    /// The profile of the run; always `full` where every scenario has its own organization.
    pub fn profile(&self) -> Profile {
        match self.isolation() {
            OrganizationKind::Own => Profile::Full,
            OrganizationKind::Shared => self.profile,
        }
    }

    /// The target's capabilities; each was probed.
    pub fn claims(&self) -> &Claims {
        &self.file.capabilities
    }

    /// How fast and how long the target may be asked.
    pub fn pace(&self) -> &Pace {
        &self.file.pace
    }

    /// The prefix of the unique names of custom APIs that the suite makes, without an underscore.
    pub fn prefix(&self) -> &str {
        self.file.publisher_prefix.as_str()
    }

    /// The version of the Web API in every path, such as `v9.2`.
    pub fn api_version(&self) -> &str {
        self.file.api_version.as_str()
    }

    /// Where callbacks and webhook calls reach the suite.
    pub fn listener(&self) -> Option<&ListenAt> {
        self.file.listener.as_ref()
    }

    /// The emulator's rules whose values the target file declares. The values of other rules are unknown.
    pub fn rules(&self) -> &BTreeMap<String, Value> {
        &self.file.rules
    }

    /// The custom APIs that exist already.
    pub fn custom_apis(&self) -> &ExistingApis {
        &self.file.custom_apis
    }

    /// How requests are sent for this user.
    pub fn identity(&self, identity: Identity) -> Option<&SignInOrImpersonation> {
        self.file.identities.get(&identity)
    }

    /// A bearer token of the administrator.
    ///
    /// # Errors
    /// When no token can be got.
    pub async fn token(&self) -> Result<Secret, Failure> {
        Ok(self.keyring.administrator(&self.wire).await?)
    }

    /// The bearer token for this user's requests: the user's own, or the administrator's if the user is impersonated.
    ///
    /// # Errors
    /// When no token can be got.
    pub async fn token_of(&self, identity: Identity) -> Result<Secret, Failure> {
        Ok(self.keyring.of(identity, &self.wire).await?)
    }

    /// The texts that must not appear in a report: every token and secret used so far.
    pub fn secrets(&self) -> Vec<String> {
        self.keyring.secrets()
    }

    /// The HTTP client of all scenarios.
    pub fn wire(&self) -> &Wire {
        &self.wire
    }

    /// Stops the emulator if this run has started it.
    pub async fn close(self) {
        match self.started {
            Started::Here(running) => running.shutdown().await,
            Started::Elsewhere => {}
        }
    }
}
