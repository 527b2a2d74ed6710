//! Who asks: the token's user, or whom a SOAP header names (SO-004).

use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::query::{ColumnPath, Columns, Condition, Filter, Operand, Operator, Query};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::soap::Headers;
use dataverse_protocol::value::Value;
use uuid::Uuid;

use crate::door::inbound::Inbound;
use crate::message::RETRIEVE_MULTIPLE;
use crate::message::session::Call;
use crate::organization::Organization;
use crate::pipeline::Bypass;

const USERS: &str = "systemuser";

/// The call of whoever is named, else of the token's user.
///
/// # Errors
/// A name that no user has.
pub(super) async fn of(
    organization: &Organization,
    inbound: &mut Inbound,
    headers: &Headers,
) -> Result<Call, Fault> {
    let call = inbound.call(organization);
    let (column, id) = match (headers.caller_id, headers.caller_object_id) {
        (Some(id), _) if id == call.caller => return Ok(call),
        (Some(id), _) => ("systemuserid", id),
        (None, Some(id)) => ("azureactivedirectoryobjectid", id),
        (None, None) => return Ok(call),
    };
    let mut query = Query::new(USERS);
    query.columns = Columns::Named(Vec::new());
    query.filter = Filter::Condition(Condition {
        column: ColumnPath::of(column),
        operator: Operator::Equal,
        operands: vec![Operand::Value(Value::Guid(id))],
    });
    let looking = Call {
        bypass: Bypass::everything(),
        ..call.clone()
    };
    let request = OrganizationRequest::new(RETRIEVE_MULTIPLE).with("Query", query);
    let found = organization
        .execute(looking, request, &mut inbound.guard)
        .await?;
    let user = match found.results.get("EntityCollection") {
        Some(Value::Collection(rows)) => rows.entities.first().and_then(|row| row.id),
        _ => None,
    };
    user.map(|caller| Call { caller, ..call })
        .ok_or_else(|| no_member(id))
}

fn no_member(user: Uuid) -> Fault {
    Fault::new(
        code::USER_NOT_MEMBER_OF_ORGANIZATION,
        format!("The user is not a member of the organization: '{user}'."),
    )
}
