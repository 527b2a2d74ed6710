//! Parts of documents that are generated: rules, limits and control routes as an emulator lists them, and step
//! phrases.
//!
//! A part stands between `<!-- generated: NAME -->` and `<!-- /generated -->`. With `DOCUMENTS=write` in the
//! environment the parts are written; without it they are compared.

use std::fs;

use dataverse_conformance::wire::{Connection, WireRequest};
use dataverse_emulator::{Settings, start};
use serde_json::Value as Json;

use crate::document::Document;
use crate::phrases;

/// A generated part: the document it stands in, its name there, and its text.
struct Part {
    document: &'static str,
    name: &'static str,
    text: String,
}

/// Compares every part with its document, or writes it.
pub(crate) async fn hold() {
    let parts = [
        Part {
            document: "emulator/docs/rules.md",
            name: "rules",
            text: rules(&listed("rules/catalogue", "rules").await),
        },
        Part {
            document: "emulator/docs/safety.md",
            name: "limits",
            text: limits(&listed("limits", "limits").await),
        },
        Part {
            document: "emulator/docs/control-door.md",
            name: "routes",
            text: routes(&listed("routes", "routes").await),
        },
        Part {
            document: "tests/CONFORMANCE.md",
            name: "phrases",
            text: phrases::text(),
        },
    ];
    let writes = std::env::var("DOCUMENTS").is_ok_and(|wish| wish == "write");
    let stale: Vec<String> = parts.iter().filter_map(|part| part.hold(writes)).collect();
    assert!(
        stale.is_empty(),
        "{}\nDOCUMENTS=write cargo test -p dataverse-conformance --test documents writes them",
        stale.join("\n")
    );
}

impl Part {
    /// Where the document differs and is not written: the line, and what it should say.
    fn hold(&self, writes: bool) -> Option<String> {
        let document = Document::read(self.document);
        let begin = format!("<!-- generated: {} -->\n", self.name);
        let (before, rest) = document.text.split_once(&begin)?;
        let (found, after) = rest.split_once("<!-- /generated -->")?;
        let due = format!("\n{}\n", self.text.trim_end());
        if found == due {
            return None;
        }
        if writes {
            let text = format!("{before}{begin}{due}<!-- /generated -->{after}");
            fs::write(document.file(), text).unwrap();
            return None;
        }
        let same = found.lines().zip(due.lines());
        let same = same.take_while(|(one, other)| one == other).count();
        let line = before.lines().count() + 2 + same;
        Some(format!(
            "{}:{line}: expected\n{}\nfound\n{}",
            self.document,
            due.lines().nth(same).unwrap_or("the end of the part"),
            found.lines().nth(same).unwrap_or("the end of the part"),
        ))
    }
}

/// What a route of the control door lists.
async fn listed(route: &str, member: &str) -> Vec<Json> {
    let emulator = start(Settings::default()).await.unwrap();
    let address = emulator.url().trim_start_matches("http://").parse();
    let mut connection = Connection::open(address.unwrap()).await.unwrap();
    let request = WireRequest::get(&format!("/_emulator/v1/{route}"));
    let answer = connection.exchange(&request).await.unwrap();
    let listed = answer.expect(200).unwrap().json().unwrap()[member].take();
    emulator.shutdown().await;
    listed.as_array().expect("a list").clone()
}

fn rules(rules: &[Json]) -> String {
    let mut text =
        "| Rule | Default | Takes | Meaning | Evidence |\n|---|---|---|---|---|\n".to_owned();
    for rule in rules {
        let takes: Vec<String> = rule["alternatives"]
            .as_array()
            .expect("a list")
            .iter()
            .map(cell)
            .collect();
        text += &format!(
            "| `{}` | `{}` | {} | {} | {} |\n",
            cell(&rule["name"]),
            cell(&rule["default"]),
            takes.join(", "),
            cell(&rule["meaning"]),
            cell(&rule["evidence"]),
        );
    }
    text
}

fn limits(limits: &[Json]) -> String {
    let mut text = "| Limit | Default | Takes | What it limits |\n|---|---|---|---|\n".to_owned();
    for limit in limits {
        text += &format!(
            "| `{}` | `{}` | {} | {} |\n",
            cell(&limit["name"]),
            cell(&limit["default"]),
            cell(&limit["takes"]),
            cell(&limit["meaning"]),
        );
    }
    text
}

fn routes(routes: &[Json]) -> String {
    let mut text = "| Route | What it does |\n|---|---|\n".to_owned();
    for route in routes {
        text += &format!(
            "| `{} {}` | {} |\n",
            cell(&route["method"]),
            cell(&route["path"]),
            cell(&route["meaning"]),
        );
    }
    text
}

/// A text as a cell of a table.
fn cell(text: &Json) -> String {
    let text = text.as_str().expect("a text");
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace('|', "\\|")
}
