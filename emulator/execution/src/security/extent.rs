//! The rows that a privilege covers at a given depth: by owner, by business unit, or all.

use std::sync::Arc;

use dataverse_model::message::Right;
use dataverse_model::metadata::{EngineTable, Ownership, Table};
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::{HiddenRow, OperationAccess, Rules};
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Entity, EntityReference, Value};
use dataverse_store::IdCondition;
use uuid::Uuid;

use super::access_check::AccessCheck;
use super::refusal;
use crate::error::not_found;
use crate::privilege::{Depth, UNIT, USER};
use crate::registry::{Principals, User};
use crate::session::Session;

/// The rows that a privilege covers.
pub(super) enum Extent {
    /// All rows of the table.
    Every,
    /// Rows for which at least one of these conditions holds.
    Any(Vec<IdCondition>),
}

impl Extent {
    /// The rows of a table that a user's privilege covers at this depth.
    pub(super) fn of(
        principals: &Principals,
        user: &User,
        table: &Table,
        depth: Depth,
        rules: &Rules,
    ) -> Self {
        if table.engine == Some(EngineTable::Operations)
            && rules.operation_access == OperationAccess::OwnerOnly
        {
            return Self::Any(vec![IdCondition::new("createdby", vec![user.id])]);
        }
        let (owner, unit) = holders(table);
        if depth == Depth::Global || (owner.is_none() && unit.is_none()) {
            return Self::Every;
        }
        let mut any = Vec::new();
        if let Some(owner) = owner {
            any.push(IdCondition::new(owner, vec![user.id]));
        }
        match (depth, unit) {
            (Depth::Local, Some(unit)) => any.push(IdCondition::new(unit, vec![user.unit])),
            (Depth::Deep, Some(unit)) => {
                any.push(IdCondition::new(unit, principals.below(user.unit)));
            }
            _ => {}
        }
        Self::Any(any)
    }

    /// Whether a row with these column values is covered.
    fn holds(&self, value: impl Fn(&str) -> Option<Uuid>) -> bool {
        match self {
            Self::Every => true,
            Self::Any(any) => any
                .iter()
                .any(|among| value(&among.column).is_some_and(|id| among.ids.contains(&id))),
        }
    }

    fn columns(&self) -> Columns {
        Columns::Named(match self {
            Self::Every => Vec::new(),
            Self::Any(any) => any.iter().map(|among| among.column.clone()).collect(),
        })
    }
}

/// The columns with the owner and the business unit of a row.
fn holders(table: &Table) -> (Option<&str>, Option<&str>) {
    match table.ownership {
        Ownership::User => (Some("ownerid"), Some("owningbusinessunit")),
        Ownership::BusinessUnit if table.logical_name == USER => {
            (Some(&table.primary_id), Some("businessunitid"))
        }
        Ownership::BusinessUnit => (None, Some("businessunitid")),
        Ownership::Organization | Ownership::None => (None, None),
    }
}

impl AccessCheck<'_> {
    /// Checks a right on an existing row. A missing row passes: the message that reads the row refuses it.
    ///
    /// # Errors
    /// A user lacks the privilege, or its depth does not include the row. By rule `hidden_row`, a row that a user may not
    /// read either is missing (PV-045).
    pub(super) fn row(
        &self,
        session: &Session<'_>,
        right: Right,
        table: &Arc<Table>,
        id: Uuid,
    ) -> Result<(), Fault> {
        let denied = match self.reaches(session, right, table, id) {
            Err(fault) if fault.code == code::ROW_ACCESS_DENIED => fault,
            other => return other,
        };
        let is_hidden = self.rules.hidden_row == HiddenRow::NotFound
            && self.reaches(session, Right::Read, table, id).is_err();
        Err(match is_hidden {
            true => not_found(table, id),
            false => denied,
        })
    }

    /// Same as [`AccessCheck::row`], for a row that a request names. By rule `hidden_row`, a missing row is refused here
    /// too, so that nothing else of the request is answered first (PV-045).
    ///
    /// # Errors
    /// Same as [`AccessCheck::row`]; by the rule, the row does not exist.
    pub(super) fn named_row(
        &self,
        session: &Session<'_>,
        right: Right,
        table: &Arc<Table>,
        id: Uuid,
    ) -> Result<(), Fault> {
        self.row(session, right, table, id)?;
        match self.rules.hidden_row == HiddenRow::NotFound && !session.exists(table, id)? {
            true => Err(not_found(table, id)),
            false => Ok(()),
        }
    }

    fn reaches(
        &self,
        session: &Session<'_>,
        right: Right,
        table: &Arc<Table>,
        id: Uuid,
    ) -> Result<(), Fault> {
        self.reached(right, table, id, |extent| {
            let Extent::Any(_) = extent else {
                return Ok(true);
            };
            let found = session.retrieve(table, id, &extent.columns())?;
            let Some(row) = found else {
                return Ok(true);
            };
            Ok(extent.holds(|column| match column == table.primary_id {
                true => Some(id),
                false => row.get(column).and_then(Value::as_guid),
            }))
        })
    }

    /// Checks a right on a row that is to be created.
    ///
    /// # Errors
    /// Same as [`AccessCheck::row`].
    pub(super) fn new_row(
        &self,
        right: Right,
        table: &Arc<Table>,
        target: &Entity,
    ) -> Result<(), Fault> {
        let id = target.id.unwrap_or_default();
        let given = |column: &str| target.get(column).and_then(Value::as_guid);
        let owner = given("ownerid").unwrap_or(self.provenance.caller);
        self.reached(right, table, id, |extent| {
            Ok(extent.holds(|column| match column {
                "ownerid" => Some(owner),
                "owningbusinessunit" => self.principals.user(owner).map(|user| user.unit),
                "createdby" => Some(self.provenance.caller),
                _ if table.logical_name == UNIT => given("parentbusinessunitid"),
                column => given(column),
            }))
        })
    }

    fn reached(
        &self,
        right: Right,
        table: &Arc<Table>,
        id: Uuid,
        holds: impl Fn(&Extent) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        let Some(privilege) = self
            .principals
            .privileges()
            .of_table(&table.logical_name, right)
        else {
            return Ok(());
        };
        for user in &self.users {
            let depth = self.depth(user, privilege)?;
            let extent = Extent::of(self.principals, user, table, depth, self.rules);
            if !holds(&extent)? {
                let row = EntityReference::new(&table.logical_name, id);
                return Err(refusal::out_of_reach(
                    user,
                    right,
                    table,
                    &row,
                    self.provenance,
                    self.rules,
                ));
            }
        }
        Ok(())
    }
}
