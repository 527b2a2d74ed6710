//! The manifests of the copy. Knows texts; reads and writes no file.

use toml::{Table, Value};

/// The folder of the switches' crate.
pub(crate) const SWITCHES: &str = "emulator/planted";
/// The version of every package of the copy: cargo tells packages in one target folder apart by name, version and path
/// from the root of their workspace.
const VERSION: &str = "0.0.0-planted";

/// The manifest of the workspace. Nothing is to be tidied or debugged in the copy.
pub(crate) fn workspace(shipped: &str) -> String {
    edited(shipped, |manifest| {
        table(table(manifest, "profile"), "dev").insert("debug".into(), false.into());
        let workspace = table(manifest, "workspace");
        let allowed = Table::from_iter([("warnings".to_owned(), Value::from("allow"))]);
        *table(workspace, "lints") = Table::from_iter([("rust".to_owned(), allowed.into())]);
        table(workspace, "package").insert("version".into(), VERSION.into());
        let members = workspace["members"].as_array_mut();
        members.unwrap().push(SWITCHES.into());
    })
}

/// The manifest of a crate of the emulator, which uses the switches.
pub(crate) fn user(shipped: &str) -> String {
    edited(shipped, |manifest| {
        let path = Table::from_iter([("path".to_owned(), Value::from("../planted"))]);
        table(manifest, "dependencies").insert("planted".into(), path.into());
    })
}

/// The manifest of the switches' crate.
pub(crate) fn switches() -> String {
    format!("[package]\nname = \"planted\"\nversion = \"{VERSION}\"\nedition = \"2024\"\n")
}

fn edited(shipped: &str, edit: impl FnOnce(&mut Table)) -> String {
    let mut manifest = shipped.parse().unwrap();
    edit(&mut manifest);
    manifest.to_string()
}

fn table<'t>(outer: &'t mut Table, name: &str) -> &'t mut Table {
    let inner = outer.entry(name).or_insert_with(|| Table::new().into());
    inner.as_table_mut().unwrap()
}
