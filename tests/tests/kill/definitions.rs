//! A definition is there with all that belongs to it, or not at all, whatever kills the process: the table, its columns,
//! its privileges, its messages, its place among the targets of notes; and of a removed table none of these.

use std::error::Error;
use std::path::Path;

use dataverse_conformance::command::{Build, Running, StartFailure, executable};
use dataverse_conformance::wire::{Connection, WireRequest};
use serde_json::Value;

use crate::plan::Fault;
use crate::process::{MANUAL, come_to_rest, end, start};

/// What is there after a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    Nothing,
    Whole,
    /// Either of these: how many groups a start commits depends on what it finds.
    Either,
}

/// Where the process dies, and what is left. A start commits two groups or three, without definitions; the table and its
/// removal are one group each, with two definitions: the table's, and that of its place among the targets of notes.
const DEATHS: [(&str, u64, Left); 14] = [
    ("definition.altered", 1, Left::Nothing),
    ("definition.altered", 2, Left::Nothing),
    ("definition.published", 1, Left::Whole),
    ("definition.altered", 3, Left::Whole),
    ("definition.altered", 4, Left::Whole),
    ("definition.published", 2, Left::Nothing),
    ("group.written", 3, Left::Either),
    ("group.committed", 3, Left::Either),
    ("group.written", 4, Left::Either),
    ("group.committed", 4, Left::Either),
    ("group.written", 5, Left::Either),
    ("group.committed", 5, Left::Either),
    ("group.written", 6, Left::Either),
    ("group.committed", 6, Left::Either),
];

const TABLE: &str = r#"{"SchemaName":"new_Pen","OwnershipType":"UserOwned","HasNotes":true,
    "DisplayName":{"LocalizedLabels":[{"Label":"Pen","LanguageCode":1033}]},
    "DisplayCollectionName":{"LocalizedLabels":[{"Label":"Pens","LanguageCode":1033}]},
    "Attributes":[{"@odata.type":"Microsoft.Dynamics.CRM.StringAttributeMetadata","SchemaName":"new_Name",
      "IsPrimaryName":true},
     {"@odata.type":"Microsoft.Dynamics.CRM.MoneyAttributeMetadata","SchemaName":"new_Price"}]}"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_definition_is_there_whole_or_not_at_all() {
    let binary = executable(Build::Debug).expect("the emulator's binary can be built");
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let mut whole = 0;
    let mut died = 0;
    for (number, (point, arrival, left)) in DEATHS.into_iter().enumerate() {
        let database = directory.path().join(format!("{number}.db"));
        let fault = Fault { point, arrival };
        let (told, found) = live_die_and_look(&binary, &database, &fault).await.unwrap();
        println!("{fault}: {told:?}, {found:?}");
        let fits = match left {
            Left::Nothing => found.is_nothing(),
            Left::Whole => found.is_whole(),
            Left::Either => found.is_whole() || found.is_nothing(),
        };
        assert!(fits, "{fault}: expected {left:?}, found {found:?}");
        // A point that is passed by no definition would prove nothing.
        assert!(left == Left::Either || told.len() < 2, "{fault}: {told:?}");
        // What was acknowledged is kept. The removal may be kept as well when its answer was lost.
        if told == [204, 204] {
            assert!(found.is_nothing(), "{fault}");
        }
        whole += usize::from(found.is_whole());
        died += usize::from(told.len() < 2);
    }
    assert!(whole > 0 && died > 0, "{whole} whole, {died} died");
}

/// What is there of the table after a restart.
#[derive(Debug)]
struct Found {
    /// The status of a request for its rows, for a column, and for notes of its rows.
    statuses: [u16; 3],
    privileges: usize,
    filters: usize,
}

impl Found {
    fn is_whole(&self) -> bool {
        self.statuses == [200, 200, 200] && self.privileges == 8 && self.filters > 0
    }

    fn is_nothing(&self) -> bool {
        self.statuses == [404, 404, 400] && self.privileges == 0 && self.filters == 0
    }
}

/// The statuses of the answers that arrived, and what is there after a restart.
async fn live_die_and_look(
    binary: &Path,
    database: &Path,
    fault: &Fault,
) -> Result<(Vec<u16>, Found), Box<dyn Error>> {
    // The first start writes the first rows, and is no part of the story.
    end(start(binary, database, MANUAL, None).await?).await?;
    let told = match start(binary, database, MANUAL, Some(fault)).await {
        Ok(emulator) => {
            let told = define(&emulator).await;
            end(emulator).await?;
            told
        }
        Err(StartFailure::Ended(_)) => Vec::new(),
        Err(failure) => return Err(failure.into()),
    };
    let emulator = start(binary, database, MANUAL, None).await?;
    come_to_rest(emulator.address()).await?;
    let mut connection = Connection::open(emulator.address()).await?;
    let found = look(&mut connection).await?;
    end(emulator).await?;
    Ok((told, found))
}

/// Makes the table and removes it.
async fn define(emulator: &Running) -> Vec<u16> {
    let root = "/api/data/v9.2";
    let json = ["Content-Type: application/json"];
    let requests = [
        WireRequest::new("POST", &format!("{root}/EntityDefinitions"), &json, TABLE),
        WireRequest::new(
            "DELETE",
            &format!("{root}/EntityDefinitions(LogicalName='new_pen')"),
            &[],
            "",
        ),
    ];
    let mut told = Vec::new();
    for request in requests {
        let Ok(mut connection) = Connection::open(emulator.address()).await else {
            break;
        };
        match connection.exchange(&request).await {
            Ok(answer) => told.push(answer.status),
            Err(_) => break,
        }
    }
    told
}

async fn look(connection: &mut Connection) -> Result<Found, Box<dyn Error>> {
    let root = "/api/data/v9.2";
    let mut statuses = [0; 3];
    let paths = [
        "new_pens",
        "new_pens?$select=new_price,new_price_base",
        "annotations?$select=subject&$expand=objectid_new_pen($select=new_name)",
    ];
    for (status, path) in statuses.iter_mut().zip(paths) {
        let request = WireRequest::get(&format!("{root}/{path}"));
        *status = connection.exchange(&request).await?.status;
    }
    let privileges = "privileges?$select=name&$filter=endswith(name,'new_Pen')";
    let filters = "sdkmessagefilters?$select=sdkmessagefilterid&$filter=primaryobjecttypecode%20eq%20'new_pen'";
    Ok(Found {
        statuses,
        privileges: count(connection, &format!("{root}/{privileges}")).await?,
        filters: count(connection, &format!("{root}/{filters}")).await?,
    })
}

async fn count(connection: &mut Connection, path: &str) -> Result<usize, Box<dyn Error>> {
    let answer = connection.exchange(&WireRequest::get(path)).await?;
    let page: Value = answer.expect(200)?.json()?;
    Ok(page["value"].as_array().map_or(0, Vec::len))
}
