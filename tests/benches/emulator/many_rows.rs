//! Many rows in one request, beside one request for each row.

use std::time::Duration;

use dataverse_conformance::command::Running;
use dataverse_conformance::wire::{Connection, WireRequest};
use serde_json::json;

use crate::Outcome;
use crate::emulator::{self, Keeping};
use crate::figure::{Line, Reading, Unit};
use crate::play::{Plan, Scene, Turn, play};
use crate::stopwatch::Stopwatch;

const ROWS: usize = 1_000;

pub(crate) async fn all(plan: &Plan) -> Outcome {
    let lines = [Line {
        name: "create 1 000 rows",
        sides: &["CreateMultiple", "requests"],
        unit: Unit::PerSecond,
    }];
    play(plan, &lines, async |stage| {
        let file = stage.folder.join("rows.db");
        let emulator = emulator::start(stage.binary, Keeping::File(&file)).await?;
        let row = |number| json!({"@odata.type": "Microsoft.Dynamics.CRM.account", "name": format!("Account {number}")});
        let targets: Vec<_> = (0..ROWS).map(row).collect();
        Ok(Rows {
            connection: Connection::open(emulator.address()).await?,
            together: WireRequest::new(
                "POST",
                "/api/data/v9.2/accounts/Microsoft.Dynamics.CRM.CreateMultiple",
                &[],
                &json!({ "Targets": targets }).to_string(),
            ),
            _emulator: emulator,
        })
    })
    .await
}

/// A durable emulator, and one client.
struct Rows {
    connection: Connection,
    together: WireRequest,
    /// Ends when this value is dropped.
    _emulator: Running,
}

impl Scene for Rows {
    async fn round(&mut self, turn: Turn, _: Duration) -> Outcome<Vec<Reading>> {
        let mut reading = vec![0.0; 2];
        for side in turn.order(2) {
            let stopwatch = Stopwatch::start();
            match side {
                0 => self
                    .connection
                    .exchange(&self.together)
                    .await?
                    .expect(200)
                    .map(drop)?,
                _ => {
                    for number in 0..ROWS {
                        let body = json!({"name": format!("Account {number}")}).to_string();
                        let create =
                            WireRequest::new("POST", "/api/data/v9.2/accounts", &[], &body);
                        self.connection.exchange(&create).await?.expect(204)?;
                    }
                }
            }
            reading[side] = ROWS as f64 / stopwatch.elapsed().as_secs_f64();
        }
        Ok(vec![reading])
    }
}
