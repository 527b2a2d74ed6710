//! Progress of a run on standard error: one line that is overwritten on a terminal, elsewhere a few lines.

use std::io::{IsTerminal as _, Write as _};

use crate::failure::Kind;
use crate::verdict::Ending;

/// The number of lines that a run without a terminal prints.
const LINES: usize = 10;
/// The number of characters of a scenario's name that fit behind the counts.
const NAME: usize = 60;

/// Prints the progress of a run.
#[derive(Debug)]
pub struct Progress {
    manner: ProgressStyle,
    all: usize,
    ended: usize,
    broken: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ProgressStyle {
    Overwritten,
    Lines,
    Silent,
}

impl Progress {
    /// The progress of a run of `all` scenarios.
    pub fn new(all: usize) -> Self {
        let manner = if std::io::stderr().is_terminal() {
            ProgressStyle::Overwritten
        } else {
            ProgressStyle::Lines
        };
        Self {
            manner,
            all,
            ended: 0,
            broken: 0,
        }
    }

    /// Progress that is not printed.
    pub fn silent() -> Self {
        Self {
            manner: ProgressStyle::Silent,
            all: 0,
            ended: 0,
            broken: 0,
        }
    }

    /// Counts a scenario that has ended, and prints.
    pub fn ended(&mut self, name: &str, ending: Ending) {
        self.ended += 1;
        // A scenario that the target does not support has not been judged.
        let is_broken = !matches!(ending, Ending::Held | Ending::Broke(Kind::Unsupported));
        self.broken += usize::from(is_broken);
        match self.manner {
            ProgressStyle::Overwritten => {
                let name: String = name.chars().take(NAME).collect();
                say(&format!("\r\x1b[2K{}  {name}", self.counts()));
            }
            ProgressStyle::Lines if self.is_due() => say(&format!("{}\n", self.counts())),
            ProgressStyle::Lines | ProgressStyle::Silent => {}
        }
    }

    /// Removes the line at the end of the run.
    pub fn close(&self) {
        if self.manner == ProgressStyle::Overwritten {
            say("\r\x1b[2K");
        }
    }

    fn counts(&self) -> String {
        let Self { ended, all, .. } = self;
        match self.broken {
            0 => format!("{ended} of {all} scenarios"),
            broken => format!("{ended} of {all} scenarios, {broken} did not hold"),
        }
    }

    /// Whether another tenth of the run is done.
    fn is_due(&self) -> bool {
        let part = |ended: usize| ended * LINES / self.all.max(1);
        part(self.ended) > part(self.ended - 1)
    }
}

/// A failed write to standard error is ignored: the run goes on without its progress.
fn say(text: &str) {
    let mut stream = std::io::stderr().lock();
    let _ = stream.write_all(text.as_bytes());
    let _ = stream.flush();
}

#[cfg(test)]
mod tests {
    use super::{LINES, Progress, ProgressStyle};
    use crate::failure::Kind;
    use crate::verdict::Ending;

    #[test]
    fn what_cannot_be_done_there_has_not_failed() {
        let mut progress = Progress::silent();
        for ending in [
            Ending::Held,
            Ending::Broke(Kind::Unsupported),
            Ending::Broke(Kind::Target),
        ] {
            progress.ended("x", ending);
        }
        assert_eq!((progress.ended, progress.broken), (3, 1));
    }

    #[test]
    fn a_run_without_a_terminal_prints_few_lines() {
        for all in [1, 7, 10, 612] {
            let mut progress = Progress {
                manner: ProgressStyle::Lines,
                all,
                ended: 0,
                broken: 0,
            };
            let mut lines = 0;
            for _ in 0..all {
                progress.ended += 1;
                lines += usize::from(progress.is_due());
            }
            assert_eq!(lines, all.min(LINES), "{all}");
            assert!(progress.is_due(), "the last one is always told");
        }
    }
}
