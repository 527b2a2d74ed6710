//! Values of each type: the accepted forms and the refused ones.

use std::f64::consts::PI;

use rust_decimal::Decimal;
use uuid::uuid;

use super::{execute, operation, value};
use crate::odata::primitive::EdmType;
use crate::query::Columns;
use crate::soap::SoapError;
use crate::value::{Attributes, Entity, EntityReference, ManagedProperty, Value, array_of};

const GUID: &str = "110eaa68-db17-4115-ad74-d185823fc088";

fn instant(text: &str) -> Value {
    Value::DateTime(text.parse().unwrap())
}

#[test]
fn each_type_is_read() {
    let id = uuid!("110eaa68-db17-4115-ad74-d185823fc088");
    let columns = Columns::Named(vec!["name".to_owned(), "x".to_owned()]);
    let named = EntityReference {
        name: Some("A".to_owned()),
        ..EntityReference::new("account", id)
    };
    #[rustfmt::skip]
    let cases: Vec<(String, Value)> = vec![
        ("<b:value i:nil='true'/>".to_owned(), Value::Null),
        ("<b:value i:nil='1' i:type='x:int'/>".to_owned(), Value::Null),
        ("<b:value i:type='x:boolean'>true</b:value>".to_owned(), Value::Boolean(true)),
        ("<b:value i:type='x:boolean'>0</b:value>".to_owned(), Value::Boolean(false)),
        ("<b:value i:type='x:int'> -7 </b:value>".to_owned(), Value::Integer(-7)),
        ("<b:value i:type='x:short'>7</b:value>".to_owned(), Value::Integer(7)),
        ("<b:value i:type='x:long'>638400000000000000</b:value>".to_owned(), Value::BigInt(638_400_000_000_000_000)),
        ("<b:value i:type='x:decimal'>1.50</b:value>".to_owned(), Value::Decimal(Decimal::new(150, 2))),
        ("<b:value i:type='x:double'>3.141592653589793</b:value>".to_owned(), Value::Double(PI)),
        ("<b:value i:type='x:double'>-INF</b:value>".to_owned(), Value::Double(f64::NEG_INFINITY)),
        ("<b:value i:type='x:float'>1E+20</b:value>".to_owned(), Value::Double(1e20)),
        ("<b:value i:type='x:string'> a &lt;b&gt; </b:value>".to_owned(), Value::from(" a <b> ")),
        ("<b:value i:type='x:string'/>".to_owned(), Value::from("")),
        ("<b:value i:type='x:dateTime'>2024-01-02T03:04:05Z</b:value>".to_owned(), instant("2024-01-02T03:04:05Z")),
        ("<b:value i:type='x:dateTime'>2024-01-02T03:04:05.1234567+02:00</b:value>".to_owned(), instant("2024-01-02T01:04:05.1234567Z")),
        ("<b:value i:type='x:dateTime'>2024-01-02T03:04:05</b:value>".to_owned(), instant("2024-01-02T03:04:05Z")),
        ("<b:value i:type='x:dateTime'>0001-01-01T00:00:00</b:value>".to_owned(), instant("0001-01-01T00:00:00Z")),
        (format!("<b:value i:type='g:guid'>{GUID}</b:value>"), Value::Guid(id)),
        ("<b:value i:type='a:OptionSetValue'><a:Value>3</a:Value></b:value>".to_owned(), Value::OptionSet(3)),
        ("<b:value i:type='a:Money'><a:Value>12.5</a:Value></b:value>".to_owned(), Value::Money(Decimal::new(125, 1))),
        (format!("<b:value i:type='a:EntityReference'><a:Id>{GUID}</a:Id><a:LogicalName>account</a:LogicalName><a:Name>A</a:Name></b:value>"), Value::from(named)),
        ("<b:value i:type='r:ArrayOfstring'><r:string>a</r:string><r:string/></b:value>".to_owned(), Value::Strings(vec!["a".to_owned(), String::new()])),
        ("<b:value i:type='r:ArrayOfint'><r:int>1</r:int><r:int>2</r:int></b:value>".to_owned(), array_of(EdmType::Int32, vec![1.into(), 2.into()]).unwrap()),
        ("<b:value i:type='r:ArrayOfdecimal'/>".to_owned(), array_of(EdmType::Decimal, Vec::new()).unwrap()),
        (format!("<b:value i:type='r:ArrayOfguid'><r:guid>{GUID}</r:guid></b:value>"), array_of(EdmType::Guid, vec![id.into()]).unwrap()),
        ("<b:value i:type='a:Entity'><a:Attributes/></b:value>".to_owned(), Entity::open().into()),
        ("<b:value i:type='a:BooleanManagedProperty'><a:CanBeChanged>true</a:CanBeChanged><a:ManagedPropertyLogicalName>iscustomizable</a:ManagedPropertyLogicalName><a:Value>false</a:Value></b:value>".to_owned(), Value::Managed(ManagedProperty { value: false, can_be_changed: true })),
        ("<b:value i:type='a:AliasedValue'><a:AttributeLogicalName>name</a:AttributeLogicalName><a:EntityLogicalName>account</a:EntityLogicalName><a:Value i:type='x:int'>4</a:Value></b:value>".to_owned(), Value::Integer(4)),
        ("<b:value i:type='a:ColumnSet'><a:AllColumns>true</a:AllColumns><a:Columns/></b:value>".to_owned(), Value::Columns(Columns::All)),
        ("<b:value i:type='a:ColumnSet'><a:AllColumns>false</a:AllColumns><a:Columns><r:string>name</r:string><r:string>x</r:string></a:Columns></b:value>".to_owned(), Value::Columns(columns)),
        ("<b:value i:type='e:EndpointAccessType' xmlns:e='http://schemas.microsoft.com/xrm/2014/Contracts'>Intranet</b:value>".to_owned(), Value::from(2)),
        ("<b:value i:type='m:EntityFilters' xmlns:m='http://schemas.microsoft.com/xrm/2011/Metadata'>Entity Relationships</b:value>".to_owned(), Value::from(9)),
        ("<b:value i:type='m:ArrayOfCascadeType' xmlns:m='http://schemas.microsoft.com/xrm/2011/Metadata'><m:CascadeType>Cascade</m:CascadeType><m:CascadeType>Restrict</m:CascadeType></b:value>".to_owned(), Value::from(vec![1, 5])),
        ("<b:value i:type='r:ArrayOfint'><r:int>1033</r:int></b:value>".to_owned(), Value::from(vec![1033])),
        (format!("<b:value i:type='r:ArrayOfguid'><r:guid>{id}</r:guid></b:value>"), Value::from(vec![id])),
    ];
    for (text, expected) in cases {
        assert_eq!(value(&text), Ok(expected), "{text}");
    }
}

#[test]
fn an_unknown_type_is_refused_by_its_name() {
    let cases = [
        ("<b:value>4</b:value>", ""),
        (
            "<b:value i:type='a:Surprise'/>",
            "{http://schemas.microsoft.com/xrm/2011/Contracts}Surprise",
        ),
        (
            "<b:value i:type='string'>a</b:value>",
            "{http://schemas.microsoft.com/xrm/2011/Contracts/Services}string",
        ),
        (
            "<b:value i:type='a:OptionSetValueCollection'/>",
            "{http://schemas.microsoft.com/xrm/2011/Contracts}OptionSetValueCollection",
        ),
    ];
    for (text, expected) in cases {
        match value(text) {
            Err(SoapError::UnknownType { found, .. }) => assert_eq!(found, expected),
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn a_type_that_is_not_emulated_is_refused_as_such() {
    let cases = [
        (
            "<b:value i:type='g:char'/>",
            "{http://schemas.microsoft.com/2003/10/Serialization/}char",
        ),
        (
            "<b:value i:type='r:ArrayOfanyType'/>",
            "{http://schemas.microsoft.com/2003/10/Serialization/Arrays}ArrayOfanyType",
        ),
    ];
    for (text, expected) in cases {
        match value(text) {
            Err(SoapError::NotEmulated(what)) => {
                assert_eq!(what, format!("a value of the type `{expected}`"));
            }
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn text_of_another_type_is_refused_with_what_was_expected() {
    #[rustfmt::skip]
    let cases = [
        "<b:value i:type='x:int'>2147483648</b:value>",
        "<b:value i:type='x:int'/>",
        "<b:value i:type='x:short'>40000</b:value>",
        "<b:value i:type='x:long'>1.5</b:value>",
        "<b:value i:type='x:boolean'>yes</b:value>",
        "<b:value i:type='x:decimal'>1e5</b:value>",
        "<b:value i:type='x:double'>infinity</b:value>",
        "<b:value i:type='x:double'>nan</b:value>",
        "<b:value i:type='x:dateTime'>yesterday</b:value>",
        "<b:value i:type='g:guid'>110eaa68</b:value>",
        "<b:value i:type='a:OptionSetValue'><a:Value>three</a:Value></b:value>",
    ];
    for text in cases {
        match value(text) {
            Err(SoapError::BadValue { expected, .. }) => assert!(!expected.is_empty()),
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn a_row_without_an_id_has_none() {
    for id in [
        "<a:Id>00000000-0000-0000-0000-000000000000</a:Id>",
        "<a:Id i:nil='true'/>",
        "",
    ] {
        let text = format!(
            "<b:value i:type='a:Entity'><a:Attributes/>{id}<a:LogicalName>account</a:LogicalName></b:value>"
        );
        match value(&text) {
            Ok(Value::Entity(entity)) => assert_eq!(entity.id, None),
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn what_is_said_twice_is_refused() {
    let one = ("A", "<b:value i:type='x:int'>1</b:value>");
    assert_eq!(
        operation(&execute("sample_Any", &[one, one])),
        Err(SoapError::Duplicate("A".to_owned()))
    );
}

#[test]
fn an_alternate_key_is_read_with_its_values() {
    let text = "<b:value i:type='a:EntityReference'><a:Id>00000000-0000-0000-0000-000000000000</a:Id><a:KeyAttributes><k:KeyValuePairOfstringanyType xmlns:k='http://schemas.microsoft.com/xrm/7.1/Contracts'><b:key>n</b:key><b:value i:type='x:int'>1</b:value></k:KeyValuePairOfstringanyType></a:KeyAttributes><a:LogicalName>account</a:LogicalName></b:value>";
    let key = Attributes::from_iter([("n".into(), Value::Integer(1))]);
    let expected = EntityReference::by_key("account", key);
    assert_eq!(value(text), Ok(Value::from(expected)));
}

#[test]
fn a_collection_without_a_table_has_that_of_its_rows() {
    let text = "<b:value i:type='a:EntityCollection'><a:Entities><a:Entity><a:LogicalName>account</a:LogicalName></a:Entity></a:Entities><a:EntityName i:nil='true'/></b:value>";
    match value(text) {
        Ok(Value::Collection(rows)) => assert_eq!(rows.table, "account"),
        other => panic!("expected rows, found {other:?}"),
    }
}
