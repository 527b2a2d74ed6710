//! What each attribute of FetchXML is worth: the whole table, and that the parser keeps to it.

use super::parse;
use crate::fetchxml::Problem;
use crate::fetchxml::shape::{SHAPES, Treatment};
use crate::query::Query;

#[test]
fn every_attribute_is_read_ignored_or_refused() {
    let lines: String = SHAPES
        .iter()
        .flat_map(|shape| shape.attributes.iter().map(|it| (shape.element, it)))
        .map(|(element, (attribute, treatment))| format!("{element} {attribute}: {treatment:?}\n"))
        .collect();
    insta::with_settings!({omit_expression => true}, {
        insta::assert_snapshot!("vocabulary", lines);
    });
}

/// A query with every element; the element `marked` has the attributes `extra`.
fn with(marked: &str, extra: &str) -> Result<Query, Problem> {
    let at = |element: &str| if element == marked { extra } else { "" };
    let text = format!(
        "<fetch {}><entity name='a' {}>{}<order attribute='b' {}/>\
         <filter {}><condition attribute='b' operator='in' {}><value {}>1</value></condition></filter>\
         <link-entity name='c' from='d' to='e' {}><no-attrs {}/></link-entity></entity></fetch>",
        at("fetch"),
        at("entity"),
        match marked {
            "all-attributes" => format!("<all-attributes {extra}/>"),
            _ => format!("<attribute name='b' {}/>", at("attribute")),
        },
        at("order"),
        at("filter"),
        at("condition"),
        at("value"),
        at("link-entity"),
        at("no-attrs"),
    );
    parse(&text).map_err(|error| error.problem)
}

#[test]
fn an_ignored_attribute_changes_nothing_and_one_that_is_not_emulated_is_refused_by_name() {
    for shape in SHAPES {
        let plain = with(shape.element, "").expect("the query is valid");
        for (attribute, treatment) in shape.attributes {
            let written = |value: &str| with(shape.element, &format!("{attribute}='{value}'"));
            match treatment {
                Treatment::Read => {}
                Treatment::Ignored(_) => assert_eq!(written("7"), Ok(plain.clone())),
                Treatment::IgnoredFlag(_) => {
                    assert_eq!(written("true"), Ok(plain.clone()));
                    assert_eq!(written("7"), Err(Problem::BadFlag(attribute)));
                }
                Treatment::NotEmulated(unless) => {
                    let name = format!("the attribute `{attribute}` of `<{}>`", shape.element);
                    assert_eq!(written("true"), Err(Problem::NotEmulated(name)));
                    for value in *unless {
                        assert_eq!(written(value), Ok(plain.clone()), "{attribute}='{value}'");
                    }
                }
            }
        }
        assert_eq!(with(shape.element, "nosuch='7'"), Ok(plain));
    }
}
