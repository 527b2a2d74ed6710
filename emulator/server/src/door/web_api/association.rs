//! Requests of `Associate` and `Disassociate`, which `$ref` becomes whatever the relationship (section 4.6).

use dataverse_model::metadata::{EntityRole, Navigation};
use dataverse_protocol::complex::{Complex, ENTITY_ROLE, RELATIONSHIP};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{EntityReference, Value};

/// Whether an association begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Associate,
    Disassociate,
}

/// The relationship of a navigation property, with the role of the table that has the property.
pub(super) fn relationship(name: &str, navigation: &Navigation<'_>) -> Complex {
    let relationship =
        Complex::new(&RELATIONSHIP).with("SchemaName", navigation.relationship(name));
    match navigation.role() {
        None => relationship,
        Some(EntityRole::Referencing) => {
            relationship.with("PrimaryEntityRole", ENTITY_ROLE.value("Referencing"))
        }
        Some(EntityRole::Referenced) => {
            relationship.with("PrimaryEntityRole", ENTITY_ROLE.value("Referenced"))
        }
    }
}

/// The request that changes the association of a row with others.
pub(super) fn request(
    change: Change,
    target: EntityReference,
    relationship: Complex,
    related: Vec<EntityReference>,
) -> OrganizationRequest {
    let message = match change {
        Change::Associate => "Associate",
        Change::Disassociate => "Disassociate",
    };
    OrganizationRequest::new(message)
        .with("Target", target)
        .with("Relationship", relationship)
        .with("RelatedEntities", Value::References(related))
}
