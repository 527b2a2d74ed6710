//! How far an import has come: the parts that were begun, and the one that it is at.

use std::collections::BTreeSet;

use super::Solution;
use super::definition::text_of;
use crate::value::{Entity, Value};

/// A kind of parts, in the order in which a report lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartKind {
    /// A table with its columns and keys.
    Table,
    /// A global option set.
    OptionSet,
    /// A relationship.
    Relationship,
    /// A custom API.
    CustomApi,
    /// A plug-in assembly.
    Assembly,
    /// A registered step.
    Step,
    /// A web resource.
    WebResource,
}

impl PartKind {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::Table,
        Self::OptionSet,
        Self::Relationship,
        Self::CustomApi,
        Self::Assembly,
        Self::Step,
        Self::WebResource,
    ];

    /// What the parts of this kind in a solution are called, in its order.
    pub(super) fn names(self, solution: &Solution) -> Vec<&str> {
        let row = |row| Entity::get(row, "name").and_then(Value::as_str);
        let names: Vec<Option<&str>> = match self {
            Self::Table => {
                let tables = solution.tables.iter();
                tables
                    .map(|table| text_of(&table.definition, "LogicalName"))
                    .collect()
            }
            Self::OptionSet => {
                let sets = solution.option_sets.iter();
                sets.map(|set| text_of(set, "Name")).collect()
            }
            Self::Relationship => {
                let relationships = solution.relationships.iter();
                relationships.map(|of| text_of(of, "SchemaName")).collect()
            }
            Self::CustomApi => {
                let apis = solution.custom_apis.iter();
                apis.map(|api| Some(api.unique_name())).collect()
            }
            Self::Assembly => solution.assemblies.iter().map(|of| row(&of.row)).collect(),
            Self::Step => solution.steps.iter().map(|step| row(&step.row)).collect(),
            Self::WebResource => solution.web_resources.iter().map(row).collect(),
        };
        names.into_iter().map(Option::unwrap_or_default).collect()
    }
}

/// A part: its kind, and its place among the solution's parts of that kind.
pub(super) type Part = (PartKind, usize);

/// How far an import has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Course {
    begun: BTreeSet<Part>,
    at: Option<Part>,
}

impl Course {
    /// Goes on with a part, for the first time or once more.
    pub fn begin(&mut self, kind: PartKind, place: usize) {
        self.begun.insert((kind, place));
        self.at = Some((kind, place));
    }

    /// Goes on with what is about the solution as a whole.
    pub fn leave(&mut self) {
        self.at = None;
    }

    /// The part that the import is at; `None` where it is at the solution as a whole.
    pub(super) const fn at(&self) -> Option<Part> {
        self.at
    }

    /// Whether the part was begun.
    pub(super) fn has_begun(&self, part: Part) -> bool {
        self.begun.contains(&part)
    }

    /// How many per cent of a solution's parts are done, with two digits behind the point.
    pub(super) fn progress(&self, solution: &Solution) -> f64 {
        let all: usize = PartKind::ALL
            .iter()
            .map(|kind| kind.names(solution).len())
            .sum();
        let done = self.begun.len() - usize::from(self.at.is_some());
        let hundredths = u32::try_from(done * 10_000 / all.max(1)).unwrap_or_default();
        f64::from(hundredths) / 100.0
    }
}
