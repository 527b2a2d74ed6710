//! `run --dry-run`: lists the scenarios that would run and the rows that they would create. Creates nothing.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::run::Choice;
use super::target_args::{Prospect, TargetChoice};
use super::{Exit, Refusal};
use crate::assets::Assets;
use crate::catalogue::Entry;
use crate::needs::{Applicability, Needs};
use crate::preflight::{self, Fits};
use crate::target::Target;

/// Prints the run that these arguments would start, with at most `at_once` scenarios at the same time.
pub(super) async fn main(
    choice: &Choice,
    assets: &Assets,
    wanted: TargetChoice,
    at_once: usize,
) -> Result<Exit, Refusal> {
    let register = assets.register().map_err(Refusal::broken)?;
    let catalogue = assets.catalogue().map_err(Refusal::broken)?;
    let scenarios = catalogue.scenarios();
    let selection = choice.selection(&register, &scenarios)?;
    let needs = assets.needs().map_err(Refusal::broken)?;
    let taken = scenarios.iter().filter(|entry| selection.takes(entry));
    let selected: Vec<&Entry<'_>> = taken.collect();
    match wanted.prospect().await? {
        Prospect::Own(door) => print!("{}", own(&selected, at_once, &door)),
        Prospect::Shared(target) => {
            print!("{}", shared(&selected, at_once, &needs, &target));
            target.close().await;
        }
    }
    Ok(Exit::Expected)
}

/// Text for a target with a control door: every selected scenario runs in an organization of its own.
fn own(selected: &[&Entry<'_>], at_once: usize, door: &str) -> String {
    let ids: String = selected
        .iter()
        .map(|entry| format!("{}\n", entry.id))
        .collect();
    let count = selected.len();
    format!(
        "{ids}{count} scenarios would run, {}; each would have an organization of its own, made over the control \
         door of {door} and removed again\n",
        side_by_side(count, at_once)
    )
}

/// Text for a shared organization: a scenario runs where the target has everything that it needs.
fn shared(selected: &[&Entry<'_>], at_once: usize, needs: &Needs, target: &Target) -> String {
    let fits = preflight::fits(target, needs, selected);
    let lines: String = selected.iter().map(|entry| line(entry, &fits)).collect();
    let lacking = lacking(&fits);
    let runs = fits.len() - lacking.values().sum::<usize>();
    let configured = fits.values().filter(|fit| fit.is_configured()).count();
    let configured = match configured {
        0 => String::new(),
        count => format!(", {count} of them configured"),
    };
    format!(
        "{lines}{}\n{runs} of {} scenarios would run, {}{configured}; {}\n",
        reasons(lacking),
        fits.len(),
        side_by_side(runs, at_once),
        made_there(target)
    )
}

/// The line of a scenario: it runs, it runs under an assumed rule, or the reason why it does not run.
fn line(entry: &Entry<'_>, fits: &Fits) -> String {
    let id = &entry.id;
    match fits.get(&entry.place) {
        Some(Applicability::Lacks(lack)) => format!("not supported  {id}: {lack}\n"),
        Some(Applicability::Runs(rules)) if !rules.is_empty() => {
            let rules = rules.iter().map(|(name, value)| format!("{name} {value}"));
            let rules: Vec<String> = rules.collect();
            format!("runs           {id} (configured: {})\n", rules.join(", "))
        }
        Some(Applicability::Runs(_)) | None => format!("runs           {id}\n"),
    }
}

/// The reasons for scenarios that do not run, each with the number of scenarios.
fn lacking(fits: &Fits) -> BTreeMap<String, usize> {
    let mut lacking = BTreeMap::new();
    for fit in fits.values() {
        if let Applicability::Lacks(lack) = fit {
            *lacking.entry(lack.summary()).or_default() += 1;
        }
    }
    lacking
}

/// The reasons as text, the most frequent one first.
fn reasons(lacking: BTreeMap<String, usize>) -> String {
    if lacking.is_empty() {
        return String::new();
    }
    let mut counted: Vec<_> = lacking.into_iter().collect();
    counted.sort_by_key(|(_, count)| Reverse(*count));
    let lines = counted
        .iter()
        .map(|(reason, count)| format!("{count:>6}  {reason}\n"));
    format!("\nnot supported, and why:\n{}", lines.collect::<String>())
}

fn side_by_side(count: usize, at_once: usize) -> String {
    format!("{} at once", count.min(at_once))
}

/// The rows that a run would create in a shared organization.
fn made_there(target: &Target) -> String {
    let mut makes = Vec::new();
    if target.claims().custom_apis {
        makes.push(format!(
            "custom APIs whose names begin with {}_",
            target.prefix()
        ));
    }
    if target.claims().steps {
        makes.push("webhooks and steps on those".to_owned());
    }
    makes.push("rows, and operations with a short time to live".to_owned());
    format!(
        "in the organization {} they would make {}, and remove them again",
        target.about().name,
        makes.join(", ")
    )
}
