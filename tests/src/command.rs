//! The emulator's command as a process of its own: built, started, stopped, killed.
//!
//! This module knows only what a process shows to the outside: arguments, environment, the two output streams, signals
//! and the exit status. It waits for a line or for the end of the process; a limit in real time turns a wait in vain
//! into an error.

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

/// The environment variable that names a binary to use instead of the one that cargo builds.
pub const BINARY_VARIABLE: &str = "DATAVERSE_EMULATOR_BIN";
/// The prefix of every variable that the command reads. A child gets only those of them that the test sets.
const PREFIX: &str = "DATAVERSE_EMULATOR_";
/// The limit, in real time, for a process to become ready or to end.
const PATIENCE: Duration = Duration::from_secs(120);

/// The profile that the binary is built with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Build {
    /// The profile of `cargo test`.
    Debug,
    /// The profile of a release.
    Release,
}

/// Path of the emulator's binary: the one that [`BINARY_VARIABLE`] names, otherwise a binary that cargo builds now.
///
/// Cargo does not tell a test the binary of another package, so cargo is run once more. It gets the package selection
/// of `cargo test --workspace`: with another selection cargo would enable other features of the dependencies and
/// rebuild them. So only the binary remains to be linked.
///
/// # Errors
/// When cargo cannot be run or the build fails; the compiler's messages are on standard error.
pub fn executable(build: Build) -> io::Result<PathBuf> {
    if let Some(path) = std::env::var_os(BINARY_VARIABLE) {
        return Ok(path.into());
    }
    let mut cargo = cargo();
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    match build {
        Build::Debug => cargo.args(["--workspace", "--bins", "--tests"]),
        Build::Release => cargo.args(["--release", "--package=dataverse-emulator", "--bins"]),
    };
    built(cargo, "dataverse-emulator")
}

/// Cargo, about to build what further arguments select.
pub fn cargo() -> std::process::Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = std::process::Command::new(cargo);
    command.args([
        "build",
        "--quiet",
        "--message-format=json-render-diagnostics",
    ]);
    command.stderr(Stdio::inherit());
    // Cargo sets these variables for a test. The build script of `ring` watches some of them and would run again, and
    // every package that depends on `ring` would be built a second time.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if ["CARGO_MANIFEST_", "CARGO_PKG_"]
            .iter()
            .any(|prefix| text.starts_with(prefix))
        {
            command.env_remove(&name);
        }
    }
    command
}

/// Has [`cargo`] build; the path of the executable of this target.
///
/// # Errors
/// When cargo cannot be run, the build fails, or no such executable is among what it has built; the compiler has then
/// spoken on standard error.
pub fn built(mut cargo: std::process::Command, target: &str) -> io::Result<PathBuf> {
    let output = cargo.output()?;
    if !output.status.success() {
        return Err(io::Error::other(format!("{target} cannot be built")));
    }
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["target"]["name"] == target)
        .filter(|message| message["profile"]["test"] == false)
        .find_map(|message| Some(PathBuf::from(message["executable"].as_str()?)))
        .ok_or_else(|| io::Error::other("cargo names no executable among what it has built"))
}

/// A process that has not been started.
#[derive(Debug)]
pub struct Command(tokio::process::Command);

impl Command {
    /// The binary without arguments. The variables with the emulator's prefix are removed from its environment.
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

    /// Adds arguments.
    #[must_use]
    pub fn args<S: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.0.args(arguments);
        self
    }

    /// Sets a variable of the environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.0.env(name, value);
        self
    }

    /// Starts the process and waits for its ready line.
    ///
    /// # Errors
    /// When the process cannot be started, or ends or stays silent before it is ready.
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

    /// Runs the process to its end.
    ///
    /// # Errors
    /// When the process cannot be started or does not end.
    pub async fn run(mut self) -> io::Result<Ended> {
        let mut child = self.0.spawn()?;
        let stdout = gather(piped::<ChildStdout>(child.stdout.take()));
        let stderr = gather(piped::<ChildStderr>(child.stderr.take()));
        ended(child, String::new(), stdout, stderr).await
    }
}

/// A process that has printed its ready line. Dropping this value kills the process.
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

    /// The address on which the process listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Standard output up to the ready line.
    pub fn banner(&self) -> &str {
        &self.banner
    }

    /// The process id; `None` after the process has ended.
    pub fn process_id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Sends SIGKILL, which no process can catch, and does not wait.
    ///
    /// # Errors
    /// When the process has ended already.
    pub fn kill(&mut self) -> io::Result<()> {
        self.child.start_kill()
    }

    /// Sends a signal by its name (`TERM`, `INT`) and does not wait.
    ///
    /// # Errors
    /// When the process has ended already.
    pub async fn signal(&self, name: &str) -> io::Result<()> {
        let id = self
            .process_id()
            .ok_or_else(|| io::Error::other("the process has ended"))?;
        // The standard library sends SIGKILL only; the shell's `kill` sends every signal.
        let status = tokio::process::Command::new("sh")
            .args(["-c", &format!("kill -{name} {id}")])
            .status()
            .await?;
        match status.success() {
            true => Ok(()),
            false => Err(io::Error::other(format!("signal {name} to {id}: {status}"))),
        }
    }

    /// Waits for the end of the process.
    ///
    /// # Errors
    /// When the process does not end within the limit.
    pub async fn ended(self) -> io::Result<Ended> {
        ended(self.child, self.banner, self.stdout, self.stderr).await
    }
}

/// A process that has ended.
#[derive(Debug)]
pub struct Ended {
    /// The exit status.
    pub status: ExitStatus,
    /// Everything on standard output.
    pub stdout: String,
    /// Everything on standard error.
    pub stderr: String,
}

impl fmt::Display for Ended {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (stdout, stderr) = (self.stdout.trim_end(), self.stderr.trim_end());
        write!(formatter, "{}\n{stdout}\n{stderr}", self.status)
    }
}

/// Why no process is running.
#[derive(Debug, thiserror::Error)]
pub enum StartFailure {
    /// The process ended before it was ready.
    #[error("the emulator ended before it was ready: {0}")]
    Ended(Ended),
    /// The process could not be started or observed.
    #[error("the emulator cannot be started: {0}")]
    Io(#[from] io::Error),
}

/// The organization's URL, if `line` is a ready line.
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
        // After an error the bytes that were read before it are shown.
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
