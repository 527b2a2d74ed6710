//! Links that only test for rows, links that take one row, and columns under other names.

use dataverse_protocol::fetchxml;
use dataverse_protocol::value::Name;

use super::queries::world;
use super::*;

/// The contacts that a query finds, by the first letters of their names.
fn contacts(world: &World, inside: &str) -> String {
    let xml = format!(
        "<fetch><entity name='account'><attribute name='name'/>{inside}<order attribute='name'/></entity></fetch>"
    );
    let answer = world.ask(&fetchxml::parse(&xml, &Limits::DEFAULT).unwrap());
    let names = answer.entities.iter().map(|row| {
        let name = row.attributes.get("name").and_then(Value::as_str);
        name.unwrap_or("-")[..1].to_owned()
    });
    names.collect()
}

fn link(link_type: &str, inside: &str) -> String {
    format!(
        "<link-entity name='contact' from='parentcustomerid' to='accountid' link-type='{link_type}'>{inside}</link-entity>"
    )
}

const BOB: &str = "<filter><condition attribute='fullname' operator='eq' value='Bob'/></filter>";

#[tokio::test]
async fn a_link_in_a_filter_tests_for_rows_and_repeats_none() {
    let world = world().await;
    let filter = |link_type, inside| {
        contacts(
            &world,
            &format!("<filter>{}</filter>", link(link_type, inside)),
        )
    };
    // Adventure Works has Ann and Bob, Contoso has Cid, the others have no contacts.
    for (link_type, all, bob) in [
        ("any", "AC", "A"),
        ("not all", "AC", "A"),
        ("not any", "-bF", "-bCF"),
        ("all", "", "C"),
    ] {
        assert_eq!(filter(link_type, ""), all, "{link_type}");
        assert_eq!(filter(link_type, BOB), bob, "{link_type}");
    }
    let either = format!(
        "<filter type='or'>{}<condition attribute='name' operator='begins-with' value='b'/></filter>",
        link("any", BOB)
    );
    assert_eq!(contacts(&world, &either), "Ab");
}

#[tokio::test]
async fn a_link_of_the_type_exists_or_in_is_an_inner_join_that_repeats_no_row() {
    let world = world().await;
    for link_type in ["exists", "in"] {
        assert_eq!(contacts(&world, &link(link_type, "")), "AC");
        assert_eq!(contacts(&world, &link(link_type, BOB)), "A");
        // Bob is the primary contact of Adventure Works.
        let nested = "<link-entity name='account' from='primarycontactid' to='contactid'/>";
        assert_eq!(contacts(&world, &link(link_type, nested)), "A");
        let around = format!(
            "<link-entity name='contact' from='contactid' to='primarycontactid' alias='p'>\
             <link-entity name='account' from='accountid' to='parentcustomerid' link-type='{link_type}'/></link-entity>"
        );
        assert_eq!(contacts(&world, &around), "A");
    }
    assert_eq!(contacts(&world, &link("inner", "")), "AAC");
}

#[tokio::test]
async fn a_link_that_takes_the_first_match_returns_its_columns_by_their_schema_names() {
    let world = world().await;
    let first = link(
        "matchfirstrowusingcrossapply",
        "<attribute name='fullname'/>",
    );
    let xml = format!(
        "<fetch><entity name='account'><attribute name='name'/>{first}<order attribute='name'/></entity></fetch>"
    );
    let answer = world.ask(&fetchxml::parse(&xml, &Limits::DEFAULT).unwrap());
    let rows: Vec<_> = answer
        .entities
        .iter()
        .map(|row| {
            (
                row.attributes["name"].as_str(),
                row.attributes["FullName"].as_str(),
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            (Some("Adventure Works"), Some("Ann")),
            (Some("Contoso 100%"), Some("Cid"))
        ]
    );
    let bob = link(
        "matchfirstrowusingcrossapply",
        &format!("<attribute name='fullname'/>{BOB}"),
    );
    assert_eq!(contacts(&world, &bob), "A");
}

#[tokio::test]
async fn a_column_is_returned_under_the_name_that_the_client_chose() {
    let world = world().await;
    let xml = "<fetch><entity name='account'><attribute name='name' alias='title'/>\
        <attribute name='name'/><attribute name='name'/>\
        <link-entity name='contact' from='contactid' to='primarycontactid'>\
        <attribute name='fullname' alias='person'/></link-entity></entity></fetch>";
    let answer = world.ask(&fetchxml::parse(xml, &Limits::DEFAULT).unwrap());
    let [row] = answer.entities.as_slice() else {
        panic!("expected one row, found {answer:?}");
    };
    let names: Vec<_> = row.attributes.keys().map(Name::as_str).collect();
    assert_eq!(names, ["name", "accountid", "title", "person"]);
    assert_eq!(row.attributes["title"].as_str(), Some("Adventure Works"));
    assert_eq!(row.attributes["person"].as_str(), Some("Bob"));
}

#[tokio::test]
async fn the_name_column_of_a_lookup_is_compared_and_not_returned() {
    let world = world().await;
    let condition = |column: &str| {
        format!(
            "<attribute name='primarycontactidname'/><filter><condition attribute='{column}' operator='eq' value='Bob'/></filter>"
        )
    };
    assert_eq!(contacts(&world, &condition("primarycontactidname")), "A");
    let xml = |column: &str| {
        let inside = condition(column);
        let text = format!("<fetch><entity name='account'>{inside}</entity></fetch>");
        fetchxml::parse(&text, &Limits::DEFAULT).unwrap()
    };
    for column in ["statecodename", "creditonholdname"] {
        let refused = world.bind(&xml(column)).unwrap_err();
        assert!(
            matches!(refused, BindError::NotEmulated(_)),
            "{column}: {refused}"
        );
    }
    for column in ["nosuchname", "name1", "namename"] {
        let refused = world.bind(&xml(column)).unwrap_err();
        assert!(
            matches!(refused, BindError::UnknownColumn { .. }),
            "{column}: {refused}"
        );
    }
}
