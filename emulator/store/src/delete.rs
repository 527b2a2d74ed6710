//! Deletes rows and applies the cascade rules of the lookups that refer to them.

use std::sync::Arc;

use dataverse_protocol::value::{Attributes, Value};
use rusqlite::params_from_iter;
use rusqlite::types::Value as Sql;
use uuid::Uuid;

use crate::cell;
use crate::change::{Expect, Outcome};
use crate::due_effect::EffectKind;
use crate::edit::{Edit, Half};
use crate::refusal::Refusal;
use crate::schema::quoted;
use crate::statements::Statement;
use dataverse_model::metadata::{Column, EngineTable, OnDelete, Table};

impl Edit<'_> {
    /// Removes a row. For each row that refers to it, the lookup decides: the deletion is refused,
    /// the row is deleted too, or its lookup is cleared.
    pub(super) fn delete(
        &mut self,
        table: &Arc<Table>,
        id: Uuid,
        expect: Expect,
    ) -> Result<Outcome, Refusal> {
        self.expect(table, id, expect)?;
        let mut referring = Vec::new();
        for (owner, column, on_delete) in lookups_to(&self.metadata, table) {
            if on_delete == OnDelete::NoCascade {
                continue;
            }
            let ids = self.referring(&owner, column, table, id)?;
            match (ids.is_empty(), on_delete) {
                (true, _) | (false, OnDelete::NoCascade) => {}
                (false, OnDelete::Restrict) => {
                    return Err(Refusal::Restricted {
                        table: table.logical_name.clone(),
                        id,
                        referring: owner.logical_name.clone(),
                        column: column.logical_name.clone(),
                    });
                }
                (false, OnDelete::Cascade | OnDelete::RemoveLink) => {
                    referring.push((owner, column.logical_name.clone(), on_delete, ids));
                }
            }
        }
        self.remove_followers(table, id)?;
        self.remove(table, id)?;
        // References that this change has set earlier are cleared by the deletion too.
        let gone = |(other, key): &(Arc<Table>, Uuid)| {
            (other.logical_name.as_str(), *key) == (table.logical_name.as_str(), id)
        };
        self.effects.references.retain(|reference| !gone(reference));
        for (owner, column, on_delete, ids) in referring {
            for id in ids {
                self.let_go(&owner, &column, on_delete, id)?;
            }
        }
        Ok(Outcome::Deleted)
    }

    /// Removes the rows that go with a row: the pairs of its many-to-many relationships, and rows that name it in two
    /// columns ([`RowStorage::goes_with`](dataverse_model::metadata::RowStorage::goes_with)).
    fn remove_followers(&mut self, table: &Table, id: Uuid) -> Result<(), Refusal> {
        let metadata = Arc::clone(&self.metadata);
        for (owner, follower) in followers_of(&metadata, table) {
            let mut parameters = vec![cell::blob(id)];
            parameters.extend(
                follower
                    .table
                    .map(|_| Sql::Text(table.logical_name.clone())),
            );
            let sql = follower_sql(owner, &follower);
            let ids: Vec<Uuid> = self
                .connection
                .prepare_cached(&sql)?
                .query_map(params_from_iter(parameters), |row| {
                    cell::guid(row.get_ref(0)?)
                })?
                .collect::<Result<_, _>>()?;
            for id in ids {
                self.remove(owner, id)?;
            }
        }
        Ok(())
    }

    /// Applies the cascade rule to a row that referred to a deleted one. The row can be gone
    /// already where rows refer to each other.
    fn let_go(
        &mut self,
        owner: &Arc<Table>,
        column: &str,
        on_delete: OnDelete,
        id: Uuid,
    ) -> Result<(), Refusal> {
        let done = match on_delete {
            OnDelete::Cascade => self.delete(owner, id, Expect::Exists),
            OnDelete::RemoveLink | OnDelete::Restrict | OnDelete::NoCascade => {
                let cleared = Attributes::from_iter([(column.into(), Value::Null)]);
                self.update(owner, id, &cleared, Expect::Exists)
            }
        };
        match done {
            Ok(_) => Ok(()),
            Err(Refusal::NotFound { id: gone, .. }) if gone == id => Ok(()),
            Err(refusal) => Err(refusal),
        }
    }

    /// The rows whose lookup refers to this row, except the row itself.
    fn referring(
        &self,
        owner: &Arc<Table>,
        column: &Column,
        table: &Table,
        id: Uuid,
    ) -> Result<Vec<Uuid>, Refusal> {
        let position = owner.columns.get_index_of(&column.logical_name);
        let position = position.expect("the column is one of this table's");
        let mut statement =
            self.connection
                .prepare_for(owner, Statement::Referring(position), || {
                    referring_sql(owner, column)
                })?;
        let mut parameters = vec![cell::blob(id)];
        if column.targets().len() > 1 {
            parameters.push(Sql::Text(table.logical_name.clone()));
        }
        let ids = statement.query_map(params_from_iter(parameters), |row| {
            cell::guid(row.get_ref(0)?)
        })?;
        let ids: Vec<Uuid> = ids.collect::<Result<_, _>>()?;
        let itself = |other: &Uuid| owner.logical_name == table.logical_name && *other == id;
        Ok(ids.into_iter().filter(|other| !itself(other)).collect())
    }

    /// Removes a row without cascading.
    pub(super) fn remove(&mut self, table: &Arc<Table>, id: Uuid) -> Result<(), Refusal> {
        let files = self.files_of(table, id)?;
        match table.engine {
            Some(EngineTable::Operations) => self.forget_operation(id)?,
            Some(EngineTable::SystemJobs) => self.forget_job(table, id)?,
            Some(EngineTable::BulkDeletions) | None => {}
        }
        match &mut self.half {
            Half::Committed => {
                let text = || {
                    format!(
                        "DELETE FROM main.{} WHERE {} = ?1",
                        quoted(&table.logical_name),
                        quoted(&table.primary_id)
                    )
                };
                self.connection
                    .prepare_for(table, Statement::Delete, text)?
                    .execute([id.as_bytes()])?;
            }
            Half::Shadow(shadows) => shadows.hide(self.connection, table, id)?,
        }
        self.remove_files(files)?;
        self.note_deleted(table, id)
    }

    /// An operation whose row is deleted before it is completed leaves the queue.
    pub(super) fn forget_operation(&mut self, id: Uuid) -> Result<(), Refusal> {
        if let Some(stored) = self.stored(id)?.filter(|stored| stored.phase.is_open()) {
            self.effects.waiting -= i64::from(stored.phase.is_waiting());
            self.effects.due.push((id, EffectKind::Gone));
        }
        Ok(())
    }
}

/// The columns by which a row names the row that it goes with.
struct Follower<'m> {
    id: &'m str,
    /// The column with the name of that row's table; `None` where the table is given.
    table: Option<&'m str>,
}

/// The tables whose rows go with rows of a table.
fn followers_of<'m>(
    metadata: &'m dataverse_model::metadata::Metadata,
    table: &'m Table,
) -> impl Iterator<Item = (&'m Arc<Table>, Follower<'m>)> {
    metadata.tables().flat_map(move |owner| {
        let sides = owner.association.iter().flat_map(|pairs| &pairs.sides);
        let pairs = sides.filter(|side| side.table == table.logical_name);
        let pairs = pairs.map(|side| Follower {
            id: &side.column,
            table: None,
        });
        let named = owner.storage.goes_with.iter();
        let named = named.filter(|with| with.table.is_some() || table.component.is_some());
        let named = named.map(|with| Follower {
            id: &with.id,
            table: with.table.as_deref(),
        });
        pairs.chain(named).map(move |follower| (owner, follower))
    })
}

fn follower_sql(owner: &Table, follower: &Follower<'_>) -> String {
    let mut sql = format!(
        "SELECT {} FROM {} WHERE {} = ?",
        quoted(&owner.primary_id),
        quoted(&owner.logical_name),
        quoted(follower.id)
    );
    if let Some(table) = follower.table {
        sql.push_str(&format!(" AND {} = ?", quoted(table)));
    }
    sql
}

fn referring_sql(owner: &Table, column: &Column) -> String {
    let mut sql = format!(
        "SELECT {} FROM {} WHERE {} = ?",
        quoted(&owner.primary_id),
        quoted(&owner.logical_name),
        quoted(&column.logical_name)
    );
    if let Some(name) = cell::type_column(column) {
        sql.push_str(&format!(" AND {} = ?", quoted(&name)));
    }
    sql
}

/// Every lookup that may refer to rows of a table, with the lookup's own table.
fn lookups_to<'m>(
    metadata: &'m dataverse_model::metadata::Metadata,
    table: &'m Table,
) -> impl Iterator<Item = (Arc<Table>, &'m Column, OnDelete)> {
    let owners = metadata.tables().filter(|owner| !owner.is_union());
    owners.flat_map(move |owner| {
        owner.columns.values().filter_map(move |column| {
            let target = column
                .targets()
                .iter()
                .find(|target| target.table == table.logical_name)?;
            Some((Arc::clone(owner), column, target.on_delete))
        })
    })
}
