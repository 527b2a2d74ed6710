//! What the query options, preferences and headers of a request do, as one table: nothing that a client asks for is
//! ignored without a word.
//!
//! What is on the list of names that are not emulated is refused. What has no effect on the request stands in the
//! journal, or is refused as well (rule `without_effect`). Query options that the platform does not have are refused as
//! the platform refuses them (rule `unknown_query_option`). A header that is not in the table is the client's own.

use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use dataverse_model::platform_names::{self, NameKind};
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::UnknownQueryOption;
use dataverse_protocol::odata::primitive::LargeNumbers;

use super::resource::Resource;
use super::web_api_request::WebApiRequest;
use Effect::{Always, Never, OnlyIf, ReadBy, ReadByOrIf};
use Request::*;

/// The kinds of requests, as far as options, preferences and headers differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Request {
    Document,
    Metadata,
    Batch,
    List,
    Count,
    Retrieve,
    Create,
    Update,
    Delete,
    Property,
    /// An image or a file that is uploaded.
    Upload,
    /// An image or a file that is downloaded.
    Download,
    ReferenceList,
    References,
    DefinitionChange,
    /// A create or an update of a row that is a component of solutions, besides what it is as any row.
    Component,
    Call,
    /// One definition.
    Definition,
    DefinitionList,
}

/// On which requests something has an effect.
enum Effect {
    /// On every request, even if the effect is that of its absence.
    Always,
    /// On these kinds of requests.
    ReadBy(&'static [Request]),
    /// On none, unless its value says so: `true` means that the value asks for nothing.
    OnlyIf(fn(&str) -> bool),
    /// On these kinds of requests, and on others where its value says so.
    ReadByOrIf(&'static [Request], fn(&str) -> bool),
    /// On none.
    Never,
}

/// The rows of a table of names; a name that is missing has the effect that the reader of the table says.
type Effects = &'static [(&'static str, Effect)];

const OPTIONS: Effects = &[
    (
        "$select",
        ReadBy(&[List, Retrieve, Create, Update, Definition, DefinitionList]),
    ),
    (
        "$expand",
        ReadBy(&[List, Retrieve, Create, Definition, DefinitionList]),
    ),
    (
        "$filter",
        ReadBy(&[List, Count, ReferenceList, DefinitionList]),
    ),
    ("$orderby", ReadBy(&[List, ReferenceList, DefinitionList])),
    ("$top", ReadBy(&[List, ReferenceList, DefinitionList])),
    ("$count", ReadBy(&[List, ReferenceList, DefinitionList])),
    ("LabelLanguages", ReadBy(&[Definition, DefinitionList])),
    ("$skiptoken", ReadBy(&[List, ReferenceList])),
    ("$apply", ReadBy(&[List])),
    ("$deltatoken", ReadBy(&[List, Count])),
    ("fetchXml", ReadBy(&[List])),
    ("savedQuery", ReadBy(&[List])),
    ("userQuery", ReadBy(&[List])),
    ("$id", ReadBy(&[References])),
    (
        "partitionId",
        ReadBy(&[List, Retrieve, Property, Update, Delete, Upload, Download]),
    ),
    ("size", ReadBy(&[Download])),
    ("x-ms-file-name", ReadBy(&[Upload])),
    ("sessiontoken", ReadBy(&[Upload])),
    ("annotations", ReadBy(&[Metadata])),
    ("SolutionUniqueName", ReadBy(&[DefinitionChange, Call])),
    ("tag", Never),
];

/// Names without the prefix `odata.`.
const PREFERENCES: Effects = &[
    ("include-annotations", Always),
    ("respond-async", ReadBy(&[Call])),
    ("callback", ReadBy(&[Call])),
    ("wait", Never),
    ("handling", Never),
    ("allow-entityreferences", Never),
    ("return", ReadBy(&[Create, Update])),
    ("maxpagesize", ReadBy(&[List, ReferenceList])),
    ("track-changes", ReadBy(&[List])),
    ("continue-on-error", ReadBy(&[Batch])),
];

/// Names in lower case.
const HEADERS: Effects = &[
    ("mscrm.bypasscustompluginexecution", ReadBy(ROWS_AND_CALLS)),
    ("mscrm.bypassbusinesslogicexecution", ReadBy(ROWS_AND_CALLS)),
    (
        "mscrm.bypassbusinesslogicexecutionstepids",
        ReadBy(ROWS_AND_CALLS),
    ),
    // Every read sees all writes that were answered before.
    ("mscrm.sessiontoken", Always),
    ("consistency", Always),
    // There are no flows that a write could start.
    ("mscrm.suppresscallbackregistrationexpanderjob", Always),
    // There are no rules that find duplicates.
    ("mscrm.suppressduplicatedetection", OnlyIf(is_true)),
    ("mscrm.mergelabels", ReadBy(&[DefinitionChange])),
    (
        "mscrm.solutionuniquename",
        ReadBy(&[DefinitionChange, Component]),
    ),
    ("if-match", ReadBy(&[Update, Delete, Property])),
    ("if-modified-since", Never),
    ("if-unmodified-since", Never),
    ("range", ReadBy(&[Download])),
    ("x-http-method", Never),
    ("x-http-method-override", Never),
    ("odata-maxversion", OnlyIf(is_version_4)),
    ("odata-version", OnlyIf(is_version_4)),
    (
        "accept",
        ReadByOrIf(&[Definition, DefinitionList], asks_for_minimal_metadata),
    ),
];

const ROWS_AND_CALLS: &[Request] = &[
    List,
    Count,
    Retrieve,
    Create,
    Update,
    Delete,
    Property,
    ReferenceList,
    References,
    Call,
];

/// The prefix of the platform's own request headers.
const PLATFORM: &str = "mscrm.";

fn is_true(value: &str) -> bool {
    value.trim().eq_ignore_ascii_case("true")
}

fn is_version_4(value: &str) -> bool {
    value.trim().starts_with('4')
}

fn asks_for_minimal_metadata(value: &str) -> bool {
    !value.contains("odata.metadata=") || value.contains("odata.metadata=minimal")
}

impl Effect {
    fn is_on(&self, request: Request, value: &str) -> bool {
        match self {
            Always => true,
            ReadBy(requests) => requests.contains(&request),
            OnlyIf(is_nothing) => is_nothing(value),
            ReadByOrIf(requests, is_nothing) => requests.contains(&request) || is_nothing(value),
            Never => false,
        }
    }
}

fn effect_of(name: &str, effects: Effects) -> Option<&'static Effect> {
    let mut effects = effects.iter();
    effects
        .find(|(known, _)| *known == name)
        .map(|(_, effect)| effect)
}

/// Refuses what the request asks for and the emulator does not do, and notes for the journal what has no effect.
///
/// # Errors
/// A name that is not emulated; a query option that does not exist; with rule `without_effect`, anything without effect.
pub(super) fn check(exchange: &mut WebApiRequest<'_>, resource: &Resource) -> Result<(), Fault> {
    let request = request_of(resource, exchange.method());
    let mut without_effect = Vec::new();
    check_options(exchange, request, &mut without_effect)?;
    check_preferences(exchange, request, &mut without_effect);
    let kinds = [request, component_of(resource, request).unwrap_or(request)];
    check_headers(&exchange.inbound.head.headers, kinds, &mut without_effect)?;
    check_large_numbers(exchange, &mut without_effect);
    check_top(exchange, request, &mut without_effect);
    exchange
        .inbound
        .without_effect(without_effect, &exchange.rules)
}

fn request_of(resource: &Resource, method: &Method) -> Request {
    match resource {
        Resource::Root | Resource::NotEmulated(_) | Resource::Unknown(_) | Resource::Step(_) => {
            Document
        }
        Resource::Metadata => Metadata,
        Resource::Batch => Batch,
        Resource::Rows(_) | Resource::Related(_) if *method == Method::POST => Create,
        Resource::Rows(_) | Resource::Related(_) => List,
        Resource::Count(_) | Resource::RelatedCount(_) => Count,
        Resource::NewRow(..) => Update,
        Resource::Row(_) if *method == Method::PATCH => Update,
        Resource::Row(_) if *method == Method::DELETE => Delete,
        Resource::Row(_) => Retrieve,
        Resource::Property(_) | Resource::RawValue(_) => Property,
        Resource::Content(_) if *method == Method::PATCH => Upload,
        Resource::Content(_) => Property,
        Resource::ContentValue(_) => Download,
        Resource::References(of) if *method == Method::GET && of.is_collection() => ReferenceList,
        Resource::Link(of) if *method == Method::GET && of.is_collection() => ReferenceList,
        Resource::References(_) | Resource::Link(_) => References,
        Resource::DefinitionChange(_) => DefinitionChange,
        Resource::Definitions(path) if path.is_list() => DefinitionList,
        Resource::Definitions(_) => Definition,
        Resource::Operation(_) => Call,
    }
}

/// [`Component`] for a create or an update of a row that is one.
fn component_of(resource: &Resource, request: Request) -> Option<Request> {
    let table = match resource {
        Resource::Rows(table) | Resource::NewRow(table, _) => table,
        Resource::Row(row) => &row.table,
        _ => return None,
    };
    let writes = matches!(request, Create | Update);
    (writes && table.component.is_some()).then_some(Component)
}

fn check_options(
    exchange: &WebApiRequest<'_>,
    request: Request,
    without_effect: &mut Vec<String>,
) -> Result<(), Fault> {
    for name in exchange.options.names() {
        if let Some(known) = platform_names::find(NameKind::QueryOption, name) {
            return Err(known.refusal());
        }
        match effect_of(name, OPTIONS) {
            Some(effect) if effect.is_on(request, "") => {}
            None if exchange.rules.unknown_query_option == UnknownQueryOption::Reject => {
                let text = format!("The query parameter {name} is not supported");
                return Err(Fault::new(code::ODATA, text)
                    .with_http_status(StatusCode::BAD_REQUEST.as_u16()));
            }
            Some(_) | None => without_effect.push(format!("the query option '{name}'")),
        }
    }
    Ok(())
}

fn check_preferences(
    exchange: &WebApiRequest<'_>,
    request: Request,
    without_effect: &mut Vec<String>,
) {
    let preferences = &exchange.preferences;
    for name in preferences.names() {
        let bare = name.strip_prefix("odata.").unwrap_or(name);
        let is_read = effect_of(bare, PREFERENCES).is_some_and(|effect| effect.is_on(request, ""));
        let is_understood = match bare {
            "return" => preferences.return_().is_some(),
            "maxpagesize" => preferences.max_page_size().is_some(),
            "respond-async" | "callback" => exchange.asks_for_background(),
            _ => true,
        };
        if !(is_read && is_understood) {
            without_effect.push(format!("the preference '{name}'"));
        }
    }
}

fn check_headers(
    headers: &HeaderMap,
    kinds: [Request; 2],
    without_effect: &mut Vec<String>,
) -> Result<(), Fault> {
    for name in headers.keys() {
        if let Some(known) = platform_names::find_header(name.as_str()) {
            return Err(known.refusal());
        }
        let has_effect = match effect_of(name.as_str(), HEADERS) {
            Some(effect) => {
                let is_on = |value| kinds.iter().any(|kind| effect.is_on(*kind, value));
                values(headers, name).all(is_on)
            }
            None => !name.as_str().starts_with(PLATFORM),
        };
        if !has_effect {
            without_effect.push(format!("the header '{name}'"));
        }
    }
    Ok(())
}

/// Notes that the rule `large_numbers_as_texts` has texts for large numbers asked for in vain.
fn check_large_numbers(exchange: &WebApiRequest<'_>, without_effect: &mut Vec<String>) {
    let accept = exchange.inbound.header(header::ACCEPT.as_str());
    let asked = accept.map_or_else(LargeNumbers::default, LargeNumbers::of_accept);
    if asked != exchange.numbers {
        without_effect.push("the parameter 'IEEE754Compatible' of the header 'accept'".to_owned());
    }
}

/// Notes which of `$top` and the page size does not count, where a query has both.
fn check_top(exchange: &WebApiRequest<'_>, request: Request, without_effect: &mut Vec<String>) {
    let has_both = exchange.options.top.is_some() && exchange.preferences.max_page_size().is_some();
    if !has_both || ![List, ReferenceList].contains(&request) {
        return;
    }
    without_effect.push(match exchange.page_size() {
        Some(_) => "the query option '$top'".to_owned(),
        None => "the preference 'odata.maxpagesize'".to_owned(),
    });
}

fn values<'h>(headers: &'h HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'h str> {
    let values = headers.get_all(name).into_iter();
    values.filter_map(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_has_one_effect_and_is_not_refused_as_well() {
        for effects in [OPTIONS, PREFERENCES, HEADERS] {
            for (at, (name, _)) in effects.iter().enumerate() {
                assert!(
                    effects[..at].iter().all(|(other, _)| other != name),
                    "{name}"
                );
            }
        }
        for (name, _) in OPTIONS {
            assert_eq!(platform_names::find(NameKind::QueryOption, name), None);
        }
        for (name, _) in HEADERS {
            assert_eq!(platform_names::find_header(name), None);
            assert_eq!(HeaderName::try_from(*name).unwrap(), *name);
        }
    }
}
