//! Writes the seeds of every target below `corpus/`, from which the fuzzer begins.

use std::fs;
use std::path::Path;

use dataverse_fuzz::all;

fn main() -> std::io::Result<()> {
    for target in all() {
        let folder = Path::new("corpus").join(target.name);
        fs::create_dir_all(&folder)?;
        for (at, seed) in target.seeds.iter().enumerate() {
            fs::write(folder.join(format!("seed-{at}")), seed)?;
        }
    }
    Ok(())
}
