//! A step: which message of which table it is registered on, when it runs, and what handles it
//! (section 3.1).

use std::sync::Arc;

use dataverse_bug::Bug;
use dataverse_operation::fault::Fault;
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Attributes, Entity, Value};
use dataverse_runtime::way_out::ServiceEndpoint;
use uuid::Uuid;

/// What a context calls the table of a message that has none (BG-0A7, WH-032).
pub(crate) const NO_TABLE: &str = "none";

/// The table in which steps are registered.
pub(crate) const STEP: &str = "sdkmessageprocessingstep";

/// A registered step.
#[derive(Debug)]
pub(crate) struct Step {
    /// Primary key of its row.
    pub(crate) id: Uuid,
    /// Its name, which is also that of its system jobs (PL-020).
    pub(crate) name: String,
    /// The table whose messages it follows; every one of the message where it names none.
    pub(crate) table: Option<String>,
    /// When it runs.
    pub(crate) stage: Stage,
    /// Whether the request waits for it.
    pub(crate) mode: Mode,
    /// Its place among the steps of a stage: the smallest first.
    pub(crate) rank: i32,
    /// The row that ties it to a table; decides among equal ranks, before the age (PL-0A1).
    pub(crate) filter_row: Option<Uuid>,
    /// The order in which steps were made.
    pub(crate) sequence: i64,
    /// Columns of which an update has to supply one; any will do where none is named (PL-012).
    pub(crate) filter: Vec<String>,
    /// What handles it.
    pub(crate) handler: Handler,
    /// Whom it runs as, where that is not the caller.
    pub(crate) user: Option<Uuid>,
    /// What the handler is given beside the context.
    pub(crate) configuration: Configuration,
    /// The copies of the row that it wants.
    pub(crate) images: Vec<Image>,
    /// Whether it takes part.
    pub(crate) state: State,
    /// What becomes of its system jobs.
    pub(crate) jobs: Jobs,
}

/// What a plug-in is given beside the context.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Configuration {
    /// `configuration` of the step, for all who may read steps.
    pub(crate) unsecure: String,
    /// `secureconfig`, for administrators.
    pub(crate) secure: String,
}

/// When a step runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    /// Before the unit of work.
    PreValidation,
    /// Inside it, before the main operation.
    PreOperation,
    /// Inside it, after the main operation; asynchronous steps once it is committed.
    PostOperation,
}

impl Stage {
    /// The stage of this number; the others are the platform's own.
    pub(crate) const fn of(number: i64) -> Option<Self> {
        match number {
            10 => Some(Self::PreValidation),
            20 => Some(Self::PreOperation),
            40 => Some(Self::PostOperation),
            _ => None,
        }
    }

    /// Its number.
    pub(crate) const fn number(self) -> i32 {
        match self {
            Self::PreValidation => 10,
            Self::PreOperation => 20,
            Self::PostOperation => 40,
        }
    }
}

/// Whether a request waits for a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// It does, and fails with it.
    Synchronous,
    /// It does not: a system job runs later.
    Asynchronous,
}

/// Whether a step takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// It does.
    Enabled,
    /// It does not (PL-013).
    Disabled,
}

/// What becomes of a system job that has succeeded (`asyncautodelete`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Jobs {
    /// It stays.
    Kept,
    /// Its row goes (BG-0A5).
    Removed,
}

/// What handles a step.
#[derive(Debug, Clone)]
pub(crate) enum Handler {
    /// A plug-in type, by its `plugintypeid`.
    Plugin(Uuid),
    /// A service endpoint.
    Endpoint(Arc<dyn ServiceEndpoint>),
    /// Nothing that could: each run fails with this.
    Unusable(Fault),
}

/// A copy of the row as it was before the main operation or is after it (PL-014).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Image {
    /// Its name in the context.
    pub(crate) alias: String,
    /// Of which moment.
    pub(crate) kind: ImageType,
    /// With which columns.
    pub(crate) columns: Columns,
}

/// Of which moment an image is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ImageType {
    /// Before the main operation.
    PreImage,
    /// After it.
    PostImage,
    /// One of each.
    Both,
}

impl ImageType {
    /// Whether there is one of before.
    pub(crate) const fn has_pre_image(self) -> bool {
        matches!(self, Self::PreImage | Self::Both)
    }

    /// Whether there is one of after.
    pub(crate) const fn has_post_image(self) -> bool {
        matches!(self, Self::PostImage | Self::Both)
    }
}

impl Step {
    /// Where it stands among others.
    pub(crate) fn place(&self) -> (Stage, i32, Option<Uuid>, i64) {
        (self.stage, self.rank, self.filter_row, self.sequence)
    }

    /// Whether it follows this message of this table.
    pub(crate) fn follows(&self, table: &str) -> bool {
        let is_enabled = self.state == State::Enabled || Bug::DisabledStepsRun.is_on();
        is_enabled && self.table.as_deref().is_none_or(|own| own == table)
    }

    /// Whether its filter lets the request pass: one of its columns is supplied, whether it changes
    /// or not.
    pub(crate) fn wants(&self, inputs: &Attributes) -> bool {
        self.filter.is_empty()
            || Bug::FilteringIgnored.is_on()
            || match inputs.get("Target") {
                Some(Value::Entity(target)) => self
                    .filter
                    .iter()
                    .any(|column| target.attributes.contains_key(column)),
                _ => true,
            }
    }

    /// Reads the row of a step, without what other rows say of it.
    pub(crate) fn of_row(
        row: &Entity,
        handler: Handler,
        configuration: Configuration,
    ) -> Option<Self> {
        Some(Self {
            id: row.id?,
            name: text(row, "name").unwrap_or_default(),
            table: None,
            stage: Stage::of(row.get("stage")?.as_integer()?)?,
            mode: match integer(row, "mode") {
                Some(1) => Mode::Asynchronous,
                _ => Mode::Synchronous,
            },
            rank: integer(row, "rank")
                .filter(|_| !Bug::RankIgnored.is_on())
                .unwrap_or(1),
            filter_row: row.get("sdkmessagefilterid").and_then(Value::as_guid),
            sequence: 0,
            filter: names(row, "filteringattributes"),
            handler,
            user: row
                .get("impersonatinguserid")
                .and_then(Value::as_guid)
                .filter(|_| !Bug::StepUserIgnored.is_on()),
            configuration,
            images: Vec::new(),
            state: match integer(row, "statecode") {
                Some(1) => State::Disabled,
                _ => State::Enabled,
            },
            jobs: match row.get("asyncautodelete").and_then(Value::as_bool) {
                Some(true) if !Bug::EventJobsStay.is_on() => Jobs::Removed,
                _ => Jobs::Kept,
            },
        })
    }
}

impl Image {
    /// Reads the row of an image, and the id of the step it belongs to.
    pub(crate) fn of_row(row: &Entity) -> Option<(Uuid, Self)> {
        let columns = names(row, "attributes");
        let image = Self {
            alias: text(row, "entityalias")?,
            kind: match integer(row, "imagetype") {
                Some(1) => ImageType::PostImage,
                Some(2) => ImageType::Both,
                _ => ImageType::PreImage,
            },
            columns: if columns.is_empty() || Bug::WholeImages.is_on() {
                Columns::All
            } else {
                Columns::Named(columns)
            },
        };
        Some((row.get("sdkmessageprocessingstepid")?.as_guid()?, image))
    }
}

/// A list of column names separated by commas.
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
