//! The step phrases, as the files in `tests/src/steps/` define them: regular expressions and doc comments.

use std::fs;
use std::path::PathBuf;

use dataverse_conformance::catalogue::{files, repository};
use regex::Regex;

/// The phrases of one file.
struct Chapter {
    name: String,
    /// The first line of the file's head.
    head: String,
    phrases: Vec<Phrase>,
}

/// A step's definition.
struct Phrase {
    /// `Given`, `When`, `Then`, as many as it is defined for.
    keywords: Vec<String>,
    /// The regular expression, without its anchors.
    pattern: String,
    /// The doc comment; empty where there is none.
    meaning: String,
}

/// All phrases as Markdown, a section for each file.
pub(crate) fn text() -> String {
    let mut text = String::new();
    for chapter in chapters() {
        text += &format!("### `{}`\n\n{}\n\n", chapter.name, chapter.head);
        for phrase in chapter.phrases {
            text += &format!("- *{}* `{}`", phrase.keywords.join(", "), phrase.pattern);
            if !phrase.meaning.is_empty() {
                text += &format!("<br>{}", phrase.meaning);
            }
            text.push('\n');
        }
        text.push('\n');
    }
    assert!(text.lines().count() > 100, "where are the steps?\n{text}");
    text
}

/// Every file that defines phrases, in the order of their names.
fn chapters() -> Vec<Chapter> {
    let mut paths = files(&repository().join("tests/src/steps"), "rs").unwrap();
    paths.sort();
    let read = |path: PathBuf| {
        let source = fs::read_to_string(&path).unwrap();
        let head = source.lines().next().unwrap().trim_start_matches("//! ");
        Chapter {
            name: path.file_stem().unwrap().display().to_string(),
            head: head.to_owned(),
            phrases: phrases(&source),
        }
    };
    let chapters = paths.into_iter().map(read);
    chapters.filter(|one| !one.phrases.is_empty()).collect()
}

/// The phrases of one source file.
fn phrases(source: &str) -> Vec<Phrase> {
    let function =
        r"(?m)((?:^///.*\n)*)((?:^#\[(?:.|\n)*?\]\n)+)^(?:pub(?:\([^)]*\))? )?(?:async )?fn ";
    let attribute =
        r##"#\[(given|when|then)\(\s*(?:regex|expr) = (?:r#"((?:.|\n)*?)"#|r?"([^"]*)")"##;
    let (function, attribute) = (
        Regex::new(function).unwrap(),
        Regex::new(attribute).unwrap(),
    );
    let mut all = Vec::new();
    for found in function.captures_iter(source) {
        let docs: Vec<&str> = found[1]
            .lines()
            .map(|line| line.trim_start_matches("///").trim())
            .collect();
        let mut phrases: Vec<Phrase> = Vec::new();
        for defined in attribute.captures_iter(&found[2]) {
            let mut keyword = defined[1].to_owned();
            keyword[..1].make_ascii_uppercase();
            let pattern = defined.get(2).or(defined.get(3)).unwrap().as_str();
            let pattern = pattern.trim_start_matches('^').trim_end_matches('$');
            match phrases.iter_mut().find(|known| known.pattern == pattern) {
                Some(known) => known.keywords.push(keyword),
                None => phrases.push(Phrase {
                    keywords: vec![keyword],
                    pattern: pattern.to_owned(),
                    meaning: docs.join(" "),
                }),
            }
        }
        all.extend(phrases);
    }
    all
}
