//! The definitions of tables, columns, option sets, relationships and keys as instances of the SDK's types of metadata
//! ([`complex::metadata`](dataverse_protocol::complex::metadata)).
//!
//! They follow from a snapshot of the tables and the language of the organization alone, so they are made once for each
//! and kept with the snapshot ([`Definitions::of`]). What the tables do not say has the default that the platform's
//! documentation gives. Ids are the model's ([`dataverse_model::metadata::ids`]).

mod attribute;
mod attribute_kinds;
mod entity;
mod given;
mod key;
mod labels;
mod managed;
mod option_set;
pub(crate) mod query;
mod relationship;
mod security;
pub(crate) mod stamp;
mod virtual_attribute;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use dataverse_model::metadata::{LanguageCode, Metadata, Table};
use dataverse_protocol::complex::metadata as types;
use dataverse_protocol::complex::{Complex, ComplexCollection};
use dataverse_protocol::value::Value;
use uuid::Uuid;

use crate::privilege::Privileges;

/// The version in which the definitions of the platform's own tables were introduced.
const INTRODUCED: &str = "5.0.0.0";

/// The version in which definitions of a publisher were introduced.
const INTRODUCED_BY_PUBLISHER: &str = "1.0.0.0";

/// All definitions of a snapshot, in one language.
#[derive(Debug)]
pub(crate) struct Definitions {
    pub(crate) entities: Vec<EntityDefinition>,
    /// Global option sets (`OptionSetMetadata`).
    pub(crate) option_sets: Vec<Complex>,
    /// `OneToManyRelationshipMetadata` and `ManyToManyRelationshipMetadata`, each once.
    pub(crate) relationships: Vec<Complex>,
}

/// The definition of a table and its parts.
#[derive(Debug)]
pub(crate) struct EntityDefinition {
    pub(crate) logical_name: String,
    /// `EntityMetadata` without its parts.
    pub(crate) entity: Complex,
    pub(crate) attributes: Vec<Complex>,
    pub(crate) keys: Vec<Complex>,
    pub(crate) one_to_many: Vec<Complex>,
    pub(crate) many_to_one: Vec<Complex>,
    pub(crate) many_to_many: Vec<Complex>,
    pub(crate) privileges: Vec<Complex>,
}

/// The parts of a table's definition that are wanted (`EntityFilters`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) attributes: bool,
    pub(crate) privileges: bool,
    pub(crate) relationships: bool,
}

impl Parts {
    /// The parts that a number of `EntityFilters` names; a table's own properties always come.
    pub(crate) fn of(filters: i64) -> Self {
        let has = |name| {
            let flag = types::ENTITY_FILTERS.number(name).unwrap_or_default();
            filters & i64::from(flag) != 0
        };
        Self {
            attributes: has("Attributes"),
            privileges: has("Privileges"),
            relationships: has("Relationships"),
        }
    }
}

/// The definitions of one snapshot, by language.
type Kept = Mutex<HashMap<LanguageCode, Arc<Definitions>>>;

impl Definitions {
    /// The definitions of a snapshot in a language.
    pub(crate) fn of(metadata: &Metadata, language: LanguageCode) -> Arc<Self> {
        let kept = metadata.derived(|_| Kept::default());
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        let made = || Arc::new(Self::made(metadata, language));
        kept.entry(language).or_insert_with(made).clone()
    }

    fn made(metadata: &Metadata, language: LanguageCode) -> Self {
        let privileges = Privileges::of(metadata);
        let relationships = relationship::all(metadata, language);
        let entities = metadata
            .tables()
            .map(|table| EntityDefinition {
                logical_name: table.logical_name.clone(),
                entity: entity::entity(table, metadata, language),
                attributes: attribute::all(table, language),
                keys: key::all(table, language),
                one_to_many: with(&relationships, &["ReferencedEntity"], table),
                many_to_one: with(&relationships, &["ReferencingEntity"], table),
                many_to_many: with(
                    &relationships,
                    &["Entity1LogicalName", "Entity2LogicalName"],
                    table,
                ),
                privileges: security::privileges(table, &privileges),
            })
            .collect();
        Self {
            entities,
            option_sets: option_set::global(metadata, language),
            relationships,
        }
    }

    /// The definition of a table by its logical name.
    pub(crate) fn entity(&self, logical_name: &str) -> Option<&EntityDefinition> {
        self.entities
            .iter()
            .find(|of| of.logical_name == logical_name)
    }

    /// The definition of a table by its `MetadataId`.
    pub(crate) fn entity_by_id(&self, id: Uuid) -> Option<&EntityDefinition> {
        self.entities.iter().find(|of| has_id(&of.entity, id))
    }
}

impl EntityDefinition {
    /// `EntityMetadata` with the wanted parts.
    pub(crate) fn with(&self, parts: Parts) -> Complex {
        let list = |kind, items: &[Complex]| ComplexCollection::of(kind, items.to_vec());
        let mut entity = self.entity.clone();
        if parts.privileges {
            entity = entity.with(
                "Privileges",
                list(&types::SECURITY_PRIVILEGE, &self.privileges),
            );
        }
        if parts.attributes {
            entity = entity.with("Attributes", list(&types::ATTRIBUTE, &self.attributes));
        }
        // Keys come with the table, whatever is asked for.
        entity = entity.with("Keys", list(&types::ENTITY_KEY, &self.keys));
        if parts.relationships {
            entity = entity
                .with(
                    "OneToManyRelationships",
                    list(&types::ONE_TO_MANY, &self.one_to_many),
                )
                .with(
                    "ManyToOneRelationships",
                    list(&types::ONE_TO_MANY, &self.many_to_one),
                )
                .with(
                    "ManyToManyRelationships",
                    list(&types::MANY_TO_MANY, &self.many_to_many),
                );
        }
        entity
    }

    /// A column by its logical name.
    pub(crate) fn attribute(&self, logical_name: &str) -> Option<&Complex> {
        self.attributes
            .iter()
            .find(|of| is(of, "LogicalName", logical_name))
    }
}

/// The relationships that name the table in one of these members.
fn with(relationships: &[Complex], members: &[&str], table: &Table) -> Vec<Complex> {
    let names = |of: &&Complex| {
        members
            .iter()
            .any(|member| is(of, member, &table.logical_name))
    };
    relationships.iter().filter(names).cloned().collect()
}

/// Whether a member of a definition is this text.
pub(crate) fn is(of: &Complex, member: &str, text: &str) -> bool {
    of.get(member).and_then(Value::as_str) == Some(text)
}

/// Whether this is the `MetadataId` of a definition.
pub(crate) fn has_id(of: &Complex, id: Uuid) -> bool {
    of.get("MetadataId").and_then(Value::as_guid) == Some(id)
}

/// Whether a publisher has defined what has this name: its name begins with the publisher's prefix. The platform's own
/// names have no `_`, apart from those of the columns of addresses.
fn is_custom(logical_name: &str) -> bool {
    logical_name.contains('_') && !logical_name.starts_with("address")
}

const fn introduced(is_custom: bool) -> &'static str {
    if is_custom {
        INTRODUCED_BY_PUBLISHER
    } else {
        INTRODUCED
    }
}

#[cfg(test)]
mod tests;
