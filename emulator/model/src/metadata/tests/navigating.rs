//! Navigation properties, from both ends of a relationship.

use super::embedded;
use crate::metadata::{Metadata, Navigation, OnDelete};

/// `One(column -> table)`, `Many(table.column)`, `Across(between.column -> table.key)` or `nothing`.
fn leads(metadata: &Metadata, table: &str, name: &str) -> String {
    match metadata.navigation(metadata.table(table).unwrap(), name) {
        Some(Navigation::One { column, target }) => {
            format!("One({} -> {})", column.logical_name, target.table)
        }
        Some(Navigation::Many {
            table,
            column,
            target,
        }) => {
            assert_eq!(target.collection, name);
            format!("Many({}.{})", table.logical_name, column.logical_name)
        }
        Some(Navigation::Across {
            table,
            between,
            here,
            there,
        }) => format!(
            "Across({}.{} -> {}.{})",
            between.logical_name, here.logical_name, table.logical_name, there.logical_name
        ),
        None => "nothing".to_owned(),
    }
}

#[test]
fn a_navigation_property_leads_from_either_end_of_a_relationship() {
    let metadata = embedded();
    for (table, name, expected) in [
        (
            "systemuser",
            "systemuserroles_association",
            "Across(systemuserroles.systemuserid -> role.roleid)",
        ),
        (
            "role",
            "systemuserroles_association",
            "Across(systemuserroles.roleid -> systemuser.systemuserid)",
        ),
        (
            "account",
            "primarycontactid",
            "One(primarycontactid -> contact)",
        ),
        (
            "contact",
            "account_primary_contact",
            "Many(account.primarycontactid)",
        ),
        (
            "account",
            "Referencedaccount_parent_account",
            "Many(account.parentaccountid)",
        ),
        (
            "contact",
            "parentcustomerid_account",
            "One(parentcustomerid -> account)",
        ),
        (
            "contact",
            "parentcustomerid_contact",
            "One(parentcustomerid -> contact)",
        ),
        (
            "account",
            "contact_customer_accounts",
            "Many(contact.parentcustomerid)",
        ),
        (
            "contact",
            "contact_customer_contacts",
            "Many(contact.parentcustomerid)",
        ),
        ("annotation", "objectid_account", "One(objectid -> account)"),
        ("account", "Account_Annotation", "Many(annotation.objectid)"),
        (
            "customapi",
            "PluginTypeId",
            "One(plugintypeid -> plugintype)",
        ),
        (
            "customapi",
            "CustomAPIRequestParameters",
            "Many(customapirequestparameter.customapiid)",
        ),
        (
            "customapi",
            "CustomAPIResponseProperties",
            "Many(customapiresponseproperty.customapiid)",
        ),
        (
            "customapirequestparameter",
            "CustomAPIId",
            "One(customapiid -> customapi)",
        ),
        (
            "systemuser",
            "lk_backgroundoperation_createdby",
            "Many(backgroundoperation.createdby)",
        ),
        (
            "systemuser",
            "lk_accountbase_modifiedby",
            "Many(account.modifiedby)",
        ),
        // Names are case-sensitive, and a lookup with several targets has no property of its own
        // name.
        ("customapi", "plugintypeid", "nothing"),
        ("customapi", "customapirequestparameters", "nothing"),
        ("contact", "parentcustomerid", "nothing"),
        ("account", "contact_customer_contacts", "nothing"),
    ] {
        assert_eq!(leads(&metadata, table, name), expected, "{table}/{name}");
    }
}

#[test]
fn the_parts_of_a_custom_api_go_with_it() {
    let metadata = embedded();
    let api = metadata.table("customapi").unwrap();
    for name in ["CustomAPIRequestParameters", "CustomAPIResponseProperties"] {
        let Some(Navigation::Many { target, .. }) = metadata.navigation(api, name) else {
            panic!("{name} is no collection");
        };
        assert_eq!(target.on_delete, OnDelete::Cascade);
    }
}

#[test]
fn all_navigation_properties_of_a_table_are_listed_lookups_first() {
    let metadata = embedded();
    let listed: Vec<_> = metadata
        .navigations(metadata.table("customapi").unwrap())
        .map(|(name, navigation)| (name, matches!(navigation, Navigation::Many { .. })))
        .collect();
    assert_eq!(listed.first(), Some(&("PluginTypeId", false)));
    assert_eq!(
        listed[listed.len() - 4..],
        [
            ("CustomAPIRequestParameters", true),
            ("CustomAPIResponseProperties", true),
            ("CatalogAssignments", true),
            ("customapi_AsyncOperations", true)
        ]
    );
}
