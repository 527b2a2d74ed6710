//! `RetrieveLocLabels`: returns the texts of a column of a row in every language in which it has one (CA-014, MS-077).

use std::borrow::Cow;
use std::collections::BTreeMap;

use dataverse_model::message::{Message, Parameter, Right, ValueType};
use dataverse_model::metadata::LanguageCode;
use dataverse_protocol::complex::metadata::{LABEL, LOCALIZED_LABEL};
use dataverse_protocol::complex::{Complex, ComplexCollection};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::query::Columns;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Value;

use super::arguments::Arguments;
use super::localized::{self, Localized};
use super::{MessageResult, moniker};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RetrieveLocLabels"),
    parameters: Cow::Borrowed(&[
        moniker::ROW,
        localized::COLUMN,
        // Every change is published when it is made.
        Parameter::required("IncludeUnpublished", ValueType::Field(FieldType::Boolean)),
    ]),
    response: Cow::Borrowed(&[Parameter::required("Label", ValueType::Complex(&LABEL))]),
    ..Message::FUNCTION
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let of = Localized::take(session, &mut arguments, Right::Read)?;
    let columns = Columns::Named(vec![of.column.clone()]);
    let row = session.retrieve(&of.table, of.row.id, &columns)?;
    let own = row.as_ref().and_then(|row| row.get(&of.column));
    let base = localized::base_language(session);
    let mut texts: BTreeMap<LanguageCode, String> = of.translations(session)?.into_iter().collect();
    if let Some(own) = own.and_then(Value::as_str) {
        texts.insert(base, own.to_owned());
    }
    let user = texts.get(&base).map(|text| localized_label(base, text));
    let all = texts
        .iter()
        .map(|(language, text)| localized_label(*language, text));
    let all = ComplexCollection::of(&LOCALIZED_LABEL, all.collect());
    let mut label = Complex::new(&LABEL).with("LocalizedLabels", all);
    if let Some(user) = user {
        label = label.with("UserLocalizedLabel", user);
    }
    Ok(OrganizationResponse::default().with("Label", label))
}

fn localized_label(language: LanguageCode, text: &str) -> Complex {
    Complex::new(&LOCALIZED_LABEL)
        .with("Label", text)
        .with("LanguageCode", i32::from(language))
        .with("IsManaged", false)
}
