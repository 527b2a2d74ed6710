//! The value of `$skiptoken` in a next link (WA-073): a page number and a paging cookie.
//!
//! The cookie is opaque; this module only encodes and decodes it.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// The next page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkipToken {
    /// The page number, from 1.
    pub page: u32,
    /// The store's paging cookie.
    pub cookie: String,
    /// Whether the pages are those of a query whose changes are tracked (WA-210).
    pub tracking: bool,
}

/// The characters with a meaning in XML or in a URL.
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'\'')
    .add(b'+')
    .add(b'<')
    .add(b'>');

impl SkipToken {
    /// The value in a URL: the element percent-encoded once, which encodes the cookie a third time.
    pub fn print(&self) -> String {
        utf8_percent_encode(&self.element(), ENCODED).to_string()
    }

    /// The element with the cookie percent-encoded twice, which is the `fetchxmlpagingcookie` of a FetchXML response
    /// (WA-07D).
    pub fn element(&self) -> String {
        let once = utf8_percent_encode(&self.cookie, ENCODED).to_string();
        let twice = utf8_percent_encode(&once, ENCODED);
        format!(
            "<cookie pagenumber=\"{}\" pagingcookie=\"{twice}\" istracking=\"{}\" />",
            self.page,
            if self.tracking { "True" } else { "False" }
        )
    }

    /// The element of a last page: this page's number, and the cookie percent-encoded once (WA-144).
    pub fn last_element(&self) -> String {
        let once = utf8_percent_encode(&self.cookie, ENCODED);
        format!(
            "<cookie pagenumber=\"{}\" pagingcookie=\"{once}\" istracking=\"False\" />",
            self.page
        )
    }

    /// Parses the percent-decoded value of `$skiptoken`; `None` for a text that [`Self::print`] did not write.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("<cookie pagenumber=\"")?;
        let (page, rest) = rest.split_once("\" pagingcookie=\"")?;
        let (twice, rest) = rest.split_once('"')?;
        let tracking = match rest {
            " istracking=\"False\" />" => false,
            " istracking=\"True\" />" => true,
            _ => return None,
        };
        let once = percent_decode_str(twice).decode_utf8().ok()?;
        let cookie = percent_decode_str(&once).decode_utf8().ok()?.into_owned();
        Some(Self {
            page: page.parse().ok().filter(|page| *page > 0)?,
            cookie,
            tracking,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::odata::Options;

    #[test]
    fn the_element_is_encoded_as_documented() {
        let token = SkipToken {
            page: 2,
            cookie: "<a b=\"1\"/>".to_owned(),
            tracking: false,
        };
        // WA-073
        assert_eq!(
            token.print(),
            "%3Ccookie%20pagenumber=%222%22%20pagingcookie=%22%25253Ca%252520b=%2525221%252522/%25253E%22\
             %20istracking=%22False%22%20/%3E"
        );
    }

    #[test]
    fn foreign_tokens_are_none() {
        for text in [
            "",
            "<cookie />",
            "<cookie pagenumber=\"0\" pagingcookie=\"\" istracking=\"False\" />",
            "<cookie pagenumber=\"2\" pagingcookie=\"\" istracking=\"true\" />",
            "<cookie pagenumber=\"2\" pagingcookie=\"%ff\" istracking=\"False\" />",
        ] {
            assert_eq!(SkipToken::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_printed_token_is_read_back_through_a_link(
            page in 1_u32..,
            cookie in "\\PC{0,20}",
            tracking: bool,
        ) {
            let token = SkipToken { page, cookie, tracking };
            let options = Options::parse(&format!("$skiptoken={}", token.print())).unwrap();
            let text = options.skip_token.unwrap();
            prop_assert_eq!(SkipToken::parse(&text), Some(token));
        }
    }
}
