//! Errors of invalid data files: the file, the table, the column, and the expected form.

use crate::metadata::{Metadata, Source, Sources};

const GROUPS: &[Source<'static>] = &[Source {
    name: "marked.toml",
    text: r#"[columns]
mark = { schema_name = "Mark", type = { lookup = [{ table = "pen", collection = "{table}_marks", on_delete = "restrict" }] }, display_name = "Mark" }"#,
}];

const CHOICES: &[Source<'static>] = &[Source {
    name: "colors.toml",
    text: r#"[colors]
options = [{ value = 1, label = "Red" }]"#,
}];

/// A table file that is valid except for `columns`, which comes last and may open TOML tables.
fn pen(columns: &str) -> String {
    file("pen", "pens", columns)
}

fn file(name: &str, set: &str, columns: &str) -> String {
    format!(
        r#"logical_name = "{name}"
schema_name = "Pen"
entity_set = "{set}"
object_type_code = 10001
display_name = "Pen"
display_collection_name = "Pens"
ownership = "none"
primary_id = "penid"
primary_name = "name"
[columns]
penid = {{ schema_name = "PenId", type = "uniqueidentifier", display_name = "Pen" }}
name = {{ schema_name = "Name", type = {{ string = {{ max_length = 10 }} }}, display_name = "Name" }}
{columns}"#
    )
}

fn read(tables: &[(&str, &str)]) -> Result<Metadata, String> {
    let tables = tables.iter().map(|(name, text)| Source { name, text });
    let sources = Sources {
        tables: tables.collect(),
        groups: GROUPS.to_vec(),
        choices: CHOICES.to_vec(),
    };
    Metadata::read(&sources).map_err(|error| error.to_string())
}

/// The error for the table `pen` with this additional column.
fn complaint(column: &str) -> String {
    read(&[("pen.toml", &pen(column))]).unwrap_err()
}

#[test]
fn a_sound_file_is_read() {
    let column = r#"color = { schema_name = "Color", type = { picklist = { set = "colors" } }, default = 1, display_name = "Color" }"#;
    let metadata = read(&[("pen.toml", &pen(column))]).unwrap();
    assert!(metadata.by_entity_set("pens").is_some());
}

#[test]
fn a_broken_column_is_named_with_what_was_expected() {
    for (what, column, expected) in [
        (
            "a lookup to nowhere",
            r#"cap = { schema_name = "Cap", type = { lookup = [{ table = "cap", collection = "c", on_delete = "restrict" }] }, display_name = "Cap" }"#,
            "pen.toml: column 'pen.cap': lookup target 'cap' does not exist: expected one of pen",
        ),
        (
            "two targets without navigation",
            r#"cap = { schema_name = "Cap", type = { lookup = [{ table = "pen", collection = "a", on_delete = "restrict" }, { table = "pen", collection = "b", on_delete = "restrict" }] }, display_name = "Cap" }"#,
            "pen.toml: column 'pen.cap': target 'pen' has no 'navigation': expected one, because the lookup has several targets",
        ),
        (
            "a collection named as a column",
            r#"cap = { schema_name = "Cap", type = { lookup = [{ table = "pen", collection = "name", on_delete = "restrict" }] }, display_name = "Cap" }"#,
            "pen.toml: column 'pen.cap': collection 'name' is already defined by another property of table 'pen': expected a unique name",
        ),
        (
            "a navigation property that is taken",
            r#"cap = { schema_name = "Cap", type = { lookup = [{ table = "pen", navigation = "top", collection = "top", on_delete = "restrict" }] }, display_name = "Cap" }"#,
            "pen.toml: column 'pen.cap': collection 'top' is already defined by another property of table 'pen': expected a unique name",
        ),
        (
            "a status reason without state",
            r#"why = { schema_name = "Why", type = { status = { options = [{ value = 1, label = "A" }] } }, display_name = "Why" }"#,
            "pen.toml: column 'pen.why': option 1 has no state: expected the state it belongs to",
        ),
        (
            "a status reason of a state that is not there",
            r#"why = { schema_name = "Why", type = { status = { options = [{ value = 1, state = 4, label = "A" }] } }, display_name = "Why" }"#,
            "pen.toml: column 'pen.why': option 1 has state 4: expected a state of the table's state column",
        ),
        (
            "an unknown option set",
            r#"color = { schema_name = "Color", type = { picklist = { set = "colours" } }, display_name = "Color" }"#,
            "pen.toml: column 'pen.color': option set 'colours' does not exist: expected one of colors",
        ),
        (
            "an option twice",
            r#"color = { schema_name = "Color", type = { picklist = { options = [{ value = 1, label = "A" }, { value = 1, label = "B" }] } }, display_name = "Color" }"#,
            "pen.toml: column 'pen.color': option value '1' is already defined by option set 'pen_color': expected a unique name",
        ),
        (
            "a default that is no option",
            r#"color = { schema_name = "Color", type = { picklist = { set = "colors" } }, default = 2, display_name = "Color" }"#,
            "pen.toml: column 'pen.color': the value 2 does not fit: A validation error occurred. The value 2 of 'color' on record of type 'pen' is outside the valid range. Accepted Values: 1",
        ),
        (
            "a default of another type",
            r#"full = { schema_name = "Full", type = { boolean = { false = "No", true = "Yes" } }, default = "yes", display_name = "Full" }"#,
            "pen.toml: column 'pen.full': the value \"yes\" does not fit: Incorrect attribute value type System.String for attribute 'full' of entity 'pen': Boolean expected.",
        ),
        (
            "a range without numbers",
            r#"ink = { schema_name = "Ink", type = { integer = { min = 2, max = 1 } }, display_name = "Ink" }"#,
            "pen.toml: column 'pen.ink': min 2 is greater than max 1",
        ),
        (
            "an amount finer than money is kept",
            r#"cost = { schema_name = "Cost", type = { money = { precision = 5, min = 0, max = 9.5 } }, display_name = "Cost" }"#,
            "pen.toml: column 'pen.cost': precision is 5: expected 0 to 4",
        ),
        (
            "a text without room",
            r#"cost = { schema_name = "Cost", type = { memo = { max_length = 0 } }, display_name = "Cost" }"#,
            "pen.toml: column 'pen.cost': max_length is 0: expected at least 1",
        ),
        (
            "a name with capitals",
            r#"Ink = { schema_name = "Ink", type = "bigint", display_name = "Ink" }"#,
            "pen.toml: column 'pen.Ink': column 'Ink' is not an identifier: expected lower-case letters, digits and underscores",
        ),
    ] {
        assert_eq!(complaint(column), expected, "{what}");
    }
}

#[test]
fn an_unknown_key_is_an_error_that_shows_the_line() {
    let column =
        r#"ink = { schema_name = "Ink", type = "bigint", lable = "Ink", display_name = "Ink" }"#;
    let complaint = complaint(column);
    assert!(
        complaint.starts_with("pen.toml: TOML parse error at line 13"),
        "{complaint}"
    );
    assert!(
        complaint.contains("unknown field `lable`, expected one of"),
        "{complaint}"
    );
}

#[test]
fn a_label_needs_english() {
    let column =
        r#"ink = { schema_name = "Ink", type = "bigint", display_name = { 1036 = "Encre" } }"#;
    let complaint = complaint(column);
    assert!(complaint.contains("no text for 1033"), "{complaint}");
}

#[test]
fn a_broken_table_is_named_with_what_was_expected() {
    let sound = pen("");
    let changed = |from: &str, to: &str| sound.replace(from, to);
    for (text, expected) in [
        (
            changed("primary_id = \"penid\"", "primary_id = \"name\""),
            "pen.toml: table 'pen': primary_id 'name' is not a column of type uniqueidentifier of this table",
        ),
        (
            changed("primary_name = \"name\"", "primary_name = \"title\""),
            "pen.toml: table 'pen': primary_name 'title' is not a column of type string of this table",
        ),
        (
            changed("\"pens\"", "\"pen-s\""),
            "pen.toml: table 'pen': entity_set 'pen-s' is not an identifier: expected lower-case letters, digits and underscores",
        ),
        (
            changed("logical_name = \"pen\"", "logical_name = \"quill\""),
            "pen.toml: the file defines table 'quill': expected the file to be named 'quill.toml'",
        ),
        (
            changed("[columns]\n", "include = [\"audits\"]\n[columns]\n"),
            "pen.toml: table 'pen': column group 'audits' does not exist: expected one of marked",
        ),
        (
            changed(
                "[columns]\n",
                "include = [\"marked\"]\ncollections = { name = \"n\" }\n[columns]\n",
            ),
            "pen.toml: table 'pen': included column in 'collections' 'name' does not exist: expected one of marked to have such a column",
        ),
    ] {
        assert_eq!(read(&[("pen.toml", &text)]).unwrap_err(), expected);
    }
}

#[test]
fn tables_have_names_of_their_own() {
    let (pen, quill) = (pen(""), file("quill", "pens", ""));
    assert_eq!(
        read(&[("pen.toml", &pen), ("quill.toml", &quill)]).unwrap_err(),
        "quill.toml: table 'quill': entity_set 'pens' is already defined by table 'pen': expected a unique name"
    );
    assert_eq!(
        read(&[("pen.toml", &pen), ("pen.toml", &pen)]).unwrap_err(),
        "pen.toml: table 'pen': table 'pen' is already defined by table 'pen': expected a unique name"
    );
}

#[test]
fn an_included_lookup_has_a_collection_named_for_its_table() {
    let text = pen("").replace("[columns]\n", "include = [\"marked\"]\n[columns]\n");
    let metadata = read(&[("pen.toml", &text)]).unwrap();
    let pen = metadata.table("pen").unwrap();
    assert!(metadata.navigation(pen, "pen_marks").is_some());
    let renamed = text.replace(
        "[columns]\n",
        "collections = { mark = \"Marks\" }\n[columns]\n",
    );
    let metadata = read(&[("pen.toml", &renamed)]).unwrap();
    assert!(
        metadata
            .navigation(metadata.table("pen").unwrap(), "Marks")
            .is_some()
    );
}

#[test]
fn a_broken_association_is_named_with_what_was_expected() {
    let ink =
        r#"inkid = { schema_name = "InkId", type = "uniqueidentifier", display_name = "Ink" }"#;
    let complaint = |association: &str| {
        let association = format!("[association]\n{association}\n[columns]\n");
        read(&[("pen.toml", &pen(ink).replace("[columns]\n", &association))]).unwrap_err()
    };
    for (association, expected) in [
        (
            r#"name = "inks"
sides = { penid = "pen" }"#,
            "pen.toml: table 'pen': the number of sides in 'association' is 1: expected 2",
        ),
        (
            r#"name = "inks"
sides = { penid = "pen", name = "pen" }"#,
            "pen.toml: table 'pen': column of keys in 'association' 'name' does not exist: expected one of penid, name, inkid",
        ),
        (
            r#"name = "inks"
sides = { penid = "pen", inkid = "ink" }"#,
            "pen.toml: table 'pen': table of an association 'ink' does not exist: expected one of pen",
        ),
        (
            r#"name = "name"
sides = { penid = "pen", inkid = "pen" }"#,
            "pen.toml: table 'pen': association 'name' is already defined by another property of table 'pen': expected a unique name",
        ),
    ] {
        assert_eq!(complaint(association), expected);
    }
}

#[test]
fn a_secret_is_told_of_by_a_boolean_column() {
    let secret = r#"pin = { schema_name = "Pin", type = { string = { max_length = 10 } }, read = { never = { told_by = "name" } }, display_name = "Pin" }"#;
    assert_eq!(
        complaint(secret),
        "pen.toml: column 'pen.pin': boolean column in 'told_by' 'name' does not exist: expected one of penid, name, pin"
    );
}
