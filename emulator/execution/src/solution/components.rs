//! The components of a solution: a row of `solutioncomponent` for each (SL-013).

use std::collections::HashSet;

use dataverse_protocol::query::{ColumnPath, Columns, Condition, Filter, Operand, Operator, Query};
use dataverse_protocol::value::{Attributes, EntityReference, Value};
use uuid::Uuid;

use super::records::insert;
use crate::error::Error;
use crate::session::Session;

const COMPONENT: &str = "solutioncomponent";

/// The kinds of components that are imported (`componenttype`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Table = 1,
    Column = 2,
    OptionSet = 9,
    WebResource = 61,
    Assembly = 91,
    Step = 92,
    CustomApi = 10_035,
}

/// One component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Component {
    kind: i32,
    id: Uuid,
}

impl Component {
    /// `id` is the `MetadataId` of a definition, or the id of a row.
    pub(super) const fn new(kind: Kind, id: Uuid) -> Self {
        Self {
            kind: kind as i32,
            id,
        }
    }
}

/// Adds the components that the solution does not have yet.
pub(super) fn write(
    session: &mut Session<'_>,
    solution: Uuid,
    components: impl Iterator<Item = Component>,
) -> Result<(), Error> {
    let mut known = known(session, solution)?;
    for component in components {
        if !known.insert(component) {
            continue;
        }
        let values = Attributes::from_iter([
            ("componenttype".to_owned(), Value::OptionSet(component.kind)),
            ("objectid".to_owned(), component.id.into()),
            ("rootcomponentbehavior".to_owned(), Value::OptionSet(0)),
            (
                "solutionid".to_owned(),
                EntityReference::new("solution", solution).into(),
            ),
        ]);
        let id = session.new_id();
        insert(session, COMPONENT, id, values)?;
    }
    Ok(())
}

fn known(session: &mut Session<'_>, solution: Uuid) -> Result<HashSet<Component>, Error> {
    let mut query = Query::new(COMPONENT);
    query.columns = Columns::Named(vec!["componenttype".to_owned(), "objectid".to_owned()]);
    query.filter = Filter::Condition(Condition {
        column: ColumnPath::of("solutionid"),
        operator: Operator::Equal,
        operands: vec![Operand::Value(Value::Guid(solution))],
    });
    let rows = session.query(&query)?.entities.into_iter();
    let component = |row: dataverse_protocol::value::Entity| {
        let kind = row.get("componenttype")?.as_integer()?;
        Some(Component {
            kind: i32::try_from(kind).ok()?,
            id: row.get("objectid")?.as_guid()?,
        })
    };
    Ok(rows.filter_map(component).collect())
}
