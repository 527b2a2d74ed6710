//! Figures with their spread, and how they are printed.

use std::fmt;
use std::time::Duration;

/// What was measured once per round.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    median: f64,
    smallest: f64,
    largest: f64,
}

impl Figure {
    /// Of at least one value.
    pub(crate) fn of(mut values: Vec<f64>) -> Self {
        assert!(!values.is_empty(), "a figure is made of at least one round");
        values.sort_by(f64::total_cmp);
        Self {
            median: values[values.len() / 2],
            smallest: values[0],
            largest: values[values.len() - 1],
        }
    }

    /// Of durations, in milliseconds.
    pub(crate) fn milliseconds(values: impl IntoIterator<Item = Duration>) -> Self {
        let milliseconds = |value: Duration| value.as_secs_f64() * 1e3;
        Self::of(values.into_iter().map(milliseconds).collect())
    }
}

/// With the precision given to the formatter, as `median (smallest-largest)`.
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

/// Two sides that were measured in the same rounds.
#[derive(Debug)]
pub(crate) struct Compared {
    pub(crate) first: Figure,
    pub(crate) second: Figure,
    /// First to second, within each round.
    pub(crate) ratio: Figure,
}

impl Compared {
    /// Of the pairs of all rounds.
    pub(crate) fn of(rounds: &[(f64, f64)]) -> Self {
        Self {
            first: Figure::of(rounds.iter().map(|round| round.0).collect()),
            second: Figure::of(rounds.iter().map(|round| round.1).collect()),
            ratio: Figure::of(rounds.iter().map(|round| round.0 / round.1).collect()),
        }
    }
}

/// Prints a comparison: which sides, in which unit, with how many digits.
pub(crate) fn print_compared(name: &str, sides: [&str; 2], unit: &str, compared: &Compared) {
    let digits = if unit == "ms" { 3 } else { 0 };
    let Compared {
        first,
        second,
        ratio,
    } = compared;
    let [first_side, second_side] = sides;
    println!(
        "{name:<34} {first_side} {first:.digits$} {unit}, {second_side} {second:.digits$} {unit}, \
         ratio {ratio:.2}"
    );
}

/// Prints one figure.
pub(crate) fn print(name: &str, what: impl fmt::Display) {
    println!("{name:<34} {what}");
}
