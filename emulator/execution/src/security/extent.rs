//! The rows that a privilege covers: by owner, by business unit, or all. A row that is shared with a user, or with a team
//! of the user, is covered by the rights that it is shared with (PV-062).

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
use super::shares::shared_rights;
use crate::error::not_found;
use crate::privilege::{Depth, Privilege, UNIT, USER};
use crate::registry::{Principals, Reach, User};
use crate::session::Session;

/// The rows that a privilege covers.
pub(super) enum Extent {
    /// All rows of the table.
    Every,
    /// Rows for which at least one of these conditions holds.
    Any(Vec<IdCondition>),
}

impl Extent {
    /// The rows of a table that a user's privilege covers, without those that are shared.
    pub(super) fn of(
        principals: &Principals,
        user: &User,
        table: &Table,
        privilege: &Privilege,
        rules: &Rules,
    ) -> Self {
        if table.engine == Some(EngineTable::Operations)
            && rules.operation_access == OperationAccess::OwnerOnly
        {
            return Self::Any(vec![IdCondition::new("createdby", vec![user.id])]);
        }
        Self::within(principals, table, &user.reach(privilege))
    }

    /// The rows of a table within reach.
    pub(super) fn within(principals: &Principals, table: &Table, reach: &Reach) -> Self {
        let (owner, unit) = holders(table);
        if reach.is_global || (owner.is_none() && unit.is_none()) {
            return Self::Every;
        }
        let mut any = Vec::new();
        if let Some(owner) = owner {
            any.push(IdCondition::new(owner, reach.owners.clone()));
        }
        if let (Some(unit), false) = (unit, reach.units.is_empty()) {
            any.push(IdCondition::new(unit, covered_units(principals, reach)));
        }
        Self::Any(any)
    }

    /// Whether an existing row is covered; a missing row is.
    ///
    /// # Errors
    /// The store fails.
    pub(super) fn has(
        &self,
        session: &Session<'_>,
        table: &Arc<Table>,
        id: Uuid,
    ) -> Result<bool, Fault> {
        let Self::Any(_) = self else {
            return Ok(true);
        };
        let Some(row) = session.retrieve(table, id, &self.columns())? else {
            return Ok(true);
        };
        Ok(self.holds(|column| match column == table.primary_id {
            true => Some(id),
            false => row.get(column).and_then(Value::as_guid),
        }))
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

/// The business units whose rows are covered, each once.
fn covered_units(principals: &Principals, reach: &Reach) -> Vec<Uuid> {
    let mut units = Vec::new();
    for (unit, depth) in &reach.units {
        let covered = match depth {
            Depth::Deep => principals.below(*unit),
            _ => vec![*unit],
        };
        for unit in covered {
            if !units.contains(&unit) {
                units.push(unit);
            }
        }
    }
    units
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
        self.reached(right, table, id, |user, extent| {
            let is_covered = extent.has(session, table, id)?;
            if is_covered || table.ownership != Ownership::User {
                return Ok(is_covered);
            }
            let shared = shared_rights(session, table, id, &user.principals())?;
            Ok(shared & right.access_right() != 0)
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
        self.reached(right, table, id, |_, extent| {
            Ok(extent.holds(|column| match column {
                "ownerid" => Some(owner),
                "owningbusinessunit" => self.principals.unit_of(owner),
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
        holds: impl Fn(&User, &Extent) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        let Some(privilege) = self
            .principals
            .privileges()
            .of_table(&table.logical_name, right)
        else {
            return Ok(());
        };
        for user in &self.users {
            self.depth(user, privilege)?;
            let extent = Extent::of(self.principals, user, table, privilege, self.rules);
            if !holds(user, &extent)? {
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
