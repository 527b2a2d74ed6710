//! The elements and attributes of FetchXML, and what each is worth here.
//!
//! The tables below are the whole vocabulary. The platform ignores attributes that it does not know, and refuses
//! elements that it does not know (WA-127), so this module does the same. The modules that translate a value check it.

use super::error::{Problem, Read};
use super::tree::Element;

/// The maximum number of links of a query.
pub(crate) const MAX_LINKS: usize = 15;

/// The maximum number of conditions and links of a query together.
pub(crate) const MAX_CONDITIONS: usize = 500;

/// What the emulator does with an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Treatment {
    /// It is translated.
    Read,
    /// It is ignored, for this reason.
    Ignored(&'static str),
    /// Its value must be a Boolean and is ignored otherwise, for this reason.
    IgnoredFlag(&'static str),
    /// It is refused as not emulated, unless it has one of these values, with which it asks for nothing.
    NotEmulated(&'static [&'static str]),
}

use Treatment::{Ignored, IgnoredFlag, NotEmulated, Read as Translated};

/// The attributes and children of an element.
pub(super) struct Shape {
    pub(super) element: &'static str,
    pub(super) attributes: &'static [(&'static str, Treatment)],
    pub(super) children: &'static [&'static str],
}

/// Children of `entity` and `link-entity`, in the order in which the platform lists them.
const TABLE: &[&str] = &[
    "filter",
    "order",
    "link-entity",
    "attribute",
    "all-attributes",
    "no-attrs",
];

/// A reason: the attribute says how a form or a report shows the query.
const FOR_DISPLAY: Treatment = Ignored("for the display in a form");
const FOR_REPORTS: Treatment = Ignored("for the report designer");
const FOR_SQL_SERVER: &str = "a hint for SQL Server, which changes no rows";
const OFF: &[&str] = &["false", "0", ""];

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        element: "fetch",
        attributes: &[
            ("count", Translated),
            ("page", Translated),
            ("paging-cookie", Translated),
            ("top", Translated),
            ("distinct", Translated),
            ("aggregate", Translated),
            ("aggregatelimit", Translated),
            ("returntotalrecordcount", Translated),
            ("mapping", Translated),
            ("utc-offset", Translated),
            ("version", Ignored("every version reads the same")),
            ("output-format", Ignored("of the former Fetch message")),
            ("savedqueryid", Ignored("for auditing the use of views")),
            ("no-lock", IgnoredFlag(FOR_SQL_SERVER)),
            ("latematerialize", Ignored(FOR_SQL_SERVER)),
            ("options", Ignored(FOR_SQL_SERVER)),
            ("useraworderby", Translated),
            ("min-active-row-version", NotEmulated(OFF)),
            ("datasource", NotEmulated(&["default", ""])),
        ],
        children: &["entity"],
    },
    Shape {
        element: "entity",
        attributes: &[
            ("name", Translated),
            ("enableprefiltering", FOR_REPORTS),
            ("prefilterparametername", FOR_REPORTS),
        ],
        children: TABLE,
    },
    Shape {
        element: "attribute",
        attributes: &[
            ("name", Translated),
            ("alias", Translated),
            ("aggregate", Translated),
            ("groupby", Translated),
            ("dategrouping", Translated),
            ("distinct", Translated),
            ("usertimezone", IgnoredFlag("every user's time zone is UTC")),
            ("rowaggregate", NotEmulated(&["None", ""])),
            ("build", Ignored("the version that wrote the query")),
            ("addedby", Ignored("the tool that wrote the query")),
            ("default", Ignored("for the display in a chart")),
        ],
        children: &[],
    },
    Shape {
        element: "all-attributes",
        attributes: &[],
        children: &[],
    },
    Shape {
        element: "no-attrs",
        attributes: &[],
        children: &[],
    },
    Shape {
        element: "order",
        attributes: &[
            ("attribute", Translated),
            ("alias", Translated),
            ("descending", Translated),
            ("entityname", Translated),
        ],
        children: &[],
    },
    Shape {
        element: "filter",
        attributes: &[
            ("type", Translated),
            ("hint", Ignored(FOR_SQL_SERVER)),
            ("isquickfindfields", NotEmulated(OFF)),
            (
                "overridequickfindrecordlimitenabled",
                Ignored("of quick find only"),
            ),
            (
                "overridequickfindrecordlimitdisabled",
                Ignored("of quick find only"),
            ),
        ],
        children: &["condition", "filter", "link-entity"],
    },
    Shape {
        element: "condition",
        attributes: &[
            ("attribute", Translated),
            ("operator", Translated),
            ("value", Translated),
            ("valueof", Translated),
            ("entityname", Translated),
            ("uiname", FOR_DISPLAY),
            ("uitype", FOR_DISPLAY),
            ("uihidden", FOR_DISPLAY),
            ("aggregate", NotEmulated(&[""])),
            ("alias", NotEmulated(&[""])),
            ("column", NotEmulated(&[""])),
            ("rowaggregate", NotEmulated(&["None", ""])),
        ],
        children: &["value"],
    },
    Shape {
        element: "value",
        attributes: &[("uiname", FOR_DISPLAY), ("uitype", FOR_DISPLAY)],
        children: &[],
    },
    Shape {
        element: "link-entity",
        attributes: &[
            ("name", Translated),
            ("from", Translated),
            ("to", Translated),
            ("link-type", Translated),
            ("alias", Translated),
            ("visible", FOR_DISPLAY),
            ("intersect", Ignored("says only what the table is")),
            ("enableprefiltering", FOR_REPORTS),
            ("prefilterparametername", FOR_REPORTS),
        ],
        children: TABLE,
    },
];

/// Checks a document against the tables, from the root in the order of the text.
pub(super) fn check(root: &Element) -> Read<()> {
    if root.name != "fetch" {
        return Err(root.refuse(Problem::NotFetch(root.name.clone())));
    }
    check_element(root)?;
    let links = count(root, &["link-entity"]);
    if links > MAX_LINKS {
        return Err(root.refuse(Problem::TooManyLinks));
    }
    if links + count(root, &["condition"]) > MAX_CONDITIONS {
        return Err(root.refuse(Problem::TooManyConditions));
    }
    Ok(())
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
    for (name, treatment) in shape.attributes {
        check_attribute(element, name, *treatment)?;
    }
    if element.name != "value" && !element.text.trim().is_empty() {
        return Err(element.refuse(Problem::UnexpectedText {
            element: element.name.clone(),
        }));
    }
    for child in &element.children {
        if !shape.children.contains(&child.name.as_str()) {
            return Err(child.refuse(Problem::UnexpectedElement {
                found: child.name.clone(),
                expected: match shape.children {
                    [] => "none".to_owned(),
                    children => children.join(", "),
                },
                xml: child.outer_xml(),
            }));
        }
        check_element(child)?;
    }
    Ok(())
}

fn check_attribute(element: &Element, name: &'static str, treatment: Treatment) -> Read<()> {
    let Some(value) = element.attribute(name) else {
        return Ok(());
    };
    match treatment {
        Translated | Ignored(_) => Ok(()),
        IgnoredFlag(_) => element.flag(name).map(drop),
        NotEmulated(unless) if unless.contains(&value.trim()) => Ok(()),
        NotEmulated(_) => Err(element.refuse(Problem::NotEmulated(format!(
            "the attribute `{name}` of `<{}>`",
            element.name
        )))),
    }
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
