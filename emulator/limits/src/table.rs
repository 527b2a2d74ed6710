//! The table of limits: name, unit, default and range, with the meaning as doc comment.
//!
//! The largest value of a limit that guards a recursion or a statement of SQLite is what the code has been tested with;
//! such a limit can often be lowered only.

use std::time::Duration;

use super::{LimitEntry, Unit};

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;
const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;

/// The type of a limit's field, by its unit.
macro_rules! field {
    (Number) => {
        usize
    };
    (Bytes) => {
        usize
    };
    (Time) => {
        Duration
    };
}

/// A field's value from its steps.
macro_rules! value {
    (Time, $steps:expr) => {
        Duration::from_millis($steps)
    };
    ($unit:ident, $steps:expr) => {
        if $steps > usize::MAX as u64 {
            usize::MAX
        } else {
            $steps as usize
        }
    };
}

/// The steps of a field's value.
macro_rules! steps {
    (Time, $value:expr) => {
        $value.as_millis() as u64
    };
    ($unit:ident, $value:expr) => {
        $value as u64
    };
}

/// Generates the struct, its default, its catalogue and its accessors by name from the table.
macro_rules! limits {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident: $unit:ident = $default:expr, $least:expr => $most:expr;
    )+) => {
        /// All limits. [`Limits::default`] has the emulator's defaults.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct Limits {
            $( $(#[doc = $doc])+ pub $name: field!($unit), )+
        }

        impl Default for Limits {
            fn default() -> Self {
                Self::DEFAULT
            }
        }

        impl Limits {
            /// The emulator's defaults.
            pub const DEFAULT: Self = Self { $( $name: value!($unit, $default), )+ };

            pub(super) const CATALOGUE: &'static [LimitEntry] = &[
                $( LimitEntry {
                    name: stringify!($name),
                    unit: Unit::$unit,
                    default: $default,
                    least: $least,
                    most: $most,
                    meaning: concat!($($doc),+).trim_ascii(),
                }, )+
            ];

            /// Sets the limit with this name, which exists.
            pub(super) fn assign(&mut self, name: &str, steps: u64) {
                match name {
                    $( stringify!($name) => self.$name = value!($unit, steps), )+
                    _ => {}
                }
            }

            /// Every limit's value in steps of its unit, in the order of the catalogue.
            pub(super) fn steps(&self) -> Vec<u64> {
                vec![$( steps!($unit, self.$name) ),+]
            }
        }
    };
}

limits! {
    // Clients and their connections

    /// Connections of an organization at once; more wait to be accepted.
    connections: Number = 1_024, 1 => 1_000_000;
    /// A request's head arrives within this time, from the connection or from the head's first byte; otherwise the
    /// connection is closed.
    head_timeout: Time = 30 * SECOND, 1 => HOUR;
    /// A request's body arrives whole within this time, and a client takes some bytes of an answer within it;
    /// otherwise the connection is closed.
    body_timeout: Time = MINUTE, 1 => HOUR;
    /// From one request of a connection to the next; then the connection is closed. Longer than clients keep
    /// connections that they do not use: otherwise they send requests on connections that are being closed.
    idle_timeout: Time = 130 * SECOND, 1 => HOUR;
    /// The body of a request, batches and envelopes of the SDK among them; a larger one is refused with 413.
    body_size: Bytes = 16 * MIB, KIB => GIB;

    // What a request says

    /// Patterns in the preference `odata.include-annotations`; with more the request is refused.
    annotation_patterns: Number = 100, 1 => 1_000;
    /// The length of that preference; a longer one is refused.
    annotation_length: Bytes = 8 * KIB, 16 => 64 * KIB;
    /// How deep conditions of a query nest; a deeper query is refused.
    query_depth: Number = 100, 1 => 100;
    /// The length of a FetchXML query; a longer one is refused.
    fetch_xml_size: Bytes = MIB, 64 => 16 * MIB;
    /// How deep elements of a FetchXML query nest; a deeper one is refused.
    fetch_xml_depth: Number = 32, 2 => 32;
    /// Elements of a FetchXML query; with more it is refused.
    fetch_xml_elements: Number = 100_000, 2 => 1_000_000;
    /// How deep elements of an SDK request nest; a deeper one is refused.
    envelope_depth: Number = 128, 8 => 128;
    /// Elements of an SDK request; with more it is refused.
    envelope_elements: Number = 200_000, 16 => 2_000_000;
    /// Attributes of one element of FetchXML or of an SDK request; with more the text is refused.
    xml_attributes: Number = 64, 8 => 256;
    /// Addresses that the references (`$1`) of one body stand for together; a body with more is refused with 413.
    reference_size: Bytes = MIB, 64 => 16 * MIB;
    /// Columns of a table, those among them that the platform adds; a definition that makes more is refused.
    table_columns: Number = 1_000, 1 => 1_000;
    /// A file that is put together of blocks; a larger one is refused.
    file_size: Bytes = 128 * MIB, 1 => 900 * MIB;
    /// How deep rows nest in rows of one create; a deeper one is refused.
    insert_depth: Number = 8, 1 => 8;
    /// Rows that a change of a row cascades to, such as those that get the new owner of the row above.
    cascaded_rows: Number = 100_000, 1 => 1_000_000;

    // Solutions

    /// Files of a solution that is imported; with more it is refused.
    solution_files: Number = 20_000, 1 => 1_000_000;
    /// Bytes of all files of a solution, unpacked; a larger one is refused, whatever its archive says of it.
    solution_size: Bytes = 256 * MIB, KIB => GIB;
    /// The length of one document of a solution; one with a longer document is refused.
    solution_document: Bytes = 64 * MIB, 64 => GIB;
    /// How deep elements of a document of a solution nest; a deeper one is refused.
    solution_depth: Number = 64, 8 => 64;
    /// Elements of a document of a solution; with more it is refused.
    solution_elements: Number = 4_194_304, 16 => 16_777_216;

    // Queries

    /// Values that the conditions of one query compare with; with more it is refused.
    query_operands: Number = 32_000, 1 => 32_000;
    /// Sort keys of one query; with more it is refused.
    query_orders: Number = 100, 1 => 100;
    /// Values of one row of an answer, where a lookup counts up to three; with more the query is refused.
    row_values: Number = 1_800, 16 => 1_800;
    /// The length of a pattern that a condition compares with; a longer one is refused.
    pattern_length: Bytes = 10_000, 1 => 10_000;
    /// How long a query runs, in real time; then it ends with an error.
    query_time: Time = 30 * SECOND, 1 => HOUR;
    /// Queries that run at once before they count as long; more wait.
    queries: Number = 16, 1 => 256;
    /// The work of a query, in ten thousands of SQLite's instructions, after which it counts as long.
    query_work: Number = 200, 0 => 1_000_000;
    /// Long queries that run at once; more wait.
    long_queries: Number = 8, 1 => 256;
    /// Long queries that wait; one more ends with an error.
    waiting_queries: Number = 64, 0 => 4_096;
    /// Connections to the database that read, and as many for units of work; a request that finds none is refused.
    database_connections: Number = 256, 1 => 4_096;

    // Code

    /// Requests that run at once where steps, plug-ins or handlers may run; more wait.
    code: Number = 128, 1 => 1_024;
    /// Requests of one handler or change set that wait for its unit of work; one more is refused.
    joined_requests: Number = 64, 1 => 4_096;

    // The database

    /// The size of an organization's database; a change that needs more is refused as on a full disk, until rows are
    /// deleted.
    database_size: Bytes = 64 * GIB, MIB => 1_024 * GIB;
    /// How long a change that the emulator has to commit waits before its second try, while the database commits
    /// nothing; each further wait is twice as long.
    commit_delay: Time = 50, 1 => HOUR;
    /// The longest of these waits.
    commit_delay_longest: Time = 5 * SECOND, 1 => HOUR;

    // Outgoing calls

    /// Callbacks and calls of webhooks at once, without the slow ones; more wait.
    calls: Number = 64, 1 => 4_096;
    /// Of these, to one host.
    calls_per_host: Number = 16, 1 => 4_096;
    /// How long a call takes, in real time, before it counts as slow and gives its place to another.
    slow_after: Time = SECOND, 1 => HOUR;
    /// Slow calls at once; where there are more, calls keep their places.
    slow_calls: Number = 448, 0 => 65_536;
    /// How long a call takes in real time where the organization's clock does not follow it, and how much longer than
    /// its own time limit where it does; then it ends without an answer.
    call_time: Time = 30 * SECOND, 1 => HOUR;
    /// The body of a handler's answer; a larger one fails its request.
    answer_size: Bytes = 16 * MIB, 64 => GIB;

    // The control door

    /// How long an advance of the clock takes, in real time; then it fails.
    advance_time: Time = 30 * SECOND, 1 => HOUR;
    /// How long an advance waits, in real time, for calls that are under way while none begins or ends.
    network_grace: Time = 3 * SECOND, 1 => HOUR;
    /// Entries of the journal; the oldest go first. With none, there is no journal.
    journal_entries: Number = 10_000, 0 => 1_000_000;
    /// The size of the journal; the oldest entries go first.
    journal_size: Bytes = 4 * MIB, KIB => GIB;
    /// How much of a body the journal keeps.
    journal_body: Bytes = 256 * KIB, 0 => 16 * MIB;
    /// Sinks of an organization; one more is refused.
    sinks: Number = 32, 0 => 1_024;
    /// Requests that a sink keeps; the oldest go first.
    sink_requests: Number = 20_000, 1 => 1_000_000;
    /// The size of what a sink keeps; the oldest requests go first.
    sink_size: Bytes = 16 * MIB, KIB => GIB;
}
