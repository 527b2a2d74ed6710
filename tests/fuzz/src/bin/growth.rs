//! Prints how the time of every target grows with its input: texts and pieces of texts, repeated to 64 KiB and to
//! 256 KiB. Linear work takes about four times as long, quadratic work sixteen times.

use std::time::{Duration, Instant};

use dataverse_fuzz::all;

/// The least time that is worth a comparison.
const NOTICEABLE: Duration = Duration::from_millis(20);
/// The growth from which on a line is printed.
const SUSPICIOUS: f64 = 8.0;

fn main() {
    for target in all() {
        let whole = target.seeds.iter().map(|seed| (*seed).to_owned());
        let lengths = [1, 2, 3, 5, 8, 13, 21, 34];
        let pieces = target.seeds.iter().flat_map(|seed| {
            lengths.iter().flat_map(move |length| {
                let characters: Vec<char> = seed.chars().collect();
                let pieces: Vec<String> = characters
                    .windows(*length)
                    .map(|piece| piece.iter().collect())
                    .collect();
                pieces
            })
        });
        let mut seen = std::collections::HashSet::new();
        for unit in whole.chain(pieces).filter(|unit| seen.insert(unit.clone())) {
            for frame in ["", "seed"] {
                let front = if frame.is_empty() {
                    ""
                } else {
                    target.seeds[0]
                };
                let time = |bytes: usize| {
                    let input = front.to_owned() + &unit.repeat(bytes / unit.len() + 1);
                    // The least of several is what the work takes; the rest is the machine's.
                    let runs = (0..5).map(|_| {
                        let begin = Instant::now();
                        (target.run)(input.as_bytes());
                        begin.elapsed()
                    });
                    runs.min().unwrap_or_default()
                };
                let (small, large) = (time(1 << 16), time(1 << 18));
                let growth = large.as_secs_f64() / small.as_secs_f64();
                if large > NOTICEABLE && growth > SUSPICIOUS {
                    println!(
                        "{:<12} {growth:>5.1} {large:?} {unit:?} after {frame:?}",
                        target.name
                    );
                }
            }
        }
        println!("{:<12} looked through {} units", target.name, seen.len());
    }
}
