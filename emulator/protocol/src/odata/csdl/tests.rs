//! Whatever names a schema has: what is written is well-formed XML, names are unique, and every reference resolves.

use std::collections::{HashMap, HashSet};

use proptest::prelude::*;

use super::*;
use crate::odata::primitive::EdmType;
use crate::xml::{self, DocumentLimits, Element};

/// Names that CSDL takes, that clash, and that it does not take.
fn name() -> impl Strategy<Value = String> {
    let clashing = prop::sample::select(vec!["a", "b", "c", "d", "_a_value", "aResponse"]);
    prop_oneof![
        8 => clashing.prop_map(str::to_owned),
        1 => any::<String>(),
        1 => prop::sample::select(vec!["", "a b", "a\"<b>&", "1a", "a.b", "é", "\u{0}"]).prop_map(str::to_owned),
    ]
}

fn type_ref() -> impl Strategy<Value = TypeRef> {
    prop_oneof![
        Just(TypeRef::Primitive(EdmType::String)),
        Just(TypeRef::Primitives(EdmType::Int32)),
        name().prop_map(TypeRef::Model),
        name().prop_map(TypeRef::Models),
    ]
}

fn property() -> impl Strategy<Value = Property> {
    (name(), type_ref(), any::<bool>(), any::<bool>()).prop_map(
        |(name, kind, nullable, computed)| Property {
            name,
            kind,
            nullable,
            computed,
        },
    )
}

fn some<T: std::fmt::Debug>(of: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<T>> {
    prop::collection::vec(of, 0..4)
}

fn structure() -> impl Strategy<Value = StructuredType> {
    let base = prop::option::of(name());
    (name(), base, some(property())).prop_map(|(name, base, properties)| StructuredType {
        name,
        base,
        properties,
        ..StructuredType::default()
    })
}

fn navigation() -> impl Strategy<Value = Navigation> {
    let kind = prop_oneof![
        name().prop_map(TypeRef::Model),
        name().prop_map(TypeRef::Models)
    ];
    let optional = || prop::option::of(name());
    let constraint = prop::option::of((name(), name()));
    (
        name(),
        kind,
        optional(),
        constraint,
        optional(),
        any::<bool>(),
    )
        .prop_map(
            |(name, kind, partner, constraint, set, contained)| Navigation {
                name,
                kind,
                partner,
                constraint,
                set,
                contained,
            },
        )
}

fn entity_type() -> impl Strategy<Value = EntityType> {
    let key = prop::option::of(name());
    let keys = some(some(name()));
    (structure(), key, keys, some(navigation())).prop_map(
        |(structure, key, alternate_keys, navigations)| EntityType {
            structure,
            key,
            alternate_keys,
            navigations,
        },
    )
}

fn operation() -> impl Strategy<Value = Operation> {
    let returns = prop_oneof![
        Just(Returns::Nothing),
        type_ref().prop_map(Returns::One),
        structure().prop_map(|kind| Returns::Several(StructuredType { base: None, ..kind })),
    ];
    let parameter = (name(), type_ref(), any::<bool>());
    let parameter = parameter.prop_map(|(name, kind, nullable)| Parameter {
        name,
        kind,
        nullable,
    });
    let kind = prop::sample::select(vec![OperationKind::Action, OperationKind::Function]);
    let binding = prop::sample::select(vec![Binding::Bound, Binding::Unbound]);
    (name(), kind, binding, some(parameter), returns).prop_map(
        |(name, kind, binding, parameters, returns)| Operation {
            name,
            kind,
            binding,
            parameters,
            returns,
        },
    )
}

fn schema() -> impl Strategy<Value = Schema> {
    let members = some((name(), any::<i32>()));
    let enum_type = (name(), members).prop_map(|(name, members)| EnumType { name, members });
    let set = (name(), name()).prop_map(|(name, kind)| EntitySet { name, kind });
    let complex = structure();
    (
        some(entity_type()),
        some(complex),
        some(enum_type),
        some(operation()),
        some(set),
    )
        .prop_map(
            |(entity_types, complex_types, enum_types, operations, sets)| Schema {
                entity_types,
                complex_types,
                enum_types,
                operations,
                sets,
            },
        )
}

/// What a type of the document has: its base type and the names of its own properties.
type Types<'d> = HashMap<&'d str, (Option<&'d str>, HashSet<&'d str>)>;

fn local(qualified: &str) -> &str {
    let inside = qualified.strip_prefix("Collection(");
    let item = inside.and_then(|rest| rest.strip_suffix(')'));
    let item = item.unwrap_or(qualified);
    item.strip_prefix("mscrm.").unwrap_or(item)
}

fn named<'d>(element: &'d Element, attribute: &str) -> &'d str {
    element.attribute(attribute).expect("it is written")
}

/// Whether a type or one of its bases has a property.
fn has(types: &Types<'_>, kind: &str, name: &str) -> bool {
    let mut kind = Some(kind);
    for _ in 0..types.len() {
        let Some((base, own)) = kind.and_then(|kind| types.get(kind)) else {
            return false;
        };
        if own.contains(name) {
            return true;
        }
        kind = *base;
    }
    false
}

/// Asserts that names are unique and references resolve.
fn check(root: &Element) {
    let services = root.children.last().expect("the document has services");
    let schema = services.children.first().expect("it has a schema");
    let mut types = Types::new();
    let (mut names, mut operations) = (HashSet::new(), HashSet::new());
    for element in &schema.children {
        let name = named(element, "Name");
        assert!(
            names.insert(name) || element.name == "EntityContainer",
            "{name} is there twice"
        );
        match element.name.as_str() {
            "Action" | "Function" => {
                operations.insert(name);
            }
            "EntityContainer" => {}
            _ => {
                let own = element.children.iter();
                let own = own.filter_map(|child| child.attribute("Name")).collect();
                types.insert(name, (element.attribute("BaseType").map(local), own));
            }
        }
    }
    for element in &schema.children {
        check_element(element, element, &types);
    }
    let container = schema.children.last().expect("it has a container");
    let mut names = HashSet::new();
    let members = container.children.iter();
    let sets: HashMap<&str, &str> = members
        .clone()
        .filter(|member| member.name == "EntitySet")
        .map(|set| (named(set, "Name"), local(named(set, "EntityType"))))
        .collect();
    for member in members {
        assert!(names.insert(named(member, "Name")));
        match member.name.as_str() {
            "EntitySet" => {
                let kind = local(named(member, "EntityType"));
                for binding in &member.children {
                    assert!(sets.contains_key(named(binding, "Target")));
                    assert!(has(&types, kind, named(binding, "Path")));
                }
            }
            "ActionImport" => assert!(operations.contains(local(named(member, "Action")))),
            _ => assert!(operations.contains(local(named(member, "Function")))),
        }
    }
}

fn check_element(owner: &Element, element: &Element, types: &Types<'_>) {
    for attribute in ["Type", "BaseType", "EntityType"] {
        if let Some(named) = element.attribute(attribute) {
            let is_known = named.contains("Edm.")
                || named.starts_with("OData.Community.Keys.V1.")
                || types.contains_key(local(named));
            assert!(is_known, "{named} is not there");
        }
    }
    if let Some(path) = element.attribute("PropertyPath") {
        assert!(has(types, named(owner, "Name"), path), "no {path}");
    }
    let other = element.attribute("Type").map_or("", local);
    if let Some(partner) = element.attribute("Partner") {
        assert!(has(types, other, partner), "{other} has no {partner}");
    }
    for child in &element.children {
        if child.name == "ReferentialConstraint" {
            assert!(has(types, named(owner, "Name"), named(child, "Property")));
            assert!(has(types, other, named(child, "ReferencedProperty")));
        }
        check_element(owner, child, types);
    }
}

fn parsed(document: &str) -> Element {
    let limits = DocumentLimits {
        bytes: 1 << 20,
        depth: 16,
        elements: 10_000,
        attributes: 16,
    };
    xml::read(document, limits).expect("it is well-formed")
}

proptest! {
    #[test]
    fn every_document_is_well_formed_and_resolves(schema in schema()) {
        for annotations in [Annotations::Omitted, Annotations::Written] {
            check(&parsed(&write(&schema.clone().resolved(), annotations)));
        }
    }

    #[test]
    fn what_is_resolved_stays(schema in schema()) {
        let once = schema.resolved();
        prop_assert_eq!(once.clone().resolved(), once);
    }
}

#[test]
fn every_complex_type_is_described() {
    let mut schema = Schema::default();
    describe(&mut schema);
    let before = schema.complex_types.len();
    schema.entity_types.push(EntityType {
        structure: StructuredType {
            name: "crmbaseentity".to_owned(),
            ..StructuredType::default()
        },
        ..EntityType::default()
    });
    let schema = schema.resolved();
    assert_eq!(schema.complex_types.len(), before);
    check(&parsed(&write(&schema, Annotations::Written)));
}
