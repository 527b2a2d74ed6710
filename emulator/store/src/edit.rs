//! Writes rows: the same functions for the writer and for a unit's shadows.
//!
//! Rows are read by the table's plain name, which is the committed table for the writer and the
//! shadowing view for a unit. They are written to the committed table by the writer and to the
//! shadow table by a unit.

use std::sync::Arc;

use dataverse_operation::rules::Rules;
use dataverse_protocol::value::{Attributes, Name, Value};
use dataverse_runtime::crash_points::CrashPoints;
use jiff::Timestamp;
use rusqlite::ErrorCode;
use rusqlite::types::Value as Sql;
use uuid::Uuid;

use crate::cell::{self, TypeMismatch};
use crate::change::{CompletionEvent, Expect, Outcome};
use crate::database::Database;
use crate::due_effect::EffectKind;
use crate::files;
use crate::read;
use crate::refusal::Refusal;
use crate::schema::{self, CREATED_COLUMN, VERSION_COLUMN, quoted};
use crate::shadow::Shadows;
use crate::statements::Statement;
use dataverse_model::metadata::{EngineTable, Key, Metadata, Table, Writable};

/// The column that sets the order of operations in the queue.
const PRIORITY: &str = "priority";

/// The tables that an edit writes to.
pub(super) enum Half<'a> {
    /// The committed tables.
    Committed,
    /// A unit's shadows.
    Shadow(&'a mut Shadows),
}

/// Row versions: each is the larger of the current .NET ticks and the last version plus one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Versions {
    pub(super) last: i64,
}

impl Versions {
    pub(super) fn next(&mut self, now: Timestamp) -> i64 {
        self.last = cell::ticks(now).max(self.last + 1);
        self.last
    }
}

/// One change that is being applied.
pub(super) struct Edit<'a> {
    pub(super) connection: &'a Database,
    /// The tables including the definitions that this change has applied so far.
    pub(super) metadata: Arc<Metadata>,
    pub(super) operations: &'a Arc<Table>,
    pub(super) half: Half<'a>,
    pub(super) versions: &'a mut Versions,
    pub(super) now: Timestamp,
    pub(super) rules: &'a Rules,
    /// Whether the end of an operation raises the completion event.
    pub(super) event: CompletionEvent,
    /// Number of operations that waited for an attempt to start when the change began.
    pub(super) waiting: u64,
    pub(super) effects: Effects,
    pub(super) faults: &'a CrashPoints,
}

/// What a change causes besides written rows.
#[derive(Debug, Default)]
pub(super) struct Effects {
    /// Effects to release after the commit.
    pub(super) due: Vec<(Uuid, EffectKind)>,
    /// By how much the change alters the number of operations that wait for an attempt to start.
    pub(super) waiting: i64,
    /// The earliest expiry that the change has set, in microseconds since 1970.
    pub(super) expiry: Option<i64>,
    /// Whether suspended system jobs were added or removed, or are due at another instant.
    pub(super) dues_moved: bool,
    /// Rows that must exist once all writes of the change are applied.
    pub(super) references: Vec<(Arc<Table>, Uuid)>,
}

impl Edit<'_> {
    /// The quoted name of the table that is written to.
    pub(super) fn target(&self, table: &Table) -> String {
        match self.half {
            Half::Committed => format!("main.{}", quoted(&table.logical_name)),
            Half::Shadow(_) => Shadows::rows(table),
        }
    }

    /// Copies the row into the unit's shadow, so that it can be changed there.
    pub(super) fn pull(&mut self, table: &Arc<Table>, id: Uuid) -> Result<(), Refusal> {
        match &mut self.half {
            Half::Committed => Ok(()),
            Half::Shadow(shadows) => Ok(shadows.pull(self.connection, table, id)?),
        }
    }

    /// The table as this change finds it. A write may have been made when the table had other
    /// columns, which a unit goes on with and the writer does not.
    pub(super) fn current(&self, table: &Arc<Table>) -> Result<Arc<Table>, Refusal> {
        if matches!(self.half, Half::Shadow(_)) || files::is_own(table) {
            return Ok(Arc::clone(table));
        }
        let name = &table.logical_name;
        let current = self.metadata.table(name).cloned();
        current.ok_or_else(|| Refusal::TableGone {
            table: name.clone(),
        })
    }

    /// Inserts a row.
    pub(super) fn insert(
        &mut self,
        table: &Arc<Table>,
        id: Uuid,
        values: &Attributes,
    ) -> Result<Outcome, Refusal> {
        self.check_values(table, values)?;
        self.shadow(table)?;
        if read::version(self.connection, table, id)?.is_some() {
            return Err(Refusal::Duplicate {
                table: table.logical_name.clone(),
                id,
            });
        }
        let version = self.versions.next(self.now);
        let mut statement = self
            .connection
            .prepare_for(table, Statement::Insert, || self.insert_sql(table))?;
        let mut at = 1;
        for column in table.columns.values() {
            let name = &column.logical_name;
            let cell = match name.as_str() {
                VERSION_COLUMN => continue,
                key if key == table.primary_id => Ok(cell::Cell {
                    value: cell::blob(id),
                    table: None,
                }),
                name => cell::store(column, values.get(name).unwrap_or(&Value::Null)),
            };
            let cell = cell.map_err(|TypeMismatch| misfit(table, name, values))?;
            statement.raw_bind_parameter(at, cell.value)?;
            at += 1;
            if let Some(target) = cell.table {
                statement.raw_bind_parameter(at, target)?;
                at += 1;
            }
        }
        statement.raw_bind_parameter(at, version)?;
        if schema::has_created(table) {
            statement.raw_bind_parameter(at + 1, version)?;
        }
        written(table, statement.raw_execute())?;
        drop(statement);
        self.made(table, id);
        if table.engine == Some(EngineTable::Operations) {
            self.refresh_expiry(id)?;
        }
        self.expire_later(table);
        Ok(Outcome::Written { version })
    }

    fn insert_sql(&self, table: &Table) -> String {
        let mut names = Vec::with_capacity(table.columns.len() + 3);
        for column in table.columns.values() {
            if column.logical_name != VERSION_COLUMN {
                names.push(quoted(&column.logical_name));
                names.extend(cell::type_column(column).map(|name| quoted(&name)));
            }
        }
        names.push(quoted(VERSION_COLUMN));
        if schema::has_created(table) {
            names.push(quoted(CREATED_COLUMN));
        }
        let marks = vec!["?"; names.len()].join(", ");
        let names = names.join(", ");
        format!(
            "INSERT INTO {} ({names}) VALUES ({marks})",
            self.target(table)
        )
    }

    /// Changes the named columns of a row.
    pub(super) fn update(
        &mut self,
        table: &Arc<Table>,
        id: Uuid,
        values: &Attributes,
        expect: Expect,
    ) -> Result<Outcome, Refusal> {
        self.check_values(table, values)?;
        self.expect(table, id, expect)?;
        self.pull(table, id)?;
        let replaced = self.files_in(table, id, values.keys().map(Name::as_str))?;
        let version = self.versions.next(self.now);
        let mut columns = Vec::with_capacity(values.len());
        let mut cells = Vec::with_capacity(values.len() + 2);
        for (name, value) in values.iter().filter(|(name, _)| !is_kept(table, name)) {
            let column = &table.columns[name.as_str()];
            let cell =
                cell::store(column, value).map_err(|TypeMismatch| misfit(table, name, values))?;
            columns.push(name.as_str());
            cells.push(cell.value);
            cells.extend(cell.table);
        }
        cells.extend([Sql::Integer(version), cell::blob(id)]);
        let sql = self.connection.statements.update(table, &columns, || {
            update_sql(&self.target(table), table, &columns)
        });
        let mut statement = self.connection.prepare_cached(&sql)?;
        written(table, statement.execute(rusqlite::params_from_iter(cells)))?;
        drop(statement);
        self.remove_files(replaced)?;
        if table.engine == Some(EngineTable::Operations) {
            self.refresh_expiry(id)?;
            if values.contains_key(PRIORITY) {
                self.hand_on_priority(id)?;
            }
        }
        Ok(Outcome::Written { version })
    }

    /// Creates the unit's shadow of the table, so that its plain name reads the unit's own rows.
    pub(super) fn shadow(&mut self, table: &Arc<Table>) -> Result<(), Refusal> {
        match &mut self.half {
            Half::Committed => Ok(()),
            Half::Shadow(shadows) => Ok(shadows.cast(self.connection, table)?),
        }
    }

    /// Records that a row was inserted, so that a unit can undo it.
    pub(super) fn made(&mut self, table: &Arc<Table>, id: Uuid) {
        match &mut self.half {
            Half::Committed => {}
            Half::Shadow(shadows) => shadows.made(table, id),
        }
    }

    /// Checks that the row exists and has the expected version.
    pub(super) fn expect(
        &self,
        table: &Arc<Table>,
        id: Uuid,
        expect: Expect,
    ) -> Result<(), Refusal> {
        let actual =
            read::version(self.connection, table, id)?.ok_or_else(|| Refusal::NotFound {
                table: table.logical_name.clone(),
                id,
            })?;
        match expect {
            Expect::Version(expected) if expected != actual => Err(Refusal::VersionMismatch {
                table: table.logical_name.clone(),
                id,
                expected,
                actual,
            }),
            Expect::Version(_) | Expect::Exists => Ok(()),
        }
    }

    /// Checks that every column exists, and collects the rows that columns writable by a caller
    /// refer to. Columns that only the system writes may refer to rows that do not exist in the
    /// organization.
    fn check_values(&mut self, table: &Table, values: &Attributes) -> Result<(), Refusal> {
        for (name, value) in values {
            let column = table.column(name).ok_or_else(|| Refusal::UnknownColumn {
                table: table.logical_name.clone(),
                column: name.to_string(),
            })?;
            if let (Value::Reference(reference), Writable::Always | Writable::CreateOnly) =
                (value, column.write)
                && let Some(target) = self.metadata.table(&reference.table)
            {
                self.effects
                    .references
                    .push((Arc::clone(target), reference.id));
            }
        }
        Ok(())
    }

    /// Checks that every collected row exists. Runs at the end, so rows of one change may refer to
    /// each other in any order.
    pub(super) fn check_references(&mut self) -> Result<(), Refusal> {
        for (table, id) in std::mem::take(&mut self.effects.references) {
            self.expect(&table, id, Expect::Exists)?;
        }
        Ok(())
    }
}

fn update_sql(target: &str, table: &Table, columns: &[&str]) -> String {
    let mut assignments = Vec::with_capacity(columns.len() + 1);
    for name in columns {
        assignments.push(format!("{} = ?", quoted(name)));
        if let Some(name) = cell::type_column(&table.columns[*name]) {
            assignments.push(format!("{} = ?", quoted(&name)));
        }
    }
    assignments.push(format!("{} = ?", quoted(VERSION_COLUMN)));
    format!(
        "UPDATE {target} SET {} WHERE {} = ?",
        assignments.join(", "),
        quoted(&table.primary_id)
    )
}

/// Turns a uniqueness violation into [`Refusal::DuplicateValue`]; passes on every other error of
/// SQLite.
fn written(table: &Table, result: rusqlite::Result<usize>) -> Result<(), Refusal> {
    match result {
        Ok(_) => Ok(()),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
            let name = table.logical_name.clone();
            Err(match violated_key(table, &error.to_string()) {
                Some(key) => Refusal::DuplicateKey {
                    table: name,
                    key: key.logical_name.clone(),
                },
                None => Refusal::DuplicateValue {
                    table: name,
                    column: table.unique.first().unwrap_or(&table.primary_id).clone(),
                },
            })
        }
        Err(error) => Err(error.into()),
    }
}

/// The alternate key that a uniqueness violation is about: SQLite names the columns of the index.
fn violated_key<'t>(table: &'t Table, text: &str) -> Option<&'t Key> {
    let (_, columns) = text.rsplit_once("failed: ")?;
    let named: Vec<_> = columns
        .split(", ")
        .filter_map(|column| Some(column.rsplit_once('.')?.1))
        .collect();
    table.keys.iter().find(|key| key.columns == named)
}

/// Whether the store itself sets the column.
fn is_kept(table: &Table, column: &str) -> bool {
    column == VERSION_COLUMN || column == table.primary_id
}

fn misfit(table: &Table, column: &str, values: &Attributes) -> Refusal {
    // Refusals are logged, so the value of a write-only column must not be in one.
    let given = match table.column(column).filter(|column| !column.is_readable()) {
        Some(_) => "such value".to_owned(),
        None => format!("{:?}", values.get(column)),
    };
    Refusal::Misfit {
        table: table.logical_name.clone(),
        column: column.to_owned(),
        given,
    }
}
