//! The three custom API tables: valid names and bindings (CA-001, CA-002, CA-004), the `sdkmessage`
//! rows that are created and deleted with a custom API (CA-020), and the custom API that belongs to
//! the platform (BG-0A0).

use super::TableBehavior;
use crate::error::Error;
use std::sync::Arc;

use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Attributes, Entity, Value};
use uuid::Uuid;

use super::find;
use super::publisher::{is_unprefixed, unprefixed};
use crate::security::may_release;
use crate::seed::announce;
use crate::session::Session;
use dataverse_model::metadata::Table;
use dataverse_model::metadata::samples::ON_COMPLETE;
use dataverse_store::{Expect, Write};

/// The number of *Global* in `customapi.bindingtype`.
const GLOBAL: i64 = 0;

/// The privilege that a custom API asks its callers for.
const PRIVILEGE: &str = "executeprivilegename";

/// The lookup from a custom API to its `sdkmessage` row.
const MESSAGE_OF_API: &str = "sdkmessageid";

/// The table `customapi`.
pub(super) struct CustomApiRows;

impl TableBehavior for CustomApiRows {
    fn before_create(
        &self,
        session: &mut Session<'_>,
        _table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Attributes, Error> {
        before_create_api(session, target)
    }

    fn before_update(
        &self,
        session: &mut Session<'_>,
        table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Vec<Write>, Error> {
        before_update_api(session, table, target)?;
        Ok(Vec::new())
    }

    fn before_delete(
        &self,
        session: &mut Session<'_>,
        table: &Arc<Table>,
        id: Uuid,
    ) -> Result<Vec<Write>, Error> {
        Ok(before_delete_api(session, table, id)?)
    }
}

/// The tables of request parameters and response properties.
pub(super) struct CustomApiPartRows;

impl TableBehavior for CustomApiPartRows {
    fn before_create(
        &self,
        session: &mut Session<'_>,
        table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Attributes, Error> {
        before_create_part(session, table, target)?;
        Ok(Attributes::default())
    }

    fn before_update(
        &self,
        session: &mut Session<'_>,
        table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Vec<Write>, Error> {
        before_change_part(session, table, target.id, "updated")?;
        Ok(Vec::new())
    }

    fn before_delete(
        &self,
        session: &mut Session<'_>,
        table: &Arc<Table>,
        id: Uuid,
    ) -> Result<Vec<Write>, Error> {
        before_change_part(session, table, Some(id), "deleted")?;
        Ok(Vec::new())
    }
}

/// Creates the `sdkmessage` rows of a new custom API, and sets the lookup to them.
fn before_create_api(session: &mut Session<'_>, target: &mut Entity) -> Result<Attributes, Error> {
    check_api(session, target)?;
    check_privilege(session, target)?;
    announce(session, target)?;
    let message = target.attributes.shift_remove(MESSAGE_OF_API);
    Ok(message
        .map(|message| (MESSAGE_OF_API.into(), message))
        .into_iter()
        .collect())
}

/// Deletes the `sdkmessage` row of a custom API, and its filter. Registered steps prevent the
/// deletion, as their lookup is documented.
fn before_delete_api(
    session: &Session<'_>,
    table: &Arc<Table>,
    id: Uuid,
) -> Result<Vec<Write>, Fault> {
    before_change_api(Some(id), "deleted")?;
    let columns = Columns::Named(vec![MESSAGE_OF_API.to_owned()]);
    let api = session.retrieve(table, id, &columns)?;
    let message = api.and_then(|api| api.get(MESSAGE_OF_API)?.as_guid());
    let Some(id) = message else {
        return Ok(Vec::new());
    };
    Ok(vec![Write::Delete {
        table: session.table("sdkmessage")?,
        id,
        expect: Expect::Exists,
    }])
}

/// Refuses changes to the platform's own custom API (BG-0A0); the code is inferred.
fn before_change_api(id: Option<Uuid>, change: &str) -> Result<(), Fault> {
    if id == Some(ON_COMPLETE) {
        return Err(Fault::new(
            code::INVALID_OPERATION,
            format!(
                "Custom API 'OnBackgroundOperationComplete' is internal to the platform: neither it nor its parameters can be {change}."
            ),
        ));
    }
    Ok(())
}

/// Refuses changes to the platform's own custom API, privileges that do not exist, and taking away a privilege that the
/// caller does not have (PV-04B).
fn before_update_api(
    session: &Session<'_>,
    table: &Arc<Table>,
    target: &Entity,
) -> Result<(), Fault> {
    before_change_api(target.id, "updated")?;
    check_privilege(session, target)?;
    let Some(given) = target.attributes.get(PRIVILEGE) else {
        return Ok(());
    };
    let columns = Columns::Named(vec![PRIVILEGE.to_owned()]);
    let row = session.retrieve(table, target.id.unwrap_or_default(), &columns)?;
    let current = row.as_ref().and_then(|row| row.get(PRIVILEGE)?.as_str());
    match current.filter(|current| !current.is_empty() && given.as_str() != Some(current)) {
        Some(current) => may_release(session, current),
        None => Ok(()),
    }
}

/// `executeprivilegename` must name an existing privilege (PV-030); the code is assumed (PV-032).
fn check_privilege(session: &Session<'_>, target: &Entity) -> Result<(), Fault> {
    let named = target.get(PRIVILEGE).and_then(Value::as_str);
    let Some(name) = named.filter(|name| !name.is_empty()) else {
        return Ok(());
    };
    match session.registry().principals.privileges().by_name(name) {
        Some(_) => Ok(()),
        None => Err(Fault::new(
            code::OBJECT_DOES_NOT_EXIST,
            format!("privilege With Name = {name} Does Not Exist"),
        )
        .with_http_status(400)),
    }
}

/// Refuses changes to parameters and properties of the platform's own custom API.
fn before_change_part(
    session: &Session<'_>,
    table: &Arc<Table>,
    id: Option<Uuid>,
    change: &str,
) -> Result<(), Fault> {
    let columns = Columns::Named(vec!["customapiid".to_owned()]);
    let part = session.retrieve(table, id.unwrap_or_default(), &columns)?;
    let api = part.and_then(|part| part.get("customapiid")?.as_guid());
    before_change_api(api, change)
}

/// A custom API needs an unused name with a publisher's prefix and, if it is bound, an existing
/// table.
fn check_api(session: &mut Session<'_>, target: &Entity) -> Result<(), Fault> {
    let Some(name) = target.get("uniquename").and_then(Value::as_str) else {
        return Ok(());
    };
    if is_unprefixed(name) {
        return Err(unprefixed(name));
    }
    if find::any(session, "customapi", &[("uniquename", Value::from(name))])? {
        return Err(duplicate("customapi", name));
    }
    let binding = target
        .get("bindingtype")
        .and_then(Value::as_integer)
        .unwrap_or(GLOBAL);
    match target.get("boundentitylogicalname").and_then(Value::as_str) {
        None if binding == GLOBAL => Ok(()),
        Some(table) if binding != GLOBAL => session.table(table).map(|_| ()),
        None => Err(Fault::new(
            code::INVALID_ARGUMENT,
            format!(
                "Custom API '{name}' is bound (bindingtype {binding}) but names no boundentitylogicalname."
            ),
        )),
        Some(table) => Err(Fault::new(
            code::INVALID_ARGUMENT,
            format!(
                "Custom API '{name}' is global (bindingtype 0) but names '{table}' as boundentitylogicalname."
            ),
        )),
    }
}

/// A parameter or property needs a name that is unused in its custom API.
fn before_create_part(
    session: &mut Session<'_>,
    table: &Table,
    target: &Entity,
) -> Result<(), Fault> {
    let name = target.get("uniquename").and_then(Value::as_str);
    let api = target.get("customapiid").and_then(Value::as_guid);
    before_change_api(api, "added to")?;
    let (Some(name), Some(api)) = (name, api) else {
        return Ok(());
    };
    if !is_word(name) {
        return Err(Fault::new(
            code::INVALID_ARGUMENT,
            format!(
                "'{name}' cannot be the name of a parameter: letters, digits and underscores, the first not a digit, are accepted."
            ),
        ));
    }
    let taken = find::any(
        session,
        &table.logical_name,
        &[
            ("uniquename", Value::from(name)),
            ("customapiid", Value::Guid(api)),
        ],
    )?;
    if taken {
        return Err(duplicate(&table.logical_name, name));
    }
    Ok(())
}

fn duplicate(table: &str, name: &str) -> Fault {
    Fault::new(
        code::DUPLICATE_RECORD,
        format!("A row of '{table}' with the unique name '{name}' exists already."),
    )
}

fn is_word(name: &str) -> bool {
    !name.bytes().next().is_none_or(|byte| byte.is_ascii_digit())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
