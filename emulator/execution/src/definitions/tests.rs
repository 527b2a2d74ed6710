//! Definitions of the embedded tables: snapshots of a table and of one column of each type, and what holds for all.

use std::collections::HashSet;

use dataverse_model::metadata::{ENGLISH, Metadata};
use dataverse_protocol::odata::json;
use dataverse_protocol::odata::primitive::LargeNumbers;

use super::*;

fn definitions() -> Arc<Definitions> {
    let metadata = Metadata::embedded().expect("the embedded tables are sound");
    Definitions::of(&metadata, ENGLISH)
}

fn written(of: &Complex) -> String {
    let json = json::write(&of.clone().into(), LargeNumbers::Numbers).expect("it has a form");
    serde_json::to_string_pretty(&json).expect("it is JSON")
}

#[test]
fn the_account_table_is_defined_as_documented() {
    let definitions = definitions();
    let account = definitions.entity("account").expect("it is a table");
    insta::assert_snapshot!(written(&account.entity));
}

#[test]
fn a_column_of_each_type_is_defined_as_documented() {
    let definitions = definitions();
    let mut seen = HashSet::new();
    let all = definitions.entities.iter().flat_map(|of| &of.attributes);
    let first: Vec<String> = all
        .filter(|of| {
            seen.insert((
                of.kind().name(),
                of.get("AttributeTypeName")
                    .cloned()
                    .map(|it| format!("{it:?}")),
            ))
        })
        .map(|of| format!("{}\n{}", of.kind().name(), written(of)))
        .collect();
    insta::assert_snapshot!(first.join("\n"));
}

#[test]
fn ids_are_unique_and_the_same_in_every_organization() {
    let (one, other) = (definitions(), definitions());
    let ids = |of: &Definitions| -> Vec<Uuid> {
        let entities = of.entities.iter();
        entities
            .flat_map(|of| std::iter::once(&of.entity).chain(&of.attributes))
            .chain(&of.relationships)
            .chain(&of.option_sets)
            .filter_map(|of| of.get("MetadataId").and_then(Value::as_guid))
            .collect()
    };
    let all = ids(&one);
    let unique: HashSet<_> = all.iter().collect();
    assert_eq!(unique.len(), all.len());
    assert_eq!(all, ids(&other));
}

#[test]
fn a_snapshot_keeps_its_definitions_by_language() {
    let metadata = Metadata::embedded().expect("the embedded tables are sound");
    let english = Definitions::of(&metadata, ENGLISH);
    assert!(Arc::ptr_eq(&english, &Definitions::of(&metadata, ENGLISH)));
    let french = Definitions::of(&metadata, 1036);
    let label = |of: &Definitions| {
        let mut sets = of.option_sets.iter();
        let set = sets.find(|of| is(of, "Name", "backgroundoperation_statecode"));
        let json = written(set.expect("it is a set"));
        let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
        json["Options"][0]["Label"]["UserLocalizedLabel"]["Label"].clone()
    };
    assert_eq!(label(&french), "Prêt");
    assert_eq!(label(&english), "Ready");
}

#[test]
fn nothing_that_the_sdk_cannot_leave_out_is_missing() {
    let definitions = definitions();
    for entity in &definitions.entities {
        for relationship in entity.one_to_many.iter().chain(&entity.many_to_many) {
            assert!(relationship.get("RelationshipType").is_some());
        }
        for attribute in &entity.attributes {
            assert!(attribute.get("IsValidODataAttribute").is_some());
            assert!(attribute.get("DisplayName").is_some());
        }
    }
}
