//! Queries that are large in one way each: the doors answer or refuse them, and none of them ends in an unexpected
//! error.

use reqwest::Method;

use crate::caller::{API, Caller};
use crate::{Settings, start};

/// The code of an unexpected error, as the SDK writes it.
const UNEXPECTED: &str = "-2147220970";

fn nested(open: &str, inside: &str, close: &str, times: usize) -> String {
    format!("{}{inside}{}", open.repeat(times), close.repeat(times))
}

/// What is behind the `?` of a list of accounts.
fn web_api() -> Vec<String> {
    let lambda = |levels: usize| {
        let names = ["contact_customer_accounts", "account_primary_contact"];
        let open: String = (0..levels)
            .map(|level| match level {
                0 => format!("{}/any(x0:", names[0]),
                _ => format!("x{}/{}/any(x{level}:", level - 1, names[level % 2]),
            })
            .collect();
        let last = ["accountid", "contactid"][levels % 2];
        format!("{open}x{}/{last} ne null{}", levels - 1, ")".repeat(levels))
    };
    let expand = |depth: usize| nested("parentaccountid($expand=", "primarycontactid", ")", depth);
    vec![
        format!("$filter={}name eq 'x'", "parentaccountid/".repeat(40)),
        format!("$filter={}", lambda(60)),
        format!("$filter={}", nested("(", "name eq 'x'", ")", 90)),
        format!("$filter={}", nested("(", "name eq 'x'", ")", 5_000)),
        format!("$filter={}", nested("not (", "name eq 'x'", ")", 99)),
        format!("$filter={}", vec!["name eq 'x'"; 2_000].join(" or ")),
        format!("$orderby={}", vec!["name"; 2_400].join(",")),
        format!("$select={}", vec!["name"; 9_000].join(",")),
        format!("$expand={}", expand(14)),
        format!("$expand={}", expand(500)),
        format!("$expand={}", vec!["primarycontactid"; 40].join(",")),
        "$top=4294967295".to_owned(),
        "$top=4294967295&$count=true&$orderby=name desc".to_owned(),
    ]
}

/// FetchXML, which may be longer than an address.
fn fetch_xml() -> Vec<String> {
    let of = |attributes: &str, inside: &str| {
        format!("<fetch{attributes}><entity name='account'>{inside}</entity></fetch>")
    };
    let condition = "<condition attribute='name' operator='null'/>";
    let value = |count: usize, value: &str| {
        let values = format!("<value>{value}</value>").repeat(count);
        format!("<filter><condition attribute='name' operator='in'>{values}</condition></filter>")
    };
    let link = |link_type: &str| {
        format!(
            "<link-entity name='contact' from='parentcustomerid' to='accountid' link-type='{link_type}'>"
        )
    };
    let aliased: String = (0..3_000)
        .map(|number| format!("<attribute name='name' alias='a{number}'/>"))
        .collect();
    let all = "<link-entity name='account' from='accountid' to='parentaccountid' link-type='outer'><all-attributes/></link-entity>";
    vec![
        of("", &value(33_000, "x")),
        of("", &value(31_000, "x")),
        of("", &format!("<filter>{}</filter>", condition.repeat(501))),
        of("", &nested("<filter>", condition, "</filter>", 29)),
        of("", &nested("<filter>", condition, "</filter>", 300)),
        of("", &format!("{}</link-entity>", link("outer")).repeat(300)),
        of("", &nested(&link("inner"), "", "</link-entity>", 15)),
        of(
            "",
            &nested(
                &format!("<filter>{}", link("any")),
                "",
                "</link-entity></filter>",
                14,
            ),
        ),
        of(
            "",
            &format!("{}</link-entity>", link("matchfirstrowusingcrossapply")).repeat(15),
        ),
        of("", &format!("<all-attributes/>{}", all.repeat(15))),
        of("", &"<attribute name='name'/>".repeat(30_000)),
        of("", &aliased),
        of("", &"<order attribute='name'/>".repeat(2_400)),
        of(
            " distinct='true'",
            &"<attribute name='name'/>".repeat(30_000),
        ),
        of(
            " page='4294967295' count='5000'",
            "<attribute name='name'/>",
        ),
        of(
            " page='4294967295' paging-cookie='&lt;cookie page=\"4294967295\"/>'",
            "",
        ),
        of(" top='4294967295'", ""),
        of(
            " aggregate='true'",
            "<attribute name='versionnumber' alias='n' aggregate='sum'/><order alias='n'/>",
        ),
        of(
            " aggregate='true'",
            "<attribute name='versionnumber' alias='n' aggregate='avg'/>",
        ),
        of(
            "",
            &format!(
                "<filter><condition attribute='name' operator='like' value='{}'/></filter>",
                "%a".repeat(4_900)
            ),
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn none_ends_in_an_unexpected_error() {
    let running = start(Settings::default()).await.unwrap();
    let caller = Caller::of(running.url());
    let mut batch = String::new();
    for query in web_api() {
        let query = query.replace(' ', "%20").replace('\'', "%27");
        batch.push_str(&format!(
            "--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n\
             GET {API}/accounts?{query} HTTP/1.1\r\n\r\n\r\n"
        ));
    }
    let asked = web_api().len();
    let answer = caller
        .request(Method::POST, &format!("{API}/$batch"))
        .header("Content-Type", "multipart/mixed;boundary=b")
        .header("Prefer", "odata.continue-on-error")
        .body(format!("{batch}--b--\r\n"));
    let text = answer.send().await.unwrap().text().await.unwrap();
    assert_eq!(text.matches("HTTP/1.1 ").count(), asked, "{text}");
    assert_eq!(text.matches("HTTP/1.1 5").count(), 0, "{text}");

    for query in fetch_xml() {
        let query = query.replace('&', "&amp;").replace('<', "&lt;");
        let envelope = format!(
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>\
             <RetrieveMultiple xmlns=\"http://schemas.microsoft.com/xrm/2011/Contracts/Services\">\
             <query i:type=\"a:FetchExpression\" xmlns:a=\"http://schemas.microsoft.com/xrm/2011/Contracts\" \
             xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"><a:Query>{query}</a:Query></query>\
             </RetrieveMultiple></s:Body></s:Envelope>"
        );
        let answer = caller
            .request(Method::POST, "/XRMServices/2011/Organization.svc/web")
            .header("Content-Type", "text/xml; charset=utf-8")
            .header(
                "SOAPAction",
                "\"http://schemas.microsoft.com/xrm/2011/Contracts/Services/IOrganizationService/RetrieveMultiple\"",
            )
            .body(envelope);
        let text = answer.send().await.unwrap().text().await.unwrap();
        let shown: String = query.chars().take(300).collect();
        assert!(text.contains("Envelope"), "{shown}: {text}");
        assert!(!text.contains(UNEXPECTED), "{shown}: {text}");
    }
    running.shutdown().await;
}
