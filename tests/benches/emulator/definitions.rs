//! Definitions: how long they take to read, and what tables of one's own cost a start.

use std::path::{Path, PathBuf};
use std::time::Duration;

use dataverse_conformance::command::Running;
use dataverse_conformance::wire::{Connection, WireRequest};
use serde_json::json;

use crate::Outcome;
use crate::emulator::{self, Keeping};
use crate::figure::{Line, Reading, Unit, median_milliseconds};
use crate::play::{Plan, Scene, Turn, play};
use crate::stopwatch::Stopwatch;

/// Tables of one's own in the larger organization.
const TABLES: usize = 300;

/// Requests for definitions, each with the name of its line.
const READS: [(&str, &str); 3] = [
    ("definitions, all tables", "EntityDefinitions"),
    (
        "definitions, three columns",
        "EntityDefinitions?$select=LogicalName,SchemaName,EntitySetName",
    ),
    ("definitions, $metadata", "$metadata"),
];

pub(crate) async fn reads(plan: &Plan) -> Outcome {
    let lines = READS.map(|(name, _)| Line {
        name,
        sides: &["emulator"],
        unit: Unit::Milliseconds,
    });
    play(plan, &lines, async |stage| {
        let emulator = emulator::start(stage.binary, Keeping::Temporary).await?;
        Ok(Reads {
            connection: Connection::open(emulator.address()).await?,
            _emulator: emulator,
        })
    })
    .await
}

pub(crate) async fn starts(plan: &Plan) -> Outcome {
    let lines = [Line {
        name: "start with 300 own tables",
        sides: &["with", "without"],
        unit: Unit::Milliseconds,
    }];
    play(plan, &lines, async |stage| {
        let files = ["with.db", "without.db"].map(|name| stage.folder.join(name));
        for (file, tables) in files.iter().zip([TABLES, 0]) {
            define(stage.binary, file, tables).await?;
        }
        Ok(Starts {
            binary: stage.binary.to_owned(),
            files,
        })
    })
    .await
}

/// Makes an organization with so many tables, each with a few columns.
async fn define(binary: &Path, file: &Path, tables: usize) -> Outcome {
    let emulator = emulator::start(binary, Keeping::File(file)).await?;
    let mut connection = Connection::open(emulator.address()).await?;
    let label = |text: &str| json!({"LocalizedLabels": [{"Label": text, "LanguageCode": 1033}]});
    let entities: Vec<_> = (0..tables)
        .map(|number| {
            let name = format!("Table {number}");
            let column = |kind: &str, name: &str, is_name: bool| {
                json!({
                    "@odata.type": format!("Microsoft.Dynamics.CRM.Complex{kind}AttributeMetadata"),
                    "SchemaName": name, "IsPrimaryName": is_name,
                })
            };
            json!({
                "SchemaName": format!("new_Table{number}"), "OwnershipType": "UserOwned",
                "DisplayName": label(&name), "DisplayCollectionName": label(&format!("{name}s")),
                "Attributes": [
                    column("String", "new_Name", true), column("Integer", "new_Count", false),
                    column("DateTime", "new_Due", false), column("Double", "new_Weight", false),
                ],
            })
        })
        .collect();
    for some in entities.chunks(50) {
        let body = json!({ "Entities": some }).to_string();
        let create = WireRequest::new("POST", "/api/data/v9.2/CreateEntities", &[], &body);
        connection.exchange(&create).await?.expect(204)?;
    }
    drop(connection);
    emulator::stop(emulator).await
}

/// An emulator whose definitions are read.
struct Reads {
    connection: Connection,
    /// Ends when this value is dropped.
    _emulator: Running,
}

impl Scene for Reads {
    async fn round(&mut self, _: Turn, window: Duration) -> Outcome<Vec<Reading>> {
        let mut readings = Vec::with_capacity(READS.len());
        for (_, path) in READS {
            let request = WireRequest::get(&format!("/api/data/v9.2/{path}"));
            let (mut times, window_watch) = (Vec::new(), Stopwatch::start());
            while times.is_empty() || window_watch.elapsed() < window / 2 {
                let stopwatch = Stopwatch::start();
                self.connection.exchange(&request).await?.expect(200)?;
                times.push(stopwatch.elapsed());
            }
            readings.push(vec![median_milliseconds(times)]);
        }
        Ok(readings)
    }
}

/// Two organizations that are opened by a new process each time.
struct Starts {
    binary: PathBuf,
    files: [PathBuf; 2],
}

impl Scene for Starts {
    async fn round(&mut self, turn: Turn, window: Duration) -> Outcome<Vec<Reading>> {
        let mut reading = vec![0.0; 2];
        for side in turn.order(2) {
            let (mut times, window_watch) = (Vec::new(), Stopwatch::start());
            while times.is_empty() || window_watch.elapsed() < window {
                let stopwatch = Stopwatch::start();
                let emulator =
                    emulator::start(&self.binary, Keeping::File(&self.files[side])).await?;
                let mut connection = Connection::open(emulator.address()).await?;
                let ask = WireRequest::get("/api/data/v9.2/accounts?$top=1");
                connection.exchange(&ask).await?.expect(200)?;
                times.push(stopwatch.elapsed());
                drop(connection);
                emulator::stop(emulator).await?;
            }
            reading[side] = median_milliseconds(times);
        }
        Ok(vec![reading])
    }
}
