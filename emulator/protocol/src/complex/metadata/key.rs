//! `EntityKeyMetadata`: the definition of an alternate key.

use super::enumerations::ENTITY_KEY_INDEX_STATUS;
use super::namespaces::METADATA_7_1;
use super::{METADATA_BASE, flag, label, managed, one_of, text, texts};
use crate::complex::types::{ComplexType, Content, Member, MemberType, Surface};
use crate::field_type::FieldType;

/// The definition of an alternate key.
pub static ENTITY_KEY: ComplexType = ComplexType {
    name: "EntityKeyMetadata",
    namespace: &METADATA_7_1,
    base: Some(&METADATA_BASE),
    content: Content::Members(&[
        text("LogicalName"),
        text("SchemaName"),
        text("EntityLogicalName"),
        texts("KeyAttributes"),
        flag("IsManaged"),
        text("IntroducedVersion"),
        flag("IsSynchronous"),
        flag("IsExportKey"),
        flag("IsSecondaryKey"),
        one_of("EntityKeyIndexStatus", &ENTITY_KEY_INDEX_STATUS).not_nil(),
        label("DisplayName"),
        managed("IsCustomizable"),
        Member::optional("AsyncJob", MemberType::Value(FieldType::EntityReference))
            .on(Surface::Contract),
    ]),
};
