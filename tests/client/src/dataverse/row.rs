//! A row of the table of background operations.

use jiff::Timestamp;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::codes;
use crate::refusal::Refusal;
use crate::status::Status;

/// The columns that are read.
pub(super) const COLUMNS: &str = "backgroundoperationid,name,backgroundoperationstatecode,\
    backgroundoperationstatuscode,createdon,starttime,endtime,retrycount,inputparameters,outputparameters,errorcode,\
    errormessage";

/// A background operation as its row shows it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Row {
    /// The id.
    pub id: Uuid,
    /// The name of the custom API.
    pub name: String,
    /// The state.
    pub status: Status,
    /// When it was accepted.
    pub created_on: Option<Timestamp>,
    /// When its latest attempt began.
    pub started_on: Option<Timestamp>,
    /// When it ended.
    pub ended_on: Option<Timestamp>,
    /// How often it was tried again.
    pub retries: u32,
    /// The parameters of the call.
    pub inputs: Map<String, Value>,
    /// The outputs; empty before the end.
    pub outputs: Map<String, Value>,
    /// The failure, if there was one.
    pub error: Option<Refusal>,
}

/// The row as JSON. Its parameters are text with JSON in it.
#[derive(Deserialize)]
struct Columns {
    backgroundoperationid: Uuid,
    name: Option<String>,
    backgroundoperationstatecode: i64,
    backgroundoperationstatuscode: i64,
    createdon: Option<Timestamp>,
    starttime: Option<Timestamp>,
    endtime: Option<Timestamp>,
    retrycount: Option<u32>,
    inputparameters: Option<String>,
    outputparameters: Option<String>,
    errorcode: Option<i32>,
    errormessage: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameter {
    key: String,
    value: Value,
}

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let columns = Columns::deserialize(deserializer)?;
        let (state, reason) = (
            columns.backgroundoperationstatecode,
            columns.backgroundoperationstatuscode,
        );
        let status = codes::status(state, reason);
        let failed = columns.errorcode.is_some() || columns.errormessage.is_some();
        let error = Refusal::of_dataverse(columns.errorcode, columns.errormessage, String::new());
        Ok(Self {
            id: columns.backgroundoperationid,
            name: columns.name.unwrap_or_default(),
            status: status.ok_or_else(|| D::Error::custom(codes::unknown(state, reason)))?,
            created_on: columns.createdon,
            started_on: columns.starttime,
            ended_on: columns.endtime,
            retries: columns.retrycount.unwrap_or_default(),
            inputs: parameters(columns.inputparameters).map_err(D::Error::custom)?,
            outputs: parameters(columns.outputparameters).map_err(D::Error::custom)?,
            error: failed.then_some(error),
        })
    }
}

/// The parameters in the text of a column: an array of keys and values.
fn parameters(text: Option<String>) -> Result<Map<String, Value>, serde_json::Error> {
    let text = text.filter(|text| !text.trim().is_empty());
    let all: Vec<Parameter> =
        text.map_or_else(|| Ok(Vec::new()), |text| serde_json::from_str(&text))?;
    Ok(all.into_iter().map(|one| (one.key, one.value)).collect())
}
