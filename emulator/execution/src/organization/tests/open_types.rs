//! A plug-in in Rust reads a row of the open type and returns one.

use super::harness::{SCRIPTED, create, execute, open_with, opening};
use crate::organization::Organization;
use crate::plugin::Plugins;
use crate::plugin::prelude::*;

/// Answers with the row in `Payload`, one property richer.
struct Answers;

impl Plugin for Answers {
    fn type_name(&self) -> &'static str {
        "Answers"
    }

    fn execute(&self, context: &mut Context<'_>) -> Result<(), Fault> {
        let Some(Value::Entity(payload)) = context.input("Payload").cloned() else {
            return Err(Fault::invalid_plugin_execution("no row"));
        };
        let is_open = payload.is_open();
        context.set_output("Out", payload.with("open", is_open));
        Ok(())
    }
}

/// Defines `contoso_Open`, whose plug-in is of the scripted type.
async fn define(organization: &Organization) {
    let plugin = EntityReference::new("plugintype", SCRIPTED);
    let api = create(
        organization,
        "customapi",
        &[
            ("uniquename", "contoso_Open".into()),
            ("name", "contoso_Open".into()),
            ("displayname", "Open".into()),
            ("description", "Open".into()),
            ("bindingtype", Value::OptionSet(0)),
            ("isfunction", false.into()),
            ("isprivate", false.into()),
            ("allowedcustomprocessingsteptype", Value::OptionSet(0)),
            ("workflowsdkstepenabled", false.into()),
            ("plugintypeid", plugin.into()),
        ],
    )
    .await;
    part(organization, "customapirequestparameter", api, "Payload").await;
    part(organization, "customapiresponseproperty", api, "Out").await;
}

async fn part(organization: &Organization, table: &str, api: Uuid, name: &str) {
    let columns = [
        ("uniquename", name.into()),
        ("name", name.into()),
        ("displayname", name.into()),
        ("type", Value::OptionSet(3)),
        ("customapiid", EntityReference::new("customapi", api).into()),
    ];
    create(organization, table, &columns).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plug_in_gets_every_value_as_it_was_sent() {
    let plugins = Plugins::samples().with(SCRIPTED, Answers);
    let organization = open_with(&opening(), plugins).await;
    define(&organization).await;
    let numbers = array_of(EdmType::Int64, vec![1_i64.into(), (1_i64 << 60).into()]).unwrap();
    let payload = Entity::open()
        .with("numbers", numbers)
        .with("inside", Entity::open().with("x", true))
        .with("nothing", Value::Null);
    let request = OrganizationRequest::new("contoso_Open").with("Payload", payload.clone());
    let results = execute(&organization, request).await;
    assert_eq!(results.get("Out"), Some(&payload.with("open", true).into()));
    organization.close().await;
}
