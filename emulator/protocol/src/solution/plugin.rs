//! Plug-in assemblies with their types, and steps with their images.

use uuid::Uuid;

use super::error::SolutionError;
use super::files::Files;
use super::reading::Part;
use super::row::{Field, FieldKind, RowFormat};
use crate::value::Entity;
use crate::xml::Element;

/// A plug-in assembly with its types.
#[derive(Debug, Clone, PartialEq)]
pub struct Assembly {
    /// The row of `pluginassembly`; its content is Base64.
    pub row: Entity,
    /// Rows of `plugintype`.
    pub types: Vec<Entity>,
}

/// A registered step.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The row of `sdkmessageprocessingstep`, without its lookups.
    pub row: Entity,
    /// The message; solutions know it by its id.
    pub message: Uuid,
    /// Logical name of the table, for a message that tables have.
    pub table: Option<String>,
    /// The plug-in type.
    pub plugin_type: Uuid,
    /// Rows of `sdkmessageprocessingstepimage`.
    pub images: Vec<Entity>,
}

pub(super) const ASSEMBLY: RowFormat = RowFormat {
    element: "PluginAssembly",
    table: "pluginassembly",
    id: Some("PluginAssemblyId"),
    fields: &[
        Field::child("IsolationMode", "isolationmode", FieldKind::Option),
        Field::child("SourceType", "sourcetype", FieldKind::Option),
        Field::child("IntroducedVersion", "introducedversion", FieldKind::Text),
    ],
};

const TYPE: RowFormat = RowFormat {
    element: "PluginType",
    table: "plugintype",
    id: Some("PluginTypeId"),
    fields: &[
        Field::attribute("Name", "typename", FieldKind::Text),
        Field::child("FriendlyName", "friendlyname", FieldKind::Text),
        Field::child("Description", "description", FieldKind::Text),
        Field::child(
            "WorkflowActivityGroupName",
            "workflowactivitygroupname",
            FieldKind::Text,
        ),
    ],
};

pub(super) const STEP: RowFormat = RowFormat {
    element: "SdkMessageProcessingStep",
    table: "sdkmessageprocessingstep",
    id: Some("SdkMessageProcessingStepId"),
    fields: &[
        Field::attribute("Name", "name", FieldKind::Text),
        Field::child("Description", "description", FieldKind::Text),
        Field::child("AsyncAutoDelete", "asyncautodelete", FieldKind::Flag),
        Field::child("Configuration", "configuration", FieldKind::Text),
        Field::child(
            "FilteringAttributes",
            "filteringattributes",
            FieldKind::Text,
        ),
        Field::child("InvocationSource", "invocationsource", FieldKind::Option),
        Field::child("Mode", "mode", FieldKind::Option),
        Field::child("Rank", "rank", FieldKind::Number),
        Field::child("Stage", "stage", FieldKind::Option),
        Field::child("IsCustomizable", "iscustomizable", FieldKind::Managed),
        Field::child("IsHidden", "ishidden", FieldKind::Managed),
        Field::child(
            "SupportedDeployment",
            "supporteddeployment",
            FieldKind::Option,
        ),
        Field::child("IntroducedVersion", "introducedversion", FieldKind::Text),
    ],
};

const IMAGE: RowFormat = RowFormat {
    element: "SdkMessageProcessingStepImage",
    table: "sdkmessageprocessingstepimage",
    id: Some("SdkMessageProcessingStepImageId"),
    fields: &[
        Field::attribute("Name", "name", FieldKind::Text),
        Field::child("Attributes", "attributes", FieldKind::Text),
        Field::child("EntityAlias", "entityalias", FieldKind::Text),
        Field::child("ImageType", "imagetype", FieldKind::Option),
        Field::child(
            "MessagePropertyName",
            "messagepropertyname",
            FieldKind::Text,
        ),
        Field::child("IsCustomizable", "iscustomizable", FieldKind::Managed),
        Field::child("IntroducedVersion", "introducedversion", FieldKind::Text),
    ],
};

/// Reads `<PluginAssembly>`: its full name has what the row keeps in columns of their own.
pub(super) fn read_assembly(part: &mut Part<'_>, files: &Files) -> Result<Assembly, SolutionError> {
    let full_name = part.demanded_attribute("FullName")?;
    part.skip_other_than(|name| {
        matches!(name, "PluginTypes" | "FileName") || ASSEMBLY.has_child(name)
    });
    let mut row = ASSEMBLY.read(part)?;
    for (column, value) in identity(&full_name) {
        row.attributes.insert(column.into(), value.into());
    }
    if let Some(content) = super::content(part, files)? {
        row.attributes.insert("content".into(), content.into());
    }
    let mut types = Vec::new();
    let element = part.element;
    for kind in element.items("PluginTypes") {
        let mut part = part.inner(kind);
        part.demanded_attribute("Name")?;
        part.skip_other_than(|name| TYPE.has_child(name));
        types.push(TYPE.read(&mut part)?);
    }
    Ok(Assembly { row, types })
}

/// The parts of an assembly's full name, such as `Contoso.Plugins, Version=1.0.0.0, Culture=neutral,
/// PublicKeyToken=9d006cbbfeff5098`.
fn identity(full_name: &str) -> impl Iterator<Item = (&'static str, &str)> {
    let mut parts = full_name.split(',').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let columns = |part: &str| match part {
        "Version" => Some("version"),
        "Culture" => Some("culture"),
        "PublicKeyToken" => Some("publickeytoken"),
        _ => None,
    };
    let rest = parts.filter_map(move |part| {
        let (key, value) = part.split_once('=')?;
        Some((columns(key.trim())?, value.trim()))
    });
    std::iter::once(("name", name)).chain(rest)
}

/// Reads `<SdkMessageProcessingStep>`.
pub(super) fn read_step(part: &mut Part<'_>) -> Result<Step, SolutionError> {
    let own = |name: &str| {
        matches!(
            name,
            "SdkMessageId"
                | "PrimaryEntity"
                | "PluginTypeId"
                | "PluginTypeName"
                | "EventHandlerTypeCode"
                | "SdkMessageProcessingStepImages"
        )
    };
    part.skip_other_than(|name| own(name) || STEP.has_child(name));
    let row = STEP.read(part)?;
    let message = part.demanded("SdkMessageId")?;
    let plugin_type = part.demanded("PluginTypeId")?;
    let mut images = Vec::new();
    let element = part.element;
    for image in element.items("SdkMessageProcessingStepImages") {
        let mut part = part.inner(image);
        part.skip_other_than(|name| IMAGE.has_child(name));
        images.push(IMAGE.read(&mut part)?);
    }
    Ok(Step {
        row,
        message: part.guid("SdkMessageId", &message)?,
        table: part
            .child_text("PrimaryEntity")
            .filter(|table| table != "none"),
        plugin_type: part.guid("PluginTypeId", &plugin_type)?,
        images,
    })
}

impl Assembly {
    /// The element, which names the file of the assembly's content.
    pub(super) fn element(&self, file: Option<&str>) -> Element {
        let text = |column: &str| self.row.get(column).and_then(|value| value.as_str());
        let name = text("name").unwrap_or_default();
        let version = text("version").unwrap_or("1.0.0.0");
        let culture = text("culture").unwrap_or("neutral");
        let token = text("publickeytoken").unwrap_or("null");
        let full_name =
            format!("{name}, Version={version}, Culture={culture}, PublicKeyToken={token}");
        let mut element = ASSEMBLY
            .write(&self.row)
            .with_attribute("FullName", full_name.as_str());
        if let Some(file) = file {
            element = element.with_text("FileName", file);
        }
        let types = self.types.iter().map(|kind| {
            let name = kind.get("typename").and_then(|name| name.as_str());
            let qualified = format!("{}, {full_name}", name.unwrap_or_default());
            TYPE.write(kind)
                .with_attribute("AssemblyQualifiedName", qualified)
        });
        element.with(types.fold(Element::new("PluginTypes"), Element::with))
    }
}

impl Step {
    /// The element of the step.
    pub(super) fn element(&self) -> Element {
        let mut element = STEP
            .write(&self.row)
            .with_text("SdkMessageId", self.message.to_string())
            .with_text("PluginTypeId", self.plugin_type.to_string());
        if let Some(table) = &self.table {
            element = element.with_text("PrimaryEntity", table.as_str());
        }
        let images = self.images.iter().map(|image| IMAGE.write(image));
        element.with(images.fold(
            Element::new("SdkMessageProcessingStepImages"),
            Element::with,
        ))
    }
}
