//! What is being tested: an emulator in this process, one that listens somewhere else, or a live organization.
//!
//! Knows where it is, who signs in, what it claims to be able to do and how it is to be treated, and sends bytes
//! to it; it does not know what any of them mean.

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
pub use claims::{Claims, Ground, Profile};
pub use client::Wire;
pub use connect::{About, Kind, Unusable};
pub use file::{
    ApiVersion, Authority, ExistingApis, Identity, ListenAt, Method, Output, Pace, Prefix,
    SignInOrImpersonation, TargetFile, TargetFileError, Variable,
};
pub use tokens::SignInError;

use crate::failure::Failure;
use tokens::Keyring;

/// Who signs in, and who opens the control door.
#[derive(Debug, Clone, Default)]
pub struct SignIn {
    /// The administrator's bearer token.
    pub token: Option<Secret>,
    /// The control door's bearer token.
    pub control: Option<Secret>,
}

/// The target of one run, shared by all scenarios.
#[derive(Debug)]
pub struct Target {
    url: String,
    wire: Wire,
    file: TargetFile,
    profile: Profile,
    keyring: Keyring,
    about: About,
    /// The organizations that were made and not yet removed, by name.
    made: Mutex<BTreeSet<String>>,
    /// Read while an organization is being made.
    making: Arc<RwLock<()>>,
    started: Started,
}

#[derive(Debug)]
enum Started {
    Here(Running),
    Elsewhere,
}

/// What stopped a run before its first scenario.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// The emulator in this process did not start.
    #[error("the emulator did not start: {0}")]
    Start(#[from] StartError),
    /// The HTTP client could not be built.
    #[error("the HTTP client could not be built: {0}")]
    Client(#[from] reqwest::Error),
    /// The roots that ship with the suite were refused.
    #[error("the TLS settings were refused: {0}")]
    Tls(#[from] rustls::Error),
    /// What listens there cannot be used.
    #[error(transparent)]
    Unusable(#[from] Unusable),
    /// The target file cannot be used.
    #[error(transparent)]
    File(#[from] TargetFileError),
    /// No token.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// A run of this profile is not allowed there.
    #[error("the profile full needs `disposable = true` in the target file")]
    NotDisposable,
}

impl From<SecretError> for TargetError {
    fn from(error: SecretError) -> Self {
        Self::SignIn(error.into())
    }
}

impl Target {
    /// The target of a file, once it has said what it is and shown that it can do what the file claims.
    ///
    /// # Errors
    /// When it cannot be reached, refuses the sign-in, is none, cannot do what is claimed, or may not be run
    /// against with this profile.
    pub async fn open(file: TargetFile, profile: Profile) -> Result<Self, TargetError> {
        if profile == Profile::Full && !file.disposable {
            return Err(TargetError::NotDisposable);
        }
        let url = file.address()?;
        let keyring = Keyring::of_file(&file, url.as_str())?;
        Self::new(&url, file, profile, keyring, Started::Elsewhere).await
    }

    /// An emulator that runs elsewhere and has a control door, once it has said what it is.
    ///
    /// # Errors
    /// When nothing answers there, sign-in is refused, or what answers is no emulator with a control door.
    pub async fn connect(address: &Address, sign_in: SignIn) -> Result<Self, TargetError> {
        let file = TargetFile::of_emulator(address.clone());
        let keyring = Keyring::given(sign_in);
        Self::new(address, file, Profile::Full, keyring, Started::Elsewhere).await
    }

    /// Starts an emulator in this process.
    ///
    /// # Errors
    /// When it does not start, does not answer, or no client can be built.
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
        let wire = match file.ground() {
            Ground::Own => Wire::new()?,
            Ground::Shared => Wire::paced(&file.pace)?,
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

    /// What it says of itself.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// Where scenarios take place.
    pub fn ground(&self) -> Ground {
        self.file.ground()
    }

    /// How far the run may go: in an organization that is the scenario's own, as far as there is to go.
    pub fn profile(&self) -> Profile {
        match self.ground() {
            Ground::Own => Profile::Full,
            Ground::Shared => self.profile,
        }
    }

    /// What it can do; each claim was probed.
    pub fn claims(&self) -> &Claims {
        &self.file.capabilities
    }

    /// How it is to be treated.
    pub fn pace(&self) -> &Pace {
        &self.file.pace
    }

    /// What the unique names of custom APIs that the suite makes begin with, without an underscore.
    pub fn prefix(&self) -> &str {
        self.file.publisher_prefix.as_str()
    }

    /// The version of the Web API in every path, such as `v9.2`.
    pub fn api_version(&self) -> &str {
        self.file.api_version.as_str()
    }

    /// Where callbacks and webhooks reach the suite.
    pub fn listener(&self) -> Option<&ListenAt> {
        self.file.listener.as_ref()
    }

    /// The emulator's rules that are known to have these values there; nothing is known of the others.
    pub fn rules(&self) -> &BTreeMap<String, Value> {
        &self.file.rules
    }

    /// Custom APIs that are there already.
    pub fn custom_apis(&self) -> &ExistingApis {
        &self.file.custom_apis
    }

    /// How requests come to be this user's.
    pub fn identity(&self, identity: Identity) -> Option<&SignInOrImpersonation> {
        self.file.identities.get(&identity)
    }

    /// A bearer token of the administrator.
    ///
    /// # Errors
    /// When none can be had any more.
    pub async fn token(&self) -> Result<Secret, Failure> {
        Ok(self.keyring.administrator(&self.wire).await?)
    }

    /// The bearer token to send this user's requests with: the user's own, or the administrator's where it is
    /// impersonated.
    ///
    /// # Errors
    /// When none can be had.
    pub async fn token_of(&self, identity: Identity) -> Result<Secret, Failure> {
        Ok(self.keyring.of(identity, &self.wire).await?)
    }

    /// What must come up in no report: every token and secret that was used so far.
    pub fn secrets(&self) -> Vec<String> {
        self.keyring.secrets()
    }

    /// The client every scenario sends with.
    pub fn wire(&self) -> &Wire {
        &self.wire
    }

    /// Stops what this run has started.
    pub async fn close(self) {
        match self.started {
            Started::Here(running) => running.shutdown().await,
            Started::Elsewhere => {}
        }
    }
}
