//! Queries for definitions (`EntityQueryExpression`): which tables, which of their columns, relationships and keys, which
//! properties of each, and which languages.

use std::collections::HashMap;

use dataverse_model::metadata::Metadata;
use dataverse_operation::fault::Fault;
use dataverse_protocol::complex::matching::{Depth, MatchError, Matcher};
use dataverse_protocol::complex::metadata as types;
use dataverse_protocol::complex::metadata_query;
use dataverse_protocol::complex::{Complex, ComplexCollection, ComplexType};
use dataverse_protocol::query::Filter;
use dataverse_protocol::value::Value;

use super::stamp::Stamp;
use super::{Definitions, EntityDefinition};

/// Properties that every definition has, whatever a query asks for.
const ALWAYS: [&str; 5] = [
    "MetadataId",
    "HasChanged",
    "LogicalName",
    "SchemaName",
    "RelationshipType",
];

/// The members of a table that are its parts, each with the query that narrows it.
const PARTS: [(&str, &str); 5] = [
    ("Attributes", "AttributeQuery"),
    ("Keys", "KeyQuery"),
    ("OneToManyRelationships", "RelationshipQuery"),
    ("ManyToOneRelationships", "RelationshipQuery"),
    ("ManyToManyRelationships", "RelationshipQuery"),
];

/// What is new to a client.
#[derive(Clone, Copy)]
pub(crate) struct Changes<'m> {
    /// What the client knows.
    pub(crate) since: Stamp,
    pub(crate) metadata: &'m Metadata,
}

impl Changes<'_> {
    fn has_table(self, table: &str) -> bool {
        self.since.precedes(self.metadata, table)
    }

    /// Whether a column, a key or a relationship has changed. The names beside a column change with it.
    fn has_part(self, table: &str, part: &Complex) -> bool {
        let names = ["AttributeOf", "LogicalName", "SchemaName"];
        let mut names = names
            .into_iter()
            .filter_map(|name| part.get(name)?.as_str());
        names.any(|name| self.since.precedes_part(self.metadata, table, name))
    }
}

/// The tables that a query asks for, with the properties and parts that it asks for; everything without a query. With
/// `changes` only the tables and the parts that have changed, marked as such.
///
/// # Errors
/// A condition names a property that definitions do not have, or a value of another type.
pub(crate) fn run(
    definitions: &Definitions,
    query: Option<&Complex>,
    changes: Option<Changes<'_>>,
) -> Result<Vec<Complex>, Fault> {
    let wanted = Wanted::of(query);
    let parts: Vec<Part<'_>> = PARTS
        .iter()
        .map(|(member, narrowed_by)| Part {
            member,
            is_wanted: wanted.properties.has(member),
            wanted: Wanted::of(nested(query, narrowed_by)),
        })
        .collect();
    let languages = nested(query, "LabelQuery").and_then(|labels| labels.get("FilterLanguages"));
    let languages = match languages {
        Some(Value::Array(languages)) => languages.integers().collect(),
        _ => Vec::new(),
    };
    let languages = (!languages.is_empty()).then_some(languages.as_slice());
    let mut criteria = Criteria::default();
    let mut found = Vec::new();
    for definition in &definitions.entities {
        let name = definition.logical_name.as_str();
        let is_wanted = changes.is_none_or(|changes| changes.has_table(name));
        if !is_wanted || !criteria.hold(&wanted.filter, &definition.entity)? {
            continue;
        }
        let marked = |of: Complex| match changes {
            Some(_) => of.with("HasChanged", true),
            None => of,
        };
        let mut entity = marked(wanted.properties.of(&definition.entity));
        for part in parts.iter().filter(|part| part.is_wanted) {
            let (kind, items) = items(definition, part.member);
            let mut kept = Vec::new();
            for item in items {
                let is_new = changes.is_none_or(|changes| changes.has_part(name, item));
                if is_new && criteria.hold(&part.wanted.filter, item)? {
                    kept.push(marked(part.wanted.properties.of(item)));
                }
            }
            entity = entity.with(part.member, ComplexCollection::of(kind, kept));
        }
        if wanted.properties.has("Privileges") {
            let privileges = definition.privileges.clone();
            let privileges = ComplexCollection::of(&types::SECURITY_PRIVILEGE, privileges);
            entity = entity.with("Privileges", privileges);
        }
        found.push(match languages {
            Some(languages) => types::in_languages(&entity, languages),
            None => entity,
        });
    }
    Ok(found)
}

/// A part of the tables that is asked for.
struct Part<'q> {
    member: &'static str,
    is_wanted: bool,
    wanted: Wanted<'q>,
}

/// The filter and the properties of a query for definitions of one kind.
struct Wanted<'q> {
    filter: Filter,
    properties: Properties<'q>,
}

impl<'q> Wanted<'q> {
    fn of(query: Option<&'q Complex>) -> Self {
        Self {
            filter: nested(query, "Criteria")
                .map_or_else(Filter::everything, metadata_query::filter),
            properties: match nested(query, "Properties") {
                _ if query.is_none() => Properties::All,
                Some(properties)
                    if properties.get("AllProperties").and_then(Value::as_bool) == Some(true) =>
                {
                    Properties::All
                }
                Some(properties) => match properties.get("PropertyNames") {
                    Some(Value::Strings(names)) => Properties::Named(names),
                    _ => Properties::Named(&[]),
                },
                None => Properties::Named(&[]),
            },
        }
    }
}

#[derive(Clone, Copy)]
enum Properties<'q> {
    All,
    Named(&'q [String]),
}

impl Properties<'_> {
    fn has(self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Named(names) => names.iter().any(|own| own == name),
        }
    }

    fn of(self, definition: &Complex) -> Complex {
        match self {
            Self::All => definition.clone(),
            Self::Named(_) => definition.with_only(|name| ALWAYS.contains(&name) || self.has(name)),
        }
    }
}

fn nested<'q>(query: Option<&'q Complex>, member: &str) -> Option<&'q Complex> {
    match query?.get(member)? {
        Value::Complex(inside) => Some(inside),
        _ => None,
    }
}

fn items<'d>(
    definition: &'d EntityDefinition,
    member: &str,
) -> (&'static ComplexType, &'d [Complex]) {
    match member {
        "Attributes" => (&types::ATTRIBUTE, &definition.attributes),
        "Keys" => (&types::ENTITY_KEY, &definition.keys),
        "OneToManyRelationships" => (&types::ONE_TO_MANY, &definition.one_to_many),
        "ManyToOneRelationships" => (&types::ONE_TO_MANY, &definition.many_to_one),
        _ => (&types::MANY_TO_MANY, &definition.many_to_many),
    }
}

/// The filters of a query, held against each type once.
#[derive(Default)]
struct Criteria {
    /// By the name of the type and the address of the filter, which live as long as the query runs.
    matchers: HashMap<(&'static str, usize), Result<Matcher, MatchError>>,
}

impl Criteria {
    /// Whether a filter holds for a definition. A property that only other types derived from the same base have holds
    /// for none of this one.
    fn hold(&mut self, filter: &Filter, of: &Complex) -> Result<bool, Fault> {
        let kind = of.kind();
        let key = (kind.name(), std::ptr::from_ref(filter).addr());
        let matcher = self
            .matchers
            .entry(key)
            .or_insert_with(|| Matcher::new(kind, filter, Depth::ByValue));
        match matcher {
            Ok(matcher) => Ok(matcher.matches(of)),
            Err(MatchError::NoProperty { property, .. }) if is_of_another(kind, property) => {
                Ok(false)
            }
            Err(error) => Err(Fault::invalid_argument(error.to_string())),
        }
    }
}

/// Whether a type derived from the same base has the property.
fn is_of_another(kind: &ComplexType, property: &str) -> bool {
    kind.is_a(&types::ATTRIBUTE) && types::attribute_has(property)
}
