//! Which requirement is proved by which scenario, counted by chapter. Does not know how scenarios end.

use std::collections::BTreeMap;
use std::fmt;

use super::{Register, Requirement, Waivers, is_id};
use crate::catalogue::Entry;

/// Whether a requirement is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// At least one scenario names it.
    Proved,
    /// No scenario names it, and a waiver gives the reason.
    Waived,
    /// No scenario names it, and there is no waiver.
    Unproved,
}

/// The requirements with the number of scenarios that name them.
#[derive(Debug)]
pub struct Coverage<'a> {
    register: &'a Register,
    waivers: &'a Waivers,
    proofs: BTreeMap<&'a str, usize>,
}

impl<'a> Coverage<'a> {
    /// Counts the scenarios that name each requirement.
    pub fn new(register: &'a Register, waivers: &'a Waivers, scenarios: &[Entry<'a>]) -> Self {
        let mut proofs = BTreeMap::new();
        for id in scenarios
            .iter()
            .flat_map(|entry| &entry.tags)
            .filter(|tag| is_id(tag))
        {
            *proofs.entry(*id).or_insert(0) += 1;
        }
        Self {
            register,
            waivers,
            proofs,
        }
    }

    /// Whether `requirement` is proved.
    pub fn verdict(&self, requirement: &Requirement) -> Proof {
        match (
            self.proofs.contains_key(requirement.id.as_str()),
            self.waivers.get(&requirement.id),
        ) {
            (true, _) => Proof::Proved,
            (false, Some(_)) => Proof::Waived,
            (false, None) => Proof::Unproved,
        }
    }

    /// The requirements that must be proved and are neither proved nor waived.
    pub fn missing(&self) -> Vec<&'a Requirement> {
        let open = |requirement: &&Requirement| {
            requirement.must_be_proved() && self.verdict(requirement) == Proof::Unproved
        };
        self.register.requirements().filter(open).collect()
    }
}

impl fmt::Display for Coverage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<52} {:>6} {:>6} {:>8}   {:>6} {:>8}",
            "", "proved", "waived", "unproved", "proved", "unproved"
        )?;
        writeln!(f, "{:<52} {:-^22}   {:-^15}", "", "documented", "other")?;
        let mut total = [0; 5];
        for chapter in &self.register.chapter {
            let mut counts = [0; 5];
            for requirement in &chapter.requirement {
                let column = match (requirement.must_be_proved(), self.verdict(requirement)) {
                    (true, Proof::Proved) => 0,
                    (true, Proof::Waived) => 1,
                    (true, Proof::Unproved) => 2,
                    (false, Proof::Proved) => 3,
                    (false, Proof::Waived | Proof::Unproved) => 4,
                };
                counts[column] += 1;
                total[column] += 1;
            }
            line(f, &chapter.title, counts)?;
        }
        line(f, "all chapters", total)
    }
}

fn line(
    f: &mut fmt::Formatter<'_>,
    title: &str,
    [proved, waived, unproved, other, open]: [usize; 5],
) -> fmt::Result {
    writeln!(
        f,
        "{title:<52} {proved:>6} {waived:>6} {unproved:>8}   {other:>6} {open:>8}"
    )
}
