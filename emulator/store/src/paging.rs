//! Binds pages, and reads and writes paging cookies, which say where the next page begins.
//!
//! A cookie holds the sort values and the key of a page's last row, so rows that are inserted or
//! deleted before that row shift nothing. Its form is Dataverse's; clients treat it as opaque
//! (WA-073).

use dataverse_protocol::query::{COUNT_LIMIT, Page};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, Writer, XmlVersion};
use rusqlite::types::Value as Sql;
use uuid::Uuid;

use crate::bind_error::BindError;
use crate::bound::{Part, Scope, Shape, Sort, SortBy, Start};
use crate::cell;
use crate::schema::CREATED_COLUMN;
use dataverse_model::metadata::{Column, ColumnKind};

/// Binds a page or a top count. Where a join may repeat rows, a page begins after a number of rows,
/// because the last row does not identify a position.
pub(super) fn part(
    page: &Page,
    scope: &Scope,
    shape: &Shape,
    order: &[Sort],
) -> Result<Part, BindError> {
    if let Some(top) = page.top {
        return Ok(Part::Top(top.min(COUNT_LIMIT)));
    }
    let size = page.size.unwrap_or(COUNT_LIMIT).clamp(1, COUNT_LIMIT);
    let cookie = page.cookie.as_deref().filter(|cookie| !cookie.is_empty());
    let Some(cookie) = cookie.filter(|_| is_stable(scope, shape)) else {
        let number = page.number.unwrap_or(1).max(1);
        let start = Start::Offset(u64::from(number - 1) * u64::from(size));
        return Ok(Part::Page {
            size,
            start,
            number,
        });
    };
    let (previous, after) =
        read(cookie, scope, order).ok_or_else(|| BindError::Cookie(cookie.to_owned()))?;
    let number = page.number.unwrap_or(previous.saturating_add(1)).max(1);
    Ok(Part::Page {
        size,
        start: Start::After(after),
        number,
    })
}

/// Whether sort values and key identify a position in the result.
pub(super) fn is_stable(scope: &Scope, shape: &Shape) -> bool {
    matches!(shape, Shape::Rows(_)) && !scope.multiplies()
}

/// A value that a cookie holds: its name, and its column if it is one of the metadata's.
type Key<'a> = (&'a str, Option<&'a Column>);

/// The values a cookie holds: the sort keys and the primary key.
fn keys<'a>(scope: &'a Scope, order: &'a [Sort]) -> impl Iterator<Item = Key<'a>> {
    let first = &scope.sources[0].table;
    let named = |column: &'a Column| (column.logical_name.as_str(), Some(column));
    order
        .iter()
        .filter_map(move |sort| match &sort.by {
            SortBy::Column(at) | SortBy::Label(at, _) => Some(named(at.column())),
            SortBy::Created { .. } => Some((CREATED_COLUMN, None)),
            SortBy::Key(_) | SortBy::Computed(_) => None,
        })
        .chain(first.column(&first.primary_id).map(named))
}

/// The cookie of a page whose last row has these sort values and this key.
pub(super) fn write(number: u32, scope: &Scope, order: &[Sort], last: &[Sql]) -> String {
    let mut writer = Writer::new(Vec::new());
    let page = number.to_string();
    let element = writer
        .create_element("cookie")
        .with_attribute(("page", page.as_str()));
    element
        .write_inner_content(|writer| {
            for ((name, _), cell) in keys(scope, order).zip(last) {
                let element = writer.create_element(name);
                match text(cell) {
                    Some(text) => element.with_attribute(("last", text.as_str())),
                    None => element.with_attribute(("lastnull", "1")),
                }
                .write_empty()?;
            }
            Ok(())
        })
        .expect("writing to memory does not fail");
    String::from_utf8(writer.into_inner()).expect("XML of texts is text")
}

fn text(cell: &Sql) -> Option<String> {
    Some(match cell {
        Sql::Null => return None,
        Sql::Integer(number) => number.to_string(),
        Sql::Real(number) => format!("{number:?}"),
        Sql::Text(text) => text.clone(),
        Sql::Blob(bytes) => {
            let id = Uuid::from_slice(bytes).unwrap_or_default();
            format!("{{{}}}", id.to_string().to_uppercase())
        }
    })
}

/// The page number and the sort values of a cookie; `None` if it was not written for this query.
fn read(cookie: &str, scope: &Scope, order: &[Sort]) -> Option<(u32, Vec<Sql>)> {
    let mut reader = Reader::from_str(cookie);
    let Event::Start(root) = reader.read_event().ok()? else {
        return None;
    };
    let number = attribute(&root, "page")?.parse().ok()?;
    let mut cells = Vec::new();
    for (name, column) in keys(scope, order) {
        let Event::Empty(element) = reader.read_event().ok()? else {
            return None;
        };
        if element.name().as_ref() != name {
            return None;
        }
        cells.push(match attribute(&element, "last") {
            Some(text) => match column {
                Some(column) => parse(column, &text)?,
                None => Sql::Integer(text.parse().ok()?),
            },
            None => Sql::Null,
        });
    }
    matches!(reader.read_event().ok()?, Event::End(_)).then_some((number, cells))
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok()??;
    let text = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(text.into_owned())
}

fn parse(column: &Column, text: &str) -> Option<Sql> {
    Some(match &column.kind {
        ColumnKind::Uniqueidentifier | ColumnKind::Lookup { .. } => {
            cell::blob(Uuid::try_parse(text).ok()?)
        }
        ColumnKind::String { .. } | ColumnKind::Memo { .. } => Sql::Text(text.to_owned()),
        ColumnKind::Decimal { .. } | ColumnKind::Double { .. } => Sql::Real(text.parse().ok()?),
        _ => Sql::Integer(text.parse().ok()?),
    })
}
