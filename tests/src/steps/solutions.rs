//! Solutions: the folders in `tests/solutions/`, packed and imported as a client does.

use std::fs;
use std::io::{self, Cursor, Read, Write};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cucumber::gherkin::Step;
use serde_json::json;
use suite_phrase::phrase;
use uuid::Uuid;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::table_of;
use crate::exchange::{Headers, Request};
use crate::failure::Failure;
use crate::world::{Caller, World};

/// Imports a solution of `tests/solutions/`; the id of the import is remembered as `import`. The rows of a table change
/// the files first: in each file whose path ends with `file`, `text` becomes `replacement`.
#[phrase(anywhere)]
#[given(regex = r#"^the solution "([^"]+)"$"#)]
#[when(regex = r#"^a client imports the solution "([^"]+)"(?: changed as follows)?$"#)]
async fn import(world: &mut World, step: &Step, name: String) -> Result<(), Failure> {
    send(world, step, &name, "ImportSolution").await
}

/// The same with the id of the last import.
#[phrase(anywhere)]
#[when(regex = r#"^a client imports the solution "([^"]+)" as the same import$"#)]
async fn import_again(world: &mut World, step: &Step, name: String) -> Result<(), Failure> {
    let archive = archive(world, step, &name)?;
    let import = world.memory.fill("{import}")?;
    post_as(world, "ImportSolution", &archive, import).await
}

/// The same in a system job; its id is remembered as `job`.
#[phrase(anywhere)]
#[when(
    regex = r#"^a client imports the solution "([^"]+)" in a system job(?: changed as follows)?$"#
)]
async fn import_in_job(world: &mut World, step: &Step, name: String) -> Result<(), Failure> {
    send(world, step, &name, "ImportSolutionAsync").await?;
    let job = world.value("AsyncOperationId")?;
    let job = job.as_str().unwrap_or_default().to_owned();
    world.memory.keep("job", job);
    Ok(())
}

async fn send(world: &mut World, step: &Step, name: &str, message: &str) -> Result<(), Failure> {
    let archive = archive(world, step, name)?;
    post(world, message, &archive).await
}

/// The archive of a solution, changed as the table of a step says.
fn archive(world: &World, step: &Step, name: &str) -> Result<Vec<u8>, Failure> {
    let folder = world.assets()?.root().join("tests/solutions").join(name);
    let mut files = Vec::new();
    read(&folder, &folder, &mut files).map_err(|error| unreadable(name, error))?;
    if step.table().is_some() {
        let (_, rows) = table_of(step)?;
        for row in rows {
            let [file, text, replacement] = row.as_slice() else {
                let expected = "a table of changes has the columns file, text and replacement";
                return Err(Failure::step(expected));
            };
            replace(&mut files, file, text, replacement)?;
        }
    }
    pack(&files).map_err(|error| unreadable(name, error))
}

/// Sends an archive as the parameter of a message, as a new import.
async fn post(world: &mut World, message: &str, archive: &[u8]) -> Result<(), Failure> {
    let job = new_job().to_string();
    world.memory.keep("import", job.clone());
    post_as(world, message, archive, job).await
}

/// The same as the import with this id.
async fn post_as(
    world: &mut World,
    message: &str,
    archive: &[u8],
    job: String,
) -> Result<(), Failure> {
    let request = Request {
        method: "POST".to_owned(),
        target: format!("/api/data/v9.2/{message}"),
        headers: Headers::default(),
        body: json!({
            "CustomizationFile": STANDARD.encode(archive),
            "OverwriteUnmanagedCustomizations": true,
            "PublishWorkflows": true,
            "ImportJobId": job,
        })
        .to_string()
        .into_bytes(),
    };
    world.send(request, Caller::Client).await.map(drop)
}

/// Imports an archive that has the files of the table, by their paths: of a text `9 x`, that many times the character; of
/// `0xff`, a byte that no text has.
#[phrase(anywhere)]
#[when(regex = r"^a client imports an archive with the files$")]
async fn import_archive(world: &mut World, step: &Step) -> Result<(), Failure> {
    let (_, rows) = table_of(step)?;
    let mut files = Vec::new();
    for row in rows {
        let [file, text] = row.as_slice() else {
            let expected = "a table of files has the columns file and text";
            return Err(Failure::step(expected));
        };
        files.push((file.clone(), content(text)));
    }
    let archive = pack(&files).map_err(|error| unreadable("of the table", error))?;
    post(world, "ImportSolution", &archive).await
}

/// What a cell of a table stands for.
fn content(text: &str) -> Vec<u8> {
    let repeated = text.split_once(' ').and_then(|(times, what)| {
        let times: usize = times.parse().ok()?;
        Some(what.repeat(times).into_bytes())
    });
    match text {
        "0xff" => vec![0xff],
        _ => repeated.unwrap_or_else(|| text.as_bytes().to_vec()),
    }
}

/// An id that no import of the target has, whichever runs came before.
#[expect(
    clippy::disallowed_methods,
    reason = "a live organization keeps the imports of earlier runs"
)]
fn new_job() -> Uuid {
    Uuid::new_v4()
}

/// A file of a solution: its path below the solution's folder, and its content.
type File = (String, Vec<u8>);

fn read(root: &Path, folder: &Path, files: &mut Vec<File>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read(root, &path, files)?;
        } else {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy();
            files.push((name.replace('\\', "/"), fs::read(&path)?));
        }
    }
    Ok(())
}

/// Replaces a text in the files whose paths end so.
fn replace(files: &mut [File], file: &str, text: &str, by: &str) -> Result<(), Failure> {
    let mut found = false;
    for (_, content) in files.iter_mut().filter(|(path, _)| path.ends_with(file)) {
        let before = String::from_utf8_lossy(content).into_owned();
        found |= before.contains(text);
        *content = before.replace(text, by).into_bytes();
    }
    match found {
        true => Ok(()),
        false => Err(Failure::step(format!(
            "no file '{file}' has the text '{text}'"
        ))),
    }
}

fn pack(files: &[File]) -> io::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in files {
        archive.start_file(path.as_str(), SimpleFileOptions::default())?;
        archive.write_all(content)?;
    }
    Ok(archive.finish()?.into_inner())
}

fn unreadable(name: &str, error: io::Error) -> Failure {
    Failure::step(format!("the solution '{name}' cannot be packed: {error}"))
}

/// A value in base64 is a solution: in each row of the table, the file whose path ends with `file` has the `text`.
#[phrase(anywhere)]
#[then(regex = r#"^the solution in "([^"]+)" has$"#)]
async fn exported(world: &mut World, step: &Step, path: String) -> Result<(), Failure> {
    let value = world.value(&path)?;
    let archive = STANDARD.decode(value.as_str().unwrap_or_default());
    let archive = archive.map_err(|_| world.mismatch(&path, "base64", &value))?;
    let files = unpack(&archive).map_err(|error| world.mismatch(&path, "a zip archive", error))?;
    let (_, rows) = table_of(step)?;
    for row in rows {
        let [file, text] = row.as_slice() else {
            return Err(Failure::step(
                "a table of texts has the columns file and text",
            ));
        };
        let mut found = files.iter().filter(|(path, _)| path.ends_with(file));
        let has = |(_, content): &File| String::from_utf8_lossy(content).contains(text);
        if !found.clone().any(has) {
            let content = found.next().map_or_else(
                || format!("no such file among {:?}", names(&files)),
                |(_, content)| String::from_utf8_lossy(content).into_owned(),
            );
            return Err(world.mismatch(&format!("file '{file}'"), text, content));
        }
    }
    Ok(())
}

fn unpack(archive: &[u8]) -> io::Result<Vec<File>> {
    let mut archive = ZipArchive::new(Cursor::new(archive))?;
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index)?;
        let name = entry.name()?.into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content)?;
        files.push((name, content));
    }
    Ok(files)
}

fn names(files: &[File]) -> Vec<&str> {
    files.iter().map(|(path, _)| path.as_str()).collect()
}
