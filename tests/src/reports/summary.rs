//! The summary that a run prints at its end: unexpected results with their reasons, and the counts.

use std::fmt::Write as _;

use crate::results::{ReportedScenario, Results};
use crate::verdict::Verdict;

/// The most characters that are printed of a line of a reason; the other reports have all of it.
const LINE: usize = 1000;

/// The summary. It counts every scenario under its verdict.
pub fn summary(results: &Results) -> String {
    let mut text = String::new();
    for problem in &results.problems {
        text.push_str(&format!("\nERROR {problem}\n"));
    }
    for scenario in &results.scenarios {
        if !scenario.verdict.is_expected() {
            tell(&mut text, scenario);
        }
    }
    let counts = Verdict::ALL
        .into_iter()
        .map(|verdict| (verdict, results.count(verdict)))
        .filter(|(verdict, count)| *count > 0 || *verdict == Verdict::Pass)
        .map(|(verdict, count)| format!("{count} {verdict}"));
    let counts: Vec<String> = counts.collect();
    let seconds = results.elapsed / 1000;
    let all = results.scenarios.len();
    let configured = results.scenarios.iter().filter(|one| one.is_configured());
    let configured = match configured.count() {
        0 => String::new(),
        count => format!("; {count} of them configured"),
    };
    text.push_str(&format!(
        "\n{all} scenarios in {seconds} s: {}{configured}\n",
        counts.join(", ")
    ));
    text
}

fn tell(text: &mut String, scenario: &ReportedScenario) {
    let verdict = scenario.verdict.to_string().to_uppercase();
    let ReportedScenario {
        file, line, name, ..
    } = scenario;
    let ids = scenario.requirements.join(" ");
    let told = writeln!(
        text,
        "\n{verdict} {file}:{line} {name}\n  {} {ids}",
        scenario.id
    );
    told.expect("a text takes what is written to it");
    for line in scenario.reason.iter().flat_map(|reason| reason.lines()) {
        text.push_str(&format!("  | {}\n", short(line)));
    }
}

fn short(line: &str) -> String {
    match line.char_indices().nth(LINE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}
