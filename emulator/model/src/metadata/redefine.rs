//! Applies definitions that change or remove what exists. `verify` adds what is new.
//!
//! What is changed keeps what rows depend on: a name, a type, the targets of a lookup. What something else needs is not
//! removed.

use std::sync::Arc;

use crate::metadata::choice::{ChoiceScope, OptionSet};
use crate::metadata::column::{Column, ColumnKind, LookupTarget};
use crate::metadata::definition::TableChange;
use crate::metadata::error::{DefinitionError, Problem};
use crate::metadata::table::{Key, Table};
use crate::metadata::{Metadata, prove};

impl Metadata {
    pub(super) fn change_table(
        &mut self,
        name: &str,
        change: &TableChange,
    ) -> Result<(), DefinitionError> {
        let mut table = self.existing(name)?;
        table.display_name = change.display_name.clone();
        table.display_collection_name = change.display_collection_name.clone();
        table.change_tracking = change.change_tracking.unwrap_or(table.change_tracking);
        table.details = change.details.clone();
        self.custom.put(Arc::new(table));
        Ok(())
    }

    pub(super) fn remove_table(&mut self, name: &str) -> Result<(), DefinitionError> {
        self.existing(name)?;
        let fail = |problem: Problem| problem.in_table(name);
        if self.is_system(name) {
            return Err(fail(Problem::OfPlatform("the table")));
        }
        if let Some((what, who)) = self.reference_to(name) {
            return Err(fail(Problem::Needed { what, who }));
        }
        self.custom.tables.shift_remove(name);
        self.reindex()
    }

    /// A lookup of another table, or an intersect table, that refers to the table.
    fn reference_to(&self, name: &str) -> Option<(&'static str, String)> {
        for other in self.tables().filter(|other| other.logical_name != name) {
            if let Some(association) = &other.association
                && association.sides.iter().any(|side| side.table == name)
            {
                return Some(("the intersect table", other.logical_name.clone()));
            }
            let refers = |column: &&Column| {
                let mut targets = column.targets().iter();
                targets.any(|target| target.table == name)
            };
            if let Some(column) = other.columns.values().find(refers) {
                let who = format!("{}.{}", other.logical_name, column.logical_name);
                return Some(("the lookup", who));
            }
        }
        None
    }

    pub(super) fn change_column(
        &mut self,
        name: &str,
        column: &Column,
    ) -> Result<(), DefinitionError> {
        let mut table = self.existing(name)?;
        let fail = |problem: Problem| problem.in_column(name, &column.logical_name);
        let column = prove::column(name, self.with_shared(column.clone()).map_err(fail)?);
        let column = column.map_err(fail)?;
        let known = table.columns.get_mut(&column.logical_name);
        let known = known.ok_or_else(|| fail(Problem::Gone("the column")))?;
        keeps(known, &column).map_err(fail)?;
        let is_chosen = matches!(
            column.kind,
            ColumnKind::Image {
                is_primary: true,
                ..
            }
        );
        let name_of_column = column.logical_name.clone();
        *known = column;
        if is_chosen {
            choose_image(&mut table, &name_of_column);
        }
        prove::between_columns(&table)?;
        self.custom.put(Arc::new(table));
        self.reindex()
    }

    pub(super) fn remove_column(
        &mut self,
        name: &str,
        column: &str,
    ) -> Result<(), DefinitionError> {
        let mut table = self.existing(name)?;
        let fail = |problem: Problem| problem.in_column(name, column);
        if table.columns.shift_remove(column).is_none() {
            return Err(fail(Problem::Gone("the column")));
        }
        let of_platform = self.system.tables.get(name);
        if of_platform.is_some_and(|table| table.columns.contains_key(column)) {
            return Err(fail(Problem::OfPlatform("the column")));
        }
        if let Some((what, who)) = need_of(&table, column) {
            return Err(fail(Problem::Needed { what, who }));
        }
        prove::between_columns(&table)?;
        self.custom.put(Arc::new(table));
        self.reindex()
    }

    pub(super) fn add_target(
        &mut self,
        name: &str,
        column: &str,
        target: &LookupTarget,
    ) -> Result<(), DefinitionError> {
        let mut table = self.existing(name)?;
        let targets = several(&mut table, column)?;
        if targets.iter().any(|known| known.table == target.table) {
            let problem = Problem::Duplicate {
                what: "lookup target",
                name: target.table.clone(),
                other: format!("column '{name}.{column}'"),
            };
            return Err(problem.in_column(name, column));
        }
        targets.push(target.clone());
        self.custom.put(Arc::new(table));
        self.reindex()
    }

    pub(super) fn remove_target(
        &mut self,
        name: &str,
        column: &str,
        target: &str,
    ) -> Result<(), DefinitionError> {
        let mut table = self.existing(name)?;
        let of_platform = self.targets_of_platform(name, column);
        let targets = several(&mut table, column)?;
        let at = targets.iter().position(|known| known.table == target);
        let at = at.ok_or_else(|| Problem::Gone("the target").in_column(name, column))?;
        if at < of_platform {
            return Err(Problem::OfPlatform("the target").in_column(name, column));
        }
        targets.remove(at);
        self.custom.put(Arc::new(table));
        self.reindex()
    }

    /// How many targets a lookup has in every organization; they are the first ones.
    pub(super) fn targets_of_platform(&self, table: &str, column: &str) -> usize {
        let table = self.system.tables.get(table);
        let column = table.and_then(|table| table.column(column));
        column.map_or(0, |column| column.targets().len())
    }

    pub(super) fn add_key(&mut self, name: &str, key: &Key) -> Result<(), DefinitionError> {
        let mut table = self.existing(name)?;
        table.keys.push(key.clone());
        prove::between_columns(&table)?;
        self.custom.put(Arc::new(table));
        Ok(())
    }

    pub(super) fn remove_key(&mut self, name: &str, key: &str) -> Result<(), DefinitionError> {
        let mut table = self.existing(name)?;
        if table.key(key).is_none() {
            return Err(Problem::Gone("the key").in_table(name));
        }
        table.keys.retain(|other| other.logical_name != key);
        self.custom.put(Arc::new(table));
        Ok(())
    }

    pub(super) fn put_option_set(&mut self, set: &OptionSet) -> Result<(), DefinitionError> {
        prove::option_set(set).map_err(Problem::whole)?;
        if set.scope != ChoiceScope::Global {
            return Err(Problem::whole(Problem::Platform("local option set")));
        }
        let changed: Vec<_> = self
            .tables()
            .filter_map(|table| with_options(table, set))
            .collect();
        for table in changed {
            prove::between_columns(&table)?;
            self.custom.put(Arc::new(table));
        }
        let set = Arc::new(set.clone());
        self.custom.option_sets.insert(set.name.clone(), set);
        Ok(())
    }

    pub(super) fn remove_option_set(&mut self, name: &str) -> Result<(), DefinitionError> {
        if self.option_set(name).is_none() {
            return Err(Problem::whole(Problem::Gone("the option set")));
        }
        if self.system.option_sets.contains_key(name) {
            return Err(Problem::whole(Problem::OfPlatform("the option set")));
        }
        if let Some(who) = self.user_of(name) {
            let what = "the column";
            return Err(Problem::whole(Problem::Needed { what, who }));
        }
        self.custom.option_sets.shift_remove(name);
        Ok(())
    }

    /// A column that uses the global option set.
    fn user_of(&self, set: &str) -> Option<String> {
        self.tables().find_map(|table| {
            let mut columns = table.columns.values();
            let column = columns.find(|column| shares(column, set))?;
            Some(format!("{}.{}", table.logical_name, column.logical_name))
        })
    }

    /// The column with the options of the global set that it names.
    pub(super) fn with_shared(&self, mut column: Column) -> Result<Column, Problem> {
        if let Some(options) = column.options_mut()
            && options.scope == ChoiceScope::Global
        {
            let known = self.option_set(&options.name);
            let known = known.ok_or_else(|| Problem::Unknown {
                what: "option set",
                name: options.name.clone(),
                expected: "a global option set".to_owned(),
            })?;
            *options = OptionSet::clone(known);
        }
        Ok(column)
    }

    /// A copy of a table, to be changed.
    fn existing(&self, name: &str) -> Result<Table, DefinitionError> {
        let table = self.table(name);
        let gone = || Problem::Gone("the table").in_table(name);
        Ok(Table::clone(table.ok_or_else(gone)?))
    }
}

/// Makes one image of a table the only one that is chosen to stand for a row.
fn choose_image(table: &mut Table, chosen: &str) {
    for column in table.columns.values_mut() {
        if let ColumnKind::Image { is_primary, .. } = &mut column.kind {
            *is_primary = column.logical_name == chosen;
        }
    }
}

/// The targets of a lookup that has several: the database keeps the table of each value.
fn several<'t>(
    table: &'t mut Table,
    column: &str,
) -> Result<&'t mut Vec<LookupTarget>, DefinitionError> {
    let name = table.logical_name.clone();
    match table.columns.get_mut(column).map(|column| &mut column.kind) {
        Some(ColumnKind::Lookup { targets }) if targets.len() > 1 => Ok(targets),
        _ => Err(Problem::Gone("the lookup with several targets").in_column(&name, column)),
    }
}

/// Checks that a changed column keeps its type and its targets.
fn keeps(known: &Column, changed: &Column) -> Result<(), Problem> {
    let same_kind = match (&known.kind, &changed.kind) {
        (ColumnKind::DateTime(before), ColumnKind::DateTime(after)) => before == after,
        (before, after) => before.name() == after.name(),
    };
    let tables = |column: &Column| -> Vec<String> {
        let targets = column.targets().iter();
        targets.map(|target| target.table.clone()).collect()
    };
    let same_set = match (known.options(), changed.options()) {
        (Some(before), Some(after)) => before.name == after.name && before.scope == after.scope,
        _ => true,
    };
    if same_kind && same_set && tables(known) == tables(changed) {
        return Ok(());
    }
    Err(Problem::Fixed {
        found: changed.kind.name(),
        expected: known.kind.name(),
    })
}

/// What else of the table needs the column.
fn need_of(table: &Table, column: &str) -> Option<(&'static str, String)> {
    if table.primary_id == column || table.primary_name.as_deref() == Some(column) {
        return Some(("the table", table.logical_name.clone()));
    }
    if table.hierarchy.as_deref() == Some(column) {
        return Some(("the hierarchy of", table.logical_name.clone()));
    }
    let mut keys = table.keys.iter();
    if let Some(key) = keys.find(|key| key.columns.iter().any(|name| name == column)) {
        return Some(("the key", key.logical_name.clone()));
    }
    let mut columns = table.columns.values();
    let base = columns.find(|other| other.base_of.as_deref() == Some(column));
    let beside = table.columns.values();
    let mut beside = beside.filter(|other| other.attribute_of.as_deref() == Some(column));
    base.or_else(|| beside.next())
        .map(|other| ("the column", other.logical_name.clone()))
}

fn shares(column: &Column, set: &str) -> bool {
    let options = column.options();
    options.is_some_and(|of| of.scope == ChoiceScope::Global && of.name == set)
}

/// The table with another version of a global option set, if it uses the set.
fn with_options(table: &Arc<Table>, set: &OptionSet) -> Option<Table> {
    if !table
        .columns
        .values()
        .any(|column| shares(column, &set.name))
    {
        return None;
    }
    let mut table = Table::clone(table);
    for column in table.columns.values_mut() {
        if shares(column, &set.name)
            && let Some(options) = column.options_mut()
        {
            *options = set.clone();
        }
    }
    Some(table)
}
