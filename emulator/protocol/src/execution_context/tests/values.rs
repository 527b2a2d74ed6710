//! Values of every type, each as the only input parameter of a message.

use rust_decimal::Decimal;

use super::{id, written};
use crate::complex::tests::{ATTRIBUTE, STRING_ATTRIBUTE};
use crate::complex::{
    Complex, ComplexCollection, ENDPOINT_COLLECTION, ORGANIZATION_DETAIL, ORGANIZATION_STATE,
};
use crate::query::Columns;
use crate::request::OrganizationRequest;
use crate::value::{Entity, EntityCollection, EntityReference, ManagedProperty, Related, Value};

/// An object with its `__type` and these members.
fn typed(name: &str, members: &str) -> String {
    format!(
        r#"{{"__type":"{name}:http:\/\/schemas.microsoft.com\/xrm\/2011\/Contracts",{members}}}"#
    )
}

#[test]
fn what_json_has_a_type_for_stands_bare() {
    assert_eq!(written(Value::Null), "null");
    assert_eq!(written(true), "true");
    assert_eq!(written("x"), r#""x""#);
    assert_eq!(written(id(7)), r#""00000000-0000-0000-0000-000000000007""#);
    assert_eq!(
        written(vec!["a/b".to_owned(), String::new()]),
        r#"["a\/b",""]"#
    );
    assert_eq!(written(Vec::<String>::new()), "[]");
}

#[test]
fn simple_types_of_the_sdk_say_their_name() {
    let mut contact = EntityReference::new("contact", id(7));
    contact.name = Some("A/B".to_owned());
    let managed = ManagedProperty {
        value: true,
        can_be_changed: false,
    };
    let cases = [
        (
            Value::Money(Decimal::new(1500, 3)),
            "Money",
            r#""Value":1.500"#,
        ),
        (Value::OptionSet(-1), "OptionSetValue", r#""Value":-1"#),
        (
            contact.into(),
            "EntityReference",
            r#""Id":"00000000-0000-0000-0000-000000000007","KeyAttributes":[],"LogicalName":"contact","Name":"A\/B","RowVersion":null"#,
        ),
        (
            managed.into(),
            "BooleanManagedProperty",
            r#""CanBeChanged":false,"ManagedPropertyLogicalName":null,"Value":true"#,
        ),
        (
            Columns::All.into(),
            "ColumnSet",
            r#""AllColumns":true,"AttributeExpressions":[],"Columns":[]"#,
        ),
        (
            Columns::Named(vec!["name".to_owned(), "telephone1".to_owned()]).into(),
            "ColumnSet",
            r#""AllColumns":false,"AttributeExpressions":[],"Columns":["name","telephone1"]"#,
        ),
    ];
    for (value, name, members) in cases {
        assert_eq!(written(value), typed(name, members));
    }
}

#[test]
fn a_row_without_an_id_has_the_empty_one_and_its_version_is_text() {
    let mut row = Entity::new("account").with("telephone1", Value::Null);
    row.row_version = Some(1234);
    assert_eq!(
        written(row),
        typed(
            "Entity",
            concat!(
                r#""Attributes":[{"key":"telephone1","value":null}],"EntityState":null,"#,
                r#""FormattedValues":[],"Id":"00000000-0000-0000-0000-000000000000","#,
                r#""KeyAttributes":[],"LogicalName":"account","RelatedEntities":[],"RowVersion":"1234""#,
            )
        )
    );
}

/// A row without columns and without `__type`, as inside an `EntityCollection`.
fn untyped(table: &str) -> String {
    format!(
        concat!(
            r#"{{"Attributes":[],"EntityState":null,"FormattedValues":[],"#,
            r#""Id":"00000000-0000-0000-0000-000000000000","KeyAttributes":[],"#,
            r#""LogicalName":"{}","RelatedEntities":[],"RowVersion":null}}"#,
        ),
        table
    )
}

#[test]
fn the_rows_of_a_collection_say_no_type() {
    let rows = EntityCollection {
        table: "account".to_owned(),
        entities: vec![Entity::new("account"), Entity::new("account")],
        more: true,
        paging_cookie: Some("<cookie page=\"1\"/>".to_owned()),
        total: Some(5001),
    };
    let row = untyped("account");
    assert_eq!(
        written(rows),
        typed(
            "EntityCollection",
            &format!(
                concat!(
                    r#""Entities":[{row},{row}],"EntityName":"account","MinActiveRowVersion":"-1","#,
                    r#""MoreRecords":true,"PagingCookie":"<cookie page=\"1\"\/>","#,
                    r#""TotalRecordCount":5000,"TotalRecordCountLimitExceeded":true"#,
                ),
                row = row
            )
        )
    );
    assert_eq!(
        written(EntityCollection::default()),
        typed(
            "EntityCollection",
            concat!(
                r#""Entities":[],"EntityName":null,"MinActiveRowVersion":"-1","MoreRecords":false,"#,
                r#""PagingCookie":null,"TotalRecordCount":-1,"TotalRecordCountLimitExceeded":false"#,
            )
        )
    );
}

#[test]
fn rows_to_be_created_together_hang_on_their_relationship() {
    let mut row = Entity::new("account");
    let tasks = EntityCollection {
        table: "task".to_owned(),
        entities: vec![Entity::new("task")],
        ..EntityCollection::default()
    };
    row.related
        .insert("Account_Tasks".to_owned(), Related::Many(tasks));
    row.related.insert(
        "account_primary_contact".to_owned(),
        Related::One(Some(Box::new(Entity::new("contact")))),
    );
    row.related
        .insert("account_master_account".to_owned(), Related::One(None));
    let rows = |rows: &str, table: &str| {
        format!(
            concat!(
                r#"{{"Entities":[{}],"EntityName":{},"MinActiveRowVersion":"-1","MoreRecords":false,"#,
                r#""PagingCookie":null,"TotalRecordCount":-1,"TotalRecordCountLimitExceeded":false}}"#,
            ),
            rows, table
        )
    };
    let expected = [
        r#""RelatedEntities":[{"key":{"PrimaryEntityRole":null,"SchemaName":"Account_Tasks"},"value":"#,
        &rows(&untyped("task"), r#""task""#),
        r#"},{"key":{"PrimaryEntityRole":0,"SchemaName":"account_primary_contact"},"value":"#,
        &rows(&untyped("contact"), r#""contact""#),
        r#"},{"key":{"PrimaryEntityRole":0,"SchemaName":"account_master_account"},"value":"#,
        &rows("", "null"),
        r#"}],"RowVersion":null}"#,
    ]
    .concat();
    let body = written(row);
    assert!(body.ends_with(&expected), "{body}");
}

#[test]
fn a_request_inside_a_request_carries_its_parameters() {
    let request = OrganizationRequest::new("sample_Export")
        .with("Text", "x")
        .with("Amount", Value::Money(Decimal::new(1, 0)));
    let amount = typed("Money", r#""Value":1"#);
    assert_eq!(
        written(request),
        typed(
            "OrganizationRequest",
            &format!(
                r#""Parameters":[{{"key":"Text","value":"x"}},{{"key":"Amount","value":{amount}}}],"RequestId":null,"RequestName":"sample_Export""#
            )
        )
    );
}

#[test]
fn an_organization_is_told_with_numbers_for_its_enumerations() {
    let endpoints = Complex::new(&ENDPOINT_COLLECTION)
        .with("WebApplication", "https://org/")
        .with("OrganizationService", "https://org/s")
        .with("OrganizationDataService", "https://org/d");
    let detail = Complex::new(&ORGANIZATION_DETAIL)
        .with("OrganizationId", id(1))
        .with("FriendlyName", "Contoso")
        .with("OrganizationVersion", "9.2.24073.198")
        .with("EnvironmentId", id(2).to_string())
        .with("DatacenterId", id(3))
        .with("Geo", "NA")
        .with("TenantId", id(4).to_string())
        .with("UrlName", "contoso")
        .with("UniqueName", "unqorg")
        .with("State", ORGANIZATION_STATE.value("Enabled"))
        .with("Endpoints", endpoints);
    assert_eq!(
        written(detail),
        concat!(
            r#"{"__type":"OrganizationDetail:http:\/\/schemas.microsoft.com\/xrm\/2014\/Contracts","#,
            r#""DatacenterId":"00000000-0000-0000-0000-000000000003","#,
            r#""Endpoints":[{"key":2,"value":"https:\/\/org\/"},{"key":0,"value":"https:\/\/org\/s"},"#,
            r#"{"key":1,"value":"https:\/\/org\/d"}],"#,
            r#""EnvironmentId":"00000000-0000-0000-0000-000000000002","FriendlyName":"Contoso","#,
            r#""Geo":"NA","OrganizationId":"00000000-0000-0000-0000-000000000001","#,
            r#""OrganizationVersion":"9.2.24073.198","State":0,"#,
            r#""TenantId":"00000000-0000-0000-0000-000000000004","UniqueName":"unqorg","UrlName":"contoso"}"#,
        )
    );
}

#[test]
fn a_derived_type_says_its_name_and_the_declared_one_does_not() {
    let base = Complex::new(&ATTRIBUTE).with("LogicalName", "a");
    let derived = Complex::new(&STRING_ATTRIBUTE).with("Source", base.clone());
    let metadata =
        r#"{"__type":"TextPartMetadata:http:\/\/schemas.microsoft.com\/xrm\/2011\/Metadata","#;
    let members = |own: &str| {
        format!(
            r#""MetadataId":null,"HasChanged":null,"DisplayName":null,"Level":null,"LogicalName":{own}"#
        )
    };
    let inner = format!("{{{}}}", members(r#""a""#));
    let outer = members("null");
    let expected =
        format!(r#"{metadata}{outer},"MaxLength":null,"Source":{inner},"Targets":null}}"#);
    assert_eq!(written(derived.clone()), expected);
    let nested = Complex::new(&STRING_ATTRIBUTE).with("Source", derived.clone());
    assert!(written(nested).contains(&format!(r#""Source":{expected}"#)));
    let all = ComplexCollection::new(&ATTRIBUTE, vec![derived]).expect("it is derived");
    assert_eq!(written(all), format!("[{expected}]"));
}
