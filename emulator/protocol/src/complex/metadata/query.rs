//! Queries for metadata, and their answers (`RetrieveMetadataChanges`).

use super::enumerations::{
    DELETED_METADATA_FILTERS, LOGICAL_OPERATOR, METADATA_CONDITION_OPERATOR,
};
use super::namespaces::{QUERY, QUERY_8_0, SDK};
use super::{flag, integer, list, one, one_of, text, texts};
use crate::complex::CollectionContract;
use crate::complex::types::{ComplexType, Content, Dictionary, Member, MemberType, Namespace};

const fn of(
    name: &'static str,
    base: Option<&'static ComplexType>,
    members: &'static [Member],
) -> ComplexType {
    within(name, &QUERY, base, members)
}

const fn within(
    name: &'static str,
    namespace: &'static Namespace,
    base: Option<&'static ComplexType>,
    members: &'static [Member],
) -> ComplexType {
    ComplexType {
        name,
        namespace,
        base,
        content: Content::Members(members),
    }
}

/// What all queries have in common: nothing.
pub(super) static METADATA_QUERY_BASE: ComplexType = of("MetadataQueryBase", None, &[]);

/// A query for definitions of one kind.
pub(super) static METADATA_QUERY: ComplexType = of(
    "MetadataQueryExpression",
    Some(&METADATA_QUERY_BASE),
    &[
        one("Properties", &METADATA_PROPERTIES),
        one("Criteria", &METADATA_FILTER),
    ],
);

/// Conditions, and how they are joined.
pub static METADATA_FILTER: ComplexType = of(
    "MetadataFilterExpression",
    None,
    &[
        list("Conditions", &METADATA_CONDITION),
        one_of("FilterOperator", &LOGICAL_OPERATOR).not_nil(),
        list("Filters", &METADATA_FILTER),
    ],
);

/// A property, an operator and a value.
pub static METADATA_CONDITION: ComplexType = of(
    "MetadataConditionExpression",
    None,
    &[
        text("PropertyName"),
        one_of("ConditionOperator", &METADATA_CONDITION_OPERATOR).not_nil(),
        Member::optional("Value", MemberType::Any),
    ],
);

/// The properties to return.
pub static METADATA_PROPERTIES: ComplexType = of(
    "MetadataPropertiesExpression",
    None,
    &[flag("AllProperties").not_nil(), texts("PropertyNames")],
);

/// A query for tables.
pub static ENTITY_QUERY: ComplexType = of(
    "EntityQueryExpression",
    Some(&METADATA_QUERY),
    &[
        one("AttributeQuery", &ATTRIBUTE_QUERY),
        one("RelationshipQuery", &RELATIONSHIP_QUERY),
        one("LabelQuery", &LABEL_QUERY),
        one("KeyQuery", &ENTITY_KEY_QUERY),
    ],
);

/// A query for the columns of the tables.
pub static ATTRIBUTE_QUERY: ComplexType =
    of("AttributeQueryExpression", Some(&METADATA_QUERY), &[]);

/// A query for the relationships of the tables.
pub static RELATIONSHIP_QUERY: ComplexType =
    of("RelationshipQueryExpression", Some(&METADATA_QUERY), &[]);

/// A query for the alternate keys of the tables.
pub static ENTITY_KEY_QUERY: ComplexType = within(
    "EntityKeyQueryExpression",
    &QUERY_8_0,
    Some(&METADATA_QUERY),
    &[],
);

/// The languages of the labels to return.
pub static LABEL_QUERY: ComplexType = of(
    "LabelQueryExpression",
    Some(&METADATA_QUERY_BASE),
    &[
        Member::optional("FilterLanguages", MemberType::Integers),
        integer("MissingLabelBehavior"),
    ],
);

/// The ids of deleted definitions, by kind.
pub static DELETED_METADATA: ComplexType = ComplexType {
    name: "DeletedMetadataCollection",
    namespace: &QUERY,
    base: None,
    content: Content::Dictionary(Dictionary {
        key: &DELETED_METADATA_FILTERS,
        value: MemberType::Guids,
        pair: "KeyValuePairOfDeletedMetadataFiltersArrayOfguidPlUv_PKtF",
    }),
};

/// The SDK's collection of tables that a query has found.
pub static ENTITY_METADATA_COLLECTION: CollectionContract = CollectionContract {
    name: "EntityMetadataCollection",
    namespace: &SDK,
};
