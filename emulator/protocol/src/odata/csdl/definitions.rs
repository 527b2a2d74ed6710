//! Definitions as entity types: tables, columns, relationships, option sets and keys, and the sets that they are found in
//! (MD-20E).
//!
//! They are the complex types with a `MetadataId` ([`ComplexType::is_definition`]), under their own names. What an answer
//! has only where it was expanded is a navigation property.

use super::complex::property;
use super::types::{EntitySet, EntityType, Navigation, Schema, StructuredType, TypeRef};
use crate::complex::metadata::{ENTITY, ENUM, METADATA_BASE, OPTION_SET_BASE, RELATIONSHIP_BASE};
use crate::complex::types::{Content, Member, Surface};
use crate::complex::{ComplexType, MemberType};

/// The type that every definition is derived from.
const ANY_DEFINITION: &str = "crmmodelbaseentity";
/// The key of every definition.
const KEY: &str = "MetadataId";
/// The types that no definition is of, only of one derived from them.
const ABSTRACT: [&ComplexType; 3] = [&METADATA_BASE, &ENUM, &OPTION_SET_BASE];
/// The set of global option sets, which columns lead to.
const OPTION_SETS: &str = "GlobalOptionSetDefinitions";
/// The sets of definitions.
const SETS: [(&str, &ComplexType); 3] = [
    ("EntityDefinitions", &ENTITY),
    (OPTION_SETS, &OPTION_SET_BASE),
    ("RelationshipDefinitions", &RELATIONSHIP_BASE),
];

/// Adds the types of definitions and their sets.
pub(super) fn describe(schema: &mut Schema) {
    schema.entity_types.push(EntityType {
        structure: StructuredType {
            name: ANY_DEFINITION.to_owned(),
            is_abstract: true,
            ..StructuredType::default()
        },
        ..EntityType::default()
    });
    let kinds = ComplexType::all().filter(|kind| kind.is_definition());
    schema.entity_types.extend(kinds.map(entity_type));
    schema.sets.extend(SETS.map(|(name, kind)| EntitySet {
        name: name.to_owned(),
        kind: kind.name().to_owned(),
    }));
}

fn entity_type(kind: &'static ComplexType) -> EntityType {
    let own: &[Member] = match &kind.content {
        Content::Members(own) => own,
        Content::Dictionary(_) => &[],
    };
    let properties = own.iter().filter(|member| member.surface == Surface::Both);
    EntityType {
        structure: StructuredType {
            name: kind.name().to_owned(),
            base: Some(
                kind.base
                    .map_or(ANY_DEFINITION, ComplexType::name)
                    .to_owned(),
            ),
            is_abstract: ABSTRACT.contains(&kind),
            properties: properties
                .map(|member| property(member.name, &member.kind, member.presence))
                .collect(),
            ..StructuredType::default()
        },
        key: (kind == &METADATA_BASE).then(|| KEY.to_owned()),
        navigations: own.iter().filter_map(navigation).collect(),
        ..EntityType::default()
    }
}

/// The navigation property that a member is; `None` for another member.
fn navigation(member: &Member) -> Option<Navigation> {
    let is_global = match member.surface {
        Surface::Navigation => false,
        Surface::WebNavigation => true,
        Surface::Both | Surface::Contract => return None,
    };
    let kind = match &member.kind {
        MemberType::Complex(of) => TypeRef::Model(of.name().to_owned()),
        MemberType::Array(of) => TypeRef::Models(of.name().to_owned()),
        _ => return None,
    };
    Some(Navigation {
        name: member.name.to_owned(),
        kind,
        partner: None,
        constraint: None,
        set: is_global.then(|| OPTION_SETS.to_owned()),
        contained: !is_global,
    })
}
