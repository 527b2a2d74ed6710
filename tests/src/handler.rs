//! A plug-in in a process of its own, one of those in `tests/handlers/`. Knows how it is started, not what
//! it does.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::failure::Failure;
use crate::material::Material;

/// A handler that listens; it ends with this.
#[derive(Debug)]
pub struct Handler {
    url: String,
    /// Ends with its input, and is killed when it is dropped.
    _process: Child,
}

impl Handler {
    /// Starts a handler by the name of its file, and waits for the line with its address.
    ///
    /// # Errors
    /// When what runs it is not installed, and when it ends without a word.
    pub async fn start(material: &Material, file: &str) -> Result<Self, Failure> {
        let (runs, folder) = match file.rsplit_once('.') {
            Some((_, "py")) => ("python3", "python"),
            Some((_, "js")) => ("node", "javascript"),
            _ => return Err(Failure::step(format!("nobody knows what runs {file:?}"))),
        };
        let mut process = Command::new(runs)
            .arg(material.handlers().join(folder).join(file))
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
                // What cannot be read is not told.
                let _ = errors.read_to_string(&mut complaint).await;
            }
            return Err(Failure::step(format!("{file} does not start: {complaint}")));
        }
        Ok(Self {
            url: url.trim().to_owned(),
            _process: process,
        })
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }
}
