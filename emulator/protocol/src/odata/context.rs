//! Fragments of context URLs (WA-047): the part after `…/$metadata`.
//!
//! Names are written as given; this module has no metadata.

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

/// `#accounts/$delta` or `#accounts(name)/$delta` (WA-211).
pub fn delta(set: &str, select: Option<&[String]>) -> String {
    format!("#{set}{}/$delta", columns(select, &[]))
}

/// `#accounts(<guid>)/name`.
pub fn property(set: &str, id: Uuid, name: &str) -> String {
    format!("#{set}({id})/{name}")
}

/// `#Microsoft.Dynamics.CRM.<name>Response`, the results of an operation (CA-051).
pub fn response(operation: &str) -> String {
    format!("#Microsoft.Dynamics.CRM.{operation}Response")
}

/// The columns in parentheses after an entity set; empty if every column is selected and nothing is expanded.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::odata::Options;

    #[test]
    fn fragments_list_what_was_asked_for() {
        for (raw, expected) in [
            ("", "#accounts"),
            ("$select=name,revenue", "#accounts(name,revenue)"),
            (
                "$select=_primarycontactid_value",
                "#accounts(_primarycontactid_value)",
            ),
            (
                "$select=name&$expand=primarycontactid($select=contactid,fullname)",
                "#accounts(name,primarycontactid(contactid,fullname))",
            ),
            ("$expand=primarycontactid", "#accounts(primarycontactid())"),
            (
                "$expand=tasks($select=a;$expand=owner($select=name))",
                "#accounts(tasks(a,owner(name)))",
            ),
        ] {
            let options = Options::parse(raw).unwrap();
            let select = options.select.as_deref();
            assert_eq!(collection("accounts", select, &options.expand), expected);
            let one = entity("accounts", select, &options.expand);
            assert_eq!(one, format!("{expected}/$entity"));
        }
    }

    #[test]
    fn properties_and_operations_have_their_own() {
        assert_eq!(
            property("accounts", Uuid::nil(), "name"),
            "#accounts(00000000-0000-0000-0000-000000000000)/name"
        );
        assert_eq!(
            response("sample_IsSystemAdmin"),
            "#Microsoft.Dynamics.CRM.sample_IsSystemAdminResponse"
        );
    }
}
