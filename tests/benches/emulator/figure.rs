//! Figures with their spread, and how they are printed.

use std::fmt;
use std::time::Duration;

/// A line of the output: one figure, or two that are compared.
pub(crate) struct Line {
    pub(crate) name: &'static str,
    /// What is measured. Of two sides the line prints the ratio as well.
    pub(crate) sides: &'static [&'static str],
    pub(crate) unit: Unit,
}

/// The values of a line in one round: one for each of its sides.
pub(crate) type Reading = Vec<f64>;

/// The unit of a line's values.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Unit {
    PerSecond,
    Milliseconds,
    /// One megabyte is 1024 KiB.
    Megabytes,
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::PerSecond => "/s",
            Self::Milliseconds => "ms",
            Self::Megabytes => "MB",
        }
    }

    fn digits(self) -> usize {
        match self {
            Self::PerSecond => 0,
            Self::Milliseconds => 3,
            Self::Megabytes => 1,
        }
    }
}

/// The values of all rounds, summarized.
struct Figure {
    median: f64,
    smallest: f64,
    largest: f64,
}

impl Figure {
    /// At least one value is needed.
    fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.collect();
        assert!(!values.is_empty(), "a figure is made of at least one round");
        values.sort_by(f64::total_cmp);
        Self {
            median: values[values.len() / 2],
            smallest: values[0],
            largest: values[values.len() - 1],
        }
    }
}

/// `median (smallest-largest)`, with the precision given to the formatter.
impl fmt::Display for Figure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = formatter.precision().unwrap_or(0);
        write!(
            formatter,
            "{:.digits$} ({:.digits$}-{:.digits$})",
            self.median, self.smallest, self.largest
        )
    }
}

/// The median of at least one duration, in milliseconds.
pub(crate) fn median_milliseconds(mut durations: Vec<Duration>) -> f64 {
    durations.sort();
    durations[durations.len() / 2].as_secs_f64() * 1e3
}

/// Prints a line from the readings of each binary, of which there are one or two.
pub(crate) fn print(line: &Line, binaries: &[Vec<Reading>]) {
    println!("{:<34} {}", line.name, described(line, &binaries[0]));
    if let [these, others] = binaries {
        println!("{:<34} {}", "  against", described(line, others));
        let quotients = these.iter().zip(others);
        let quotients = quotients.map(|(this, other)| score(this) / score(other));
        println!("{:<34} {:.2}", "  quotient", Figure::of(quotients));
    }
}

fn described(line: &Line, readings: &[Reading]) -> String {
    let (unit, digits) = (line.unit.name(), line.unit.digits());
    let sides = line.sides.iter().enumerate().map(|(index, side)| {
        let figure = Figure::of(readings.iter().map(|reading| reading[index]));
        format!("{side} {figure:.digits$} {unit}")
    });
    let mut parts: Vec<_> = sides.collect();
    if parts.len() == 2 {
        let ratio = Figure::of(readings.iter().map(score));
        parts.push(format!("ratio {ratio:.2}"));
    }
    parts.join(", ")
}

/// The number by which readings are compared: the ratio of the first side to the second, or the only value.
fn score(reading: &Reading) -> f64 {
    match reading.as_slice() {
        [first, second] => first / second,
        values => values[0],
    }
}
