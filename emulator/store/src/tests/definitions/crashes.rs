//! After a crash, a definition is either complete or absent.
//!
//! The crashing process is this test binary, started again with one test and the crash point in its
//! environment.

use std::process::Command;

use super::*;

const POINT: &str = "DATAVERSE_STORE_CRASH_POINT";
const FILE: &str = "DATAVERSE_STORE_CRASH_FILE";

/// The change that the crashing process commits: a table, a column, and rows of both.
async fn define(world: &World) -> Result<Committed, Refusal> {
    let pen = table("pen", [lookup("pen", "owner", &["account"])]);
    let row = Write::Insert {
        table: Arc::new(pen.clone()),
        id: id(2),
        values: values([("owner", reference("account", 1))]),
    };
    world
        .commit(vec![
            insert("account", 1, []),
            define_table(pen),
            row,
            define_column("account", text("new_motto")),
        ])
        .await
}

#[tokio::test]
#[ignore = "run by the other test, in a process of its own that dies"]
async fn dies() {
    let (Ok(point), Ok(file)) = (std::env::var(POINT), std::env::var(FILE)) else {
        return;
    };
    let faults = CrashPoints::parse(&point).unwrap();
    let place = DatabaseLocation::File(file.into());
    let (world, _) = World::open_dying(&place, &CHECKPOINTER, faults).unwrap();
    define(&world).await.unwrap();
}

#[tokio::test]
async fn a_definition_is_there_or_not_there_after_a_crash() {
    for (point, there) in [
        ("definition.altered:1", false),
        ("definition.altered:2", false),
        ("group.written:1", false),
        ("group.committed:1", true),
        ("definition.published:1", true),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("organization.db");
        let died = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "tests::definitions::crashes::dies"])
            .env(POINT, point)
            .env(FILE, &path)
            .output()
            .unwrap();
        assert!(!died.status.success(), "{point}: {died:?}");
        let (world, _) = World::open(&DatabaseLocation::File(path)).unwrap();
        let metadata = world.store.metadata();
        let motto = metadata.table("account").unwrap().column("new_motto");
        assert_eq!(metadata.table("pen").is_some(), there, "{point}");
        assert_eq!(motto.is_some(), there, "{point}");
        assert_eq!(world.row("account", id(1)).is_some(), there, "{point}");
        assert_eq!(world.schema().1, if there { 2 } else { 0 }, "{point}");
        // An absent definition can be defined, and an existing one cannot be defined again.
        assert_eq!(define(&world).await.is_ok(), !there, "{point}");
    }
}
