//! How many columns a table has: as many as the limit says, which can all be written and read, and not ten thousand.

use std::fmt::Write as _;

use reqwest::{Method, StatusCode};
use serde_json::{Value as Json, json};

use crate::caller::{API, Caller};
use crate::{Settings, start};

/// The limit `table_columns`.
const MOST: usize = 1_000;

/// The definition of a table with so many columns of its own besides the primary name.
fn table(count: usize) -> Json {
    let label = |text: &str| json!({"LocalizedLabels": [{"Label": text, "LanguageCode": 1033}]});
    let column = |name: String| {
        json!({
            "@odata.type": "Microsoft.Dynamics.CRM.IntegerAttributeMetadata",
            "SchemaName": name,
        })
    };
    let mut columns = vec![json!({
        "@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata",
        "SchemaName": "new_Name",
        "IsPrimaryName": true,
    })];
    columns.extend((0..count).map(|number| column(format!("new_Number{number}"))));
    json!({
        "SchemaName": "new_Wide",
        "OwnershipType": "OrganizationOwned",
        "DisplayName": label("Wide"),
        "DisplayCollectionName": label("Wides"),
        "Attributes": columns,
    })
}

async fn define(caller: &Caller, count: usize) -> (StatusCode, Json) {
    let path = format!("{API}/EntityDefinitions");
    caller.send(Method::POST, &path, table(count)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_has_as_many_columns_as_the_limit_says_and_no_more() {
    let running = start(Settings::default()).await.unwrap();
    let caller = Caller::of(running.url());
    let (status, answer) = define(&caller, 10_000).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let message = answer["error"]["message"].as_str().unwrap();
    let told = message.strip_prefix("The table 'new_wide' would have ");
    let (count, rest) = told.and_then(|told| told.split_once(' ')).unwrap();
    assert_eq!(rest, format!("columns: expected at most {MOST}."));
    let path = format!("{API}/new_wides");
    let (status, _) = caller.send(Method::GET, &path, Json::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    // With the columns that the platform adds, the table has exactly as many as it may have.
    let own = MOST - (count.parse::<usize>().unwrap() - 10_000);
    let (status, answer) = define(&caller, own).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
    let last = format!("new_number{}", own - 1);
    let mut row = json!({"new_name": "Row"});
    for number in 0..own {
        row[format!("new_number{number}")] = json!(number);
    }
    let one = caller.request(Method::POST, &path);
    let one = one.header("Prefer", "return=representation");
    let one = one.body(row.to_string()).send().await.unwrap();
    assert_eq!(one.status(), StatusCode::CREATED);
    let page = caller.get(&path).await;
    assert_eq!(page["value"][0][&last], json!(own - 1));
    let column = json!({
        "@odata.type": "Microsoft.Dynamics.CRM.IntegerAttributeMetadata",
        "SchemaName": "new_OneMore",
    });
    let columns = format!("{API}/EntityDefinitions(LogicalName='new_wide')/Attributes");
    let (status, _) = caller.send(Method::POST, &columns, column).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    // A request that runs code works on a copy of the table with all of its columns.
    let mut parts = String::new();
    for (id, name) in [(1, "One"), (2, "Two")] {
        write!(
            parts,
            "--c\r\nContent-Type: application/http\r\nContent-ID: {id}\r\n\r\nPOST {path} HTTP/1.1\r\n\
             Content-Type: application/json\r\n\r\n{{\"new_name\":\"{name}\",\"{last}\":{id}}}\r\n"
        )
        .unwrap();
    }
    let body = format!(
        "--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n{parts}--c--\r\n--b--\r\n"
    );
    let batch = caller.request(Method::POST, &format!("{API}/$batch"));
    let batch = batch.header("Content-Type", "multipart/mixed; boundary=b");
    let answer = batch.body(body).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let page = caller
        .get(&format!("{path}?$select={last}&$filter={last} eq 2"))
        .await;
    assert_eq!(page["value"].as_array().unwrap().len(), 1);
    let address = format!("{API}/EntityDefinitions(LogicalName='new_wide')");
    caller.ok(Method::DELETE, &address, Json::Null).await;
    running.shutdown().await;
}
