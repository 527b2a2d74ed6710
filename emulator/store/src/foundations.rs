//! Tests of the two properties of SQLite that the store relies on, with SQLite alone.
//!
//! A unit of work shadows a table with a temporary view of the same name, and the writer commits
//! many changes in one transaction with a savepoint each. If a new version of SQLite breaks either,
//! these tests fail with a clear message before the tests of the store do.

use rusqlite::Connection;

fn two_connections() -> (tempfile::TempDir, Connection, Connection) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("db");
    let writer = Connection::open(&path).unwrap();
    writer
        .execute_batch(
            "PRAGMA journal_mode=WAL;
             CREATE TABLE account(accountid BLOB PRIMARY KEY NOT NULL, name TEXT COLLATE NOCASE, n INTEGER);
             CREATE INDEX account_name ON account(name);
             INSERT INTO account VALUES (x'01','Adventure',1), (x'02','Blue Yonder',2), (x'03','Contoso',3);",
        )
        .unwrap();
    let unit = Connection::open(&path).unwrap();
    (folder, writer, unit)
}

fn shadow(unit: &Connection) {
    unit.execute_batch(
        "CREATE TEMP TABLE \"account~rows\"(accountid BLOB PRIMARY KEY NOT NULL, name TEXT COLLATE NOCASE, n INTEGER);
         CREATE TEMP TABLE \"account~gone\"(id BLOB PRIMARY KEY NOT NULL) WITHOUT ROWID;
         CREATE TEMP VIEW account AS
           SELECT accountid, name, n FROM main.account
            WHERE accountid NOT IN (SELECT id FROM temp.\"account~gone\")
           UNION ALL SELECT accountid, name, n FROM temp.\"account~rows\";",
    )
    .unwrap();
}

fn names(connection: &Connection) -> Vec<String> {
    let mut statement = connection
        .prepare_cached("SELECT name FROM account WHERE n < 100 ORDER BY name")
        .unwrap();
    let names = statement.query_map([], |row| row.get(0)).unwrap();
    names.map(Result::unwrap).collect()
}

fn plan(connection: &Connection, sql: &str) -> String {
    let mut statement = connection
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap();
    let lines = statement.query_map([], |row| row.get::<_, String>(3));
    let lines: Vec<_> = lines.unwrap().map(Result::unwrap).collect();
    lines.join("\n")
}

#[test]
fn a_temporary_view_of_the_same_name_reads_its_own_writes() {
    let (_folder, writer, unit) = two_connections();
    // Prepared before the shadow exists and used after it: the statement follows the schema.
    assert_eq!(names(&unit), ["Adventure", "Blue Yonder", "Contoso"]);
    shadow(&unit);
    unit.execute_batch(
        "INSERT INTO temp.\"account~gone\" VALUES (x'02'), (x'03');
         INSERT INTO temp.\"account~rows\" VALUES (x'03','Zontoso',3), (x'04','Alpine',4);",
    )
    .unwrap();
    assert_eq!(names(&unit), ["Adventure", "Alpine", "Zontoso"]);
    assert_eq!(names(&writer), ["Adventure", "Blue Yonder", "Contoso"]);
}

#[test]
fn the_writer_is_never_blocked_and_its_commits_are_seen() {
    let (_folder, writer, unit) = two_connections();
    shadow(&unit);
    unit.execute_batch("INSERT INTO temp.\"account~rows\" VALUES (x'04','Alpine',4)")
        .unwrap();
    writer
        .execute_batch("BEGIN IMMEDIATE; INSERT INTO account VALUES (x'05','Woodgrove',5); COMMIT")
        .unwrap();
    assert_eq!(
        names(&unit),
        ["Adventure", "Alpine", "Blue Yonder", "Contoso", "Woodgrove"]
    );
}

#[test]
fn the_committed_half_of_a_shadow_keeps_its_indexes() {
    let (_folder, _writer, unit) = two_connections();
    shadow(&unit);
    let by_key = plan(&unit, "SELECT name FROM account WHERE accountid = x'01'");
    assert!(
        by_key.contains("SEARCH main.account USING INDEX sqlite_autoindex_account_1"),
        "{by_key}"
    );
    let by_name = plan(
        &unit,
        "SELECT n FROM account AS t0 WHERE t0.name = 'a' COLLATE NOCASE",
    );
    assert!(
        by_name.contains("USING INDEX account_name (name=?)"),
        "{by_name}"
    );
}

#[test]
fn dropping_the_shadow_is_the_rollback() {
    let (_folder, _writer, unit) = two_connections();
    shadow(&unit);
    unit.execute_batch(
        "INSERT INTO temp.\"account~gone\" VALUES (x'01');
         DROP VIEW temp.account; DROP TABLE temp.\"account~rows\"; DROP TABLE temp.\"account~gone\";",
    )
    .unwrap();
    assert_eq!(names(&unit), ["Adventure", "Blue Yonder", "Contoso"]);
}

#[test]
fn a_refused_change_does_not_fail_its_neighbours_in_the_group() {
    let (_folder, writer, reader) = two_connections();
    writer.execute_batch("BEGIN IMMEDIATE").unwrap();
    let results: Vec<bool> = [
        "INSERT INTO account VALUES (x'10','first',10)",
        "INSERT INTO account VALUES (x'11','half',11); INSERT INTO account VALUES (x'01','again',12)",
        "INSERT INTO account VALUES (x'12','third',12)",
    ]
    .into_iter()
    .map(|change| {
        writer.execute_batch("SAVEPOINT change").unwrap();
        let result = writer.execute_batch(change);
        if result.is_err() {
            writer.execute_batch("ROLLBACK TO change").unwrap();
        }
        writer.execute_batch("RELEASE change").unwrap();
        result.is_ok()
    })
    .collect();
    writer.execute_batch("COMMIT").unwrap();
    assert_eq!(results, [true, false, true]);
    assert_eq!(
        names(&reader),
        ["Adventure", "Blue Yonder", "Contoso", "first", "third"]
    );
}
