//! Reads lists to the last page, by next links and by FetchXML, in the ways in which clients do.

use reqwest::Method;
use serde_json::Value as Json;

use crate::caller::{API, Caller};
use crate::{Settings, start};

/// The names of the accounts in a page.
fn names(page: &Json) -> Vec<String> {
    let rows = page["value"].as_array().unwrap().iter();
    rows.map(|row| row["name"].as_str().unwrap().to_owned())
        .collect()
}

async fn read(caller: &Caller, path: &str, preferences: &str) -> Json {
    let request = caller.request(Method::GET, path);
    let answer = request.header("Prefer", preferences).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    serde_json::from_str(&answer.text().await.unwrap()).unwrap()
}

/// Follows next links and collects the names; `habit` changes each link as a certain client does.
async fn follow(caller: &Caller, first: &str, habit: impl Fn(&str) -> String) -> Vec<String> {
    let mut gathered = Vec::new();
    let mut next = Some(first.to_owned());
    while let Some(path) = next {
        let page = read(caller, &path, "odata.maxpagesize=2").await;
        gathered.extend(names(&page));
        assert!(gathered.len() <= 10, "a page came twice: {gathered:?}");
        next = page["@odata.nextLink"]
            .as_str()
            .map(|link| habit(link.strip_prefix(caller.url()).unwrap()));
    }
    gathered
}

#[tokio::test(flavor = "multi_thread")]
async fn next_links_are_followed_as_they_are_or_percent_encoded() {
    let running = start(Settings::default()).await.unwrap();
    let caller = Caller::of(running.url());
    let all = names(&caller.get(&format!("{API}/accounts?$orderby=name")).await);
    let first = format!("{API}/accounts?$select=name&$orderby=name");
    let plain = follow(&caller, &first, str::to_owned).await;
    let encoded = follow(&caller, &first, |link| link.replace('$', "%24")).await;
    assert_eq!(plain, all);
    assert_eq!(encoded, all);
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fetchxml_is_paged_by_its_own_number_and_cookie() {
    let running = start(Settings::default()).await.unwrap();
    let caller = Caller::of(running.url());
    let all = names(&caller.get(&format!("{API}/accounts?$orderby=name")).await);
    let mut gathered = Vec::new();
    let (mut number, mut cookie) = (1, String::new());
    loop {
        let fetch = format!(
            "<fetch count='4' page='{number}' paging-cookie='{cookie}'><entity name='account'>\
             <attribute name='name'/><order attribute='name'/></entity></fetch>"
        );
        let encoded =
            percent_encoding::utf8_percent_encode(&fetch, percent_encoding::NON_ALPHANUMERIC);
        let path = format!("{API}/accounts?fetchXml={encoded}");
        let page = read(&caller, &path, "odata.include-annotations=\"*\"").await;
        assert_eq!(page["@odata.nextLink"], Json::Null);
        gathered.extend(names(&page));
        if page["@Microsoft.Dynamics.CRM.morerecords"] != true {
            break;
        }
        number += 1;
        let told = &page["@Microsoft.Dynamics.CRM.fetchxmlpagingcookie"];
        cookie = in_fetchxml(told.as_str().unwrap());
    }
    assert_eq!(number, 3);
    assert_eq!(gathered, all);
    running.shutdown().await;
}

/// The paging cookie of an annotation, decoded twice, as an XML attribute.
fn in_fetchxml(told: &str) -> String {
    let (_, rest) = told.split_once("pagingcookie=\"").unwrap();
    let (twice, _) = rest.split_once('"').unwrap();
    let decode = |text: &str| {
        let decoded = percent_encoding::percent_decode_str(text).decode_utf8();
        decoded.unwrap().into_owned()
    };
    decode(&decode(twice))
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
        .replace('\'', "&apos;")
}
