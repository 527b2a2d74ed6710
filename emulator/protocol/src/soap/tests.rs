//! Envelopes: how they are read, how responses are written, and properties of every text.

mod complex;
mod contracts;
mod hostile;
mod operations;
mod queries;
mod round_trip;
mod values;
mod written;

use dataverse_limits::Limits;

use super::{Call, Operation, Reply, ResponseType, SoapError};
use crate::query::alias_sources::AliasSources;
use crate::value::Value;

const NAMESPACES: &str = "xmlns:a='http://schemas.microsoft.com/xrm/2011/Contracts' xmlns:b='http://schemas.datacontract.org/2004/07/System.Collections.Generic' xmlns:i='http://www.w3.org/2001/XMLSchema-instance' xmlns:x='http://www.w3.org/2001/XMLSchema' xmlns:g='http://schemas.microsoft.com/2003/10/Serialization/' xmlns:r='http://schemas.microsoft.com/2003/10/Serialization/Arrays'";

/// The form of a response without a type, to a request without a query.
fn plain() -> Reply {
    Reply {
        operation: Operation::Execute,
        message: String::new(),
        response: ResponseType::Plain,
        aliases: AliasSources::default(),
        enumerations: Vec::new(),
        inside: Vec::new(),
    }
}

/// Reads an envelope within the default limits.
fn read(bytes: &[u8]) -> Result<Call, SoapError> {
    super::read(bytes, &Limits::default())
}

/// An envelope with `operation` in its body.
fn envelope(operation: &str) -> String {
    format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body xmlns='http://schemas.microsoft.com/xrm/2011/Contracts/Services' {NAMESPACES}>{operation}</s:Body></s:Envelope>"
    )
}

/// Reads an envelope with `operation` in its body.
fn operation(operation: &str) -> Result<Call, SoapError> {
    read(envelope(operation).as_bytes())
}

/// An `Execute` of a message with these key-value pairs.
fn execute(message: &str, pairs: &[(&str, &str)]) -> String {
    let pairs: String = pairs
        .iter()
        .map(|(key, value)| {
            format!("<a:KeyValuePairOfstringanyType><b:key>{key}</b:key>{value}</a:KeyValuePairOfstringanyType>")
        })
        .collect();
    format!(
        "<Execute><request><a:Parameters>{pairs}</a:Parameters><a:RequestId i:nil='true'/><a:RequestName>{message}</a:RequestName></request></Execute>"
    )
}

/// Reads the value of a parameter, given as its whole `b:value` element.
fn value(element: &str) -> Result<Value, SoapError> {
    let mut call = operation(&execute("sample_Any", &[("Input", element)]))
        .map_err(|error| error.cause().clone())?;
    Ok(call
        .request
        .parameters
        .swap_remove("Input")
        .expect("the parameter was given"))
}

/// A fixture without the white space between its elements.
fn squeezed(xml: &str) -> String {
    xml.lines().map(str::trim_start).collect()
}
