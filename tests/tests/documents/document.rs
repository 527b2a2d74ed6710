//! A document: its text, and the code blocks in it.

use std::fs;
use std::path::PathBuf;

use dataverse_conformance::catalogue::{files, repository};

/// What stands on the line before a code block that no test runs; a reason may follow.
const NOT_RUN: &str = "<!-- not run";

/// A Markdown file of the repository.
pub(crate) struct Document {
    /// From the repository's root.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// A fenced block of code.
pub(crate) struct Block {
    /// The line of its first line in the document, counted from 1.
    pub(crate) line: usize,
    /// What the fence says.
    pub(crate) language: String,
    pub(crate) text: String,
    /// Whether the document says that no test runs it.
    pub(crate) is_not_run: bool,
}

impl Document {
    pub(crate) fn read(path: &str) -> Self {
        let text = fs::read_to_string(repository().join(path));
        Self {
            path: path.to_owned(),
            text: text.unwrap_or_else(|error| panic!("{path}: {error}")),
        }
    }

    /// Every document that is written for people.
    pub(crate) fn all() -> Vec<Self> {
        let root = repository();
        let mut paths: Vec<String> = ["emulator/docs", "tests"]
            .into_iter()
            .flat_map(|folder| files(&root.join(folder), "md").unwrap())
            .map(|path| path.strip_prefix(&root).unwrap().display().to_string())
            .chain(["README.md", "emulator/ARCHITECTURE.md"].map(str::to_owned))
            .collect();
        paths.sort();
        paths.iter().map(|path| Self::read(path)).collect()
    }

    /// The file itself.
    pub(crate) fn file(&self) -> PathBuf {
        repository().join(&self.path)
    }

    /// A place in the text, as failures name it: the document and the line.
    pub(crate) fn place(&self, offset: usize) -> String {
        let line = self.text[..offset].matches('\n').count() + 1;
        format!("{}:{line}", self.path)
    }

    /// Every block of code, in the document's order.
    pub(crate) fn blocks(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let mut is_open = false;
        let mut before = "";
        for (index, line) in self.text.lines().enumerate() {
            match line.strip_prefix("```") {
                Some(_) if is_open => is_open = false,
                Some(language) => {
                    is_open = true;
                    blocks.push(Block {
                        line: index + 2,
                        language: language.to_owned(),
                        text: String::new(),
                        is_not_run: before.starts_with(NOT_RUN),
                    });
                }
                None if is_open => {
                    let block = blocks.last_mut().unwrap();
                    block.text.push_str(line);
                    block.text.push('\n');
                }
                None => {}
            }
            before = line;
        }
        assert!(!is_open, "{}: a block of code has no end", self.path);
        blocks
    }
}
