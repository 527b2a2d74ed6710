//! Whole responses, compared with the envelopes that the SDK accepts (section 7).

use std::time::Duration;

use insta::assert_snapshot;
use uuid::{Uuid, uuid};

use super::{execute, operation, read, squeezed};
use crate::query::Query;
use crate::request::OrganizationResponse;
use crate::service_fault::{Detail, ServiceFault};
use crate::soap::{WriteError, write_fault, write_response};
use crate::value::{Entity, EntityCollection, Value};

const ID: Uuid = uuid!("110eaa68-db17-4115-ad74-d185823fc088");
const ACTIVITY: Uuid = uuid!("5f0d5a1c-36d3-4b3a-8f4a-6a2f1d0f7b11");

fn row() -> Entity {
    let mut row = Entity::new("backgroundoperation")
        .with("backgroundoperationstatecode", Value::OptionSet(3))
        .with("errorcode", Value::Null)
        .with(
            "outputparameters",
            r#"[{"Key":"AnnotationId","Value":"..."}]"#,
        );
    row.id = Some(ID);
    row.row_version = Some(638_400_000_000_000_000);
    row.formatted.insert(
        "backgroundoperationstatecode".to_owned(),
        "Completed".to_owned(),
    );
    row
}

/// The response to an operation.
fn answer(text: &str, response: &OrganizationResponse) -> Result<String, WriteError> {
    write_response(
        &operation(text).expect("the call is readable").reply,
        response,
    )
}

#[test]
fn the_documented_background_response_is_written() {
    let call = read(include_bytes!("envelopes/background_request.xml")).unwrap();
    let location = format!("http://localhost/api/backgroundoperation/{ID}");
    let response = OrganizationResponse::default()
        .with("BackgroundOperationId", ID)
        .with("Location", location);
    assert_eq!(
        write_response(&call.reply, &response).unwrap(),
        squeezed(include_str!("envelopes/background_response.xml"))
    );
}

#[test]
fn a_row_is_written_by_execute_and_by_retrieve() {
    let response = OrganizationResponse::default().with("Entity", row());
    let call = read(include_bytes!("envelopes/typed_retrieve_request.xml")).unwrap();
    assert_eq!(
        write_response(&call.reply, &response).unwrap(),
        squeezed(include_str!("envelopes/typed_retrieve_response.xml"))
    );
    let text = format!(
        "<Retrieve><entityName>backgroundoperation</entityName><id>{ID}</id><columnSet/></Retrieve>"
    );
    assert_eq!(
        answer(&text, &response).unwrap(),
        squeezed(include_str!("envelopes/retrieve_response.xml"))
    );
}

const MULTIPLE: &str = "<RetrieveMultiple><query i:type='a:QueryExpression'><a:EntityName>backgroundoperation</a:EntityName></query></RetrieveMultiple>";

#[test]
fn rows_are_written_by_retrieve_multiple() {
    let rows = EntityCollection {
        table: "backgroundoperation".to_owned(),
        entities: vec![row()],
        ..EntityCollection::default()
    };
    let response = OrganizationResponse::default().with("EntityCollection", rows);
    assert_eq!(
        answer(MULTIPLE, &response).unwrap(),
        squeezed(include_str!("envelopes/retrieve_multiple_response.xml"))
    );
}

#[test]
fn the_other_dedicated_operations_answer_little() {
    let around = |inside: &str| {
        format!(
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{inside}</s:Body></s:Envelope>"
        )
    };
    let services = "http://schemas.microsoft.com/xrm/2011/Contracts/Services";
    let entity = "<entity><a:LogicalName>account</a:LogicalName></entity>";
    let made = OrganizationResponse::default().with("id", ID);
    assert_eq!(
        answer(&format!("<Create>{entity}</Create>"), &made).unwrap(),
        around(&format!(
            "<CreateResponse xmlns=\"{services}\"><CreateResult>{ID}</CreateResult></CreateResponse>"
        ))
    );
    let nothing = OrganizationResponse::default();
    assert_eq!(
        answer(&format!("<Update>{entity}</Update>"), &nothing).unwrap(),
        around(&format!(
            "<UpdateResponse xmlns=\"{services}\"></UpdateResponse>"
        ))
    );
    assert_eq!(
        answer(
            &format!("<Delete><entityName>account</entityName><id>{ID}</id></Delete>"),
            &nothing
        )
        .unwrap(),
        around(&format!(
            "<DeleteResponse xmlns=\"{services}\"></DeleteResponse>"
        ))
    );
}

#[test]
fn columns_of_other_tables_say_where_they_come_from() {
    let call = read(include_bytes!("envelopes/query_expression.xml")).unwrap();
    let rows = EntityCollection {
        table: "backgroundoperation".to_owned(),
        entities: vec![
            Entity::new("backgroundoperation")
                .with("name", "n")
                .with("maker.fullname", "A"),
        ],
        more: true,
        paging_cookie: Some("<cookie page=\"1\"/>".to_owned()),
        total: Some(5000),
    };
    let response = OrganizationResponse::default().with("EntityCollection", rows);
    assert_snapshot!(
        write_response(&call.reply, &response)
            .unwrap()
            .replace("><", ">\n<")
    );
}

#[test]
fn results_of_an_aggregate_say_where_they_come_from() {
    let query = "<b:value i:type='a:FetchExpression'><a:Query>&lt;fetch aggregate='true'&gt;&lt;entity name='account'&gt;&lt;attribute name='revenue' alias='total' aggregate='sum'/&gt;&lt;/entity&gt;&lt;/fetch&gt;</a:Query></b:value>";
    let rows = EntityCollection {
        table: "account".to_owned(),
        entities: vec![Entity::new("account").with("total", 4)],
        ..EntityCollection::default()
    };
    let response = OrganizationResponse::default().with("EntityCollection", rows);
    let written = answer(&execute("RetrieveMultiple", &[("Query", query)]), &response).unwrap();
    assert!(written.contains("<b:key>total</b:key><b:value i:type=\"a:AliasedValue\"><a:AttributeLogicalName>revenue</a:AttributeLogicalName><a:EntityLogicalName>account</a:EntityLogicalName><a:Value i:type=\"c:int\""), "{written}");
}

#[test]
fn a_result_that_no_response_carries_is_refused() {
    let query = OrganizationResponse::default().with("Q", Query::new("account"));
    assert!(matches!(
        answer(&execute("sample_Any", &[]), &query),
        Err(WriteError::Query(_))
    ));
    assert_eq!(
        answer(MULTIPLE, &OrganizationResponse::default()),
        Err(WriteError::Result("EntityCollection"))
    );
}

fn fault() -> ServiceFault {
    let at = "2024-01-02T03:04:05Z".parse().unwrap();
    ServiceFault::new(-2_147_220_989, "MESSAGE", ACTIVITY, at)
}

#[test]
fn the_documented_fault_is_written() {
    let fault = fault().with("ApiExceptionHttpStatusCode", Detail::Integer(400));
    assert_eq!(
        write_fault(&fault),
        squeezed(include_str!("envelopes/fault.xml"))
    );
}

#[test]
fn a_fault_carries_waits_traces_and_what_is_behind_it() {
    let mut outer = fault()
        .with("Retry-After", Detail::Duration(Duration::from_secs(30)))
        .with("Say", Detail::Text("<&>".to_owned()));
    outer.message = "a < b\r\u{1}".to_owned();
    outer.trace = Some("line".to_owned());
    outer.inner = Some(Box::new(fault()));
    assert_snapshot!(write_fault(&outer).replace("><", ">\n<"));
}
