//! Texts of a row in several languages (CA-014): what the messages that set and retrieve them have in common.
//!
//! The text in the base language is the column's own. Each other text is a row of `localizedlabel`, which goes with the row
//! that it belongs to. Which columns have such texts is data of their table.

use std::sync::Arc;

use dataverse_model::message::{Parameter, Right, ValueType};
use dataverse_model::metadata::{Column, ENGLISH, LanguageCode, Table};
use dataverse_operation::fault::Fault;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::query::{Direction, Filter, Operator, Query};
use dataverse_protocol::value::{Entity, EntityReference, Value};
use dataverse_runtime::identity::named;
use dataverse_store::{Expect, Write};
use uuid::Uuid;

use super::arguments::Arguments;
use super::moniker;
use crate::error::{Error, no_column, not_found};
use crate::seed::seed_rows;
use crate::session::Session;

/// The table of the texts in other languages.
const TABLE: &str = "localizedlabel";

const ATTRIBUTE: &str = "AttributeName";

/// The column of the row in `EntityMoniker`.
pub(super) const COLUMN: Parameter =
    Parameter::required(ATTRIBUTE, ValueType::Field(FieldType::String));

/// A column of a row whose text exists in several languages.
pub(super) struct Localized {
    pub(super) table: Arc<Table>,
    pub(super) row: EntityReference,
    pub(super) column: String,
}

impl Localized {
    /// Takes the row and the column, if the caller has the right on the row.
    ///
    /// # Errors
    /// A parameter is missing; there is no such row or column; the column has no texts in other languages; the caller lacks
    /// the right.
    pub(super) fn take(
        session: &Session<'_>,
        arguments: &mut Arguments,
        right: Right,
    ) -> Result<Self, Error> {
        let (table, row) = moniker::take(session, arguments, right)?;
        let column = arguments.text(ATTRIBUTE)?;
        if !session.exists(&table, row.id)? {
            return Err(not_found(&table, row.id).into());
        }
        if table.column(&column).is_none() {
            return Err(no_column(&table.logical_name, &column).into());
        }
        if !table.storage.localizable.contains(&column) {
            return Err(Fault::invalid_argument(format!(
                "The column '{column}' of '{}' has no texts in other languages; those that have: {}.",
                table.logical_name,
                table.storage.localizable.join(", ")
            ))
            .into());
        }
        Ok(Self { table, row, column })
    }

    /// The definition of the column.
    pub(super) fn definition(&self) -> &Column {
        &self.table.columns[self.column.as_str()]
    }

    /// The texts in other languages than the base language, by language.
    pub(super) fn translations(
        &self,
        session: &mut Session<'_>,
    ) -> Result<Vec<(LanguageCode, String)>, Fault> {
        let equal = |column: &str, value: Value| Filter::compare(column, Operator::Equal, [value]);
        let query = Query::new(TABLE)
            .matching(equal("objectid", Value::Guid(self.row.id)))
            .matching(equal("objecttypecode", self.row.table.as_str().into()))
            .matching(equal("objectcolumnname", self.column.as_str().into()))
            .sorted_by("languageid", Direction::Ascending);
        let rows = session.query(&query)?.entities.into_iter();
        let texts = rows.filter_map(|row| {
            let language = row.get("languageid").and_then(Value::as_integer)?;
            let text = row.get("label").and_then(Value::as_str)?;
            Some((LanguageCode::try_from(language).ok()?, text.to_owned()))
        });
        Ok(texts.collect())
    }

    /// Sets the text in a language that is not the base language; `None` removes it.
    pub(super) fn translate(
        &self,
        session: &mut Session<'_>,
        language: LanguageCode,
        text: Option<String>,
    ) -> Result<(), Error> {
        let table = session.table(TABLE)?;
        let id = self.label_id(language);
        let is_there = session.exists(&table, id)?;
        let expect = Expect::Exists;
        match (text, is_there) {
            (None, false) => Ok(()),
            (None, true) => session.write(Write::Delete { table, id, expect }),
            (Some(text), true) => session.write(Write::Update {
                table,
                id,
                values: [("label".into(), Value::String(text))]
                    .into_iter()
                    .collect(),
                expect,
            }),
            (Some(text), false) => {
                let mut label = Entity::new(TABLE)
                    .with("objectid", self.row.id)
                    .with("objecttypecode", self.row.table.as_str())
                    .with("objectcolumnname", self.column.as_str())
                    .with("languageid", i32::from(language))
                    .with("label", text);
                label.id = Some(id);
                seed_rows(session, vec![label])
            }
        }
    }

    /// The id of a text, which follows from what it belongs to, so that a column has at most one in a language.
    fn label_id(&self, language: LanguageCode) -> Uuid {
        let (row, column) = (&self.row, &self.column);
        named(&format!(
            "{TABLE}/{}/{}/{column}/{language}",
            row.table, row.id
        ))
    }
}

/// The base language of the organization.
pub(super) fn base_language(session: &Session<'_>) -> LanguageCode {
    LanguageCode::try_from(session.registry().settings.language).unwrap_or(ENGLISH)
}
