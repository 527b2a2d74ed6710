//! The names and labels of definitions, which clients choose: whatever is defined, the description in CSDL is well-formed,
//! its names are simple identifiers, and the definition is read again as it was stored.
//!
//! Two programs use this file: the fuzzer of this crate, and the test `emulator/model/tests/described.rs`, which runs it
//! for a short time with every `cargo test`.

use std::sync::LazyLock;

use dataverse_model::csdl;
use dataverse_model::metadata::{
    Cascades, Choice, ChoiceKind, ChoiceScope, Column, ColumnKind, Definition, Details, Key,
    Labels, LookupTarget, Metadata, OnDelete, OptionSet, Table,
};
use dataverse_protocol::odata::csdl::{Annotations, write};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// What is read: a name or a label in each line, in the order in which [`described`] takes them.
pub const SEEDS: &[&str] = &[
    "new_pen\nnew_Pen\nnew_pens\nPen\nnew_name\nnew_Name\nnew_accountid\nnew_AccountId\nnew_account_pen\nnew_color\nBlue\nnew_bycode\nnew_ByCode",
    "1pen\na b\n<x>&\"\n\u{1}\nnew_name\nnew_Name\nnew_accountid\ncreatedby\naccounts\nnew_name\n\u{0}\nnew_accountid\n",
    "crmbaseentity\nprincipal\naccounts\nA\n_new_b_value\nB\nnew_b\nnew_name\nnew_name\nnew_c\nC\nk\nK",
];

static PLATFORM: LazyLock<Metadata> =
    LazyLock::new(|| Metadata::embedded().expect("the data files are read by a test"));

fn column(logical_name: &str, schema_name: &str, kind: ColumnKind) -> Column {
    Column {
        schema_name: schema_name.to_owned(),
        ..Column::optional(logical_name, kind)
    }
}

fn table(names: &mut dyn FnMut() -> String) -> Table {
    let (logical_name, schema_name, entity_set) = (names(), names(), names());
    let (label, primary_id) = (names(), format!("{logical_name}id"));
    let (name, named) = (names(), names());
    let (lookup, navigation, collection) = (names(), names(), names());
    let (color, blue) = (names(), names());
    let target = LookupTarget {
        table: "account".to_owned(),
        navigation,
        collection,
        relationship: None,
        on_delete: OnDelete::RemoveLink,
        cascades: Cascades::default(),
        details: Details::default(),
    };
    let option = Choice {
        value: 1,
        labels: Labels::english(blue.as_str()),
        state: None,
        details: Details::default(),
    };
    let options = OptionSet {
        name: format!("{logical_name}_{color}"),
        scope: ChoiceScope::Local,
        options: vec![option],
        display_name: Some(Labels::english(blue)),
        details: Details::default(),
    };
    let choice = ColumnKind::Choice {
        kind: ChoiceKind::Picklist,
        options,
    };
    let targets = vec![target];
    let columns = [
        column(
            &primary_id,
            &format!("{schema_name}Id"),
            ColumnKind::Uniqueidentifier,
        ),
        column(&name, &named, ColumnKind::String { max_length: 10 }),
        column(&lookup, &named, ColumnKind::Lookup { targets }),
        column(&color, &named, choice),
    ];
    let columns = columns.map(|column| (column.logical_name.clone(), column));
    Table {
        schema_name,
        entity_set,
        primary_name: Some(name),
        display_name: Labels::english(label.as_str()),
        display_collection_name: Labels::english(label),
        ..Table::standard(&logical_name, columns.into_iter().collect())
    }
}

/// Defines a table and a key with the names in the lines, and reads what is written of them.
pub fn described(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.split('\n').map(str::to_owned);
    let mut names = || lines.next().unwrap_or_default();
    let table = table(&mut names);
    let key = Key {
        logical_name: names(),
        schema_name: names(),
        display_name: Labels::english("Key"),
        columns: table.columns.keys().skip(1).take(2).cloned().collect(),
        details: Details::default(),
    };
    let of = table.logical_name.clone();
    let mut metadata = Metadata::clone(&PLATFORM);
    for definition in [
        Definition::Table(Box::new(table)),
        Definition::Key { table: of, key },
    ] {
        let stored = serde_json::to_string(&definition).expect("a definition can be stored");
        let read: Definition = serde_json::from_str(&stored).expect("and read again");
        assert_eq!(read, definition);
        match metadata.define(&definition) {
            Err(error) => drop(error.to_string()),
            Ok(next) => metadata = next,
        }
    }
    if metadata.version() > 0 {
        let schema = csdl::describe(&metadata, std::iter::empty());
        for annotations in [Annotations::Omitted, Annotations::Written] {
            check(&write(&schema, annotations));
        }
    }
}

/// Reads the document to its end.
fn check(document: &str) {
    let mut reader = Reader::from_str(document);
    loop {
        match reader.read_event().expect("the document is well-formed") {
            Event::Start(element) | Event::Empty(element) => check_element(&element),
            Event::Eof => break,
            _ => {}
        }
    }
}

fn check_element(element: &BytesStart<'_>) {
    for attribute in element.attributes() {
        let attribute = attribute.expect("the attributes are well-formed, each there once");
        if attribute.key.as_ref() == "Name" {
            let name = attribute.value;
            let mut characters = name.chars();
            let first = characters.next().expect("a name is not empty");
            assert!(first.is_alphabetic() || first == '_', "{name}");
            assert!(
                characters.all(|next| next.is_alphanumeric() || next == '_'),
                "{name}"
            );
        }
    }
}
