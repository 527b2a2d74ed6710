//! Solutions: what an application adds to an organization, as the files that Dataverse exports and imports.
//!
//! A solution is a zip archive, or the folder that the solution packager makes of one. Both hold the same elements in
//! other files, so a reader goes through all documents and knows an element by its name ([`read`]). Parts that are not
//! emulated are listed by name ([`Unread`]) and never dropped in silence. A writer makes the files of an archive
//! ([`Solution::files`]).

mod course;
mod custom_api;
mod definition;
mod error;
mod files;
mod manifest;
mod plugin;
mod reading;
mod report;
mod row;
#[cfg(test)]
mod tests;
mod web_resource;

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use dataverse_limits::Limits;

pub use course::{Course, PartKind};
pub use custom_api::CustomApi;
pub use definition::column::SolutionColumn;
pub use definition::table::SolutionTable;
pub use error::SolutionError;
pub use files::{FileLimits, Files, FilesError};
pub use manifest::{ComponentName, Manifest, Publisher, RootComponent, Version};
pub use plugin::{Assembly, Step};
pub use reading::Unread;
pub use report::{ImportOutcome, report};

use crate::complex::Complex;
use crate::value::Entity;
use crate::xml::{self, DocumentLimits, Element};
use definition::{image, option_set, relationship, table};
use reading::Part;

/// Files that say nothing about the application.
const SILENT: [&str; 1] = ["[content_types].xml"];

/// A solution.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// Its name, version, publisher and contents.
    pub manifest: Manifest,
    /// Global option sets: `OptionSetMetadata`.
    pub option_sets: Vec<Complex>,
    /// Tables with their columns and keys.
    pub tables: Vec<SolutionTable>,
    /// `OneToManyRelationshipMetadata` and `ManyToManyRelationshipMetadata`.
    pub relationships: Vec<Complex>,
    /// Custom APIs.
    pub custom_apis: Vec<CustomApi>,
    /// Plug-in assemblies.
    pub assemblies: Vec<Assembly>,
    /// Registered steps.
    pub steps: Vec<Step>,
    /// Rows of `webresource`; their content is Base64.
    pub web_resources: Vec<Entity>,
}

/// Reads a solution, packed or unpacked, and lists what of it is not emulated.
///
/// # Errors
/// [`SolutionError`] for the first thing that is wrong, with its file.
pub fn read(files: &Files, limits: &Limits) -> Result<(Solution, Vec<Unread>), SolutionError> {
    let mut reader = Reader {
        files,
        limits: DocumentLimits {
            bytes: limits.solution_document,
            depth: limits.solution_depth,
            elements: limits.solution_elements,
            attributes: limits.xml_attributes,
        },
        manifests: Vec::new(),
        option_sets: Vec::new(),
        tables: Vec::new(),
        images: Vec::new(),
        relationships: Vec::new(),
        custom_apis: Vec::new(),
        members: Vec::new(),
        assemblies: Vec::new(),
        steps: Vec::new(),
        web_resources: Vec::new(),
        named: Vec::new(),
        unread: Vec::new(),
    };
    let mut others = Vec::new();
    for (path, content) in files.iter() {
        let lower = path.to_ascii_lowercase();
        if SILENT.contains(&lower.as_str()) {
            continue;
        }
        match lower.ends_with(".xml") {
            true => reader.document(path, content)?,
            false => others.push(path),
        }
    }
    reader.finish(&others)
}

/// What has been read so far.
struct Reader<'f> {
    files: &'f Files,
    limits: DocumentLimits,
    manifests: Vec<Manifest>,
    option_sets: Vec<Complex>,
    tables: Vec<SolutionTable>,
    /// What is said of images beside their tables.
    images: Vec<image::ImageSetting>,
    relationships: Vec<Complex>,
    custom_apis: Vec<CustomApi>,
    /// Parameters and properties, with the unique names of their APIs and their paths.
    members: Vec<(String, String, Entity)>,
    assemblies: Vec<Assembly>,
    steps: Vec<Step>,
    web_resources: Vec<Entity>,
    /// Files that elements name.
    named: Vec<String>,
    unread: Vec<Unread>,
}

impl Reader<'_> {
    fn document(&mut self, path: &str, content: &[u8]) -> Result<(), SolutionError> {
        let refused = |offset, reason: String| SolutionError::Xml {
            path: path.to_owned(),
            offset,
            reason,
        };
        let text = std::str::from_utf8(content)
            .map_err(|error| refused(error.valid_up_to(), "it is not UTF-8".to_owned()))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let root = xml::read(text, self.limits)
            .map_err(|error| refused(error.offset, error.problem.to_string()))?;
        self.element(path, &root)
    }

    /// Reads an element that stands for itself: the root of a document, or an item of a list.
    fn element(&mut self, path: &str, element: &Element) -> Result<(), SolutionError> {
        let mut part = Part {
            path,
            element,
            unread: &mut self.unread,
        };
        match element.name.as_str() {
            "SolutionManifest" => {
                let manifest = manifest::read(&mut part)?;
                self.manifests.push(manifest);
            }
            "optionset" => self.option_sets.push(option_set::read(&mut part)?),
            "Entity" => self.tables.push(table::read(&mut part)?),
            // The solution packager lists the relationships in a file of names, beside those that describe them.
            "EntityRelationship" if element.children.is_empty() => {}
            "EntityRelationship" => self.relationships.push(relationship::read(&mut part)?),
            "EntityRelationships" => self.list(path, element)?,
            "EntityImageConfig" | "AttributeImageConfig" => {
                self.images.extend(image::read(&mut part)?);
            }
            "customapi" => self.custom_apis.push(custom_api::read(&mut part)?),
            "customapirequestparameter" => {
                let (api, row) =
                    custom_api::read_member(&custom_api::REQUEST_PARAMETER, &mut part)?;
                self.members.push((api, path.to_owned(), row));
            }
            "customapiresponseproperty" => {
                let (api, row) =
                    custom_api::read_member(&custom_api::RESPONSE_PROPERTY, &mut part)?;
                self.members.push((api, path.to_owned(), row));
            }
            "PluginAssembly" => {
                self.named.extend(part.child_text("FileName"));
                let assembly = plugin::read_assembly(&mut part, self.files)?;
                self.assemblies.push(assembly);
            }
            "SdkMessageProcessingStep" => self.steps.push(plugin::read_step(&mut part)?),
            "WebResource" => {
                self.named.extend(part.child_text("FileName"));
                let row = web_resource::read(&mut part, self.files)?;
                self.web_resources.push(row);
            }
            _ if element.children.is_empty() && element.text.trim().is_empty() => {}
            "ImportExportXml" => {
                for list in &element.children {
                    self.list(path, list)?;
                }
            }
            _ => part.skip(element),
        }
        Ok(())
    }

    /// Reads a list of one kind of items. The items of a list that is not emulated are listed one by one.
    fn list(&mut self, path: &str, list: &Element) -> Result<(), SolutionError> {
        const LISTS: [&str; 6] = [
            "optionsets",
            "Entities",
            "EntityRelationships",
            "SolutionPluginAssemblies",
            "SdkMessageProcessingSteps",
            "WebResources",
        ];
        if list.name == "SolutionManifest" {
            return self.element(path, list);
        }
        for item in &list.children {
            match LISTS.contains(&list.name.as_str()) || image::is_list(&list.name) {
                true => self.element(path, item)?,
                // Languages say which labels there are, and each label says its own.
                false if list.name == "Languages" => {}
                false => {
                    let mut part = Part {
                        path,
                        element: list,
                        unread: &mut self.unread,
                    };
                    part.skip(item);
                }
            }
        }
        Ok(())
    }

    fn finish(mut self, others: &[&str]) -> Result<(Solution, Vec<Unread>), SolutionError> {
        for setting in &self.images {
            setting.apply(&mut self.tables);
        }
        let found = self.manifests.len();
        let (1, Some(manifest)) = (found, self.manifests.pop()) else {
            return Err(SolutionError::Manifest { found });
        };
        for (owner, path, row) in self.members {
            let api = self
                .custom_apis
                .iter_mut()
                .find(|api| api.unique_name().eq_ignore_ascii_case(&owner));
            let Some(api) = api else {
                return Err(SolutionError::Orphan { path, owner });
            };
            match row.table.as_str() {
                "customapirequestparameter" => api.parameters.push(row),
                _ => api.properties.push(row),
            }
        }
        let is_named = |path: &str| {
            let named = |name: &String| name.trim_start_matches('/').eq_ignore_ascii_case(path);
            self.named.iter().any(named)
        };
        let strays = others.iter().filter(|path| !is_named(path));
        self.unread.extend(strays.map(|path| Unread {
            path: (*path).to_owned(),
            what: (*path).to_owned(),
        }));
        let solution = Solution {
            manifest,
            option_sets: self.option_sets,
            tables: self.tables,
            relationships: self.relationships,
            custom_apis: self.custom_apis,
            assemblies: self.assemblies,
            steps: self.steps,
            web_resources: self.web_resources,
        };
        Ok((solution, self.unread))
    }
}

/// The content of the file that an element names, as Base64.
fn content(part: &Part<'_>, files: &Files) -> Result<Option<String>, SolutionError> {
    let Some(file) = part.child_text("FileName") else {
        return Ok(None);
    };
    match files.get(&file) {
        Some(content) => Ok(Some(STANDARD.encode(content))),
        None => Err(part.value("FileName", &file, "a file of the solution")),
    }
}

impl Solution {
    /// The files of the solution, as an archive has them.
    ///
    /// # Errors
    /// [`FilesError`] for a name that no path can have, and for two files with one path.
    pub fn files(&self) -> Result<Files, FilesError> {
        let mut files = Files::default();
        let manifest = Element::new("ImportExportXml")
            .with_attribute("SolutionPackageVersion", "9.2")
            .with_attribute("languagecode", "1033")
            .with(manifest::write(&self.manifest));
        files.insert("solution.xml", xml::write(&manifest).into_bytes())?;
        let mut lists = [
            "Entities",
            "EntityRelationships",
            "optionsets",
            "SolutionPluginAssemblies",
            "SdkMessageProcessingSteps",
            "WebResources",
        ]
        .map(Element::new);
        let [
            tables,
            relationships,
            sets,
            assemblies,
            steps,
            web_resources,
        ] = &mut lists;
        tables.children.extend(self.tables.iter().map(table::write));
        relationships
            .children
            .extend(self.relationships.iter().map(relationship::write));
        sets.children
            .extend(self.option_sets.iter().map(option_set::write));
        for assembly in &self.assemblies {
            let name = text(&assembly.row, "name");
            let path = self.attach(
                &mut files,
                &assembly.row,
                &format!("PluginAssemblies/{name}.dll"),
            )?;
            assemblies.children.push(assembly.element(path.as_deref()));
        }
        steps.children.extend(self.steps.iter().map(Step::element));
        for row in &self.web_resources {
            let name = text(row, "name");
            let path = self.attach(&mut files, row, &format!("WebResources/{name}"))?;
            let mut element = web_resource::WEB_RESOURCE.write(row);
            if let Some(id) = row.id {
                element = element.with_text("WebResourceId", row::braced(id));
            }
            if let Some(path) = path {
                element = element.with_text("FileName", path);
            }
            web_resources.children.push(element);
        }
        let customizations = lists
            .into_iter()
            .chain(image::write(&self.tables))
            .fold(Element::new("ImportExportXml"), Element::with);
        let text = xml::write(&customizations);
        files.insert("customizations.xml", text.into_bytes())?;
        for (path, element) in self.custom_apis.iter().flat_map(CustomApi::documents) {
            files.insert(&path, xml::write(&element).into_bytes())?;
        }
        let types = content_types(&files);
        files.insert("[Content_Types].xml", xml::write(&types).into_bytes())?;
        Ok(files)
    }

    /// Adds the content of a row as a file; answers the name by which elements know it.
    fn attach(
        &self,
        files: &mut Files,
        row: &Entity,
        path: &str,
    ) -> Result<Option<String>, FilesError> {
        let content = row.get("content").and_then(|content| content.as_str());
        let Some(content) = content.and_then(|content| STANDARD.decode(content).ok()) else {
            return Ok(None);
        };
        files.insert(path, content)?;
        Ok(Some(format!("/{path}")))
    }
}

/// The document that says which endings the names of the files have, as every package of this kind has one.
fn content_types(files: &Files) -> Element {
    let ending = |path: &str| Some(path.rsplit_once('.')?.1.to_ascii_lowercase());
    let mut endings: BTreeSet<String> = files.iter().filter_map(|(path, _)| ending(path)).collect();
    endings.insert("xml".to_owned());
    let types = Element::new("Types").with_attribute(
        "xmlns",
        "http://schemas.openxmlformats.org/package/2006/content-types",
    );
    endings.into_iter().fold(types, |types, ending| {
        let content = match ending.as_str() {
            "xml" => "text/xml",
            _ => "application/octet-stream",
        };
        types.with(
            Element::new("Default")
                .with_attribute("Extension", ending)
                .with_attribute("ContentType", content),
        )
    })
}

fn text<'r>(row: &'r Entity, column: &str) -> &'r str {
    row.get(column)
        .and_then(|value| value.as_str())
        .unwrap_or_default()
}
