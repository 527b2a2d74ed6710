//! The table of the README: every member of the article has one of ours, and a proof that exists.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use regex::Regex;

use crate::programs::Program;

/// The rows below the heading of the table, as cells.
fn table() -> Vec<[String; 3]> {
    let readme = include_str!("../../README.md");
    let rows = readme
        .lines()
        .skip_while(|line| !line.starts_with("| Article |"));
    let rows = rows.skip(2).take_while(|line| line.starts_with('|'));
    let cells = |line: &str| {
        let cells: Vec<String> = line
            .trim_matches('|')
            .split(" | ")
            .map(str::trim)
            .map(str::to_owned)
            .collect();
        cells
            .try_into()
            .unwrap_or_else(|cells| panic!("three cells, not {cells:?}"))
    };
    rows.map(cells).collect()
}

#[test]
fn every_row_of_the_table_has_a_proof_that_exists() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rows = table();
    assert!(rows.len() > 30, "{} rows; where is the table?", rows.len());
    let proof = Regex::new(r"`(examples|tests)/([\w/]+\.(?:rs|txt))(?:: ([^`]+))?`").unwrap();
    let mut shown = BTreeSet::new();
    for row in &rows {
        let [article, ours, proofs] = row;
        assert!(
            !article.is_empty() && !ours.is_empty(),
            "{row:?} has an empty cell"
        );
        let mut found = 0;
        for proof in proof.captures_iter(proofs) {
            found += 1;
            let path = folder.join(&proof[1]).join(&proof[2]);
            let text = fs::read_to_string(&path)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let Some(name) = proof.get(3).map(|name| name.as_str()) else {
                shown.insert(proof[2].to_owned());
                continue;
            };
            let is_there =
                text.contains(&format!("fn {name}(")) || text.contains(&format!("\n## {name}\n"));
            assert!(
                is_there,
                "{} has neither a function nor a row {name:?}",
                path.display()
            );
        }
        assert!(found > 0, "{row:?} has no proof");
    }
    for program in Program::ALL {
        let file = format!("{}.rs", program.name());
        assert!(shown.contains(&file), "no row shows examples/{file}");
    }
}

#[test]
fn every_example_is_run() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let files = fs::read_dir(folder).unwrap();
    let files: BTreeSet<String> = files
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    let mut run: BTreeSet<String> = Program::ALL
        .iter()
        .map(|program| program.name().to_owned())
        .collect();
    // `tests/restart.rs` runs it, and kills it.
    run.insert("resume".into());
    assert_eq!(files, run);
    let runs = crate::runs();
    for program in Program::ALL {
        assert!(
            runs.iter().any(|run| run.program == *program),
            "{program:?} is not run"
        );
    }
}
