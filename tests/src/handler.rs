//! Starts a plug-in of `tests/handlers/` as a process of its own. Does not know what the plug-in does.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::assets::Assets;
use crate::failure::Failure;

/// A plug-in's process that listens. Dropping this value ends the process.
#[derive(Debug)]
pub struct Handler {
    url: String,
    /// The process ends when its input closes, and is killed when this value is dropped.
    _process: Child,
}

impl Handler {
    /// Starts a handler by its file name, and waits for the line with its address.
    ///
    /// # Errors
    /// When the interpreter is not installed, or the process ends without a line.
    pub async fn start(assets: &Assets, file: &str) -> Result<Self, Failure> {
        let (runs, folder) = match file.rsplit_once('.') {
            Some((_, "py")) => ("python3", "python"),
            Some((_, "js")) => ("node", "javascript"),
            _ => {
                return Err(Failure::step(format!(
                    "expected a .py or .js file, found {file:?}"
                )));
            }
        };
        let mut process = Command::new(runs)
            .arg(assets.handlers().join(folder).join(file))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| {
                Failure::step(format!(
                    "`{runs}` cannot be started ({error}): the handler {file} needs it"
                ))
            })?;
        let mut url = String::new();
        if let Some(output) = process.stdout.take() {
            let read = BufReader::new(output).read_line(&mut url).await;
            read.map_err(|error| Failure::step(format!("{file} says nothing: {error}")))?;
        }
        if url.trim().is_empty() {
            let mut complaint = String::new();
            if let Some(mut errors) = process.stderr.take() {
                // Standard error that cannot be read is left out of the message.
                let _ = errors.read_to_string(&mut complaint).await;
            }
            return Err(Failure::step(format!("{file} does not start: {complaint}")));
        }
        Ok(Self {
            url: url.trim().to_owned(),
            _process: process,
        })
    }

    /// Its address, without a path.
    pub fn url(&self) -> &str {
        &self.url
    }
}
