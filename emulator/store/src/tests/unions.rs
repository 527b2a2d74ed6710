//! A table that shows the rows of other tables, for everybody and in a unit of work.

use dataverse_protocol::value::EntityCollection;

use super::*;

fn subjects(rows: EntityCollection) -> Vec<String> {
    let subject = |row: Entity| Some(row.get("subject")?.as_str()?.to_owned());
    let mut subjects: Vec<_> = rows.entities.into_iter().filter_map(subject).collect();
    subjects.sort();
    subjects
}

#[tokio::test]
async fn a_unit_of_work_sees_its_own_rows_in_a_union() {
    let world = World::new();
    let task = insert("task", 1, [("subject", "committed".into())]);
    world.write(task).await.unwrap();
    let call = insert("phonecall", 2, [("subject", "called".into())]);
    world.write(call).await.unwrap();
    let bound = world.bind(&Query::new("activitypointer")).unwrap();
    let mut unit = world.store.unit(world.rules.clone()).unwrap();
    let own = insert("task", 3, [("subject", "own".into())]);
    unit.apply(own, world.now).unwrap();
    unit.apply(delete("phonecall", 2), world.now).unwrap();
    let seen = unit.view_mut();
    let seen = seen.query(&bound, Names::Unwanted, &Limit::Unlimited);
    assert_eq!(subjects(seen.unwrap()), ["committed", "own"]);
    let pointer = of("activitypointer");
    assert!(unit.view().exists(&pointer, id(3)).unwrap());
    assert!(!unit.view().exists(&pointer, id(2)).unwrap());
    let mut view = world.store.view().unwrap();
    let seen = view.query(&bound, Names::Unwanted, &Limit::Unlimited);
    assert_eq!(subjects(seen.unwrap()), ["called", "committed"]);
}
