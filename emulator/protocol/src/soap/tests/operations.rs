//! Operations, request types, headers, and the parameters that control the pipeline.

use insta::assert_debug_snapshot;
use uuid::{Uuid, uuid};

use super::{envelope, execute, operation, read};
use crate::complex::{Complex, ENTITY_ROLE, RELATIONSHIP};
use crate::query::{Columns, Query};
use crate::request::OrganizationRequest;
use crate::request::OrganizationResponse;
use crate::soap::{Headers, Operation, SoapError, write_response};
use crate::value::{Entity, EntityCollection, EntityReference, Related, Value};

const ID: Uuid = uuid!("110eaa68-db17-4115-ad74-d185823fc088");

#[test]
fn the_documented_background_request_is_read() {
    let call = read(include_bytes!("envelopes/background_request.xml")).unwrap();
    assert_debug_snapshot!(call);
}

#[test]
fn a_typed_retrieve_is_read_whatever_its_prefixes() {
    let call = read(include_bytes!("envelopes/typed_retrieve_request.xml")).unwrap();
    assert_debug_snapshot!(call);
}

#[test]
fn a_dedicated_operation_is_the_request_of_its_execute_form() {
    let row = "<a:Attributes><a:KeyValuePairOfstringanyType><b:key>name</b:key><b:value i:type='x:string'>n</b:value></a:KeyValuePairOfstringanyType></a:Attributes><a:EntityState i:nil='true'/><a:Id>110eaa68-db17-4115-ad74-d185823fc088</a:Id><a:LogicalName>account</a:LogicalName><a:RowVersion>12</a:RowVersion>";
    let mut entity = Entity::new("account").with("name", "n");
    entity.id = Some(ID);
    let reference = EntityReference::new("account", ID);
    let named = "<entityName>account</entityName><id>110eaa68-db17-4115-ad74-d185823fc088</id>";
    let columns = Columns::Named(vec!["name".to_owned()]);
    let cases = [
        (
            format!("<Create><entity>{row}</entity></Create>"),
            Operation::Create,
            OrganizationRequest::new("Create").with("Target", entity.clone()),
        ),
        (
            format!("<Update><entity>{row}</entity></Update>"),
            Operation::Update,
            OrganizationRequest::new("Update").with("Target", entity),
        ),
        (
            format!("<Retrieve>{named}<columnSet><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns><r:string>name</r:string></a:Columns></columnSet></Retrieve>"),
            Operation::Retrieve,
            OrganizationRequest::new("Retrieve")
                .with("Target", reference.clone())
                .with("ColumnSet", columns),
        ),
        (
            format!("<Delete>{named}</Delete>"),
            Operation::Delete,
            OrganizationRequest::new("Delete").with("Target", reference),
        ),
        (
            "<RetrieveMultiple><query i:type='a:FetchExpression'><a:Query>&lt;fetch&gt;&lt;entity name='account'/&gt;&lt;/fetch&gt;</a:Query></query></RetrieveMultiple>".to_owned(),
            Operation::RetrieveMultiple,
            OrganizationRequest::new("RetrieveMultiple").with("Query", Query::new("account")),
        ),
    ];
    for (text, expected, request) in cases {
        let call = operation(&text).unwrap();
        assert_eq!(call.operation, expected, "{text}");
        assert_eq!(call.request, request, "{text}");
        assert_eq!(call.headers, Headers::default());
    }
}

#[test]
fn a_reply_has_the_type_that_its_request_asks_for() {
    let cases = [
        ("", "<ExecuteResult xmlns:a="),
        (" i:type='a:OrganizationRequest'", "<ExecuteResult xmlns:a="),
        (
            " i:type='a:UpdateRequest'",
            "<ExecuteResult i:type=\"a:UpdateResponse\" xmlns:a=",
        ),
        (
            " i:type='m:WhoAmIRequest' xmlns:m='http://schemas.microsoft.com/crm/2011/Contracts'",
            "<ExecuteResult i:type=\"g:WhoAmIResponse\" xmlns:g=\"http://schemas.microsoft.com/crm/2011/Contracts\" xmlns:a=",
        ),
        (
            " i:type='m:new_ApiRequest' xmlns:m='http://schemas.microsoft.com/xrm/2011/new/\"'",
            "<ExecuteResult i:type=\"g:new_ApiResponse\" xmlns:g=\"http://schemas.microsoft.com/xrm/2011/new/&quot;\" xmlns:a=",
        ),
    ];
    for (kind, expected) in cases {
        let text = execute("Any", &[]).replace("<request>", &format!("<request{kind}>"));
        let call = operation(&text).unwrap();
        let written = write_response(&call.reply, &OrganizationResponse::default()).unwrap();
        assert!(written.contains(expected), "{kind}: {written}");
        assert!(written.contains("<a:ResponseName>Any</a:ResponseName>"));
    }
}

#[test]
fn an_association_is_the_message_with_its_three_parameters() {
    for name in ["Associate", "Disassociate"] {
        let call = operation(&format!(
            "<{name}><entityName>account</entityName><entityId>{ID}</entityId><relationship><a:PrimaryEntityRole>Referenced</a:PrimaryEntityRole><a:SchemaName>s</a:SchemaName></relationship><relatedEntities><a:EntityReference><a:Id>{ID}</a:Id><a:LogicalName>contact</a:LogicalName></a:EntityReference></relatedEntities></{name}>"
        ))
        .unwrap();
        let relationship = Complex::new(&RELATIONSHIP)
            .with("SchemaName", "s")
            .with("PrimaryEntityRole", ENTITY_ROLE.value("Referenced"));
        let related = vec![EntityReference::new("contact", ID)];
        let expected = OrganizationRequest::new(name)
            .with("Target", EntityReference::new("account", ID))
            .with("Relationship", relationship)
            .with("RelatedEntities", Value::References(related));
        assert_eq!(call.request, expected);
        let written = write_response(&call.reply, &OrganizationResponse::default()).unwrap();
        assert!(written.contains(&format!("<{name}Response ")), "{written}");
    }
}

#[test]
fn the_rows_at_both_ends_of_a_relationship_have_keys_of_their_own() {
    let call = operation(&execute("Retrieve", &[])).unwrap();
    let mut row = Entity::new("account");
    for role in ["Referencing", "Referenced"] {
        let rows = Related::Many(EntityCollection::default());
        row.related.insert(format!("{role}:pairs"), rows);
    }
    let response = OrganizationResponse::default().with("Entity", row);
    let written = write_response(&call.reply, &response).unwrap();
    for role in ["Referencing", "Referenced"] {
        let key = format!(
            "<a:PrimaryEntityRole>{role}</a:PrimaryEntityRole><a:SchemaName>pairs</a:SchemaName>"
        );
        assert!(written.contains(&key), "{written}");
    }
}

#[test]
fn pipeline_parameters_are_left_to_who_knows_the_message() {
    let option = ("tag", "<b:value i:type='x:string'>t</b:value>");
    let nested = "<b:value i:type='a:OrganizationRequest'><a:Parameters><a:KeyValuePairOfstringanyType><b:key>SuppressDuplicateDetection</b:key><b:value i:type='x:boolean'>true</b:value></a:KeyValuePairOfstringanyType></a:Parameters><a:RequestId>110eaa68-db17-4115-ad74-d185823fc088</a:RequestId><a:RequestName>sample_Nested</a:RequestName></b:value>";
    let call = operation(&execute(
        "ExecuteBackgroundOperation",
        &[option, ("Request", nested)],
    ));
    let nested = OrganizationRequest::new("sample_Nested").with("SuppressDuplicateDetection", true);
    let expected = OrganizationRequest::new("ExecuteBackgroundOperation")
        .with("tag", "t")
        .with("Request", nested);
    assert_eq!(call.unwrap().request, expected);
}

fn behavior(name: &str) -> String {
    format!(
        "<b:value i:type='k:ConcurrencyBehavior' xmlns:k='http://schemas.microsoft.com/xrm/7.1/Contracts'>{name}</b:value>"
    )
}

#[test]
fn a_row_version_counts_only_where_it_has_to_match() {
    let row = |version: &str| {
        format!(
            "<b:value i:type='a:Entity'><a:Id>{ID}</a:Id><a:LogicalName>account</a:LogicalName><a:RowVersion{version}</b:value>"
        )
    };
    let versioned = row(">12</a:RowVersion>");
    let cases = [
        (None, Ok(None)),
        (Some("Default"), Ok(None)),
        (Some("AlwaysOverwrite"), Ok(None)),
        (Some("IfRowVersionMatches"), Ok(Some(12))),
        (
            Some("Sometimes"),
            Err(SoapError::NotEmulated(
                "ConcurrencyBehavior `Sometimes`".to_owned(),
            )),
        ),
    ];
    for (name, expected) in cases {
        let behavior = name.map(behavior).unwrap_or_default();
        let mut pairs = vec![("Target", versioned.as_str())];
        if name.is_some() {
            pairs.push(("ConcurrencyBehavior", &behavior));
        }
        let found = operation(&execute("Update", &pairs)).map(|call| {
            assert_eq!(call.request.parameters.len(), 1);
            match &call.request.parameters["Target"] {
                Value::Entity(entity) => entity.row_version,
                other => panic!("expected a row, found {other:?}"),
            }
        });
        assert_eq!(found, expected, "{name:?}");
    }
    let unversioned = row(" i:nil='true'/>");
    let matching = behavior("IfRowVersionMatches");
    let pairs = [
        ("Target", unversioned.as_str()),
        ("ConcurrencyBehavior", &matching),
    ];
    assert_eq!(
        operation(&execute("Update", &pairs)),
        Err(SoapError::NoRowVersion)
    );
}

#[test]
fn the_version_of_a_row_to_delete_becomes_a_parameter() {
    let target = format!(
        "<b:value i:type='a:EntityReference'><a:Id>{ID}</a:Id><a:LogicalName>account</a:LogicalName><a:RowVersion>12</a:RowVersion></b:value>"
    );
    let matching = behavior("IfRowVersionMatches");
    let pairs = [
        ("Target", target.as_str()),
        ("ConcurrencyBehavior", &matching),
    ];
    let delete =
        OrganizationRequest::new("Delete").with("Target", EntityReference::new("account", ID));
    assert_eq!(
        operation(&execute("Delete", &pairs)).unwrap().request,
        delete.clone().with("RowVersion", 12_i64)
    );
    assert_eq!(
        operation(&execute("Delete", &pairs[..1])).unwrap().request,
        delete
    );
}

#[test]
fn only_an_envelope_of_this_service_is_read() {
    let soap_12 = envelope("<Execute/>").replace(
        "http://schemas.xmlsoap.org/soap/envelope/",
        "http://www.w3.org/2003/05/soap-envelope",
    );
    let elsewhere = envelope("<a:Execute/>");
    let unknown = envelope("<Assign/>");
    for text in [soap_12, elsewhere, unknown] {
        let refused = read(text.as_bytes());
        assert!(
            matches!(refused, Err(SoapError::Unexpected { .. })),
            "{refused:?}"
        );
    }
    for body in [
        "",
        "<Execute/><Execute/>",
        "<Execute/>",
        "<Retrieve><entityName>account</entityName></Retrieve>",
        "<Delete/>",
    ] {
        let refused = operation(body);
        assert!(
            matches!(refused, Err(SoapError::Missing { .. })),
            "{refused:?}"
        );
    }
}

#[test]
fn a_refused_parameter_is_told_with_its_message() {
    let collection = "<b:value i:type='a:RequestCollection'/>";
    let nested = format!(
        "<b:value i:type='a:OrganizationRequest'><a:Parameters><a:KeyValuePairOfstringanyType><b:key>Requests</b:key>{collection}</a:KeyValuePairOfstringanyType></a:Parameters><a:RequestName>ExecuteMultiple</a:RequestName></b:value>"
    );
    let text = execute("ExecuteBackgroundOperation", &[("Request", &nested)]);
    let refused = operation(&text).expect_err("the type is unknown");
    let messages: Vec<_> = refused.messages().collect();
    assert_eq!(messages[0], "ExecuteBackgroundOperation");
    assert!(matches!(refused.cause(), SoapError::UnknownType { .. }));
    let told = "parameter `Request` of `ExecuteBackgroundOperation`: parameter `Requests` of `ExecuteMultiple`: `<value>` at byte ";
    assert!(refused.to_string().starts_with(told), "{refused}");
}
