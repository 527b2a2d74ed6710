//! What `Associate` and `Disassociate` have in common: a row, a relationship by its schema name, and the rows at its other
//! end.
//!
//! A one-to-many relationship is a lookup, so each changed row is an `Update` of its own, with its own rights and steps.
//! A pair of a many-to-many relationship is a row of the intersect table.

use std::borrow::Cow;
use std::sync::Arc;

use dataverse_model::message::{Message, Parameter, Right, TARGET, ValueType};
use dataverse_model::metadata::{EntityRole, Metadata, Navigation, Table, role_missing};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::complex::{ENTITY_ROLE, RELATIONSHIP};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::query::Columns;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Entity, EntityReference, Value};
use dataverse_runtime::identity::named;
use uuid::Uuid;

use super::MessageResult;
use super::arguments::Arguments;
use crate::error::{Error, not_found};
use crate::security::may_access;
use crate::session::Session;

const PARAMETER: &str = "Relationship";
const RELATED: &str = "RelatedEntities";

/// The row, the relationship, and the rows at its other end.
const PARAMETERS: &[Parameter] = &[
    Parameter::required(TARGET, ValueType::Field(FieldType::EntityReference)),
    Parameter::required(PARAMETER, ValueType::Complex(&RELATIONSHIP)),
    Parameter::required(RELATED, ValueType::References),
];

/// What both messages have in common.
pub(super) const MESSAGE: Message = Message {
    parameters: Cow::Borrowed(PARAMETERS),
    runs: &["Update"],
    ..Message::ROWS
};

/// What happens to the association.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Associate,
    Disassociate,
}

/// The columns that a relationship is kept in, by their logical names.
enum Kept {
    /// A lookup of the target refers to the row at the other end.
    InTarget { column: String, other: String },
    /// A lookup of each row at the other end refers to the target.
    InOthers { column: String, other: String },
    /// A row of the intersect table has both keys.
    Between {
        between: Arc<Table>,
        here: String,
        there: String,
        other: String,
    },
}

/// Changes the association of a row with each of the rows at the other end.
///
/// # Errors
/// The table has no such relationship; a row is of another table; the fault of a change.
pub(super) fn change(
    session: &mut Session<'_>,
    request: OrganizationRequest,
    change: Change,
) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let target = arguments.reference(TARGET)?;
    let relationship = match arguments.required(PARAMETER)? {
        Value::Complex(relationship) => relationship,
        other => {
            let fault = arguments.misshapen(PARAMETER, "of the type Relationship", &other);
            return Err(fault.into());
        }
    };
    let related = arguments.references(RELATED)?;
    let name = relationship.get("SchemaName").and_then(Value::as_str);
    let role = match relationship.get("PrimaryEntityRole") {
        Some(role) if *role == ENTITY_ROLE.value("Referencing") => Some(EntityRole::Referencing),
        Some(_) => Some(EntityRole::Referenced),
        None => None,
    };
    let table = session.table(&target.table)?;
    let name = name.unwrap_or_default();
    let kept = kept(session.metadata(), &table, name, role)?;
    if related.len() > 1 {
        session.begin_unit()?;
    }
    if let (Change::Associate, Kept::Between { between, .. }) = (change, &kept)
        && between.behavior.is_none()
    {
        for row in related.iter().chain([&target]) {
            exists(session, row)?;
        }
    }
    for other in related {
        kept.check(name, &other)?;
        match &kept {
            Kept::InTarget { column, .. } => lookup(session, &target, column, other, change)?,
            Kept::InOthers { column, .. } => {
                lookup(session, &other, column, target.clone(), change)?;
            }
            Kept::Between {
                between,
                here,
                there,
                ..
            } => {
                let pair = [(here.as_str(), target.id), (there.as_str(), other.id)];
                intersect(session, between, pair, change)?;
            }
        }
    }
    Ok(OrganizationResponse::default())
}

/// Finds the columns of a relationship by its schema name; a table that is related to itself needs the role of the
/// target.
fn kept(
    metadata: &Metadata,
    table: &Table,
    name: &str,
    role: Option<EntityRole>,
) -> Result<Kept, Fault> {
    let mut ends = metadata.relationship(table, name);
    ends.retain(|end| role.is_none() || end.role().is_none() || end.role() == role);
    match ends.as_slice() {
        [] => Err(Fault::invalid_argument(format!(
            "The table '{}' has no relationship with the schema name '{name}'.",
            table.logical_name
        ))),
        [Navigation::One { column, target }] => Ok(Kept::InTarget {
            column: column.logical_name.clone(),
            other: target.table.clone(),
        }),
        [Navigation::Many { table, column, .. }] => Ok(Kept::InOthers {
            column: column.logical_name.clone(),
            other: table.logical_name.clone(),
        }),
        [
            Navigation::Across {
                table,
                between,
                here,
                there,
            },
        ] => Ok(Kept::Between {
            between: Arc::clone(between),
            here: here.logical_name.clone(),
            there: there.logical_name.clone(),
            other: table.logical_name.clone(),
        }),
        _ => Err(role_missing(name, table)),
    }
}

impl Kept {
    /// Refuses a row that does not belong to the table at the other end.
    fn check(&self, name: &str, given: &EntityReference) -> Result<(), Fault> {
        let (Self::InTarget { other, .. }
        | Self::InOthers { other, .. }
        | Self::Between { other, .. }) = self;
        match given.table == *other {
            true => Ok(()),
            false => Err(Fault::invalid_argument(format!(
                "The relationship '{name}' takes rows of '{other}', and {}({}) is one of '{}'.",
                given.table, given.id, given.table
            ))),
        }
    }
}

/// Sets or clears a lookup of a row.
fn lookup(
    session: &mut Session<'_>,
    referring: &EntityReference,
    column: &str,
    referred: EntityReference,
    change: Change,
) -> Result<(), Error> {
    let value = match change {
        Change::Associate => Value::from(referred),
        Change::Disassociate => {
            refers(session, referring, column, &referred)?;
            Value::Null
        }
    };
    let mut row = Entity::new(&referring.table).with(column, value);
    row.id = Some(referring.id);
    session.execute(OrganizationRequest::new("Update").with(TARGET, row))?;
    Ok(())
}

/// Refuses to clear a lookup that refers to another row. An empty lookup passes. The caller has to be allowed to change
/// the row (PV-046).
fn refers(
    session: &Session<'_>,
    referring: &EntityReference,
    column: &str,
    referred: &EntityReference,
) -> Result<(), Fault> {
    let table = session.table(&referring.table)?;
    may_access(session, Right::Write, &table, referring.id)?;
    let columns = Columns::Named(vec![column.to_owned()]);
    let row = session.retrieve(&table, referring.id, &columns)?;
    match row.as_ref().and_then(|row| row.get(column)) {
        Some(Value::Reference(current))
            if (&current.table, current.id) != (&referred.table, referred.id) =>
        {
            Err(Fault::new(
                code::OBJECT_DOES_NOT_EXIST,
                format!(
                    "The lookup '{column}' of {}({}) refers to {}({}), not to {}({}).",
                    referring.table,
                    referring.id,
                    current.table,
                    current.id,
                    referred.table,
                    referred.id
                ),
            ))
        }
        _ => Ok(()),
    }
}

/// Refuses a row that does not exist: the intersect table has ids, which nothing else holds against rows.
fn exists(session: &Session<'_>, row: &EntityReference) -> Result<(), Fault> {
    let table = session.table(&row.table)?;
    match session.exists(&table, row.id)? {
        true => Ok(()),
        false => Err(not_found(&table, row.id)),
    }
}

/// Adds or removes the row of an intersect table. It raises no steps: those of the association do.
fn intersect(
    session: &mut Session<'_>,
    between: &Table,
    pair: [(&str, Uuid); 2],
    change: Change,
) -> Result<(), Error> {
    let id = pair_id(between, pair);
    let request = match change {
        Change::Associate => {
            let mut row = Entity::new(&between.logical_name);
            row.id = Some(id);
            for (column, id) in pair {
                row.attributes.insert(column.into(), Value::Guid(id));
            }
            OrganizationRequest::new("Create").with(TARGET, row)
        }
        Change::Disassociate => {
            let row = EntityReference::new(&between.logical_name, id);
            OrganizationRequest::new("Delete").with(TARGET, row)
        }
    };
    session.without_steps(|session| session.execute(request))?;
    Ok(())
}

/// The id of a pair's row, which follows from the pair in the order of the intersect table's columns, so that a pair has
/// at most one row.
fn pair_id(between: &Table, pair: [(&str, Uuid); 2]) -> Uuid {
    let sides = between.association.iter().flat_map(|one| &one.sides);
    let ids = sides.filter_map(|side| {
        let mut pair = pair.iter();
        pair.find(|(column, _)| *column == side.column)
            .map(|(_, id)| id.to_string())
    });
    let ids: Vec<String> = ids.collect();
    named(&format!("{}/{}", between.logical_name, ids.join("/")))
}
