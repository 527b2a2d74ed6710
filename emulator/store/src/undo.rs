//! The undo log of a unit of work.
//!
//! Rolling back costs as much as the writes that are undone; the writes before them are not
//! repeated.

use std::sync::Arc;

use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params_from_iter};
use uuid::Uuid;

use crate::database::Database;
use crate::schema::{self, quoted};
use crate::shadow::{Shadows, delete_own, gone};
use crate::statements::Statement;
use dataverse_model::metadata::Table;

/// The steps of a unit, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Undo {
    steps: Vec<Step>,
}

/// A position in the log: the number of steps before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Position(usize);

#[derive(Debug)]
struct Step {
    table: Arc<Table>,
    id: Uuid,
    before: Before,
}

/// The row before a step.
#[derive(Debug)]
enum Before {
    /// The unit had no row of its own.
    NoRow,
    /// The unit had a row of its own, with these cells.
    Row(Vec<Sql>),
    /// The committed row was visible.
    Shown,
}

impl Undo {
    /// The current end of the log.
    pub(super) fn position(&self) -> Position {
        Position(self.steps.len())
    }

    /// Records that the unit inserted a row.
    pub(super) fn made(&mut self, table: &Arc<Table>, id: Uuid) {
        self.push(table, id, Before::NoRow);
    }

    /// Records that a committed row was hidden, whether or not a row of the unit's own replaces it.
    pub(super) fn hidden(&mut self, table: &Arc<Table>, id: Uuid) {
        self.push(table, id, Before::Shown);
    }

    /// Records the unit's own row, if there is one, before it is changed or removed.
    pub(super) fn changed(
        &mut self,
        database: &Database,
        table: &Arc<Table>,
        id: Uuid,
    ) -> rusqlite::Result<()> {
        let mut statement = database.prepare_for(table, Statement::OwnRow, || {
            format!(
                "SELECT {} FROM {} WHERE {} = ?1",
                schema::column_list(&schema::columns(table)),
                Shadows::rows(table),
                quoted(&table.primary_id)
            )
        })?;
        let columns = statement.column_count();
        let cells = statement.query_row([id.as_bytes()], |row| {
            (0..columns).map(|column| row.get(column)).collect()
        });
        if let Some(cells) = cells.optional()? {
            self.push(table, id, Before::Row(cells));
        }
        Ok(())
    }

    fn push(&mut self, table: &Arc<Table>, id: Uuid, before: Before) {
        let table = Arc::clone(table);
        self.steps.push(Step { table, id, before });
    }

    /// Undoes every step since a position, the youngest first.
    pub(super) fn back_to(
        &mut self,
        database: &Database,
        position: Position,
    ) -> rusqlite::Result<()> {
        for step in self.steps.drain(position.0..).rev() {
            step.take_back(database)?;
        }
        Ok(())
    }
}

impl Step {
    fn take_back(self, database: &Database) -> rusqlite::Result<()> {
        let Self { table, id, before } = self;
        match before {
            Before::NoRow => delete_own(database, &table, id),
            Before::Row(cells) => {
                let mut statement = database.prepare_for(&table, Statement::PutBack, || {
                    let list = schema::column_list(&schema::columns(&table));
                    let marks = vec!["?"; cells.len()].join(", ");
                    let own = Shadows::rows(&table);
                    format!("INSERT OR REPLACE INTO {own} ({list}) VALUES ({marks})")
                })?;
                statement.execute(params_from_iter(cells)).map(drop)
            }
            Before::Shown => {
                // If the committed row was changed, the unit has a copy of it.
                delete_own(database, &table, id)?;
                let mut statement = database.prepare_for(&table, Statement::Show, || {
                    format!("DELETE FROM {} WHERE id = ?1", gone(&table.logical_name))
                })?;
                statement.execute([id.as_bytes()]).map(drop)
            }
        }
    }
}
