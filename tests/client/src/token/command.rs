//! A token that a command prints, such as Azure's command line.

use std::pin::Pin;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;

use url::Url;

use super::{Token, TokenError, TokenProvider, Wanted};
use crate::BoxFuture;

/// The argument that stands for the origin of the service.
const RESOURCE: &str = "{resource}";

/// The token that a command prints. It runs each time: put it into [`Cached`](super::Cached).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandToken {
    program: String,
    arguments: Vec<String>,
}

impl CommandToken {
    /// The output of `program` with these arguments, in which `{resource}` is replaced by the origin of the service.
    pub fn new<A: Into<String>>(
        program: impl Into<String>,
        arguments: impl IntoIterator<Item = A>,
    ) -> Self {
        Self {
            program: program.into(),
            arguments: arguments.into_iter().map(Into::into).collect(),
        }
    }

    /// The token of the user that `az login` signed in.
    pub fn az() -> Self {
        let arguments = "account get-access-token --resource {resource} --query accessToken -o tsv";
        Self::new("az", arguments.split(' '))
    }

    fn run(&self, resource: &str) -> Result<Token, TokenError> {
        let arguments = self.arguments.iter();
        let filled = arguments.map(|argument| argument.replace(RESOURCE, resource));
        let failed = |why: String| TokenError::new(format!("{}: {why}", self.program));
        let output = Command::new(&self.program)
            .args(filled)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| failed(error.to_string()))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(failed(format!("{}: {}", output.status, said.trim())));
        }
        // What is not text is not repeated in the error: it may be part of a token.
        let printed = String::from_utf8(output.stdout);
        let printed =
            printed.map_err(|_| failed("it printed something that is not text".into()))?;
        Ok(Token::new(printed))
    }
}

impl TokenProvider for CommandToken {
    fn token<'a>(
        &'a self,
        resource: &'a Url,
        _wanted: Wanted,
    ) -> BoxFuture<'a, Result<Token, TokenError>> {
        let command = self.clone();
        let resource = resource.origin().ascii_serialization();
        Box::pin(Printed::by(move || command.run(&resource)))
    }
}

/// What a thread finds out: a command blocks, and the client belongs to no runtime.
struct Printed(Arc<Mutex<Printing>>);

#[derive(Default)]
struct Printing {
    token: Option<Result<Token, TokenError>>,
    waiting: Option<Waker>,
}

impl Printed {
    fn by(find: impl FnOnce() -> Result<Token, TokenError> + Send + 'static) -> Self {
        let shared = Arc::new(Mutex::new(Printing::default()));
        let told = Arc::clone(&shared);
        thread::spawn(move || {
            let token = find();
            let mut printing = told.lock().unwrap_or_else(PoisonError::into_inner);
            printing.token = Some(token);
            if let Some(waiting) = printing.waiting.take() {
                waiting.wake();
            }
        });
        Self(shared)
    }
}

impl Future for Printed {
    type Output = Result<Token, TokenError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut printing = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match printing.token.take() {
            Some(token) => Poll::Ready(token),
            None => {
                printing.waiting = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}
