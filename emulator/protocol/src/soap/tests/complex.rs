//! Complex types in envelopes: written to the letter, and read back as the same value.

use proptest::prelude::*;
use uuid::Uuid;

use super::value;
use crate::complex::tests::{self as types, ATTRIBUTE, STRING_ATTRIBUTE, label};
use crate::complex::{
    Complex, ComplexCollection, ENDPOINT_COLLECTION, ORGANIZATION_DETAIL, ORGANIZATION_STATE,
    ROLE_PRIVILEGE,
};
use crate::query::alias_sources::AliasSources;
use crate::soap::SoapError;
use crate::soap::write::Writer;
use crate::value::Value;

fn texts() -> BoxedStrategy<String> {
    "[\\t\\n -~äß€&<>'\"]{0,12}".boxed()
}

fn written(value: &Value) -> String {
    let aliases = AliasSources::default();
    let mut out = Writer::new(&aliases);
    out.value("b:value", value).expect("it is no query");
    out.finish()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_instance_is_read_as_it_was_written(instance in types::any_instance(texts)) {
        let instance = Value::from(instance);
        prop_assert_eq!(value(&written(&instance)), Ok(instance));
    }

    #[test]
    fn any_collection_is_read_as_it_was_written(items in types::any_collection(texts)) {
        let items = Value::from(items);
        prop_assert_eq!(value(&written(&items)), Ok(items));
    }
}

#[test]
fn an_organization_is_written_as_its_contract_has_it() {
    let id = Uuid::from_u128;
    let detail = Complex::new(&ORGANIZATION_DETAIL)
        .with("OrganizationId", id(1))
        .with("FriendlyName", "A & B")
        .with("OrganizationVersion", "9.2.0.0")
        .with("EnvironmentId", "e")
        .with("DatacenterId", id(3))
        .with("Geo", "NA")
        .with("TenantId", "t")
        .with("UrlName", "url")
        .with("UniqueName", "unique")
        .with("State", ORGANIZATION_STATE.value("Enabled"))
        .with(
            "Endpoints",
            Complex::new(&ENDPOINT_COLLECTION).with("WebApplication", "https://org/"),
        );
    assert_eq!(
        written(&detail.into()),
        concat!(
            r#"<b:value i:type="o:OrganizationDetail" xmlns:o="http://schemas.microsoft.com/xrm/2014/Contracts">"#,
            "<o:DatacenterId>00000000-0000-0000-0000-000000000003</o:DatacenterId>",
            r#"<o:Endpoints xmlns:b="http://schemas.datacontract.org/2004/07/System.Collections.Generic">"#,
            "<o:KeyValuePairOfEndpointTypestringyDL0RVHi><b:key>WebApplication</b:key>",
            "<b:value>https://org/</b:value></o:KeyValuePairOfEndpointTypestringyDL0RVHi></o:Endpoints>",
            "<o:EnvironmentId>e</o:EnvironmentId><o:FriendlyName>A &amp; B</o:FriendlyName>",
            "<o:Geo>NA</o:Geo>",
            "<o:OrganizationId>00000000-0000-0000-0000-000000000001</o:OrganizationId>",
            "<o:OrganizationVersion>9.2.0.0</o:OrganizationVersion><o:State>Enabled</o:State>",
            "<o:TenantId>t</o:TenantId><o:UniqueName>unique</o:UniqueName>",
            "<o:UrlName>url</o:UrlName></b:value>",
        )
    );
}

#[test]
fn members_of_a_base_stand_in_its_namespace_and_a_derived_type_says_its_name() {
    let attribute = Complex::new(&STRING_ATTRIBUTE).with("DisplayName", label("x"));
    let items = ComplexCollection::new(&ATTRIBUTE, vec![attribute]).expect("it is derived");
    let labelled = |tag: &str| {
        format!(
            concat!(
                r#"<a:{tag}><m:MetadataId i:nil="true"/><m:HasChanged i:nil="true"/>"#,
                r#"<a:IsManaged i:nil="true"/>"#,
                "<a:Label>x</a:Label><a:LanguageCode>1033</a:LanguageCode></a:{tag}>",
            ),
            tag = tag
        )
    };
    let expected = [
        r#"<b:value i:type="m:ArrayOfPartMetadata" xmlns:m="http://schemas.microsoft.com/xrm/2011/Metadata">"#,
        r#"<m:PartMetadata i:type="m:TextPartMetadata">"#,
        r#"<m:MetadataId i:nil="true"/><m:HasChanged i:nil="true"/>"#,
        "<m:DisplayName><a:LocalizedLabels>",
        &labelled("LocalizedLabel"),
        "</a:LocalizedLabels>",
        &labelled("UserLocalizedLabel"),
        r#"</m:DisplayName><m:Level i:nil="true"/><m:LogicalName i:nil="true"/>"#,
        r#"<m:MaxLength i:nil="true"/><m:Source i:nil="true"/><m:Targets i:nil="true"/>"#,
        "</m:PartMetadata></b:value>",
    ];
    assert_eq!(written(&items.into()), expected.concat());
}

/// A parameter with the privileges of a role, with these members.
fn privileges(members: &str) -> String {
    format!(
        "<b:value i:type='p:ArrayOfRolePrivilege' xmlns:p='http://schemas.microsoft.com/crm/2011/Contracts'><p:RolePrivilege>{members}</p:RolePrivilege></b:value>"
    )
}

#[test]
fn members_of_an_envelope_are_read_by_name_and_others_are_passed_over() {
    let id = Uuid::from_u128(0x886b_280c_6396_4d56_a0a3_2c1b_0a50_ceb0);
    let text = privileges(
        "<p:Depth>Deep</p:Depth><p:PrivilegeId>886b280c-6396-4d56-a0a3-2c1b0a50ceb0</p:PrivilegeId><p:PrivilegeName i:nil='true'/><p:RecordFilterUniqueName>x</p:RecordFilterUniqueName>",
    );
    let privilege = Complex::new(&ROLE_PRIVILEGE)
        .with("Depth", 2)
        .with("PrivilegeId", id);
    let expected = ComplexCollection::new(&ROLE_PRIVILEGE, vec![privilege]).expect("it is one");
    assert_eq!(value(&text), Ok(expected.into()));
}

#[test]
fn what_is_of_another_type_is_refused() {
    for (members, element) in [
        ("<p:Depth>4</p:Depth>", "Depth"),
        ("<p:PrivilegeId>x</p:PrivilegeId>", "PrivilegeId"),
    ] {
        match value(&privileges(members)) {
            Err(SoapError::BadValue { element: at, .. }) => assert_eq!(at, element),
            other => panic!("{members}: {other:?}"),
        }
    }
    let detail = "<b:value i:type='o:OrganizationDetail' xmlns:o='http://schemas.microsoft.com/xrm/2014/Contracts'><o:Geo>NA</o:Geo></b:value>";
    assert!(matches!(
        value(detail),
        Err(SoapError::Missing {
            element: "OrganizationId",
            ..
        })
    ));
    let foreign = "<b:value i:type='a:Label'><a:UserLocalizedLabel i:type='a:Label'/></b:value>";
    assert!(matches!(value(foreign), Err(SoapError::UnknownType { .. })));
}
