//! Writes preferences as one line of the header, which reads back as the same preferences.

use std::fmt::{self, Display, Formatter};

use super::parse::is_token;
use super::{Parameter, Preference, Preferences, Quoting, Word};

impl Display for Preferences {
    fn fmt(&self, line: &mut Formatter<'_>) -> fmt::Result {
        for (at, preference) in self.elements.iter().enumerate() {
            if at > 0 {
                line.write_str(", ")?;
            }
            write!(line, "{preference}")?;
        }
        Ok(())
    }
}

impl Display for Preference {
    fn fmt(&self, line: &mut Formatter<'_>) -> fmt::Result {
        assignment(line, &self.name, self.value.as_ref())?;
        for Parameter { name, value } in &self.parameters {
            line.write_str("; ")?;
            assignment(line, name, value.as_ref())?;
        }
        Ok(())
    }
}

fn assignment(line: &mut Formatter<'_>, name: &str, value: Option<&Word>) -> fmt::Result {
    line.write_str(name)?;
    match value {
        None => Ok(()),
        Some(word) if word.quoting == Quoting::Unquoted && is_token(&word.text) => {
            write!(line, "={}", word.text)
        }
        Some(word) => {
            let text = word.text.replace('\\', "\\\\").replace('"', "\\\"");
            write!(line, "=\"{text}\"")
        }
    }
}
