//! A scenario's steps and its reason, as reports show them.

use crate::catalogue::Entry;
use crate::known::KnownFailure;
use crate::needs::Applicability;
use crate::recorder::Ran;
use crate::verdict::Verdict;

use super::{Outcome, Redaction, ReportedStep};

/// The reason of a verdict; `None` where every step passed as expected.
pub(super) fn reason(
    ran: Option<&Ran>,
    fit: Option<&Applicability>,
    verdict: Verdict,
    known: Option<&KnownFailure>,
) -> Option<String> {
    if let Some(Applicability::Lacks(lack)) = fit {
        return Some(lack.to_string());
    }
    let Some(ran) = ran else {
        return Some("the scenario was selected and did not run".to_owned());
    };
    match (&ran.broke, verdict, known) {
        (Some(broke), _, _) => Some(format!(
            "line {}: {}\n{}",
            broke.line,
            broke.step,
            broke.reason.trim_end()
        )),
        (None, Verdict::UnexpectedPass, Some(known)) => Some(format!(
            "{} is known to fail ({}), and held: remove the entry",
            known.id, known.reason
        )),
        (None, _, _) => None,
    }
}

/// The steps with their outcomes.
pub(super) fn steps(
    entry: &Entry<'_>,
    ran: Option<&Ran>,
    redaction: &Redaction,
) -> Vec<ReportedStep> {
    let outcome = |line: usize| match ran {
        Some(ran) if ran.held.contains(&line) => Outcome::Held,
        Some(ran) if ran.broke.as_ref().is_some_and(|broke| broke.line == line) => Outcome::Broke,
        Some(_) | None => Outcome::NotReached,
    };
    let shown = |step: &&cucumber::gherkin::Step| ReportedStep {
        line: step.position.line,
        text: redaction.text(&format!("{}{}", step.keyword, step.value)),
        outcome: outcome(step.position.line),
    };
    entry.steps.iter().map(shown).collect()
}
