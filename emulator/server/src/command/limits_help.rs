//! The list of limits at the end of the command's long help.

use dataverse_limits::Limits;

/// Every limit with its default, range and meaning, for the long help.
pub(super) fn text() -> String {
    let limits = Limits::catalogue().iter().map(|limit| {
        let meaning = fold(limit.meaning);
        let (default, takes) = (limit.default_text(), limit.takes());
        format!("  {}={default} ({takes}){meaning}\n", limit.name)
    });
    format!(
        "Limits, with their defaults and what they take; times are real time:\n{}",
        limits.collect::<String>()
    )
}

/// A text in indented lines.
fn fold(text: &str) -> String {
    let mut lines = String::new();
    let mut room = 0;
    for word in text.split_whitespace() {
        if word.len() < room {
            lines.push(' ');
        } else {
            lines.push_str("\n          ");
            room = 90;
        }
        lines.push_str(word);
        room = room.saturating_sub(word.len() + 1);
    }
    lines
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::command::Command;

    #[test]
    fn the_long_help_lists_every_limit_in_lines_of_a_terminal() {
        let help = Command::command().render_long_help().to_string();
        for limit in Limits::catalogue() {
            let line = format!("  {}={} (", limit.name, limit.default_text());
            assert!(help.contains(&line), "{line}");
        }
        let longest = text().lines().map(str::len).max();
        assert!(longest < Some(101), "{longest:?}");
    }
}
