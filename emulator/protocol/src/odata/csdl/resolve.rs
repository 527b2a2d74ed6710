//! Leaves out of a schema what CSDL cannot name, what has the name of another, and what refers to either (MD-20A).
//!
//! A type without a name that CSDL takes is left out, and with it every navigation property, parameter, operation and
//! set that refers to it. Of two that may not have one name, the later is left out.

use std::collections::{HashMap, HashSet};

use super::name::is_simple;
use super::types::{EntityType, Operation, Property, Returns, Schema, StructuredType, TypeRef};

impl Schema {
    /// The part of the schema that CSDL can express, in which every reference resolves.
    #[must_use]
    pub fn resolved(mut self) -> Self {
        let mut taken = Names::default();
        self.enum_types.retain(|kind| taken.take(&kind.name));
        for kind in &mut self.enum_types {
            let mut members = Names::default();
            kind.members.retain(|(name, _)| members.take(name));
        }
        self.complex_types.retain(|kind| taken.take(&kind.name));
        self.entity_types
            .retain(|kind| taken.take(&kind.structure.name));
        while self.drops_derived() {}
        let types = self.type_names();
        for kind in &mut self.complex_types {
            keep(&mut kind.properties, &types, &mut Names::default());
        }
        self.resolve_entities(&types);
        self.resolve_operations(taken, &types);
        self.resolve_sets();
        self
    }

    /// Leaves out the types whose base type is not there; whether there were any.
    fn drops_derived(&mut self) -> bool {
        let types = self.type_names();
        let before = types.len();
        let is_there =
            |kind: &StructuredType| kind.base.as_ref().is_none_or(|base| types.contains(base));
        self.complex_types.retain(is_there);
        self.entity_types.retain(|kind| is_there(&kind.structure));
        self.type_names().len() < before
    }

    fn type_names(&self) -> HashSet<String> {
        let enums = self.enum_types.iter().map(|kind| &kind.name);
        let complex = self.complex_types.iter().map(|kind| &kind.name);
        let entities = self.entity_types.iter().map(|kind| &kind.structure.name);
        enums.chain(complex).chain(entities).cloned().collect()
    }

    /// Keeps the properties whose types are there, and of navigation properties what the other type has.
    fn resolve_entities(&mut self, types: &HashSet<String>) {
        let inherited = self.inherited_names();
        for kind in &mut self.entity_types {
            let base = kind.structure.base.as_ref();
            let mut names = Names(
                base.and_then(|base| inherited.get(base))
                    .cloned()
                    .unwrap_or_default(),
            );
            keep(&mut kind.structure.properties, types, &mut names);
            kind.navigations.retain(|navigation| {
                refers(&navigation.kind, types) && names.take(&navigation.name)
            });
            kind.key = kind.key.take().filter(|key| has_property(kind, key));
            let mut keys = std::mem::take(&mut kind.alternate_keys);
            keys.retain(|key| !key.is_empty() && key.iter().all(|name| has_property(kind, name)));
            kind.alternate_keys = keys;
        }
        let known = self.inherited_names();
        let has = |kind: &str, name: &str| known.get(kind).is_some_and(|own| own.contains(name));
        for kind in &mut self.entity_types {
            let own = kind.structure.name.clone();
            for navigation in &mut kind.navigations {
                let other = navigation.kind.model().unwrap_or_default();
                navigation.partner = navigation.partner.take().filter(|name| has(other, name));
                navigation.constraint = navigation
                    .constraint
                    .take()
                    .filter(|(property, key)| has(&own, property) && has(other, key));
            }
        }
    }

    /// The names of the properties of each entity type, those of its base types included.
    fn inherited_names(&self) -> HashMap<String, HashSet<String>> {
        let own = |kind: &EntityType| -> HashSet<String> {
            let properties = kind.structure.properties.iter().map(|own| own.name.clone());
            let navigations = kind.navigations.iter().map(|own| own.name.clone());
            properties.chain(navigations).collect()
        };
        let by_name: HashMap<&str, &EntityType> = self
            .entity_types
            .iter()
            .map(|kind| (kind.structure.name.as_str(), kind))
            .collect();
        let all = |kind: &EntityType| {
            let mut names = own(kind);
            let mut seen = HashSet::from([kind.structure.name.as_str()]);
            let mut base = kind.structure.base.as_deref();
            while let Some(of) = base.and_then(|name| by_name.get(name)) {
                if !seen.insert(&of.structure.name) {
                    break;
                }
                names.extend(own(of));
                base = of.structure.base.as_deref();
            }
            names
        };
        let types = self.entity_types.iter();
        types
            .map(|kind| (kind.structure.name.clone(), all(kind)))
            .collect()
    }

    /// Keeps the operations whose name is free and whose types are all there.
    fn resolve_operations(&mut self, mut taken: Names, types: &HashSet<String>) {
        self.operations.retain_mut(|operation| {
            resolves(operation, types)
                && match &mut operation.returns {
                    Returns::Several(kind) => {
                        // Both names or neither.
                        let free = taken.is_free(&kind.name) && kind.name != operation.name;
                        free && taken.take(&operation.name) && taken.take(&kind.name)
                    }
                    Returns::Nothing | Returns::One(_) => taken.take(&operation.name),
                }
        });
    }

    /// Keeps the sets of types that are there, and the navigation properties' sets that are there.
    fn resolve_sets(&mut self) {
        let mut names = Names::default();
        // The imports of operations stand in the container as well.
        for operation in &self.operations {
            names.take(&operation.name);
        }
        let rows: HashSet<&str> = self
            .entity_types
            .iter()
            .map(|kind| kind.structure.name.as_str())
            .collect();
        self.sets
            .retain(|set| rows.contains(set.kind.as_str()) && names.take(&set.name));
        let sets: HashSet<&str> = self.sets.iter().map(|set| set.name.as_str()).collect();
        for kind in &mut self.entity_types {
            for navigation in &mut kind.navigations {
                navigation.set = navigation
                    .set
                    .take()
                    .filter(|set| sets.contains(set.as_str()));
            }
        }
    }
}

/// Names that are taken.
#[derive(Default)]
struct Names(HashSet<String>);

impl Names {
    /// Takes a name; `false` if CSDL does not take it, or it is taken.
    fn take(&mut self, name: &str) -> bool {
        is_simple(name) && self.0.insert(name.to_owned())
    }

    fn is_free(&self, name: &str) -> bool {
        is_simple(name) && !self.0.contains(name)
    }
}

fn keep(properties: &mut Vec<Property>, types: &HashSet<String>, names: &mut Names) {
    properties.retain(|property| refers(&property.kind, types) && names.take(&property.name));
}

fn refers(kind: &TypeRef, types: &HashSet<String>) -> bool {
    kind.model().is_none_or(|name| types.contains(name))
}

fn has_property(kind: &EntityType, name: &str) -> bool {
    let mut properties = kind.structure.properties.iter();
    properties.any(|property| property.name == name)
}

fn resolves(operation: &Operation, types: &HashSet<String>) -> bool {
    let mut names = Names::default();
    let mut parameters = operation.parameters.iter();
    let takes =
        parameters.all(|parameter| refers(&parameter.kind, types) && names.take(&parameter.name));
    takes
        && match &operation.returns {
            Returns::Nothing => true,
            Returns::One(kind) => refers(kind, types),
            Returns::Several(kind) => {
                let mut names = Names::default();
                let mut properties = kind.properties.iter();
                properties.all(|own| refers(&own.kind, types) && names.take(&own.name))
            }
        }
}
