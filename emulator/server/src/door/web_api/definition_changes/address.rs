//! The addresses of definitions, and the names of what they address.

use dataverse_model::metadata::{Column, Key, Table};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::odata::definitions::NAMESPACE;
use dataverse_protocol::odata::literal::Literal;
use dataverse_protocol::odata::path::{Argument, Arguments, Path, Segment};
use dataverse_protocol::value::Value;
use uuid::Uuid;

use crate::door::web_api::web_api_request::WebApiRequest;

/// What a path addresses, with the type of the cast at its end.
pub(in crate::door::web_api) struct Addressed {
    pub(super) address: Address,
    pub(super) cast: Option<String>,
}

/// A definition, or a set of them.
pub(super) enum Address {
    Tables,
    Table(Named),
    Columns(Named),
    Column { table: Named, column: Named },
    Keys(Named),
    Key { table: Named, key: Named },
    Relationships,
    Relationship(Named),
    OptionSets,
    OptionSet(Named),
}

/// The key of a definition: its id, or its name.
#[derive(Clone)]
pub(super) enum Named {
    Id(Uuid),
    Name(String),
}

impl Address {
    /// The type of what is addressed, for texts of errors.
    pub(super) const fn type_name(&self) -> &'static str {
        match self {
            Self::Tables | Self::Table(_) => "EntityMetadata",
            Self::Columns(_) | Self::Column { .. } => "AttributeMetadata",
            Self::Keys(_) | Self::Key { .. } => "EntityKeyMetadata",
            Self::Relationships | Self::Relationship(_) => "RelationshipMetadataBase",
            Self::OptionSets | Self::OptionSet(_) => "OptionSetMetadataBase",
        }
    }
}

/// The definition that a path addresses; `None` for another path.
pub(in crate::door::web_api) fn addressed(path: &Path) -> Option<Addressed> {
    let (segments, cast) = match path.segments.as_slice() {
        [before @ .., last]
            if last.name.starts_with(NAMESPACE) && matches!(last.arguments, Arguments::None) =>
        {
            (before, Some(last.name.clone()))
        }
        segments => (segments, None),
    };
    let address = address(segments)?;
    Some(Addressed { address, cast })
}

fn address(segments: &[Segment]) -> Option<Address> {
    let plain = |segment: &Segment| matches!(segment.arguments, Arguments::None | Arguments::Empty);
    match segments {
        [set] if plain(set) => match set.name.as_str() {
            "EntityDefinitions" => Some(Address::Tables),
            "RelationshipDefinitions" => Some(Address::Relationships),
            "GlobalOptionSetDefinitions" => Some(Address::OptionSets),
            _ => None,
        },
        [set] => match set.name.as_str() {
            "EntityDefinitions" => key(set, "LogicalName").map(Address::Table),
            "RelationshipDefinitions" => key(set, "SchemaName").map(Address::Relationship),
            "GlobalOptionSetDefinitions" => key(set, "Name").map(Address::OptionSet),
            _ => None,
        },
        [set, below] if set.name == "EntityDefinitions" => {
            let table = key(set, "LogicalName")?;
            match (below.name.as_str(), plain(below)) {
                ("Attributes", true) => Some(Address::Columns(table)),
                ("Attributes", false) => {
                    let column = key(below, "LogicalName")?;
                    Some(Address::Column { table, column })
                }
                ("Keys", true) => Some(Address::Keys(table)),
                ("Keys", false) => {
                    let key = key(below, "LogicalName")?;
                    Some(Address::Key { table, key })
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// The key in a segment: an id, or a name under this property.
fn key(segment: &Segment, property: &str) -> Option<Named> {
    match &segment.arguments {
        Arguments::Key(Literal::Value(Value::Guid(id))) => Some(Named::Id(*id)),
        Arguments::Named(parts) => match parts.as_slice() {
            [(name, Argument::Literal(Literal::Value(Value::String(text))))]
                if name == property =>
            {
                Some(Named::Name(text.clone()))
            }
            [(name, Argument::Literal(Literal::Value(Value::Guid(id))))]
                if name == "MetadataId" =>
            {
                Some(Named::Id(*id))
            }
            _ => None,
        },
        _ => None,
    }
}

impl Named {
    /// The logical name of a table.
    pub(super) fn table_name(&self, exchange: &WebApiRequest<'_>) -> Result<String, Fault> {
        self.name_among(
            "EntityMetadata",
            exchange.metadata.tables().map(|table| &**table),
            |table: &Table| (table.metadata_id(), table.logical_name.clone()),
        )
    }

    /// The logical name of a column of a table.
    pub(super) fn column_name(
        &self,
        exchange: &WebApiRequest<'_>,
        table: &str,
    ) -> Result<String, Fault> {
        let of = table;
        let table = exchange.metadata.table(of);
        let columns = table.into_iter().flat_map(|table| table.columns.values());
        self.name_among("AttributeMetadata", columns, |column: &Column| {
            (column.metadata_id(of), column.logical_name.clone())
        })
    }

    /// The logical name of a key of a table.
    pub(super) fn key_name(
        &self,
        exchange: &WebApiRequest<'_>,
        table: &str,
    ) -> Result<String, Fault> {
        let of = table;
        let table = exchange.metadata.table(of);
        let keys = table.into_iter().flat_map(|table| &table.keys);
        self.name_among("EntityKeyMetadata", keys, |key: &Key| {
            (key.metadata_id(of), key.logical_name.clone())
        })
    }

    /// The schema name of a relationship.
    pub(super) fn relationship_name(&self, exchange: &WebApiRequest<'_>) -> Result<String, Fault> {
        let tables = exchange.metadata.tables();
        let all = tables.flat_map(|table| {
            let association = table.association.as_ref();
            let across = association.map(|of| (of.metadata_id(), of.name.clone()));
            let targets = table.columns.values().flat_map(Column::targets);
            let lookups = targets.map(|of| (of.metadata_id(), of.relationship().to_owned()));
            across.into_iter().chain(lookups).collect::<Vec<_>>()
        });
        self.name_among("RelationshipMetadataBase", all, |of: (Uuid, String)| of)
    }

    /// The name of a global option set.
    pub(super) fn option_set_name(&self, exchange: &WebApiRequest<'_>) -> Result<String, Fault> {
        self.name_among(
            "OptionSetMetadata",
            exchange.metadata.option_sets(),
            |set| (set.metadata_id(), set.name.clone()),
        )
    }

    fn name_among<T>(
        &self,
        kind: &str,
        all: impl Iterator<Item = T>,
        of: impl Fn(T) -> (Uuid, String),
    ) -> Result<String, Fault> {
        match self {
            Self::Name(name) => Ok(name.clone()),
            Self::Id(id) => {
                let mut all = all.map(of);
                let found = all.find(|(own, _)| own == id);
                found.map(|(_, name)| name).ok_or_else(|| {
                    Fault::new(
                        code::OBJECT_DOES_NOT_EXIST,
                        format!("{kind} With Id = {id} Does Not Exist"),
                    )
                })
            }
        }
    }

    /// The address of a table.
    pub(super) fn address(&self, exchange: &WebApiRequest<'_>) -> String {
        let table = match self {
            Self::Id(id) => return format!("EntityDefinitions({id})"),
            Self::Name(name) => exchange.metadata.table(name),
        };
        let id = table.map(|table| table.metadata_id());
        format!("EntityDefinitions({})", id.unwrap_or_default())
    }
}
