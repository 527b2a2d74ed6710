//! Reads the Web API's JSON of a `QueryExpression` (MS-070): its members are those of the SDK's data contract, so the
//! JSON becomes the contract's XML, which [`read`](super::read) reads.
//!
//! [`SHAPES`] has the members of each type. A member that is not there is refused, since the query would otherwise return
//! other rows.

use dataverse_limits::Limits;
use quick_xml::escape::escape;
use serde_json::Value as Json;

use super::super::error::SoapError;
use super::super::name::{ARRAYS, CONTRACTS, INSTANCE, SCHEMA, SERIALIZATION};
use super::super::node;
use crate::query::Query;

/// The type that the whole is of.
const QUERY: &str = "QueryExpression";

/// What a member holds.
#[derive(Clone, Copy)]
enum Shape {
    /// A text, a number, a truth value, or the name of a member of an enumeration.
    Simple,
    /// An instance of this type.
    One(&'static str),
    /// Instances of this type.
    Many(&'static str),
    /// Texts.
    Texts,
    /// Operands: instances of the Web API's type `Object`, or simple values.
    Operands,
    /// What is not emulated, unless it is null.
    NotEmulated,
}

use Shape::{Many, NotEmulated, One, Operands, Simple, Texts};

/// The members of each type.
static SHAPES: [(&str, &[(&str, Shape)]); 8] = [
    (
        QUERY,
        &[
            ("ColumnSet", One("ColumnSet")),
            ("Criteria", One("FilterExpression")),
            ("DataSource", NotEmulated),
            ("Distinct", Simple),
            ("EntityName", Simple),
            ("ForceSeek", NotEmulated),
            ("LinkEntities", Many("LinkEntity")),
            ("NoLock", Simple),
            ("Orders", Many("OrderExpression")),
            ("PageInfo", One("PagingInfo")),
            ("QueryHints", Simple),
            ("SubQueryExpression", NotEmulated),
            ("TopCount", Simple),
        ],
    ),
    (
        "ColumnSet",
        &[
            ("AllColumns", Simple),
            ("AttributeExpressions", Many("XrmAttributeExpression")),
            ("Columns", Texts),
        ],
    ),
    (
        "XrmAttributeExpression",
        &[
            ("AggregateType", Simple),
            ("Alias", Simple),
            ("AttributeName", Simple),
            ("DateTimeGrouping", Simple),
            ("HasGroupBy", Simple),
        ],
    ),
    (
        "FilterExpression",
        &[
            ("AnyAllFilterLinkEntity", One("LinkEntity")),
            ("Conditions", Many("ConditionExpression")),
            ("FilterHint", NotEmulated),
            ("FilterOperator", Simple),
            ("Filters", Many("FilterExpression")),
            ("IsQuickFindFilter", Simple),
        ],
    ),
    (
        "ConditionExpression",
        &[
            ("AttributeName", Simple),
            ("CompareColumns", Simple),
            ("EntityName", Simple),
            ("Operator", Simple),
            ("Values", Operands),
        ],
    ),
    (
        "LinkEntity",
        &[
            ("Columns", One("ColumnSet")),
            ("EntityAlias", Simple),
            ("ForceSeek", NotEmulated),
            ("JoinOperator", Simple),
            ("LinkCriteria", One("FilterExpression")),
            ("LinkEntities", Many("LinkEntity")),
            ("LinkFromAttributeName", Simple),
            ("LinkFromEntityName", Simple),
            ("LinkToAttributeName", Simple),
            ("LinkToEntityName", Simple),
            ("Orders", Many("OrderExpression")),
        ],
    ),
    (
        "OrderExpression",
        &[
            ("Alias", Simple),
            ("AttributeName", Simple),
            ("EntityName", Simple),
            ("OrderType", Simple),
        ],
    ),
    (
        "PagingInfo",
        &[
            ("Count", Simple),
            ("PageNumber", Simple),
            ("PagingCookie", Simple),
            ("ReturnTotalRecordCount", Simple),
        ],
    ),
];

/// The .NET types of operands, each with its type in XML.
const OPERAND_TYPES: [(&str, &str); 9] = [
    ("System.String", "c:string"),
    ("System.Int32", "c:int"),
    ("System.Int64", "c:long"),
    ("System.Boolean", "c:boolean"),
    ("System.Decimal", "c:decimal"),
    ("System.Double", "c:double"),
    ("System.DateTime", "c:dateTime"),
    ("System.DateTimeOffset", "c:dateTime"),
    ("System.Guid", "d:guid"),
];

/// Reads a query, within the limits of an envelope: the body that it is from has limits of its own.
///
/// # Errors
/// [`SoapError`] for a member that its type does not have, and for what the SDK's reader refuses.
pub fn query_of_json(json: &Json) -> Result<Query, SoapError> {
    let mut xml = format!(
        "<a:{QUERY} i:type=\"a:{QUERY}\" xmlns:a=\"{CONTRACTS}\" xmlns:c=\"{SCHEMA}\" \
         xmlns:d=\"{SERIALIZATION}\" xmlns:e=\"{ARRAYS}\" xmlns:i=\"{INSTANCE}\">"
    );
    members(&mut xml, QUERY, json)?;
    xml.push_str(&format!("</a:{QUERY}>"));
    node::read(xml.as_bytes(), &Limits::DEFAULT, super::read)
}

/// Writes the members of an instance, each as an element.
fn members(xml: &mut String, kind: &'static str, json: &Json) -> Result<(), SoapError> {
    let Json::Object(given) = json else {
        return Err(SoapError::NotOfType {
            found: json.to_string(),
            expected: kind,
        });
    };
    let shapes = SHAPES.iter().find(|(known, _)| *known == kind);
    let shapes = shapes.map_or(&[][..], |(_, shapes)| *shapes);
    for (name, json) in given {
        if name.contains('@') {
            continue;
        }
        let known = shapes.iter().find(|(known, _)| known == name);
        let (_, shape) = known.ok_or_else(|| SoapError::UnknownMember {
            member: name.clone(),
            kind,
        })?;
        if json.is_null() {
            continue;
        }
        xml.push_str(&format!("<a:{name}>"));
        content(xml, (kind, name), *shape, json)?;
        xml.push_str(&format!("</a:{name}>"));
    }
    Ok(())
}

/// Writes what a member holds.
fn content(
    xml: &mut String,
    (kind, member): (&'static str, &str),
    shape: Shape,
    json: &Json,
) -> Result<(), SoapError> {
    match shape {
        Simple => xml.push_str(&escape(simple(json)?)),
        One(inner) => members(xml, inner, json)?,
        Many(inner) => {
            for item in items(json)? {
                xml.push_str(&format!("<a:{inner}>"));
                members(xml, inner, item)?;
                xml.push_str(&format!("</a:{inner}>"));
            }
        }
        Texts => {
            for item in items(json)? {
                let text = simple(item)?;
                xml.push_str(&format!("<e:string>{}</e:string>", escape(text)));
            }
        }
        Operands => {
            for item in items(json)? {
                operand(xml, item)?;
            }
        }
        NotEmulated => {
            return Err(SoapError::NotEmulated(format!("`{member}` of `{kind}`")));
        }
    }
    Ok(())
}

/// Writes an operand with its type.
fn operand(xml: &mut String, json: &Json) -> Result<(), SoapError> {
    let (kind, json) = match json {
        Json::Object(object) => {
            let name = object.get("Type").and_then(Json::as_str);
            let name = name.unwrap_or("System.String");
            let known = OPERAND_TYPES.iter().find(|(known, _)| *known == name);
            let (_, kind) = known.ok_or_else(|| SoapError::NotOfType {
                found: name.to_owned(),
                expected: "a type of an operand, such as System.String",
            })?;
            (*kind, object.get("Value").unwrap_or(&Json::Null))
        }
        Json::Bool(_) => ("c:boolean", json),
        Json::Number(number) if number.is_f64() => ("c:double", json),
        Json::Number(_) => ("c:long", json),
        _ => ("c:string", json),
    };
    let text = simple(json)?;
    let text = escape(text);
    xml.push_str(&format!("<e:anyType i:type=\"{kind}\">{text}</e:anyType>"));
    Ok(())
}

/// The text of a simple value.
fn simple(json: &Json) -> Result<String, SoapError> {
    match json {
        Json::String(text) => Ok(text.clone()),
        Json::Number(number) => Ok(number.to_string()),
        Json::Bool(value) => Ok(value.to_string()),
        Json::Null | Json::Array(_) | Json::Object(_) => Err(SoapError::NotOfType {
            found: json.to_string(),
            expected: "a simple value",
        }),
    }
}

fn items(json: &Json) -> Result<&[Json], SoapError> {
    let items = json.as_array().ok_or_else(|| SoapError::NotOfType {
        found: json.to_string(),
        expected: "an array",
    })?;
    Ok(items)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::query::{Columns, Filter, Operator};
    use crate::value::Value;

    fn read(json: &Json) -> Result<Query, String> {
        query_of_json(json).map_err(|error| error.to_string())
    }

    #[test]
    fn a_query_is_the_one_that_the_sdk_writes() {
        let found = read(&json!({
            "@odata.type": "Microsoft.Dynamics.CRM.QueryExpression",
            "EntityName": "account",
            "ColumnSet": {"AllColumns": false, "Columns": ["name"]},
            "Criteria": {
                "FilterOperator": "And",
                "Conditions": [{
                    "AttributeName": "name",
                    "Operator": "Equal",
                    "Values": [{"Type": "System.String", "Value": "a < b"}],
                }],
                "Filters": [],
            },
            "TopCount": 3,
        }));
        let mut expected = Query::new("account").select(["name"]);
        let named = Filter::compare("name", Operator::Equal, [Value::from("a < b")]);
        expected.filter = Filter::And(vec![named]);
        expected.page.top = Some(3);
        assert_eq!(found, Ok(expected));
    }

    #[test]
    fn operands_have_the_type_that_they_declare() {
        let operand = |value: Json| {
            let condition = json!({"AttributeName": "x", "Operator": "Equal", "Values": [value]});
            let query = json!({"EntityName": "account", "Criteria": {"Conditions": [condition]}});
            read(&query).map(|query| format!("{:?}", query.filter))
        };
        let typed = |kind: &str, value: &str| operand(json!({"Type": kind, "Value": value}));
        assert!(typed("System.Int32", "7").unwrap().contains("Integer(7)"));
        assert!(
            typed("System.Boolean", "true")
                .unwrap()
                .contains("Boolean(true)")
        );
        assert!(operand(json!(7)).unwrap().contains("BigInt(7)"));
        assert!(typed("System.Uri", "x").unwrap_err().contains("System.Uri"));
    }

    #[test]
    fn what_a_type_does_not_have_is_refused() {
        let text = |json| read(&json).unwrap_err();
        let misspelt = text(json!({"EntityName": "account", "Critera": {}}));
        assert_eq!(misspelt, "`Critera` is no member of `QueryExpression`");
        let unread = text(json!({"EntityName": "account", "DataSource": "retained"}));
        assert_eq!(unread, "`DataSource` of `QueryExpression` is not emulated");
        assert_eq!(text(json!([])), "`[]` is not QueryExpression");
        let none = read(&json!({"EntityName": "account", "DataSource": null})).unwrap();
        assert_eq!(none.columns, Columns::Named(Vec::new()));
    }
}
