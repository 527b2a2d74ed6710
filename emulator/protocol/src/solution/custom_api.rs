//! Custom APIs in a solution: a folder each, with a folder for every parameter and every property.

use uuid::Uuid;

use super::error::SolutionError;
use super::reading::Part;
use super::row::{Field, FieldKind, RowFormat};
use crate::value::Entity;
use crate::xml::Element;

/// A custom API with its parameters and properties.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomApi {
    /// The row, without the lookup of the plug-in type.
    pub row: Entity,
    /// The plug-in type with its main operation.
    pub plugin_type: Option<Uuid>,
    /// Rows of `customapirequestparameter`, by unique name.
    pub parameters: Vec<Entity>,
    /// Rows of `customapiresponseproperty`, by unique name.
    pub properties: Vec<Entity>,
}

/// The folder of custom APIs.
pub(super) const FOLDER: &str = "customapis";
/// The folder of an API's parameters.
const PARAMETERS: &str = "customapirequestparameters";
/// The folder of an API's properties.
const PROPERTIES: &str = "customapiresponseproperties";

pub(super) const CUSTOM_API: RowFormat = RowFormat {
    element: "customapi",
    table: "customapi",
    id: None,
    fields: &[
        Field::attribute("uniquename", "uniquename", FieldKind::Text),
        Field::child(
            "allowedcustomprocessingsteptype",
            "allowedcustomprocessingsteptype",
            FieldKind::Option,
        ),
        Field::child("bindingtype", "bindingtype", FieldKind::Option),
        Field::child(
            "boundentitylogicalname",
            "boundentitylogicalname",
            FieldKind::Text,
        ),
        Field::child("description", "description", FieldKind::Label),
        Field::child("displayname", "displayname", FieldKind::Label),
        Field::child(
            "executeprivilegename",
            "executeprivilegename",
            FieldKind::Text,
        ),
        Field::child("iscustomizable", "iscustomizable", FieldKind::Managed),
        Field::child("isfunction", "isfunction", FieldKind::Flag),
        Field::child("isprivate", "isprivate", FieldKind::Flag),
        Field::child("name", "name", FieldKind::Text),
        Field::child(
            "workflowsdkstepenabled",
            "workflowsdkstepenabled",
            FieldKind::Flag,
        ),
    ],
};

pub(super) const REQUEST_PARAMETER: RowFormat = RowFormat {
    element: "customapirequestparameter",
    table: "customapirequestparameter",
    id: None,
    fields: &[
        Field::attribute("uniquename", "uniquename", FieldKind::Text),
        Field::child("description", "description", FieldKind::Label),
        Field::child("displayname", "displayname", FieldKind::Label),
        Field::child("iscustomizable", "iscustomizable", FieldKind::Managed),
        Field::child("isoptional", "isoptional", FieldKind::Flag),
        Field::child("logicalentityname", "logicalentityname", FieldKind::Text),
        Field::child("name", "name", FieldKind::Text),
        Field::child("type", "type", FieldKind::Option),
    ],
};

pub(super) const RESPONSE_PROPERTY: RowFormat = RowFormat {
    element: "customapiresponseproperty",
    table: "customapiresponseproperty",
    id: None,
    fields: &[
        Field::attribute("uniquename", "uniquename", FieldKind::Text),
        Field::child("description", "description", FieldKind::Label),
        Field::child("displayname", "displayname", FieldKind::Label),
        Field::child("iscustomizable", "iscustomizable", FieldKind::Managed),
        Field::child("logicalentityname", "logicalentityname", FieldKind::Text),
        Field::child("name", "name", FieldKind::Text),
        Field::child("type", "type", FieldKind::Option),
    ],
};

/// Reads `<customapi>`.
pub(super) fn read(part: &mut Part<'_>) -> Result<CustomApi, SolutionError> {
    part.demanded_attribute("uniquename")?;
    part.skip_other_than(|name| name == "plugintypeid" || CUSTOM_API.has_child(name));
    let row = CUSTOM_API.read(part)?;
    let plugin_type = part.element.child("plugintypeid");
    // For a plug-in type of the same solution the export key is the type's id.
    let id = plugin_type.and_then(|reference| {
        reference
            .text_of("plugintypeid")
            .or_else(|| reference.text_of("plugintypeexportkey"))
    });
    Ok(CustomApi {
        row,
        plugin_type: id.map(|id| part.guid("plugintypeid", id)).transpose()?,
        parameters: Vec::new(),
        properties: Vec::new(),
    })
}

/// Reads a parameter or a property, with the unique name of its API, which only the path has.
pub(super) fn read_member(
    format: &RowFormat,
    part: &mut Part<'_>,
) -> Result<(String, Entity), SolutionError> {
    part.demanded_attribute("uniquename")?;
    part.skip_other_than(|name| format.has_child(name));
    let row = format.read(part)?;
    match part.path.split('/').collect::<Vec<_>>()[..] {
        [.., api, _, _, _] => Ok((api.to_owned(), row)),
        _ => Err(SolutionError::Orphan {
            path: part.path.to_owned(),
            owner: format!("{FOLDER}/?"),
        }),
    }
}

impl CustomApi {
    /// `uniquename`.
    pub fn unique_name(&self) -> &str {
        unique_name(&self.row)
    }

    /// The documents of the API by their paths.
    pub(super) fn documents(&self) -> impl Iterator<Item = (String, Element)> {
        let folder = format!("{FOLDER}/{}", self.unique_name());
        let mut own = CUSTOM_API.write(&self.row);
        if let Some(id) = self.plugin_type {
            own = own.with(Element::new("plugintypeid").with_text("plugintypeid", id.to_string()));
        }
        let members = |list: &str, format: &RowFormat, rows: &[Entity]| -> Vec<_> {
            rows.iter()
                .map(|row| {
                    let name = unique_name(row);
                    let path = format!("{folder}/{list}/{name}/{}.xml", format.element);
                    (path, format.write(row))
                })
                .collect()
        };
        let parameters = members(PARAMETERS, &REQUEST_PARAMETER, &self.parameters);
        let properties = members(PROPERTIES, &RESPONSE_PROPERTY, &self.properties);
        std::iter::once((format!("{folder}/customapi.xml"), own))
            .chain(parameters)
            .chain(properties)
    }
}

fn unique_name(row: &Entity) -> &str {
    row.get("uniquename")
        .and_then(|name| name.as_str())
        .unwrap_or_default()
}
