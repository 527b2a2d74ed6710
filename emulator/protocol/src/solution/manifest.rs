//! The manifest of a solution: its name, its version, its publisher, and what it contains.

use super::error::SolutionError;
use super::reading::Part;
use crate::xml::Element;

/// The manifest of a solution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// `uniquename`.
    pub unique_name: String,
    /// The texts that users see, by language code.
    pub names: Vec<(u16, String)>,
    /// What the solution is for, by language code.
    pub descriptions: Vec<(u16, String)>,
    /// Up to four numbers.
    pub version: Version,
    /// Whether the solution is a managed one.
    pub managed: bool,
    /// Who publishes it.
    pub publisher: Publisher,
    /// What it contains, as its author lists it.
    pub components: Vec<RootComponent>,
}

/// The publisher of a solution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publisher {
    /// `uniquename`.
    pub unique_name: String,
    /// The texts that users see, by language code.
    pub names: Vec<(u16, String)>,
    /// What the publisher says of itself, by language code.
    pub descriptions: Vec<(u16, String)>,
    /// `customizationprefix`: what the names of its components begin with, without the `_`.
    pub prefix: String,
    /// `customizationoptionvalueprefix`: what the numbers of its options begin with.
    pub option_prefix: i32,
}

/// One component that a solution's author has added to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootComponent {
    /// `componenttype`, such as 1 for a table.
    pub kind: i32,
    /// `schemaName` or `id`, as the manifest has it.
    pub name: ComponentName,
    /// `rootcomponentbehavior`; 0 includes the component's parts.
    pub behavior: i32,
}

/// How a manifest names a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ComponentName {
    /// By its schema name.
    Schema(String),
    /// By its id, with braces.
    Id(String),
}

/// The version of a solution: up to four numbers, compared from the first to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version([u32; 4]);

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [major, minor, build, revision] = self.0;
        write!(f, "{major}.{minor}.{build}.{revision}")
    }
}

impl std::str::FromStr for Version {
    type Err = String;

    /// Reads one to four numbers with dots between them; numbers that are not there are zero.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut numbers = [0; 4];
        let mut parts = text.split('.');
        for (number, part) in numbers.iter_mut().zip(parts.by_ref()) {
            *number = part
                .parse()
                .map_err(|_| format!("'{text}' is no version: expected numbers such as 1.0.0.0"))?;
        }
        match parts.next() {
            None => Ok(Self(numbers)),
            Some(_) => Err(format!(
                "'{text}' is no version: it has more than four parts"
            )),
        }
    }
}

/// Reads `<SolutionManifest>`.
pub(super) fn read(part: &mut Part<'_>) -> Result<Manifest, SolutionError> {
    let element = part.element;
    let publisher = element
        .child("Publisher")
        .ok_or_else(|| part.missing("<Publisher>".to_owned()))?;
    let publisher = read_publisher(&mut part.inner(publisher))?;
    let version = part.demanded("Version")?;
    let components = element.items("RootComponents");
    let components = components
        .map(|component| root_component(&part.inner(component)))
        .collect::<Result<_, _>>()?;
    Ok(Manifest {
        unique_name: part.demanded("UniqueName")?,
        names: texts(part, "LocalizedNames")?,
        descriptions: texts(part, "Descriptions")?,
        version: version
            .parse()
            .map_err(|_| part.value("Version", &version, "up to four numbers such as 1.0.0.0"))?,
        // 2 stands for a solution that can be packed as either.
        managed: element.text_of("Managed") == Some("1"),
        publisher,
        components,
    })
}

fn read_publisher(part: &mut Part<'_>) -> Result<Publisher, SolutionError> {
    let option_prefix = part.demanded("CustomizationOptionValuePrefix")?;
    Ok(Publisher {
        unique_name: part.demanded("UniqueName")?,
        names: texts(part, "LocalizedNames")?,
        descriptions: texts(part, "Descriptions")?,
        prefix: part.demanded("CustomizationPrefix")?,
        option_prefix: part.number("CustomizationOptionValuePrefix", &option_prefix)?,
    })
}

fn root_component(part: &Part<'_>) -> Result<RootComponent, SolutionError> {
    let kind = part.demanded_attribute("type")?;
    let behavior = part.attribute("behavior").unwrap_or_else(|| "0".to_owned());
    let name = match (part.attribute("schemaName"), part.attribute("id")) {
        (Some(name), _) => ComponentName::Schema(name),
        (None, Some(id)) => ComponentName::Id(id),
        (None, None) => ComponentName::Schema(part.demanded_attribute("schemaName")?),
    };
    Ok(RootComponent {
        kind: part.number("type", &kind)?,
        name,
        behavior: part.number("behavior", &behavior)?,
    })
}

/// The texts of a list of elements with `description` and `languagecode`.
pub(super) fn texts(part: &Part<'_>, list: &str) -> Result<Vec<(u16, String)>, SolutionError> {
    let mut texts = Vec::new();
    for item in part.element.items(list) {
        let code = item.attribute("languagecode").unwrap_or_default();
        let code = part.number(list, code)?;
        let text = item.attribute("description").unwrap_or_default();
        texts.push((code, text.to_owned()));
    }
    Ok(texts)
}

/// A list of texts, such as `<LocalizedNames>` of `<LocalizedName>`.
pub(super) fn text_list(list: &str, item: &str, texts: &[(u16, String)]) -> Element {
    texts.iter().fold(Element::new(list), |list, (code, text)| {
        list.with(
            Element::new(item)
                .with_attribute("description", text.as_str())
                .with_attribute("languagecode", code.to_string()),
        )
    })
}

/// Writes `<SolutionManifest>`.
pub(super) fn write(manifest: &Manifest) -> Element {
    let publisher = &manifest.publisher;
    let components = manifest.components.iter().map(|component| {
        let element =
            Element::new("RootComponent").with_attribute("type", component.kind.to_string());
        let element = match &component.name {
            ComponentName::Schema(name) => element.with_attribute("schemaName", name.as_str()),
            ComponentName::Id(id) => element.with_attribute("id", id.as_str()),
        };
        element.with_attribute("behavior", component.behavior.to_string())
    });
    Element::new("SolutionManifest")
        .with_text("UniqueName", manifest.unique_name.as_str())
        .with(text_list(
            "LocalizedNames",
            "LocalizedName",
            &manifest.names,
        ))
        .with(text_list(
            "Descriptions",
            "Description",
            &manifest.descriptions,
        ))
        .with_text("Version", manifest.version.to_string())
        .with_text("Managed", if manifest.managed { "1" } else { "0" })
        .with(
            Element::new("Publisher")
                .with_text("UniqueName", publisher.unique_name.as_str())
                .with(text_list(
                    "LocalizedNames",
                    "LocalizedName",
                    &publisher.names,
                ))
                .with(text_list(
                    "Descriptions",
                    "Description",
                    &publisher.descriptions,
                ))
                .with_text("CustomizationPrefix", publisher.prefix.as_str())
                .with_text(
                    "CustomizationOptionValuePrefix",
                    publisher.option_prefix.to_string(),
                )
                .with(Element::new("Addresses")),
        )
        .with(components.fold(Element::new("RootComponents"), Element::with))
        .with(Element::new("MissingDependencies"))
}
