//! The two bodies of section 3.4 to the letter, with ids in place of the angle brackets, and the rows of images without
//! `__type`, as in the delivery of the documentation.

use indexmap::IndexMap;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{bag, bare, id};
use crate::execution_context::{ExecutionContext, Mode, Transaction};
use crate::value::{Entity, EntityReference, Value};

#[test]
fn the_end_of_an_operation_is_told_to_the_letter() {
    let operation = Uuid::from_u128(0x110e_aa68_db17_4115_ad74_d185_823f_c088);
    let context = ExecutionContext {
        message: "OnBackgroundOperationComplete".to_owned(),
        inputs: bag([
            ("PayloadType", 0.into()),
            (
                "LocationUrl",
                "https://org/api/backgroundoperation/110eaa68-db17-4115-ad74-d185823fc088".into(),
            ),
            ("BackgroundOperationId", operation.into()),
        ]),
        outputs: bag([
            (
                "OperationName",
                "sample_ExportDataUsingFetchXmlToAnnotation".into(),
            ),
            ("BackgroundOperationStateCode", 3.into()),
            ("BackgroundOperationStatusCode", 30.into()),
        ]),
        ..bare()
    };
    assert_eq!(
        context.write(),
        concat!(
            r#"{"BusinessUnitId":"00000000-0000-0000-0000-00000000000b","#,
            r#""CorrelationId":"00000000-0000-0000-0000-00000000000c","Depth":1,"#,
            r#""InitiatingUserAzureActiveDirectoryObjectId":"00000000-0000-0000-0000-000000000012","#,
            r#""InitiatingUserId":"00000000-0000-0000-0000-000000000011","#,
            r#""InputParameters":[{"key":"PayloadType","value":0},"#,
            r#"{"key":"LocationUrl","value":"https:\/\/org\/api\/backgroundoperation\/110eaa68-db17-4115-ad74-d185823fc088"},"#,
            r#"{"key":"BackgroundOperationId","value":"110eaa68-db17-4115-ad74-d185823fc088"}],"#,
            r#""IsExecutingOffline":false,"IsInTransaction":false,"IsOfflinePlayback":false,"#,
            r#""IsolationMode":1,"MessageName":"OnBackgroundOperationComplete","Mode":1,"#,
            r#""OperationCreatedOn":"\/Date(1704164645000+0000)\/","#,
            r#""OperationId":"00000000-0000-0000-0000-000000000031","#,
            r#""OrganizationId":"00000000-0000-0000-0000-000000000041","OrganizationName":"unqorg","#,
            r#""OutputParameters":[{"key":"OperationName","value":"sample_ExportDataUsingFetchXmlToAnnotation"},"#,
            r#"{"key":"BackgroundOperationStateCode","value":3},"#,
            r#"{"key":"BackgroundOperationStatusCode","value":30}],"#,
            r#""OwningExtension":{"Id":"00000000-0000-0000-0000-000000000051","KeyAttributes":[],"#,
            r#""LogicalName":"sdkmessageprocessingstep","Name":null,"RowVersion":null},"#,
            r#""ParentContext":null,"PostEntityImages":[],"PreEntityImages":[],"#,
            r#""PrimaryEntityId":"00000000-0000-0000-0000-000000000000","PrimaryEntityName":"none","#,
            r#""RequestId":null,"SecondaryEntityName":"none","SharedVariables":[],"Stage":40,"#,
            r#""UserAzureActiveDirectoryObjectId":"00000000-0000-0000-0000-000000000022","#,
            r#""UserId":"00000000-0000-0000-0000-000000000021"}"#,
        )
    );
}

/// The context of an asynchronous step on `Create` of an account.
fn created() -> ExecutionContext {
    let account = id(0xacc);
    let owner = EntityReference::new("systemuser", id(0x21));
    let mut target = Entity::new("account")
        .with("name", "Contoso")
        .with("revenue", Value::Money(Decimal::new(15, 1)))
        .with("statuscode", Value::OptionSet(1))
        .with("createdon", jiff::Timestamp::constant(1_506_409_448, 0))
        .with("ownerid", owner);
    target.id = Some(account);
    target
        .formatted
        .insert("statuscode".to_owned(), "Active".to_owned());
    let mut image = Entity::new("account")
        .with("name", "Contoso")
        .with("accountid", account);
    image.id = Some(account);
    let mut step = EntityReference::new("sdkmessageprocessingstep", id(0x51));
    step.name = Some("Sample: Create of account".to_owned());
    ExecutionContext {
        message: "Create".to_owned(),
        inputs: bag([("Target", target.into())]),
        outputs: bag([("id", account.into())]),
        post_images: IndexMap::from([("AsynchronousStepPrimaryName".to_owned(), image)]),
        owning_extension: step,
        primary_id: account,
        primary_table: "account".to_owned(),
        request: Some(id(0x61)),
        operation_created_on: jiff::Timestamp::constant(1_506_409_448, 0),
        ..bare()
    }
}

#[test]
fn a_created_row_is_told_to_the_letter() {
    let context = created();
    let body = context.write();
    let target = concat!(
        r#"{"__type":"Entity:http:\/\/schemas.microsoft.com\/xrm\/2011\/Contracts","#,
        r#""Attributes":[{"key":"name","value":"Contoso"},"#,
        r#"{"key":"revenue","value":{"__type":"Money:http:\/\/schemas.microsoft.com\/xrm\/2011\/Contracts","Value":1.5}},"#,
        r#"{"key":"statuscode","value":{"__type":"OptionSetValue:http:\/\/schemas.microsoft.com\/xrm\/2011\/Contracts","Value":1}},"#,
        r#"{"key":"createdon","value":"\/Date(1506409448000)\/"},"#,
        r#"{"key":"ownerid","value":{"__type":"EntityReference:http:\/\/schemas.microsoft.com\/xrm\/2011\/Contracts","#,
        r#""Id":"00000000-0000-0000-0000-000000000021","KeyAttributes":[],"LogicalName":"systemuser","Name":null,"RowVersion":null}}],"#,
        r#""EntityState":null,"FormattedValues":[{"key":"statuscode","value":"Active"}],"#,
        r#""Id":"00000000-0000-0000-0000-000000000acc","KeyAttributes":[],"LogicalName":"account","#,
        r#""RelatedEntities":[],"RowVersion":null}"#,
    );
    let image = concat!(
        r#"{"Attributes":[{"key":"name","value":"Contoso"},"#,
        r#"{"key":"accountid","value":"00000000-0000-0000-0000-000000000acc"}],"#,
        r#""EntityState":null,"FormattedValues":[],"Id":"00000000-0000-0000-0000-000000000acc","#,
        r#""KeyAttributes":[],"LogicalName":"account","RelatedEntities":[],"RowVersion":null}"#,
    );
    let expected = [
        r#"{"BusinessUnitId":"00000000-0000-0000-0000-00000000000b","#,
        r#""CorrelationId":"00000000-0000-0000-0000-00000000000c","Depth":1,"#,
        r#""InitiatingUserAzureActiveDirectoryObjectId":"00000000-0000-0000-0000-000000000012","#,
        r#""InitiatingUserId":"00000000-0000-0000-0000-000000000011","#,
        r#""InputParameters":[{"key":"Target","value":"#,
        target,
        r#"}],"IsExecutingOffline":false,"IsInTransaction":false,"IsOfflinePlayback":false,"#,
        r#""IsolationMode":1,"MessageName":"Create","Mode":1,"#,
        r#""OperationCreatedOn":"\/Date(1506409448000+0000)\/","#,
        r#""OperationId":"00000000-0000-0000-0000-000000000031","#,
        r#""OrganizationId":"00000000-0000-0000-0000-000000000041","OrganizationName":"unqorg","#,
        r#""OutputParameters":[{"key":"id","value":"00000000-0000-0000-0000-000000000acc"}],"#,
        r#""OwningExtension":{"Id":"00000000-0000-0000-0000-000000000051","KeyAttributes":[],"#,
        r#""LogicalName":"sdkmessageprocessingstep","Name":"Sample: Create of account","RowVersion":null},"#,
        r#""ParentContext":null,"PostEntityImages":[{"key":"AsynchronousStepPrimaryName","value":"#,
        image,
        r#"}],"PreEntityImages":[],"#,
        r#""PrimaryEntityId":"00000000-0000-0000-0000-000000000acc","PrimaryEntityName":"account","#,
        r#""RequestId":"00000000-0000-0000-0000-000000000061","SecondaryEntityName":"none","#,
        r#""SharedVariables":[],"Stage":40,"#,
        r#""UserAzureActiveDirectoryObjectId":"00000000-0000-0000-0000-000000000022","#,
        r#""UserId":"00000000-0000-0000-0000-000000000021"}"#,
    ]
    .concat();
    assert_eq!(body, expected);
}

#[test]
fn a_parent_is_a_whole_context_in_its_place() {
    let parent = ExecutionContext {
        stage: 30,
        transaction: Transaction::Inside,
        mode: Mode::Synchronous,
        shared: bag([("IsAutoTransact", true.into())]),
        ..created()
    };
    let told = parent.write();
    assert!(told.contains(r#""IsInTransaction":true,"#));
    assert!(told.contains(r#""Mode":0,"#));
    assert!(
        told.contains(r#""SharedVariables":[{"key":"IsAutoTransact","value":true}],"Stage":30,"#)
    );
    let child = ExecutionContext {
        parent: Some(Box::new(parent)),
        ..bare()
    };
    let place = format!(r#""RowVersion":null}},"ParentContext":{told},"PostEntityImages":[],"#);
    assert!(child.write().contains(&place));
}
