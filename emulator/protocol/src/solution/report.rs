//! What became of the parts of a solution that is imported: the text of the column `data` of an import (SL-014, SL-023).

use jiff::Timestamp;

use super::Solution;
use super::course::{Course, Part, PartKind};
use super::reading::Unread;
use crate::xml::{self, Element};

/// What an import has come to.
#[derive(Debug, Clone, Copy)]
pub enum ImportOutcome<'o> {
    /// Every part is imported.
    Succeeded,
    /// None is kept: the import failed where its course ends, with this error.
    Failed {
        /// How far it had come.
        course: &'o Course,
        /// The error's code, as a hexadecimal number.
        code: &'o str,
        /// The error's text.
        text: &'o str,
    },
}

/// A document with an element for each part: a result `success`, `failure` for the part at which the import failed, and
/// `warning` for what was not read. A part that the import did not come to has none.
pub fn report(
    solution: &Solution,
    unread: &[Unread],
    at: Timestamp,
    outcome: ImportOutcome<'_>,
) -> String {
    let manifest = &solution.manifest;
    let own = Element::new("solutionManifest")
        .with_attribute("id", manifest.unique_name.as_str())
        .with_text("UniqueName", manifest.unique_name.as_str())
        .with_text("Version", manifest.version.to_string());
    let own = own.with(outcome.of_whole());
    let mut root = Element::new("importexportxml")
        .with_attribute("start", at.to_string())
        .with_attribute("stop", at.to_string())
        .with_attribute("progress", outcome.progress(solution).to_string())
        .with_attribute("processed", "true")
        .with(Element::new("solutionManifests").with(own));
    for kind in PartKind::ALL {
        let (list, name) = elements(kind);
        let parts = kind.names(solution).into_iter().enumerate();
        let parts = parts.map(|(place, id)| {
            let element = Element::new(name).with_attribute("id", id);
            let result = outcome.of_part((kind, place));
            let processed = result.is_some().to_string();
            let element = element.with_attribute("processed", processed);
            result.into_iter().fold(element, Element::with)
        });
        root = root.with(parts.fold(Element::new(list), Element::with));
    }
    let skipped = unread.iter().map(|part| {
        let text = format!("'{}' is not emulated and was not imported.", part.what);
        Element::new("notEmulated")
            .with_attribute("id", part.what.as_str())
            .with_attribute("path", part.path.as_str())
            .with(result("warning", "0", &text))
    });
    xml::write(&root.with(skipped.fold(Element::new("notEmulatedParts"), Element::with)))
}

/// The elements of a list of parts, and of a part.
const fn elements(kind: PartKind) -> (&'static str, &'static str) {
    match kind {
        PartKind::Table => ("entities", "entity"),
        PartKind::OptionSet => ("optionSets", "optionSet"),
        PartKind::Relationship => ("entityRelationships", "entityRelationship"),
        PartKind::CustomApi => ("customapis", "customapi"),
        PartKind::Assembly => ("pluginassemblies", "pluginassembly"),
        PartKind::Step => ("sdkMessageProcessingSteps", "sdkMessageProcessingStep"),
        PartKind::WebResource => ("webResources", "webResource"),
    }
}

impl ImportOutcome<'_> {
    /// How many per cent of the solution's parts were imported.
    pub fn progress(&self, solution: &Solution) -> f64 {
        match self {
            Self::Succeeded => 100.0,
            Self::Failed { course, .. } => course.progress(solution),
        }
    }

    /// The result of the solution as a whole.
    fn of_whole(&self) -> Element {
        match self {
            Self::Failed { course, code, text } if course.at().is_none() => {
                result("failure", code, text)
            }
            Self::Succeeded | Self::Failed { .. } => result("success", "0", ""),
        }
    }

    /// The result of a part; `None` for one that the import did not come to.
    fn of_part(&self, part: Part) -> Option<Element> {
        match self {
            Self::Failed { course, code, text } if course.at() == Some(part) => {
                Some(result("failure", code, text))
            }
            Self::Failed { course, .. } if !course.has_begun(part) => None,
            Self::Succeeded | Self::Failed { .. } => Some(result("success", "0", "")),
        }
    }
}

fn result(result: &str, code: &str, text: &str) -> Element {
    Element::new("result")
        .with_attribute("result", result)
        .with_attribute("errorcode", code)
        .with_attribute("errortext", text)
}
