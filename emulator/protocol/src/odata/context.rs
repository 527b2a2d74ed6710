//! Fragments of context URLs (WA-047): what stands behind `…/$metadata`.
//!
//! Names are printed as they were written; nothing is looked up.

use uuid::Uuid;

use super::expand::Expand;

/// `#accounts/$entity` or `#accounts(name,primarycontactid(contactid,fullname))/$entity`.
pub fn entity(set: &str, select: Option<&[String]>, expand: &[Expand]) -> String {
    format!("#{set}{}/$entity", columns(select, expand))
}

/// `#accounts` or `#accounts(name)`.
pub fn collection(set: &str, select: Option<&[String]>, expand: &[Expand]) -> String {
    format!("#{set}{}", columns(select, expand))
}

/// `#accounts(<guid>)/name`.
pub fn property(set: &str, id: Uuid, name: &str) -> String {
    format!("#{set}({id})/{name}")
}

/// `#$ref`, one reference.
pub const REFERENCE: &str = "#$ref";

/// `#Collection($ref)`, references.
pub const REFERENCES: &str = "#Collection($ref)";

/// `#Microsoft.Dynamics.CRM.<name>Response`, the results of an operation (CA-051).
pub fn response(operation: &str) -> String {
    format!("#Microsoft.Dynamics.CRM.{operation}Response")
}

/// The bracket behind a set: nothing where every column comes and nothing is expanded.
fn columns(select: Option<&[String]>, expand: &[Expand]) -> String {
    let names = select.unwrap_or_default().iter().cloned();
    let expanded = expand.iter().map(|property| {
        let within = columns(property.select.as_deref(), &property.expand);
        let within = if within.is_empty() { "()" } else { &within };
        format!("{}{within}", property.navigation)
    });
    let all: Vec<String> = names.chain(expanded).collect();
    if all.is_empty() {
        String::new()
    } else {
        format!("({})", all.join(","))
    }
}
