//! `files!`: embeds folders and files in the binary that calls the macro.
//!
//! This is a macro and not a build script: Cargo rebuilds every target of a package when a file that its build script
//! watches has changed, so each change of a feature would rebuild the whole suite. A file that a macro embeds rebuilds
//! only the binary that calls it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use proc_macro::{TokenStream, TokenTree};

/// `files!("../features", "requirements.toml")`: every file below these paths, which begin at the package's root, as
/// `&[(path, bytes)]`. The resulting paths are those that were written, without a leading `../`.
///
/// The compiler notices a file that was changed or removed. It notices a new file only at the next other change.
#[proc_macro]
pub fn files(input: TokenStream) -> TokenStream {
    let mut entries = String::new();
    for token in input {
        let TokenTree::Literal(literal) = token else {
            continue;
        };
        let literal = literal.to_string();
        let written = literal.trim_matches('"');
        if let Err(error) = gather(written, &mut entries) {
            return refusal(&format!("{written}: {error}"));
        }
    }
    parsed(&format!("&[{entries}]"))
}

/// Adds every file at or below `written`, ordered by name.
fn gather(written: &str, entries: &mut String) -> io::Result<()> {
    let root = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let root = PathBuf::from(root);
    let mut open = vec![written.to_owned()];
    while let Some(path) = open.pop() {
        let place = root.join(&path).canonicalize()?;
        if place.is_dir() {
            let mut below = names(&place)?;
            below.sort_by(|one, other| other.cmp(one));
            open.extend(below.into_iter().map(|name| format!("{path}/{name}")));
        } else {
            let name = path.trim_start_matches("../");
            entries.push_str(&format!("({name:?}, include_bytes!({place:?})),"));
        }
    }
    Ok(())
}

/// The names in a folder without hidden files and leftovers of editors.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    fs::read_dir(folder)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .filter(|name| {
            !name
                .as_ref()
                .is_ok_and(|name| name.starts_with('.') || name.ends_with(".snap.new"))
        })
        .collect()
}

fn refusal(text: &str) -> TokenStream {
    parsed(&format!("compile_error!({text:?})"))
}

fn parsed(text: &str) -> TokenStream {
    text.parse()
        .expect("literals and brackets are an expression")
}
