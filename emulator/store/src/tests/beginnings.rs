//! New databases that begin with the first rows of a template.

use super::*;
use crate::Beginning;

/// The ids of the organization that the template was made for, and of a second one.
const FIRST: u128 = 0x0A;
const SECOND: u128 = 0x0B;

async fn template() -> Template {
    let world = World::new();
    let at = Value::DateTime(world.now);
    let other: Timestamp = "2020-02-02T00:00:00Z".parse().unwrap();
    let rows = vec![
        insert(
            "organization",
            FIRST,
            [
                ("name", "one".into()),
                ("createdon", at.clone()),
                ("modifiedon", Value::DateTime(other)),
            ],
        ),
        insert("businessunit", 2, [("name", "root".into())]),
        update(
            "businessunit",
            2,
            [("organizationid", reference("organization", FIRST))],
        ),
        insert(
            "account",
            3,
            [
                ("createdon", at),
                ("parentaccountid", reference("account", 3)),
            ],
        ),
        Write::Remember {
            key: "seed".to_owned(),
            value: "1".to_owned(),
        },
    ];
    world.commit(rows).await.unwrap();
    Template::of(&world.store, id(FIRST), world.now).unwrap()
}

fn beginning() -> Beginning {
    Beginning {
        organization: id(SECOND),
        at: "2031-01-01T00:00:00Z".parse().unwrap(),
        remembered: vec![("seed".to_owned(), "2".to_owned())],
    }
}

fn opening<'a>(
    place: &'a DatabaseLocation,
    template: &'a Template,
) -> (Opening<'a>, mpsc::UnboundedReceiver<DueEffect>) {
    let (released, received) = mpsc::unbounded_channel();
    let opening = Opening {
        place,
        metadata: Arc::clone(&METADATA),
        template,
        checkpointer: &CHECKPOINTER,
        released,
        faults: CrashPoints::none(),
        limits: &Limits::DEFAULT,
    };
    (opening, received)
}

fn row(store: &Store, table: &str, number: u128) -> Option<Entity> {
    let view = store.view().unwrap();
    view.retrieve(&of(table), id(number), &Columns::All, Names::Unwanted)
        .unwrap()
}

/// Checks that every row has this organization's id, first instant and versions.
fn check(store: &Store) {
    let beginning = beginning();
    let organization = row(store, "organization", SECOND).unwrap();
    assert_eq!(row(store, "organization", FIRST), None);
    assert_eq!(
        organization.attributes["createdon"],
        Value::DateTime(beginning.at)
    );
    let other: Timestamp = "2020-02-02T00:00:00Z".parse().unwrap();
    assert_eq!(
        organization.attributes["modifiedon"],
        Value::DateTime(other)
    );
    let ticks = crate::cell::ticks(beginning.at);
    assert_eq!(organization.row_version, Some(ticks));
    let unit = row(store, "businessunit", 2).unwrap();
    assert_eq!(
        unit.attributes["organizationid"],
        reference("organization", SECOND)
    );
    let account = row(store, "account", 3).unwrap();
    assert_eq!(
        account.attributes["createdon"],
        Value::DateTime(beginning.at)
    );
    assert_eq!(
        account.attributes["parentaccountid"],
        reference("account", 3)
    );
    assert_eq!(account.row_version, Some(ticks + 3));
}

#[tokio::test]
async fn a_new_organization_has_the_first_rows_as_its_own() {
    let template = template().await;
    let (opening, _released) = opening(&DatabaseLocation::Temporary, &template);
    let (store, recovered) = Store::begin(opening, &beginning()).unwrap();
    check(&store);
    let seed = recovered.remembered.get("seed").map(String::as_str);
    assert_eq!((recovered.remembered.len(), seed), (1, Some("2")));
    let change = Change {
        writes: vec![insert("account", 4, [])].into(),
        now: beginning().at,
        rules: Arc::new(Rules::default()),
        guard: Activity::new().guard(Class::Busy),
        event: CompletionEvent::Unsubscribed,
    };
    let committed = store.commit(change).await.unwrap();
    let next = crate::cell::ticks(beginning().at) + 4;
    assert_eq!(
        committed.outcomes[0].version(),
        Some(next),
        "versions go on from there"
    );
}

#[tokio::test]
async fn a_file_that_was_begun_is_left_as_it_is() {
    let template = template().await;
    let folder = tempfile::tempdir().unwrap();
    let place = DatabaseLocation::File(folder.path().join("organization.db"));
    let (first, _released) = opening(&place, &template);
    drop(Store::begin(first, &beginning()).unwrap());
    let (again, _released) = opening(&place, &template);
    let (store, recovered) = Store::open(again).unwrap();
    check(&store);
    assert_eq!(recovered.remembered.len(), 1);
}

#[tokio::test]
async fn a_beginning_that_was_interrupted_is_made_anew() {
    let template = template().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("organization.db");
    std::fs::write(&path, template.bytes()).unwrap();
    let place = DatabaseLocation::File(path);
    let (without_beginning, _released) = opening(&place, &template);
    let refused = Store::open(without_beginning).unwrap_err();
    assert!(matches!(refused, OpenError::NoBeginning), "{refused}");
    let (opening, _released) = opening(&place, &template);
    let (store, _) = Store::begin(opening, &beginning()).unwrap();
    check(&store);
}
