//! `report`: writes the other reports of an existing `results.json`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Exit, Refusal};
use crate::reports::{Folder, summary};
use crate::results::{DESCRIPTION, Results};

/// The arguments of `report`.
#[derive(Debug, Args)]
pub(super) struct ReportArguments {
    /// The results of a run
    #[arg(value_name = "RESULTS.JSON", required_unless_present = "format")]
    results: Option<PathBuf>,

    /// Folder to write report.html, junit.xml and badge.json to; that of the results without it
    #[arg(long, value_name = "FOLDER")]
    report_dir: Option<PathBuf>,

    /// Print the description of results.json
    #[arg(long, conflicts_with_all = ["results", "report_dir"])]
    format: bool,
}

pub(super) fn main(arguments: &ReportArguments) -> Result<Exit, Refusal> {
    let Some(path) = &arguments.results else {
        print!("{DESCRIPTION}");
        return Ok(Exit::Expected);
    };
    let results = Results::load(path).map_err(Refusal::broken)?;
    let beside = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let folder = Folder::open(arguments.report_dir.as_deref().unwrap_or(beside));
    let folder = folder.map_err(Refusal::broken)?;
    folder.views(&results).map_err(Refusal::broken)?;
    print!("{}", summary(&results));
    println!("reports: {}", folder.path().display());
    Ok(Exit::Expected)
}
