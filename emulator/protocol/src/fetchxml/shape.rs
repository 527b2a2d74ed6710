//! The elements and attributes of FetchXML: supported, ignored or refused.
//!
//! The table below is the whole vocabulary. A part that does not affect the returned rows is ignored, a part that
//! Dataverse supports and the emulator does not is refused as not emulated, and any other part is refused as not
//! FetchXML. The modules that translate a value check it.

use super::error::{Problem, Read};
use super::tree::Element;

/// The maximum number of links of a query.
pub(crate) const MAX_LINKS: usize = 15;

/// The maximum number of conditions and links of a query together.
pub(crate) const MAX_CONDITIONS: usize = 500;

/// The attributes and children of an element.
struct Shape {
    element: &'static str,
    /// Attributes that are translated.
    read: &'static [&'static str],
    /// Attributes that do not affect the returned rows.
    ignored: &'static [&'static str],
    /// Attributes of Dataverse that are not emulated.
    refused: &'static [&'static str],
    /// Child elements that are translated.
    children: &'static [&'static str],
    /// Child elements of Dataverse that are not emulated.
    refused_children: &'static [&'static str],
}

impl Shape {
    const fn of(element: &'static str) -> Self {
        Self {
            element,
            read: &[],
            ignored: &[],
            refused: &[],
            children: &[],
            refused_children: &[],
        }
    }
}

/// Children of `entity` and `link-entity`.
const TABLE: &[&str] = &[
    "attribute",
    "all-attributes",
    "no-attrs",
    "order",
    "filter",
    "link-entity",
];

const SHAPES: &[Shape] = &[
    Shape {
        read: &[
            "count",
            "page",
            "paging-cookie",
            "top",
            "distinct",
            "aggregate",
            "returntotalrecordcount",
        ],
        ignored: &[
            "version",
            "output-format",
            "mapping",
            "no-lock",
            "options",
            "savedqueryid",
            "utc-offset",
            "useraworderby",
            "latematerialize",
            "datasource",
        ],
        refused: &["aggregatelimit", "min-active-row-version"],
        children: &["entity"],
        ..Shape::of("fetch")
    },
    Shape {
        read: &["name"],
        children: TABLE,
        ..Shape::of("entity")
    },
    Shape {
        read: &["name", "alias", "aggregate", "groupby", "distinct"],
        ignored: &["usertimezone"],
        refused: &["dategrouping", "rowaggregate"],
        ..Shape::of("attribute")
    },
    Shape::of("all-attributes"),
    Shape::of("no-attrs"),
    Shape {
        read: &["attribute", "alias", "descending", "entityname"],
        ..Shape::of("order")
    },
    Shape {
        read: &["type", "isquickfindfields"],
        ignored: &[
            "hint",
            "overridequickfindrecordlimitenabled",
            "overridequickfindrecordlimitdisabled",
        ],
        children: &["condition", "filter"],
        refused_children: &["link-entity"],
        ..Shape::of("filter")
    },
    Shape {
        read: &["attribute", "operator", "value", "valueof", "entityname"],
        ignored: &["uiname", "uitype", "uihidden"],
        refused: &["aggregate", "alias", "column", "rowaggregate"],
        children: &["value"],
        ..Shape::of("condition")
    },
    Shape {
        ignored: &["uiname", "uitype"],
        ..Shape::of("value")
    },
    Shape {
        read: &["name", "from", "to", "link-type", "alias"],
        ignored: &["visible", "intersect"],
        children: TABLE,
        ..Shape::of("link-entity")
    },
];

/// Checks a document against the table, from the root in the order of the text.
pub(super) fn check(root: &Element) -> Read<()> {
    if root.name != "fetch" {
        return Err(root.refuse(Problem::NotFetch(root.name.clone())));
    }
    check_element(root)?;
    check_amount(
        root,
        "`<link-entity>` elements",
        &["link-entity"],
        MAX_LINKS,
    )?;
    check_amount(
        root,
        "`<condition>` and `<link-entity>` elements",
        &["condition", "link-entity"],
        MAX_CONDITIONS,
    )
}

fn check_amount(root: &Element, what: &'static str, names: &[&str], limit: usize) -> Read<()> {
    let found = count(root, names);
    if found <= limit {
        return Ok(());
    }
    Err(root.refuse(Problem::TooMany { what, found, limit }))
}

fn count(element: &Element, names: &[&str]) -> usize {
    let itself = usize::from(names.contains(&element.name.as_str()));
    let inside = element.children.iter().map(|child| count(child, names));
    itself + inside.sum::<usize>()
}

fn check_element(element: &Element) -> Read<()> {
    let shape = SHAPES
        .iter()
        .find(|shape| shape.element == element.name)
        .expect("a child is looked at only after its parent's shape named it");
    for (name, _) in &element.attributes {
        check_attribute(shape, element, name)?;
    }
    if element.name != "value" && !element.text.trim().is_empty() {
        return Err(element.refuse(Problem::UnexpectedText {
            element: element.name.clone(),
        }));
    }
    for child in &element.children {
        check_child(shape, child)?;
        check_element(child)?;
    }
    Ok(())
}

fn check_attribute(shape: &Shape, element: &Element, name: &str) -> Read<()> {
    let is_namespace = name == "xmlns" || name.starts_with("xmlns:");
    if shape.read.contains(&name) || shape.ignored.contains(&name) || is_namespace {
        return Ok(());
    }
    Err(element.refuse(if shape.refused.contains(&name) {
        Problem::NotEmulated(format!("the attribute `{name}` of `<{}>`", shape.element))
    } else {
        Problem::UnexpectedAttribute {
            element: shape.element.to_owned(),
            found: name.to_owned(),
            expected: listed(shape.read),
        }
    }))
}

fn check_child(shape: &Shape, child: &Element) -> Read<()> {
    let name = child.name.as_str();
    if shape.children.contains(&name) {
        return Ok(());
    }
    Err(child.refuse(if shape.refused_children.contains(&name) {
        Problem::NotEmulated(format!("`<{name}>` in `<{}>`", shape.element))
    } else {
        Problem::UnexpectedElement {
            found: name.to_owned(),
            inside: shape.element.to_owned(),
            expected: listed(shape.children),
        }
    }))
}

/// Names in backticks for an error text, separated by commas; `none` for an empty list.
pub(super) fn listed<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    let names: Vec<_> = names
        .into_iter()
        .map(|name| format!("`{}`", name.as_ref()))
        .collect();
    match names.as_slice() {
        [] => "none".to_owned(),
        names => names.join(", "),
    }
}
