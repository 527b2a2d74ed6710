//! From the answer of an operation to the type that was asked for.

use std::fmt::Debug;

use http::HeaderMap;
use serde::de::DeserializeOwned;

use crate::answer::Answer;
use crate::error::Cause;

/// What a final answer can be read as: everything that serde reads from JSON; [`Answer`], which is the answer as it
/// came; and [`BatchResponse`](crate::BatchResponse).
///
/// An empty body is read as `null`, so `()` and `Option` take it. [`serde::de::IgnoredAny`] takes any JSON.
pub trait FromAnswer: Sized + Send + 'static {
    /// The reader of answers of this type.
    #[doc(hidden)]
    fn decoder() -> Box<dyn Decode<Self>>;
}

/// Reads the final answer of one operation, which may come in several parts.
#[doc(hidden)]
pub trait Decode<T>: Debug + Send {
    /// Takes a final answer.
    ///
    /// # Errors
    /// When it cannot be read.
    fn take(&mut self, answer: &Answer) -> Result<Taken<T>, Cause>;
}

/// What a final answer turned out to be.
#[doc(hidden)]
#[derive(Debug)]
pub enum Taken<T> {
    /// The result.
    Result(T),
    /// A part of the result; the rest is at this address. The headers may ask for a pause.
    More {
        location: String,
        headers: HeaderMap,
    },
}

impl<T: DeserializeOwned + Send + 'static> FromAnswer for T {
    fn decoder() -> Box<dyn Decode<Self>> {
        Box::new(Json)
    }
}

#[derive(Debug)]
struct Json;

impl<T: DeserializeOwned> Decode<T> for Json {
    fn take(&mut self, answer: &Answer) -> Result<Taken<T>, Cause> {
        json(answer).map(Taken::Result)
    }
}

/// Reads the body of an answer as JSON.
pub(crate) fn json<T: DeserializeOwned>(answer: &Answer) -> Result<T, Cause> {
    let body = match answer.body.trim_ascii() {
        b"" => b"null",
        body => body,
    };
    if answer.media_type() == "text/html" {
        return Err("an HTML page; expected JSON".into());
    }
    Ok(serde_json::from_slice(body)?)
}

impl FromAnswer for Answer {
    fn decoder() -> Box<dyn Decode<Self>> {
        Box::new(AsItCame)
    }
}

#[derive(Debug)]
struct AsItCame;

impl Decode<Answer> for AsItCame {
    fn take(&mut self, answer: &Answer) -> Result<Taken<Answer>, Cause> {
        Ok(Taken::Result(answer.clone()))
    }
}
