//! The answers of a batch.

use serde::de::DeserializeOwned;

use super::build::{Item, Part};
use crate::answer::Answer;
use crate::decode::json;
use crate::error::{Error, Result};
use crate::refusal::Refusal;

/// The answers of a batch, by the tickets of its requests.
#[derive(Debug, Clone, Default)]
pub struct BatchResponse {
    answers: Vec<(String, Answer)>,
    /// The number of requests; `None` for a batch that was resumed.
    asked: Option<usize>,
}

/// The ids of a batch's requests as they stand in it, so that answers without an id find theirs.
#[derive(Debug, Clone)]
pub(super) struct Layout(pub(super) Vec<Vec<String>>);

impl Layout {
    pub(super) fn of(items: &[Item]) -> Self {
        let ids = |item: &Item| match item {
            Item::One(entry) => vec![entry.id.clone()],
            Item::Set(entries) => entries.iter().map(|entry| entry.id.clone()).collect(),
        };
        Self(items.iter().map(ids).collect())
    }
}

impl BatchResponse {
    pub(super) fn expecting(layout: Option<&Layout>) -> Self {
        Self {
            answers: Vec::new(),
            asked: layout.map(|layout| layout.0.iter().map(Vec::len).sum()),
        }
    }

    pub(super) fn insert(&mut self, id: String, answer: Answer) {
        self.answers.push((id, answer));
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.answers.iter().any(|(known, _)| known == id)
    }

    /// The result of one request.
    ///
    /// # Errors
    /// When the service refused it, its body is not of this type, or the batch ended before it. A request of a change
    /// set that failed has the refusal of the whole set.
    pub fn get<T: DeserializeOwned>(&self, part: &Part<T>) -> Result<T> {
        let answer = self.answer(part).ok_or_else(|| Error::Unanswered {
            part: part.id().to_owned(),
        })?;
        if !answer.status.is_success() {
            return Err(Error::Refused {
                refusal: Refusal::of(answer, None),
                monitor: None,
            });
        }
        json(answer).map_err(|source| Error::Decode {
            monitor: None,
            body: answer.shown(),
            source,
        })
    }

    /// The answer to one request as it came; `None` if the batch ended before it.
    pub fn answer<T>(&self, part: &Part<T>) -> Option<&Answer> {
        let found = self.answers.iter().find(|(id, _)| id == part.id());
        found.map(|(_, answer)| answer)
    }

    /// The answers with the ids of their requests, as they came.
    pub fn answers(&self) -> impl Iterator<Item = (&str, &Answer)> {
        self.answers
            .iter()
            .map(|(id, answer)| (id.as_str(), answer))
    }

    /// How many requests were answered.
    pub fn len(&self) -> usize {
        self.answers.len()
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }

    /// Whether every request was answered and none was refused.
    pub fn is_success(&self) -> bool {
        let whole = self.asked.is_none_or(|asked| asked == self.len());
        whole
            && self
                .answers
                .iter()
                .all(|(_, answer)| answer.status.is_success())
    }
}
