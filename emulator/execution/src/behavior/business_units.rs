//! Business units: each has a default team with its name (PV-063).

use std::sync::Arc;

use dataverse_model::metadata::Table;
use dataverse_protocol::value::{Attributes, Entity, Value};
use dataverse_store::{Expect, Write};

use super::TableBehavior;
use crate::error::Error;
use crate::privilege::TEAM;
use crate::seed::seed_rows;
use crate::session::Session;
use crate::team_rows::{default_team, default_team_id};

pub(super) struct BusinessUnits;

impl TableBehavior for BusinessUnits {
    fn before_create(
        &self,
        session: &mut Session<'_>,
        _table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Attributes, Error> {
        let name = target.get("name").and_then(Value::as_str);
        if let (Some(id), Some(name)) = (target.id, name) {
            let team = default_team(id, name, session.provenance().caller);
            seed_rows(session, vec![team])?;
        }
        Ok(Attributes::default())
    }

    fn before_update(
        &self,
        session: &mut Session<'_>,
        _table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Vec<Write>, Error> {
        let (Some(id), Some(Value::String(name))) = (target.id, target.get("name")) else {
            return Ok(Vec::new());
        };
        let name = Value::String(name.clone());
        Ok(vec![Write::Update {
            table: session.table(TEAM)?,
            id: default_team_id(id),
            values: Attributes::from_iter([("name".into(), name)]),
            expect: Expect::Exists,
        }])
    }
}
