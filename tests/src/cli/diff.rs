//! `diff`: the differences of two runs.

use std::path::PathBuf;

use clap::Args;

use super::{Exit, Refusal};
use crate::difference::{Difference, difference};
use crate::results::Results;

/// The largest number of fields that are printed of one scenario.
const FIELDS: usize = 12;
/// The largest number of characters that are printed of a value.
const VALUE: usize = 100;

/// The arguments of `diff`.
#[derive(Debug, Args)]
pub(super) struct DiffArguments {
    /// The results of one run
    #[arg(value_name = "FIRST.JSON")]
    first: PathBuf,

    /// The results of another
    #[arg(value_name = "SECOND.JSON")]
    second: PathBuf,

    /// As JSON, with every field
    #[arg(long)]
    json: bool,
}

pub(super) fn main(arguments: &DiffArguments) -> Result<Exit, Refusal> {
    let first = Results::load(&arguments.first).map_err(Refusal::broken)?;
    let second = Results::load(&arguments.second).map_err(Refusal::broken)?;
    let difference = difference(&first, &second);
    if arguments.json {
        let json = serde_json::to_string_pretty(&difference).map_err(Refusal::broken)?;
        println!("{json}");
    } else {
        show(&difference);
    }
    if difference.requirements.is_empty() && difference.scenarios.is_empty() {
        Ok(Exit::Expected)
    } else {
        Ok(Exit::Failed)
    }
}

fn show(difference: &Difference) {
    let Difference { first, second, .. } = difference;
    for note in &difference.notes {
        println!("note: {note}");
    }
    for one in &difference.requirements {
        println!("\n{} {}", one.id, one.statement);
        println!("  {}", one.verdict.told(first, second));
        println!("  {first}: {}, {second}: {}", one.first, one.second);
    }
    for one in &difference.scenarios {
        println!("\n{}  {}", one.id, one.requirements.join(" "));
        println!("  {}", one.verdict.told(first, second));
        if one.first != one.second {
            let word = |verdict: Option<crate::verdict::Verdict>| {
                verdict.map_or("not run".to_owned(), |verdict| verdict.to_string())
            };
            println!(
                "  {first}: {}, {second}: {}",
                word(one.first),
                word(one.second)
            );
        }
        for field in one.fields.iter().take(FIELDS) {
            println!("  {}", field.field);
            println!("    - {}", short(&field.first));
            println!("    + {}", short(&field.second));
        }
        if one.fields.len() > FIELDS {
            println!(
                "  … and {} more; --json has them all",
                one.fields.len() - FIELDS
            );
        }
    }
    println!(
        "\n{} requirements and {} scenarios differ (- {first}, + {second})",
        difference.requirements.len(),
        difference.scenarios.len()
    );
}

fn short(value: &str) -> String {
    match value.char_indices().nth(VALUE) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
