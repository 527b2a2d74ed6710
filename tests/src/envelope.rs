//! Reads XML bodies: for steps as the values that an SDK client gets, and for snapshots as text.
//!
//! Names are resolved by namespace, as a client's serializer does; prefixes carry no meaning. The module does not know
//! what the messages mean.

mod facts;
mod shown;
mod tree;

pub use facts::facts;
pub use shown::shown;

use crate::failure::Failure;
use tree::Element;

/// The namespaces of the SDK, each with the prefix that snapshots use.
const NAMESPACES: [(&str, &str); 13] = [
    ("s", "http://schemas.xmlsoap.org/soap/envelope/"),
    (
        "",
        "http://schemas.microsoft.com/xrm/2011/Contracts/Services",
    ),
    ("a", "http://schemas.microsoft.com/xrm/2011/Contracts"),
    (
        "b",
        "http://schemas.datacontract.org/2004/07/System.Collections.Generic",
    ),
    ("c", "http://www.w3.org/2001/XMLSchema"),
    ("d", "http://schemas.microsoft.com/2003/10/Serialization/"),
    (
        "e",
        "http://schemas.microsoft.com/2003/10/Serialization/Arrays",
    ),
    ("f", "http://schemas.microsoft.com/xrm/7.1/Contracts"),
    ("g", "http://schemas.microsoft.com/crm/2011/Contracts"),
    ("h", "http://schemas.microsoft.com/xrm/9.0/Contracts"),
    ("i", "http://www.w3.org/2001/XMLSchema-instance"),
    ("l", "http://schemas.microsoft.com/xrm/2012/Contracts"),
    ("o", "http://schemas.microsoft.com/xrm/2014/Contracts"),
];

/// Declares every prefix that snapshots use, for an envelope in a feature.
pub fn declarations() -> String {
    NAMESPACES
        .iter()
        .map(|(prefix, uri)| match *prefix {
            "" => format!(" xmlns=\"{uri}\""),
            prefix => format!(" xmlns:{prefix}=\"{uri}\""),
        })
        .collect()
}

/// Whether a body is XML rather than JSON.
pub fn is_xml(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"<")
}

fn read(body: &[u8]) -> Result<Element, Failure> {
    let text = String::from_utf8_lossy(body);
    tree::read(&text)
        .map_err(|reason| Failure::Unmet(format!("the body is not XML ({reason}): {text:?}")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{facts, is_xml, shown};
    use crate::snapshot::References;

    const ANSWER: &str = r#"<x:Envelope xmlns:x="http://schemas.xmlsoap.org/soap/envelope/"><x:Body>
<RetrieveResponse xmlns="http://schemas.microsoft.com/xrm/2011/Contracts/Services">
<RetrieveResult xmlns:q="http://schemas.microsoft.com/xrm/2011/Contracts" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">
<q:Attributes xmlns:g="http://schemas.datacontract.org/2004/07/System.Collections.Generic">
<q:KeyValuePairOfstringanyType><g:key>errorcode</g:key><g:value i:type="t:int" xmlns:t="http://www.w3.org/2001/XMLSchema">-5</g:value></q:KeyValuePairOfstringanyType>
<q:KeyValuePairOfstringanyType><g:key>name</g:key><g:value i:type="t:string" xmlns:t="http://www.w3.org/2001/XMLSchema"> a &lt; b</g:value></q:KeyValuePairOfstringanyType>
</q:Attributes><q:EntityState i:nil="true"/><q:RowVersion>7</q:RowVersion></RetrieveResult></RetrieveResponse></x:Body></x:Envelope>"#;

    #[test]
    fn an_answer_is_read_as_a_client_would() {
        assert!(is_xml(ANSWER.as_bytes()));
        let expected = json!({"RetrieveResponse": {"RetrieveResult": {
            "Attributes": {"errorcode": -5, "name": " a < b"},
            "EntityState": null,
            "RowVersion": "7",
        }}});
        assert_eq!(facts(ANSWER.as_bytes()).unwrap(), expected);
    }

    #[test]
    fn prefixes_are_shown_by_namespace() {
        let text = shown(ANSWER.as_bytes(), &mut References::default()).unwrap();
        insta::assert_snapshot!(text, @r#"
        <s:Envelope>
          <s:Body>
            <RetrieveResponse>
              <RetrieveResult>
                <a:Attributes>
                  <a:KeyValuePairOfstringanyType>
                    <b:key>errorcode</b:key>
                    <b:value i:type="c:int">-5</b:value>
                  </a:KeyValuePairOfstringanyType>
                  <a:KeyValuePairOfstringanyType>
                    <b:key>name</b:key>
                    <b:value i:type="c:string"> a < b</b:value>
                  </a:KeyValuePairOfstringanyType>
                </a:Attributes>
                <a:EntityState i:nil="true"/>
                <a:RowVersion><version:1></a:RowVersion>
              </RetrieveResult>
            </RetrieveResponse>
          </s:Body>
        </s:Envelope>
        "#);
    }

    #[test]
    fn what_is_no_xml_is_refused() {
        for body in [
            "<a>",
            "<a></b>",
            "<a b='1' b='2'/>",
            "<p:a/>",
            "text",
            "<a/><b/>",
        ] {
            assert!(facts(body.as_bytes()).is_err(), "{body}");
        }
    }
}
