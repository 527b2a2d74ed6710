//! What an SDK client sends: envelopes, whole but for what all of them have around them.

use cucumber::gherkin::Step;
use cucumber::{given, when};
use quick_xml::escape::escape;

use super::{table_of, text_of};
use crate::envelope::declarations;
use crate::exchange::{Headers, Request};
use crate::failure::Failure;
use crate::world::{Caller, World};

/// Where the SDK's clients send everything.
const SERVICE: &str = "/XRMServices/2011/Organization.svc/web?SDKClientVersion=9.2.49.14585";
/// The last part of it is the operation.
const ACTION: &str =
    "http://schemas.microsoft.com/xrm/2011/Contracts/Services/IOrganizationService";

/// Sends the `request` element below the step as any message goes.
#[given(regex = r"^the SDK has executed$")]
#[when(regex = r"^the SDK executes$")]
async fn execute(world: &mut World, step: &Step) -> Result<(), Failure> {
    call(world, "Execute", text_of(step)?).await
}

/// Sends the elements below the step to an operation of its own.
#[given(regex = r#"^the SDK has called "([^"]+)"$"#)]
#[when(regex = r#"^the SDK calls "([^"]+)"$"#)]
async fn call_operation(world: &mut World, step: &Step, operation: String) -> Result<(), Failure> {
    call(world, &operation, text_of(step)?).await
}

/// Executes a message without parameters, with the type that its class of the SDK has.
#[when(regex = r#"^the SDK executes "([^"]+)"(?: at "([^"]+)")?$"#)]
async fn execute_named(world: &mut World, message: String, address: String) -> Result<(), Failure> {
    let mut request = envelope("Execute", "", &typed(&message));
    if !address.is_empty() {
        request.target = address;
    }
    world.send(request, Caller::Client).await.map(drop)
}

/// Executes a message with a SOAP header of the SDK's.
#[when(regex = r#"^the SDK executes "([^"]+)" with the header "(\w+)" of "([^"]*)"$"#)]
async fn execute_with_header(
    world: &mut World,
    message: String,
    header: String,
    value: String,
) -> Result<(), Failure> {
    let header = format!("<s:Header><a:{header}>{value}</a:{header}></s:Header>");
    let request = envelope("Execute", &header, &typed(&message));
    world.send(request, Caller::Client).await.map(drop)
}

/// Executes a message as a plain request with the parameters at the end of the line, or `nothing`.
#[when(regex = r#"^the SDK executes "([^"]+)" with (nothing|<.*>)$"#)]
async fn execute_plain(
    world: &mut World,
    message: String,
    parameters: String,
) -> Result<(), Failure> {
    let parameters = match parameters.as_str() {
        "nothing" => "",
        parameters => parameters,
    };
    let request = format!(
        "<request><a:Parameters>{parameters}</a:Parameters><a:RequestId i:nil=\"true\"/>\
         <a:RequestName>{message}</a:RequestName></request>"
    );
    call(world, "Execute", &request).await
}

fn typed(message: &str) -> String {
    format!(
        "<request i:type=\"g:{message}Request\"><a:Parameters/><a:RequestId i:nil=\"true\"/>\
         <a:RequestName>{message}</a:RequestName></request>"
    )
}

/// Sends a row to a message that writes one; the table's columns are column, type and value, the type as in the
/// envelope (`c:int`) or `nil`. The version and the `ConcurrencyBehavior` are sent where they are named.
#[when(
    regex = r#"^the SDK sends an "(\w+)" of "(\w+)\(([^"]+)\)"(?: at version "([^"]*)" with "(\w+)")?$"#
)]
async fn write(
    world: &mut World,
    step: &Step,
    message: String,
    table: String,
    id: String,
    version: String,
    behavior: String,
) -> Result<(), Failure> {
    let mut attributes = String::new();
    let (first, rest) = table_of(step)?;
    for row in std::iter::once(first).chain(rest.iter().map(Vec::as_slice)) {
        let [name, kind, value] = row else {
            return Err(Failure::step(
                "the table's columns are column, type and value",
            ));
        };
        let value = match kind.as_str() {
            "nil" => "<b:value i:nil=\"true\"/>".to_owned(),
            kind => format!("<b:value i:type=\"{kind}\">{value}</b:value>"),
        };
        attributes.push_str(&pair(name, &value));
    }
    let version = row_version(&version);
    let mut parameters = pair(
        "Target",
        &format!(
            "<b:value i:type=\"a:Entity\"><a:Attributes>{attributes}</a:Attributes><a:EntityState i:nil=\"true\"/>\
             <a:FormattedValues/><a:Id>{id}</a:Id><a:KeyAttributes/><a:LogicalName>{table}</a:LogicalName>\
             <a:RelatedEntities/>{version}</b:value>"
        ),
    );
    parameters.push_str(&concurrency(&behavior));
    let request = format!(
        "<request i:type=\"a:{message}Request\"><a:Parameters>{parameters}</a:Parameters>\
         <a:RequestId i:nil=\"true\"/><a:RequestName>{message}</a:RequestName></request>"
    );
    call(world, "Execute", &request).await
}

/// Removes a row at a version, or at any where none is named.
#[when(regex = r#"^the SDK deletes "(\w+)\(([^"]+)\)" at version "([^"]*)" with "(\w+)"$"#)]
async fn delete(
    world: &mut World,
    table: String,
    id: String,
    version: String,
    behavior: String,
) -> Result<(), Failure> {
    let version = row_version(&version);
    let target = pair(
        "Target",
        &format!(
            "<b:value i:type=\"a:EntityReference\"><a:Id>{id}</a:Id><a:KeyAttributes/>\
             <a:LogicalName>{table}</a:LogicalName><a:Name i:nil=\"true\"/>{version}</b:value>"
        ),
    );
    let request = format!(
        "<request i:type=\"a:DeleteRequest\"><a:Parameters>{target}{}</a:Parameters>\
         <a:RequestId i:nil=\"true\"/><a:RequestName>Delete</a:RequestName></request>",
        concurrency(&behavior)
    );
    call(world, "Execute", &request).await
}

fn row_version(version: &str) -> String {
    match version {
        "" => "<a:RowVersion i:nil=\"true\"/>".to_owned(),
        version => format!("<a:RowVersion>{version}</a:RowVersion>"),
    }
}

fn concurrency(behavior: &str) -> String {
    match behavior {
        "" => String::new(),
        behavior => pair(
            "ConcurrencyBehavior",
            &format!("<b:value i:type=\"a:ConcurrencyBehavior\">{behavior}</b:value>"),
        ),
    }
}

pub(super) fn pair(key: &str, value: &str) -> String {
    format!(
        "<a:KeyValuePairOfstringanyType><b:key>{key}</b:key>{value}</a:KeyValuePairOfstringanyType>"
    )
}

/// What `ServiceClient.Retrieve` sends: columns with commas between them, or `*`, of a row such as
/// `account(<guid>)`.
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

/// A page of a query that orders the accounts by their name. The cookie is what is remembered as `cookie`.
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

fn fetch_expression(fetch: &str) -> String {
    let fetch = escape(fetch);
    format!("<query i:type=\"a:FetchExpression\"><a:Query>{fetch}</a:Query></query>")
}

/// What `RetrieveMultiple` of a raw proxy sends for the FetchXML below the step.
#[when(regex = r"^the SDK fetches$")]
async fn fetch(world: &mut World, step: &Step) -> Result<(), Failure> {
    call(world, "RetrieveMultiple", &fetch_expression(text_of(step)?)).await
}

/// What the documentation's sample reads of an operation.
#[when(regex = r"^the SDK polls the operation$")]
pub(super) async fn poll(world: &mut World) -> Result<(), Failure> {
    let columns = "name,backgroundoperationstatecode,backgroundoperationstatuscode,outputparameters,errorcode,\
                   errormessage";
    let table = "backgroundoperation".to_owned();
    retrieve(world, columns.to_owned(), table, "{operation}".to_owned()).await
}

pub(super) async fn call(world: &mut World, operation: &str, inside: &str) -> Result<(), Failure> {
    let request = envelope(operation, "", inside);
    world.send(request, Caller::Client).await.map(drop)
}

/// The request that calls an operation, with the prefixes of [`declarations`] declared.
fn envelope(operation: &str, header: &str, inside: &str) -> Request {
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
#[when(regex = r#"^the SDK submits "([^"]+)"$"#)]
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
#[when(regex = r"^the SDK cancels the operation$")]
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
