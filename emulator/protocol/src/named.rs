//! Ids that follow from names.

use uuid::Uuid;

/// The id for a name, the same in every organization, whatever its seed.
pub fn named(name: &str) -> Uuid {
    let namespace = Uuid::new_v5(&Uuid::NAMESPACE_URL, b"urn:dataverse-emulator");
    Uuid::new_v5(&namespace, name.as_bytes())
}
