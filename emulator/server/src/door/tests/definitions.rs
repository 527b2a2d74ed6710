//! Fifty clients read and write rows while tables are made, changed and removed: no request of theirs fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use reqwest::Method;

use crate::caller::{API, Caller};
use crate::{Settings, start};

const CLIENTS: usize = 50;
const TABLES: usize = 6;

fn table(number: usize) -> String {
    format!(
        r#"{{"SchemaName":"new_Pen{number}","OwnershipType":"UserOwned",
            "DisplayName":{{"LocalizedLabels":[{{"Label":"Pen","LanguageCode":1033}}]}},
            "DisplayCollectionName":{{"LocalizedLabels":[{{"Label":"Pens","LanguageCode":1033}}]}},
            "Attributes":[{{"@odata.type":"Microsoft.Dynamics.CRM.StringAttributeMetadata",
              "SchemaName":"new_Name","IsPrimaryName":true}}]}}"#
    )
}

fn column(number: usize) -> String {
    format!(
        r#"{{"@odata.type":"Microsoft.Dynamics.CRM.IntegerAttributeMetadata","SchemaName":"new_Count{number}"}}"#
    )
}

async fn send(caller: &Caller, method: Method, path: &str, body: &str) -> u16 {
    let request = caller.request(method, &format!("{API}/{path}"));
    let request = request.header("Content-Type", "application/json");
    let answer = request.body(body.to_owned()).send().await.unwrap();
    answer.status().as_u16()
}

/// Reads and writes accounts until the tables are done; the number of requests.
async fn work(caller: Arc<Caller>, number: usize, done: Arc<AtomicBool>) -> usize {
    let mut requests = 0;
    while !done.load(Ordering::Relaxed) {
        let body = format!(r#"{{"name":"Client {number}"}}"#);
        assert_eq!(send(&caller, Method::POST, "accounts", &body).await, 204);
        let list = "accounts?$select=name&$top=3&$expand=primarycontactid($select=fullname)";
        assert_eq!(send(&caller, Method::GET, list, "").await, 200);
        requests += 2;
    }
    requests
}

#[tokio::test(flavor = "multi_thread")]
async fn no_request_fails_while_definitions_change() {
    let running = start(Settings::default()).await.unwrap();
    let caller = Arc::new(Caller::of(running.url()));
    let done = Arc::new(AtomicBool::new(false));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| tokio::spawn(work(caller.clone(), number, done.clone())))
        .collect();
    for number in 0..TABLES {
        let of_accounts = "EntityDefinitions(LogicalName='account')/Attributes";
        for (method, path, body) in [
            (Method::POST, "EntityDefinitions".to_owned(), table(number)),
            (Method::POST, of_accounts.to_owned(), column(number)),
            (
                Method::POST,
                format!("new_pen{number}s"),
                r#"{"new_name":"Quill"}"#.to_owned(),
            ),
            (
                Method::DELETE,
                format!("{of_accounts}(LogicalName='new_count{number}')"),
                String::new(),
            ),
            (
                Method::DELETE,
                format!("EntityDefinitions(LogicalName='new_pen{number}')"),
                String::new(),
            ),
        ] {
            let status = send(&caller, method.clone(), &path, &body).await;
            assert_eq!(status, 204, "{method} {path}");
        }
    }
    done.store(true, Ordering::Relaxed);
    let mut requests = 0;
    for client in clients {
        requests += client.await.unwrap();
    }
    assert!(requests >= CLIENTS, "{requests} requests");
    running.shutdown().await;
}
