//! Option sets and their options.

use dataverse_model::metadata::{
    Choice, ChoiceKind, ChoiceScope, Column, ColumnKind, Definition, Labels, OptionSet,
};
use dataverse_operation::fault::{Fault, code};

use super::labels::Merge;
use super::members::Members;
use super::names::{self, FIRST_OPTION};
use super::{Draft, metadata_id};
use crate::session::Session;

/// Members of an option set that rows do not depend on.
const KEPT: [&str; 2] = ["IsCustomizable", "ExternalTypeName"];
/// Members of an option that rows do not depend on.
const KEPT_OF_OPTION: [&str; 5] = ["Color", "IsHidden", "ExternalValue", "ParentValues", "Tag"];

/// The option set of a new global choice.
///
/// # Errors
/// The name or an option is not valid, or there is a set with the name.
pub(crate) fn new_set(
    session: &mut Session<'_>,
    draft: &Draft,
    given: Members<'_>,
) -> Result<OptionSet, Fault> {
    if given.type_name() != "OptionSetMetadata" {
        return Err(Fault::not_emulated(format_args!(
            "A global option set of the type {}",
            given.type_name()
        )));
    }
    let name = names::logical(session, "option set", given.required_text("Name")?)?;
    if draft.metadata().option_set(&name).is_some() {
        return Err(Fault::new(
            super::DUPLICATE_NAME,
            format!("An object with the specified name already exists: the option set '{name}'."),
        ));
    }
    let mut set = local(session, name, given)?;
    set.scope = ChoiceScope::Global;
    set.details.metadata_id = Some(metadata_id(session, set.details.metadata_id));
    Ok(set)
}

/// The option set with this name and the given options.
pub(super) fn local(
    session: &Session<'_>,
    name: String,
    given: Members<'_>,
) -> Result<OptionSet, Fault> {
    let mut options: Vec<Choice> = Vec::new();
    for option in given.list("Options") {
        let next = next_value(&options);
        options.push(choice(session, option, next)?);
    }
    Ok(OptionSet {
        name,
        scope: ChoiceScope::Local,
        options,
        display_name: given.label("DisplayName")?,
        details: given.details(&KEPT)?,
    })
}

fn choice(session: &Session<'_>, given: Members<'_>, next: i32) -> Result<Choice, Fault> {
    let value = match given.number("Value") {
        Some(number) => names::option_value(session, number_of(number)?)?,
        None => next,
    };
    let labels = given
        .label("Label")?
        .ok_or_else(|| given.missing("Label"))?;
    Ok(Choice {
        value,
        labels,
        state: None,
        details: given.details(&KEPT_OF_OPTION)?,
    })
}

fn number_of(number: i64) -> Result<i32, Fault> {
    i32::try_from(number).map_err(|_| {
        Fault::invalid_argument(format!("{number} is no option value: expected 32 bits."))
    })
}

/// The number of a new option: the greatest so far plus one, from the publisher's first one on.
fn next_value(options: &[Choice]) -> i32 {
    let greatest = options.iter().map(|option| option.value).max();
    greatest.map_or(FIRST_OPTION, |greatest| {
        greatest.saturating_add(1).max(FIRST_OPTION)
    })
}

/// The set with the labels and properties that a client gives for it.
pub(crate) fn changed_set(
    draft: &Draft,
    given: Members<'_>,
    merge: Merge,
) -> Result<Definition, Fault> {
    let name = given.required_text("Name")?;
    let known = draft.metadata().option_set(name);
    let mut set = OptionSet::clone(known.ok_or_else(|| no_set(name))?);
    if let Some(label) = given.label("DisplayName")? {
        let present = set.display_name.as_ref().unwrap_or(&label).clone();
        set.display_name = Some(merge.labels(Some(label), &present));
    }
    set.details = merge.details(given.details(&KEPT)?, &set.details);
    Ok(Definition::OptionSet(set))
}

/// The fault for a global option set that does not exist.
pub(crate) fn no_set(name: &str) -> Fault {
    Fault::new(
        code::OBJECT_DOES_NOT_EXIST,
        format!("Could not find an optionset with name '{name}'."),
    )
}

/// The options that a message about one option works on: those of a global set, or those of a column.
pub(crate) enum Subject {
    Global(OptionSet),
    Local { table: String, column: Box<Column> },
}

impl Subject {
    /// The options of the global set `set`, or of the column if there is no such name.
    ///
    /// # Errors
    /// There are none, or the column has no options of its own.
    pub(crate) fn find(
        draft: &Draft,
        set: Option<&str>,
        table: Option<&str>,
        column: Option<&str>,
    ) -> Result<Self, Fault> {
        if let Some(name) = set {
            let known = draft.metadata().option_set(name);
            return Ok(Self::Global(OptionSet::clone(
                known.ok_or_else(|| no_set(name))?,
            )));
        }
        let (Some(table), Some(column)) = (table, column) else {
            return Err(Fault::invalid_argument(
                "The options are not named: expected OptionSetName, or EntityLogicalName and AttributeLogicalName.",
            ));
        };
        let known = draft.metadata().table(table);
        let known = known.ok_or_else(|| crate::error::no_table(table))?;
        let known = known.column(column);
        let known = known.ok_or_else(|| crate::error::no_column(table, column))?;
        match known.options() {
            Some(options) if options.scope == ChoiceScope::Global => {
                Ok(Self::Global(options.clone()))
            }
            Some(_) => Ok(Self::Local {
                table: table.to_owned(),
                column: Box::new(known.clone()),
            }),
            None => Err(Fault::invalid_argument(format!(
                "The column '{column}' of '{table}' has no options."
            ))),
        }
    }

    fn set(&mut self) -> Option<&mut OptionSet> {
        match self {
            Self::Global(set) => Some(set),
            Self::Local { column, .. } => match &mut column.kind {
                ColumnKind::Choice { options, .. } | ColumnKind::MultiSelect { options } => {
                    Some(options)
                }
                _ => None,
            },
        }
    }

    fn is_of_kind(&self, wanted: ChoiceKind) -> bool {
        match self {
            Self::Global(_) => wanted == ChoiceKind::Picklist,
            Self::Local { column, .. } => match &column.kind {
                ColumnKind::Choice { kind, .. } => *kind == wanted,
                ColumnKind::MultiSelect { .. } => wanted == ChoiceKind::Picklist,
                _ => false,
            },
        }
    }

    /// Adds an option; returns its number.
    ///
    /// # Errors
    /// The number is taken or none that the client may choose; the options are states; a status reason has no state.
    pub(crate) fn insert(
        &mut self,
        session: &Session<'_>,
        value: Option<i32>,
        labels: Labels,
        description: Option<Labels>,
        state: Option<i32>,
    ) -> Result<i32, Fault> {
        let wanted = match state {
            Some(_) => ChoiceKind::Status,
            None => ChoiceKind::Picklist,
        };
        if !self.is_of_kind(wanted) {
            return Err(Fault::invalid_argument(
                "Options are added to a choice with InsertOptionValue and to a status reason, with its state, with InsertStatusValue.",
            ));
        }
        let value = value
            .map(|value| names::option_value(session, value))
            .transpose()?;
        let set = self.set().ok_or_else(Fault::unexpected)?;
        let value = value.unwrap_or_else(|| next_value(&set.options));
        if set.option(value).is_some() {
            return Err(Fault::new(
                super::DUPLICATE_NAME,
                format!(
                    "The option set '{}' has an option with the value {value} already.",
                    set.name
                ),
            ));
        }
        let mut option = Choice {
            value,
            labels,
            state,
            details: Default::default(),
        };
        option.details.description = description;
        set.options.push(option);
        Ok(value)
    }

    /// Gives an option other labels.
    ///
    /// # Errors
    /// There is no such option.
    pub(crate) fn update(
        &mut self,
        value: i32,
        labels: Option<Labels>,
        description: Option<Labels>,
        merge: Merge,
    ) -> Result<(), Fault> {
        let option = self.option(value)?;
        option.labels = merge.labels(labels, &option.labels);
        if description.is_some() {
            option.details.description = description;
        }
        Ok(())
    }

    /// Removes an option. Rows keep its number.
    ///
    /// # Errors
    /// There is no such option, or it is a state.
    pub(crate) fn delete(&mut self, value: i32) -> Result<(), Fault> {
        if self.is_of_kind(ChoiceKind::State) {
            return Err(Fault::new(
                CANNOT_DELETE_ENUM_OPTIONS,
                "You can delete options only from picklist and status attributes.",
            ));
        }
        self.option(value)?;
        if let Some(set) = self.set() {
            set.options.retain(|option| option.value != value);
        }
        Ok(())
    }

    /// Puts the options into another order.
    ///
    /// # Errors
    /// The numbers are not those of the options.
    pub(crate) fn order(&mut self, values: &[i32]) -> Result<(), Fault> {
        let set = self.set().ok_or_else(Fault::unexpected)?;
        let mut ordered = Vec::with_capacity(values.len());
        for value in values {
            let known = set.option(*value).cloned();
            ordered.extend(known);
        }
        if ordered.len() != set.options.len() || values.len() != ordered.len() {
            return Err(Fault::invalid_argument(format!(
                "The values are not those of the option set '{}': expected each of its {} options once.",
                set.name,
                set.options.len()
            )));
        }
        set.options = ordered;
        Ok(())
    }

    fn option(&mut self, value: i32) -> Result<&mut Choice, Fault> {
        let set = self.set().ok_or_else(Fault::unexpected)?;
        let name = set.name.clone();
        let mut options = set.options.iter_mut();
        options.find(|option| option.value == value).ok_or_else(|| {
            Fault::new(
                code::OBJECT_DOES_NOT_EXIST,
                format!("The option set '{name}' has no option with the value {value}."),
            )
        })
    }

    /// The definition that makes the change.
    pub(crate) fn into_definition(self) -> Definition {
        match self {
            Self::Global(set) => Definition::OptionSet(set),
            Self::Local { table, column } => Definition::ChangedColumn {
                table,
                column: *column,
            },
        }
    }
}

/// Options of this column cannot be deleted.
const CANNOT_DELETE_ENUM_OPTIONS: i32 = 0x8004_4323_u32.cast_signed();
