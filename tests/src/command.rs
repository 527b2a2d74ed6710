//! The emulator's command as a process of its own: built, started, stopped, killed.
//!
//! Only what can be seen from outside is known here: arguments, environment, the two output
//! streams, signals and the exit status. Waiting is waiting for a line or for the end of the
//! process; a real-time limit turns a wait in vain into an error.

use std::ffi::OsStr;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, ChildStderr, ChildStdout};
use tokio::task::JoinHandle;

/// Names a binary to be used instead of the one that cargo builds.
pub const BINARY_VARIABLE: &str = "DATAVERSE_EMULATOR_BIN";
/// Every variable of the command begins so; a child sees those that it was given and no other.
const PREFIX: &str = "DATAVERSE_EMULATOR_";
/// How long, in real time, a process may take to become ready or to end.
const PATIENCE: Duration = Duration::from_secs(120);

/// How the binary is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Build {
    /// As `cargo test` builds it.
    Debug,
    /// As it is handed out.
    Release,
}

/// Path of the emulator's binary: what [`BINARY_VARIABLE`] names, else what cargo has just built.
///
/// A test cannot ask cargo for the binary of another package, so cargo is run once more. It is asked
/// for the same selection as in `cargo test --workspace`, because with another selection cargo gives
/// dependencies other features and builds them anew; so only the binary itself is left to be linked.
///
/// # Errors
/// When cargo cannot be run or the build fails; the compiler has then spoken on standard error.
pub fn executable(build: Build) -> io::Result<PathBuf> {
    if let Some(path) = std::env::var_os(BINARY_VARIABLE) {
        return Ok(path.into());
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = std::process::Command::new(cargo);
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["build", "--quiet", "--message-format=json"])
        // Cargo tells a test where its package is. A build script that asks for the same (that of `ring`) would run
        // again, and everything that depends on it would be built a second time.
        .env_remove("CARGO_MANIFEST_DIR")
        .stderr(Stdio::inherit());
    match build {
        Build::Debug => command.args(["--workspace", "--bins", "--tests"]),
        Build::Release => command.args(["--release", "--package=dataverse-emulator", "--bins"]),
    };
    let output = command.output()?;
    if !output.status.success() {
        return Err(io::Error::other("the emulator's binary cannot be built"));
    }
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["target"]["name"] == "dataverse-emulator")
        .filter(|message| message["profile"]["test"] == false)
        .find_map(|message| Some(PathBuf::from(message["executable"].as_str()?)))
        .ok_or_else(|| io::Error::other("cargo names no executable among what it has built"))
}

/// A process that is yet to be started.
#[derive(Debug)]
pub struct Command(tokio::process::Command);

impl Command {
    /// The binary without arguments, its own variables removed from the environment.
    pub fn new(executable: &Path) -> Self {
        let mut command = tokio::process::Command::new(executable);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with(PREFIX) {
                command.env_remove(name);
            }
        }
        Self(command)
    }

    /// With further arguments.
    #[must_use]
    pub fn args<S: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.0.args(arguments);
        self
    }

    /// With a variable of the environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.0.env(name, value);
        self
    }

    /// Starts it and waits for its ready line.
    ///
    /// # Errors
    /// When it cannot be started, and when it ends or falls silent before it is ready.
    pub async fn start(mut self) -> Result<Running, StartFailure> {
        let mut child = self.0.spawn()?;
        let mut stdout = BufReader::new(piped(child.stdout.take()));
        let stderr = gather(piped::<ChildStderr>(child.stderr.take()));
        let mut banner = String::new();
        let ready = within(async {
            loop {
                let from = banner.len();
                if stdout.read_line(&mut banner).await? == 0 {
                    return Ok(None);
                }
                if let Some(url) = ready_url(&banner[from..]) {
                    return Ok(Some(url.to_owned()));
                }
            }
        });
        match ready.await? {
            Some(url) => Ok(Running {
                address: address(&url)?,
                url,
                banner,
                child,
                stdout: gather::<BufReader<ChildStdout>>(stdout),
                stderr,
            }),
            None => Err(StartFailure::Ended(
                ended(child, banner, gather(stdout), stderr).await?,
            )),
        }
    }

    /// Runs it to its end.
    ///
    /// # Errors
    /// When it cannot be started or does not end.
    pub async fn run(mut self) -> io::Result<Ended> {
        let mut child = self.0.spawn()?;
        let stdout = gather(piped::<ChildStdout>(child.stdout.take()));
        let stderr = gather(piped::<ChildStderr>(child.stderr.take()));
        ended(child, String::new(), stdout, stderr).await
    }
}

/// A process that has said that it is ready. It is killed when it is dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    url: String,
    address: SocketAddr,
    banner: String,
    stdout: JoinHandle<String>,
    stderr: JoinHandle<String>,
}

impl Running {
    /// The organization's URL, without a slash at its end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it wrote on standard output until it was ready.
    pub fn banner(&self) -> &str {
        &self.banner
    }

    /// Its process id; none when it has ended.
    pub fn process_id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Sends SIGKILL, which no process can catch, and does not wait.
    ///
    /// # Errors
    /// When it has ended already.
    pub fn kill(&mut self) -> io::Result<()> {
        self.child.start_kill()
    }

    /// Sends a signal by its name (`TERM`, `INT`) and does not wait.
    ///
    /// # Errors
    /// When it has ended already.
    pub async fn signal(&self, name: &str) -> io::Result<()> {
        let id = self
            .process_id()
            .ok_or_else(|| io::Error::other("the process has ended"))?;
        // The standard library sends no signal but SIGKILL; the shell's own `kill` sends them all.
        let status = tokio::process::Command::new("sh")
            .args(["-c", &format!("kill -{name} {id}")])
            .status()
            .await?;
        match status.success() {
            true => Ok(()),
            false => Err(io::Error::other(format!("signal {name} to {id}: {status}"))),
        }
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn ended(self) -> io::Result<Ended> {
        ended(self.child, self.banner, self.stdout, self.stderr).await
    }
}

/// A process that has ended.
#[derive(Debug)]
pub struct Ended {
    /// How.
    pub status: ExitStatus,
    /// All it wrote on standard output.
    pub stdout: String,
    /// All it wrote on standard error.
    pub stderr: String,
}

impl fmt::Display for Ended {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (stdout, stderr) = (self.stdout.trim_end(), self.stderr.trim_end());
        write!(formatter, "{}\n{stdout}\n{stderr}", self.status)
    }
}

/// Why there is no running process.
#[derive(Debug, thiserror::Error)]
pub enum StartFailure {
    /// It ended before it was ready.
    #[error("the emulator ended before it was ready: {0}")]
    Ended(Ended),
    /// It could not be started or observed.
    #[error("the emulator cannot be started: {0}")]
    Io(#[from] io::Error),
}

/// The organization's URL, if this is the line that says that it is served.
fn ready_url(line: &str) -> Option<&str> {
    line.trim_end()
        .strip_prefix("ready ")
        .map(|url| url.trim_end_matches('/'))
}

fn address(url: &str) -> io::Result<SocketAddr> {
    url.strip_prefix("http://")
        .and_then(|address| address.parse().ok())
        .ok_or_else(|| io::Error::other(format!("'{url}' is not http://address:port")))
}

fn piped<T>(stream: Option<T>) -> T {
    stream.expect("every stream of a command is piped")
}

fn gather<R: tokio::io::AsyncRead + Unpin + Send + 'static>(mut stream: R) -> JoinHandle<String> {
    tokio::spawn(async move {
        let mut bytes = Vec::new();
        // What was read before a stream broke is all there is to show.
        let _ = stream.read_to_end(&mut bytes).await;
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

async fn ended(
    mut child: Child,
    banner: String,
    stdout: JoinHandle<String>,
    stderr: JoinHandle<String>,
) -> io::Result<Ended> {
    within(async {
        let status = child.wait().await?;
        let rest = stdout.await?;
        Ok(Ended {
            status,
            stdout: banner + &rest,
            stderr: stderr.await?,
        })
    })
    .await
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test that waits in vain for a process must end in real time"
)]
async fn within<T>(waiting: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    tokio::time::timeout(PATIENCE, waiting)
        .await
        .map_err(|_| io::Error::new(io::ErrorKind::TimedOut, format!("waited {PATIENCE:?}")))?
}
