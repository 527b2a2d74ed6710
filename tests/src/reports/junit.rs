//! JUnit's XML, for build servers: a suite per feature and a case per scenario. The properties of a case are its
//! requirements and the rules that it was judged under.

use quick_xml::escape::escape;

use crate::results::{ReportedScenario, Results};
use crate::verdict::Verdict;

/// The document.
pub fn junit(results: &Results) -> String {
    let mut features: Vec<(&str, &str, Vec<&ReportedScenario>)> = Vec::new();
    for scenario in &results.scenarios {
        match features.last_mut() {
            Some((file, _, cases)) if *file == scenario.file => cases.push(scenario),
            _ => features.push((&scenario.file, &scenario.feature, vec![scenario])),
        }
    }
    let all: Vec<&ReportedScenario> = results.scenarios.iter().collect();
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"dataverse-conformance\" {}>\n",
        counts(&all, results.elapsed)
    );
    for (file, feature, cases) in features {
        let elapsed = cases.iter().map(|case| case.elapsed).sum();
        text.push_str(&format!(
            "  <testsuite name=\"{}\" file=\"{}\" timestamp=\"{}\" {}>\n",
            attribute(feature),
            attribute(file),
            attribute(results.date.trim_end_matches('Z')),
            counts(&cases, elapsed)
        ));
        for case in cases {
            text.push_str(&testcase(case));
        }
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}

/// How a build server sees a verdict.
enum Shown {
    Passed,
    Failure,
    Error,
    Skipped,
}

fn shown(verdict: Verdict) -> Shown {
    match verdict {
        Verdict::Pass | Verdict::Informational => Shown::Passed,
        Verdict::Fail | Verdict::UnexpectedPass => Shown::Failure,
        Verdict::Error | Verdict::Inconclusive => Shown::Error,
        Verdict::KnownFailure | Verdict::NotSupported => Shown::Skipped,
    }
}

fn counts(cases: &[&ReportedScenario], elapsed: u64) -> String {
    let count = |wanted: fn(&Shown) -> bool| {
        let found = cases.iter().filter(|case| wanted(&shown(case.verdict)));
        found.count()
    };
    format!(
        "tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{}\"",
        cases.len(),
        count(|shown| matches!(shown, Shown::Failure)),
        count(|shown| matches!(shown, Shown::Error)),
        count(|shown| matches!(shown, Shown::Skipped)),
        seconds(elapsed)
    )
}

fn testcase(case: &ReportedScenario) -> String {
    let mut text = format!(
        "    <testcase name=\"{}\" classname=\"{}\" time=\"{}\">\n      <properties>\n",
        attribute(&case.name),
        attribute(case.id.rsplit_once('/').map_or("", |(folder, _)| folder)),
        seconds(case.elapsed)
    );
    let property = |name: &str, value: &str| {
        let value = attribute(value);
        format!("        <property name=\"{name}\" value=\"{value}\"/>\n")
    };
    text.push_str(&property("id", &case.id));
    for id in &case.requirements {
        text.push_str(&property("requirement", id));
    }
    for (rule, value) in &case.configured {
        text.push_str(&property("configured", &format!("{rule} = {value}")));
    }
    text.push_str("      </properties>\n");
    let verdict = case.verdict.to_string();
    let reason = case.reason.as_deref().unwrap_or_default();
    let message = match &case.known {
        Some(known) => format!("{verdict}: {} ({})", known.reason, known.see),
        None => format!("{verdict}: {}", reason.lines().nth(1).unwrap_or(reason)),
    };
    let element = match shown(case.verdict) {
        Shown::Passed if reason.is_empty() => None,
        Shown::Passed => Some(format!("<system-out>{}</system-out>", content(reason))),
        Shown::Failure => Some(outcome("failure", &verdict, &message, reason)),
        Shown::Error => Some(outcome("error", &verdict, &message, reason)),
        Shown::Skipped => Some(format!("<skipped message=\"{}\"/>", attribute(&message))),
    };
    if let Some(element) = element {
        text.push_str(&format!("      {element}\n"));
    }
    text.push_str("    </testcase>\n");
    text
}

fn outcome(name: &str, kind: &str, message: &str, text: &str) -> String {
    format!(
        "<{name} type=\"{kind}\" message=\"{}\">{}</{name}>",
        attribute(message),
        content(text)
    )
}

fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000)
}

/// Text between two tags. Characters that XML does not allow are replaced.
fn content(text: &str) -> String {
    let allowed =
        |c: char| matches!(c, '\t' | '\n') || (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'));
    let text: String = text
        .chars()
        .map(|c| if allowed(c) { c } else { '\u{fffd}' })
        .collect();
    escape(text.as_str()).into_owned()
}

/// Text in an attribute. Line breaks and tabs are escaped, because a parser turns them into spaces.
fn attribute(text: &str) -> String {
    content(text).replace('\n', "&#10;").replace('\t', "&#9;")
}
