//! `SetLocLabels`: sets the texts of a column of a row in several languages (CA-014, MS-076).
//!
//! Texts in languages that are not given stay as they are. The text in the base language is an update of the row.

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, Right, TARGET, ValueType};
use dataverse_model::metadata::LanguageCode;
use dataverse_model::metadata::check::fit;
use dataverse_operation::fault::Fault;
use dataverse_protocol::complex::Complex;
use dataverse_protocol::complex::metadata::LOCALIZED_LABEL;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Entity, Value};

use super::arguments::Arguments;
use super::localized::{self, Localized};
use super::{MessageResult, moniker};
use crate::error::misfit;
use crate::session::Session;

const LABELS: &str = "Labels";

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("SetLocLabels"),
    parameters: Cow::Borrowed(&[
        moniker::ROW,
        localized::COLUMN,
        Parameter::required(LABELS, ValueType::ComplexCollection(&LOCALIZED_LABEL)),
    ]),
    ..Message::ACTION
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let of = Localized::take(session, &mut arguments, Right::Write)?;
    let labels = arguments.complexes(LABELS)?;
    let labels = labels.iter().map(|label| read(&of, label));
    let labels = labels.collect::<Result<Vec<_>, _>>()?;
    let base = localized::base_language(session);
    session.begin_unit()?;
    for (language, text) in labels {
        if language == base {
            let mut target = Entity::new(&of.row.table).with(of.column.as_str(), text);
            target.id = Some(of.row.id);
            session.execute(OrganizationRequest::new("Update").with(TARGET, target))?;
        } else {
            of.translate(session, language, text)?;
        }
    }
    Ok(OrganizationResponse::default())
}

/// The language and the text of a label; `None` for a text that is null or empty.
fn read(of: &Localized, label: &Complex) -> Result<(LanguageCode, Option<String>), Fault> {
    let number = label.get("LanguageCode").and_then(Value::as_integer);
    let number = number.unwrap_or_default();
    let language = LanguageCode::try_from(number).ok().filter(|code| *code > 0);
    let language = language.ok_or_else(|| {
        Fault::invalid_argument(format!(
            "{number} is no language code of '{LABELS}': expected one such as 1033."
        ))
    })?;
    let text = label.get("Label").and_then(Value::as_str);
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok((language, None));
    };
    let table = &of.table.logical_name;
    fit(table, of.definition(), text.into()).map_err(|error| misfit(&error))?;
    Ok((language, Some(text.to_owned())))
}
