//! The token of a state of the organization's rows, with which a client asks for later changes (WA-080): the last row
//! version and the time, as in `919042!08/22/2017 08:10:44`.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// A state of the organization's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataToken {
    /// The last row version.
    pub version: i64,
    /// The time, in whole seconds.
    pub at: Timestamp,
}

/// How the time is written.
const TIME: &str = "%m/%d/%Y %H:%M:%S";

impl DataToken {
    /// Writes the token.
    pub fn print(&self) -> String {
        format!("{}!{}", self.version, self.at.strftime(TIME))
    }

    /// Reads a token; `None` for a text that [`Self::print`] did not write.
    pub fn parse(text: &str) -> Option<Self> {
        let (version, at) = text.split_once('!')?;
        let at = DateTime::strptime(TIME, at).ok()?;
        Some(Self {
            version: version.parse().ok().filter(|version| *version >= 0)?,
            at: TimeZone::UTC.to_timestamp(at).ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_token_is_read_and_written() {
        let text = "919042!08/22/2017 08:10:44";
        let token = DataToken::parse(text).unwrap();
        assert_eq!(token.version, 919_042);
        assert_eq!(token.at, "2017-08-22T08:10:44Z".parse().unwrap());
        assert_eq!(token.print(), text);
    }

    #[test]
    fn other_texts_are_no_tokens() {
        for text in [
            "",
            "1",
            "!",
            "x!08/22/2017 08:10:44",
            "-1!08/22/2017 08:10:44",
            "1!2017-08-22",
            "1!13/22/2017 08:10:44",
        ] {
            assert_eq!(DataToken::parse(text), None, "{text}");
        }
    }
}
