//! Invariant 2: SQLite provides neither the time nor random values.

use std::path::Path;

const FORBIDDEN: [&str; 9] = [
    "'now'",
    "random()",
    "randomblob(",
    "current_timestamp",
    "current_time",
    "current_date",
    "strftime(",
    "julianday(",
    "unixepoch(",
];

#[test]
fn no_sql_asks_for_the_time_or_for_chance() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut statements = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap().to_ascii_lowercase();
        // Parts of a stored instant: with an argument, SQLite does not take the time of the machine.
        let source = source.replace("strftime('{format}', {seconds}, 'unixepoch'", "");
        statements += source.matches("select ").count();
        let found = FORBIDDEN.iter().find(|word| source.contains(**word));
        assert_eq!(found, None, "in {}", path.display());
    }
    assert!(statements > 20, "only {statements} statements were read");
}
