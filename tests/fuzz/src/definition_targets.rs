//! What a client sends about definitions: options over them, and queries for their changes.

use dataverse_limits::Limits;
use dataverse_protocol::complex::matching::{Depth, Matcher};
use dataverse_protocol::complex::metadata as types;
use dataverse_protocol::complex::{
    Complex, ComplexCollection, ComplexType, MemberType, metadata_query,
};
use dataverse_protocol::odata::definitions::{Selection, Wanted};
use dataverse_protocol::odata::primitive::LargeNumbers;
use dataverse_protocol::odata::{complex, options, strict};
use dataverse_protocol::soap;
use dataverse_protocol::value::Value;

use super::text;

/// The kinds of definitions that a path of the Web API ends with.
static DEFINED: [&ComplexType; 6] = [
    &types::ENTITY,
    &types::ATTRIBUTE,
    &types::PICKLIST,
    &types::OPTION_SET,
    &types::ONE_TO_MANY,
    &types::ENTITY_KEY,
];

/// A definition of each kind, with a text in its names and labels.
fn defined(text: &str) -> Vec<Complex> {
    let label = Complex::new(&types::LOCALIZED_LABEL)
        .with("Label", text)
        .with("LanguageCode", 1033);
    let label = Complex::new(&types::LABEL)
        .with("UserLocalizedLabel", label.clone())
        .with(
            "LocalizedLabels",
            ComplexCollection::of(&types::LOCALIZED_LABEL, vec![label]),
        );
    let customizable = Complex::new(&types::BOOLEAN_MANAGED_PROPERTY).with("Value", true);
    let option = Complex::new(&types::OPTION)
        .with("Value", 1)
        .with("Label", label.clone());
    let options = ComplexCollection::of(&types::OPTION, vec![option]);
    let set = Complex::new(&types::OPTION_SET)
        .with("Name", text)
        .with("Options", options);
    let column = Complex::new(&types::PICKLIST)
        .with("LogicalName", "name")
        .with("DisplayName", label.clone())
        .with("OptionSet", set.clone());
    let relationship = Complex::new(&types::ONE_TO_MANY).with("SchemaName", text);
    let key = Complex::new(&types::ENTITY_KEY).with("LogicalName", text);
    let of = |kind, one: &Complex| ComplexCollection::of(kind, vec![one.clone()]);
    let table = Complex::new(&types::ENTITY)
        .with("LogicalName", "account")
        .with("SchemaName", text)
        .with("DisplayName", label)
        .with("IsCustomizable", customizable)
        .with("Attributes", of(&types::ATTRIBUTE, &column))
        .with("Keys", of(&types::ENTITY_KEY, &key))
        .with(
            "ManyToOneRelationships",
            of(&types::ONE_TO_MANY, &relationship),
        );
    vec![table, column, set, relationship, key]
}

/// Options over definitions: what is selected is JSON, whatever texts the definitions have.
pub fn definitions(bytes: &[u8]) {
    let text = text(bytes);
    let Ok(options) = options::Options::parse(&text) else {
        return;
    };
    let all = defined(&text);
    for kind in DEFINED {
        let wanted = Wanted {
            select: options.select.as_deref(),
            expand: &options.expand,
            filter: options.filter.as_ref(),
            order: &options.orderby,
            top: options.top,
        };
        match Selection::new(kind, wanted) {
            Err(error) => drop(error.to_string()),
            Ok(selection) => {
                let (chosen, count) = selection.choose(all.iter());
                assert!(chosen.len() <= count);
                for one in chosen {
                    let written = selection.write(one, LargeNumbers::Numbers);
                    let json = serde_json::to_string(&written).expect("it is JSON");
                    let read: serde_json::Map<String, serde_json::Value> =
                        serde_json::from_str(&json).expect("it reads as JSON");
                    assert_eq!(read, written);
                }
            }
        }
    }
}

/// A query for definitions, from an envelope of the SDK or from JSON of the Web API, asked of definitions.
pub fn metadata_changes(bytes: &[u8]) {
    let mut queries = Vec::new();
    if let Ok(call) = soap::read(bytes, &Limits::default()) {
        queries.extend(call.request.parameters.into_values());
    }
    if let Ok(json) = strict::parse(bytes) {
        queries.extend(complex::read(
            &MemberType::Complex(&types::ENTITY_QUERY),
            &json,
        ));
    }
    let all = defined("name");
    for query in queries {
        let Value::Complex(query) = query else {
            continue;
        };
        for member in ["", "AttributeQuery", "RelationshipQuery", "KeyQuery"] {
            let part = match query.get(member) {
                Some(Value::Complex(part)) => part,
                _ => &query,
            };
            let Some(Value::Complex(criteria)) = part.get("Criteria") else {
                continue;
            };
            let filter = metadata_query::filter(criteria);
            for one in &all {
                match Matcher::new(one.kind(), &filter, Depth::ByValue) {
                    Ok(matcher) => drop(matcher.matches(one)),
                    Err(error) => drop(error.to_string()),
                }
            }
        }
    }
}
