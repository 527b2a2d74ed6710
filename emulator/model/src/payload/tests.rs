//! Round trips: rows of every table from JSON to a row and back.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dataverse_operation::rules::Rules;
use dataverse_protocol::value::Value;
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::{PayloadReader, PayloadWriter, RowForm, read_entity, write_row};
use crate::metadata::{Column, ColumnKind, DateBehavior, Metadata, Table};

/// The member of a body that sets a column, and the member of a response that shows it.
type Member = ((String, Json), (String, Json));

fn text(limit: u32) -> BoxedStrategy<Json> {
    let most = limit.min(12) as usize;
    prop::collection::vec(any::<char>(), 0..=most)
        .prop_map(|text| json!(text.into_iter().collect::<String>()))
        .boxed()
}

/// A value of a column in the form of the Web API.
fn value(kind: &ColumnKind) -> BoxedStrategy<Json> {
    match kind {
        ColumnKind::Uniqueidentifier | ColumnKind::Lookup { .. } | ColumnKind::File { .. } => {
            any::<u128>()
                .prop_map(|bits| json!(Uuid::from_u128(bits).to_string()))
                .boxed()
        }
        ColumnKind::String { max_length } | ColumnKind::Memo { max_length } => text(*max_length),
        ColumnKind::Integer { .. } | ColumnKind::Choice { .. } => {
            any::<i32>().prop_map(|number| json!(number)).boxed()
        }
        ColumnKind::BigInt => any::<i64>().prop_map(|number| json!(number)).boxed(),
        ColumnKind::Boolean { .. } => any::<bool>().prop_map(|truth| json!(truth)).boxed(),
        ColumnKind::Decimal { .. } | ColumnKind::Money { .. } => any::<i32>()
            .prop_map(|hundredths| match hundredths % 100 {
                0 => json!(hundredths / 100),
                _ => json!(f64::from(hundredths) / 100.0),
            })
            .boxed(),
        ColumnKind::Double { .. } => any::<i32>()
            .prop_map(|eighths| json!(f64::from(eighths) / 8.0))
            .boxed(),
        ColumnKind::DateTime(DateBehavior::DateOnly) => (1_i16..=9999, 1_u8..=12, 1_u8..=28)
            .prop_map(|(year, month, day)| json!(format!("{year:04}-{month:02}-{day:02}")))
            .boxed(),
        ColumnKind::DateTime(_) => (1_i16..=9999, 1_u8..=12, 1_u8..=28, 0_u8..=23, 0_u8..=59)
            .prop_map(|(year, month, day, hour, minute)| {
                json!(format!(
                    "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:07Z"
                ))
            })
            .boxed(),
        ColumnKind::MultiSelect { .. } => prop::collection::vec(any::<i32>(), 1..4)
            .prop_map(|numbers| {
                let numbers: Vec<_> = numbers.iter().map(i32::to_string).collect();
                json!(numbers.join(","))
            })
            .boxed(),
        ColumnKind::Image { .. } => prop::collection::vec(any::<u8>(), 1..9)
            .prop_map(|bytes| json!(STANDARD.encode(bytes)))
            .boxed(),
        ColumnKind::Managed => (any::<bool>(), any::<bool>())
            .prop_map(
                |(value, can_be_changed)| json!({"Value": value, "CanBeChanged": can_be_changed}),
            )
            .boxed(),
    }
}

/// The members with which a column is set and shown.
fn member(column: &Column, metadata: &Metadata) -> BoxedStrategy<Member> {
    let name = column.logical_name.clone();
    let value = prop_oneof![8 => value(&column.kind), 1 => Just(Json::Null)];
    let Some(target) = column.targets().first().cloned() else {
        return value
            .prop_map(move |value| ((name.clone(), value.clone()), (name.clone(), value)))
            .boxed();
    };
    let set = metadata.table(&target.table).unwrap().entity_set.clone();
    value
        .prop_map(move |value| {
            let address = match value.as_str() {
                Some(id) => json!(format!("/{set}({id})")),
                None => Json::Null,
            };
            (
                (format!("{}@odata.bind", target.navigation), address),
                (format!("_{name}_value"), value),
            )
        })
        .boxed()
}

/// A table and values of some of its columns.
fn row(metadata: &'static Metadata) -> impl Strategy<Value = (&'static Table, Vec<Member>)> {
    let tables: Vec<&'static Table> = metadata.tables().map(AsRef::as_ref).collect();
    prop::sample::select(tables).prop_flat_map(move |table| {
        let columns: Vec<&Column> = table.columns.values().collect();
        let count = columns.len();
        prop::sample::subsequence(columns, 1..=count).prop_flat_map(move |columns| {
            let members: Vec<_> = columns
                .into_iter()
                .map(|column| member(column, metadata))
                .collect();
            (Just(table), members)
        })
    })
}

/// The member of a response, or null. Of a managed property only the part that a body can have.
fn shown(written: &Map<String, Json>, name: &str) -> Json {
    let mut value = written.get(name).cloned().unwrap_or_default();
    if let Some(managed) = value.as_object_mut() {
        managed.remove("ManagedPropertyLogicalName");
    }
    value
}

#[test]
fn rows_of_every_table_come_back_as_they_were_sent() {
    let metadata: &'static Metadata = Box::leak(Box::new(Metadata::embedded().unwrap()));
    let rules = Rules::default();
    proptest!(ProptestConfig::with_cases(300), |((table, members) in row(metadata))| {
        let body: Map<String, Json> = members.iter().map(|(set, _)| set.clone()).collect();
        let entity = read_entity(table, &body, PayloadReader::new(metadata, &rules));
        prop_assert!(entity.is_ok(), "{body:?}: {entity:?}");
        let mut entity = entity.unwrap();
        // An entity has its key besides its columns.
        entity.id = entity.get(&table.primary_id).and_then(Value::as_guid);
        let written = write_row(table, &entity, &RowForm::given(PayloadWriter::new(metadata, &rules)));
        for (_, (name, value)) in &members {
            let found = shown(&written, name);
            prop_assert_eq!(&found, value, "{} of {}", name, &table.logical_name);
        }
    });
}
