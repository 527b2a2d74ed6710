//! The table of types: the data contract of each, to be reviewed as a snapshot, and what holds for all of them.

use std::collections::HashSet;
use std::fmt::Write;

use super::*;
use crate::complex::types::{Content, Surface};

#[test]
fn the_data_contract_of_every_type_is_that_of_the_sdk() {
    let mut text = String::new();
    for kind in TYPES {
        let base = kind.base.map_or("", |base| base.name);
        writeln!(text, "{} : {base} ({})", kind.name, kind.namespace.uri).expect("it is a text");
        for (namespace, member) in kind.contract_members() {
            if namespace.uri == kind.namespace.uri || kind.base.is_none() {
                let own = matches!(&kind.content, Content::Members(own) if own.iter().any(|it| it.name == member.name));
                if own {
                    writeln!(text, "  {}", member.name).expect("it is a text");
                }
            }
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn the_numbers_of_every_enumeration_are_those_of_the_sdk() {
    let mut text = String::new();
    for of in ENUMERATIONS {
        let members: Vec<_> = of
            .members
            .iter()
            .map(|(name, number)| format!("{name} = {number}"))
            .collect();
        let kind = if of.is_flags() { "flags " } else { "" };
        writeln!(
            text,
            "{kind}{} ({}): {}",
            of.name,
            of.namespace.uri,
            members.join(", ")
        )
        .expect("it is a text");
    }
    insta::assert_snapshot!(text);
}

#[test]
fn names_are_those_of_one_type_and_prefixes_those_of_one_namespace() {
    let names: HashSet<_> = TYPES.iter().map(|kind| kind.name).collect();
    assert_eq!(names.len(), TYPES.len());
    for one in TYPES {
        for other in TYPES {
            let (one, other) = (one.namespace, other.namespace);
            assert_eq!(
                one.prefix == other.prefix,
                one.uri == other.uri,
                "{}",
                one.uri
            );
        }
    }
}

#[test]
fn a_type_is_listed_with_all_that_it_is_made_of() {
    let listed = |kind: &ComplexType| TYPES.iter().any(|it| **it == *kind);
    for kind in TYPES {
        assert!(kind.base.is_none_or(listed), "the base of {}", kind.name);
        for member in kind.members() {
            match &member.kind {
                MemberType::Complex(of) | MemberType::Array(of) => {
                    assert!(listed(of), "{} of {}", member.name, kind.name);
                }
                MemberType::Enumeration(of) => {
                    assert!(
                        ENUMERATIONS.iter().any(|it| it.name == of.name),
                        "{}",
                        of.name
                    );
                }
                _ => {}
            }
            let is_optional = member.presence != crate::complex::types::Presence::Required;
            assert!(is_optional, "{} of {}", member.name, kind.name);
        }
    }
}

#[test]
fn definitions_have_their_parts_as_navigation_properties() {
    let parts = |kind: &ComplexType| -> Vec<_> {
        kind.members()
            .filter(|it| matches!(it.surface, Surface::Navigation | Surface::WebNavigation))
            .map(|it| it.name)
            .collect()
    };
    assert_eq!(parts(&PICKLIST), ["OptionSet", "GlobalOptionSet"]);
    assert_eq!(parts(&STRING), [""; 0]);
    assert_eq!(
        parts(&ENTITY),
        [
            "Attributes",
            "Keys",
            "ManyToManyRelationships",
            "ManyToOneRelationships",
            "OneToManyRelationships"
        ]
    );
    assert!(PICKLIST.is_definition() && OPTION_SET.is_definition() && ENTITY_KEY.is_definition());
    assert!(
        !STATE_OPTION.is_definition() && !LOCALIZED_LABEL.is_definition() && !LABEL.is_definition()
    );
}

#[test]
fn flags_are_read_by_any_separator_and_written_one_by_one() {
    for (text, number) in [
        ("Entity Attributes", 3),
        ("Entity,Attributes", 3),
        ("Attributes, Entity", 3),
        ("All", 15),
        ("Default", 1),
        ("6", 6),
    ] {
        assert_eq!(ENTITY_FILTERS.parse(text), Ok(number), "{text}");
    }
    for text in ["", "entity", "16", "Entity;Attributes"] {
        assert!(ENTITY_FILTERS.parse(text).is_err(), "{text}");
    }
    assert_eq!(
        ENTITY_FILTERS.text_of(15, " "),
        "Entity Attributes Privileges Relationships"
    );
    assert_eq!(ENTITY_FILTERS.text_of(3, ", "), "Entity, Attributes");
    assert_eq!(OWNERSHIP_TYPES.text_of(0, ", "), "None");
    assert_eq!(OWNERSHIP_TYPES.text_of(1, ", "), "UserOwned");
    assert!(!ENTITY_FILTERS.has(16) && ENTITY_FILTERS.has(7));
}
