//! Database files: refused, created, grown, removed.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::jobs::{TABLE, job};
use super::*;
use crate::erase;

fn refused(path: &Path) -> String {
    let Err(error) = World::open(&DatabaseLocation::File(path.to_owned())) else {
        panic!("{} was opened", path.display());
    };
    error
        .to_string()
        .replace(&path.display().to_string(), "<file>")
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    for text in [
        "short",
        "a text that is longer than the header of a database",
    ] {
        let path = folder.path().join("notes.txt");
        fs::write(&path, text).unwrap();
        assert_eq!(
            refused(&path),
            "'<file>' is not a database: expected a SQLite file, or no file at all"
        );
        assert_eq!(fs::read_to_string(path).unwrap(), text);
    }
}

#[test]
fn a_database_of_something_else_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    Connection::open(&path)
        .unwrap()
        .execute_batch("CREATE TABLE t(x)")
        .unwrap();
    assert_eq!(
        refused(&path),
        "'<file>' is not a database of this emulator: its application id is 0x0, expected 0x4456454d"
    );
}

/// A file of another schema version, with a log that its emulator left behind when it was killed.
fn of_version(folder: &Path, version: i32) -> PathBuf {
    let path = folder.join("organization.db");
    drop(World::open(&DatabaseLocation::File(path.clone())).unwrap());
    let connection = Connection::open(&path).unwrap();
    connection
        .pragma_update(None, "user_version", version)
        .unwrap();
    connection
        .execute_batch("PRAGMA wal_checkpoint(TRUNCATE); INSERT INTO account (accountid) VALUES (x'0102030405060708090a0b0c0d0e0f10')")
        .unwrap();
    let log = fs::read(beside(&path, "-wal")).unwrap();
    drop(connection);
    fs::write(beside(&path, "-wal"), log).unwrap();
    path
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

#[test]
fn a_database_of_another_version_is_refused_untouched() {
    for (version, text) in [
        (
            1,
            "'<file>' has schema version 1, and this emulator reads version 2 only: \
             start with a new file, or open this one with the emulator that wrote it",
        ),
        (
            7,
            "'<file>' has schema version 7, newer than 2, the newest this emulator knows",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = of_version(folder.path(), version);
        let bytes = || ["", "-wal"].map(|suffix| fs::read(beside(&path, suffix)).unwrap());
        let before = bytes();
        assert_eq!(refused(&path), text);
        assert!(bytes() == before, "version {version} was touched");
    }
}

#[test]
fn a_database_is_open_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("organization.db");
    let _first = World::open(&DatabaseLocation::File(path.clone())).unwrap();
    assert_eq!(refused(&path), "'<file>' is in use by another emulator");
}

#[tokio::test]
async fn a_database_is_erased_when_nobody_has_it_open() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("organization.db");
    let place = DatabaseLocation::File(path.clone());
    let (world, _) = World::open(&place).unwrap();
    world.write(insert("account", 1, [])).await.unwrap();
    assert!(matches!(erase(&path), Err(OpenError::InUse(_))));
    assert!(world.row("account", id(1)).is_some());
    drop(world);
    fs::write(folder.path().join("organization.db-wal"), "left by a crash").unwrap();
    erase(&path).unwrap();
    let left = fs::read_dir(folder.path()).unwrap();
    let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["organization.db.lock"]);
    erase(&path).unwrap();
    let (world, _) = World::open(&place).unwrap();
    assert_eq!(world.row("account", id(1)), None);
}

#[tokio::test]
async fn a_log_that_was_left_without_its_database_is_no_part_of_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("organization.db");
    let log = folder.path().join("organization.db-wal");
    let place = DatabaseLocation::File(path.clone());
    let left = {
        let (world, _) = World::open(&place).unwrap();
        world.write(insert("account", 1, [])).await.unwrap();
        fs::read(&log).unwrap()
    };
    assert!(!left.is_empty());
    fs::remove_file(&path).unwrap();
    fs::write(&log, left).unwrap();
    let (world, _) = World::open(&place).unwrap();
    assert_eq!(world.row("account", id(1)), None);
}

#[test]
fn a_folder_that_is_not_there_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let text = refused(&folder.path().join("absent").join("organization.db"));
    assert!(text.starts_with("'<file>' cannot be opened: "), "{text}");
}

#[tokio::test]
async fn what_is_new_is_added_to_an_existing_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("organization.db");
    {
        let (world, _) = World::open(&DatabaseLocation::File(path.clone())).unwrap();
        world
            .write(insert("account", 1, [("name", "kept".into())]))
            .await
            .unwrap();
    }
    Connection::open(&path)
        .unwrap()
        .execute_batch(
            "ALTER TABLE account DROP COLUMN fax; \
             DROP TABLE asyncoperation; DROP TABLE emulator_event",
        )
        .unwrap();
    let (world, _) = World::open(&DatabaseLocation::File(path)).unwrap();
    let row = world.row("account", id(1)).unwrap();
    assert_eq!(
        (&row.attributes["name"], &row.attributes["fax"]),
        (&"kept".into(), &Value::Null)
    );
    world.write(job(1)).await.unwrap();
    assert!(world.row(TABLE, id(1)).is_some());
}

#[tokio::test]
async fn a_lookup_that_gets_more_targets_keeps_its_references() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("organization.db");
    let owner = || EntityReference::new("systemuser", id(7));
    {
        let (world, _) = World::open(&DatabaseLocation::File(path.clone())).unwrap();
        let user = insert("systemuser", 7, [("fullname", "Ada".into())]);
        world.write(user).await.unwrap();
        let account = insert("account", 1, [("ownerid", Value::from(owner()))]);
        world.write(account).await.unwrap();
    }
    Connection::open(&path)
        .unwrap()
        .execute_batch("ALTER TABLE account DROP COLUMN ownerid_type")
        .unwrap();
    let (world, _) = World::open(&DatabaseLocation::File(path)).unwrap();
    let row = world.row("account", id(1)).unwrap();
    let Some(Value::Reference(kept)) = row.get("ownerid") else {
        panic!("{row:?}");
    };
    assert_eq!((kept.table.as_str(), kept.id), ("systemuser", id(7)));
}

#[tokio::test]
async fn a_temporary_database_goes_with_its_store() {
    let world = World::new();
    world.write(insert("account", 1, [])).await.unwrap();
    let path = world.store.path().to_owned();
    assert!(path.exists());
    drop(world);
    assert!(!path.exists());
}

#[tokio::test]
async fn the_write_ahead_log_is_brought_into_the_database() {
    let world = World::new();
    let path = world.store.path().to_owned();
    let before = fs::metadata(&path).unwrap().len();
    let body = "x".repeat(1 << 20);
    for number in 0..8 {
        let body = ("documentbody", Value::from(body.as_str()));
        world
            .write(insert("annotation", number, [body]))
            .await
            .unwrap();
    }
    // The checkpoint thread works asynchronously, so it can lag some commits behind.
    for number in 0..20_000 {
        if fs::metadata(&path).unwrap().len() > before + (4 << 20) {
            return;
        }
        world
            .write(update("annotation", number % 8, []))
            .await
            .unwrap();
    }
    panic!("the database has not grown");
}

#[tokio::test]
async fn the_write_ahead_log_stays_bounded_when_the_thread_does_not_keep_up() {
    // An ended thread runs no checkpoints.
    let ended = Checkpointer::start().unwrap();
    let (world, _) = World::open_with(&DatabaseLocation::Temporary, &ended).unwrap();
    drop(ended);
    let mut log = world.store.path().as_os_str().to_owned();
    log.push("-wal");
    let mut largest = 0;
    for number in 0..240 {
        // A different letter each time, because unchanged values are not written.
        let body = ["x", "y"][number % 2].repeat(1 << 20);
        let body = ("documentbody", Value::from(body));
        let write = match number {
            0 => insert("annotation", 1, [body]),
            _ => update("annotation", 1, [body]),
        };
        world.write(write).await.unwrap();
        largest = largest.max(fs::metadata(&log).unwrap().len());
    }
    assert!(largest < 160 << 20, "the log grew to {largest} bytes");
}
