//! Writes the members of a `QueryExpression` from the query AST.
//!
//! Their order is that of a measured delivery (`RetrieveMultiple` as the parent of a `Create`): the members of the
//! first SDK version alphabetically, then the later ones. `TopCount` is left out where it is not set, as in the SDK's
//! requests.
//!
//! The AST can express more than the class. Parts that the class cannot express keep the default: a filter leaves out a
//! `Not` and a condition on related rows, `LinkEntities` leaves out a link through a navigation property with its order
//! and its limit, and the columns leave out groups and aggregates. For a column behind several navigation properties,
//! `EntityName` is their names joined by dots. The text of a FetchXML query is not stored, so such a query is written
//! as a `QueryExpression` too.

use super::json::{Object, Out};
use super::value::{columns, value};
use crate::query::{
    ColumnPath, Columns, Condition, Direction, Filter, Join, Link, Operand, Operator, Order, Page,
    Query, Through,
};
use crate::value::Value;

/// Writes the members of the query itself.
pub(super) fn members(object: &mut Object<'_>, of: &Query) {
    object.member("ColumnSet", |out| out.object(|it| columns(it, &of.columns)));
    object.member("Criteria", |out| filter(out, &of.filter));
    object.boolean("Distinct", of.distinct);
    object.text("EntityName", &of.table);
    object.member("LinkEntities", |out| {
        links(out, &of.links, &of.table, &of.order);
    });
    object.member("Orders", |out| orders(out, &of.order, None));
    object.member("PageInfo", |out| out.object(|it| page(it, of)));
    object.boolean("NoLock", false);
    if let Some(top) = of.page.top {
        object.number("TopCount", top);
    }
    object.text("QueryHints", "");
}

fn page(object: &mut Object<'_>, of: &Query) {
    let Page {
        size,
        number,
        cookie,
        top: _,
    } = &of.page;
    object.number("Count", size.unwrap_or(0));
    object.number("PageNumber", number.unwrap_or(0));
    object.optional("PagingCookie", cookie.as_deref());
    object.boolean("ReturnTotalRecordCount", of.count);
}

fn filter(out: &mut Out, of: &Filter) {
    let alone = std::slice::from_ref(of);
    let (operator, parts) = match of {
        Filter::And(parts) => (0, parts.as_slice()),
        Filter::Or(parts) => (1, parts.as_slice()),
        Filter::Condition(_) | Filter::Not(_) | Filter::Related { .. } | Filter::Linked(_) => {
            (0, alone)
        }
    };
    let conditions = parts.iter().filter_map(|part| match part {
        Filter::Condition(condition) => Some(condition),
        Filter::And(_)
        | Filter::Or(_)
        | Filter::Not(_)
        | Filter::Related { .. }
        | Filter::Linked(_) => None,
    });
    let filters = parts
        .iter()
        .filter(|part| matches!(part, Filter::And(_) | Filter::Or(_)));
    out.object(|object| {
        object.member("Conditions", |out| {
            out.array(conditions, |out, of| out.object(|it| condition(it, of)));
        });
        object.number("FilterOperator", operator);
        object.member("Filters", |out| out.array(filters, filter));
    });
}

fn condition(object: &mut Object<'_>, of: &Condition) {
    let compares = of
        .operands
        .iter()
        .any(|operand| matches!(operand, Operand::Column(_)));
    object.text("AttributeName", &of.column.column);
    object.boolean("CompareColumns", compares);
    object.number("Operator", of.operator.entry().number);
    object.member("Values", |out| {
        out.array(&of.operands, |out, of_it| operand(out, of.operator, of_it));
    });
    object.optional("EntityName", source(&of.column).as_deref());
}

fn operand(out: &mut Out, operator: Operator, operand: &Operand) {
    match operand {
        Operand::Text(text) | Operand::Value(Value::String(text))
            if operator == Operator::Contains =>
        {
            out.text(&format!("%{}%", literally(text)));
        }
        Operand::Text(text) => out.text(text),
        Operand::Value(of) => value(out, of),
        Operand::Column(path) => out.text(&path.column),
        Operand::Member { member, .. } => out.text(member),
    }
}

/// Escapes a text for `like`, except for `%`, which is a wildcard of `contains` too.
fn literally(text: &str) -> String {
    text.replace('[', "[[]").replace('_', "[_]")
}

fn links(out: &mut Out, links: &[Link], parent: &str, order: &[Order]) {
    let joined = links.iter().filter_map(|link| match &link.through {
        Through::Columns { table, from, to } => Some((link, table, from, to)),
        Through::Navigation(_) => None,
    });
    out.array(joined, |out, (link, table, from, to)| {
        out.object(|object| {
            object.member("Columns", |out| {
                let none = Columns::Named(Vec::new());
                let of = link.columns.as_ref().unwrap_or(&none);
                out.object(|it| columns(it, of));
            });
            object.optional("EntityAlias", link.alias.as_deref());
            object.number("JoinOperator", join_operator(link.join));
            object.member("LinkCriteria", |out| filter(out, &link.filter));
            object.member("LinkEntities", |out| {
                self::links(out, &link.links, table, order);
            });
            object.text("LinkFromAttributeName", to);
            object.text("LinkFromEntityName", parent);
            object.text("LinkToAttributeName", from);
            object.text("LinkToEntityName", table);
            object.member("Orders", |out| match &link.alias {
                Some(alias) => orders(out, order, Some(alias)),
                None => out.raw("[]"),
            });
        });
    });
}

/// Writes the sort keys of the queried table (`None`) or of the link with this alias, which the class keeps apart.
fn orders(out: &mut Out, all: &[Order], link: Option<&str>) {
    let own = all
        .iter()
        .filter(|order| source(&order.column).as_deref() == link);
    out.array(own, |out, order| {
        out.object(|object| {
            object.null("Alias");
            object.text("AttributeName", &order.column.column);
            object.number("OrderType", order_type(order.direction));
        });
    });
}

/// The alias of the link that a column belongs to; `None` for the queried table.
fn source(path: &ColumnPath) -> Option<String> {
    (!path.via.is_empty()).then(|| path.via.join("."))
}

/// The number of a `JoinOperator`.
const fn join_operator(join: Join) -> i32 {
    match join {
        Join::Inner => 0,
        Join::Outer => 1,
        Join::FirstMatch => 3,
    }
}

/// The number of an `OrderType`.
const fn order_type(direction: Direction) -> i32 {
    match direction {
        Direction::Ascending => 0,
        Direction::Descending => 1,
    }
}
