//! Instances read back as the same instances, derived types have an `@odata.type`, and values of other types are
//! refused.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::complex::tests::{self as types, ATTRIBUTE, STRING_ATTRIBUTE};
use crate::complex::{
    ENDPOINT_COLLECTION, ORGANIZATION_DETAIL, ORGANIZATION_STATE, ROLE_PRIVILEGE,
};

fn texts() -> BoxedStrategy<String> {
    any::<String>().boxed()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_instance_is_read_as_it_was_written(instance in types::any_instance(texts)) {
        let kind = MemberType::Complex(instance.kind());
        let json = json::write(&instance.clone().into(), LargeNumbers::Numbers).expect("it has a form");
        prop_assert_eq!(read(&kind, &json), Ok(instance.into()), "{}", json);
    }

    #[test]
    fn any_collection_is_read_as_it_was_written(items in types::any_collection(texts)) {
        let json = json::write(&items.clone().into(), LargeNumbers::Numbers).expect("it has a form");
        prop_assert_eq!(read(&MemberType::Array(items.kind()), &json), Ok(items.into()));
    }
}

#[test]
fn members_stand_in_the_order_of_the_web_api_and_a_dictionary_is_two_lists() {
    let id = uuid::Uuid::from_u128(1);
    let endpoints = Complex::new(&ENDPOINT_COLLECTION)
        .with("WebApplication", "https://org/")
        .with("OrganizationService", "https://org/s");
    let detail = Complex::new(&ORGANIZATION_DETAIL)
        .with("Endpoints", endpoints)
        .with("State", ORGANIZATION_STATE.value("Enabled"))
        .with("OrganizationId", id)
        .with("FriendlyName", "Contoso");
    assert_eq!(
        write(&ORGANIZATION_DETAIL, &detail, LargeNumbers::Numbers).to_string(),
        concat!(
            r#"{"OrganizationId":"00000000-0000-0000-0000-000000000001","FriendlyName":"Contoso","#,
            r#""OrganizationVersion":null,"EnvironmentId":null,"DatacenterId":null,"Geo":null,"#,
            r#""TenantId":null,"UrlName":null,"UniqueName":null,"State":"Enabled","#,
            r#""Endpoints":{"Count":2,"IsReadOnly":false,"#,
            r#""Keys":["WebApplication","OrganizationService"],"#,
            r#""Values":["https://org/","https://org/s"]}}"#,
        )
    );
}

#[test]
fn a_derived_type_says_its_name() {
    let json = json!({"@odata.type": "#Microsoft.Dynamics.CRM.TextPartMetadata", "MaxLength": 5});
    let attribute = Complex::new(&STRING_ATTRIBUTE).with("MaxLength", 5);
    let read = read(&MemberType::Complex(&ATTRIBUTE), &json);
    assert_eq!(read, Ok(attribute.clone().into()));
    let written = write(&ATTRIBUTE, &attribute, LargeNumbers::Numbers);
    assert_eq!(
        written["@odata.type"],
        "#Microsoft.Dynamics.CRM.ComplexTextPartMetadata"
    );
    assert_eq!(
        super::read(&MemberType::Complex(&ATTRIBUTE), &written),
        Ok(attribute.clone().into())
    );
    assert_eq!(
        write(&STRING_ATTRIBUTE, &attribute, LargeNumbers::Numbers)["@odata.type"],
        Json::Null
    );
}

#[test]
fn a_depth_is_a_name_a_number_or_a_number_as_text() {
    for (depth, number) in [(json!("Global"), 3), (json!("1"), 1), (json!(0), 0)] {
        let read = read(
            &MemberType::Complex(&ROLE_PRIVILEGE),
            &json!({"Depth": depth}),
        );
        assert_eq!(
            read,
            Ok(Complex::new(&ROLE_PRIVILEGE).with("Depth", number).into())
        );
    }
}

#[test]
fn what_is_of_another_type_is_refused_with_what_was_expected() {
    let privileges = MemberType::Array(&ROLE_PRIVILEGE);
    let organization = MemberType::Complex(&ORGANIZATION_DETAIL);
    let cases = [
        (
            &privileges,
            json!({}),
            "A list of RolePrivilege must be a JSON array.",
        ),
        (
            &privileges,
            json!(["x"]),
            "RolePrivilege must be a JSON object.",
        ),
        (
            &privileges,
            json!([{"Colour": "red"}]),
            "'Colour' is no property of RolePrivilege, or not of its type.",
        ),
        (
            &privileges,
            json!([{"PrivilegeId": "x"}]),
            "Cannot convert the literal 'x' to the expected type 'Edm.Guid'.",
        ),
        (
            &privileges,
            json!([{"Depth": "4"}]),
            "'4' is no member of PrivilegeDepth: expected one of Basic, Local, Deep, Global, or its number.",
        ),
        (
            &privileges,
            json!([{"@odata.type": "#Microsoft.Dynamics.CRM.Label"}]),
            "'Label' is not RolePrivilege, nor a complex type derived from it.",
        ),
        (
            &organization,
            json!({}),
            "OrganizationDetail needs 'OrganizationId'.",
        ),
        (
            &organization,
            json!({"Endpoints": {"Keys": ["WebApplication"], "Values": []}}),
            "EndpointCollection must be a JSON object with as many Keys as Values.",
        ),
    ];
    for (kind, json, expected) in cases {
        let refused = read(kind, &json).expect_err("it is of another type");
        assert_eq!(refused.to_string(), expected, "{json}");
    }
}

#[test]
fn an_object_says_its_type_and_its_value_is_a_text() {
    for (kind, text, expected) in [
        ("System.String", "account", Value::from("account")),
        ("System.Boolean", "False", false.into()),
        ("System.Int32", "7", 7.into()),
        (
            "System.Guid",
            "00000000-0000-0000-0000-000000000001",
            uuid::Uuid::from_u128(1).into(),
        ),
        (
            "System.String[]",
            "['a','b']",
            vec!["a".to_owned(), "b".to_owned()].into(),
        ),
        ("System.String[]", "[]", Vec::<String>::new().into()),
        ("System.Int32[]", "[1,2]", vec![1, 2].into()),
        (
            "Microsoft.Xrm.Sdk.Metadata.AttributeTypeCode",
            "Picklist",
            11.into(),
        ),
        (
            "Microsoft.Xrm.Sdk.Metadata.OwnershipTypes",
            "UserOwned",
            1.into(),
        ),
    ] {
        let json = json!({"Type": kind, "Value": text});
        assert_eq!(read(&MemberType::Any, &json), Ok(expected), "{json}");
    }
    for (kind, text, expected) in [
        (
            "System.Int32",
            "x",
            "Cannot convert the literal 'x' to the expected type 'Edm.Int32'.",
        ),
        (
            "Surprise",
            "x",
            "'Surprise' is not Object, nor a complex type derived from it.",
        ),
        (
            "System.String[]",
            "a",
            "The value of System.String[] must be a JSON array.",
        ),
    ] {
        let refused = read(&MemberType::Any, &json!({"Type": kind, "Value": text}));
        assert_eq!(
            refused.expect_err("it is of another type").to_string(),
            expected
        );
    }
}

#[test]
fn a_boolean_is_one_as_a_text_too() {
    use crate::complex::metadata::METADATA_PROPERTIES;
    let kind = MemberType::Complex(&METADATA_PROPERTIES);
    for (json, truth) in [
        (json!("False"), false),
        (json!("true"), true),
        (json!(true), true),
    ] {
        let expected = Complex::new(&METADATA_PROPERTIES).with("AllProperties", truth);
        assert_eq!(
            read(&kind, &json!({"AllProperties": json})),
            Ok(expected.into())
        );
    }
    assert!(read(&kind, &json!({"AllProperties": "1"})).is_err());
}
