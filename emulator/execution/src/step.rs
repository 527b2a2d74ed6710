//! A registered step: its message and table, stage and mode, and its handler (section 3.1).

use std::sync::Arc;

use dataverse_model::message::{TARGET, TARGETS};
use dataverse_operation::fault::Fault;
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Attributes, Entity, Value};
use dataverse_runtime::way_out::ServiceEndpoint;
use uuid::Uuid;

/// `PrimaryEntityName` in the execution context of a message without a table (BG-0A7, WH-032).
pub(crate) const NO_TABLE: &str = "none";

/// Messages of one row, each with the message of many rows that has the same pipeline: a step on either runs for a
/// request of either (MS-010, MS-011).
const MERGED: [(&str, &str); 2] = [("Create", "CreateMultiple"), ("Update", "UpdateMultiple")];

/// The message of many rows whose steps run for a message of one row as well.
pub(crate) fn of_many(message: &str) -> Option<&'static str> {
    let merged = MERGED.into_iter().find(|(one, _)| *one == message);
    merged.map(|(_, many)| many)
}

/// The table of registered steps.
pub(crate) const STEP: &str = "sdkmessageprocessingstep";

/// A row of `sdkmessageprocessingstep` with the values that the pipeline needs.
#[derive(Debug)]
pub(crate) struct Step {
    /// `sdkmessageprocessingstepid`.
    pub(crate) id: Uuid,
    /// The message that the step is registered on.
    pub(crate) message: String,
    /// `name`; the system jobs of the step have the same name (PL-020).
    pub(crate) name: String,
    /// Logical name of the table; `None` for a step on every table of its message.
    pub(crate) table: Option<String>,
    pub(crate) stage: Stage,
    pub(crate) mode: Mode,
    /// `rank`: within a stage, steps run in ascending order.
    pub(crate) rank: i32,
    /// The step's `sdkmessagefilterid`; orders steps of equal rank, before their age does (PL-0A1).
    pub(crate) filter_row: Option<Uuid>,
    /// Creation order among all steps.
    pub(crate) sequence: i64,
    /// `filteringattributes`: the step runs for an update that supplies one of these columns; for
    /// every update if empty (PL-012).
    pub(crate) filter: Vec<String>,
    pub(crate) handler: Handler,
    /// `impersonatinguserid`: the user that the step runs as; `None` for the calling user.
    pub(crate) user: Option<Uuid>,
    pub(crate) configuration: Configuration,
    /// The row images that the step's execution context carries.
    pub(crate) images: Vec<Image>,
    pub(crate) state: State,
    /// Whether succeeded system jobs are deleted.
    pub(crate) jobs: Jobs,
}

/// The configuration that a plug-in receives beside the execution context.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Configuration {
    /// `configuration` of the step; every user who may read steps can read it.
    pub(crate) unsecure: String,
    /// `secureconfig`; only administrators can read it.
    pub(crate) secure: String,
}

/// The stage of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    /// Before the transaction.
    PreValidation,
    /// In the transaction, before the main operation.
    PreOperation,
    /// In the transaction, after the main operation; asynchronous steps run after the commit.
    PostOperation,
}

impl Stage {
    /// The stage with this number; `None` for the platform's internal stages.
    pub(crate) const fn of(number: i64) -> Option<Self> {
        match number {
            10 => Some(Self::PreValidation),
            20 => Some(Self::PreOperation),
            40 => Some(Self::PostOperation),
            _ => None,
        }
    }

    /// The number of the stage in `stage` and in the execution context.
    pub(crate) const fn number(self) -> i32 {
        match self {
            Self::PreValidation => 10,
            Self::PreOperation => 20,
            Self::PostOperation => 40,
        }
    }
}

/// `mode`: whether the request waits for the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// The request waits for the step and fails if the step fails.
    Synchronous,
    /// A system job runs the step later.
    Asynchronous,
}

/// `statecode` of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Enabled,
    /// The step does not run (PL-013).
    Disabled,
}

/// `asyncautodelete`: what happens to a system job that has succeeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Jobs {
    Kept,
    /// The row of the job is deleted (BG-0A5).
    Removed,
}

/// The handler of a step.
#[derive(Debug, Clone)]
pub(crate) enum Handler {
    /// A plug-in type, by its `plugintypeid`.
    Plugin(Uuid),
    /// A service endpoint.
    Endpoint(Arc<dyn ServiceEndpoint>),
    /// The handler is missing or invalid: each run fails with this fault.
    Unusable(Fault),
}

/// An entity image: a copy of the row from before or after the main operation (PL-014).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Image {
    /// `entityalias`: the key of the image in the execution context.
    pub(crate) alias: String,
    pub(crate) kind: ImageType,
    pub(crate) columns: Columns,
}

/// `imagetype`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ImageType {
    /// A pre-image.
    PreImage,
    /// A post-image.
    PostImage,
    /// A pre-image and a post-image.
    Both,
}

impl ImageType {
    /// Whether the execution context carries a pre-image.
    pub(crate) const fn has_pre_image(self) -> bool {
        matches!(self, Self::PreImage | Self::Both)
    }

    /// Whether the execution context carries a post-image.
    pub(crate) const fn has_post_image(self) -> bool {
        matches!(self, Self::PostImage | Self::Both)
    }
}

impl Step {
    /// The sort key that gives the order of execution.
    pub(crate) fn place(&self) -> (Stage, i32, Option<Uuid>, i64) {
        (self.stage, self.rank, self.filter_row, self.sequence)
    }

    /// Whether the step is enabled and registered for this table. The caller has selected the
    /// message.
    pub(crate) fn follows(&self, table: &str) -> bool {
        self.state == State::Enabled && self.table.as_deref().is_none_or(|own| own == table)
    }

    /// Whether the request supplies one of the filtering attributes. The column's value need not
    /// change.
    pub(crate) fn wants(&self, inputs: &Attributes) -> bool {
        self.filter.is_empty()
            || match inputs.get(TARGET).or_else(|| inputs.get(TARGETS)) {
                Some(Value::Entity(target)) => self.is_touched(target),
                Some(Value::Collection(rows)) => {
                    rows.entities.iter().any(|row| self.is_touched(row))
                }
                _ => true,
            }
    }

    fn is_touched(&self, target: &Entity) -> bool {
        let mut filter = self.filter.iter();
        filter.any(|column| target.attributes.contains_key(column.as_str()))
    }

    /// Reads the row of a step. The caller adds `message`, `table`, `sequence` and `images`, which come
    /// from other rows.
    pub(crate) fn of_row(
        row: &Entity,
        handler: Handler,
        configuration: Configuration,
    ) -> Option<Self> {
        Some(Self {
            id: row.id?,
            message: String::new(),
            name: text(row, "name").unwrap_or_default(),
            table: None,
            stage: Stage::of(row.get("stage")?.as_integer()?)?,
            mode: match integer(row, "mode") {
                Some(1) => Mode::Asynchronous,
                _ => Mode::Synchronous,
            },
            rank: integer(row, "rank").unwrap_or(1),
            filter_row: row.get("sdkmessagefilterid").and_then(Value::as_guid),
            sequence: 0,
            filter: names(row, "filteringattributes"),
            handler,
            user: row.get("impersonatinguserid").and_then(Value::as_guid),
            configuration,
            images: Vec::new(),
            state: match integer(row, "statecode") {
                Some(1) => State::Disabled,
                _ => State::Enabled,
            },
            jobs: match row.get("asyncautodelete").and_then(Value::as_bool) {
                Some(true) => Jobs::Removed,
                _ => Jobs::Kept,
            },
        })
    }
}

impl Image {
    /// Reads the row of an image; returns it with the id of its step.
    pub(crate) fn of_row(row: &Entity) -> Option<(Uuid, Self)> {
        let columns = names(row, "attributes");
        let image = Self {
            alias: text(row, "entityalias")?,
            kind: match integer(row, "imagetype") {
                Some(1) => ImageType::PostImage,
                Some(2) => ImageType::Both,
                _ => ImageType::PreImage,
            },
            columns: if columns.is_empty() {
                Columns::All
            } else {
                Columns::Named(columns)
            },
        };
        Some((row.get("sdkmessageprocessingstepid")?.as_guid()?, image))
    }
}

/// The column names in a comma-separated list.
fn names(row: &Entity, column: &str) -> Vec<String> {
    text(row, column)
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

pub(crate) fn text(row: &Entity, column: &str) -> Option<String> {
    row.get(column).and_then(Value::as_str).map(str::to_owned)
}

fn integer(row: &Entity, column: &str) -> Option<i32> {
    row.get(column)
        .and_then(Value::as_integer)
        .and_then(|number| i32::try_from(number).ok())
}
