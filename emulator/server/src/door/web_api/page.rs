//! The response to a query: a page of rows with its context, counts and the way to the next page.

use axum::http::StatusCode;
use dataverse_model::metadata::{Metadata, Table};
use dataverse_model::payload::{NextLinks, RowForm, RowWriter};
use dataverse_operation::rules::{FetchXmlContext, FetchXmlLastPage};
use dataverse_protocol::odata::context;
use dataverse_protocol::odata::json::large;
use dataverse_protocol::odata::skip_token::SkipToken;
use dataverse_protocol::prefer::AnnotationFilter;
use dataverse_protocol::query::alias_sources::AliasSources;
use dataverse_protocol::query::{Columns, Link, Query, Through};
use dataverse_protocol::value::EntityCollection;
use percent_encoding::percent_decode_str;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value as Json, json};

use super::web_api_request::WebApiRequest;
use crate::door::reply::Reply;

/// A page of rows, and what it is the answer to.
pub(super) struct Page<'a> {
    pub(super) table: &'a Table,
    /// The path of the request below the Web API's root.
    pub(super) address: &'a str,
    /// The columns that the request named.
    pub(super) columns: &'a Columns,
    /// The page number, from 1.
    pub(super) number: u32,
    pub(super) rows: &'a EntityCollection,
    /// The query, if it came as FetchXML or groups rows.
    pub(super) fetched: Option<&'a Fetched>,
}

/// The language of a query that is none of plain options.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    FetchXml,
    /// `$apply` with groups or aggregates.
    Apply,
}

/// The facts of a query in such a language that its response shows.
pub(super) struct Fetched {
    language: Language,
    aliases: AliasSources,
    /// Aliases of links that begin at a lookup, with the lookup.
    lookups: Vec<(String, String)>,
    is_aggregate: bool,
    is_distinct: bool,
}

impl Fetched {
    pub(super) fn of(query: &Query, metadata: &Metadata, language: Language) -> Self {
        let mut lookups = Vec::new();
        add_lookups(&query.table, &query.links, metadata, &mut lookups);
        Self {
            language,
            aliases: AliasSources::of(query),
            lookups,
            is_aggregate: query.aggregate.is_some(),
            is_distinct: query.distinct,
        }
    }
}

fn add_lookups(
    from: &str,
    links: &[Link],
    metadata: &Metadata,
    lookups: &mut Vec<(String, String)>,
) {
    for link in links {
        if let (Through::Columns { table, to, .. }, Some(alias)) = (&link.through, &link.alias) {
            let column = metadata.table(from).and_then(|from| from.column(to));
            if column.is_some_and(|column| !column.targets().is_empty()) {
                lookups.push((alias.clone(), to.clone()));
            }
            add_lookups(table, &link.links, metadata, lookups);
        }
    }
}

/// The members of a page. Each row becomes text as soon as its members are known: thousands of rows as a tree of values
/// take longer to make and to take apart than to write.
struct Body<'b> {
    head: &'b Map<String, Json>,
    rows: Rows<'b>,
    tail: &'b Map<String, Json>,
}

struct Rows<'r> {
    page: &'r Page<'r>,
    form: RowForm<'r>,
}

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(None)?;
        for (name, value) in self.head {
            members.serialize_entry(name, value)?;
        }
        members.serialize_entry("value", &self.rows)?;
        for (name, value) in self.tail {
            members.serialize_entry(name, value)?;
        }
        members.end()
    }
}

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Page { table, rows, .. } = self.page;
        let writer = RowWriter::new(table, &self.form);
        serializer.collect_seq(rows.entities.iter().map(|entity| writer.text(entity)))
    }
}

impl Page<'_> {
    pub(super) fn answer(&self, exchange: &mut WebApiRequest<'_>) -> Reply {
        exchange.apply_annotations();
        let base = exchange.base();
        let mut body = Map::new();
        let fragment = self.context(exchange);
        body.insert(
            "@odata.context".to_owned(),
            format!("{base}/$metadata{fragment}").into(),
        );
        if exchange.options.count {
            let count = large(self.rows.total_record_count(), exchange.numbers);
            body.insert("@odata.count".to_owned(), count);
        }
        if let Some(filter) = &exchange.annotations {
            self.annotate(exchange, filter, &mut body);
        }
        let form = exchange.form(self.columns);
        let form = match self.fetched {
            Some(fetched) => form.fetched(&fetched.aliases),
            None => form.expanded(&exchange.options.expand, &base, NextLinks::Written),
        };
        let mut tail = Map::new();
        self.add_next_link(exchange, &base, &mut tail);
        let body = Body {
            head: &body,
            rows: Rows { page: self, form },
            tail: &tail,
        };
        Reply::odata(StatusCode::OK, &body).with_applied(&exchange.applied)
    }

    /// The page with the references of its rows only (WA-1A4).
    pub(super) fn references(&self, exchange: &WebApiRequest<'_>) -> Reply {
        let base = exchange.base();
        let mut body = Map::new();
        body.insert(
            "@odata.context".to_owned(),
            format!("{base}/$metadata#Collection($ref)").into(),
        );
        if exchange.options.count {
            let count = large(self.rows.total_record_count(), exchange.numbers);
            body.insert("@odata.count".to_owned(), count);
        }
        let ids = self.rows.entities.iter().filter_map(|row| row.id);
        let value: Vec<Json> = ids
            .map(|id| json!({"@odata.id": exchange.row_address(self.table, id)}))
            .collect();
        body.insert("value".to_owned(), value.into());
        self.add_next_link(exchange, &base, &mut body);
        Reply::odata(StatusCode::OK, &body).with_applied(&exchange.applied)
    }

    fn add_next_link(
        &self,
        exchange: &WebApiRequest<'_>,
        base: &str,
        body: &mut Map<String, Json>,
    ) {
        let language = self.fetched.map(|fetched| fetched.language);
        if self.rows.more
            && language != Some(Language::FetchXml)
            && let Some(token) = self.token()
        {
            let link = self.next_link(exchange, base, &token);
            body.insert("@odata.nextLink".to_owned(), link.into());
        }
    }

    fn context(&self, exchange: &WebApiRequest<'_>) -> String {
        let set = &self.table.entity_set;
        let options = &exchange.options;
        match (self.fetched, self.columns) {
            (None, _) => context::collection(set, options.select.as_deref(), &options.expand),
            (Some(fetched), Columns::Named(names)) if !fetched.is_aggregate => {
                let names = self.fetched_names(names, fetched, exchange);
                context::collection(set, Some(&names), &[])
            }
            (Some(_), _) => context::collection(set, None, &[]),
        }
    }

    /// The columns of a FetchXML query in the order of the query, lookups twice (WA-143).
    fn fetched_names(
        &self,
        names: &[String],
        fetched: &Fetched,
        exchange: &WebApiRequest<'_>,
    ) -> Vec<String> {
        let key =
            Some(&self.table.primary_id).filter(|key| !fetched.is_distinct && !names.contains(key));
        let mut all = Vec::new();
        let mut expanded = Vec::new();
        for name in names.iter().chain(key) {
            let column = self.table.column(name);
            if column.is_some_and(|column| !column.targets().is_empty()) {
                all.push(format!("_{name}_value"));
                expanded.push(format!("{name}()"));
            }
            all.push(name.clone());
        }
        if exchange.rules.fetch_xml_context == FetchXmlContext::Expanded {
            all.append(&mut expanded);
        }
        all
    }

    /// Adds the annotations of the page that the client asks for (WA-074, WA-07D, WA-144).
    fn annotate(
        &self,
        exchange: &WebApiRequest<'_>,
        filter: &AnnotationFilter,
        body: &mut Map<String, Json>,
    ) {
        let mut add = |name: &str, value: &dyn Fn() -> Json| {
            if filter.includes(name) {
                body.insert(format!("@{name}"), value());
            }
        };
        let rows = self.rows;
        add("Microsoft.Dynamics.CRM.totalrecordcount", &|| {
            rows.total_record_count().into()
        });
        add(
            "Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded",
            &|| rows.count_limit_exceeded().into(),
        );
        add("Microsoft.Dynamics.CRM.globalmetadataversion", &|| {
            metadata_version(exchange.metadata).into()
        });
        let Some(fetched) = self.fetched.filter(|of| of.language == Language::FetchXml) else {
            return;
        };
        let rule = exchange.rules.fetch_xml_last_page;
        if rows.more || rule == FetchXmlLastPage::Annotated {
            add("Microsoft.Dynamics.CRM.morerecords", &|| rows.more.into());
            if let Some(token) = self.token() {
                add("Microsoft.Dynamics.CRM.fetchxmlpagingcookie", &|| {
                    let element = match rows.more {
                        true => token.element(),
                        false => token.last_element(),
                    };
                    element.into()
                });
            }
        }
        for (alias, lookup) in &fetched.lookups {
            let name = format!("{alias}.OData.Community.Display.V1.CurrentEntityField");
            add(&name, &|| lookup.as_str().into());
        }
    }

    /// The skip token of the next page, or of this one if it is the last.
    fn token(&self) -> Option<SkipToken> {
        let cookie = match (&self.rows.paging_cookie, self.fetched) {
            (Some(cookie), _) => cookie.clone(),
            // Groups have no row to go on behind: their next page is found by its number.
            (None, Some(fetched)) if fetched.language == Language::Apply => String::new(),
            (None, _) => return None,
        };
        let next = u32::from(self.rows.more);
        Some(SkipToken {
            page: self.number.saturating_add(next),
            cookie,
            tracking: false,
        })
    }

    /// The URL with the same options and the next page's skip token.
    fn next_link(&self, exchange: &WebApiRequest<'_>, base: &str, token: &SkipToken) -> String {
        link(
            exchange,
            base,
            self.address,
            &["$skiptoken"],
            ("$skiptoken", &token.print()),
        )
    }
}

/// The URL of the request with the same options but for some, and one more, whose value is encoded.
pub(super) fn link(
    exchange: &WebApiRequest<'_>,
    base: &str,
    address: &str,
    without: &[&str],
    (name, value): (&str, &str),
) -> String {
    let kept: String = exchange
        .inbound
        .head
        .query
        .split('&')
        .filter(|option| !option.is_empty() && !names_one(option, without))
        .map(|option| format!("{option}&"))
        .collect();
    format!("{base}/{address}?{kept}{name}={value}")
}

/// A number that grows with every definition, since a definition only adds tables and columns.
fn metadata_version(metadata: &Metadata) -> String {
    let parts = metadata.tables().map(|table| 1 + table.columns.len());
    parts.sum::<usize>().to_string()
}

/// Whether an option is one of these. Many clients percent-encode the `$`.
fn names_one(option: &str, names: &[&str]) -> bool {
    let name = option.split_once('=').map_or(option, |(name, _)| name);
    let name = percent_decode_str(name).decode_utf8_lossy();
    names.contains(&name.trim())
}
