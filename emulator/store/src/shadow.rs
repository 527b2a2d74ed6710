//! A unit's own rows, and the views that put them in the place of the committed ones.
//!
//! For each touched table `t` there are, in the connection's temporary schema, a table `t~rows`
//! with the rows the unit made or changed, a table `t~gone` with the keys of the committed rows
//! these replace or that the unit deleted, and a view `t` of committed rows minus gone plus own.
//! SQLite resolves the temporary schema first, so the same SQL reads the view.

use std::collections::BTreeSet;

use rusqlite::Connection;
use uuid::Uuid;

use crate::schema::{self, quoted};
use dataverse_model::metadata::Table;

/// Which tables are shadowed.
#[derive(Debug, Default)]
pub(super) struct Shadows {
    tables: BTreeSet<String>,
}

impl Shadows {
    /// The table of a unit's own rows.
    pub(super) fn rows(table: &Table) -> String {
        rows(&table.logical_name)
    }

    /// Shadows a table, once.
    pub(super) fn cast(&mut self, connection: &Connection, table: &Table) -> rusqlite::Result<()> {
        if self.tables.contains(&table.logical_name) {
            return Ok(());
        }
        let name = &table.logical_name;
        let columns = schema::columns(table);
        let list = schema::column_list(&columns);
        let (view, key) = (quoted(name), quoted(&table.primary_id));
        connection.execute_batch(&format!(
            "CREATE TEMP TABLE {own} ({declared});
             CREATE TEMP TABLE {hidden} (id BLOB NOT NULL PRIMARY KEY) WITHOUT ROWID;
             CREATE TEMP VIEW {view} AS
               SELECT {list} FROM main.{view} WHERE {key} NOT IN (SELECT id FROM temp.{hidden})
               UNION ALL SELECT {list} FROM temp.{own};",
            own = quoted(&format!("{name}~rows")),
            hidden = quoted(&format!("{name}~gone")),
            declared = schema::declarations(&columns),
        ))?;
        self.tables.insert(name.clone());
        Ok(())
    }

    /// Makes a row the unit's own, as it is now.
    pub(super) fn pull(
        &mut self,
        connection: &Connection,
        table: &Table,
        id: Uuid,
    ) -> rusqlite::Result<()> {
        self.cast(connection, table)?;
        let name = &table.logical_name;
        let list = schema::column_list(&schema::columns(table));
        let (plain, key) = (quoted(name), quoted(&table.primary_id));
        let copied = connection
            .prepare_cached(&format!(
                "INSERT INTO {own} ({list}) SELECT {list} FROM main.{plain}
                 WHERE {key} = ?1 AND {key} NOT IN (SELECT id FROM {hidden})",
                own = rows(name),
                hidden = gone(name),
            ))?
            .execute([id.as_bytes()])?;
        if copied > 0 {
            self.mark(connection, name, id)?;
        }
        Ok(())
    }

    /// Takes a row away, whether it is committed or the unit's own.
    pub(super) fn hide(
        &mut self,
        connection: &Connection,
        table: &Table,
        id: Uuid,
    ) -> rusqlite::Result<()> {
        self.cast(connection, table)?;
        let key = quoted(&table.primary_id);
        let own = rows(&table.logical_name);
        connection
            .prepare_cached(&format!("DELETE FROM {own} WHERE {key} = ?1"))?
            .execute([id.as_bytes()])?;
        self.mark(connection, &table.logical_name, id)
    }

    /// Whether the unit has made, changed or deleted the row.
    pub(super) fn owns(
        &self,
        connection: &Connection,
        table: &Table,
        id: Uuid,
    ) -> rusqlite::Result<bool> {
        if !self.tables.contains(&table.logical_name) {
            return Ok(false);
        }
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM {} WHERE {} = ?1)",
            rows(&table.logical_name),
            quoted(&table.primary_id)
        );
        connection
            .prepare_cached(&sql)?
            .query_row([id.as_bytes()], |row| row.get(0))
    }

    fn mark(&self, connection: &Connection, name: &str, id: Uuid) -> rusqlite::Result<()> {
        connection
            .prepare_cached(&format!("INSERT OR IGNORE INTO {} VALUES (?1)", gone(name)))?
            .execute([id.as_bytes()])?;
        Ok(())
    }

    /// Forgets every row of the unit's own.
    pub(super) fn clear(&self, connection: &Connection) -> rusqlite::Result<()> {
        for name in &self.tables {
            let (own, hidden) = (rows(name), gone(name));
            connection.execute_batch(&format!("DELETE FROM {own}; DELETE FROM {hidden};"))?;
        }
        Ok(())
    }

    /// Takes the shadows away: reads see the committed rows again.
    pub(super) fn lift(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        for name in std::mem::take(&mut self.tables) {
            let (view, own, hidden) = (quoted(&name), rows(&name), gone(&name));
            connection.execute_batch(&format!(
                "DROP VIEW temp.{view}; DROP TABLE {own}; DROP TABLE {hidden};"
            ))?;
        }
        Ok(())
    }
}

fn rows(name: &str) -> String {
    format!("temp.\"{name}~rows\"")
}

fn gone(name: &str) -> String {
    format!("temp.\"{name}~gone\"")
}
