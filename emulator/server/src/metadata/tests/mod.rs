//! Tests of the tables: what the data files say, what broken ones are told, what fits.

mod definition;
mod first_rows;
mod loading;
mod navigating;
mod values;

use crate::metadata::Metadata;

fn embedded() -> Metadata {
    Metadata::embedded().expect("the embedded data files are sound")
}
