//! Entity tags: `W/"470867"`, and the lists and wildcards of `If-Match` and `If-None-Match`.
//!
//! The text of a tag is opaque: a row version in standard tables, a Cosmos DB tag in elastic ones.

use thiserror::Error;

/// Writes a weak tag, `W/"470867"` (WA-014, WA-057).
pub fn print(tag: &str) -> String {
    // Not by `format!`, which is several times as long for each row of a page.
    ["W/\"", tag, "\""].concat()
}

/// The value of `If-Match` or `If-None-Match`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagList {
    /// The literal `null`, which means no condition (WA-005).
    Nothing,
    /// `*`: any version.
    Any,
    /// One or more tags, without `W/` and quotes.
    Tags(Vec<String>),
}

/// A header value that is not a list of tags.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("expected `*` or entity tags such as `W/\"470867\"`, found `{found}`")]
pub struct TagError {
    /// The value of the header.
    pub found: String,
}

impl TagList {
    /// Parses the value of the header. Weak and strong tags are equal here.
    ///
    /// # Errors
    /// [`TagError`] with the value of the header.
    pub fn parse(text: &str) -> Result<Self, TagError> {
        match text.trim() {
            "null" => Ok(Self::Nothing),
            "*" => Ok(Self::Any),
            list => tags(list).map(Self::Tags).ok_or_else(|| TagError {
                found: text.to_owned(),
            }),
        }
    }
}

/// Parses tags between commas; a tag may contain commas. `None` if the text is not such a list.
fn tags(text: &str) -> Option<Vec<String>> {
    let mut tags = Vec::new();
    let mut rest = text;
    loop {
        let opened = rest.strip_prefix("W/").unwrap_or(rest).strip_prefix('"')?;
        let (tag, behind) = opened.split_once('"')?;
        tags.push(tag.to_owned());
        rest = behind.trim_start();
        if rest.is_empty() {
            return Some(tags);
        }
        rest = rest.strip_prefix(',')?.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let expected = expected.iter().map(|&tag| tag.to_owned()).collect();
        assert_eq!(TagList::parse(text), Ok(TagList::Tags(expected)));
    }

    #[test]
    fn tags_are_printed_weak() {
        assert_eq!(print("470867"), "W/\"470867\"");
    }

    #[test]
    fn lists_are_read() {
        check("W/\"470867\"", &["470867"]);
        check(" \"a\" , W/\"b,c\",W/\"\" ", &["a", "b,c", ""]);
        check(
            "W/\"92030eaa-0000-0200-0000-644d7c300000\"",
            &["92030eaa-0000-0200-0000-644d7c300000"],
        );
    }

    #[test]
    fn wildcard_and_null_are_no_tags() {
        assert_eq!(TagList::parse("*"), Ok(TagList::Any));
        assert_eq!(TagList::parse(" null "), Ok(TagList::Nothing)); // WA-005
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "470867",
            "W/470867",
            "\"a",
            "\"a\",",
            "\"a\" \"b\"",
            "w/\"a\"",
            "*,\"a\"",
        ] {
            let text_of = |error: TagError| error.to_string();
            assert_eq!(
                TagList::parse(text).map_err(text_of),
                Err(format!(
                    "expected `*` or entity tags such as `W/\"470867\"`, found `{text}`"
                ))
            );
        }
    }

    proptest! {
        #[test]
        fn printed_tags_are_read_back(tags in prop::collection::vec("[!#-~]{0,12}", 1..4)) {
            let printed: Vec<String> = tags.iter().map(|tag| print(tag)).collect();
            prop_assert_eq!(TagList::parse(&printed.join(", ")), Ok(TagList::Tags(tags)));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[W/\"*, a\\PC]{0,20}") {
            let _any = TagList::parse(&text);
        }
    }
}
