//! The definition of the background operations table, for comparison with the requirements, and
//! checks of all tables.

use std::fmt::Write;

use super::embedded;
use crate::metadata::{
    ChoiceScope, Column, ColumnKind, Labels, Readable, RequiredLevel, Table, TableKind, Writable,
};

#[test]
fn the_background_operations_table_is_defined_as_documented() {
    let metadata = embedded();
    let table = metadata.table("backgroundoperation").unwrap();
    insta::assert_snapshot!(as_markdown(table));
}

#[test]
fn the_custom_api_tables_are_defined_as_documented() {
    let metadata = embedded();
    let names = [
        "customapi",
        "customapirequestparameter",
        "customapiresponseproperty",
    ];
    let pages = names.map(|name| as_markdown(metadata.table(name).unwrap()));
    insta::assert_snapshot!(pages.join("\n"));
}

#[test]
fn the_system_jobs_table_is_defined_as_documented() {
    let metadata = embedded();
    insta::assert_snapshot!(as_markdown(metadata.table("asyncoperation").unwrap()));
}

#[test]
fn the_registration_tables_are_defined_as_documented() {
    let metadata = embedded();
    let names = [
        "sdkmessage",
        "sdkmessagefilter",
        "sdkmessageprocessingstep",
        "sdkmessageprocessingstepimage",
        "sdkmessageprocessingstepsecureconfig",
        "serviceendpoint",
        "pluginpackage",
        "pluginassembly",
        "plugintype",
    ];
    let pages = names.map(|name| as_markdown(metadata.table(name).unwrap()));
    insta::assert_snapshot!(pages.join("\n"));
}

#[test]
fn a_background_operation_has_no_owner_and_no_system_state() {
    let metadata = embedded();
    let table = metadata.table("backgroundoperation").unwrap();
    for absent in [
        "statecode",
        "statuscode",
        "ownerid",
        "owningbusinessunit",
        "organizationid",
        "asyncoperationid",
    ] {
        assert!(table.column(absent).is_none(), "{absent} is a column");
    }
}

#[test]
fn every_table_is_found_by_both_names_and_starts_with_its_primary_key() {
    let metadata = embedded();
    assert_eq!(metadata.tables().count(), 57);
    for table in metadata.tables() {
        let by_set = metadata.by_entity_set(&table.entity_set).unwrap();
        assert_eq!(by_set.logical_name, table.logical_name);
        assert_eq!(
            table.columns.get_index_of(&table.primary_id),
            Some(0),
            "{}",
            table.logical_name
        );
        assert!(
            table.column("versionnumber").is_some(),
            "{}",
            table.logical_name
        );
        let elastic = table.logical_name == "backgroundoperation";
        assert_eq!(
            table.kind == TableKind::Elastic,
            elastic,
            "{}",
            table.logical_name
        );
    }
}

#[test]
fn well_known_tables_have_their_object_type_codes() {
    let metadata = embedded();
    let code = |name: &str| metadata.table(name).unwrap().object_type_code;
    let known = [
        "account",
        "contact",
        "annotation",
        "systemuser",
        "businessunit",
        "organization",
    ];
    assert_eq!(known.map(code), [1, 2, 5, 8, 10, 1019]);
    let custom = [
        "customapi",
        "customapirequestparameter",
        "customapiresponseproperty",
        "backgroundoperation",
    ];
    assert!(custom.iter().all(|name| code(name) >= 10000));
}

#[test]
fn a_label_without_translation_falls_back_to_english() {
    let metadata = embedded();
    let table = metadata.table("backgroundoperation").unwrap();
    let status = &table
        .column("backgroundoperationstatuscode")
        .unwrap()
        .display_name;
    assert_eq!(status.text(1036), "Raison du statut");
    assert_eq!(status.text(1041), "Status Reason");
}

fn as_markdown(table: &Table) -> String {
    let mut page = format!(
        "# {} ({}, set {}, {:?}, owned by {:?}, behavior {}, id {}, name {})\n\n{}\n\n",
        table.logical_name,
        table.schema_name,
        table.entity_set,
        table.kind,
        table.ownership,
        table.behavior.as_deref().unwrap_or("none"),
        table.primary_id,
        table.primary_name.as_deref().unwrap_or("none"),
        texts(&table.display_name) + " | " + &texts(&table.display_collection_name),
    );
    page += "| Column | Type | Write | Required | Default | Labels |\n|---|---|---|---|---|---|\n";
    for column in table.columns.values() {
        let default = column.default.as_ref().map(|value| format!("{value:?}"));
        writeln!(
            page,
            "| {} -> {} | {} | {} | {} | {} | {} |",
            column.schema_name,
            column.logical_name,
            kind(column),
            access(column),
            required(column.required),
            default.unwrap_or_default(),
            texts(&column.display_name),
        )
        .unwrap();
    }
    for column in table.columns.values() {
        page += &options(column);
    }
    page
}

fn kind(column: &Column) -> String {
    let limits = match &column.kind {
        ColumnKind::String { max_length } | ColumnKind::Memo { max_length } => {
            max_length.to_string()
        }
        ColumnKind::Integer { min, max } => format!("{min}..{max}"),
        ColumnKind::DateTime(behavior) => format!("{behavior:?}"),
        ColumnKind::Choice { options, .. } => match options.scope {
            ChoiceScope::Global => format!("global {}", options.name),
            ChoiceScope::Local => options.name.clone(),
        },
        ColumnKind::Boolean {
            false_label,
            true_label,
        } => {
            format!("{} or {}", texts(false_label), texts(true_label))
        }
        ColumnKind::Lookup { targets } => {
            let one = |target: &crate::metadata::LookupTarget| {
                format!(
                    "{} by {}, back by {}, {:?}",
                    target.table, target.navigation, target.collection, target.on_delete
                )
            };
            targets.iter().map(one).collect::<Vec<_>>().join("; ")
        }
        _ => return column.kind.name().to_owned(),
    };
    format!("{}({limits})", column.kind.name())
}

fn options(column: &Column) -> String {
    let Some(set) = column.options() else {
        return String::new();
    };
    let mut text = format!(
        "\n| {} | State | Labels |\n|---|---|---|\n",
        column.logical_name
    );
    for option in &set.options {
        let state = option.state.map(|state| state.to_string());
        let (state, labels) = (state.unwrap_or_default(), texts(&option.labels));
        writeln!(text, "| {} | {state} | {labels} |", option.value).unwrap();
    }
    text
}

fn texts(labels: &Labels) -> String {
    let one = |(language, text): (u16, &str)| format!("{language} {text}");
    labels.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn access(column: &Column) -> String {
    match &column.read {
        Readable::Always => write(column.write).to_owned(),
        Readable::Never { told_by } => format!("{}, secret, {told_by}", write(column.write)),
    }
}

const fn write(write: Writable) -> &'static str {
    match write {
        Writable::Always => "writable",
        Writable::CreateOnly => "on create",
        Writable::Never => "read-only",
    }
}

const fn required(level: RequiredLevel) -> &'static str {
    match level {
        RequiredLevel::None => "",
        RequiredLevel::Recommended => "Recommended",
        RequiredLevel::ApplicationRequired => "ApplicationRequired",
        RequiredLevel::SystemRequired => "SystemRequired",
    }
}
