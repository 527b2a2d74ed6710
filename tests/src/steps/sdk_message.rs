//! Messages of the SDK with their parameters as a table, where the bytes of the envelope are not the point.

use cucumber::gherkin::Step;
use cucumber::{given, when};
use quick_xml::escape::escape;

use super::sdk::{call, pair};
use super::table_of;
use crate::failure::Failure;
use crate::world::World;

/// Sends a message of the class that the SDK has for it. The table's columns are parameter, type and value: the type is
/// the SDK's (`EntityReference`, `OptionSetValue`) or .NET's (`Guid`, `String`, `Int32`, `Boolean`), or `null`; a
/// reference is written like `account(<guid>)`.
#[given(regex = r"^the SDK has executed (\w+) with$")]
#[when(regex = r"^the SDK executes (\w+) with$")]
async fn execute(world: &mut World, step: &Step, message: String) -> Result<(), Failure> {
    let mut parameters = String::new();
    let (first, rest) = table_of(step)?;
    for row in std::iter::once(first).chain(rest.iter().map(Vec::as_slice)) {
        let [name, kind, value] = row else {
            return Err(Failure::step(
                "the table's columns are parameter, type and value",
            ));
        };
        parameters.push_str(&pair(name, &element(kind, value)?));
    }
    let request = format!(
        "<request i:type=\"g:{message}Request\"><a:Parameters>{parameters}</a:Parameters>\
         <a:RequestId i:nil=\"true\"/><a:RequestName>{message}</a:RequestName></request>"
    );
    call(world, "Execute", &request).await
}

/// The element of a value, as the SDK's serializer writes it.
fn element(kind: &str, value: &str) -> Result<String, Failure> {
    let text = escape(value);
    let (kind, inside) = match kind {
        "null" => return Ok("<b:value i:nil=\"true\"/>".to_owned()),
        "EntityReference" => ("a:EntityReference", reference(value)?),
        "OptionSetValue" => ("a:OptionSetValue", format!("<a:Value>{text}</a:Value>")),
        "Guid" => ("d:guid", text.into_owned()),
        "String" => ("c:string", text.into_owned()),
        "Int32" => ("c:int", text.into_owned()),
        "Boolean" => ("c:boolean", text.into_owned()),
        other => {
            return Err(Failure::step(format!(
                "{other:?} is no type of a parameter that this step knows"
            )));
        }
    };
    Ok(format!("<b:value i:type=\"{kind}\">{inside}</b:value>"))
}

fn reference(value: &str) -> Result<String, Failure> {
    let (table, id) = value
        .strip_suffix(')')
        .and_then(|value| value.split_once('('))
        .ok_or_else(|| {
            Failure::step(format!("{value:?} is no reference such as account(<guid>)"))
        })?;
    Ok(format!(
        "<a:Id>{id}</a:Id><a:KeyAttributes/><a:LogicalName>{table}</a:LogicalName><a:Name i:nil=\"true\"/>\
         <a:RowVersion i:nil=\"true\"/>"
    ))
}
