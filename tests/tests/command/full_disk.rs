//! A disk that is full when the reports are written: the run prints its summary, and one line that says why no report
//! was written.
#![cfg(unix)]

use dataverse_conformance::target::{SignIn, Target};

use crate::{Said, folder};

/// More than the longest file that the command unpacks, and less than the results of any run, in blocks of 512 bytes,
/// the unit of POSIX `ulimit`.
const BLOCKS: usize = 480;

#[tokio::test]
async fn what_cannot_be_written_is_told_in_one_line() {
    let target = Target::in_process(SignIn::default()).await.unwrap();
    let folder = folder();
    // A process that ignores the signal gets an error instead, as on a full disk.
    let script = format!("trap '' XFSZ; ulimit -f {BLOCKS}; exec \"$@\"");
    let output = tokio::process::Command::new("sh")
        .current_dir(folder.path())
        .args([
            "-c",
            &script,
            "sh",
            env!("CARGO_BIN_EXE_dataverse-conformance"),
        ])
        .args(["run", "--id", "BG-020", "--url", target.url()])
        .kill_on_drop(true)
        .output()
        .await
        .unwrap();
    target.close().await;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let said = Said {
        code: output.status.code(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    };
    assert_eq!(said.code, Some(3), "{said:?}");
    let why: Vec<&str> = said
        .stderr
        .lines()
        .filter(|line| line.starts_with("dataverse-conformance: "))
        .collect();
    let begin =
        "dataverse-conformance: no report can be written to conformance-report/results.json: ";
    assert_eq!(why.len(), 1, "{said:?}");
    assert!(why[0].starts_with(begin), "{said:?}");
    assert!(
        said.stdout.contains(" scenarios in "),
        "the summary is told: {said:?}"
    );
    let left = std::fs::read_dir(folder.path().join("conformance-report")).unwrap();
    assert_eq!(left.count(), 0, "no half of a report is left");
}
