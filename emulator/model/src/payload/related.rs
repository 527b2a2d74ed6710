//! Writes the rows of an expanded navigation property: nested rows, or references to them.

use dataverse_protocol::odata::expand::{Expand, Returns};
use dataverse_protocol::odata::skip_token::SkipToken;
use dataverse_protocol::value::{Entity, Related};
use serde_json::{Value as Json, json};

use super::members::Members;
use super::row::{NextLinks, RowForm};
use super::row_writer::write_row;
use crate::metadata::{Navigation, Table};

/// Writes the property, and behind a collection its address (WA-145), which is that of the next page where the
/// collection is paged (WA-1B0).
pub(super) fn write_related(
    table: &Table,
    name: &str,
    related: &Related,
    outer: &Entity,
    form: &RowForm<'_>,
    object: &mut impl Members,
) {
    let metadata = form.writer.metadata;
    let other = match metadata.navigation(table, name) {
        Some(Navigation::One { column, target }) => match related {
            // The navigation property may lead to rows of several tables.
            Related::One(Some(row)) if column.targets_at(name).count() > 1 => {
                metadata.table(&row.table)
            }
            _ => metadata.table(&target.table),
        },
        Some(Navigation::Many { table, .. } | Navigation::Across { table, .. }) => Some(table),
        None => None,
    };
    let Some(other) = other else {
        object.add(name, Json::Null);
        return;
    };
    let expand = form.expand.iter().find(|expand| expand.navigation == name);
    let write = |entity: &Entity| match expand.map(|expand| expand.returns) {
        Some(Returns::References) => reference(other, entity, form),
        Some(Returns::Rows) | None => row(other, entity, expand, form),
    };
    match related {
        Related::One(entity) => {
            let value = entity.as_deref().map_or(Json::Null, write);
            object.add(name, value);
        }
        Related::Many(rows) => {
            object.add(name, rows.entities.iter().map(write).collect::<Json>());
            if let (NextLinks::Written, Some(expand), Some(id)) =
                (form.next_links, expand, outer.id)
            {
                let mut link = format!("{}/{}({id})/{name}", form.base, table.entity_set);
                let token = rows.paging_cookie.clone().map(|cookie| {
                    let next = SkipToken {
                        page: 2,
                        cookie,
                        tracking: false,
                    };
                    format!("$skiptoken={}", next.print())
                });
                let options = Some(expand.options.clone()).filter(|options| !options.is_empty());
                let mut separator = '?';
                for option in options.into_iter().chain(token) {
                    link.push(separator);
                    link.push_str(&option);
                    separator = '&';
                }
                object.add(&format!("{name}@odata.nextLink"), link);
            }
        }
    }
}

fn row(table: &Table, entity: &Entity, expand: Option<&Expand>, form: &RowForm<'_>) -> Json {
    let form = RowForm {
        columns: None,
        expand: expand.map_or(&[], |expand| expand.expand.as_slice()),
        ..*form
    };
    let mut object = write_row(table, entity, &form);
    if let Some(id) = entity.id {
        object
            .entry(table.primary_id.clone())
            .or_insert_with(|| id.to_string().into());
    }
    Json::Object(object)
}

fn reference(table: &Table, entity: &Entity, form: &RowForm<'_>) -> Json {
    match entity.id {
        Some(id) => json!({"@odata.id": format!("{}/{}({id})", form.base, table.entity_set)}),
        None => Json::Null,
    }
}
