//! The built-in tables as a schema.

use dataverse_protocol::odata::csdl::{Annotations, write};

use super::describe;
use crate::metadata::Metadata;

#[test]
fn every_built_in_table_is_described_whole() {
    let metadata = Metadata::embedded().unwrap();
    let schema = describe(&metadata, std::iter::empty());
    for table in metadata.tables() {
        let mut types = schema.entity_types.iter();
        let kind = types
            .find(|kind| kind.structure.name == table.logical_name)
            .unwrap();
        assert_eq!(kind.structure.properties.len(), table.columns.len());
        for navigation in &kind.navigations {
            let path = format!("{}/{}", table.logical_name, navigation.name);
            assert!(navigation.partner.is_some(), "{path} has no partner");
        }
        assert!(schema.sets.iter().any(|set| set.name == table.entity_set));
    }
}

#[test]
fn annotations_are_written_on_demand() {
    let metadata = Metadata::embedded().unwrap();
    let schema = describe(&metadata, std::iter::empty());
    let computed = "Org.OData.Core.V1.Computed";
    assert!(!write(&schema, Annotations::Omitted).contains(computed));
    assert!(write(&schema, Annotations::Written).contains(computed));
}
