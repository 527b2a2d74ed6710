//! The shadow tables of a unit of work, and the views that replace committed tables by them.
//!
//! For each table `t` that the unit has touched, the connection's temporary schema has a table
//! `t~rows` with the rows that the unit inserted or changed, a table `t~gone` with the keys of the
//! committed rows that the unit changed or deleted, and a view `t`: the committed rows without
//! those in `t~gone`, together with `t~rows`. SQLite resolves names in the temporary schema first,
//! so the same SQL reads the view.
//!
//! When a unit ends, the three stay with the connection, empty: creating them again would
//! invalidate every statement that the connection has prepared.

use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

use crate::database::Database;
use crate::schema::{self, quoted};
use crate::statements::Statement;
use crate::undo::Undo;
use dataverse_model::metadata::Table;

/// The shadow tables of a connection, and the undo log of the unit that has borrowed it.
#[derive(Debug, Default)]
pub(super) struct Shadows {
    /// The definition that each table is shadowed by, by logical name.
    cast: HashMap<String, Arc<Table>>,
    pub(super) undo: Undo,
}

impl Shadows {
    /// The name of the table with the unit's rows.
    pub(super) fn rows(table: &Table) -> String {
        rows(&table.logical_name)
    }

    /// Shadows a table, once for each of its definitions. Where a unit meets two definitions, the
    /// one with more columns serves both: a later definition only adds columns.
    pub(super) fn cast(&mut self, database: &Database, table: &Arc<Table>) -> rusqlite::Result<()> {
        let is_done = |touched: &Arc<Table>| Arc::ptr_eq(touched, table);
        if database.touched.borrow().iter().any(is_done) {
            return Ok(());
        }
        let name = &table.logical_name;
        let batch = match self.cast.get(name) {
            Some(cast) if Arc::ptr_eq(cast, table) => None,
            Some(cast)
                if is_touched(database, table) && cast.columns.len() >= table.columns.len() =>
            {
                return Ok(());
            }
            Some(outdated) if is_touched(database, table) => Some(extension(outdated, table)),
            Some(_) => Some(removal(table) + &creation(table)),
            None => Some(creation(table)),
        };
        if let Some(batch) = batch {
            let whole = database.unchecked_transaction()?;
            whole.execute_batch(&batch)?;
            whole.commit()?;
            self.cast.insert(name.clone(), Arc::clone(table));
        }
        let mut touched = database.touched.borrow_mut();
        touched.retain(|touched| touched.logical_name != *name);
        touched.push(Arc::clone(table));
        Ok(())
    }

    /// Copies a committed row into the unit's rows, unless the unit has it.
    pub(super) fn pull(
        &mut self,
        database: &Database,
        table: &Arc<Table>,
        id: Uuid,
    ) -> rusqlite::Result<()> {
        self.cast(database, table)?;
        let copied = database
            .prepare_for(table, Statement::Pull, || {
                let name = &table.logical_name;
                let list = schema::column_list(&schema::columns(table));
                let (plain, key) = (quoted(name), quoted(&table.primary_id));
                format!(
                    "INSERT INTO {own} ({list}) SELECT {list} FROM main.{plain}
                     WHERE {key} = ?1 AND {key} NOT IN (SELECT id FROM {hidden})",
                    own = rows(name),
                    hidden = gone(name),
                )
            })?
            .execute([id.as_bytes()])?;
        if copied == 0 {
            return self.undo.changed(database, table, id);
        }
        self.hide_committed(database, table, id)
    }

    /// Hides a row from the unit, whether it is committed or the unit's own.
    pub(super) fn hide(
        &mut self,
        database: &Database,
        table: &Arc<Table>,
        id: Uuid,
    ) -> rusqlite::Result<()> {
        self.cast(database, table)?;
        self.undo.changed(database, table, id)?;
        delete_own(database, table, id)?;
        self.hide_committed(database, table, id)
    }

    /// Records that a row was inserted.
    pub(super) fn made(&mut self, table: &Arc<Table>, id: Uuid) {
        self.undo.made(table, id);
    }

    /// Whether the unit has inserted or changed the row.
    pub(super) fn owns(
        &self,
        database: &Database,
        table: &Arc<Table>,
        id: Uuid,
    ) -> rusqlite::Result<bool> {
        if !is_touched(database, table) {
            return Ok(false);
        }
        database
            .prepare_for(table, Statement::Owns, || {
                format!(
                    "SELECT EXISTS (SELECT 1 FROM {} WHERE {} = ?1)",
                    rows(&table.logical_name),
                    quoted(&table.primary_id)
                )
            })?
            .query_row([id.as_bytes()], |row| row.get(0))
    }

    fn hide_committed(
        &mut self,
        database: &Database,
        table: &Arc<Table>,
        id: Uuid,
    ) -> rusqlite::Result<()> {
        let hidden = database
            .prepare_for(table, Statement::Hide, || {
                format!(
                    "INSERT OR IGNORE INTO {} VALUES (?1)",
                    gone(&table.logical_name)
                )
            })?
            .execute([id.as_bytes()])?;
        if hidden > 0 {
            self.undo.hidden(table, id);
        }
        Ok(())
    }

    /// Removes all rows of the unit: reads see the committed rows again.
    pub(super) fn clear(&mut self, database: &Database) -> rusqlite::Result<()> {
        self.undo = Undo::default();
        for table in database.touched.take() {
            let name = &table.logical_name;
            database
                .prepare_for(&table, Statement::EmptyRows, || {
                    format!("DELETE FROM {}", rows(name))
                })?
                .execute([])?;
            database
                .prepare_for(&table, Statement::EmptyGone, || {
                    format!("DELETE FROM {}", gone(name))
                })?
                .execute([])?;
        }
        Ok(())
    }
}

fn is_touched(database: &Database, table: &Table) -> bool {
    let same = |touched: &Arc<Table>| touched.logical_name == table.logical_name;
    database.touched.borrow().iter().any(same)
}

fn removal(table: &Table) -> String {
    let name = &table.logical_name;
    let (view, own, hidden) = (quoted(name), rows(name), gone(name));
    format!("DROP VIEW temp.{view}; DROP TABLE {own}; DROP TABLE {hidden};")
}

fn creation(table: &Table) -> String {
    let name = &table.logical_name;
    format!(
        "CREATE TEMP TABLE {own} ({declared});
         CREATE TEMP TABLE {hidden} (id BLOB NOT NULL PRIMARY KEY) WITHOUT ROWID;
         {view}",
        own = quoted(&format!("{name}~rows")),
        hidden = quoted(&format!("{name}~gone")),
        declared = schema::declarations(&schema::columns(table)),
        view = view(table),
    )
}

/// SQL that adds the columns of a new definition to a shadow in use; the unit's rows stay.
fn extension(outdated: &Table, table: &Table) -> String {
    let known = schema::columns(outdated);
    let name = quoted(&table.logical_name);
    let mut batch = format!("DROP VIEW temp.{name};");
    for column in schema::columns(table) {
        if known.iter().all(|known| known.name != column.name) {
            let own = rows(&table.logical_name);
            let declared = schema::declarations(std::slice::from_ref(&column));
            batch.push_str(&format!("ALTER TABLE {own} ADD COLUMN {declared};"));
        }
    }
    batch + &view(table)
}

fn view(table: &Table) -> String {
    let name = &table.logical_name;
    format!(
        "CREATE TEMP VIEW {view} AS
           SELECT {list} FROM main.{view} WHERE {key} NOT IN (SELECT id FROM {hidden})
           UNION ALL SELECT {list} FROM {own};",
        list = schema::column_list(&schema::columns(table)),
        view = quoted(name),
        key = quoted(&table.primary_id),
        hidden = gone(name),
        own = rows(name),
    )
}

pub(super) fn delete_own(
    database: &Database,
    table: &Arc<Table>,
    id: Uuid,
) -> rusqlite::Result<()> {
    database
        .prepare_for(table, Statement::DeleteOwn, || {
            format!(
                "DELETE FROM {} WHERE {} = ?1",
                rows(&table.logical_name),
                quoted(&table.primary_id)
            )
        })?
        .execute([id.as_bytes()])?;
    Ok(())
}

fn rows(name: &str) -> String {
    format!("temp.\"{name}~rows\"")
}

pub(super) fn gone(name: &str) -> String {
    format!("temp.\"{name}~gone\"")
}
