//! Secrets: no query of a caller can read them, select or compare them.

use dataverse_protocol::query::{
    ColumnPath, Columns, Condition, Direction, Filter, Join, Link, Operand, Operator, Order, Query,
    Through,
};
use dataverse_protocol::value::{Entity, EntityReference, Related, Value};

use super::{METADATA, World, context, id, of, values};
use crate::{BindError, Everything, Limit, Names, Write, bind_for_caller, readable};

const ENDPOINT: &str = "serviceendpoint";

async fn world() -> World {
    let world = World::new();
    let endpoint = values([("name", "Hook".into()), ("authvalue", "s3cret".into())]);
    let step = values([
        ("name", "Step".into()),
        (
            "eventhandler",
            Value::from(EntityReference::new(ENDPOINT, id(1))),
        ),
    ]);
    for (table, number, values) in [
        (ENDPOINT, 1, endpoint),
        ("sdkmessageprocessingstep", 2, step),
    ] {
        let (table, id) = (of(table), id(number));
        world
            .write(Write::Insert { table, id, values })
            .await
            .unwrap();
    }
    world
}

fn asked(world: &World, query: &Query) -> Result<Vec<Entity>, BindError> {
    let bound = bind_for_caller(&Everything, query, &METADATA, &context(world.now))?;
    let mut view = world.store.view().unwrap();
    let rows = view.query(&bound, Names::Wanted, &Limit::Unlimited);
    Ok(rows.unwrap().entities)
}

fn equals(column: ColumnPath) -> Filter {
    Filter::Condition(Condition {
        column,
        operator: Operator::Equal,
        operands: vec![Operand::Value("s3cret".into())],
    })
}

fn link(through: Through, columns: Columns) -> Link {
    Link {
        through,
        join: Join::Inner,
        alias: None,
        columns: Some(columns),
        filter: Filter::And(Vec::new()),
        links: Vec::new(),
        order: Vec::new(),
        top: None,
        page_size: None,
    }
}

fn secret() -> Columns {
    Columns::Named(vec!["authvalue".to_owned()])
}

#[tokio::test]
async fn all_columns_are_all_but_the_secrets() {
    let world = world().await;
    let row = asked(&world, &Query::new(ENDPOINT)).unwrap().remove(0);
    assert_eq!(row.get("name"), Some(&"Hook".into()));
    for name in ["authvalue", "saskey", "sastoken"] {
        assert!(!row.attributes.contains_key(name), "{name}");
    }
    let columns = readable(&of(ENDPOINT), &Columns::All).unwrap();
    assert!(matches!(&*columns, Columns::Named(names) if !names.contains(&"authvalue".to_owned())));
    assert_eq!(
        *readable(&of("account"), &Columns::All).unwrap(),
        Columns::All
    );
}

#[tokio::test]
async fn the_platform_reads_its_secrets() {
    let world = world().await;
    let own = world.ask(&Query::new(ENDPOINT)).entities.remove(0);
    assert_eq!(own.get("authvalue"), Some(&"s3cret".into()));
    let row = world.row(ENDPOINT, id(1)).unwrap();
    assert_eq!(row.get("authvalue"), Some(&"s3cret".into()));
}

#[tokio::test]
async fn a_row_that_is_expanded_or_joined_keeps_its_secrets() {
    let world = world().await;
    let mut query = Query::new("sdkmessageprocessingstep");
    let navigation = Through::Navigation("eventhandler_serviceendpoint".to_owned());
    query.links = vec![link(navigation, Columns::All)];
    let step = asked(&world, &query).unwrap().remove(0);
    let Some(Related::One(Some(hook))) = step.related.get("eventhandler_serviceendpoint") else {
        panic!("the handler is not there: {step:?}");
    };
    assert_eq!(hook.get("name"), Some(&"Hook".into()));
    assert!(!hook.attributes.contains_key("authvalue"));
    query.links = vec![link(joined("serviceendpointid"), Columns::All)];
    let step = asked(&world, &query).unwrap().remove(0);
    assert!(step.attributes.keys().any(|name| name.ends_with(".name")));
    assert!(
        !step
            .attributes
            .keys()
            .any(|name| name.ends_with("authvalue"))
    );
}

fn joined(from: &str) -> Through {
    Through::Columns {
        table: ENDPOINT.to_owned(),
        from: from.to_owned(),
        to: "eventhandler".to_owned(),
    }
}

#[tokio::test]
async fn a_secret_that_is_named_is_refused_by_name() {
    let world = world().await;
    let refused = BindError::WriteOnly {
        table: ENDPOINT.to_owned(),
        column: "authvalue".to_owned(),
    };
    let mut queries = Vec::new();
    let mut query = Query::new(ENDPOINT);
    query.columns = secret();
    queries.push(query.clone());
    query.distinct = true;
    queries.push(query);
    let mut query = Query::new(ENDPOINT);
    query.filter = equals(ColumnPath::of("authvalue"));
    queries.push(query);
    let mut query = Query::new(ENDPOINT);
    query.order = vec![Order {
        column: ColumnPath::of("authvalue"),
        direction: Direction::Ascending,
    }];
    queries.push(query);
    let steps = Query::new("sdkmessageprocessingstep");
    let mut query = steps.clone();
    let mut path = ColumnPath::of("authvalue");
    path.via = vec!["eventhandler_serviceendpoint".to_owned()];
    query.filter = equals(path);
    queries.push(query);
    for through in [
        Through::Navigation("eventhandler_serviceendpoint".to_owned()),
        joined("serviceendpointid"),
    ] {
        let mut query = steps.clone();
        query.links = vec![link(through, secret())];
        queries.push(query);
    }
    let mut query = steps;
    query.links = vec![Link {
        join: Join::Outer,
        ..link(joined("authvalue"), Columns::Named(Vec::new()))
    }];
    queries.push(query);
    for query in queries {
        assert_eq!(
            asked(&world, &query).err(),
            Some(refused.clone()),
            "{query:?}"
        );
    }
    assert_eq!(readable(&of(ENDPOINT), &secret()).err(), Some(refused));
}
