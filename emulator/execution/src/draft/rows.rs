//! The rows that a table has in other tables: its privileges, and the messages that it supports.

use std::collections::HashSet;

use dataverse_model::metadata::{Metadata, Table};
use dataverse_protocol::query::{ColumnPath, Columns, Condition, Filter, Operand, Operator, Query};
use dataverse_store::{Expect, Write};
use uuid::Uuid;

use crate::error::Error;
use crate::privilege::{PRIVILEGE, Privileges, ROLE_PRIVILEGE};
use crate::sdk_messages::{FILTER, filter_id, filter_of};
use crate::security::privilege_row;
use crate::seed::seed_rows;
use crate::session::Session;

const COMPONENT: &str = "solutioncomponent";

/// Adds the rows of new tables. The System Administrator has every privilege by itself; other roles have none on them.
pub(super) fn add(
    session: &mut Session<'_>,
    metadata: &Metadata,
    tables: &HashSet<String>,
) -> Result<(), Error> {
    let new = |table: &Table| tables.contains(&table.logical_name);
    let privileges = Privileges::of(metadata);
    let own = privileges.all().iter();
    let own = own.filter(|one| one.table.as_ref().is_some_and(|table| new(table)));
    let mut rows: Vec<_> = own.map(|one| privilege_row(one)).collect();
    for table in metadata.tables().filter(|table| new(table)) {
        for message in session.registry().platform() {
            rows.extend(filter_of(message, table));
        }
    }
    seed_rows(session, rows)
}

/// Removes the rows of tables that go, the privileges from the roles that have them, too.
pub(super) fn remove(session: &mut Session<'_>, tables: &HashSet<String>) -> Result<(), Error> {
    let privileges = session.registry().principals.privileges().all().to_vec();
    for privilege in privileges {
        let table = privilege.table.as_ref();
        if !table.is_some_and(|table| tables.contains(&table.logical_name)) {
            continue;
        }
        for row in granted(session, privilege.id)? {
            delete(session, ROLE_PRIVILEGE, row)?;
        }
        delete(session, PRIVILEGE, privilege.id)?;
    }
    let platform = session.registry().platform().to_vec();
    for message in platform {
        for table in tables {
            delete(session, FILTER, filter_id(&message.name, table))?;
        }
    }
    Ok(())
}

/// The rows that grant a privilege to a role.
fn granted(session: &mut Session<'_>, privilege: Uuid) -> Result<Vec<Uuid>, Error> {
    let mut query = Query::new(ROLE_PRIVILEGE);
    query.columns = Columns::Named(vec!["roleprivilegeid".to_owned()]);
    query.filter = Filter::Condition(Condition {
        column: ColumnPath::of("privilegeid"),
        operator: Operator::Equal,
        operands: vec![Operand::Value(privilege.into())],
    });
    let rows = session.query_all(query)?;
    Ok(rows.into_iter().filter_map(|row| row.id).collect())
}

/// Removes the rows of components that go, from every solution.
pub(super) fn leave_solutions(
    session: &mut Session<'_>,
    components: Vec<Uuid>,
) -> Result<(), Error> {
    if components.is_empty() {
        return Ok(());
    }
    let mut query = Query::new(COMPONENT);
    query.columns = Columns::Named(vec!["objectid".to_owned()]);
    query.filter = Filter::Condition(Condition {
        column: ColumnPath::of("objectid"),
        operator: Operator::In,
        operands: components
            .into_iter()
            .map(|id| Operand::Value(id.into()))
            .collect(),
    });
    for row in session.query_all(query)? {
        delete(session, COMPONENT, row.id.unwrap_or_default())?;
    }
    Ok(())
}

fn delete(session: &mut Session<'_>, table: &str, id: Uuid) -> Result<(), Error> {
    let table = session.table(table)?;
    if !session.exists(&table, id)? {
        return Ok(());
    }
    let expect = Expect::Exists;
    session.write(Write::Delete { table, id, expect })
}
