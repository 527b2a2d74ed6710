//! An import that fails leaves its row and the end of its job together, whatever kills the process: a job that runs again
//! finds no row of its own, so it fails for the same reason.

use std::error::Error;
use std::io::{self, Cursor, Write};
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use dataverse_conformance::command::{Build, Running, StartFailure, executable};
use dataverse_conformance::wire::{Connection, WireRequest};
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::plan::Fault;
use crate::process::{MANUAL, come_to_rest, end, start};

/// Where the process dies: around the job, and at the groups of commits that the submission, the start and the end of the
/// job are written with.
const DEATHS: [(&str, u64); 9] = [
    ("job.started", 1),
    ("job.performed", 1),
    ("job.finished", 1),
    ("group.written", 3),
    ("group.committed", 3),
    ("group.written", 4),
    ("group.committed", 4),
    ("group.written", 5),
    ("group.committed", 5),
];

const API: &str = "/api/data/v9.2";
const IMPORT: &str = "1b0c0000-0000-4000-8000-000000000001";

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_fails_does_so_once() {
    let binary = executable(Build::Debug).expect("the emulator's binary can be built");
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let mut died = 0;
    for (number, (point, arrival)) in DEATHS.into_iter().enumerate() {
        let database = directory.path().join(format!("{number}.db"));
        let fault = Fault { point, arrival };
        let (lived, found) = live_die_and_look(&binary, &database, &fault).await.unwrap();
        println!("{fault}: {lived:?}, {found:?}");
        died += usize::from(lived != Lived::ToTheEnd);
        match (lived, found.as_slice()) {
            (Lived::Unanswered, []) => {}
            (_, [(status, message, rows)]) => {
                assert_eq!((*status, *rows), (31, 1), "{fault}: {message}");
                assert!(message.contains("450000000"), "{fault}: {message}");
            }
            _ => panic!("{fault}: {lived:?}, but {found:?}"),
        }
    }
    assert!(died > 5, "{died} died");
}

/// How far a process has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lived {
    /// The client was not told that its import is accepted.
    Unanswered,
    /// It was told.
    Answered,
    /// The process did not die.
    ToTheEnd,
}

/// The status and the message of each import's job, and the number of rows of imports.
type Found = Vec<(i64, String, usize)>;

async fn live_die_and_look(
    binary: &Path,
    database: &Path,
    fault: &Fault,
) -> Result<(Lived, Found), Box<dyn Error>> {
    // The first start writes the first rows, and is no part of the story.
    end(start(binary, database, MANUAL, None).await?).await?;
    let lived = match start(binary, database, MANUAL, Some(fault)).await {
        Ok(emulator) => {
            let told = import(&emulator).await.is_ok();
            let rested = come_to_rest(emulator.address()).await.is_ok();
            end(emulator).await?;
            match (told, rested) {
                (_, true) => Lived::ToTheEnd,
                (true, false) => Lived::Answered,
                (false, false) => Lived::Unanswered,
            }
        }
        Err(StartFailure::Ended(_)) => Lived::Unanswered,
        Err(failure) => return Err(failure.into()),
    };
    let emulator = start(binary, database, MANUAL, None).await?;
    come_to_rest(emulator.address()).await?;
    let mut connection = Connection::open(emulator.address()).await?;
    let imports = rows(&mut connection, "importjobs?$select=progress")
        .await?
        .len();
    let jobs = "asyncoperations?$select=statuscode,message&$filter=operationtype%20eq%20203";
    let found = rows(&mut connection, jobs).await?;
    let found = found
        .iter()
        .map(|job| {
            let message = job["message"].as_str().unwrap_or_default().to_owned();
            (
                job["statuscode"].as_i64().unwrap_or_default(),
                message,
                imports,
            )
        })
        .collect();
    end(emulator).await?;
    Ok((lived, found))
}

/// Imports the solution in a system job.
async fn import(emulator: &Running) -> Result<(), Box<dyn Error>> {
    let body = json!({
        "CustomizationFile": BASE64_STANDARD.encode(solution()?),
        "OverwriteUnmanagedCustomizations": true,
        "PublishWorkflows": true,
        "ImportJobId": IMPORT,
    });
    let json = ["Content-Type: application/json"];
    let path = format!("{API}/ImportSolutionAsync");
    let request = WireRequest::new("POST", &path, &json, &body.to_string());
    let mut connection = Connection::open(emulator.address()).await?;
    connection.exchange(&request).await?.expect(200)?;
    Ok(())
}

/// A solution with a choice that has a value twice.
fn solution() -> io::Result<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("solutions/ProjectTracking");
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy();
            archive.start_file(name.as_ref(), SimpleFileOptions::default())?;
            let content = std::fs::read(&path)?;
            archive.write_all(&match path.ends_with("fabrikam_priority.xml") {
                true => String::from_utf8_lossy(&content)
                    .replace("\"450000001\"", "\"450000000\"")
                    .into_bytes(),
                false => content,
            })?;
        }
    }
    Ok(archive.finish()?.into_inner())
}

async fn rows(connection: &mut Connection, path: &str) -> Result<Vec<Value>, Box<dyn Error>> {
    let request = WireRequest::get(&format!("{API}/{path}"));
    let page: Value = connection.exchange(&request).await?.expect(200)?.json()?;
    Ok(page["value"].as_array().cloned().unwrap_or_default())
}
