//! Organizations without outgoing connections, and requests of their administrator.

use std::sync::Arc;

use dataverse_limits::Limits;
use dataverse_model::metadata::samples::ADMINISTRATOR;
use dataverse_operation::rules::Rules;
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};
use dataverse_runtime::activity::Class;
use dataverse_runtime::clock::Mode;
use uuid::Uuid;

use crate::bypass::Bypass;
use crate::organization::{
    Blueprint, BlueprintSettings, Call, ExternalServices, Opening, Organization, Samples,
};
use crate::plugin::Plugins;
use crate::sdk_messages::{filter_id, message_id};
use crate::security::Caller;

/// Settings with a temporary database, and a clock that follows real time.
pub(super) fn opening() -> Opening {
    Opening {
        name: "contoso".to_owned(),
        origin: Arc::from("http://localhost"),
        database: None,
        clock: Mode::Real,
        now: None,
        seed: None,
        rules: Rules::default(),
        limits: Limits::DEFAULT,
        samples: Samples::Included,
    }
}

pub(super) async fn open(opening: &Opening) -> Organization {
    open_with(opening, Plugins::samples()).await
}

pub(super) async fn open_with(opening: &Opening, plugins: Plugins) -> Organization {
    let settings = BlueprintSettings {
        plugins,
        ..BlueprintSettings::default()
    };
    let blueprint = Blueprint::new(settings).unwrap();
    let organization = Organization::open(opening, &blueprint, |_| ExternalServices::nowhere());
    organization.await.unwrap()
}

/// A call of the administrator.
pub(super) fn call(organization: &Organization) -> Call {
    let administrator = Caller {
        user: ADMINISTRATOR,
        on_behalf_by: None,
    };
    Call {
        provenance: organization.provenance(&Arc::from("http://localhost"), administrator),
        bypass: Bypass::default(),
        unit: None,
    }
}

pub(super) async fn execute(
    organization: &Organization,
    request: OrganizationRequest,
) -> Attributes {
    let work = organization.activity().guard(Class::Busy);
    let response = organization.execute(call(organization), request, &work);
    response.await.unwrap().results
}

pub(super) async fn create(
    organization: &Organization,
    table: &str,
    row: &[(&str, Value)],
) -> Uuid {
    let mut target = Entity::new(table);
    for (column, value) in row {
        let column = (*column).to_owned();
        target.attributes.insert(column.into(), value.clone());
    }
    let request = OrganizationRequest::new("Create").with("Target", target);
    let results = execute(organization, request).await;
    results.get("id").and_then(Value::as_guid).unwrap()
}

/// The plug-in type of the scripted steps.
pub(super) const SCRIPTED: Uuid = Uuid::from_u128(0x5c21_97ed_0000_4000_8000_0000_0000_0001);

/// Registers a synchronous step on Create of contacts: the scripted plug-in type, without actions.
pub(super) async fn step_on_contacts(organization: &Organization) {
    step_on_contacts_at(organization, 20, 0).await;
}

/// Same as [`step_on_contacts`], at this stage and in this mode.
pub(super) async fn step_on_contacts_at(organization: &Organization, stage: i32, mode: i32) {
    let lookup = |table: &str, id| Value::from(EntityReference::new(table, id));
    let filter = filter_id("Create", "contact");
    create(
        organization,
        "sdkmessageprocessingstep",
        &[
            ("name", "Step".into()),
            ("stage", Value::OptionSet(stage)),
            ("mode", Value::OptionSet(mode)),
            ("sdkmessageid", lookup("sdkmessage", message_id("Create"))),
            ("sdkmessagefilterid", lookup("sdkmessagefilter", filter)),
            ("plugintypeid", lookup("plugintype", SCRIPTED)),
            ("configuration", "[]".into()),
        ],
    )
    .await;
}
