//! The token of a transfer of a file in blocks (`FileContinuationToken`): a text in the alphabet of URLs that says which
//! file of which row it is about. It grants nothing: each request that brings one is checked by itself.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A transfer of a file, to a row or from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileToken {
    /// Logical name of the row's table.
    pub table: String,
    /// The row.
    pub row: Uuid,
    /// Logical name of the column.
    pub column: String,
    /// The file that is downloaded, or the id of the upload.
    pub id: Uuid,
    /// The media type of a file that is downloaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
}

impl FileToken {
    /// Writes the token.
    pub fn print(&self) -> String {
        let text = serde_json::to_vec(self).expect("what is written has names for its members");
        URL_SAFE_NO_PAD.encode(text)
    }

    /// Reads a token; `None` for a text that [`Self::print`] did not write.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        serde_json::from_slice(&bytes).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_token_is_read_and_other_texts_are_none() {
        let token = FileToken {
            table: "new_pen".to_owned(),
            row: Uuid::from_u128(1),
            column: "new_doc".to_owned(),
            id: Uuid::from_u128(2),
            media_type: Some("text/plain".to_owned()),
        };
        let text = token.print();
        assert_eq!(FileToken::parse(&text), Some(token));
        for other in ["", "x", "e30", &text[1..], &format!("{text}=")] {
            assert_eq!(FileToken::parse(other), None, "{other}");
        }
    }
}
