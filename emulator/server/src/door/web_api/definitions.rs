//! Definitions: `EntityDefinitions`, `GlobalOptionSetDefinitions`, `RelationshipDefinitions`, and what lies behind them
//! (MD-006..MD-00D).
//!
//! A path is followed in what one message answers: the door chooses the message by the set and the key, and the parts by
//! the steps and `$expand`. Selecting and filtering is done by [`Selection`], which knows no HTTP.

mod path;

use axum::http::{Method, StatusCode, header};
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::{DefinitionOptions, GlobalOptionSets};
use dataverse_protocol::complex::matching::MatchError;
use dataverse_protocol::complex::metadata as types;
use dataverse_protocol::complex::{Complex, ComplexType};
use dataverse_protocol::odata::context;
use dataverse_protocol::odata::definitions::{Place, Selection, Wanted, property};
use dataverse_protocol::odata::expand::Expand;
use dataverse_protocol::odata::metadata_level::{MetadataLevel, without_control_information};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::Value;
use serde_json::{Map, Value as Json, json};

use super::web_api_request::{WebApiRequest, malformed};
use crate::door::reply::Reply;

pub(in crate::door) use path::definition_sets;
pub(super) use path::{DefinitionPath, resolve};

use path::{End, Key, Set, Step};

/// The query option with the languages of labels.
const LANGUAGES: &str = "LabelLanguages";

/// The text and the code of the refusal to change part of a definition (MD-00B).
const NO_PATCH: &str = "Operation not supported on EntityMetadata";

pub(super) async fn answer(
    exchange: &mut WebApiRequest<'_>,
    path: &DefinitionPath,
) -> Result<Reply, Fault> {
    match *exchange.method() {
        Method::GET => {}
        Method::PATCH => {
            return Err(Fault::new(code::ODATA, NO_PATCH)
                .with_http_status(StatusCode::METHOD_NOT_ALLOWED.as_u16()));
        }
        _ => return Err(exchange.no_verb()),
    }
    if path.is_list() {
        refuse_paging(exchange)?;
    }
    let (found, rest) = match attribute(path) {
        Some((request, rest)) => (one(exchange, request, "AttributeMetadata").await?, rest),
        None => (retrieve(exchange, path).await?, path.steps.as_slice()),
    };
    let found = follow(found, rest)?;
    write(exchange, path, found)
}

/// Whether the request asks for the order or the number of definitions, which the documentation says cannot be had.
fn refuse_paging(exchange: &WebApiRequest<'_>) -> Result<(), Fault> {
    let options = &exchange.options;
    let given = [
        ("$top", options.top.is_some()),
        ("$orderby", !options.orderby.is_empty()),
        ("$count", options.count),
    ];
    match given.into_iter().find(|(_, given)| *given) {
        Some((name, _)) if exchange.rules.definition_options == DefinitionOptions::Reject => Err(
            malformed(&format!("The query parameter {name} is not supported")),
        ),
        _ => Ok(()),
    }
}

/// What a path has led to so far.
enum Found {
    Many(Vec<Complex>),
    One(Complex),
    /// A navigation property or a property without a value.
    Nothing,
}

/// The request for one column of a table, both by name, and the steps behind it. All other paths begin with what the set
/// and the key name.
fn attribute(path: &DefinitionPath) -> Option<(OrganizationRequest, &[Step])> {
    let (Set::Entities, Some(Key::Name(table))) = (path.set, &path.key) else {
        return None;
    };
    match path.steps.split_first()? {
        (
            Step::Many {
                member: "Attributes",
                key: Some((_, Key::Name(name))),
            },
            rest,
        ) => {
            let request = OrganizationRequest::new("RetrieveAttribute")
                .with("EntityLogicalName", table.as_str())
                .with("LogicalName", name.as_str());
            Some((request, rest))
        }
        _ => None,
    }
}

/// The one definition that a request is answered with.
async fn one(
    exchange: &mut WebApiRequest<'_>,
    request: OrganizationRequest,
    result: &str,
) -> Result<Found, Fault> {
    let mut results = exchange.execute(request).await?.results;
    Ok(match results.swap_remove(result) {
        Some(Value::Complex(one)) => Found::One(*one),
        _ => Found::Nothing,
    })
}

/// What the set and the key of a path name, by the message that retrieves it.
async fn retrieve(exchange: &mut WebApiRequest<'_>, path: &DefinitionPath) -> Result<Found, Fault> {
    let (message, result) = match (path.set, path.key.is_some()) {
        (Set::Entities, true) => ("RetrieveEntity", "EntityMetadata"),
        (Set::Entities, false) => ("RetrieveAllEntities", "EntityMetadata"),
        (Set::OptionSets, true) => ("RetrieveOptionSet", "OptionSetMetadata"),
        (Set::OptionSets, false) => ("RetrieveAllOptionSets", "OptionSetMetadata"),
        (Set::Relationships, true) => ("RetrieveRelationship", "RelationshipMetadata"),
        (Set::Relationships, false) => ("RetrieveAllEntities", "EntityMetadata"),
    };
    let mut request = OrganizationRequest::new(message);
    if result == "EntityMetadata" {
        request = request.with("EntityFilters", filters(path, &exchange.options.expand));
    }
    request = match &path.key {
        Some(Key::Id(id)) => request.with("MetadataId", *id),
        Some(Key::Name(name)) => request.with(path.set.parameter(), name.as_str()),
        None => request,
    };
    let mut results = exchange.execute(request).await?.results;
    Ok(match results.swap_remove(result) {
        Some(Value::Complex(one)) => Found::One(*one),
        Some(Value::ComplexCollection(all)) if path.set == Set::Relationships => {
            Found::Many(relationships(all.items()))
        }
        Some(Value::ComplexCollection(all)) => Found::Many(all.into_items()),
        _ => Found::Nothing,
    })
}

/// The parts of tables that the steps or `$expand` lead to.
fn filters(path: &DefinitionPath, expand: &[Expand]) -> Value {
    let through = path.steps.iter().filter_map(|step| match step {
        Step::Many { member, .. } => Some(*member),
        _ => None,
    });
    let expanded = expand.iter().map(|expand| expand.navigation.as_str());
    let of_relationships = path.set == Set::Relationships;
    let part = |member: &str| match member {
        "Attributes" => types::ENTITY_FILTERS.number("Attributes"),
        name if name.ends_with("Relationships") => types::ENTITY_FILTERS.number("Relationships"),
        _ => None,
    };
    let all = through
        .chain(expanded)
        .chain(of_relationships.then_some("OneToManyRelationships"));
    let own = types::ENTITY_FILTERS
        .number("Privileges")
        .unwrap_or_default()
        | 1;
    Value::Integer(all.filter_map(part).fold(own, |sum, part| sum | part))
}

/// Every relationship of some tables, each once.
fn relationships(entities: &[Complex]) -> Vec<Complex> {
    let mut all: Vec<Complex> = Vec::new();
    for member in ["OneToManyRelationships", "ManyToManyRelationships"] {
        for entity in entities {
            for relationship in list(entity, member) {
                let id = relationship.get("MetadataId");
                let is_of_two = relationship.kind() == &types::MANY_TO_MANY;
                if !is_of_two || !all.iter().any(|known| known.get("MetadataId") == id) {
                    all.push(relationship);
                }
            }
        }
    }
    all
}

fn list(of: &Complex, member: &str) -> Vec<Complex> {
    match of.get(member) {
        Some(Value::ComplexCollection(items)) => items.items().to_vec(),
        _ => Vec::new(),
    }
}

/// Follows the steps of a path.
fn follow(found: Found, steps: &[Step]) -> Result<Found, Fault> {
    steps.iter().try_fold(found, |found, step| {
        Ok(match (found, step) {
            (Found::Nothing, _) => Found::Nothing,
            (Found::Many(all), Step::Cast(kind)) => {
                Found::Many(all.into_iter().filter(|of| of.kind().is_a(kind)).collect())
            }
            (Found::One(of), Step::Cast(kind)) if of.kind().is_a(kind) => Found::One(of),
            (Found::One(_), Step::Cast(kind)) => return Err(no_definition(kind.name())),
            (
                Found::One(of),
                Step::Many {
                    member, key: None, ..
                },
            ) => Found::Many(list(&of, member)),
            (
                Found::One(of),
                Step::Many {
                    member,
                    key: Some((name, key)),
                    ..
                },
            ) => {
                let mut all = list(&of, member).into_iter();
                let found = all.find(|item| key.is_of(item, name));
                Found::One(found.ok_or_else(|| no_definition(&key.text()))?)
            }
            (Found::One(of), Step::One { member }) => match of.get(member) {
                Some(Value::Complex(inside)) => Found::One((**inside).clone()),
                _ => Found::Nothing,
            },
            (Found::Many(_), Step::Many { .. } | Step::One { .. }) => Found::Nothing,
        })
    })
}

fn no_definition(name: &str) -> Fault {
    Fault::new(
        code::OBJECT_DOES_NOT_EXIST,
        format!("Could not find a definition with the name or id '{name}'."),
    )
    .with_http_status(StatusCode::NOT_FOUND.as_u16())
}

fn write(
    exchange: &mut WebApiRequest<'_>,
    path: &DefinitionPath,
    found: Found,
) -> Result<Reply, Fault> {
    let mut found = found;
    if exchange.rules.global_option_sets == GlobalOptionSets::GlobalOnly {
        each(&mut found, &without_own_sets);
    }
    if let Some(languages) = languages(exchange)? {
        each(&mut found, &|of| types::in_languages(&of, &languages));
    }
    let base = exchange.base();
    let context = |fragment: String| Json::from(format!("{base}/$metadata{fragment}"));
    let numbers = exchange.numbers;
    let accept = exchange.inbound.header(header::ACCEPT.as_str());
    let level = accept.map_or_else(MetadataLevel::default, MetadataLevel::of_accept);
    let place = Place {
        base: base.clone(),
        path: path.place.clone(),
    };
    let definition = |selection: &Selection, of: &Complex, place: &Place| match level {
        MetadataLevel::Full => selection.write_full(of, numbers, place),
        MetadataLevel::Minimal | MetadataLevel::None => selection.write(of, numbers),
    };
    let mut body = Map::new();
    match (path.end, found) {
        (End::Definitions, found) => {
            let selection = selection(exchange, path.kind)?;
            let select = exchange.options.select.as_deref();
            let expand = &exchange.options.expand;
            match found {
                Found::Many(all) => {
                    let fragment = context::collection(&path.address, select, expand);
                    body.insert("@odata.context".to_owned(), context(fragment));
                    let (chosen, count) = selection.choose(all.iter());
                    if exchange.options.count {
                        body.insert("@odata.count".to_owned(), json!(count));
                    }
                    let written = chosen.into_iter();
                    let written =
                        written.map(|of| Json::Object(definition(&selection, of, &place.item(of))));
                    body.insert("value".to_owned(), written.collect());
                }
                Found::One(of) => {
                    let fragment = context::entity(&path.address, select, expand);
                    body.insert("@odata.context".to_owned(), context(fragment));
                    let place = match path.is_item() {
                        true => place.item(&of),
                        false => place,
                    };
                    body.extend(definition(&selection, &of, &place));
                }
                Found::Nothing => return Ok(Reply::odata_empty(StatusCode::NO_CONTENT)),
            }
        }
        (End::Count, Found::Many(all)) => {
            let (_, count) = selection(exchange, path.kind)?.choose(all.iter());
            let text = format!("\u{feff}{count}");
            return Ok(Reply::text(StatusCode::OK, text).versioned());
        }
        (End::Property(name), Found::One(of)) => {
            let json = property(of.kind(), &of, name, numbers);
            if json.is_null() {
                return Ok(Reply::odata_empty(StatusCode::NO_CONTENT));
            }
            let fragment = format!("#{}/{name}", path.address);
            body.insert("@odata.context".to_owned(), context(fragment));
            match json {
                Json::Object(members) => body.extend(members),
                value => {
                    body.insert("value".to_owned(), value);
                }
            }
        }
        _ => return Ok(Reply::odata_empty(StatusCode::NO_CONTENT)),
    }
    if level == MetadataLevel::None {
        body = without_control_information(body);
    }
    exchange.apply_annotations();
    let reply = Reply::odata(StatusCode::OK, &body).at_level(level);
    Ok(reply.with_applied(&exchange.applied))
}

fn selection(exchange: &WebApiRequest<'_>, kind: &'static ComplexType) -> Result<Selection, Fault> {
    let options = &exchange.options;
    let wanted = Wanted {
        select: options.select.as_deref(),
        expand: &options.expand,
        filter: options.filter.as_ref(),
        order: &options.orderby,
        top: options.top,
    };
    Selection::new(kind, wanted).map_err(|error| match &error {
        MatchError::NoProperty { property, kind } => {
            let code = exchange.rules.unknown_property_code.code();
            Fault::property_not_found(code, property, kind)
        }
        other => malformed(other),
    })
}

/// Does something with every definition that was found.
fn each(found: &mut Found, with: &dyn Fn(Complex) -> Complex) {
    *found = match std::mem::replace(found, Found::Nothing) {
        Found::Many(all) => Found::Many(all.into_iter().map(with).collect()),
        Found::One(of) => Found::One(with(of)),
        Found::Nothing => Found::Nothing,
    };
}

/// A definition in which a column with a global option set has none of its own.
fn without_own_sets(of: Complex) -> Complex {
    let narrowed = |of: &Complex| {
        let is_global = of.get("GlobalOptionSet").is_some();
        is_global.then(|| of.clone().with("OptionSet", Value::Null))
    };
    narrowed(&of).unwrap_or_else(|| of.map_instances(&narrowed))
}

/// The languages that the request asks for.
fn languages(exchange: &WebApiRequest<'_>) -> Result<Option<Vec<i32>>, Fault> {
    let Some(text) = exchange.options.custom.get(LANGUAGES) else {
        return Ok(None);
    };
    let languages = text.split(',').map(|language| language.trim().parse());
    let languages = languages.collect::<Result<Vec<i32>, _>>();
    languages.map(Some).map_err(|_| {
        malformed(&format!(
            "'{text}' is no list of languages: expected codes such as 1033, separated by commas."
        ))
    })
}
