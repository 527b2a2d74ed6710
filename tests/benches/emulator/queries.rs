//! Queries of a large table, each beside the bare statement on the same file.

use std::path::Path;
use std::time::Duration;

use dataverse_conformance::command::Running;
use dataverse_conformance::wire::{Connection, WireRequest};
use rusqlite::params_from_iter;
use rusqlite::types::Value;

use crate::emulator::{self, Keeping};
use crate::figure::{Line, Reading, Unit};
use crate::play::{Plan, Scene, Turn, play};
use crate::stopwatch::Stopwatch;
use crate::{Outcome, rows};

const ACCOUNTS: u64 = 100_000;

/// A query, and the condition and the end of the statement that reads the same columns.
struct Shape {
    line: &'static str,
    options: &'static str,
    columns: &'static str,
    rest: &'static str,
}

const SHAPES: [Shape; 7] = [
    Shape {
        line: "query, name eq",
        options: "$select=name&$filter=name%20eq%20'Account%20054321'",
        columns: "name",
        rest: "name = 'Account 054321'",
    },
    Shape {
        line: "query, startswith",
        options: "$select=name&$filter=startswith(name,'Account%2005432')",
        columns: "name",
        rest: "name LIKE 'Account 05432%'",
    },
    Shape {
        line: "query, contains",
        options: "$select=name&$filter=contains(name,'54321')",
        columns: "name",
        rest: "name LIKE '%54321%'",
    },
    Shape {
        line: "query, few of a scan",
        options: "$select=name&$filter=numberofemployees%20gt%20498",
        columns: "name",
        rest: "numberofemployees > 498",
    },
    Shape {
        line: "query, first of an order",
        options: "$select=name&$orderby=name&$top=50",
        columns: "name",
        rest: "TRUE ORDER BY name LIMIT 50",
    },
    Shape {
        line: "query, page of 5 000",
        options: "$select=name,accountnumber",
        columns: "name, accountnumber",
        rest: "TRUE LIMIT 5000",
    },
    // Pages follow each other by the key, so the answer has an order although the request has none.
    Shape {
        line: "query, page of 5 000, by key",
        options: "$select=name,accountnumber",
        columns: "name, accountnumber",
        rest: "TRUE ORDER BY accountid LIMIT 5000",
    },
];

pub(crate) async fn all(plan: &Plan) -> Outcome {
    let lines = SHAPES.map(|shape| Line {
        name: shape.line,
        sides: &["emulator", "bare"],
        unit: Unit::Milliseconds,
    });
    play(plan, &lines, async |stage| {
        let file = stage.folder.join("accounts.db");
        let first = emulator::start(stage.binary, Keeping::File(&file)).await?;
        emulator::stop(first).await?;
        fill(&file)?;
        let emulator = emulator::start(stage.binary, Keeping::File(&file)).await?;
        Ok(Beside {
            connection: Connection::open(emulator.address()).await?,
            bare: rows::reader(&file)?,
            _emulator: emulator,
        })
    })
    .await
}

/// Copies a sample account until there are [`ACCOUNTS`] more, each with a name, a number and a size of its own.
fn fill(database: &Path) -> rusqlite::Result<()> {
    let mut file = rusqlite::Connection::open(database)?;
    file.pragma_update(None, "synchronous", "off")?;
    let all = file.transaction()?;
    {
        let mut query = all.prepare("SELECT * FROM account LIMIT 1")?;
        let names: Vec<String> = query.column_names().map(str::to_owned).collect();
        let width = names.len();
        let mut values: Vec<Value> =
            query.query_row([], |row| (0..width).map(|column| row.get(column)).collect())?;
        let place = |wanted: &str| names.iter().position(|name| name == wanted);
        let columns = ["accountid", "name", "accountnumber", "numberofemployees"].map(place);
        let marks = vec!["?"; width].join(", ");
        let listed = names.join(", ");
        let insert = format!("INSERT INTO account ({listed}) VALUES ({marks})");
        let mut insert = all.prepare(&insert)?;
        for number in 0..ACCOUNTS {
            let own = [
                Value::Blob(rows::id(number + 1).as_bytes().to_vec()),
                Value::Text(format!("Account {number:06}")),
                Value::Text(format!("A{number}")),
                Value::Integer((number % 500).cast_signed()),
            ];
            for (column, value) in columns.iter().zip(own) {
                values[column.expect("accounts have these columns")] = value;
            }
            insert.execute(params_from_iter(&values))?;
        }
    }
    all.commit()?;
    drop(file);
    rows::gather(database)
}

/// An emulator, and a connection of this process to its file.
struct Beside {
    connection: Connection,
    bare: rusqlite::Connection,
    /// Ends when this value is dropped.
    _emulator: Running,
}

impl Scene for Beside {
    async fn round(&mut self, turn: Turn, window: Duration) -> Outcome<Vec<Reading>> {
        let mut readings = Vec::with_capacity(SHAPES.len());
        for shape in &SHAPES {
            let mut reading = vec![0.0; 2];
            for side in turn.order(2) {
                reading[side] = match side {
                    0 => self.asked(shape, window / 4).await?,
                    _ => self.bare(shape, window / 4)?,
                };
            }
            readings.push(reading);
        }
        Ok(readings)
    }
}

impl Beside {
    /// Milliseconds per answer of the emulator.
    async fn asked(&mut self, shape: &Shape, window: Duration) -> Outcome<f64> {
        let request = WireRequest::get(&format!("/api/data/v9.2/accounts?{}", shape.options));
        let (stopwatch, mut answers) = (Stopwatch::start(), 0);
        while answers == 0 || stopwatch.elapsed() < window {
            self.connection.exchange(&request).await?.expect(200)?;
            answers += 1;
        }
        Ok(stopwatch.elapsed().as_secs_f64() * 1e3 / f64::from(answers))
    }

    /// Milliseconds per run of the statement, all of whose rows are read.
    fn bare(&self, shape: &Shape, window: Duration) -> Outcome<f64> {
        let text = format!(
            "SELECT accountid, versionnumber, {} FROM account WHERE {}",
            shape.columns, shape.rest
        );
        let (stopwatch, mut runs) = (Stopwatch::start(), 0);
        while runs == 0 || stopwatch.elapsed() < window {
            let mut statement = self.bare.prepare_cached(&text)?;
            let width = statement.column_count();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                for column in 0..width {
                    std::hint::black_box(row.get::<_, Value>(column)?);
                }
            }
            runs += 1;
        }
        Ok(stopwatch.elapsed().as_secs_f64() * 1e3 / f64::from(runs))
    }
}
