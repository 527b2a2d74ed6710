//! Web resources in a solution: a description each, and the file that it names.

use super::error::SolutionError;
use super::files::Files;
use super::reading::Part;
use super::row::{Field, FieldKind, RowFormat};
use crate::value::Entity;

pub(super) const WEB_RESOURCE: RowFormat = RowFormat {
    element: "WebResource",
    table: "webresource",
    id: None,
    fields: &[
        Field::child("Name", "name", FieldKind::Text),
        Field::child("DisplayName", "displayname", FieldKind::Text),
        Field::child("Description", "description", FieldKind::Text),
        Field::child("LanguageCode", "languagecode", FieldKind::Number),
        Field::child("WebResourceType", "webresourcetype", FieldKind::Option),
        Field::child("SilverlightVersion", "silverlightversion", FieldKind::Text),
        Field::child("DependencyXml", "dependencyxml", FieldKind::Text),
        Field::child("IntroducedVersion", "introducedversion", FieldKind::Text),
        Field::child(
            "IsEnabledForMobileClient",
            "isenabledformobileclient",
            FieldKind::Flag,
        ),
        Field::child(
            "IsAvailableForMobileOffline",
            "isavailableformobileoffline",
            FieldKind::Flag,
        ),
        Field::child("CanBeDeleted", "canbedeleted", FieldKind::Managed),
        Field::child("IsCustomizable", "iscustomizable", FieldKind::Managed),
        Field::child("IsHidden", "ishidden", FieldKind::Managed),
    ],
};

/// Reads `<WebResource>` with the content of its file.
pub(super) fn read(part: &mut Part<'_>, files: &Files) -> Result<Entity, SolutionError> {
    part.demanded("Name")?;
    let own = |name: &str| matches!(name, "WebResourceId" | "FileName");
    part.skip_other_than(|name| own(name) || WEB_RESOURCE.has_child(name));
    let mut row = WEB_RESOURCE.read(part)?;
    if let Some(id) = part.child_text("WebResourceId") {
        row.id = Some(part.guid("WebResourceId", &id)?);
    }
    if let Some(content) = super::content(part, files)? {
        row.attributes.insert("content".into(), content.into());
    }
    Ok(row)
}
