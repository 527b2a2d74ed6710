//! What a path of the Web API can address: rows, a row, a property, an operation, a name of the platform that is not
//! emulated, or a name that does not exist. [`resolve`](super::resolve) reads the path.

use std::sync::Arc;

use dataverse_execution::MessageRef;
use dataverse_operation::fault::Fault;
use dataverse_protocol::odata::path::{Argument, Segment};
use dataverse_protocol::value::{Attributes, EntityReference};
use uuid::Uuid;

use super::definition_changes::Addressed;
use super::definitions::DefinitionPath;
use super::links::Link;
use super::references::References;
use dataverse_model::metadata::Table;

/// The resource that a path addresses.
pub(super) enum Resource {
    Root,
    /// `$metadata`.
    Metadata,
    /// `$batch`.
    Batch,
    /// The rows of a table.
    Rows(Arc<Table>),
    /// `$count` of a table.
    Count(Arc<Table>),
    /// One row.
    Row(Row),
    /// The row that a PATCH with an alternate key creates, since no row has the key.
    NewRow(Arc<Table>, Attributes),
    /// One property of a row (WA-048).
    Property(Property),
    /// The plain value of one property, `$value` (WA-1A5).
    RawValue(Property),
    /// An image or a file of a row (FI-010).
    Content(Property),
    /// The bytes of an image or a file, `$value` (FI-011).
    ContentValue(Property),
    /// The rows at a collection-valued navigation property of a row (WH-006).
    Related(Related),
    /// `$count` of these rows (WA-1A3).
    RelatedCount(Related),
    /// What lies behind a row that another row leads to (WA-1A2).
    Step(Step),
    /// A definition, or a part of one, that is to be changed.
    DefinitionChange(Addressed),
    /// Definitions of tables, option sets or relationships (MD-006).
    Definitions(Box<DefinitionPath>),
    /// A function or an action.
    Operation(OperationCall),
    /// The `$ref` of a many-to-many relationship.
    References(References),
    /// The `$ref` of a lookup, from either end.
    Link(Link),
    /// What the platform has and the emulator does not, with the refusal that names it.
    NotEmulated(Box<Fault>),
    /// A segment that names nothing.
    Unknown(UnknownSegment),
}

/// A segment of a path that names nothing.
pub(in crate::door) struct UnknownSegment {
    pub(in crate::door) name: String,
    /// The table whose rows, columns or operations the segment could have named; `None` at the root.
    pub(in crate::door) below: Option<Arc<Table>>,
}

#[derive(Clone)]
pub(super) struct Row {
    pub(super) table: Arc<Table>,
    pub(super) id: Uuid,
    /// The partition in an elastic row's key (BG-0D9).
    pub(super) partition: Option<String>,
}

impl Row {
    pub(super) fn reference(&self) -> EntityReference {
        EntityReference::new(&self.table.logical_name, self.id)
    }
}

/// A property of a row.
pub(super) struct Property {
    pub(super) row: Row,
    /// The name in the URL: of a lookup `_x_value`.
    pub(super) name: String,
    /// Logical name of the column.
    pub(super) column: String,
}

/// The rows of a table that refer to a row, or are associated with it.
pub(super) struct Related {
    pub(super) row: Row,
    /// The collection-valued navigation property, as the URL spells it.
    pub(super) navigation: String,
    /// The table of the related rows.
    pub(super) table: Arc<Table>,
    pub(super) referring: Referring,
}

/// The kind of a one-to-many or many-to-many relationship.
pub(super) enum Referring {
    /// One-to-many: the related rows have this lookup column.
    Lookup(String),
    /// Many-to-many: the related rows lead back by this navigation property.
    Association(String),
}

/// A row that another row leads to, and the rest of the path.
pub(super) struct Step {
    pub(super) to: Landing,
    pub(super) rest: Vec<Segment>,
}

/// The row that a step ends at.
pub(super) enum Landing {
    /// The row of one of these tables that a lookup refers to: `accounts(<id>)/primarycontactid`.
    Lookup {
        row: Row,
        /// Logical name of the lookup.
        column: String,
        /// The single-valued navigation property.
        navigation: String,
        tables: Vec<Arc<Table>>,
    },
    /// One row of a collection: `accounts(<id>)/contact_customer_accounts(<id>)`.
    Member(Related, Uuid),
    /// The row with an alternate key: `customapis(uniquename='a')`.
    Key(Arc<Table>, Attributes),
}

/// A message, with the row and the arguments in its URL.
pub(super) struct OperationCall {
    pub(super) message: MessageRef,
    /// The row that the message is bound to (CA-031).
    pub(super) target: Option<Row>,
    /// The table whose rows the message is bound to; `None` for a message that is unbound or bound to a row.
    pub(super) collection: Option<Arc<Table>>,
    /// Arguments in parentheses (CA-033); empty without parentheses.
    pub(super) arguments: Vec<(String, Argument)>,
}
