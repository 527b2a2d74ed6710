//! What became of the parts of a solution that is imported: the text of the column `data` of an import (SL-014).

use jiff::Timestamp;

use super::Solution;
use super::definition::text_of;
use super::reading::Unread;
use crate::value::Value;
use crate::xml::{self, Element};

/// A document with an element for each part: a result `success`, and `warning` for what was not read.
pub fn report(solution: &Solution, unread: &[Unread], at: Timestamp) -> String {
    let manifest = &solution.manifest;
    let own = Element::new("solutionManifest")
        .with_attribute("id", manifest.unique_name.as_str())
        .with_text("UniqueName", manifest.unique_name.as_str())
        .with_text("Version", manifest.version.to_string())
        .with(result("success", ""));
    let tables = solution.tables.iter().map(|table| {
        let name = text_of(&table.definition, "LogicalName");
        part("entity", name.unwrap_or_default())
    });
    let sets = solution
        .option_sets
        .iter()
        .map(|set| part("optionSet", text_of(set, "Name").unwrap_or_default()));
    let relationships = solution.relationships.iter().map(|relationship| {
        let name = text_of(relationship, "SchemaName");
        part("entityRelationship", name.unwrap_or_default())
    });
    let apis = solution
        .custom_apis
        .iter()
        .map(|api| part("customapi", api.unique_name()));
    let named = |name: &'static str, rows: &mut dyn Iterator<Item = &crate::value::Entity>| {
        rows.map(|row| {
            let text = row.get("name").and_then(Value::as_str);
            part(name, text.unwrap_or_default())
        })
        .collect::<Vec<_>>()
    };
    let assemblies = named(
        "pluginassembly",
        &mut solution.assemblies.iter().map(|assembly| &assembly.row),
    );
    let steps = named(
        "sdkMessageProcessingStep",
        &mut solution.steps.iter().map(|step| &step.row),
    );
    let resources = named("webResource", &mut solution.web_resources.iter());
    let skipped = unread.iter().map(|part| {
        Element::new("notEmulated")
            .with_attribute("id", part.what.as_str())
            .with_attribute("path", part.path.as_str())
            .with(result(
                "warning",
                &format!("'{}' is not emulated and was not imported.", part.what),
            ))
    });
    let list = |name, parts: &mut dyn Iterator<Item = Element>| {
        parts.fold(Element::new(name), Element::with)
    };
    let root = Element::new("importexportxml")
        .with_attribute("start", at.to_string())
        .with_attribute("stop", at.to_string())
        .with_attribute("progress", "100")
        .with_attribute("processed", "true")
        .with(list("solutionManifests", &mut std::iter::once(own)))
        .with(list("entities", &mut { tables }))
        .with(list("optionSets", &mut { sets }))
        .with(list("entityRelationships", &mut { relationships }))
        .with(list("customapis", &mut { apis }))
        .with(list("pluginassemblies", &mut assemblies.into_iter()))
        .with(list("sdkMessageProcessingSteps", &mut steps.into_iter()))
        .with(list("webResources", &mut resources.into_iter()))
        .with(list("notEmulatedParts", &mut { skipped }));
    xml::write(&root)
}

fn part(name: &str, id: &str) -> Element {
    Element::new(name)
        .with_attribute("id", id)
        .with_attribute("processed", "true")
        .with(result("success", ""))
}

fn result(result: &str, text: &str) -> Element {
    Element::new("result")
        .with_attribute("result", result)
        .with_attribute("errorcode", "0")
        .with_attribute("errortext", text)
}
