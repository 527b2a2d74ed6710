//! The header `Content-Range` of a chunk.

use dataverse_operation::fault::Fault;

use super::CHUNK;
use crate::door::web_api::web_api_request::malformed;

/// The part of a file that a chunk is.
pub(super) struct ContentRange {
    pub(super) first: usize,
    last: usize,
    size: usize,
}

impl ContentRange {
    /// Reads `bytes 0-4194303/25870370`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (range, size) = text.trim().strip_prefix("bytes")?.split_once('/')?;
        let (first, last) = range.trim().split_once('-')?;
        let number = |text: &str| text.trim().parse().ok();
        Some(Self {
            first: number(first)?,
            last: number(last)?,
            size: number(size)?,
        })
    }

    pub(super) fn is_last(&self) -> bool {
        self.size.checked_sub(1) == Some(self.last)
    }

    /// Checks the range against the bytes of the chunk and the size of the largest file.
    pub(super) fn check(&self, body: usize, largest: usize) -> Result<(), Fault> {
        if self.size > largest {
            return Err(malformed(&format!(
                "the file has {} bytes, more than the limit file_size: expected at most {largest}",
                self.size
            )));
        }
        let length = self.last.saturating_add(1).saturating_sub(self.first);
        let fits = (self.first..self.size).contains(&self.last)
            && length == body
            && self.first.is_multiple_of(CHUNK)
            && (length == CHUNK || (self.is_last() && length < CHUNK));
        match fits {
            true => Ok(()),
            false => Err(malformed(&format!(
                "the chunk 'bytes {}-{}/{}' has {body} bytes: expected {CHUNK} in each but the last, one after the other",
                self.first, self.last, self.size
            ))),
        }
    }
}
