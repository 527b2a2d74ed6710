//! Arguments and files that cannot be used: one line, exit code 3, nothing written.

use crate::{folder, run};

#[tokio::test]
async fn what_cannot_be_read_is_refused_in_one_line() {
    let folder = folder();
    let table = [
        (vec!["run", "--nonsense"], "'--nonsense'"),
        (vec!["run", "--concurrency", "0"], "--concurrency"),
        (vec!["run", "--url", "example"], "'example' is not a URL"),
        (vec!["run", "--url", "ftp://h"], "neither with http://"),
        (
            vec!["run", "--url", "http://me:pass@h"],
            "a user or a password",
        ),
        (vec!["run", "--tags", "@BG-001 or"], "no tag expression"),
        (
            vec!["run", "--tags", "@BG-999"],
            "no scenario has the tag @BG-999",
        ),
        (
            vec!["run", "--tags", "@BG-001 and not @BG-001"],
            "no scenario is selected",
        ),
        (vec!["run", "--id", "BG-999"], "the id BG-999"),
        (vec!["run", "--name", "("], "no regular expression"),
        (
            vec!["run", "--token-from", "NO_SUCH_VARIABLE"],
            "no variable NO_SUCH_VARIABLE",
        ),
        (
            vec!["run", "--known-failures", "nowhere.toml"],
            "nowhere.toml",
        ),
        (vec!["list", "--id", "BG-999"], "the id BG-999"),
        (vec!["list", "--level", "perhaps"], "perhaps"),
        (vec!["report", "nowhere.json"], "nowhere.json"),
        (vec!["diff", "nowhere.json"], "<SECOND.JSON>"),
        (vec!["diff", "nowhere.json", "nowhere.json"], "nowhere.json"),
    ];
    for (arguments, part) in table {
        run(folder.path(), &arguments, &[]).await.refused(3, part);
    }
    // A run creates its report folder before anything that takes time.
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert!(left.len() <= 1, "{left:?}");
}

#[tokio::test]
async fn a_secret_that_could_not_be_hidden_is_refused() {
    let folder = folder();
    let arguments = ["run", "--token-from", "TOKEN"];
    let said = run(folder.path(), &arguments, &[("TOKEN", "short")]).await;
    said.refused(3, "fewer than 8 characters");
    assert!(!said.stderr.contains("short"));
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_refused_before_the_run() {
    let folder = folder();
    std::fs::write(folder.path().join("file"), "").unwrap();
    let arguments = ["run", "--id", "BG-020", "--report-dir", "file/below"];
    let said = run(folder.path(), &arguments, &[]).await;
    said.refused(3, "no report can be written to file/below");
}

#[tokio::test]
async fn a_known_failure_must_be_of_something_and_say_why() {
    const WHOLE: &str = "id = \"BG-020\"\nreason = \"r\"\nsee = \"s\"\nexpires = 2999-01-01\n";
    let twice = format!("{WHOLE}[[failure]]\n{WHOLE}");
    let table = [
        (
            WHOLE.replace("BG-020", "BG-999"),
            "no requirement and no scenario",
        ),
        (WHOLE.replace("\"r\"", "\"\""), "it gives no reason"),
        (WHOLE.replace("\"s\"", "\" \""), "it names no link"),
        (
            WHOLE.replace("2999-01-01", "10:00:00"),
            "its expiry is no date",
        ),
        (WHOLE.replace("see", "sea"), "unknown field `sea`"),
        (twice, "it is there twice"),
    ];
    let folder = folder();
    for (text, part) in table {
        let file = folder.path().join("known.toml");
        std::fs::write(file, format!("[[failure]]\n{text}")).unwrap();
        let arguments = ["run", "--known-failures", "known.toml"];
        run(folder.path(), &arguments, &[]).await.refused(3, part);
    }
}

#[tokio::test]
async fn results_of_another_format_are_refused() {
    let folder = folder();
    let file = folder.path().join("results.json");
    std::fs::write(&file, "{\"format\":7}").unwrap();
    let said = run(folder.path(), &["report", "results.json"], &[]).await;
    said.refused(3, "has format 7; this suite reads format 1");
    std::fs::write(&file, "{\"format\":1}").unwrap();
    let said = run(folder.path(), &["report", "results.json"], &[]).await;
    said.refused(3, "is no results.json: missing field");
}
