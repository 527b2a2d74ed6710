//! What an SDK client sends: envelopes, whole but for what all of them have around them.

use cucumber::gherkin::Step;
use quick_xml::escape::escape;
use suite_phrase::phrase;

use super::text_of;
use crate::envelope::declarations;
use crate::exchange::{Headers, Request};
use crate::failure::Failure;
use crate::world::{Caller, World};

/// Where the SDK's clients send everything.
const SERVICE: &str = "/XRMServices/2011/Organization.svc/web?SDKClientVersion=9.2.49.14585";
/// The last part of it is the operation.
const ACTION: &str =
    "http://schemas.microsoft.com/xrm/2011/Contracts/Services/IOrganizationService";

/// Executes the `request` element below, as it goes over the wire.
#[phrase(anywhere)]
#[given(regex = r"^the SDK has executed$")]
#[when(regex = r"^the SDK executes$")]
async fn execute(world: &mut World, step: &Step) -> Result<(), Failure> {
    call(world, "Execute", text_of(step)?).await
}

/// Calls an operation of the service other than `Execute` with the elements below.
#[phrase(anywhere)]
#[given(regex = r#"^the SDK has called "([^"]+)"$"#)]
#[when(regex = r#"^the SDK calls "([^"]+)"$"#)]
async fn call_operation(world: &mut World, step: &Step, operation: String) -> Result<(), Failure> {
    call(world, &operation, text_of(step)?).await
}

/// Executes a message as a plain `OrganizationRequest` with the parameters at the end of the line, as they go over the
/// wire.
#[phrase(anywhere)]
#[when(regex = r#"^the SDK executes "([^"]+)" with (<.*>)$"#)]
async fn execute_plain(
    world: &mut World,
    message: String,
    parameters: String,
) -> Result<(), Failure> {
    let request = format!(
        "<request><a:Parameters>{parameters}</a:Parameters><a:RequestId i:nil=\"true\"/>\
         <a:RequestName>{message}</a:RequestName></request>"
    );
    call(world, "Execute", &request).await
}

/// A parameter of a request, or a column of an entity: its name and its element.
pub(super) fn pair(key: &str, value: &str) -> String {
    format!(
        "<a:KeyValuePairOfstringanyType><b:key>{key}</b:key>{value}</a:KeyValuePairOfstringanyType>"
    )
}

/// Retrieves a row as `ServiceClient.Retrieve` does: columns with commas between them, or `*`, of a row such as
/// `account(<guid>)`.
#[phrase(anywhere)]
#[given(regex = r#"^the SDK has retrieved "([^"]+)" of "(\w+)\(([^"]+)\)"$"#)]
#[when(regex = r#"^the SDK retrieves "([^"]+)" of "(\w+)\(([^"]+)\)"$"#)]
async fn retrieve(
    world: &mut World,
    columns: String,
    table: String,
    id: String,
) -> Result<(), Failure> {
    let all = columns == "*";
    let named: String = columns
        .split(',')
        .filter(|_| !all)
        .map(|name| format!("<e:string>{name}</e:string>"))
        .collect();
    let request = format!(
        "<request i:type=\"a:RetrieveRequest\"><a:Parameters>\
         <a:KeyValuePairOfstringanyType><b:key>ColumnSet</b:key><b:value i:type=\"a:ColumnSet\">\
         <a:AllColumns>{all}</a:AllColumns><a:AttributeExpressions/><a:Columns>{named}</a:Columns>\
         </b:value></a:KeyValuePairOfstringanyType>\
         <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type=\"a:EntityReference\">\
         <a:Id>{id}</a:Id><a:KeyAttributes/><a:LogicalName>{table}</a:LogicalName>\
         <a:Name i:nil=\"true\"/><a:RowVersion i:nil=\"true\"/></b:value></a:KeyValuePairOfstringanyType>\
         </a:Parameters><a:RequestId>8b1e4b1e-0000-4000-8000-000000000001</a:RequestId>\
         <a:RequestName>Retrieve</a:RequestName></request>"
    );
    call(world, "Execute", &request).await
}

/// Reads a page of a query that orders the accounts by their name. The cookie is what is remembered as `cookie`.
#[phrase(anywhere)]
#[when(
    regex = r"^the SDK asks for page (\d+) of the accounts, (\d+) rows each(, as FetchXML)?(, with the cookie)?(, counted)?$"
)]
async fn page(
    world: &mut World,
    number: u32,
    size: u32,
    fetch: String,
    cookie: String,
    counted: String,
) -> Result<(), Failure> {
    let cookie = match cookie.as_str() {
        "" => None,
        _ => Some(escape(world.memory.get("cookie")?).into_owned()),
    };
    let counted = !counted.is_empty();
    let query = if fetch.is_empty() {
        let cookie = cookie.map_or_else(
            || "<a:PagingCookie i:nil=\"true\"/>".to_owned(),
            |cookie| format!("<a:PagingCookie>{cookie}</a:PagingCookie>"),
        );
        format!(
            "<query i:type=\"a:QueryExpression\"><a:ColumnSet><a:AllColumns>false</a:AllColumns>\
             <a:AttributeExpressions/><a:Columns><e:string>name</e:string></a:Columns></a:ColumnSet>\
             <a:Criteria><a:Conditions/><a:FilterOperator>And</a:FilterOperator><a:Filters/></a:Criteria>\
             <a:Distinct>false</a:Distinct><a:EntityName>account</a:EntityName><a:LinkEntities/>\
             <a:Orders><a:OrderExpression><a:AttributeName>name</a:AttributeName>\
             <a:OrderType>Ascending</a:OrderType></a:OrderExpression></a:Orders>\
             <a:PageInfo><a:Count>{size}</a:Count><a:PageNumber>{number}</a:PageNumber>{cookie}\
             <a:ReturnTotalRecordCount>{counted}</a:ReturnTotalRecordCount></a:PageInfo>\
             <a:NoLock>false</a:NoLock></query>"
        )
    } else {
        let cookie =
            cookie.map_or_else(String::new, |cookie| format!("paging-cookie=\"{cookie}\""));
        let fetch = format!(
            "<fetch count=\"{size}\" page=\"{number}\" {cookie} returntotalrecordcount=\"{counted}\">\
             <entity name=\"account\"><attribute name=\"name\"/><order attribute=\"name\"/></entity></fetch>"
        );
        fetch_expression(&fetch)
    };
    call(world, "RetrieveMultiple", &query).await
}

/// Reads the names of the rows of a table that meet a condition: the column, the operator, and the values with their
/// XML types, such as `int 3, int 2013`. They are ordered by name.
#[phrase(anywhere)]
#[when(regex = r#"^the SDK asks for "(\w+)" of "(\w+)" where "(\w+)" is (\w+)(?: of (.+))?$"#)]
async fn ask(
    world: &mut World,
    name: String,
    table: String,
    column: String,
    operator: String,
    values: String,
) -> Result<(), Failure> {
    let values: String = values
        .split(", ")
        .filter_map(|value| value.split_once(' '))
        .map(|(kind, value)| {
            let prefix = if kind == "guid" { "d" } else { "c" };
            format!("<e:anyType i:type=\"{prefix}:{kind}\">{value}</e:anyType>")
        })
        .collect();
    let query = format!(
        "<query i:type=\"a:QueryExpression\"><a:ColumnSet><a:AllColumns>false</a:AllColumns>\
         <a:AttributeExpressions/><a:Columns><e:string>{name}</e:string></a:Columns></a:ColumnSet>\
         <a:Criteria><a:Conditions><a:ConditionExpression><a:AttributeName>{column}</a:AttributeName>\
         <a:Operator>{operator}</a:Operator><a:Values>{values}</a:Values></a:ConditionExpression></a:Conditions>\
         <a:FilterOperator>And</a:FilterOperator><a:Filters/></a:Criteria><a:Distinct>false</a:Distinct>\
         <a:EntityName>{table}</a:EntityName><a:LinkEntities/><a:Orders><a:OrderExpression>\
         <a:AttributeName>{name}</a:AttributeName><a:OrderType>Ascending</a:OrderType></a:OrderExpression></a:Orders>\
         <a:PageInfo><a:Count>0</a:Count><a:PageNumber>0</a:PageNumber><a:PagingCookie i:nil=\"true\"/>\
         <a:ReturnTotalRecordCount>false</a:ReturnTotalRecordCount></a:PageInfo><a:NoLock>false</a:NoLock></query>"
    );
    call(world, "RetrieveMultiple", &query).await
}

fn fetch_expression(fetch: &str) -> String {
    let fetch = escape(fetch);
    format!("<query i:type=\"a:FetchExpression\"><a:Query>{fetch}</a:Query></query>")
}

/// What the documentation's sample reads of an operation.
pub(super) async fn poll(world: &mut World) -> Result<(), Failure> {
    let columns = "name,backgroundoperationstatecode,backgroundoperationstatuscode,outputparameters,errorcode,\
                   errormessage";
    let table = "backgroundoperation".to_owned();
    retrieve(world, columns.to_owned(), table, "{operation}".to_owned()).await
}

async fn call(world: &mut World, operation: &str, inside: &str) -> Result<(), Failure> {
    let request = envelope(operation, "", inside);
    world.send(request, Caller::Client).await.map(drop)
}

/// The request that calls an operation, with the prefixes of [`declarations`] declared.
pub(super) fn envelope(operation: &str, header: &str, inside: &str) -> Request {
    let declared = declarations();
    let body = format!(
        "<s:Envelope{declared}>{header}<s:Body><{operation}>{inside}</{operation}></s:Body></s:Envelope>"
    );
    let line = |name: &str, value: String| (name.to_owned(), value);
    Request {
        method: "POST".to_owned(),
        target: SERVICE.to_owned(),
        headers: Headers(vec![
            line("Content-Type", "text/xml; charset=utf-8".to_owned()),
            line("SOAPAction", format!("\"{ACTION}/{operation}\"")),
        ]),
        body: body.into_bytes(),
    }
}

/// Sends a custom API without parameters to the background.
pub(super) async fn submit(world: &mut World, api: String) -> Result<(), Failure> {
    let request = format!(
        "<request><a:Parameters><a:KeyValuePairOfstringanyType><b:key>Request</b:key>\
         <b:value i:type=\"a:OrganizationRequest\"><a:Parameters/><a:RequestId i:nil=\"true\"/>\
         <a:RequestName>{api}</a:RequestName></b:value></a:KeyValuePairOfstringanyType></a:Parameters>\
         <a:RequestId i:nil=\"true\"/><a:RequestName>ExecuteBackgroundOperation</a:RequestName></request>"
    );
    call(world, "Execute", &request).await
}

/// Cancels the operation as the documentation does: by an update of state and status.
pub(super) async fn cancel(world: &mut World) -> Result<(), Failure> {
    let column = |name: &str, option: i32| {
        format!(
            "<a:KeyValuePairOfstringanyType><b:key>{name}</b:key><b:value i:type=\"a:OptionSetValue\">\
             <a:Value>{option}</a:Value></b:value></a:KeyValuePairOfstringanyType>"
        )
    };
    let entity = format!(
        "<entity><a:Attributes>{}{}</a:Attributes><a:Id>{{operation}}</a:Id>\
         <a:LogicalName>backgroundoperation</a:LogicalName></entity>",
        column("backgroundoperationstatecode", 2),
        column("backgroundoperationstatuscode", 22),
    );
    call(world, "Update", &entity).await
}
