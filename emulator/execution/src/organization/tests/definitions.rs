//! Tables and columns that are defined while an organization is running.

use dataverse_model::metadata::{Column, ColumnKind, Definition, Table};
use dataverse_operation::fault::Fault;
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{Entity, Value};
use dataverse_runtime::activity::Class;
use dataverse_store::Write;

use super::harness::{call, open, opening};
use crate::organization::Organization;

async fn create(organization: &Organization, table: &str, column: &str) -> Result<(), Fault> {
    let mut target = Entity::new(table);
    target.attributes.insert(column.into(), "Ink".into());
    let request = OrganizationRequest::new("Create").with("Target", target);
    let work = organization.activity().guard(Class::Busy);
    let response = organization
        .execute(call(organization), request, &work)
        .await?;
    let id = response.results.get("id").and_then(Value::as_guid).unwrap();
    let metadata = organization.metadata();
    let view = organization.store().view().unwrap();
    assert!(view.exists(metadata.table(table).unwrap(), id).unwrap());
    Ok(())
}

pub(super) fn text(name: &str) -> Column {
    Column::optional(name, ColumnKind::String { max_length: 100 })
}

pub(super) fn pen() -> Table {
    let columns = [
        Column::optional("new_penid", ColumnKind::Uniqueidentifier),
        text("new_name"),
    ];
    let columns = columns.map(|column| (column.logical_name.clone(), column));
    Table {
        primary_name: Some("new_name".to_owned()),
        ..Table::standard("new_pen", columns.into_iter().collect())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_request_knows_what_was_defined_while_others_run() {
    let organization = open(&opening()).await;
    assert!(create(&organization, "new_pen", "new_name").await.is_err());
    let others = organization.clone();
    let others = tokio::spawn(async move {
        for _ in 0..20 {
            create(&others, "account", "name").await.unwrap();
        }
    });
    let definitions = vec![
        Write::Define(Box::new(Definition::Table(Box::new(pen())))),
        Write::Define(Box::new(Definition::Column {
            table: "account".to_owned(),
            column: text("new_motto"),
        })),
    ];
    let work = organization.activity().guard(Class::Busy);
    organization.commit(definitions, &work).await.unwrap();
    drop(work);
    create(&organization, "new_pen", "new_name").await.unwrap();
    create(&organization, "account", "new_motto").await.unwrap();
    others.await.unwrap();
    organization.close().await;
}
