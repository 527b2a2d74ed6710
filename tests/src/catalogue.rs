//! Reads all features without running them: for the register, for unused snapshots and for the check of the steps.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use cucumber::feature::{ExpandExamplesError, Ext as _};
use cucumber::gherkin::{self, Feature, GherkinEnv, Scenario, Step};

/// The repository's root: the folder of `features/` and `snapshots/`.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the crate is a folder of the repository")
        .to_owned()
}

/// Identifies a scenario or a row of an outline: the path of its feature and its line.
pub type StepPlace = (PathBuf, usize);

/// The place of a scenario.
pub fn place(feature: &Feature, scenario: &Scenario) -> StepPlace {
    let path = feature.path.clone().unwrap_or_default();
    (path, scenario.position.line)
}

/// The features of a folder, in the order of their paths.
#[derive(Debug)]
pub struct Catalogue {
    folder: PathBuf,
    features: Vec<Feature>,
}

/// Why the features cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// A folder or file cannot be read.
    #[error("{}: {source}", path.display())]
    Read {
        /// The folder or file.
        path: PathBuf,
        /// The I/O error.
        source: io::Error,
    },
    /// A file is not Gherkin.
    #[error("{}: {source}", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// The parser's error.
        source: Box<gherkin::ParseFileError>,
    },
    /// An outline names a column that its examples do not have.
    #[error(transparent)]
    Outline(#[from] ExpandExamplesError),
}

/// One scenario with the tags it inherits, each without its `@`.
#[derive(Debug)]
pub struct Entry<'a> {
    /// Its id: the feature's path without extension, a slash, and its name in lower-case words. Rows of an outline
    /// that have one name are numbered from 2.
    pub id: String,
    /// The title of its feature.
    pub feature: &'a str,
    /// The feature's file, relative to the repository.
    pub file: PathBuf,
    /// Identifies the scenario in a run.
    pub place: StepPlace,
    /// The scenario, or one row of an outline.
    pub scenario: &'a Scenario,
    /// The tags of the scenario, its rule, its feature and its examples.
    pub tags: Vec<&'a str>,
    /// The steps of every background that applies, then the scenario's own.
    pub steps: Vec<&'a Step>,
}

impl Catalogue {
    /// Reads every `.feature` below `folder`, in the order of their paths.
    ///
    /// # Errors
    /// When a file cannot be read or parsed.
    pub fn load(folder: &Path) -> Result<Self, CatalogueError> {
        let mut files = files(folder, "feature")?;
        files.sort();
        Ok(Self {
            folder: folder.to_owned(),
            features: files.into_iter().map(read).collect::<Result<_, _>>()?,
        })
    }

    /// Every scenario of every feature.
    pub fn scenarios(&self) -> Vec<Entry<'_>> {
        let root = self.folder.parent().unwrap_or(&self.folder);
        let mut entries = Vec::new();
        for feature in &self.features {
            let path = feature.path.clone().unwrap_or_default();
            let file = path.strip_prefix(root).unwrap_or(&path).to_owned();
            let outer = feature
                .background
                .iter()
                .flat_map(|background| &background.steps)
                .collect::<Vec<_>>();
            let own = |scenario| entry(feature, &file, &[&feature.tags], outer.clone(), scenario);
            entries.extend(feature.scenarios.iter().map(own));
            for rule in &feature.rules {
                let mut steps = outer.clone();
                steps.extend(
                    rule.background
                        .iter()
                        .flat_map(|background| &background.steps),
                );
                let tags = [&feature.tags, &rule.tags];
                let own = |scenario| entry(feature, &file, &tags, steps.clone(), scenario);
                entries.extend(rule.scenarios.iter().map(own));
            }
        }
        number(&mut entries);
        entries
    }

    /// The features with these scenarios, reduced to these scenarios.
    pub fn only(&self, places: &BTreeSet<StepPlace>) -> Vec<Feature> {
        let paths: BTreeSet<&Path> = places.iter().map(|(path, _)| path.as_path()).collect();
        let meant = |feature: &&Feature| {
            feature
                .path
                .as_deref()
                .is_some_and(|path| paths.contains(path))
        };
        let mut features: Vec<Feature> = self.features.iter().filter(meant).cloned().collect();
        for feature in &mut features {
            let path = feature.path.clone().unwrap_or_default();
            let is_meant = |one: &Scenario| places.contains(&(path.clone(), one.position.line));
            feature.scenarios.retain(is_meant);
            for rule in &mut feature.rules {
                rule.scenarios.retain(is_meant);
            }
        }
        features
    }
}

fn read(path: PathBuf) -> Result<Feature, CatalogueError> {
    let feature = Feature::parse_path(&path, GherkinEnv::default()).map_err(|source| {
        CatalogueError::Parse {
            path,
            source: Box::new(source),
        }
    })?;
    Ok(feature.expand_examples()?)
}

fn entry<'a>(
    feature: &'a Feature,
    file: &Path,
    outer: &[&'a Vec<String>],
    mut steps: Vec<&'a Step>,
    scenario: &'a Scenario,
) -> Entry<'a> {
    let inherited = outer.iter().copied().chain([&scenario.tags]);
    let tags = inherited.chain(scenario.examples.iter().map(|examples| &examples.tags));
    let tags = tags.flatten().map(String::as_str).collect();
    steps.extend(&scenario.steps);
    Entry {
        id: format!("{}/{}", stem(file), slug(&scenario.name)),
        feature: &feature.name,
        place: place(feature, scenario),
        file: file.to_owned(),
        scenario,
        tags,
        steps,
    }
}

/// A feature's path below `features/`, without its extension.
fn stem(file: &Path) -> String {
    let below = file.strip_prefix("features").unwrap_or(file);
    below.with_extension("").display().to_string()
}

/// A name in lower-case words with hyphens between them.
fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    words.join("-")
}

/// Numbers repeated ids from 2, so that every id is unique.
fn number(entries: &mut [Entry<'_>]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for entry in entries {
        let count = seen.entry(entry.id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            entry.id = format!("{}-{count}", entry.id);
        }
    }
}

/// Every file below `folder`, at any depth, with this extension.
///
/// # Errors
/// When a folder cannot be read.
pub fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, CatalogueError> {
    let unreadable = |source| CatalogueError::Read {
        path: folder.to_owned(),
        source,
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() {
            found.extend(files(&path, extension)?);
        } else if path.extension().is_some_and(|own| own == extension) {
            found.push(path);
        }
    }
    Ok(found)
}
