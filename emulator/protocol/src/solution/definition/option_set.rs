//! Option sets: global ones, which stand for themselves, and local ones, which stand in their columns.

use super::{Format, child, labels, text_of};
use crate::complex::metadata::{
    BOOLEAN_OPTION_SET, OPTION, OPTION_SET, STATE_OPTION, STATUS_OPTION,
};
use crate::complex::types::ComplexType;
use crate::complex::{Complex, ComplexCollection};
use crate::solution::error::SolutionError;
use crate::solution::manifest::text_list;
use crate::solution::reading::Part;
use crate::value::Value;
use crate::xml::Element;

const SET: Format = &[
    child("IsGlobal", "IsGlobal"),
    child("IsCustomizable", "IsCustomizable"),
    child("IntroducedVersion", "IntroducedVersion"),
    labels("displaynames", "displayname", "DisplayName"),
    labels("Descriptions", "Description", "Description"),
];

/// The lists of options, the elements in them, and what an option is there.
const LISTS: [(&str, &str, &ComplexType); 3] = [
    ("options", "option", &OPTION),
    ("states", "state", &STATE_OPTION),
    ("statuses", "status", &STATUS_OPTION),
];

/// Attributes of options, with the members that they are.
const ATTRIBUTES: [(&str, &str); 5] = [
    ("value", "Value"),
    ("state", "State"),
    ("defaultstatus", "DefaultStatus"),
    ("invariantname", "InvariantName"),
    ("ExternalValue", "ExternalValue"),
];

/// What the types of option sets are called in a solution.
const TYPES: [(&str, &str); 5] = [
    ("picklist", "Picklist"),
    ("multiselect", "Picklist"),
    ("state", "State"),
    ("status", "Status"),
    ("bit", "Boolean"),
];

/// Reads `<optionset>`.
pub(in crate::solution) fn read(part: &mut Part<'_>) -> Result<Complex, SolutionError> {
    let name = part.demanded_attribute("Name")?;
    let kind = part.demanded("OptionSetType")?;
    let known = TYPES.iter().find(|(word, _)| *word == kind);
    let Some((_, kind)) = known else {
        return Err(part.value(
            "OptionSetType",
            &kind,
            "one of picklist, state, status, bit",
        ));
    };
    part.skip_other_than(|child| {
        let list = |(name, ..): &(&str, &str, &ComplexType)| *name == child;
        matches!(child, "OptionSetType" | "ExternalTypeName" | "DefaultValue")
            || LISTS.iter().any(list)
            || super::has_child(SET, child)
    });
    let mut set = match *kind {
        "Boolean" => Complex::new(&BOOLEAN_OPTION_SET),
        _ => Complex::new(&OPTION_SET),
    }
    .with("Name", name);
    super::read(SET, part, &mut set)?;
    let number = super::typed(
        part,
        &child("OptionSetType", "OptionSetType"),
        set.kind(),
        kind,
    )?;
    set = set.with("OptionSetType", number);
    let mut options = Vec::new();
    for (list, _, kind) in LISTS {
        let element = part.element;
        for option in element.items(list) {
            options.push(read_option(kind, &mut part.inner(option))?);
        }
    }
    if *kind != "Boolean" {
        return Ok(set.with("Options", ComplexCollection::of(&OPTION, options)));
    }
    for option in options {
        set = match option.get("Value") {
            Some(Value::Integer(1)) => set.with("TrueOption", option),
            _ => set.with("FalseOption", option),
        };
    }
    Ok(set)
}

fn read_option(kind: &'static ComplexType, part: &mut Part<'_>) -> Result<Complex, SolutionError> {
    part.demanded_attribute("value")?;
    let mut option = Complex::new(kind);
    for (attribute, member) in ATTRIBUTES {
        if kind.entry(member).is_some()
            && let Some(text) = part.attribute(attribute)
        {
            let field = super::attribute(attribute, member);
            option = option.with(member, super::typed(part, &field, kind, &text)?);
        }
    }
    if let Some(color) = part.attribute("Color") {
        option = option.with("Color", color);
    }
    let texts = crate::solution::manifest::texts(part, "labels")?;
    option = option.with("Label", super::label(&texts));
    let texts = crate::solution::manifest::texts(part, "Descriptions")?;
    if !texts.is_empty() {
        option = option.with("Description", super::label(&texts));
    }
    Ok(option)
}

/// The element of an option set; `kind` is its column's type, if it is a local one.
pub(in crate::solution) fn write(set: &Complex) -> Element {
    let name = text_of(set, "Name").unwrap_or_default();
    let element = Element::new("optionset").with_attribute("Name", name);
    let number = set.get("OptionSetType").and_then(Value::as_integer);
    let (kind, list) = match number {
        Some(1) => ("state", LISTS[1]),
        Some(2) => ("status", LISTS[2]),
        Some(3) => ("bit", LISTS[0]),
        _ => ("picklist", LISTS[0]),
    };
    let element = super::write(SET, set, element.with_text("OptionSetType", kind));
    let (list, item, _) = list;
    let two = ["TrueOption", "FalseOption"];
    let options = two.iter().filter_map(|member| match set.get(member) {
        Some(Value::Complex(option)) => Some(&**option),
        _ => None,
    });
    let options = options.chain(super::items(set, "Options"));
    element.with(
        options
            .map(|option| write_option(item, option))
            .fold(Element::new(list), Element::with),
    )
}

fn write_option(name: &str, option: &Complex) -> Element {
    let mut element = Element::new(name);
    for (attribute, member) in ATTRIBUTES.iter().chain(&[("Color", "Color")]) {
        let text = match option.get(member) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Integer(number)) => number.to_string(),
            _ => continue,
        };
        element = element.with_attribute(attribute, text);
    }
    for (member, list, item) in [
        ("Label", "labels", "label"),
        ("Description", "Descriptions", "Description"),
    ] {
        if let Some(Value::Complex(label)) = option.get(member) {
            element = element.with(text_list(list, item, &super::texts_of(label)));
        }
    }
    element
}
