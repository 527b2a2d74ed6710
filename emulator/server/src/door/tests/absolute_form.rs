//! A client that takes the emulator for an HTTP proxy sends absolute addresses: they are answered as if they had been
//! sent to the address itself, and the answers name it.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::caller::{API, Caller};
use crate::{Settings, start};

const ORGANIZATION: &str = "http://contoso.local";

fn answer(address: &str, request: &str) -> String {
    let mut connection = TcpStream::connect(address).unwrap();
    connection.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn an_absolute_address_is_answered_as_that_of_the_organization() {
    let running = start(Settings::default()).await.unwrap();
    let caller = Caller::of(running.url());
    let address = caller.url().trim_start_matches("http://").to_owned();
    let answers = tokio::task::spawn_blocking(move || {
        let head = "Host: contoso.local\r\nAuthorization: Bearer me\r\nConnection: close\r\n";
        let web = format!("GET {ORGANIZATION}{API}/WhoAmI HTTP/1.1\r\n{head}\r\n");
        let envelope = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><Execute xmlns='http://schemas.microsoft.com/xrm/2011/Contracts/Services'><request xmlns:a='http://schemas.microsoft.com/xrm/2011/Contracts'><a:RequestName>RetrieveCurrentOrganization</a:RequestName></request></Execute></s:Body></s:Envelope>";
        let sdk = format!(
            "POST {ORGANIZATION}/XRMServices/2011/Organization.svc/web HTTP/1.1\r\n{head}Content-Type: text/xml\r\nContent-Length: {}\r\n\r\n{envelope}",
            envelope.len()
        );
        [web, sdk].map(|request| answer(&address, &request))
    });
    let [web, sdk] = answers.await.unwrap();
    assert!(web.starts_with("HTTP/1.1 200 "), "{web}");
    let context = format!("{ORGANIZATION}{API}/$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse");
    assert!(web.contains(&context), "{web}");
    assert!(sdk.starts_with("HTTP/1.1 200 "), "{sdk}");
    let endpoint = format!("<b:value>{ORGANIZATION}{API}/</b:value>");
    assert!(sdk.contains(&endpoint), "{sdk}");
    running.shutdown().await;
}
